// A subnet. Its VPC, zone and IPv4 network are fixed at creation; the IPv6 network, attributes, route table and network
// ACL change in place. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
import { containsCidr, parseCidr } from '../../model/cidr.ts';
import {
  type Action,
  type Blocker,
  defineKind,
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
import { changesOf, creation, idAt, refuse, waitFor } from '../planning.ts';
import { planAttributes, planIPv6, wantedIPv6 } from './subnet-attributes.ts';
import { type Own, ownTable, planRouteTable } from './subnet-links.ts';
import { subnetSchema, type SubnetSpec } from './subnet.schema.ts';

export type SubnetObserved = { subnet: SubnetRow | undefined; vpc: VpcRow | undefined; own: Own | undefined };

const main: Part<SubnetRow> = {
  name: 'main',
  role: 'home',
  table: subnets,
  ownedBy: { tagType: 'subnet' },
  // A second subnet with the same network is refused. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  create: {
    operation: 'CreateSubnet',
    once: 'naturalKey',
    existsCodes: ['InvalidSubnet.Conflict'],
    mayReturnExisting: false,
    idPath: 'Subnet.SubnetId',
  },
  destroy: {
    operation: 'DeleteSubnet',
    input: (id) => ({ SubnetId: id }),
    goneCodes: ['InvalidSubnetID.NotFound', 'InvalidSubnetId.NotFound'],
  },
  notFoundCodes: ['InvalidSubnetID.NotFound', 'InvalidSubnetId.NotFound'],
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
      {
        name: 'CIDR',
        jsonPath: '.status.cidrBlock',
        type: 'string',
        priority: 0,
        description: 'IPv4 network.',
      },
      {
        name: 'Zone',
        jsonPath: '.status.availabilityZone',
        type: 'string',
        priority: 0,
        description: 'Availability zone.',
      },
      { name: 'VPC', jsonPath: '.status.vpcID', type: 'string', priority: 1, description: 'Id of the VPC.' },
      {
        name: 'IPv6',
        jsonPath: '.status.ipv6CIDRBlock',
        type: 'string',
        priority: 1,
        description: 'IPv6 network.',
      },
      {
        name: 'RouteTable',
        jsonPath: '.status.routeTableID',
        type: 'string',
        priority: 1,
        description: 'Its own route table.',
      },
    ],
  },
  about: 'A subnet of a VPC, in one availability zone.',
  schema: subnetSchema,
  defaults: { mapPublicIPOnLaunch: false },
  // What AWS gives a new subnet; an empty network or a negative index stands for "none".
  resets: {
    ipv6CIDRBlock: '',
    ipv6Index: -1,
    mapPublicIPOnLaunch: false,
    assignIPv6AddressOnCreation: false,
    enableDNS64: false,
  },
  immutable: ['vpcRef', 'vpcID', 'cidrBlock', 'ipv6Native', 'availabilityZone', 'availabilityZoneID'],
  references: [
    {
      path: 'vpcRef',
      to: ['VPC'],
      needs: 'usable',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'change',
      places: true,
    },
    {
      path: 'routeTableRef',
      to: ['RouteTable'],
      needs: 'id',
      missing: 'holdItem',
      holdsTarget: true,
      releasable: true,
      verb: 'use',
    },
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
    (row === undefined || input.spec.ipv6Index !== undefined);
  const vpc = asksVPC ? view.byID('home', vpcs, vpcID) : undefined;
  const own =
    row === undefined
      ? undefined
      : ownTable(view.by('home', routeTables, 'association.subnet-id', row.id), row.id);
  return { subnet: row, vpc, own };
}

function plan(input: Input<SubnetSpec>, observed: SubnetObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  return observed.subnet === undefined
    ? planCreate(input, observed.vpc)
    : planChanges(input, { ...observed, subnet: observed.subnet });
}

