// A subnet. Its VPC, zone and IPv4 network are fixed at creation; the IPv6 network, attributes, route table and network
// ACL change in place. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
import {
  type Blocker,
  defineKind,
  type Held,
  type Input,
  type Part,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { type SubnetRow, subnets } from '../../tables/subnets.ts';
import { type VpcRow, vpcs } from '../../tables/vpcs.ts';
import { interfaceBlocker } from '../blockers.ts';
import { column, linkReference, parentReference, wideColumn } from '../facts.ts';
import { changesOf, create, creation, fixed, idAt, together, waitFor, refuse } from '../planning.ts';
import { type Associated, associatedTable, planRouteTableLink } from '../route-table-link.ts';
import { assignmentProblem, planAttributes, planIPv6, wantedIPv6 } from './subnet-attributes.ts';
import { type AclLinks, aclsAsMade, awaitsAssociation, noLinks, observeAcl, planAcl } from './subnet-acl.ts';
import { heldIPv6, lacksIPv6, outsideOf, sharesAddresses } from './subnet-networks.ts';
import { subnetSchema, type SubnetSpec } from './subnet.schema.ts';

export type SubnetObserved = {
  subnet: SubnetRow | undefined;
  vpc: VpcRow | undefined;
  own: Associated | undefined;
  acls: AclLinks;
  /** Why the declared IPv6 network cannot be had. */
  noIPv6: Held | undefined;
};

const main: Part<SubnetRow> = {
  name: 'main',
  role: 'home',
  table: subnets,
  ownedBy: { tagType: 'subnet' },
  // A second subnet with the same network is refused. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  create: {
    operation: 'CreateSubnet',
    once: 'naturalKey',
    clash: {
      codes: ['InvalidSubnet.Conflict'],
      field: 'cidrBlock',
      cure: 'choose a network that overlaps no other subnet of the VPC',
      index: 'vpc-id',
      key: (input: Input<SubnetSpec>) => idAt(input, 'vpcRef'),
      is: sharesAddresses,
    },
    mayReturnExisting: false,
    idPath: 'Subnet.SubnetId',
  },
  destroy: {
    operation: 'DeleteSubnet',
    input: (id) => ({ SubnetId: id }),
    goneCodes: ['InvalidSubnetID.NotFound', 'InvalidSubnetId.NotFound'],
  },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html
  state: (row) =>
    row.state === 'available' ? 'ready' : row.state.startsWith('failed') ? 'failed' : 'settling',
  word: (row) => row.state,
  arnResource: (id) => `subnet/${id}`,
};

export const subnet = defineKind({
  names: {
    kind: 'Subnet',
    plural: 'subnets',
    singular: 'subnet',
    shortName: 'subnet',
    columns: [
      column('CIDR', '.status.cidrBlock', 'IPv4 network.'),
      column('Zone', '.status.availabilityZone', 'Availability zone.'),
      wideColumn('VPC', '.status.vpcID', 'Id of the VPC.'),
      wideColumn('IPv6', '.status.ipv6CIDRBlock', 'IPv6 network.'),
      wideColumn('RouteTable', '.status.routeTableID', 'Its own route table.'),
      wideColumn('NetworkACL', '.status.networkACLID', 'Its network ACL.'),
    ],
  },
  about: 'A subnet of a VPC, in one availability zone.',
  schema: subnetSchema,
  defaults: { mapPublicIPOnLaunch: false },
  // What AWS gives a new subnet; an empty network, name or id, or a negative index, stands for "none".
  resets: {
    ipv6CIDRBlock: '',
    ipv6Index: -1,
    mapPublicIPOnLaunch: false,
    assignIPv6AddressOnCreation: false,
    enableDNS64: false,
    networkACLRef: { name: '' },
    networkACLID: '',
  },
  immutable: ['vpcRef', 'vpcID', 'cidrBlock', 'ipv6Native', 'availabilityZone', 'availabilityZoneID'],
  references: [
    parentReference('vpcRef', 'VPC'),
    linkReference('routeTableRef', 'RouteTable'),
    linkReference('networkACLRef', 'NetworkACL', 'usable'),
  ],
  parts: [main],
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-subnet.html: one per zone at most.
  madeByAWS: {
    field: 'defaultForAZ',
    what: 'the default subnet of the zone in availabilityZone',
    table: subnets,
    index: 'default-for-az',
    key: () => 'true',
    is: (row: SubnetRow, { spec }: Input<SubnetSpec>) => row.availabilityZone === spec.availabilityZone,
  },
  writes: [
    'CreateSubnet',
    'DeleteSubnet',
    'ModifySubnetAttribute',
    'AssociateSubnetCidrBlock',
    'DisassociateSubnetCidrBlock',
    'AssociateRouteTable',
    'ReplaceRouteTableAssociation',
    'DisassociateRouteTable',
    'ReplaceNetworkAclAssociation',
    'CreateTags',
    'DeleteTags',
  ],
  faults: {},
  observe,
  plan,
  project,
  blockers,
});

