// A VPC. EC2 makes it with a main route table, a network ACL and a security group of its own, which go with it. What
// changes in place: networks but the first, DNS attributes (one per call), the DHCP option set, tenancy towards
// default. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html
import { defineKind, type Input, type Part, type Plan, planOf, type View } from '../../model/kind.ts';
import type { DhcpOptionsRow } from '../../tables/dhcp-options.ts';
import { type RouteTableRow, routeTables } from '../../tables/route-tables.ts';
import { type SecurityGroupRow, securityGroups } from '../../tables/security-groups.ts';
import { type SubnetRow, subnets } from '../../tables/subnets.ts';
import { vpcDNSHostnames, vpcDNSSupport, type VpcRow, vpcs, vpcUsageMetrics } from '../../tables/vpcs.ts';
import { column, linkReference, wideColumn } from '../facts.ts';
import { changesOf, create, creation, fixed, refuse, together } from '../planning.ts';
import { type AttributesRead, planAttributes, planTenancy } from './vpc-attributes.ts';
import { besideProblem, blockProblem } from './vpc-block-rules.ts';
import { losesBlock, planBlocks, planIPv6, usedBlocks } from './vpc-blocks.ts';
import { observeDHCP, planDHCP } from './vpc-dhcp.ts';
import { defaultGroup, defaultGroupAsMade, planDefaultGroup } from './vpc-default-group.ts';
import { blockersOf } from './vpc-blockers.ts';
import { mainAssociation, planMainTable } from './vpc-main-table.ts';
import { vpcSchema, type VPCSpec } from './vpc.schema.ts';

export type VPCObserved = AttributesRead & {
  vpc: VpcRow | undefined;
  tables: readonly RouteTableRow[];
  /** Its subnets, read only where it loses a network. */
  inside: readonly SubnetRow[];
  optionSet: DhcpOptionsRow | undefined;
  /** Read only where it is to be empty. */
  defaultGroup: SecurityGroupRow | undefined;
};

const main: Part<VpcRow> = {
  name: 'main',
  role: 'home',
  table: vpcs,
  ownedBy: { tagType: 'vpc' },
  // CreateVpc has no client token. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
  create: { operation: 'CreateVpc', once: 'none', mayReturnExisting: false, idPath: 'Vpc.VpcId' },
  destroy: { operation: 'DeleteVpc', input: (id) => ({ VpcId: id }), goneCodes: ['InvalidVpcID.NotFound'] },
  state: (row) => (row.state === 'available' ? 'ready' : row.state === 'deleting' ? 'leaving' : 'settling'),
  word: (row) => row.state,
  arnResource: (id) => `vpc/${id}`,
};

const tenancyWords = { Default: 'default', Dedicated: 'dedicated' } as const;

export const vpc = defineKind({
  names: {
    kind: 'VPC',
    plural: 'vpcs',
    singular: 'vpc',
    shortName: 'vpc',
    columns: [
      column('CIDR', '.status.cidrBlocks[0]', 'Primary IPv4 network.'),
      wideColumn('IPv6', '.status.ipv6CIDRBlocks[0]', 'IPv6 network.'),
      wideColumn('State', '.status.state', "EC2's own word for the state."),
    ],
  },
  about: 'An isolated network in one region of one AWS account.',
  schema: vpcSchema,
  defaults: { enableDNSSupport: true, enableDNSHostnames: true },
  // What AWS gives a new VPC. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
  resets: {
    ipv6: { amazonProvided: false },
    instanceTenancy: 'Default',
    enableDNSSupport: true,
    enableDNSHostnames: false,
    enableNetworkAddressUsageMetrics: false,
    // An empty name or id stands for the region's own set.
    dhcpOptionsRef: { name: '' },
    dhcpOptionsID: '',
  },
  immutable: ['cidrBlocks[0]'],
  references: [
    linkReference('mainRouteTableRef', 'RouteTable'),
    linkReference('dhcpOptionsRef', 'DHCPOptions'),
  ],
  parts: [main],
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html: one per region at most.
  madeByAWS: {
    field: 'defaultVPC',
    what: 'the default VPC',
    table: vpcs,
    index: 'is-default',
    key: () => 'true',
    is: (row: VpcRow) => row.isDefault,
  },
  writes: [
    'CreateVpc',
    'DeleteVpc',
    'ModifyVpcAttribute',
    'ModifyVpcTenancy',
    'AssociateVpcCidrBlock',
    'DisassociateVpcCidrBlock',
    'AssociateDhcpOptions',
    'ReplaceRouteTableAssociation',
    'RevokeSecurityGroupIngress',
    'RevokeSecurityGroupEgress',
    'CreateTags',
    'DeleteTags',
  ],
  faults: {},
  observe,
  plan,
  project: (observed: VPCObserved) => ({
    ...(observed.vpc === undefined ? {} : statusOf(observed.vpc)),
    ...mainTableStatus(observed.tables),
  }),
  blockers: (_, { vpc: row, tables }: VPCObserved, view) =>
    row === undefined ? [] : blockersOf(row.id, tables, view),
});

