// What AWS wants to go before its successor can come: it stays where it serves while the successor cannot come, and then goes.
// The real controller on both halves of the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { text } from '../sim/scenario-kit.ts';
import { conditionOf, type World } from '../sim/world.ts';
import { base, idOf, key, object, pass, readyOf, region, standing, subnet } from './attack-kit.ts';

/** Five of 16 addresses are AWS's. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const FREE_IN_28 = 11;
const PATIENCE_MS = 120_000;
const inVPC = { vpcRef: { name: 'net' } };
const r = (name: string) => ({ name });

describe('an endpoint', () => {
  const endpoint = (more: object) =>
    object('VPCEndpoint', 'p', { ...inVPC, type: 'Interface', service: 'ssm', ...more });
  const fixed = (name: string, ipv4Address: string) => [{ subnetRef: r(name), ipv4Address }];
  const self = key('VPCEndpoint', 'p');
  const rowOf = (world: World) => region(world).vpcEndpoints.get(idOf(world, self));
  const place = (world: World, name: string) => idOf(world, key('Subnet', name));
  const one = subnet('one', '10.20.5.0/24');
  const two = subnet('two', '10.20.6.0/24');

  it(
    'makes its other changes, and no call that AWS refuses, while a subnet with a fixed address is full',
    async () => {
      const full = subnet('full', '10.20.7.0/28', { availabilityZone: 'ap-northeast-1c' });
      const { world } = await standing([...base, one, full, endpoint({ subnetRefs: [r('one')] })]);
      for (let made = 0; made < FREE_IN_28; made++)
        await world.as('CreateNetworkInterface', { SubnetId: place(world, 'full') });
      await pass(world, 90);
      const since = world.aws.ledger.next;
      await world.apply(
        endpoint({
          subnetRefs: [r('one'), r('full')],
          subnetConfigurations: fixed('full', '10.20.7.10'),
          policyDocument: {
            Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ssm:Get*', Resource: '*' }],
          },
        }),
      );
      await pass(world, 900);
      expect(rowOf(world)?.PolicyDocument).toContain('ssm:Get*');
      const calls = world.aws.ledger
        .query({ since })
        .filter(({ operation }) => operation === 'ModifyVpcEndpoint');
      expect(calls.length).toBe(1);
      expect(conditionOf(world.get(self), 'Synced')?.message).toContain('no free address');
    },
    PATIENCE_MS,
  );

  it(
    'keeps its subnet while the fixed address cannot be had in the one that takes its place',
    async () => {
      const { attack, world } = await standing([...base, one, two, endpoint({ subnetRefs: [r('one')] })]);
      const moved = (ip: string) =>
        endpoint({ subnetRefs: [r('two')], subnetConfigurations: fixed('two', ip) });
      await world.apply(moved('10.20.7.10'));
      await pass(world, 120);
      expect(rowOf(world)?.SubnetIds).toEqual([place(world, 'one')]);
      const made = await world.as('CreateNetworkInterface', {
        SubnetId: place(world, 'two'),
        PrivateIpAddress: '10.20.6.10',
      });
      await world.apply(moved('10.20.6.10'));
      await pass(world, 120);
      expect(rowOf(world)?.SubnetIds).toEqual([place(world, 'one')]);
      expect(readyOf(world, self)?.reason).toBe('Conflict');
      await world.as('DeleteNetworkInterface', {
        NetworkInterfaceId: text(made, 'NetworkInterface', 'NetworkInterfaceId'),
      });
      expect(await attack.settles(900)).toBe('');
      expect(rowOf(world)?.SubnetIds).toEqual([place(world, 'two')]);
    },
    PATIENCE_MS,
  );
});
