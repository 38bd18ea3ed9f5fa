// A NAT gateway. Only its secondary addresses and tags change in place. What is wrong with a new one AWS says later, in its
// state; so whatever would make it fail is looked for first, and waited for, instead of making gateways that are lost.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
import {
  type Action,
  defineKind,
  type Input,
  type Part,
  type Plan,
  planOf,
  type Reference,
  type View,
} from '../../model/kind.ts';
import { type AddressRow, addresses } from '../../tables/addresses.ts';
import { type InternetGatewayRow, internetGateways } from '../../tables/internet-gateways.ts';
import { type NatGatewayRow, natGateways } from '../../tables/nat-gateways.ts';
import { type SubnetRow, subnets } from '../../tables/subnets.ts';
import { changesOf, creation, idAt, waitFor } from '../planning.ts';
import { routesTo } from '../route-uses.ts';
import { isRegional, planAddresses, wantedAllocations } from './gateway-addresses.ts';
import { asMade } from './gateway-creation.ts';
import { fixedProblem, groundProblem, privateProblem } from './gateway-ground.ts';
import { natGatewaySchema, type NATGatewaySpec } from './nat-gateway.schema.ts';

export type NATGatewayObserved = {
  gateway: NatGatewayRow | undefined;
  /** What a new gateway stands on; of one that exists, only what a change needs. */
  subnet: SubnetRow | undefined;
  internetGateways: readonly InternetGatewayRow[];
  /** The declared addresses that the gateway does not have yet. */
  addresses: readonly AddressRow[];
};

