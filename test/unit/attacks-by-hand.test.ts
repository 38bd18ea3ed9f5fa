// Attacks by hands that reach what is the controller's own: its record, its tags, its things in AWS. The real controller on
// both halves of the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { watchedResources } from '../../src/controller.ts';
import { isReady } from '../sim/world.ts';
import {
  addressCycle,
  base,
  flowLog,
  idOf,
  key,
  living,
  nat,
  object,
  pass,
  prefixes,
  readyOf,
  region,
  standing,
  type Strange,
  subnet,
} from './attack-kit.ts';

const PATIENCE_MS = 60_000;
const self = key('NATGateway', 'nat');
const edited = object('NATGateway', 'nat', {
  subnetRef: { name: 'front' },
  elasticIPRef: { name: 'eip' },
  tags: { team: 'net' },
});
const intent = { part: 'main', token: 't', attempt: 1, at: '', process: 'p' };

describe('a record edited by hand', () => {
  it.each<[string, (strange: Strange) => object]>([
    [
      'a former thing that is a stranger’s',
      ({ nat: id }) => ({ former: [{ part: 'main', id, goes: 'now' }] }),
    ],
    ['one that waits for its end', ({ nat: id }) => ({ former: [{ part: 'main', id, goes: 'itself' }] })],
    ['a former thing of no part', ({ nat: id }) => ({ former: [{ part: '__proto__', id, goes: 'now' }] })],
    ['former things of nothing', () => ({ former: [null] })],
    ['ids that are none', () => ({ ids: 'nat-1' })],
    ['items that are none', () => ({ items: 5, tags: {}, set: 'x', takenOver: 5 })],
    ['an intent of nothing', () => ({ intent: 'yes' })],
    ['an intent of no part', () => ({ intent: { ...intent, part: 'x' } })],
    ['an intent that replaces a stranger’s', ({ nat: replaces }) => ({ intent: { ...intent, replaces } })],
    ['grants of nothing', () => ({ granted: [1], approvals: 'many', attempts: 'x' })],
    ['a place that is none', () => ({ place: 'x' })],
    ['another format', () => ({ v: 2 })],
    ['nothing', () => ({ v: null })],
  ])(
    '%s: the object goes on, and goes',
    async (_what, forged) => {
      const { attack, world, strange } = await standing([...base, ...nat]);
      await attack.forge(self, 'natgateways', { record: forged(strange) });
      await world.apply(edited);
      expect(await attack.settles()).toBe('');

      await attack.deleteAll();
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );

  it('the id of a stranger’s: it is not touched, and nobody is led to it', async () => {
    const { attack, world, strange } = await standing([...base, ...nat]);
    const since = world.aws.ledger.next;
    await attack.forge(self, 'natgateways', { record: { ids: { main: strange.nat } } });
    await world.apply(edited);
    await world.apply(
      object('RouteTable', 'late', {
        vpcRef: { name: 'net' },
        routes: [{ destination: '0.0.0.0/0', natGatewayRef: { name: 'nat' } }],
      }),
    );
    await pass(world, 60);

    expect(readyOf(world, self)).toMatchObject({ status: 'False', reason: 'NotOwned' });
    const led = world.aws.ledger
      .query({ since, mutating: true })
      .filter((entry) => JSON.stringify(entry.input).includes(strange.nat));
    expect(led.map((entry) => entry.operation)).toEqual([]);
    expect(attack.wrongs()).toEqual([]);
  });

  it(
    'of nonsense, on every object at once: all comes back by tags, and the sweep goes on',
    async () => {
      const { attack, world } = await standing([
        ...base,
        ...nat,
        ...addressCycle,
        ...prefixes,
        flowLog('logs'),
      ]);
      const record = { v: 1, ids: 'x', former: 'y', items: {}, tags: 3, granted: null, takenOver: 'z' };
      for (const { kind, metadata } of world.objects()) {
        const plural = watchedResources.find((one) => one.kind === kind)?.plural ?? '';
        await attack.forge(key(kind, metadata.name), plural, { record });
      }
      expect(await attack.settles()).toBe('');
    },
    PATIENCE_MS,
  );
});

describe('owner tags', () => {
  it(
    'taken off everything: nothing is written until they are back',
    async () => {
      const { attack, world } = await standing([
        ...base,
        ...nat,
        ...addressCycle,
        ...prefixes,
        flowLog('logs'),
      ]);
      const owned = [...living(world)].flatMap(([id, { row }]) => {
        const tags = ((row as { Tags?: { Key: string; Value: string }[] }).Tags ?? []).filter(({ Key }) =>
          Key.startsWith('vpcraft.dev/'),
        );
        return tags.length === 0 ? [] : [{ id, tags }];
      });
      for (const { id, tags } of owned) await world.as('DeleteTags', { Resources: [id], Tags: tags });
      const since = world.aws.ledger.next;
      await pass(world, 60);
      expect(attack.wrongs()).toEqual([]);
      await attack.deleteAll();
      await pass(world, 60);

      expect(world.aws.ledger.query({ since, mutating: true }).map(({ operation }) => operation)).toEqual([]);
      expect(attack.wrongs()).toEqual([]);
      for (const { id, tags } of owned) await world.as('CreateTags', { Resources: [id], Tags: tags });
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'copied onto a stranger’s things: not one is touched, not even when the objects go',
    async () => {
      const gateway = {
        vpcRef: { name: 'net' },
        type: 'Gateway',
        service: 's3',
        routeTableRefs: [{ name: 'private' }],
      };
      const endpoint = object('VPCEndpoint', 's3', gateway);
      const all = [...base, ...nat, ...prefixes, flowLog('logs'), ...addressCycle, endpoint];
      const { attack, world, strange } = await standing(all);
      const copies: readonly (readonly [string, string, string])[] = [
        ['VPC', 'net', strange.vpc],
        ['Subnet', 'back', strange.subnet],
        ['NATGateway', 'nat', strange.nat],
        ['ElasticIP', 'eip', strange.address],
        ['ManagedPrefixList', 'offices', strange.list],
        ['FlowLog', 'log', strange.log],
        ['NetworkInterface', 'card', strange.card],
        ['VPCEndpoint', 's3', strange.endpoint],
        ['RouteTable', 'private', strange.table],
        ['SecurityGroup', 'web', strange.group],
      ];
      for (const [kind, name, id] of copies) {
        const row = living(world).get(idOf(world, key(kind, name)))?.row as { Tags: { Key: string }[] };
        world.planted.set(name, id);
        await world.as('CreateTags', { Resources: [id], Tags: row.Tags });
      }
      await pass(world, 2);
      for (const [, , id] of copies) attack.remember(id);
      await pass(world, 200);
      expect(world.objects().filter((one) => !isReady(one))).toEqual([]);
      expect(attack.wrongs()).toEqual([]);

      await attack.deleteAll();
      await pass(world, 200);
      expect(world.objects()).toEqual([]);
      for (const [, , id] of copies) expect(living(world).has(id)).toBe(true);
    },
    PATIENCE_MS,
  );
});

describe('AWS edited behind the back of a change', () => {
  it(
    'the NAT gateway is deleted while its route is being made',
    async () => {
      const { attack, world } = await standing([...base, ...nat.slice(0, 2)]);
      const slow = world.aws.faults.add({ operation: 'CreateRoute', kind: 'delay', delayMs: 4000 });
      await attack.apply(nat.slice(2));
      await pass(world, 1);
      await world.as('DeleteNatGateway', { NatGatewayId: idOf(world, self) });
      await pass(world, 30);
      world.aws.faults.remove(slow);
      expect(await attack.settles()).toBe('');

      await attack.deleteAll();
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );

  it('the version of a prefix list moves under its change', async () => {
    const { attack, world } = await standing(prefixes);
    const id = idOf(world, key('ManagedPrefixList', 'offices'));
    world.aws.faults.add({ operation: 'ModifyManagedPrefixList', kind: 'delay', delayMs: 5000, times: 2 });
    const entries = Array.from({ length: 10 }, (_, i) => ({ cidr: `198.51.${i}.0/24` }));
    await world.apply(
      object('ManagedPrefixList', 'offices', { addressFamily: 'IPv4', maxEntries: 20, entries }),
    );
    for (const i of [0, 1, 2]) {
      await pass(world, 3);
      const CurrentVersion = region(world).prefixLists.get(id)?.Version;
      const AddEntries = [{ Cidr: `10.9.${i}.0/24` }];
      // Which of the two hands comes first is what this is about: a refusal is as good as a change.
      await world
        .as('ModifyManagedPrefixList', { PrefixListId: id, CurrentVersion, AddEntries })
        .catch(String);
    }
    expect(await attack.settles()).toBe('');
  });

  it(
    'targets, tables and the main table are swapped, again and again',
    async () => {
      const gate = { internetGatewayRef: { name: 'igw' } };
      const out = { natGatewayRef: { name: 'nat' } };
      const table = (name: string, target: object) =>
        object('RouteTable', name, {
          vpcRef: { name: 'net' },
          routes: [{ destination: '0.0.0.0/0', ...target }],
        });
      const swapped = (is: boolean) => [
        table('a', is ? out : gate),
        table('b', is ? gate : out),
        subnet('sa', '10.20.8.0/24', { routeTableRef: { name: is ? 'b' : 'a' } }),
        subnet('sb', '10.20.9.0/24', { routeTableRef: { name: is ? 'a' : 'b' } }),
      ];
      const { attack } = await standing([...base, ...nat, ...swapped(false)]);
      for (const is of [true, false, true]) {
        await attack.apply(swapped(is));
        expect(await attack.settles()).toBe('');
      }
      await attack.deleteAll();
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );
});
