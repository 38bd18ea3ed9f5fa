// Scenarios of VPC endpoints, and of routes that lead to them.
import {
  allReady,
  bystander,
  goneAnd,
  idOf,
  key,
  object,
  otherGroup,
  scenariosOf,
  secondTable,
  table,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
} from './scenario-kit.ts';
import type { Scenario } from './scenario.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

const inVPC = { vpcRef: { name: 'net' } };
const subnetIn = (name: string, cidrBlock: string, zone: string) =>
  object('Subnet', name, { ...inVPC, cidrBlock, availabilityZone: `${REGION}${zone}` });
const subnetA = subnetIn('a', '10.20.1.0/24', 'a');
const subnetC = subnetIn('c', '10.20.2.0/24', 'c');
/** In the zone of the first. */
const subnetA2 = subnetIn('a2', '10.20.3.0/24', 'a');
const clients = object('SecurityGroup', 'clients', { ...inVPC, description: 'clients' });

const gateway = { ...inVPC, type: 'Gateway', service: 's3', routeTableRefs: [{ name: 'table' }] };
const ofInterface = {
  ...inVPC,
  type: 'Interface',
  service: 'ssm',
  subnetRefs: [{ name: 'a' }],
  securityGroupRefs: [{ name: 'clients' }],
};
const balancer = {
  ...inVPC,
  type: 'GatewayLoadBalancer',
  service: `com.amazonaws.vpce.${REGION}.vpce-svc-00000000000000003`,
  subnetRefs: [{ name: 'a' }],
};
const self = key('VPCEndpoint', 'endpoint');
const endpoint = (spec: object) => object('VPCEndpoint', 'endpoint', spec as Record<string, unknown>);

const deny = (action: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    { Effect: 'Deny', Principal: { AWS: '*' }, Action: [action], Resource: '*' },
  ],
});

const modify = (world: World, change: object) =>
  world.as('ModifyVpcEndpoint', { VpcEndpointId: idOf(world, self), ...change });
const rowOf = (world: World) => {
  const id = world.get(self)?.status?.id;
  return typeof id === 'string' ? world.aws.region(ACCOUNT, REGION).vpcEndpoints.get(id) : undefined;
};

