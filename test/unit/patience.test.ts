// What goes wrong for ever must cost little: no thing too many, few calls. The real controller on both halves of the
// sandbox, with the settings of production, in process, on a virtual clock.
import { expect, it } from 'vitest';
import { production } from '../../src/model/settings.ts';
import { conditionOf } from '../sim/world.ts';
import { base, idOf, key, object, pass, readyOf, standing, subnet } from './attack-kit.ts';

const HOUR_SECONDS = 3_600;
const settings = { ...production };

it('a describe call that answers with empty lists makes nothing anew more than once an hour', async () => {
  const { world } = await standing([object('ElasticIP', 'eip', {})], { settings });
  const since = world.aws.ledger.next;
  world.aws.faults.add({ operation: 'DescribeAddresses', kind: 'empty' });
  await pass(world, HOUR_SECONDS);

  expect(world.aws.ledger.query({ since, operation: 'AllocateAddress' })).toHaveLength(1);
  expect(readyOf(world, key('ElasticIP', 'eip'))).toMatchObject({ status: 'False', reason: 'Vanished' });
});

it('a deletion that is blocked for ever is tried again every two minutes', async () => {
  const { attack, world } = await standing([...base, subnet('other', '10.20.9.0/24')], { settings });
  await world.as('CreateNetworkInterface', { SubnetId: idOf(world, key('Subnet', 'other')) });
  await attack.deleteAll();
  await pass(world, HOUR_SECONDS / 2);
  const since = world.aws.ledger.next;
  await pass(world, HOUR_SECONDS);

  expect(world.aws.ledger.count({ since, mutating: true })).toBeLessThanOrEqual(30);
});

it('so is one that AWS accepts each time and gives up, and what is in the way is said all the while', async () => {
  const list = object('ManagedPrefixList', 'list', {
    addressFamily: 'IPv4',
    maxEntries: 5,
    entries: [{ cidr: '198.51.100.0/24' }],
  });
  const { strange, world } = await standing([list], { settings });
  const self = key('ManagedPrefixList', 'list');
  const user = { PrefixListIds: [{ PrefixListId: idOf(world, self) }] };
  const rule = { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, ...user };
  await world.as('AuthorizeSecurityGroupIngress', { GroupId: strange.group, IpPermissions: [rule] });
  await world.delete(self);
  await pass(world, HOUR_SECONDS / 2);
  const since = world.aws.ledger.next;
  const said = new Set<string | undefined>();
  for (let seconds = 0; seconds < HOUR_SECONDS; seconds += 1) {
    await pass(world, 1);
    said.add(conditionOf(world.get(self), 'DeletionBlocked')?.message);
  }

  const tries = world.aws.ledger.count({ since, operation: 'DeleteManagedPrefixList' });
  expect(tries).toBeGreaterThan(20);
  expect(tries).toBeLessThanOrEqual(30);
  expect([...said]).toEqual([expect.stringContaining(strange.group)]);

  await world.as('RevokeSecurityGroupIngress', { GroupId: strange.group, IpPermissions: [rule] });
  await pass(world, HOUR_SECONDS / 12);
  expect(world.get(self)).toBeUndefined();
});
