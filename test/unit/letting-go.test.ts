// Letting go: of a thing while EC2 does not show yet that it was taken, and of an item that nobody takes out.
import { describe, expect, it } from 'vitest';
import { object } from '../sim/scenario-kit.ts';
import { ACCOUNT, conditionOf, isReady, lagging, REGION, World } from '../sim/world.ts';

describe('letting go right after it was taken', () => {
  const owned = (world: World) =>
    world.aws
      .region(ACCOUNT, REGION)
      .vpcs.filter(() => true)
      .some(({ Tags }) => (Tags ?? []).some(({ Key }) => Key === 'vpcraft.dev/owner'));

  it.each([
    ['adopted', 'the same', 0.2],
    ['adopted', 'the same', 2],
    ['adopted', 'another', 0.2],
    ['made', 'the same', 0.2],
    ['made', 'another', 0.2],
  ])('leaves no owner tag on what was %s, by %s process, %s s later', async (how, by, seconds) => {
    for (let seed = 1; seed <= 5; seed++) {
      const world = new World({ seed, aws: { lag: lagging } });
      const { process } = world.start();
      const { Vpc } = (how === 'made' ? {} : await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16' })) as {
        Vpc?: { VpcId: string };
      };
      await world.until(() => false, 6);
      const spec =
        Vpc === undefined
          ? { cidrBlocks: ['10.50.0.0/16'], deletionPolicy: 'Retain' }
          : { adopt: { id: Vpc.VpcId } };
      await world.apply(object('VPC', 'net', spec));
      expect(await world.until(() => owned(world), 60)).toBe(true);
      await world.until(() => false, seconds);
      if (by === 'another') process.kill();
      await world.delete('VPC/default/net');
      if (by === 'another') world.start({}, process.name);
      expect(await world.until(() => world.get('VPC/default/net') === undefined, 200)).toBe(true);
      await world.until(() => false, 10);

      expect(owned(world)).toBe(false);
      expect(world.defects).toEqual([]);
    }
  });
});

describe('a rule whose group does not take it out', () => {
  const rule = object('SecurityGroupRule', 'rule', {
    securityGroupRef: { name: 'web' },
    direction: 'Ingress',
    protocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    peer: { cidrBlock: '10.0.0.0/8' },
  });
  const group = 'SecurityGroup/default/web';
  const key = 'SecurityGroupRule/default/rule';
  const blockedBy = (world: World) => conditionOf(world.get(key), 'DeletionBlocked')?.message;

  async function observed(): Promise<World> {
    const world = new World({ seed: 6 });
    world.start();
    const { Vpc } = (await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16' })) as {
      Vpc: { VpcId: string };
    };
    const made = await world.as('CreateSecurityGroup', {
      VpcId: Vpc.VpcId,
      GroupName: 'theirs',
      Description: 'theirs',
    });
    await world.apply(
      object('SecurityGroup', 'web', { managementPolicy: 'Observe', adopt: { id: made.GroupId } }),
    );
    return world;
  }

  async function managed(): Promise<World> {
    const world = new World({ seed: 6 });
    world.start();
    await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
    await world.apply(object('SecurityGroup', 'web', { vpcRef: { name: 'net' }, description: 'web' }));
    return world;
  }

  it('goes where the group is only observed', async () => {
    const world = await observed();
    await world.apply(rule);
    await world.until(() => false, 60);
    await world.delete(key);

    expect(await world.until(() => world.get(key) === undefined, 60)).toBe(true);
  });

  it('says so where the group is paused, and goes when it is not any more', async () => {
    const world = await managed();
    await world.apply(rule);
    expect(await world.until(() => isReady(world.get(key)), 60)).toBe(true);
    await world.annotate(group, { 'vpcraft.dev/paused': 'true' });
    await world.delete(key);
    await world.until(() => false, 60);
    expect(blockedBy(world)).toContain('SecurityGroup default/web has taken the item out: it is paused');
    await world.annotate(group, { 'vpcraft.dev/paused': null });

    expect(await world.until(() => world.get(key) === undefined, 60)).toBe(true);
  });

  it('goes at once by the way out that it names', async () => {
    const world = await managed();
    await world.apply(rule);
    expect(await world.until(() => isReady(world.get(key)), 60)).toBe(true);
    await world.annotate(group, { 'vpcraft.dev/paused': 'true' });
    await world.delete(key);
    await world.until(() => blockedBy(world) !== undefined, 60);
    expect(blockedBy(world)).toContain('vpcraft.dev/abandon=unknown');
    await world.annotate(key, { 'vpcraft.dev/abandon': 'unknown' });

    expect(await world.until(() => world.get(key) === undefined, 60)).toBe(true);
  });
});

describe('what holds a deletion', () => {
  const vpc = 'VPC/default/net';
  const subnet = 'Subnet/default/one';
  const ready = async () => {
    const world = new World({ seed: 3 });
    world.start();
    await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
    await world.apply(object('Subnet', 'one', { vpcRef: { name: 'net' }, cidrBlock: '10.20.0.0/24' }));
    expect(await world.until(() => isReady(world.get(subnet)), 120)).toBe(true);
    return world;
  };
  const warnings = async (world: World) => {
    const answer = world.user.request({ method: 'GET', path: '/apis/events.k8s.io/v1/events' });
    await world.until(() => false, 1);
    const { items } = (await answer).body as {
      items: readonly { type: string; reason: string }[];
    };
    return items.flatMap(({ type, reason }) => (type === 'Warning' ? [reason] : []));
  };

  it('alarms nobody while it is being deleted too', async () => {
    const world = await ready();
    await world.delete(vpc);
    expect(await world.until(() => conditionOf(world.get(vpc), 'DeletionBlocked') !== undefined, 5)).toBe(
      true,
    );
    await world.until(() => false, 3);
    await world.delete(subnet);
    expect(await world.until(() => world.get(vpc) === undefined, 120)).toBe(true);

    expect(await warnings(world)).toEqual([]);
  });

  it('is told when it stays', async () => {
    const world = await ready();
    await world.delete(vpc);
    await world.until(() => false, 30);

    expect(await warnings(world)).toEqual(['DeletionBlocked']);
  });
});
