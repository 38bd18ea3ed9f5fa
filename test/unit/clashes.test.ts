// A subnet whose block somebody else has, with the windows of production: how often it is tried, what is said meanwhile, and
// what heals it.
import { describe, expect, it } from 'vitest';
import { production } from '../../src/model/settings.ts';
import { object, zone } from '../sim/scenario-kit.ts';
import { conditionOf, isReady, World } from '../sim/world.ts';
import { pass } from './attack-kit.ts';

const key = 'Subnet/default/s';
const spec = { vpcRef: { name: 'net' }, cidrBlock: '10.20.0.0/24', availabilityZone: zone };

async function clashing() {
  const world = new World({ seed: 5, settings: { ...production } });
  const first = world.start();
  await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
  expect(await world.until(() => isReady(world.get('VPC/default/net')), 600)).toBe(true);
  const made = await world.as('CreateSubnet', {
    VpcId: world.get('VPC/default/net')?.status?.id,
    CidrBlock: '10.20.0.0/24',
  });
  await world.apply(object('Subnet', 's', spec));
  const { SubnetId } = made.Subnet as { SubnetId: string };
  return { world, first, SubnetId };
}

/** Everything that Ready said, looked at every second. */
async function said(world: World, seconds: number): Promise<readonly string[]> {
  const reasons: string[] = [];
  for (let passed = 0; passed < seconds; passed++) {
    await pass(world, 1);
    const reason = conditionOf(world.get(key), 'Ready')?.reason;
    if (reason !== undefined && reason !== reasons.at(-1)) reasons.push(reason);
  }
  return reasons;
}

describe('a subnet whose block somebody else has', () => {
  it('is tried twelve times an hour and says so without wavering, over a restart, too', async () => {
    const { world, first } = await clashing();
    const since = world.aws.ledger.next;
    expect(await said(world, 1_800)).toEqual(['Creating', 'Conflict']);
    first.process.kill();
    world.start({}, first.process.name);
    expect(await said(world, 1_800)).toEqual(['Conflict']);

    const tries = world.aws.ledger.count({ since, operation: 'CreateSubnet' });
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThanOrEqual(14);
    expect(world.aws.ledger.count({ since, operation: 'DescribeSubnets' })).toBeLessThan(150);
    expect(conditionOf(world.get(key), 'Stalled')).toMatchObject({ status: 'True', reason: 'Conflict' });
  });

  it('is Ready within two sweeps when the other goes away', async () => {
    const { world, SubnetId } = await clashing();
    const isConflict = () => conditionOf(world.get(key), 'Ready')?.reason === 'Conflict';
    expect(await world.until(isConflict, 600)).toBe(true);
    await pass(world, 30);
    await world.as('DeleteSubnet', { SubnetId });

    expect(await world.until(() => isReady(world.get(key)), 2 * production.sweepSeconds)).toBe(true);
  });
});
