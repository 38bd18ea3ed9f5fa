// An edit of a contributed item that may not be carried out: what stood before stays. The real controller on both halves of
// the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { annotations, tagKeys } from '../../src/model/names.ts';
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import { ACCOUNT, isReady, NAMESPACE, REGION, World } from '../sim/world.ts';

type Spec = Readonly<Record<string, unknown>>;

const APP = 'app';
const object = (kind: string, name: string, spec: Spec, namespace = NAMESPACE) => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, namespace },
  spec,
});
const grant = object('NetworkGrant', 'app', {
  from: [{ namespace: APP }],
  to: [{ kind: 'SecurityGroup' }],
  verbs: ['change'],
});
const rule = (port: number, more: Spec = {}) =>
  object(
    'SecurityGroupRule',
    'mine',
    {
      securityGroupRef: { name: 'web', namespace: NAMESPACE },
      direction: 'Ingress',
      protocol: 'tcp',
      fromPort: port,
      toPort: port,
      peer: { cidrBlock: '10.1.0.0/16' },
      ...more,
    },
    APP,
  );
/** Consent by tag is asked for as soon as there is an AWSAccount. */
const tagged = {
  apiVersion: API_VERSION,
  kind: 'AWSAccount',
  metadata: { name: 'prod' },
  spec: {
    accountID: ACCOUNT,
    defaultRegion: REGION,
    allowedNamespaces: { names: [NAMESPACE, APP] },
    defaultFor: [NAMESPACE, APP],
  },
};
const key = keyOf('SecurityGroupRule', APP, 'mine');

async function inPlace(...first: readonly object[]): Promise<World> {
  const world = new World({ seed: 11 });
  world.start();
  for (const one of first) await world.apply(one);
  await world.namespace(APP);
  await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
  await world.apply(web());
  await world.apply(grant);
  await world.apply(rule(80));
  expect(await world.until(() => isReady(world.get(key)), 120)).toBe(true);
  expect(ports(world)).toEqual([80]);
  return world;
}

function ports(world: World): readonly unknown[] {
  return world.aws
    .region(ACCOUNT, REGION)
    .securityGroupRules.filter((row) => row.IsEgress === false && row.CidrIpv4 === '10.1.0.0/16')
    .map((row) => row.FromPort);
}

const web = (more: Spec = {}) =>
  object('SecurityGroup', 'web', { vpcRef: { name: 'net' }, description: 'web', ...more });
const own = (port: number) => ({
  ingress: [{ protocol: 'tcp', fromPort: port, toPort: port, peers: [{ cidrBlock: '10.1.0.0/16' }] }],
});

const rest = (world: World) => world.until(() => false, 60);

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
