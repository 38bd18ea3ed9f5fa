// Ids: their form, and the error codes and messages for those that are malformed or unknown, per kind of resource.
// Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; the form of ids:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
import { AwsError, fail } from './error.ts';
import type { Table, Tagged } from './table.ts';

type IdFacts = {
  readonly prefix: string;
  readonly code: string;
  readonly malformed?: string;
  /** Whole codes, where they are not the code above with a suffix. */
  readonly whole?: { readonly malformed: string; readonly notFound: string };
  readonly noun: string;
};

const KINDS = {
  vpc: { prefix: 'vpc', code: 'InvalidVpcID', noun: 'vpc ID' },
  subnet: { prefix: 'subnet', code: 'InvalidSubnetID', noun: 'subnet ID' },
  routeTable: { prefix: 'rtb', code: 'InvalidRouteTableID', noun: 'routeTable ID' },
  internetGateway: { prefix: 'igw', code: 'InvalidInternetGatewayID', noun: 'internetGateway ID' },
  egressOnlyInternetGateway: {
    prefix: 'eigw',
    code: 'InvalidEgressOnlyInternetGatewayId',
    noun: 'egressOnlyInternetGateway ID',
  },
  prefixList: { prefix: 'pl', code: 'InvalidPrefixListID', noun: 'prefix list ID' },
  securityGroup: { prefix: 'sg', code: 'InvalidGroup', malformed: 'InvalidGroupId', noun: 'security group' },
  securityGroupRule: { prefix: 'sgr', code: 'InvalidSecurityGroupRuleId', noun: 'security group rule ID' },
  networkAcl: { prefix: 'acl', code: 'InvalidNetworkAclID', noun: 'networkAcl ID' },
  dhcpOptions: { prefix: 'dopt', code: 'InvalidDhcpOptionID', noun: 'dhcpOption ID' },
  peering: { prefix: 'pcx', code: 'InvalidVpcPeeringConnectionID', noun: 'vpcPeeringConnection ID' },
  address: { prefix: 'eipalloc', code: 'InvalidAllocationID', noun: 'allocation ID' },
  addressAssociation: { prefix: 'eipassoc', code: 'InvalidAssociationID', noun: 'association ID' },
  natGateway: {
    prefix: 'nat',
    code: 'NatGateway',
    whole: { malformed: 'NatGatewayMalformed', notFound: 'NatGatewayNotFound' },
    noun: 'NAT gateway',
  },
  networkInterface: { prefix: 'eni', code: 'InvalidNetworkInterfaceID', noun: 'networkInterface ID' },
  vpcEndpoint: { prefix: 'vpce', code: 'InvalidVpcEndpointId', noun: 'Vpc Endpoint Id' },
  networkInterfaceAttachment: { prefix: 'eni-attach', code: 'InvalidAttachmentID', noun: 'attachment ID' },
  instance: { prefix: 'i', code: 'InvalidInstanceID', noun: 'instance ID' },
  flowLog: { prefix: 'fl', code: 'InvalidFlowLogId', noun: 'flowLog ID' },
  routeTableAssociation: { prefix: 'rtbassoc', code: 'InvalidAssociationID', noun: 'association ID' },
  networkAclAssociation: { prefix: 'aclassoc', code: 'InvalidAssociationID', noun: 'association ID' },
  vpcCidrAssociation: {
    prefix: 'vpc-cidr-assoc',
    code: 'InvalidVpcCidrBlockAssociationID',
    noun: 'vpc CIDR block association ID',
  },
  subnetCidrAssociation: {
    prefix: 'subnet-cidr-assoc',
    code: 'InvalidSubnetCidrBlockAssociationID',
    noun: 'subnet CIDR block association ID',
  },
} as const satisfies Record<string, IdFacts>;

export type IdKind = keyof typeof KINDS;

export function checkId(kind: IdKind, id: string): void {
  const facts: IdFacts = KINDS[kind];
  const digits = id.startsWith(`${facts.prefix}-`) ? id.slice(facts.prefix.length + 1) : '';
  if (/^([0-9a-f]{8}|[0-9a-f]{17})$/.test(digits)) return;
  const code = facts.whole?.malformed ?? `${facts.malformed ?? facts.code}.Malformed`;
  fail(code, `Invalid id: "${id}" (expecting "${facts.prefix}-...")`);
}

export function notFound(kind: IdKind, id: string): never {
  const facts: IdFacts = KINDS[kind];
  throw new AwsError(
    facts.whole?.notFound ?? `${facts.code}.NotFound`,
    `The ${facts.noun} '${id}' does not exist`,
  );
}

/** The row that a request names; refuses an absent, malformed or unknown id. */
export function required<R extends Tagged>(table: Table<R>, kind: IdKind, id: string | undefined): R {
  if (id === undefined || id === '')
    fail('MissingParameter', `The request must contain the parameter ${KINDS[kind].noun}`);
  checkId(kind, id);
  return table.known(id) ?? notFound(kind, id);
}