function planCreate(input: Input<SubnetSpec>, vpc: VpcRow | undefined): Plan {
  const { spec } = input;
  if (vpc === undefined) return waitFor('The VPC is not seen in AWS yet.', 'DependencyNotReady');
  const outside = outsideOf(spec.cidrBlock, vpc);
  if (outside !== undefined) return outside;
  const wanted = wantedIPv6(spec, vpc);
  if (wanted.is === 'unknown' && spec.ipv6Native === true)
    return waitFor(`ipv6Index: ${wanted.message}.`, 'DependencyNotReady');
  const block = wanted.is === 'block' ? wanted.block : undefined;
  const action: Action = {
    role: 'home',
    operation: 'CreateSubnet',
    does: 'create',
    part: 'main',
    input: {
      VpcId: vpc.id,
      ...(spec.cidrBlock === undefined ? {} : { CidrBlock: spec.cidrBlock }),
      ...(block === undefined ? {} : { Ipv6CidrBlock: block }),
      ...(spec.ipv6Native === true ? { Ipv6Native: true } : {}),
      ...(spec.availabilityZone === undefined ? {} : { AvailabilityZone: spec.availabilityZone }),
      ...(spec.availabilityZoneID === undefined ? {} : { AvailabilityZoneId: spec.availabilityZoneID }),
    },
    changes: creation(
      {
        cidrBlock: spec.cidrBlock,
        ipv6CIDRBlock: block,
        availabilityZone: spec.availabilityZone,
        availabilityZoneID: spec.availabilityZoneID,
      },
      'the subnet does not exist yet',
    ),
  };
  const later = planChanges(input, { subnet: asMade(spec, vpc, block), vpc, own: undefined });
  return planOf([action], [], changesOf(later));
}

/** A network that the VPC is about to get is waited for: EC2 refuses a subnet outside of the VPC's networks. */
function outsideOf(block: string | undefined, vpc: VpcRow): Plan | undefined {
  const cidr = block === undefined ? undefined : parseCidr(block);
  if (block === undefined) return undefined;
  if (cidr === undefined) return refuse('cidrBlock', `${block} is not a network: write it like 10.0.1.0/24`);
  const inside = vpc.cidrBlocks.filter((one) => {
    const outer = parseCidr(one.cidrBlock);
    return outer !== undefined && containsCidr(outer, cidr);
  });
  if (inside.some((one) => one.state === 'associated')) return undefined;
  if (inside.some((one) => one.state === 'associating'))
    return waitFor(`${vpc.id} is getting the network of ${block}.`);
  const networks = vpc.cidrBlocks.filter((one) => one.state === 'associated').map((one) => one.cidrBlock);
  return refuse(
    'cidrBlock',
    `${block} lies outside the networks of ${vpc.id} (${networks.join(', ')}): choose one inside, or add a network to the VPC's cidrBlocks`,
  );
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

const fixed = [
  ['cidrBlock', (row: SubnetRow) => row.cidrBlock],
  ['availabilityZone', (row: SubnetRow) => row.availabilityZone],
  ['availabilityZoneID', (row: SubnetRow) => row.availabilityZoneID],
] as const;

function planChanges(
  input: Input<SubnetSpec>,
  { subnet: row, vpc, own }: SubnetObserved & { subnet: SubnetRow },
): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID !== undefined && vpcID !== row.vpcID) {
    return refuse(
      'vpcRef',
      `${row.id} lies in ${row.vpcID} and cannot move to ${vpcID}: put the old VPC back, or delete this subnet and create a new one`,
      'ImmutableField',
    );
  }
  for (const [field, read] of fixed) {
    const want = input.spec[field];
    if (want !== undefined && read(row) !== '' && want !== read(row)) {
      return refuse(
        field,
        `${field} of ${row.id} is ${read(row)} and cannot become ${want}: put it back, or delete this subnet and create a new one`,
        'ImmutableField',
      );
    }
  }
  const ipv6 = planIPv6(wantedIPv6(input.spec, vpc), row);
  const table = planRouteTable(input, row, own);
  const attributes = planAttributes(input.spec, row).filter(
    (action) => !ipv6.actions.some((other) => sameField(action, other)),
  );
  return planOf([...ipv6.actions, ...table.actions, ...attributes], [...ipv6.held, ...table.held]);
}

function sameField(a: Action, b: Action): boolean {
  return a.changes[0]?.field === b.changes[0]?.field;
}

function project({ subnet: row, own }: SubnetObserved) {
  if (row === undefined) return {};
  const ipv6 = row.ipv6Blocks.find((block) => block.state === 'associated');
  return {
    vpcID: row.vpcID,
    ...(row.cidrBlock === '' ? {} : { cidrBlock: row.cidrBlock }),
    ...(ipv6 === undefined ? {} : { ipv6CIDRBlock: ipv6.cidrBlock }),
    availabilityZone: row.availabilityZone,
    availabilityZoneID: row.availabilityZoneID,
    ...(own === undefined ? {} : { routeTableID: own.table.id }),
  };
}

// Every network interface must be gone, also those that AWS services made.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html
function blockers(_: Input<SubnetSpec>, { subnet: row }: SubnetObserved, view: View): readonly Blocker[] {
  return row === undefined
    ? []
    : view.by('home', networkInterfaces, 'subnet-id', row.id).map(interfaceBlocker);
}
