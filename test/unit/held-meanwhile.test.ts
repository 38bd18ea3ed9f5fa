// What is done while a deletion is held, and what is not: nothing goes earlier than it must.
import { describe, expect, it } from 'vitest';
import { annotations } from '../../src/model/names.ts';
import { conditionOf } from '../sim/world.ts';
import { base, idOf, key, pass, region, standing } from './attack-kit.ts';
import {
  a,
  admit,
  blockedBy,
  card,
  group,
  groupWith,
  PORT,
  portsOf,
  rule,
  ruleIn,
  toGroup,
  twice,
} from './held-kit.ts';

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

  it('is held by what lives, and whose last edit makes no sense, stays and says why', async () => {
    const { attack, world } = await given();
    await world.delete(a);
    await world.apply(groupWith('a', [], { ingress: twice }));
    await world.delete(rule);
    await pass(world, 120);

    expect(portsOf(world)).toEqual([80, 81, PORT]);
    expect(blockedBy(world, a)).toMatch(
      /NetworkInterface card\. What is declared cannot be .*declared twice/,
    );
    expect(blockedBy(world, rule)).toContain('declared twice');
    await world.apply(groupWith('a', [{ cidrBlock: '10.2.0.0/16' }, toGroup('b')]));
    expect(await world.until(() => world.get(rule) === undefined, 60)).toBe(true);
    expect(portsOf(world)).toEqual([80, 81]);
    expect(attack.wrongs()).toEqual([]);
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

it.each([
  ['', false],
  [', also when the last edit makes no sense', true],
])('a group in which somebody else has an interface keeps its rules%s', async (_when, isSenseless) => {
  const { world } = await standing([...base, groupWith('a', [{ cidrBlock: '10.2.0.0/16' }])]);
  const SubnetId = idOf(world, key('Subnet', 'front'));
  await world.as('CreateNetworkInterface', { SubnetId, Groups: [idOf(world, a)] });
  if (isSenseless) {
    await world.apply(groupWith('a', [], { ingress: twice }));
    await pass(world);
  }
  await world.delete(a);
  await pass(world, 300);

  expect(portsOf(world)).toEqual([80]);
  expect(blockedBy(world, a)).toContain('in the way: network-interface');
});

describe('a deletion that is held', () => {
  const QUIET_SECONDS = 600;
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
