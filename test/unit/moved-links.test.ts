// Edits that change nothing but what a thing is linked to, while the new table or group is made in the same moment: what
// could be reached before can be reached all the time.
import { expect, it } from 'vitest';
import { conditionOf, type World } from '../sim/world.ts';
import { base, idOf, key, nat, object, pass, readyOf, region, standing, subnet } from './attack-kit.ts';

const inVPC = { vpcRef: { name: 'net' } };
const toNAT = (gateway: string) => [{ destination: '0.0.0.0/0', natGatewayRef: { name: gateway } }];
const secondWayOut = [
  object('ElasticIP', 'e2', {}),
  object('NATGateway', 'n2', { subnetRef: { name: 'front' }, elasticIPRef: { name: 'e2' } }),
  object('RouteTable', 't2', { ...inVPC, routes: toNAT('n2') }),
];

type Table = ReturnType<typeof tablesOf>[number];
const tablesOf = (world: World) =>
  region(world).routeTables.filter(({ VpcId }) => VpcId === idOf(world, key('VPC', 'net')));
type Association = NonNullable<Table['Associations']>[number];
const hasWayOut = (world: World, is: (association: Association) => boolean) =>
  tablesOf(world)
    .filter(({ Associations = [] }) => Associations.some(is))
    .some(({ Routes = [] }) => Routes.some((route) => route.DestinationCidrBlock === '0.0.0.0/0'));

/** The moments at which it was cut, in virtual milliseconds. */
function cuts(world: World, isOpen: () => boolean): readonly number[] {
  const moments: number[] = [];
  world.aws.onChange(() => {
    if (!isOpen()) moments.push(world.clock.monotonic());
  });
  return moments;
}

it.each([
  ['', []],
  [
    ', also when the old way is pruned in the same sync',
    [key('NATGateway', 'nat'), key('RouteTable', 'private')],
  ],
])('a subnet keeps its way out until the new table has one%s', async (_when, pruned) => {
  const { attack, world } = await standing([...base, ...nat]);
  const moved = idOf(world, key('Subnet', 'back'));
  const cut = cuts(world, () => hasWayOut(world, ({ SubnetId }) => SubnetId === moved));
  await attack.apply([...secondWayOut, subnet('back', '10.20.1.0/24', { routeTableRef: { name: 't2' } })]);
  for (const one of pruned) await world.delete(one);

  expect(await attack.settles()).toBe('');
  expect(cut).toEqual([]);
});

it('a VPC keeps its main table until the new one has its routes', async () => {
  const vpc = (table: string) =>
    object('VPC', 'net', {
      cidrBlocks: ['10.20.0.0/16'],
      enableDNSHostnames: true,
      ipv6: { amazonProvided: true },
      mainRouteTableRef: { name: table },
    });
  const { attack, world } = await standing([...base, ...nat, vpc('private')]);
  const cut = cuts(world, () => hasWayOut(world, ({ Main }) => Main === true));
  await attack.apply([...secondWayOut, vpc('t2')]);

  expect(await attack.settles()).toBe('');
  expect(cut).toEqual([]);
});

it('an interface and an endpoint keep their group until the new one has its rules', async () => {
  const group = (name: string) =>
    object('SecurityGroup', name, {
      ...inVPC,
      description: name,
      ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, peers: [{ cidrBlock: '0.0.0.0/0' }] }],
    });
  const users = (name: string) => [
    object('NetworkInterface', 'card', { subnetRef: { name: 'front' }, securityGroupRefs: [{ name }] }),
    object('VPCEndpoint', 'ssm', {
      ...inVPC,
      type: 'Interface',
      service: 'ssm',
      subnetRefs: [{ name: 'front' }],
      securityGroupRefs: [{ name }],
    }),
  ];
  const { attack, world } = await standing([...base, group('g1'), ...users('g1')]);
  const card = idOf(world, key('NetworkInterface', 'card'));
  const endpoint = idOf(world, key('VPCEndpoint', 'ssm'));
  const admits = (groups: readonly { GroupId?: string | undefined }[] = []) =>
    groups.some(
      ({ GroupId }) =>
        region(world).securityGroupRules.filter(
          (rule) => rule.GroupId === GroupId && rule.IsEgress !== true && rule.FromPort === 443,
        ).length > 0,
    );
  const cut = cuts(
    world,
    () =>
      admits(region(world).networkInterfaces.get(card)?.Groups) &&
      admits(region(world).vpcEndpoints.get(endpoint)?.Groups),
  );
  world.aws.faults.add({ operation: 'AuthorizeSecurityGroupIngress', kind: 'throttle', times: 4 });
  await attack.apply([group('g2'), ...users('g2')]);

  expect(await attack.settles()).toBe('');
  expect(cut).toEqual([]);
});

it('a route that another object contributes, and that cannot be had, keeps no subnet from the table', async () => {
  const { attack, world } = await standing([...base, ...nat]);
  await attack.apply([
    ...secondWayOut,
    object('RouteTableRoute', 'nowhere', {
      routeTableRef: { name: 't2' },
      destination: '10.99.0.0/16',
      vpcPeeringConnectionRef: { name: 'nobody' },
    }),
    subnet('back', '10.20.1.0/24', { routeTableRef: { name: 't2' } }),
  ]);
  await pass(world, 400);

  expect(readyOf(world, key('RouteTableRoute', 'nowhere'))?.status).toBe('False');
  expect(readyOf(world, key('Subnet', 'back'))?.status).toBe('True');
});

/** Until the old table has been leaving for ten minutes, and the subnet is looked at again. */
const LEAVING_SECONDS = 1_800;

it('a subnet does not wait for ever for a table that waits for what the old one keeps: an address', async () => {
  const { attack, world } = await standing([...base, ...nat]);
  await attack.apply([
    object('NATGateway', 'n2', { subnetRef: { name: 'front' }, elasticIPRef: { name: 'eip' } }),
    object('RouteTable', 't2', { ...inVPC, routes: toNAT('n2') }),
    subnet('back', '10.20.1.0/24', { routeTableRef: { name: 't2' } }),
  ]);
  await world.delete(key('NATGateway', 'nat'));
  await world.delete(key('RouteTable', 'private'));

  expect(await attack.settles(LEAVING_SECONDS)).toBe('');
});

it('a gateway that cannot leave its VPC says so as a living object does, and names the address that keeps it', async () => {
  const { world } = await standing([
    ...base,
    object('VPC', 'far', { cidrBlocks: ['10.30.0.0/16'] }),
    object('NetworkInterface', 'card', { subnetRef: { name: 'front' } }),
    object('ElasticIP', 'seat', { networkInterfaceRef: { name: 'card' } }),
  ]);
  await world.apply(object('InternetGateway', 'igw', { vpcRef: { name: 'far' } }));
  await pass(world, 120);
  const synced = conditionOf(world.get(key('InternetGateway', 'igw')), 'Synced');

  expect(synced).toMatchObject({ status: 'False', reason: 'DependencyNotReady' });
  const card = idOf(world, key('NetworkInterface', 'card'));
  expect(synced?.message).toContain(`${card} (${key('NetworkInterface', 'card')})`);
}, 100_000);
