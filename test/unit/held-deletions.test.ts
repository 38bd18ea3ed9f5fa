// Deletions that hold each other by what no declaration shows: rules that were contributed and taken back, or made by hand; links
// of an edit that came just before; links that hold nothing. All of it goes, and nothing goes earlier than it must.
import { describe, expect, it } from 'vitest';
import { annotations } from '../../src/model/names.ts';
import { conditionOf, type World } from '../sim/world.ts';
import { base, idOf, key, nat, object, pass, region, standing, subnet } from './attack-kit.ts';

const inVPC = { vpcRef: { name: 'net' } };
type Peer = Readonly<Record<string, unknown>>;
const toGroup = (name: string): Peer => ({ securityGroupRef: { name } });
const groupWith = (name: string, peers: readonly Peer[], more: object = {}) =>
  object('SecurityGroup', name, {
    ...inVPC,
    description: name,
    ingress: peers.map((peer, i) => ({ protocol: 'tcp', fromPort: 80 + i, toPort: 80 + i, peers: [peer] })),
    ...more,
  });
const group = (name: string, ...from: readonly string[]) => groupWith(name, from.map(toGroup));
const PORT = 443;
const ruleIn = (of: string, peer: Peer, more: object = {}) =>
  object('SecurityGroupRule', 'rule', {
    securityGroupRef: { name: of },
    direction: 'Ingress',
    protocol: 'tcp',
    fromPort: PORT,
    toPort: PORT,
    peer,
    ...more,
  });
const card = (of: string) =>
  object('NetworkInterface', 'card', { subnetRef: { name: 'front' }, securityGroupRefs: [{ name: of }] });
const seat = object('ElasticIP', 'seat', { networkInterfaceRef: { name: 'card' } });
const a = key('SecurityGroup', 'a');
const rule = key('SecurityGroupRule', 'rule');

/** By another hand: group `of` admits the group `from`. */
const admit = (world: World, of: string, from: string) =>
  world.as('AuthorizeSecurityGroupIngress', {
    GroupId: idOf(world, key('SecurityGroup', of)),
    IpPermissions: [
      {
        IpProtocol: 'tcp',
        FromPort: 1,
        ToPort: 1,
        UserIdGroupPairs: [{ GroupId: idOf(world, key('SecurityGroup', from)) }],
      },
    ],
  });

/** Ports that group `a` lets in. */
const portsOf = (world: World) =>
  region(world)
    .securityGroupRules.filter((row) => row.GroupId === idOf(world, a) && row.IsEgress !== true)
    .map((row) => row.FromPort ?? 0)
    .toSorted((one, other) => one - other);

const blockedBy = (world: World, of: string) => conditionOf(world.get(of), 'DeletionBlocked')?.message;

