// Edits that AWS refuses in part, for which a list has no room, or whose answers are lost: what is declared removed is
// removed, what can be made is made, and nothing is made twice. The real controller on both halves of the sandbox.
import { describe, expect, it } from 'vitest';
import { production } from '../../src/model/settings.ts';
import { object, zone } from '../sim/scenario-kit.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, REGION, World, type WorldOptions } from '../sim/world.ts';

const PATIENCE_MS = 60_000;
const SEEDS = [1, 2, 3, 4, 5];
const vpc = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] });
const inVPC = { vpcRef: { name: 'net' } };
const at = (kind: string, name: string) => `${kind}/${NAMESPACE}/${name}`;
const region = (world: World) => world.aws.region(ACCOUNT, REGION);
const settles = (world: World, key: string) => world.until(() => isReady(world.get(key)), 1_800);
const pass = (world: World, seconds: number) => world.until(() => false, seconds);

const group = (ingress: readonly object[]) =>
  object('SecurityGroup', 'g', { ...inVPC, description: 'g', ingress });
const tcp = (port: number, peers: readonly object[]) => ({
  protocol: 'tcp',
  fromPort: port,
  toPort: port,
  peers,
});
const sourcesOf = (world: World) =>
  region(world)
    .securityGroupRules.filter((rule) => !rule.IsEgress && rule.GroupId === idOf(world, 'SecurityGroup', 'g'))
    .map((rule) => rule.CidrIpv4 ?? rule.ReferencedGroupInfo?.GroupId ?? '')
    .toSorted();

function idOf(world: World, kind: string, name: string): unknown {
  return world.get(at(kind, name))?.status?.['id'];
}

async function worldWith(objects: readonly object[], options: Partial<WorldOptions> = {}): Promise<World> {
  const world = new World({ seed: 3, ...options });
  world.start();
  for (const one of objects) await world.apply(one);
  await world.until(() => world.objects().every(isReady), 1_800);
  expect(world.objects().every(isReady)).toBe(true);
  return world;
}

describe('an edit with one item that AWS does not accept', () => {
  it('closes what is declared closed, opens the rest, and says which item it is', async () => {
    const rules = [tcp(22, [{ cidrBlock: '0.0.0.0/0' }])];
    const world = await worldWith([vpc, group(rules)], { settings: { ...production } });
    const nobody = { securityGroupID: 'sg-0123456789abcdef0' };
    await world.apply(group([tcp(443, [nobody, { cidrBlock: '10.0.0.0/8' }])]));

    await pass(world, 60);
    // The group that is named may be young: until that is settled the old rule stays.
    expect(sourcesOf(world)).toEqual(['0.0.0.0/0', '10.0.0.0/8']);
    await pass(world, 900);
    expect(sourcesOf(world)).toEqual(['10.0.0.0/8']);
    const ready = conditionOf(world.get(at('SecurityGroup', 'g')), 'Ready');
    expect(ready).toMatchObject({ status: 'False', reason: 'DependencyNotFound', observedGeneration: 2 });
    expect(ready?.message).toContain('ingress[tcp/443-443/sg-0123456789abcdef0]');
  });

  it('takes a route away and makes the others', async () => {
    const table = (routes: readonly object[]) => object('RouteTable', 't', { ...inVPC, routes });
    const out = { internetGatewayRef: { name: 'igw' } };
    const world = await worldWith([
      vpc,
      object('InternetGateway', 'igw', inVPC),
      table([{ destination: '0.0.0.0/0', ...out }]),
    ]);
    await world.apply(
      table([
        { destination: '172.16.0.0/12', networkInterfaceID: 'eni-0123456789abcdef0' },
        { destination: '8.8.8.0/24', ...out },
      ]),
    );
    await pass(world, 900);

    const row = region(world).routeTables.get(String(idOf(world, 'RouteTable', 't')));
    expect((row?.Routes ?? []).map((route) => route.DestinationCidrBlock).toSorted()).toEqual([
      '10.20.0.0/16',
      '8.8.8.0/24',
    ]);
  });
});

