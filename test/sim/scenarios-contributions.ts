// Scenarios of what is contributed to lists that another object declares: within the namespace, and from another one by grant.
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import type { Scenario } from './scenario.ts';
import {
  gateway,
  group,
  idOf,
  internetRoute,
  key,
  object,
  peerVPC,
  scenariosOf,
  type Spec,
  vpc,
} from './scenario-kit.ts';
import { ACCOUNT, isReady, REGION, type World } from './world.ts';

const APP = 'app';
const table = object('RouteTable', 'table', { vpcRef: { name: 'net' }, routes: [internetRoute] });
const webGroup = object('SecurityGroup', 'web', group);
const route = {
  routeTableRef: { name: 'table' },
  destination: '192.0.2.0/24',
  internetGatewayRef: { name: 'igw' },
};
const rule = {
  securityGroupRef: { name: 'web' },
  direction: 'Ingress',
  protocol: 'tcp',
  fromPort: 8080,
  toPort: 8080,
  peer: { cidrBlock: '10.1.0.0/16' },
};

function fromApp(kind: string, name: string, spec: Spec): object {
  return { apiVersion: API_VERSION, kind, metadata: { name, namespace: APP }, spec };
}

const appNamespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: APP } };
const grant = object('NetworkGrant', 'app', {
  from: [{ namespace: APP }],
  to: [{ kind: 'RouteTable' }, { kind: 'SecurityGroup' }, { kind: 'InternetGateway' }],
  verbs: ['change'],
});

/** Destinations of the routes of `table` that are made by calls. */
function routesOf(world: World): readonly string[] {
  const id = idOf(world, key('RouteTable', 'table'));
  const row = world.aws.region(ACCOUNT, REGION).routeTables.get(id);
  return (row?.Routes ?? [])
    .filter(({ Origin }) => Origin === 'CreateRoute')
    .flatMap(({ DestinationCidrBlock }) => DestinationCidrBlock ?? [])
    .toSorted();
}

const appRoute = fromApp('RouteTableRoute', 'mine', {
  ...route,
  routeTableRef: { name: 'table', namespace: 'default' },
  internetGatewayRef: { name: 'igw', namespace: 'default' },
});
const appKey = keyOf('RouteTableRoute', APP, 'mine');

const acrossNamespaces: readonly Scenario[] = [
  {
    kind: 'RouteTableRoute',
    name: 'granted across namespaces',
    given: [appNamespace, vpc, gateway, table, grant],
    when: (world) => world.apply(appRoute),
    goal: (world) => isReady(world.get(appKey)) && routesOf(world).includes('192.0.2.0/24'),
  },
  {
    kind: 'RouteTableRoute',
    name: 'taken back by its team',
    given: [appNamespace, vpc, gateway, table, grant, appRoute],
    when: (world) => world.delete(appKey),
    goal: (world) =>
      world.get(appKey) === undefined && routesOf(world).join() === '0.0.0.0/0' && isReadyTable(world),
  },
  {
    kind: 'RouteTableRoute',
    name: 'grant withdrawn: what exists stays',
    given: [appNamespace, vpc, gateway, table, grant, appRoute],
    when: (world) => world.delete(keyOf('NetworkGrant', 'default', 'app')),
    goal: (world) =>
      !isReady(world.get(appKey)) && routesOf(world).includes('192.0.2.0/24') && isReadyTable(world),
  },
  {
    kind: 'RouteTableRoute',
    name: 'never granted: nothing is made',
    given: [appNamespace, vpc, gateway, table],
    when: (world) => world.apply(appRoute),
    goal: (world) =>
      world.get(appKey) !== undefined &&
      !isReady(world.get(appKey)) &&
      routesOf(world).join() === '0.0.0.0/0' &&
      isReadyTable(world),
  },
  {
    kind: 'RouteTableRoute',
    name: "the table's own route wins",
    given: [vpc, gateway, table],
    when: (world) => world.apply(object('RouteTableRoute', 'mine', { ...route, destination: '0.0.0.0/0' })),
    goal: (world) => reasonOf(world, key('RouteTableRoute', 'mine')) === 'Conflict' && isReadyTable(world),
  },
  {
    kind: 'RouteTableRoute',
    name: 'with its table in one go',
    given: [vpc, gateway, table, object('RouteTableRoute', 'mine', route)],
    when: async (world) => {
      await world.delete(key('RouteTable', 'table'));
      await world.delete(key('RouteTableRoute', 'mine'));
    },
    goal: (world) =>
      world.get(key('RouteTable', 'table')) === undefined &&
      world.get(key('RouteTableRoute', 'mine')) === undefined,
  },
];

function isReadyTable(world: World): boolean {
  return isReady(world.get(key('RouteTable', 'table')));
}

function reasonOf(world: World, of: string): string | undefined {
  const conditions = world.get(of)?.status?.conditions as { type: string; reason: string }[] | undefined;
  return conditions?.find(({ type }) => type === 'Ready')?.reason;
}

export const routeTableRouteScenarios = scenariosOf({
  subject: { kind: 'RouteTableRoute', name: 'mine', spec: route },
  given: [vpc, gateway, table],
  edits: [
    {
      field: 'target',
      given: [
        peerVPC,
        object('VPCPeeringConnection', 'pcx', {
          requester: { vpcRef: { name: 'net' } },
          accepter: { vpcRef: { name: 'far' } },
        }),
      ],
      to: { internetGatewayRef: undefined, vpcPeeringConnectionRef: { name: 'pcx' } },
    },
  ],
  drifts: [
    {
      what: 'route deleted',
      by: async (world) => {
        const RouteTableId = idOf(world, key('RouteTable', 'table'));
        await world.as('DeleteRoute', { RouteTableId, DestinationCidrBlock: route.destination });
      },
    },
  ],
  more: acrossNamespaces,
});

export const securityGroupRuleScenarios = scenariosOf({
  subject: { kind: 'SecurityGroupRule', name: 'mine', spec: rule },
  given: [vpc, webGroup],
  edits: [
    { field: 'ports', to: { fromPort: 9090, toPort: 9090 } },
    { field: 'description', to: { description: 'metrics' } },
    { field: 'peer', to: { peer: { securityGroupRef: { name: 'web' } } } },
  ],
  drifts: [
    {
      what: 'rule revoked',
      by: async (world) => {
        await world.as('RevokeSecurityGroupIngress', {
          GroupId: idOf(world, key('SecurityGroup', 'web')),
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: rule.fromPort,
              ToPort: rule.toPort,
              IpRanges: [{ CidrIp: '10.1.0.0/16' }],
            },
          ],
        });
      },
    },
  ],
});