describe('all is deleted at once', () => {
  it.each<[string, readonly object[]]>([
    ['a rule contributed to one', [group('a'), group('b', 'a'), ruleIn('a', toGroup('b'))]],
    [
      'a contributed rule that names a list, which has an address on an interface of the group',
      [
        group('a'),
        card('a'),
        seat,
        object('ManagedPrefixList', 'list', {
          addressFamily: 'IPv4',
          maxEntries: 5,
          entries: [{ cidr: 'elasticip/seat' }],
        }),
        ruleIn('a', { prefixListRef: { name: 'list' } }),
      ],
    ],
  ])('and the groups hold each other by %s', async (_what, objects) => {
    const { attack } = await standing([...base, ...objects]);
    await attack.deleteAll();

    expect(await attack.vanishes()).toBe('');
  });

  it.each<[string, readonly object[], readonly [string, string][]]>([
    ['one of the two ways', [group('a'), group('b', 'a')], [['a', 'b']]],
    [
      'both ways',
      [group('a'), group('b')],
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
    ],
    [
      'into a circle',
      [group('a', 'b'), group('b', 'a'), group('c', 'b')],
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
    ],
  ])('and the groups hold each other %s by rules of another hand', async (_way, objects, rules) => {
    const { attack, world } = await standing([...base, ...objects]);
    for (const [of, from] of rules) await admit(world, of, from);
    await attack.deleteAll();

    expect(await attack.vanishes()).toBe('');
  });

  it('and a table is left only by an edit, while its gateway sits in the subnet that it serves', async () => {
    const { attack, world } = await standing([
      ...base,
      ...nat,
      object('RouteTable', 'next', { ...inVPC, routes: [] }),
      subnet('front', '10.20.0.0/24', { routeTableRef: { name: 'private' } }),
    ]);
    await world.apply(subnet('front', '10.20.0.0/24', { routeTableRef: { name: 'next' } }));
    await attack.deleteAll();

    expect(await attack.vanishes()).toBe('');
  });

  it.each([
    ['just before', false],
    ['on the interface, which is being deleted already', true],
  ])('and an interface was moved to another group by an edit %s', async (_when, isLate) => {
    const admitsSeat = groupWith('a', [{ elasticIPRef: { name: 'seat' } }]);
    const { attack, world } = await standing([...base, group('b'), admitsSeat, card('a'), seat]);
    if (isLate) {
      await world.delete(key('NetworkInterface', 'card'));
      await pass(world, 5);
    }
    await world.apply(card('b'));
    await attack.deleteAll();

    expect(await attack.vanishes()).toBe('');
  });

  it('and an interface was moved to a group that does not exist', async () => {
    const admitsSeat = groupWith('a', [{ elasticIPRef: { name: 'seat' } }]);
    const { attack, world } = await standing([...base, admitsSeat, card('a'), seat]);
    await world.apply(card('none'));
    await attack.deleteAll();

    expect(await attack.vanishes()).toBe('');
  });

  it('and one of two groups names the other by its id', async () => {
    const { attack, world } = await standing([...base, group('a'), group('b', 'a')]);
    const securityGroupID = idOf(world, key('SecurityGroup', 'b'));
    await world.apply(groupWith('a', [{ securityGroupID }]));
    expect(await attack.settles()).toBe('');
    await attack.deleteAll();

    expect(await attack.vanishes()).toBe('');
  });

  it('and a rule names a group that is not granted any more', async () => {
    const { attack, world } = await standing([...base, group('a')]);
    const home = (name: string) => ({ name, namespace: 'default' });
    await world.namespace('team');
    const grant = (to: string) =>
      object('NetworkGrant', to.toLowerCase(), {
        from: [{ namespace: 'team' }],
        to: [{ kind: to }],
        verbs: ['change'],
      });
    const theirs = object('SecurityGroup', 'b', {
      vpcRef: home('net'),
      description: 'b',
      ingress: [{ protocol: 'tcp', fromPort: 80, toPort: 80, peers: [{ securityGroupRef: home('a') }] }],
    });
    const b = { ...theirs, metadata: { name: 'b', namespace: 'team' } };
    await attack.apply([grant('VPC'), grant('SecurityGroup'), b]);
    await attack.apply([group('a')]);
    expect(await attack.settles()).toBe('');
    await world.apply(groupWith('a', [{ securityGroupID: idOf(world, 'SecurityGroup/team/b') }]));
    expect(await attack.settles()).toBe('');
    await world.delete(key('NetworkGrant', 'securitygroup'));
    await pass(world);
    await attack.deleteAll();

    expect(await attack.vanishes()).toBe('');
  });

  it('and a group goes with its contributed rule by one call', async () => {
    const { attack, world } = await standing([
      ...base,
      group('a'),
      ruleIn('a', { cidrBlock: '10.1.0.0/16' }),
    ]);
    const since = world.aws.ledger.next;
    await world.delete(a);
    await world.delete(rule);
    const isGone = () => world.get(a) === undefined && world.get(rule) === undefined;
    expect(await world.until(isGone, 60)).toBe(true);

    const writes = world.aws.ledger.query({ since, mutating: true });
    expect(writes.map(({ operation }) => operation)).toEqual(['DeleteSecurityGroup']);
    expect(attack.wrongs()).toEqual([]);
  });
});

