// What is handed over in one apply: the old one goes in the same sync as the new one comes, or two swap what only one can
// have. Traffic is never cut where it need not be, and whatever waits for another ends. The real controller on both halves of
// the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { text } from '../sim/scenario-kit.ts';
import { conditionOf } from '../sim/world.ts';
import {
  base,
  idOf,
  key,
  living,
  nat,
  object,
  pass,
  readyOf,
  region,
  standing,
  subnet,
} from './attack-kit.ts';

type Standing = Awaited<ReturnType<typeof standing>>;
/** Five of 16 addresses are AWS's. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const FREE_IN_28 = 11;
const PATIENCE_MS = 120_000;
const inVPC = { vpcRef: { name: 'net' } };
const r = (name: string) => ({ name });
const gate = (name: string, address: string, more: object = {}) =>
  object('NATGateway', name, { subnetRef: r('front'), elasticIPRef: r(address), ...more });
const toNAT = (name: string) =>
  object('RouteTable', 'private', {
    ...inVPC,
    routes: [{ destination: '0.0.0.0/0', natGatewayRef: r(name) }],
  });

/** Every moment at which the default route of the private table begins or ends to lead to a gateway that works. */
function cutsOf({ world }: Standing): readonly string[] {
  const table = idOf(world, key('RouteTable', 'private'));
  const list: string[] = [];
  let last = true;
  world.aws.onChange(() => {
    const route = region(world)
      .routeTables.get(table)
      ?.Routes.find((one) => one.DestinationCidrBlock === '0.0.0.0/0');
    const now = region(world).natGateways.get(route?.NatGatewayId ?? '')?.State === 'available';
    if (now !== last) list.push(`${now ? 'open' : 'cut'} at ${world.clock.monotonic()} ms`);
    last = now;
  });
  return list;
}

