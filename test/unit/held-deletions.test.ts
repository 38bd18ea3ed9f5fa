// Deletions that hold each other by what no declaration shows: rules that were contributed and taken back, or made by hand; links
// of an edit that came just before; links that hold nothing. All of it goes.
import { describe, expect, it } from 'vitest';
import { conditionOf } from '../sim/world.ts';
import { base, idOf, key, nat, object, pass, standing, subnet } from './attack-kit.ts';
import { a, admit, card, group, groupWith, inVPC, rule, ruleIn, seat, toGroup, twice } from './held-kit.ts';

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

  it.each<[string, readonly object[]]>([
    ['both', [group('a', 'b'), group('b', 'a')]],
    ['that has a contributed rule', [group('a'), group('b', 'a'), ruleIn('a', toGroup('b'))]],
  ])('and the last edit of the group %s makes no sense', async (_which, objects) => {
    const { attack, world } = await standing([...base, ...objects]);
    const names = objects.length > 2 ? ['a'] : ['a', 'b'];
    for (const name of names) await world.apply(groupWith(name, [], { ingress: twice }));
    await pass(world);
    for (const name of names)
      expect(conditionOf(world.get(key('SecurityGroup', name)), 'Synced')?.message).toContain(
        'declared twice',
      );
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
