// What nobody declares is not read: tables of kinds without an object cost no call, and those of kinds with one cost calls
// only as long as there is one.
import { expect, it } from 'vitest';
import { key, object, vpc, zone } from '../sim/scenario-kit.ts';
import { isReady, World } from '../sim/world.ts';

/** Several periods of the sandbox's sweeps. */
const WATCHED_SECONDS = 60;
const subnet = object('Subnet', 'subnet', {
  vpcRef: { name: 'net' },
  cidrBlock: '10.20.1.0/24',
  availabilityZone: zone,
});

it('sweeps network interfaces and flow logs only while objects have some', async () => {
  // The search for garbage reads every table now and then; it is not what is counted here.
  const world = new World({ seed: 3, settings: { garbageSeconds: 3_600 } });
  const ready = () => world.until(() => world.objects().every(isReady), 120);
  const reads = async (operation: string) => {
    const since = world.aws.ledger.next;
    await world.until(() => false, WATCHED_SECONDS);
    return world.aws.ledger.count({ operation, since });
  };
  world.start();
  for (const one of [vpc, subnet]) await world.apply(one);
  await ready();
  const before = [await reads('DescribeNetworkInterfaces'), await reads('DescribeFlowLogs')];
  await world.apply(object('NetworkInterface', 'card', { subnetRef: { name: 'subnet' } }));
  await ready();
  const during = await reads('DescribeNetworkInterfaces');
  await world.delete(key('NetworkInterface', 'card'));
  await world.until(() => world.get(key('NetworkInterface', 'card')) === undefined, 120);
  await world.until(() => false, WATCHED_SECONDS);

  expect(before).toEqual([0, 0]);
  expect(during).toBeGreaterThan(0);
  expect(await reads('DescribeNetworkInterfaces')).toBe(0);
});