describe('a NAT gateway pruned in the sync that moves its route', () => {
  it(
    'stays until the route has moved',
    async () => {
      const given = await standing([...base, ...nat]);
      const list = cutsOf(given);
      const message = () =>
        conditionOf(given.world.get(key('NATGateway', 'nat')), 'DeletionBlocked')?.message;
      await given.attack.apply([object('ElasticIP', 'eip2', {}), gate('nat2', 'eip2'), toNAT('nat2')]);
      await given.world.delete(key('NATGateway', 'nat'));
      await given.world.until(() => message() !== undefined, 30);
      expect(message()).toContain(idOf(given.world, key('RouteTable', 'private')));
      expect(await given.attack.settles()).toBe('');
      expect(list).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'goes first after ten minutes where the new one needs its address',
    async () => {
      const { attack, world } = await standing([...base, ...nat]);
      await attack.apply([gate('nat2', 'eip'), toNAT('nat2')]);
      const old = idOf(world, key('NATGateway', 'nat'));
      await world.delete(key('NATGateway', 'nat'));
      await pass(world, 500);
      expect(region(world).natGateways.get(old)?.State).toBe('available');
      expect(await attack.settles(1800)).toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'does not wait for the table of somebody else, nor for one that is deleted with it',
    async () => {
      const { attack, world } = await standing([...base, ...nat]);
      const id = idOf(world, key('NATGateway', 'nat'));
      const made = await world.as('CreateRouteTable', { VpcId: idOf(world, key('VPC', 'net')) });
      const tableID = (made as { RouteTable: { RouteTableId: string } }).RouteTable.RouteTableId;
      await world.as('CreateRoute', {
        RouteTableId: tableID,
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: id,
      });
      await attack.apply([
        object('RouteTable', 'private', {
          ...inVPC,
          routes: [{ destination: '0.0.0.0/0', natGatewayID: id }],
        }),
      ]);
      await pass(world, 30);
      await world.delete(key('NATGateway', 'nat'));
      await world.delete(key('Subnet', 'back'));
      await world.delete(key('RouteTable', 'private'));
      await pass(world, 600);
      expect(living(world).has(id)).toBe(false);
    },
    PATIENCE_MS,
  );
});

const card = (name: string, more: object = {}) =>
  object('NetworkInterface', name, { subnetRef: r('front'), ...more });
const seat = (name: string, on: string) => object('ElasticIP', name, { networkInterfaceRef: r(on) });

describe('two addresses that swap their interfaces', () => {
  const swapped = [seat('a', 'c2'), seat('b', 'c1')];
  const given = () => standing([...base, card('c1'), card('c2'), seat('a', 'c1'), seat('b', 'c2')]);

  it(
    'make room for each other',
    async () => {
      const { attack } = await given();
      await attack.apply(swapped);
      expect(await attack.settles(900)).toBe('');
    },
    PATIENCE_MS,
  );

  it.each([0, 2, 600])(
    'and are deleted %i s later: everything goes',
    async (seconds) => {
      const { attack, world } = await given();
      await attack.apply(swapped);
      if (seconds > 0) await pass(world, seconds);
      await attack.deleteAll();
      expect(await attack.vanishes(3600)).toBe('');
    },
    PATIENCE_MS,
  );
});

it(
  'an address stays where it serves while its declared place has one that stays there',
  async () => {
    const { attack, world } = await standing([
      ...base,
      card('c1'),
      card('c2'),
      seat('a', 'c1'),
      seat('b', 'c2'),
    ]);
    const sits = () =>
      region(world).addresses.get(idOf(world, key('ElasticIP', 'a')))?.NetworkInterfaceId ?? 'nowhere';
    const seen = new Set<string>();
    world.aws.onChange(() => seen.add(sits()));
    await attack.apply([seat('a', 'c2')]);
    await pass(world, 120);
    expect(readyOf(world, key('ElasticIP', 'a'))?.reason).toBe('Conflict');
    await attack.apply([card('c3'), seat('b', 'c3')]);
    expect(await attack.settles(900)).toBe('');
    expect([...seen].sort()).toEqual(
      ['c1', 'c2'].map((name) => idOf(world, key('NetworkInterface', name))).sort(),
    );
  },
  PATIENCE_MS,
);

const s3 = (name: string, table: string) =>
  object('VPCEndpoint', name, { ...inVPC, type: 'Gateway', service: 's3', routeTableRefs: [r(table)] });
const second = (address: string) => ({ secondaryElasticIPRefs: [r(address)] });
const at = (ip: string) => ({ secondaryPrivateIPAddresses: [ip] });
const tables = ['t1', 't2'].map((name) => object('RouteTable', name, inVPC));
const addresses = ['e1', 'e2', 's1', 's2'].map((name) => object('ElasticIP', name, {}));

type Swap = { what: string; with?: readonly object[]; before: readonly object[]; after: readonly object[] };
const swaps: readonly Swap[] = [
  {
    what: 'three addresses their interfaces, going round',
    with: [card('c1'), card('c2'), card('c3')],
    before: [seat('a', 'c1'), seat('b', 'c2'), seat('c', 'c3')],
    after: [seat('a', 'c2'), seat('b', 'c3'), seat('c', 'c1')],
  },
  {
    what: 'NAT gateways their secondary addresses',
    with: addresses,
    before: [gate('n1', 'e1', second('s1')), gate('n2', 'e2', second('s2'))],
    after: [gate('n1', 'e1', second('s2')), gate('n2', 'e2', second('s1'))],
  },
  {
    what: 'interfaces their secondary addresses',
    before: [card('c1', at('10.20.0.100')), card('c2', at('10.20.0.101'))],
    after: [card('c1', at('10.20.0.101')), card('c2', at('10.20.0.100'))],
  },
  {
    what: 'gateway endpoints their route tables',
    with: tables,
    before: [s3('g1', 't1'), s3('g2', 't2')],
    after: [s3('g1', 't2'), s3('g2', 't1')],
  },
];

describe('two that swap what only one can have', () => {
  it.each(swaps)(
    '$what',
    async ({ with: more = [], before, after }) => {
      const { attack } = await standing([...base, ...more, ...before]);
      await attack.apply(after);
      expect(await attack.settles(900)).toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'an address that another interface keeps is named with its holder and a cure',
    async () => {
      const { attack, world } = await standing([...base, card('c1', at('10.20.0.100')), card('c2')]);
      await attack.apply([card('c2', at('10.20.0.100'))]);
      await pass(world, 60);
      const ready = readyOf(world, key('NetworkInterface', 'c2'));
      const holder = idOf(world, key('NetworkInterface', 'c1'));
      const synced = conditionOf(world.get(key('NetworkInterface', 'c2')), 'Synced');
      expect([ready?.message, synced?.message].join(' ')).toContain(
        `10.20.0.100 belongs to ${holder} (NetworkInterface/default/c1): remove it there`,
      );
    },
    PATIENCE_MS,
  );
});

describe('a VPC that stays because something that nobody deletes is in the way', () => {
  it(
    'names a peering connection that was retained',
    async () => {
      const networks = [
        object('VPC', 'a', { cidrBlocks: ['10.20.0.0/16'] }),
        object('VPC', 'b', { cidrBlocks: ['10.30.0.0/16'] }),
      ];
      const between = {
        requester: { vpcRef: r('a') },
        accepter: { vpcRef: r('b') },
        deletionPolicy: 'Retain',
      };
      const { attack, world } = await standing([...networks, object('VPCPeeringConnection', 'p', between)]);
      const id = idOf(world, key('VPCPeeringConnection', 'p'));
      await attack.deleteAll();
      await pass(world, 300);
      for (const one of ['a', 'b'])
        expect(conditionOf(world.get(key('VPC', one)), 'DeletionBlocked')?.message).toContain(id);
    },
    PATIENCE_MS,
  );
});

describe('what goes first because there is room for one only', () => {
  it(
    'stays where it is while the new subnet of an endpoint is full, and moves when that has room',
    async () => {
      const endpoint = (name: string) =>
        object('VPCEndpoint', 'p', { ...inVPC, type: 'Interface', service: 'ssm', subnetRefs: [r(name)] });
      const places = [subnet('roomy', '10.20.5.0/24'), subnet('full', '10.20.6.0/28'), endpoint('roomy')];
      const { world } = await standing([...base, ...places]);
      const idOfSubnet = (name: string) => idOf(world, key('Subnet', name));
      const seats = () => region(world).vpcEndpoints.get(idOf(world, key('VPCEndpoint', 'p')))?.SubnetIds;
      let card = '';
      for (let i = 0; i < FREE_IN_28; i++) {
        const made = await world.as('CreateNetworkInterface', { SubnetId: idOfSubnet('full') });
        card = text(made, 'NetworkInterface', 'NetworkInterfaceId');
      }
      await pass(world, 20);
      await world.apply(endpoint('full'));
      await pass(world, 120);
      expect(seats()).toEqual([idOfSubnet('roomy')]);
      const synced = conditionOf(world.get(key('VPCEndpoint', 'p')), 'Synced');
      expect([readyOf(world, key('VPCEndpoint', 'p'))?.message, synced?.message].join(' ')).toContain(
        `${idOfSubnet('full')} has no free address`,
      );
      await world.as('DeleteNetworkInterface', { NetworkInterfaceId: card });
      await pass(world, 300);
      expect(seats()).toEqual([idOfSubnet('full')]);
    },
    PATIENCE_MS,
  );

  it(
    'stays attached while the new instance does not exist, and moves to one that does',
    async () => {
      const on = (instanceID: string) => card('c', { attachment: { instanceID, deviceIndex: 1 } });
      const { world } = await standing(base);
      const started = async () => {
        const made = await world.as('RunInstances', {
          ImageId: 'ami-12345678',
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
          SubnetId: idOf(world, key('Subnet', 'front')),
        });
        return (made as { Instances: { InstanceId: string }[] }).Instances[0]?.InstanceId ?? '';
      };
      const [first, second] = [await started(), await started()];
      const instance = () =>
        region(world).networkInterfaces.get(idOf(world, key('NetworkInterface', 'c')))?.Attachment
          ?.InstanceId;
      await pass(world, 5);
      await world.apply(on(first));
      await pass(world, 20);
      await world.apply(on('i-0123456789abcdef0'));
      await pass(world, 60);
      expect(instance()).toBe(first);
      await world.apply(on(second));
      await pass(world, 60);
      expect(instance()).toBe(second);
    },
    PATIENCE_MS,
  );
});

describe('the main table that AWS made with a VPC was deleted by hand, because a table of ours is main', () => {
  const networks = [...base.slice(1), object('RouteTable', 'main', inVPC)];
  const net = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], mainRouteTableRef: r('main') });
  const given = async () => {
    const all = await standing([net, ...networks]);
    const { world } = all;
    const isMarked = (tag: { Key?: string | undefined }) => tag.Key === 'vpcraft.dev/part';
    for (const table of region(world).routeTables.filter(({ Tags }) => Tags.some(isMarked)))
      await world.as('DeleteRouteTable', { RouteTableId: table.RouteTableId });
    await pass(world, 60);
    return all;
  };

  it(
    'everything can be deleted: the table goes with its VPC',
    async () => {
      const { attack } = await given();
      await attack.deleteAll();
      expect(await attack.vanishes(3600)).toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'the table alone cannot: the cure is named',
    async () => {
      const { attack, world } = await given();
      await attack.apply([object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] })]);
      await world.delete(key('RouteTable', 'main'));
      await pass(world, 120);
      const message = conditionOf(world.get(key('RouteTable', 'main')), 'DeletionBlocked')?.message;
      expect(message).toContain('make another table main by its mainRouteTableRef');
    },
    PATIENCE_MS,
  );
});

