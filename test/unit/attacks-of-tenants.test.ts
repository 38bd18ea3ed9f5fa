// Attacks by those who may contribute, adopt and refer: floods of contributions, grants that come and go, two who want one
// thing, accounts and policies that change in the middle. The real controller on both halves of the sandbox, in process.
import { describe, expect, it } from 'vitest';
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, OTHER_ACCOUNT, REGION } from '../sim/world.ts';
import { Attack, base, everyKind, key, living, object, pass, readyOf, standing } from './attack-kit.ts';

const PATIENCE_MS = 120_000;
const EVIL = 'evil';
const evil = (kind: string, name: string, spec: object) => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, namespace: EVIL },
  spec,
});
const home = (name: string) => ({ name, namespace: NAMESPACE });
const grant = (verbs: readonly string[]) => {
  const to = ['RouteTable', 'SecurityGroup', 'InternetGateway', 'VPC'].map((kind) => ({ kind }));
  return object('NetworkGrant', 'evil', { from: [{ namespace: EVIL }], to, verbs });
};
const https = (port: number) => ({
  protocol: 'tcp',
  fromPort: port,
  toPort: port,
  peers: [{ cidrBlock: '0.0.0.0/0' }],
});
const shared = (...ports: readonly number[]) =>
  object('SecurityGroup', 'shared', {
    vpcRef: { name: 'net' },
    description: 'shared',
    ingress: ports.map(https),
  });
const platform = [
  ...[key('VPC', 'net'), key('RouteTable', 'public'), key('SecurityGroup', 'shared')],
  ...[key('Subnet', 'front'), key('InternetGateway', 'igw')],
];

const gate = { internetGatewayRef: home('igw') };
const route = (name: string, destination: string, target: object = gate) =>
  evil('RouteTableRoute', name, { routeTableRef: home('public'), destination, ...target });
const rule = (name: string, port: number, more: object = {}) =>
  evil('SecurityGroupRule', name, {
    securityGroupRef: home('shared'),
    direction: 'Ingress',
    protocol: 'tcp',
    fromPort: port,
    toPort: port,
    peer: { cidrBlock: '10.1.0.0/16' },
    ...more,
  });
const many = (count: number, make: (i: number) => object) => Array.from({ length: count }, (_, i) => make(i));