function observe(input: Input<SubnetSpec>, view: View): SubnetObserved {
  const row = view.own(main);
  const vpcID = row?.vpcID ?? idAt(input, 'vpcRef');
  const asksVPC =
    input.want === 'present' &&
    vpcID !== undefined &&
    (row === undefined || input.spec.ipv6Index !== undefined || lacksIPv6(input.spec, row));
  const vpc = asksVPC ? view.byID('home', vpcs, vpcID) : undefined;
  if (row === undefined) return { subnet: row, vpc, own: undefined, acls: noLinks, noIPv6: undefined };
  // Where EC2 lists no association the subnet follows the main route table.
  const tables = view.by('home', routeTables, 'association.subnet-id', row.id);
  const own = associatedTable(tables, (one) => one.subnetID === row.id);
  const noIPv6 = input.want === 'absent' ? undefined : heldIPv6(input, row, { vpc, view });
  return { subnet: row, vpc, own, acls: observeAcl(input, row, view), noIPv6 };
}

function plan(input: Input<SubnetSpec>, observed: SubnetObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  return observed.subnet === undefined
    ? planCreate(input, observed.vpc)
    : planChanges(input, { ...observed, subnet: observed.subnet });
}

/**
 * The name of every zone begins with that of its region; that of a Local or Wavelength Zone has the place behind it.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
 * https://docs.aws.amazon.com/local-zones/latest/ug/available-local-zones.html
 */
function zoneProblem({ spec: { availabilityZone }, scope }: Input<SubnetSpec>): string | undefined {
  const home = scope('home');
  if (availabilityZone === undefined || 'none' in home || availabilityZone.startsWith(home.region))
    return undefined;
  return `${availabilityZone} is no zone of the region ${home.region}, where the VPC is: name one of that region, such as ${home.region}a`;
}

function planCreate(input: Input<SubnetSpec>, vpc: VpcRow | undefined): Plan {
  const { spec } = input;
  if (vpc === undefined) return waitFor('The VPC is not seen in AWS yet.', 'DependencyNotReady');
  const outside =
    outsideOf('cidrBlock', spec.cidrBlock, { id: vpc.id, blocks: vpc.cidrBlocks }) ??
    outsideOf('ipv6CIDRBlock', spec.ipv6CIDRBlock, { id: vpc.id, blocks: vpc.ipv6CidrBlocks });
  if (outside !== undefined) return outside;
  const zone = zoneProblem(input);
  if (zone !== undefined) return refuse('availabilityZone', zone);
  const wanted = wantedIPv6(spec, vpc);
  if (wanted.is === 'unknown' && spec.ipv6Native === true)
    return waitFor(`ipv6Index: ${wanted.message}.`, 'DependencyNotReady');
  const block = wanted.is === 'block' ? wanted.block : undefined;
  const action = create(
    'CreateSubnet',
    {
      VpcId: vpc.id,
      ...(spec.cidrBlock === undefined ? {} : { CidrBlock: spec.cidrBlock }),
      ...(block === undefined ? {} : { Ipv6CidrBlock: block }),
      ...(spec.ipv6Native === true ? { Ipv6Native: true } : {}),
      ...(spec.availabilityZone === undefined ? {} : { AvailabilityZone: spec.availabilityZone }),
      ...(spec.availabilityZoneID === undefined ? {} : { AvailabilityZoneId: spec.availabilityZoneID }),
    },
    creation(
      {
        vpcRef: vpc.id,
        cidrBlock: spec.cidrBlock,
        ipv6CIDRBlock: block,
        ipv6Native: spec.ipv6Native === true ? true : undefined,
        availabilityZone: spec.availabilityZone,
        availabilityZoneID: spec.availabilityZoneID,
      },
      'the subnet does not exist yet',
    ),
  );
  const later = planChanges(input, {
    subnet: asMade(spec, vpc, block),
    vpc,
    own: undefined,
    acls: aclsAsMade(input, vpc.id),
    noIPv6: undefined,
  });
  return planOf([action], [], changesOf(later));
}