describe('a full list', () => {
  it('of rules exchanges some for others', async () => {
    const blocks = Array.from({ length: 60 }, (_, i) => ({ cidrBlock: `10.0.${i}.0/24` }));
    const world = await worldWith([vpc, group([tcp(443, blocks)])]);
    const next = [...blocks.slice(2), { cidrBlock: '192.168.1.0/24' }, { cidrBlock: '192.168.2.0/24' }];
    await world.apply(group([tcp(443, next)]));

    expect(await settles(world, at('SecurityGroup', 'g'))).toBe(true);
    expect(sourcesOf(world)).toEqual(next.map(({ cidrBlock }) => cidrBlock).toSorted());
  });

  it('of entries is renumbered, one at a time', async () => {
    const acl = (from: number) =>
      object('NetworkACL', 'a', {
        ...inVPC,
        egress: [],
        ingress: Array.from({ length: 20 }, (_, i) => ({
          ruleNumber: from + i,
          action: 'Allow',
          protocol: 'all',
          cidrBlock: `10.0.${i}.0/24`,
        })),
      });
    const world = await worldWith([vpc, acl(100)]);
    await world.apply(acl(110));

    const key = at('NetworkACL', 'a');
    const done = { status: 'True', observedGeneration: 2 };
    await world.until(() => conditionOf(world.get(key), 'Ready')?.reason !== 'Available', 60);
    await settles(world, key);
    expect(conditionOf(world.get(key), 'Ready')).toMatchObject(done);
    const row = region(world).networkAcls.get(String(idOf(world, 'NetworkACL', 'a')));
    const numbers = (row?.Entries ?? []).filter((one) => !one.Egress).map((one) => one.RuleNumber);
    expect(numbers.toSorted()).toEqual([...Array.from({ length: 20 }, (_, i) => 110 + i), 32_767]);
  });
});

describe('a lost answer to a call that adds', () => {
  const lag = {
    ids: [0, 60_000],
    tags: [0, 60_000],
    attributes: [0, 60_000],
    deletions: [0, 60_000],
  } as const;
  const slow = (seed: number): Partial<WorldOptions> => ({
    seed,
    settings: { ...production },
    aws: { lag: { ...lag } },
  });

  it.each(SEEDS)(
    'gives no VPC two IPv6 networks, seed %i',
    async (seed) => {
      const world = await worldWith([vpc], slow(seed));
      world.aws.faults.add({ operation: 'AssociateVpcCidrBlock', kind: 'lost-answer', times: 1 });
      await world.apply(
        object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], ipv6: { amazonProvided: true } }),
      );
      await pass(world, 1_800);

      const [row] = region(world).vpcs.filter(({ VpcId }) => VpcId === idOf(world, 'VPC', 'net'));
      expect(row?.Ipv6CidrBlockAssociationSet).toHaveLength(1);
      expect(isReady(world.get(at('VPC', 'net')))).toBe(true);
    },
    PATIENCE_MS,
  );

  it.each(SEEDS)(
    'gives no interface more addresses than declared, not even for a while, seed %i',
    async (seed) => {
      const card = (more: object) => object('NetworkInterface', 'n', { subnetRef: { name: 's' }, ...more });
      const subnet = object('Subnet', 's', { ...inVPC, cidrBlock: '10.20.0.0/24', availabilityZone: zone });
      const world = await worldWith([vpc, subnet, card({})], slow(seed));
      world.aws.faults.add({ operation: 'AssignPrivateIpAddresses', kind: 'lost-answer', times: 1 });
      const since = world.aws.ledger.next;
      await world.apply(card({ secondaryPrivateIPAddressCount: 2 }));
      await pass(world, 1_200);

      expect(
        world.aws.ledger.query({ mutating: true, since, code: 'OK' }).map(({ operation }) => operation),
      ).toEqual(['AssignPrivateIpAddresses']);
      expect(isReady(world.get(at('NetworkInterface', 'n')))).toBe(true);
    },
    PATIENCE_MS,
  );
});
