import type { DhcpOptions } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { TestWorld } from '../testing.ts';

const one = (Key: string, ...Values: string[]) => ({ DhcpConfigurations: [{ Key, Values }] });

async function make(world: TestWorld, input: object): Promise<DhcpOptions> {
  const { DhcpOptions } = await world.call<{ DhcpOptions: DhcpOptions }>('CreateDhcpOptions', input);
  return DhcpOptions;
}

describe('CreateDhcpOptions', () => {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html
  test.each<[object, string]>([
    [{}, 'MissingParameter'],
    [{ DhcpConfigurations: [] }, 'MissingParameter'],
    [{ DhcpConfigurations: [{ Values: ['x'] }] }, 'MissingParameter'],
    [one('domain-name'), 'MissingParameter'],
    [one('domain-name', 'a.example.com', 'b.example.com'), 'InvalidParameterValue'],
    [one('colour', 'blue'), 'InvalidParameterValue'],
    [one('ntp-servers', 'time.example.com'), 'InvalidParameterValue'],
    [one('netbios-name-servers', 'name'), 'InvalidParameterValue'],
    [one('netbios-node-type', '1', '2'), 'InvalidParameterValue'],
    [one('ipv6-address-preferred-lease-time', 'long'), 'InvalidParameterValue'],
    [
      {
        DhcpConfigurations: [
          ...one('domain-name', 'a').DhcpConfigurations,
          ...one('domain-name', 'b').DhcpConfigurations,
        ],
      },
      'InvalidParameterValue',
    ],
  ])('answers %j with %s', async (input, code) => {
    expect(await new TestWorld().code('CreateDhcpOptions', input)).toBe(code);
  });

  it('keeps the order of values, takes several in one, and writes addresses in their shortest form', async () => {
    const world = new TestWorld();
    const set = await make(world, one('domain-name-servers', '10.0.0.3, 10.0.0.2', '2001:DB8:0::1'));
    expect(set.DhcpConfigurations).toEqual([
      {
        Key: 'domain-name-servers',
        Values: [{ Value: '10.0.0.3' }, { Value: '10.0.0.2' }, { Value: '2001:db8::1' }],
      },
    ]);
  });
});

describe('the set of the region', () => {
  it('is one, and the one of every new VPC', async () => {
    const world = new TestWorld();
    await make(world, one('domain-name', 'corp.example.com'));
    await world.vpc();
    const region = world.region();
    expect([...region.vpcs.values()].map((vpc) => vpc.DhcpOptionsId)).toEqual([region.defaultDhcpOptions]);
    expect(region.dhcpOptions.size).toBe(2);
  });
});

describe('DeleteDhcpOptions', () => {
  it('is refused while a VPC uses the set, also while a deleted one is still shown', async () => {
    const world = new TestWorld({ lag: { deletions: [4000, 4000] } });
    const VpcId = await world.vpc();
    const { DhcpOptionsId } = await make(world, one('domain-name', 'corp.example.com'));
    await world.call('AssociateDhcpOptions', { VpcId, DhcpOptionsId });
    expect(await world.code('DeleteDhcpOptions', { DhcpOptionsId })).toBe('DependencyViolation');
    await world.call('DeleteVpc', { VpcId });
    expect(await world.code('DeleteDhcpOptions', { DhcpOptionsId })).toBe('DependencyViolation');
    await world.pass(4000);
    expect(await world.code('DeleteDhcpOptions', { DhcpOptionsId })).toBe('OK');
    expect(await world.code('DeleteDhcpOptions', { DhcpOptionsId })).toBe('InvalidDhcpOptionID.NotFound');
  });
});
