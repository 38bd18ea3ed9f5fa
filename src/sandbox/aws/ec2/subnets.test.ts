import type { Subnet, Vpc } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { TestWorld } from '../testing.ts';

describe('CreateSubnet', () => {
  // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
  test.each([
    ['10.0.0.0/15', 'InvalidSubnet.Range', 'larger than the VPC'],
    ['10.1.0.0/24', 'InvalidSubnet.Range', 'outside the VPC'],
    ['10.0.1.0/29', 'InvalidSubnet.Range', 'smaller than /28'],
    ['10.0.0.128/25', 'InvalidSubnet.Conflict', 'inside a sibling'],
    ['10.0.0.0/20', 'InvalidSubnet.Conflict', 'around a sibling'],
    ['10.0.1.0/28', 'OK', 'smallest'],
  ])('answers %s with %s: %s', async (CidrBlock, code) => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    await world.subnet(VpcId, '10.0.0.0/24');
    expect(await world.code('CreateSubnet', { VpcId, CidrBlock })).toBe(code);
  });

  it('lies in a zone by name or by id, not both', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const base = { VpcId, CidrBlock: '10.0.0.0/24' };
    const zones = { AvailabilityZone: 'us-east-1b', AvailabilityZoneId: 'use1-az2' };
    expect(await world.code('CreateSubnet', { ...base, ...zones })).toBe('InvalidParameterCombination');
    expect(await world.code('CreateSubnet', { ...base, AvailabilityZone: 'us-east-1z' })).toBe(
      'InvalidParameterValue',
    );
    const { Subnet } = await world.call<{ Subnet: Subnet }>('CreateSubnet', {
      ...base,
      AvailabilityZoneId: 'use1-az2',
    });
    expect(Subnet).toMatchObject({ ...zones, State: 'pending', AvailableIpAddressCount: 251 });
  });

  it('joins the default ACL with an association of its own', async () => {
    const world = new TestWorld();
    const SubnetId = await world.subnet(await world.vpc());
    expect([...world.region().networkAcls.values()][0]?.Associations.map((a) => a.SubnetId)).toEqual([
      SubnetId,
    ]);
  });
});

it('modifies one attribute per request', async () => {
  const world = new TestWorld();
  const SubnetId = await world.subnet(await world.vpc());
  const on = { Value: true };
  const two = { SubnetId, MapPublicIpOnLaunch: on, EnableDns64: on };
  expect(await world.code('ModifySubnetAttribute', two)).toBe('InvalidParameterCombination');
  await world.call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: on });
  expect(world.region().subnets.get(SubnetId)?.MapPublicIpOnLaunch).toBe(true);
  // Asking for what already is changes nothing.
  const since = world.simulator.ledger.next;
  await world.call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: on });
  expect(world.simulator.ledger.count({ since, tookEffect: true })).toBe(0);
});

it('holds at most one IPv6 block, which cannot leave while addresses are assigned from it', async () => {
  const world = new TestWorld();
  const VpcId = await world.vpc('10.0.0.0/16', {}, { AmazonProvidedIpv6CidrBlock: true });
  const SubnetId = await world.subnet(VpcId);
  const { Vpcs } = await world.call<{ Vpcs: Vpc[] }>('DescribeVpcs');
  const prefix = Vpcs[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock?.replace('/56', '/64') ?? '';
  const associate = { SubnetId, Ipv6CidrBlock: prefix };
  expect(await world.code('AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock: '2001:db8::/64' })).toBe(
    'InvalidSubnet.Range',
  );
  const answer = await world.call<{ Ipv6CidrBlockAssociation: { AssociationId: string } }>(
    'AssociateSubnetCidrBlock',
    associate,
  );
  expect(await world.code('AssociateSubnetCidrBlock', associate)).toBe('SubnetAlreadyAssociated');
  await world.pass(2000);
  await world.call('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } });
  const { AssociationId } = answer.Ipv6CidrBlockAssociation;
  expect(await world.code('DisassociateSubnetCidrBlock', { AssociationId })).toBe('OperationNotPermitted');
  await world.call('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: false } });
  await world.call('DisassociateSubnetCidrBlock', { AssociationId });
  await world.pass(2000);
  expect(world.region().subnets.get(SubnetId)?.Ipv6CidrBlockAssociationSet).toEqual([]);
});

describe('DeleteSubnet', () => {
  it('is refused while an interface lives in it', async () => {
    const world = new TestWorld();
    const SubnetId = await world.subnet(await world.vpc());
    const { NetworkInterface } = await world.call<{ NetworkInterface: { NetworkInterfaceId: string } }>(
      'CreateNetworkInterface',
      { SubnetId },
    );
    expect(await world.code('DeleteSubnet', { SubnetId })).toBe('DependencyViolation');
    await world.call('DeleteNetworkInterface', { NetworkInterfaceId: NetworkInterface.NetworkInterfaceId });
    expect(await world.code('DeleteSubnet', { SubnetId })).toBe('OK');
  });
});

it('tells zones by name and id', async () => {
  const world = new TestWorld();
  const { AvailabilityZones } = await world.call<{ AvailabilityZones: object[] }>(
    'DescribeAvailabilityZones',
    { Filters: [{ Name: 'zone-name', Values: ['*c'] }] },
    { region: 'ap-northeast-1' },
  );
  expect(AvailabilityZones).toMatchObject([{ ZoneName: 'ap-northeast-1c', ZoneId: 'apne1-az3' }]);
});