const standard = scenariosOf({
  subject: { kind: 'VPCEndpoint', name: 'endpoint', spec: gateway },
  given: [vpc, table],
  edits: [
    tagEdit,
    {
      field: 'routeTableRefs',
      given: [secondTable],
      to: { routeTableRefs: [{ name: 'table2' }] },
      always: (world) =>
        rowOf(world)?.State === 'available' && rowOf(world)?.RouteTableIds.length === 0
          ? 'the endpoint had no table for a moment'
          : undefined,
    },
    { field: 'policyDocument', to: { policyDocument: deny('s3:DeleteBucket') } },
    { field: 'policyDocument removed', from: { policyDocument: deny('s3:DeleteBucket') }, to: {} },
  ],
  drifts: [
    tagDrift,
    {
      what: 'policy',
      by: async (world) => void (await modify(world, { PolicyDocument: JSON.stringify(deny('s3:*')) })),
    },
    {
      what: 'table removed',
      by: async (world) => {
        const id = idOf(world, key('RouteTable', 'table'));
        await modify(world, { RemoveRouteTableIds: [id] });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteVpcEndpoints', { VpcEndpointIds: [id] });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateVpcEndpoint', {
        VpcId: vpcID(world),
        ServiceName: `com.amazonaws.${REGION}.dynamodb`,
        RouteTableIds: [idOf(world, key('RouteTable', 'table'))],
        TagSpecifications: bystander('vpc-endpoint'),
      }),
      'VpcEndpoint',
      'VpcEndpointId',
    ),
});

const edit = (name: string, given: readonly object[], steps: { from: object; to: object }): Scenario => ({
  kind: 'VPCEndpoint',
  name,
  given: [vpc, ...given, endpoint(steps.from)],
  when: (world) => world.apply(endpoint(steps.to)),
  goal: allReady,
});

const drift = (name: string, given: readonly object[], by: (world: World) => Promise<unknown>): Scenario => ({
  kind: 'VPCEndpoint',
  name,
  given: [vpc, ...given],
  async when(world) {
    await by(world);
    const since = world.aws.ledger.next;
    await world.until(() => world.aws.ledger.count({ mutating: true, since }) > 0, 120);
  },
  goal: allReady,
});

const own: readonly Scenario[] = [
  {
    kind: 'VPCEndpoint',
    name: 'create an interface endpoint with everything it needs',
    given: [],
    async when(world) {
      for (const one of [vpc, subnetA, subnetC, clients]) await world.apply(one);
      await world.apply(endpoint({ ...ofInterface, subnetRefs: [{ name: 'a' }, { name: 'c' }] }));
    },
    goal: (world) =>
      world.objects().length === 5 && allReady(world) && rowOf(world)?.PrivateDnsEnabled === true,
  },
  {
    kind: 'VPCEndpoint',
    name: 'delete an interface endpoint with its subnet and group, whose release comes late',
    given: [vpc, subnetA, clients, endpoint(ofInterface)],
    async when(world) {
      for (const one of [self, key('Subnet', 'a'), key('SecurityGroup', 'clients')]) await world.delete(one);
    },
    goal: (world) => world.objects().length === 1 && allReady(world),
  },
  edit('edit subnetRefs', [subnetA, subnetC, clients], {
    from: ofInterface,
    to: { ...ofInterface, subnetRefs: [{ name: 'c' }] },
  }),
  edit('edit subnetRefs within one zone', [subnetA, subnetA2, clients], {
    from: ofInterface,
    to: { ...ofInterface, subnetRefs: [{ name: 'a2' }] },
  }),
  edit('edit securityGroupRefs', [subnetA, clients, otherGroup], {
    from: ofInterface,
    to: { ...ofInterface, securityGroupRefs: [{ name: 'other' }] },
  }),
  edit('edit securityGroupRefs removed', [subnetA, clients], {
    from: ofInterface,
    to: { ...ofInterface, securityGroupRefs: undefined },
  }),
  edit('edit privateDNSEnabled', [subnetA, clients], {
    from: ofInterface,
    to: { ...ofInterface, privateDNSEnabled: false },
  }),
  edit('edit subnetConfigurations', [subnetA, clients], {
    from: ofInterface,
    to: { ...ofInterface, subnetConfigurations: [{ subnetRef: { name: 'a' }, ipv4Address: '10.20.1.77' }] },
  }),
  drift('drift private DNS', [subnetA, clients, endpoint(ofInterface)], (world) =>
    modify(world, { PrivateDnsEnabled: false }),
  ),
  drift('drift group added', [subnetA, clients, otherGroup, endpoint(ofInterface)], (world) =>
    modify(world, { AddSecurityGroupIds: [idOf(world, key('SecurityGroup', 'other'))] }),
  ),
  {
    kind: 'VPCEndpoint',
    name: 'wait for the owner of the service',
    given: [vpc, subnetA, clients],
    async when(world) {
      const service = 'vpce-svc-00000000000000002';
      const name = `com.amazonaws.vpce.${REGION}.${service}`;
      await world.apply(endpoint({ ...ofInterface, service: name }));
      await world.until(() => rowOf(world)?.State === 'pendingAcceptance', 60);
      const asked = { ServiceId: service, VpcEndpointIds: [idOf(world, self)] };
      await world.as('AcceptVpcEndpointConnections', asked, { account: '333333333333' });
    },
    goal: allReady,
  },
  {
    kind: 'VPCEndpoint',
    name: 'routes to a balancer endpoint, made and deleted at once',
    given: [vpc],
    async when(world) {
      const routes = [{ destination: '0.0.0.0/0', vpcEndpointRef: { name: 'endpoint' } }];
      for (const one of [subnetA, endpoint(balancer), object('RouteTable', 'table', { ...inVPC, routes })])
        await world.apply(one);
      await world.until(() => world.objects().length === 4 && allReady(world), 120);
      for (const one of [self, key('RouteTable', 'table'), key('Subnet', 'a')]) await world.delete(one);
    },
    goal: (world) => world.objects().length === 1 && allReady(world),
  },
  {
    // Nobody calls the endpoint's own route drift: the table stays as it is through its next change too.
    kind: 'VPCEndpoint',
    name: 'a table with the route of a gateway endpoint changes',
    given: [vpc, table, endpoint(gateway)],
    async when(world) {
      const routes = [{ destination: '192.0.2.0/24', networkInterfaceID: await interfaceIn(world) }];
      await world.apply(subnetA);
      await world.apply(object('RouteTable', 'table', { ...inVPC, routes }));
    },
    goal: allReady,
    always: (world) =>
      rowOf(world)?.State === 'available' && !hasEndpointRoute(world)
        ? 'the route of the endpoint was gone for a moment'
        : undefined,
  },
  {
    kind: 'VPCEndpoint',
    name: 'delete a table with a gateway endpoint',
    given: [vpc, table, endpoint(gateway)],
    async when(world) {
      await world.delete(key('RouteTable', 'table'));
      await world.until(() => false, 5);
      await world.delete(self);
    },
    goal: goneAnd(self),
  },
];

function hasEndpointRoute(world: World): boolean {
  const id = idOf(world, key('RouteTable', 'table'));
  const row = world.aws.region(ACCOUNT, REGION).routeTables.get(id);
  return row?.Routes.some((route) => route.DestinationPrefixListId !== undefined) === true;
}

async function interfaceIn(world: World): Promise<string> {
  const subnet = await world.as('CreateSubnet', { VpcId: vpcID(world), CidrBlock: '10.20.9.0/24' });
  const made = await world.as('CreateNetworkInterface', { SubnetId: text(subnet, 'Subnet', 'SubnetId') });
  return text(made, 'NetworkInterface', 'NetworkInterfaceId');
}

export const endpointScenarios: readonly Scenario[] = [...standard, ...own];