function observe(input: Input<VPCSpec>, view: View): VPCObserved {
  const { spec, want } = input;
  const row = view.own(main);
  if (row === undefined)
    return {
      vpc: undefined,
      tables: [],
      inside: [],
      optionSet: undefined,
      defaultGroup: undefined,
      dnsSupport: undefined,
      dnsHostnames: undefined,
      usageMetrics: undefined,
    };
  const ask = (value: unknown) => want === 'present' && value !== undefined && row.state === 'available';
  return {
    vpc: row,
    tables: view.by('home', routeTables, 'vpc-id', row.id),
    inside: want === 'present' && losesBlock(spec, row) ? view.by('home', subnets, 'vpc-id', row.id) : [],
    optionSet: observeDHCP(input, row, view),
    defaultGroup:
      want === 'present' && spec.defaultSecurityGroup === 'Empty'
        ? defaultGroup(view.by('home', securityGroups, 'vpc-id', row.id))
        : undefined,
    dnsSupport: ask(spec.enableDNSSupport) ? view.detailOrLater('home', vpcDNSSupport, row.id) : undefined,
    dnsHostnames: ask(spec.enableDNSHostnames)
      ? view.detailOrLater('home', vpcDNSHostnames, row.id)
      : undefined,
    usageMetrics: ask(spec.enableNetworkAddressUsageMetrics)
      ? view.detailOrLater('home', vpcUsageMetrics, row.id)
      : undefined,
  };
}

function plan(input: Input<VPCSpec>, observed: VPCObserved): Plan {
  if (input.want === 'absent') return planOf(planMainTable(input, observed.tables).actions);
  const problem = blockProblem(input.spec.cidrBlocks ?? []);
  if (problem !== undefined) return refuse('cidrBlocks', problem);
  return observed.vpc === undefined ? planCreate(input) : planChanges(input, observed, observed.vpc);
}

function planCreate(input: Input<VPCSpec>): Plan {
  const { spec } = input;
  const [primary] = spec.cidrBlocks ?? [];
  if (primary === undefined)
    return refuse('cidrBlocks', 'cidrBlocks is required: name the primary network, such as 10.0.0.0/16');
  const beside = spec.cidrBlocks?.slice(1).flatMap((block) => besideProblem(block, primary) ?? [])[0];
  if (beside !== undefined) return refuse('cidrBlocks', beside);
  const ipv6 = spec.ipv6?.amazonProvided === true;
  const action = create(
    'CreateVpc',
    {
      CidrBlock: primary,
      ...(spec.instanceTenancy === undefined ? {} : { InstanceTenancy: tenancyWords[spec.instanceTenancy] }),
      ...(ipv6 ? { AmazonProvidedIpv6CidrBlock: true } : {}),
    },
    creation(
      {
        [`cidrBlocks[${primary}]`]: primary,
        'ipv6.amazonProvided': ipv6 ? true : undefined,
        instanceTenancy: spec.instanceTenancy,
      },
      'the VPC does not exist yet',
    ),
  );
  const made = asMade(spec, primary);
  return planOf([action], [], changesOf(planChanges(input, made, made.vpc)));
}

/** The VPC as EC2 makes it, so that a preview shows what follows the create. */
function asMade(spec: VPCSpec, primary: string): VPCObserved & { vpc: VpcRow } {
  const block = { associationID: 'new', cidrBlock: primary, state: 'associated', why: '' } as const;
  return {
    vpc: {
      id: 'new',
      ownerID: '',
      state: 'available',
      cidrBlock: primary,
      cidrBlocks: [block],
      ipv6CidrBlocks: spec.ipv6?.amazonProvided === true ? [{ ...block, pool: 'Amazon' }] : [],
      dhcpOptionsID: '',
      instanceTenancy: tenancyWords[spec.instanceTenancy ?? 'Default'],
      isDefault: false,
      tags: {},
    },
    tables: [],
    inside: [],
    optionSet: undefined,
    defaultGroup: spec.defaultSecurityGroup === 'Empty' ? defaultGroupAsMade : undefined,
    dnsSupport: true,
    dnsHostnames: false,
    usageMetrics: false,
  };
}

function planChanges(input: Input<VPCSpec>, observed: VPCObserved, row: VpcRow): Plan {
  const { spec } = input;
  const primary = spec.cidrBlocks?.[0];
  if (primary !== undefined && primary !== row.cidrBlock)
    return fixed('cidrBlocks[0]', { id: row.id, have: row.cidrBlock, want: primary });
  if (spec.instanceTenancy === 'Dedicated' && row.instanceTenancy !== 'dedicated') {
    return refuse(
      'instanceTenancy',
      `the tenancy of ${row.id} is ${row.instanceTenancy}; AWS changes tenancy only from Dedicated to Default: put Default back, or delete this VPC and create a new one`,
      'ImmutableField',
    );
  }
  return together(
    planBlocks(spec, row, observed),
    planIPv6(spec, row),
    planMainTable(input, observed.tables),
    planDHCP(input, row, observed.optionSet),
    planDefaultGroup(observed.defaultGroup),
    { actions: [...planTenancy(spec, row), ...planAttributes(spec, observed, row)], held: [] },
  );
}

function statusOf(row: VpcRow) {
  return {
    cidrBlocks: [...usedBlocks(row)],
    ipv6CIDRBlocks: [
      ...row.ipv6CidrBlocks.filter((block) => block.state === 'associated').map((block) => block.cidrBlock),
    ],
    dhcpOptionsID: row.dhcpOptionsID,
    isDefault: row.isDefault,
  };
}

function mainTableStatus(tables: readonly RouteTableRow[]) {
  const found = mainAssociation(tables);
  return found === undefined ? {} : { mainRouteTableID: found.table.id };
}