const main: Part<NatGatewayRow> = {
  name: 'main',
  role: 'home',
  table: natGateways,
  ownedBy: { tagType: 'natgateway' },
  create: {
    operation: 'CreateNatGateway',
    once: 'token',
    mayReturnExisting: false,
    idPath: 'NatGateway.NatGatewayId',
  },
  destroy: {
    operation: 'DeleteNatGateway',
    input: (id) => ({ NatGatewayId: id }),
    goneCodes: ['NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'],
  },
  state,
  // Every cause that AWS lists may go away without a new declaration, so the next try comes by itself, ever more slowly.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html (FailureCode)
  failure: (row) => ({ message: `${row.failureCode}: ${row.failureMessage}`, heals: true }),
  word: (row) => row.state,
  arnResource: (id) => `natgateway/${id}`,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html (State) */
function state(row: NatGatewayRow) {
  if (row.state === 'available') return 'ready';
  if (row.state === 'failed') return 'failed';
  return row.state === 'deleting' || row.state === 'deleted' ? 'leaving' : 'settling';
}

const references: readonly Reference[] = [
  ...(['subnetRef', 'vpcRef'] as const).map(
    (path): Reference => ({
      path,
      to: [path === 'subnetRef' ? 'Subnet' : 'VPC'],
      needs: 'usable',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'change',
      places: true,
    }),
  ),
  {
    path: 'elasticIPRef',
    to: ['ElasticIP'],
    needs: 'id',
    missing: 'wait',
    holdsTarget: true,
    releasable: false,
    verb: 'use',
  },
  ...['secondaryElasticIPRefs', 'availabilityZoneAddresses[].elasticIPRefs'].map(
    (path): Reference => ({
      path,
      to: ['ElasticIP'],
      needs: 'id',
      missing: 'holdItem',
      holdsTarget: true,
      releasable: false,
      verb: 'use',
    }),
  ),
];

export const natGateway = defineKind({
  names: {
    kind: 'NATGateway',
    plural: 'natgateways',
    singular: 'natgateway',
    shortName: 'nat',
    columns: [
      {
        name: 'Public',
        jsonPath: '.status.publicIPs[0]',
        type: 'string',
        priority: 0,
        description: 'The first public address.',
      },
      {
        name: 'Subnet',
        jsonPath: '.status.subnetID',
        type: 'string',
        priority: 0,
        description: 'Id of the subnet.',
      },
      {
        name: 'State',
        jsonPath: '.status.state',
        type: 'string',
        priority: 1,
        description: "EC2's own word for the state.",
      },
      { name: 'VPC', jsonPath: '.status.vpcID', type: 'string', priority: 1, description: 'Id of the VPC.' },
    ],
  },
  about: 'The way out for what has private addresses only.',
  schema: natGatewaySchema,
  defaults: { connectivityType: 'Public', availabilityMode: 'Zonal' },
  resets: {},
  immutable: [
    'connectivityType',
    'availabilityMode',
    'subnetRef',
    'subnetID',
    'vpcRef',
    'vpcID',
    'elasticIPRef',
    'elasticIPID',
    'privateIPAddress',
  ],
  references,
  parts: [main],
  writes: [
    'CreateNatGateway',
    'DeleteNatGateway',
    'AssociateNatGatewayAddress',
    'DisassociateNatGatewayAddress',
    'AssignPrivateNatGatewayAddress',
    'UnassignPrivateNatGatewayAddress',
    'CreateTags',
    'DeleteTags',
  ],
  // A private address that something else has: it may leave. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  faults: { 'InvalidIPAddress.InUse': 'waiting' },
  observe,
  plan,
  project: ({ gateway }: NATGatewayObserved) => (gateway === undefined ? {} : statusOf(gateway)),
  usedBy: (_, { gateway }: NATGatewayObserved, view) =>
    gateway === undefined ? [] : routesTo(gateway, view),
});

function observe(input: Input<NATGatewaySpec>, view: View): NATGatewayObserved {
  const gateway = view.own(main);
  const none = { gateway, subnet: undefined, internetGateways: [], addresses: [] };
  if (input.want === 'absent') return none;
  const subnetID = gateway?.subnetID || idAt(input, 'subnetRef');
  const needsSubnet = gateway === undefined || input.spec.secondaryPrivateIPAddresses !== undefined;
  const subnet = needsSubnet && subnetID !== undefined ? view.byID('home', subnets, subnetID) : undefined;
  const has = new Set((gateway?.addresses ?? []).map((one) => one.allocationID));
  const wanted = wantedAllocations(input).filter((id) => !has.has(id));
  const found = wanted.flatMap((id) => view.byID('home', addresses, id) ?? []);
  const vpcID = subnet?.vpcID ?? idAt(input, 'vpcRef');
  const asksGateway = gateway === undefined && input.spec.connectivityType !== 'Private';
  return {
    gateway,
    subnet,
    internetGateways:
      asksGateway && vpcID !== undefined ? view.by('home', internetGateways, 'attachment.vpc-id', vpcID) : [],
    addresses: found,
  };
}

function plan(input: Input<NATGatewaySpec>, observed: NATGatewayObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  const { gateway } = observed;
  return gateway === undefined ? planCreate(input, observed) : planChanges(input, { ...observed, gateway });
}

function planCreate(input: Input<NATGatewaySpec>, observed: NATGatewayObserved): Plan {
  const problem = privateProblem(input.spec, observed.subnet) ?? groundProblem(input, observed);
  if (problem !== undefined) return problem;
  const made = asMade(input, observed);
  if (made === undefined) return waitFor('What the gateway stands on has no id yet.', 'DependencyNotReady');
  // Without any address AWS would take the automatic mode.
  if (made.first?.length === 0)
    return waitFor('None of availabilityZoneAddresses can be used yet.', 'DependencyNotReady');
  const next = planChanges(input, { ...observed, gateway: made.row });
  if (next.is === 'refuse') return next;
  const action: Action = {
    role: 'home',
    operation: 'CreateNatGateway',
    does: 'create',
    part: 'main',
    input: made.input,
    changes: creation(
      {
        subnetRef: made.row.subnetID || undefined,
        vpcRef: isRegional(input.spec) ? made.row.vpcID : undefined,
        connectivityType: input.spec.connectivityType,
        elasticIPRef: idAt(input, 'elasticIPRef'),
        privateIPAddress: input.spec.privateIPAddress,
        ...(made.first === undefined ? {} : { availabilityZoneAddresses: made.first.map((one) => one.key) }),
      },
      'the NAT gateway does not exist yet',
    ),
  };
  return planOf([action], next.is === 'act' || next.is === 'settled' ? next.held : [], changesOf(next));
}

function planChanges(
  input: Input<NATGatewaySpec>,
  observed: NATGatewayObserved & { gateway: NatGatewayRow },
): Plan {
  const row = observed.gateway;
  const problem = fixedProblem(input, row) ?? privateProblem(input.spec, observed.subnet);
  if (problem !== undefined) return problem;
  return planAddresses(input, row, observed).plan;
}

function statusOf(row: NatGatewayRow) {
  const texts = (read: (one: NatGatewayRow['addresses'][number]) => string) =>
    row.addresses
      .toSorted((a, b) => Number(b.primary) - Number(a.primary))
      .map(read)
      .filter((value) => value !== '');
  const [networkInterfaceID] = texts((one) => one.networkInterfaceID);
  return {
    vpcID: row.vpcID,
    ...(row.subnetID === '' ? {} : { subnetID: row.subnetID }),
    publicIPs: texts((one) => one.publicIP),
    privateIPs: texts((one) => one.privateIP),
    ...(networkInterfaceID === undefined ? {} : { networkInterfaceID }),
    ...(row.routeTableID === '' ? {} : { routeTableID: row.routeTableID }),
    ...(row.failureCode === '' ? {} : { failure: `${row.failureCode}: ${row.failureMessage}` }),
  };
}
