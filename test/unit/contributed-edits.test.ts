// What is edited around a contributed item, or of it and may not be carried out: what stood before stays, and stays Ready.
import { describe, expect, it } from 'vitest';
import { annotations, tagKeys } from '../../src/model/names.ts';
import { keyOf } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, REGION, type World } from '../sim/world.ts';
import {
  APP,
  grantOf,
  inNet,
  inPlace,
  key,
  object,
  own,
  ports,
  rest,
  rule,
  tagged,
  web,
} from './contributed-kit.ts';

/** What Ready said, one word after the other, and how often the object was written. */
async function watched(world: World, change: () => Promise<unknown>) {
  const words: string[] = [];
  const versions = new Set<string | undefined>();
  const look = () => {
    const object = world.get(key);
    const ready = conditionOf(object, 'Ready');
    const word = `${ready?.status} ${ready?.reason}`;
    if (words.at(-1) !== word) words.push(word);
    versions.add(object?.metadata.resourceVersion);
    return false;
  };
  look();
  await change();
  await world.until(look, 120);
  return { words, writes: versions.size - 1 };
}

describe('a contributed item that stands', () => {
  const restart = async (world: World) => {
    for (const one of world.running) one.process.kill();
    world.start();
  };

  it.each<[string, (world: World) => Promise<unknown>]>([
    ['the group it belongs to gets another rule', (world) => world.apply(web(own(22)))],
    ['the controller starts anew', restart],
    [
      'the controller starts anew, and the group gets another rule',
      async (world) => {
        await restart(world);
        await world.apply(web(own(22)));
      },
    ],
  ])('stays Ready, and is not written, while %s', async (_what, change) => {
    const world = await inPlace();

    expect(await watched(world, () => change(world))).toEqual({ words: ['True Available'], writes: 0 });
    expect(ports(world)).toContain(80);
  });

  it('stays Ready while the group that it lets in gets another rule, too', async () => {
    const world = await inPlace();
    const peer = (port: number) => object('SecurityGroup', 'peer', { ...inNet, ...own(port) }, APP);
    await world.apply(grantOf('VPC', 'vpc'));
    await world.apply(peer(22));
    await world.apply(rule(80, { peer: { securityGroupRef: { name: 'peer' } } }));
    expect(await world.until(() => isReady(world.get(key)), 120)).toBe(true);

    const edit = async () => {
      await world.apply(peer(23));
      await world.apply(web(own(22)));
    };
    expect(await watched(world, edit)).toEqual({ words: ['True Available'], writes: 0 });
  });

  it('is told to wait, as a new one is, when the group that it lets in is another one', async () => {
    const world = await inPlace();
    const peer = object('SecurityGroup', 'peer', inNet, APP);
    await world.apply(grantOf('VPC', 'vpc'));
    await world.apply(peer);
    await world.apply(rule(80, { peer: { securityGroupRef: { name: 'peer' } } }));
    expect(await world.until(() => isReady(world.get(key)), 120)).toBe(true);
    const id = world.get(keyOf('SecurityGroup', APP, 'peer'))?.status?.id;

    const { words } = await watched(world, async () => {
      await world.as('RevokeSecurityGroupIngress', {
        GroupId: world.get(keyOf('SecurityGroup', NAMESPACE, 'web'))?.status?.id,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: id }] }],
      });
      await world.as('DeleteSecurityGroup', { GroupId: id });
    });
    expect(words[0]).toBe('True Available');
    expect(words.length).toBeGreaterThan(1);
    expect(words.at(-1)).toBe('True Available');
    expect(world.get(keyOf('SecurityGroup', APP, 'peer'))?.status?.id).not.toBe(id);
  });
});

describe('an edit of a contributed item', () => {
  it('waits for approval, and takes nothing away before', async () => {
    const world = await inPlace();
    await world.apply(rule(443, { approval: 'Manual' }));
    await rest(world);
    expect(ports(world)).toEqual([80]);

    const plan = world.get(key)?.status?.plan as { hash: string } | undefined;
    await world.annotate(key, { [annotations.approvePlan]: plan?.hash ?? '' });
    await rest(world);
    expect(ports(world)).toEqual([443]);
  });

  it('changes nothing while the object is paused, and is carried out afterwards', async () => {
    const world = await inPlace();
    await world.annotate(key, { [annotations.paused]: 'true' });
    await world.apply({
      ...rule(443),
      metadata: { name: 'mine', namespace: APP, annotations: { [annotations.paused]: 'true' } },
    });
    await rest(world);
    expect(ports(world)).toEqual([80]);

    await world.annotate(key, { [annotations.paused]: 'false' });
    await rest(world);
    expect(ports(world)).toEqual([443]);
  });

  it('after the grant was withdrawn neither changes what stands nor keeps anything else', async () => {
    const world = await inPlace();
    await world.delete(keyOf('NetworkGrant', NAMESPACE, 'app'));
    await world.apply(rule(443));
    await rest(world);

    expect(ports(world)).toEqual([80]);
  });
});

describe('a contributed item that cannot be resolved', () => {
  const unknown = { peer: { securityGroupRef: { name: 'none' } } };

  it.each([
    ['never stood', async () => {}],
    ['was edited since it stood', async (world: World) => void (await world.apply(rule(22)))],
  ])('keeps nothing of the list when it %s', async (_what, before) => {
    const world = await inPlace();
    await world.apply(web(own(22)));
    await before(world);
    await rest(world);
    expect(ports(world)).toContain(22);

    await world.apply(rule(22, unknown));
    await world.apply(web());
    await rest(world);
    expect(ports(world)).toEqual([]);
  });

  it('stays where it stood, although consent was withdrawn', async () => {
    const world = await inPlace(tagged);
    const answer = await world.as('CreateManagedPrefixList', {
      PrefixListName: 'theirs',
      AddressFamily: 'IPv4',
      MaxEntries: 1,
    });
    const id = (answer as { PrefixList: { PrefixListId: string } }).PrefixList.PrefixListId;
    const consent = { Resources: [id], Tags: [{ Key: tagKeys.usableBy, Value: `sim/${APP}` }] };
    await world.as('CreateTags', consent);
    await world.apply(rule(22, { peer: { prefixListID: id } }));
    await rest(world);
    const stands = () =>
      world.aws.region(ACCOUNT, REGION).securityGroupRules.find((row) => row.PrefixListId === id) !==
      undefined;
    expect(stands()).toBe(true);

    await world.as('DeleteTags', consent);
    await world.until(() => !isReady(world.get(key)), 1_500);
    expect(isReady(world.get(key))).toBe(false);
    expect(stands()).toBe(true);
  });
});
