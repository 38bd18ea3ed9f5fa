// The first minutes of a new process over an estate at rest: what AWS tells one by one is read at the pace of its limit;
// until then everything stays as it was said to be, and what changed meanwhile is found and put right.
import { describe, expect, it } from 'vitest';
import { GROUP, type KubeObject } from '../../src/model/object.ts';
import { production } from '../../src/model/settings.ts';
import { isReady, World } from '../sim/world.ts';

const VPCS = 20;
/** Part of the published limits for the new process: it lets fewer than two reads for each VPC through in a minute. */
const SMALL_SHARE = 0.02;
const MINUTE = 60;

async function restingVPCs(): Promise<World> {
  const world = new World({
    seed: 3,
    settings: { ...production },
    aws: { quotas: { vpcs: VPCS }, throttling: { enabled: false } },
  });
  const { process } = world.start({ limitShare: 10_000 });
  for (let i = 0; i < VPCS; i++)
    await world.apply({
      apiVersion: `${GROUP}/v1alpha1`,
      kind: 'VPC',
      metadata: { name: `net-${i}`, namespace: 'default' },
      spec: { cidrBlocks: ['10.0.0.0/16'] },
    });
  if (!(await world.until(() => world.objects().every(isReady), 5 * MINUTE)))
    throw new Error('the VPCs do not become Ready');
  await world.until(() => false, 2 * production.settlingBoundSeconds);
  process.kill();
  world.aws.throttle.set({ enabled: true, scale: 1 });
  return world;
}

describe('a new process over VPCs at rest', { timeout: 60_000 }, () => {
  it('says nothing new of them while their attributes are unread, and puts right what it finds', async () => {
    const world = await restingVPCs();
    const drifted = world.objects().at(-1);
    const id = drifted?.status?.['id'];
    await world.as('ModifyVpcAttribute', { VpcId: id, EnableDnsHostnames: { Value: false } });
    const notReady = new Set<string>();
    let writes = 0;
    const stop = world.cluster.onChange(({ group, object }) => {
      if (group !== GROUP) return;
      writes += 1;
      const one = object as KubeObject;
      if (!isReady(one)) notReady.add(one.metadata.name);
    });
    const since = world.aws.ledger.next;
    world.start({ limitShare: SMALL_SHARE });

    await world.until(() => false, MINUTE);
    const asked = world.aws.ledger.query({ since });
    const reads = asked.filter(({ operation }) => operation === 'DescribeVpcAttribute').length;
    expect(asked.some(({ operation }) => operation === 'DescribeVpcs')).toBe(true);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThan(2 * VPCS);
    await world.until(() => false, 3 * MINUTE);
    stop();

    const all = world.aws.ledger.query({ since });
    expect(all.filter(({ operation }) => operation === 'DescribeVpcAttribute').length).toBeGreaterThanOrEqual(
      2 * VPCS,
    );
    expect(all.filter(({ mutating }) => mutating).map(({ operation }) => operation)).toEqual([
      'ModifyVpcAttribute',
    ]);
    expect(world.objects().every(isReady)).toBe(true);
    expect([...notReady].filter((name) => name !== drifted?.metadata.name)).toEqual([]);
    expect(writes).toBeLessThanOrEqual(4);
    expect(world.defects).toEqual([]);
  });
});