function asMade(spec: SubnetSpec, vpc: VpcRow, ipv6: string | undefined): SubnetRow {
  return {
    id: 'new',
    arn: '',
    ownerID: '',
    vpcID: vpc.id,
    state: 'available',
    cidrBlock: spec.cidrBlock ?? '',
    ipv6Blocks:
      ipv6 === undefined ? [] : [{ associationID: 'new', cidrBlock: ipv6, state: 'associated', why: '' }],
    ipv6Native: spec.ipv6Native ?? false,
    availabilityZone: spec.availabilityZone ?? '',
    availabilityZoneID: spec.availabilityZoneID ?? '',
    availableIPAddressCount: 0,
    mapPublicIPOnLaunch: false,
    assignIPv6AddressOnCreation: spec.ipv6Native ?? false,
    enableDNS64: false,
    hostnameType: spec.ipv6Native === true ? 'resource-name' : 'ip-name',
    enableResourceNameDNSARecord: false,
    enableResourceNameDNSAAAARecord: false,
    defaultForAZ: false,
    tags: {},
  };
}

const unchangeable = [
  ['cidrBlock', (row: SubnetRow) => row.cidrBlock],
  ['availabilityZone', (row: SubnetRow) => row.availabilityZone],
  ['availabilityZoneID', (row: SubnetRow) => row.availabilityZoneID],
  ['ipv6Native', (row: SubnetRow) => String(row.ipv6Native)],
] as const;

function planChanges(
  input: Input<SubnetSpec>,
  { subnet: row, vpc, own, acls, noIPv6 }: SubnetObserved & { subnet: SubnetRow },
): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID !== undefined && vpcID !== row.vpcID)
    return fixed('vpcRef', { id: row.id, have: row.vpcID, want: vpcID });
  for (const [field, read] of unchangeable) {
    const want = input.spec[field];
    const have = read(row);
    if (want !== undefined && have !== '' && String(want) !== have)
      return fixed(field, { id: row.id, have, want: String(want) });
  }
  const wanted = wantedIPv6(input.spec, vpc);
  const ipv6 = planIPv6(wanted, row, noIPv6);
  const table = planRouteTableLink(input, {
    have: own,
    of: { SubnetId: row.id },
    without: { why: 'the subnet follows the main route table', risk: 'None' },
    undeclared: 'no route table is declared: the main route table applies again',
  });
  const attributes = {
    actions: planAttributes(input.spec, row, ipv6),
    held: assignmentProblem(input.spec, wanted, row),
  };
  const changes = together(ipv6, table, planAcl(input, row, acls), attributes);
  if (changes.is === 'settled' && awaitsAssociation(input, acls))
    return waitFor(`EC2 does not show yet which network ACL ${row.id} has.`);
  return changes;
}

function project({ subnet: row, own, acls }: SubnetObserved) {
  if (row === undefined) return {};
  const ipv6 = row.ipv6Blocks.find((block) => block.state === 'associated');
  return {
    vpcID: row.vpcID,
    ...(row.cidrBlock === '' ? {} : { cidrBlock: row.cidrBlock }),
    ...(ipv6 === undefined ? {} : { ipv6CIDRBlock: ipv6.cidrBlock }),
    availabilityZone: row.availabilityZone,
    availabilityZoneID: row.availabilityZoneID,
    ...(own === undefined ? {} : { routeTableID: own.table.id }),
    ...(acls.own === undefined ? {} : { networkACLID: acls.own.acl.id }),
  };
}

// Every network interface must be gone, also those that AWS services made.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html
function blockers(_: Input<SubnetSpec>, { subnet: row }: SubnetObserved, view: View): readonly Blocker[] {
  return row === undefined
    ? []
    : view.by('home', networkInterfaces, 'subnet-id', row.id).map(interfaceBlocker);
}