describe('contributions', () => {
  it(
    'by the hundred never make the platform suffer, and it learns who has filled its list',
    async () => {
      const quotas = { routesPerTable: 20, rulesPerGroup: 20 };
      const { attack, world, strange } = await standing([...base, shared(443)], { aws: { quotas } });
      await world.namespace(EVIL);
      await world.apply(grant(['change']));
      await attack.apply([
        ...many(40, (i) => route(`quota${i}`, `203.0.${i}.0/24`)),
        ...many(10, (i) => route(`default${i}`, '0.0.0.0/0', { natGatewayID: strange.nat })),
        ...many(10, (i) => route(`same${i}`, '198.51.100.0/24')),
        ...many(10, (i) => route(`never${i}`, `192.0.${i}.0/24`, { natGatewayRef: { name: 'never' } })),
        ...many(5, (i) => route(`local${i}`, `10.20.${i}.0/24`)),
        ...many(5, (i) => route(`card${i}`, `11.20.${i}.0/24`, { networkInterfaceID: strange.card })),
        ...many(40, (i) => rule(`quota${i}`, 1000 + i)),
        ...many(10, (i) => rule(`same${i}`, 443, { peer: { cidrBlock: '0.0.0.0/0' }, description: `${i}` })),
        ...many(10, (i) => rule(`never${i}`, 2000 + i, { peer: { securityGroupRef: { name: 'never' } } })),
        ...many(5, (i) =>
          rule(`foreign${i}`, 3000 + i, { peer: { securityGroupID: 'sg-00000000000000000' } }),
        ),
      ]);
      for (let i = 0; i < 30; i++) {
        await pass(world, 5);
        expect(
          platform.flatMap((one) => (isReady(world.get(one)) ? [] : [[one, readyOf(world, one)]])),
        ).toEqual([]);
      }
      expect(attack.wrongs()).toEqual([]);

      await world.apply(shared(443, 8443));
      await pass(world, 20);
      const said = conditionOf(world.get(key('SecurityGroup', 'shared')), 'Ready');
      expect(said).toMatchObject({ status: 'False', reason: 'QuotaExceeded' });
      expect(said?.message).toMatch(
        /items of ingress are contributed by others, the newest by SecurityGroupRule\/evil/,
      );
      await attack.deleteAll();
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );

  it.each([0, 10, 20])(
    'are withdrawn while their grant goes and comes back %s s later',
    async (seconds) => {
      const { attack, world } = await standing([...base, shared(443)]);
      await world.namespace(EVIL);
      await attack.apply([grant(['change']), route('mine', '203.0.113.0/24'), rule('mine', 22)]);
      const own = { vpcRef: home('net'), cidrBlock: '10.20.99.0/24', availabilityZone: `${REGION}a` };
      await world.apply(evil('Subnet', 'mine', { ...own, routeTableRef: home('public') }));
      expect(await attack.settles()).toBe('');

      await world.delete(key('NetworkGrant', 'evil'));
      await pass(world, seconds);
      world.running.at(-1)?.process.kill();
      world.start();
      await pass(world, seconds);
      const mine = ['RouteTableRoute', 'SecurityGroupRule', 'Subnet'].map((kind) =>
        keyOf(kind, EVIL, 'mine'),
      );
      for (const one of mine) await world.delete(one);
      await pass(world, seconds);
      await world.apply(grant(['change']));
      await world.until(() => mine.every((one) => world.get(one) === undefined), 100);
      expect(mine.filter((one) => world.get(one) !== undefined)).toEqual([]);
      expect(await attack.settles()).toBe('');
    },
    PATIENCE_MS,
  );
});

describe('adoption', () => {
  it('of one thing by two objects, by tags and by id, killed in the middle: one has it, one says so', async () => {
    const attack = new Attack();
    const { world } = attack;
    const strange = await attack.settleStrangers();
    const ids = [strange.nat, strange.log, strange.list];
    await world.as('CreateTags', { Resources: ids, Tags: [{ Key: 'team', Value: 'x' }] });
    for (const id of ids) attack.strangers.delete(id);
    world.start();
    const byTags = { adopt: { tags: { team: 'x' } } };
    await attack.apply([
      object('NATGateway', 'a', byTags),
      object('NATGateway', 'b', byTags),
      object('FlowLog', 'a', byTags),
      object('ManagedPrefixList', 'a', byTags),
      object('ManagedPrefixList', 'b', { adopt: { id: strange.list } }),
    ]);
    for (let i = 0; i < 10; i++) {
      await pass(world, 0.3);
      world.running.at(-1)?.process.kill();
      world.start();
    }
    await pass(world, 60);
    for (const kind of ['NATGateway', 'ManagedPrefixList']) {
      const ready = ['a', 'b'].filter((name) => isReady(world.get(key(kind, name))));
      expect(ready).toHaveLength(1);
    }
    expect(attack.wrongs()).toEqual([]);

    await attack.deleteAll();
    await pass(world, 100);
    expect(world.objects()).toEqual([]);
    for (const id of ids) expect(living(world).has(id)).toBe(true);
  });

  it('of what AWS made in another namespace’s VPC needs a grant to change it', async () => {
    const { attack, world } = await standing(base);
    await world.namespace(EVIL);
    const kinds = ['SecurityGroup', 'RouteTable', 'NetworkACL'];
    const since = world.aws.ledger.next;
    const reasons = () => kinds.map((kind) => readyOf(world, keyOf(kind, EVIL, 'theirs'))?.reason);
    await attack.apply(kinds.map((kind) => evil(kind, 'theirs', { adopt: { defaultOf: home('net') } })));
    for (const verbs of [[], ['use']]) {
      if (verbs.length > 0) await world.apply(grant(verbs));
      await pass(world, 30);
      expect(reasons()).toEqual(kinds.map(() => 'ReferenceNotGranted'));
    }
    expect(world.aws.ledger.count({ mutating: true, since })).toBe(0);

    await world.apply(grant(['change']));
    expect(await attack.settles()).toBe('');
    await attack.deleteAll();
    expect(await attack.vanishes()).toBe('');
  });
});

describe('changed in the middle', () => {
  const account = (more: object = {}) => ({
    apiVersion: API_VERSION,
    kind: 'AWSAccount',
    metadata: { name: 'prod' },
    spec: {
      accountID: ACCOUNT,
      defaultRegion: REGION,
      allowedNamespaces: { names: [NAMESPACE] },
      defaultFor: [NAMESPACE],
      flowLogRoleARN: `arn:aws:iam::${ACCOUNT}:role/logs`,
      ...more,
    },
  });

  it.each([0.5, 1.5, 4])(
    'the account after %s s: another role, no namespace, deleted',
    async (seconds) => {
      const attack = new Attack();
      const { world } = attack;
      await attack.settleStrangers();
      world.start();
      await attack.apply([account(), ...everyKind]);
      await pass(world, seconds);
      await world.apply(account({ roleARN: `arn:aws:iam::${OTHER_ACCOUNT}:role/other` }));
      await pass(world, 30);
      expect(attack.wrongs()).toEqual([]);

      await world.apply(account({ allowedNamespaces: { names: ['nobody'] } }));
      await pass(world, 30);
      expect(attack.wrongs()).toEqual([]);
      await attack.deleteAll();
      await pass(world, 60);
      expect(attack.wrongs()).toEqual([]);
      expect(world.get('AWSAccount//prod')).toBeDefined();

      await world.apply(account());
      await world.until(() => world.objects().length === 0, 300);
      expect(attack.unready()).toBe('');
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );

  it(
    'paused, previewed and observed in turns, while made and while deleted',
    async () => {
      const attack = new Attack();
      const { world } = attack;
      await attack.settleStrangers();
      world.start();
      await attack.apply(everyKind);
      const keys = world.objects().map((one) => keyOf(one.kind, one.metadata.namespace, one.metadata.name));
      const pause = async (every: number, value: string | null) => {
        for (const one of keys.filter((_, i) => i % every === 0))
          if (world.get(one) !== undefined) await world.annotate(one, { 'vpcraft.dev/paused': value });
      };
      for (const [i, managementPolicy] of ['Preview', 'Manage', 'Preview', 'Manage'].entries()) {
        await pass(world, 0.7);
        await pause(3, i % 2 === 0 ? 'true' : null);
        const some = everyKind.filter((_, n) => (n + i) % 2 === 0) as { spec: object }[];
        await attack.apply(some.map((one) => ({ ...one, spec: { ...one.spec, managementPolicy } })));
      }
      await pass(world, 30);
      expect(attack.wrongs()).toEqual([]);
      await pause(1, null);
      await attack.apply(everyKind);
      expect(await attack.settles()).toBe('');

      await pause(3, 'true');
      await attack.deleteAll();
      await pass(world, 30);
      expect(attack.wrongs()).toEqual([]);
      await pause(1, null);
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );
});
