// An edit of a contributed item that may not be carried out: what stood before stays. The real controller on both halves of
// the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { annotations } from '../../src/model/names.ts';
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
const key = keyOf('SecurityGroupRule', APP, 'mine');

async function inPlace(): Promise<World> {
  const world = new World({ seed: 11 });
  world.start();
  await world.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: APP } });
  await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
  await world.apply(object('SecurityGroup', 'web', { vpcRef: { name: 'net' }, description: 'web' }));
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