describe('what a table of this cluster still leads to', () => {
  const table = (routes: readonly object[], annotations: object = {}) => {
    const made = object('RouteTable', 'private', { ...inVPC, routes }) as { metadata: object };
    return { ...made, metadata: { ...made.metadata, annotations } };
  };
  const paused = { 'vpcraft.dev/paused': 'true' };
  const far = [
    object('VPC', 'far', { cidrBlocks: ['10.30.0.0/16'] }),
    object('VPCPeeringConnection', 'p', { requester: inVPC, accepter: { vpcRef: r('far') } }),
  ];

  it.each([
    {
      kind: 'NATGateway',
      name: 'nat',
      given: nat.slice(0, 2),
      route: { destination: '0.0.0.0/0', natGatewayRef: r('nat') },
    },
    {
      kind: 'EgressOnlyInternetGateway',
      name: 'e',
      given: [object('EgressOnlyInternetGateway', 'e', inVPC)],
      route: { destination: '::/0', egressOnlyInternetGatewayRef: r('e') },
    },
    {
      kind: 'VPCPeeringConnection',
      name: 'p',
      given: far,
      route: { destination: '10.30.0.0/16', vpcPeeringConnectionRef: r('p') },
    },
    {
      kind: 'NetworkInterface',
      name: 'c',
      given: [card('c')],
      route: { destination: '10.40.0.0/16', networkInterfaceRef: r('c') },
    },
  ])(
    'stays until the route is gone: $kind',
    async ({ kind, name, given, route }) => {
      const { attack, world } = await standing([...base, ...given, table([route])]);
      const self = key(kind, name);
      const id = idOf(world, self);
      await attack.apply([table([], paused)]);
      await pass(world, 5);
      await world.delete(self);
      await pass(world, 1200);
      expect(living(world).has(id)).toBe(true);
      const message = conditionOf(world.get(self), 'DeletionBlocked')?.message;
      expect(message).toContain(`${idOf(world, key('RouteTable', 'private'))} (RouteTable/default/private)`);
      await attack.apply([table([], { 'vpcraft.dev/paused': 'false' })]);
      await world.until(() => world.get(self) === undefined, 120);
      expect(await attack.settles()).toBe('');
    },
    PATIENCE_MS,
  );
});