describe('a contributed rule that is taken back from a group whose deletion', () => {
  const cidr = { cidrBlock: '10.1.0.0/16' };
  const given = (more: object = {}) =>
    standing([
      ...base,
      groupWith('a', [{ cidrBlock: '10.2.0.0/16' }, toGroup('b')], more),
      group('b'),
      ruleIn('a', cidr),
      card('a'),
    ]);

  it('is held by what lives, is gone when it is out; nothing else is', async () => {
    const { attack, world } = await given();
    await world.delete(a);
    await pass(world);
    await admit(world, 'a', 'b');
    await world.apply(groupWith('a', [{ cidrBlock: '10.2.0.0/16' }]));
    await pass(world);
    expect(portsOf(world)).toEqual([1, 80, 81, PORT]);

    await world.delete(rule);
    expect(await world.until(() => world.get(rule) === undefined, 60)).toBe(true);
    expect(portsOf(world)).toEqual([1, 80, 81]);
    expect(blockedBy(world, a)).toContain('NetworkInterface card');
    expect(attack.wrongs()).toEqual([]);
    await attack.deleteAll();
    expect(await attack.vanishes()).toBe('');
  });

  it.each<[string, string, readonly unknown[], RegExp | undefined]>([
    [
      'is paused, waits and says so',
      annotations.paused,
      [80, 81, PORT],
      /it is paused; remove the annotation/,
    ],
    ['is protected, is gone when it is out', annotations.deletionProtection, [80, 81], undefined],
  ])('%s', async (_what, annotation, ports, says) => {
    const { attack, world } = await given();
    await world.annotate(a, { [annotation]: 'true' });
    await world.delete(a);
    await world.delete(rule);
    await pass(world, 120);

    expect(portsOf(world)).toEqual(ports);
    expect(world.get(rule) === undefined).toBe(says === undefined);
    if (says !== undefined) expect(blockedBy(world, rule)).toMatch(says);
    await world.annotate(a, { [annotation]: null });
    expect(await world.until(() => world.get(rule) === undefined, 60)).toBe(true);
    expect(portsOf(world)).toEqual([80, 81]);
    await attack.deleteAll();
    expect(await attack.vanishes()).toBe('');
  });

  it('waits for approval, goes with the approved deletion, which is asked for once', async () => {
    const { attack, world } = await standing([
      ...base,
      groupWith('a', [], { approval: 'Automatic' }),
      group('b', 'a'),
      ruleIn('a', toGroup('b')),
    ]);
    await world.apply(groupWith('a', [], { approval: 'Manual' }));
    expect(await attack.settles()).toBe('');
    const since = world.aws.ledger.next;
    await attack.deleteAll();
    await pass(world, 120);
    const hash = () =>
      /approve-plan=(\w+)/.exec(conditionOf(world.get(a), 'PlanPending')?.message ?? '')?.[1] ?? '';
    const revoked = () => world.aws.ledger.count({ operation: 'RevokeSecurityGroupIngress', since });
    expect(hash()).not.toBe('');
    expect(revoked()).toBe(0);
    expect(blockedBy(world, rule)).toContain('waits for approval');

    await world.annotate(a, { [annotations.approvePlan]: hash() });
    expect(await attack.vanishes()).toBe('');
  });

  it('only lets go of it, stays, and its object goes with the one that was let go of', async () => {
    const { world } = await given({ deletionPolicy: 'Retain' });
    const id = idOf(world, a);
    await world.delete(rule);
    await world.delete(a);
    await world.delete(key('NetworkInterface', 'card'));

    const isGone = () => world.get(rule) === undefined && world.get(a) === undefined;
    expect(await world.until(isGone, 60)).toBe(true);
    expect(region(world).securityGroups.get(id)).toBeDefined();
  });
});

describe('a deletion that is held', () => {
  const QUIET_SECONDS = 1_800;
  const interfaceKey = key('NetworkInterface', 'card');

  it.each([
    ['lives', false],
    ['is leaving, and paused', true],
  ])('by what %s, asks AWS for its thing no more often than what lives does', async (_what, isLeaving) => {
    const { world } = await standing([...base, group('b'), group('a', 'b'), card('a')]);
    const looks = async () => {
      const since = world.aws.ledger.next;
      await pass(world, QUIET_SECONDS);
      return world.aws.ledger.count({ operation: 'DescribeSecurityGroups', since });
    };
    const before = await looks();
    if (isLeaving) {
      await world.annotate(interfaceKey, { [annotations.paused]: 'true' });
      await world.delete(interfaceKey);
    }
    await world.delete(a);
    await pass(world);

    // One sweep more or less falls into such a time.
    expect(await looks()).toBeLessThanOrEqual(before + 1);
    expect(blockedBy(world, a)).toContain('NetworkInterface card');
    expect(portsOf(world)).toEqual([80]);
  });
});
