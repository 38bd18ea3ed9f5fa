import type * as EC2 from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { TestWorld } from '../testing.ts';

type Ground = { world: TestWorld; vpcId: string; subnetId: string; gatewayId: string };

/** A VPC with a way to the internet and a subnet. */
async function ground(options: ConstructorParameters<typeof TestWorld>[0] = {}): Promise<Ground> {
  const world = new TestWorld(options);
  const vpcId = await world.vpc();
  const subnetId = await world.subnet(vpcId);
  const { InternetGateway } = await world.call<EC2.CreateInternetGatewayResult>('CreateInternetGateway');
  const gatewayId = InternetGateway?.InternetGatewayId ?? '';
  await world.call('AttachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId });
  return { world, vpcId, subnetId, gatewayId };
}

async function card(world: TestWorld, SubnetId: string): Promise<string> {
  const answer = await world.call<EC2.CreateNetworkInterfaceResult>('CreateNetworkInterface', { SubnetId });
  await world.pass(1000);
  return answer.NetworkInterface?.NetworkInterfaceId ?? '';
}

const allocate = async (world: TestWorld, input: object = {}) =>
  (await world.call<{ AllocationId: string; PublicIp: string }>('AllocateAddress', input)) ?? {};

describe('AllocateAddress', () => {
  it('gives a fresh address each time, up to the quota', async () => {
    const world = new TestWorld({ quotas: { addresses: 2 } });
    const [a, b] = [await allocate(world), await allocate(world)];
    expect(a.PublicIp).not.toBe(b.PublicIp);
    expect(await world.code('AllocateAddress')).toBe('AddressLimitExceeded');
  });

  it('recovers an address that this account released, and no other', async () => {
    const world = new TestWorld();
    const { AllocationId, PublicIp } = await allocate(world);
    expect(await world.code('AllocateAddress', { Address: PublicIp })).toBe('InvalidAddress.NotFound');
    await world.call('ReleaseAddress', { AllocationId });
    expect((await allocate(world, { Address: PublicIp })).PublicIp).toBe(PublicIp);
    expect(await world.code('AllocateAddress', { Address: '203.0.113.9' })).toBe('InvalidAddress.NotFound');
  });

  it('knows no other pool and no other group', async () => {
    const world = new TestWorld();
    expect(await world.code('AllocateAddress', { PublicIpv4Pool: 'ipv4pool-ec2-012345' })).toBe(
      'InvalidPublicIpv4PoolID.NotFound',
    );
    expect(await world.code('AllocateAddress', { NetworkBorderGroup: 'us-east-1-bos-1' })).toBe(
      'InvalidParameterValue',
    );
  });
});

describe('AssociateAddress', () => {
  it('shows the association on both sides, and repeating it is no error', async () => {
    const { world, subnetId } = await ground();
    const NetworkInterfaceId = await card(world, subnetId);
    const { AllocationId, PublicIp } = await allocate(world);
    const once = await world.call('AssociateAddress', { AllocationId, NetworkInterfaceId });
    expect(await world.call('AssociateAddress', { AllocationId, NetworkInterfaceId })).toEqual(once);
    expect(world.region().networkInterfaces.get(NetworkInterfaceId)?.Association).toMatchObject({
      PublicIp,
      ...once,
    });
    expect(world.region().addresses.get(AllocationId)).toMatchObject({ NetworkInterfaceId, ...once });
  });

  it('needs an internet gateway, which it then holds', async () => {
    const world = new TestWorld();
    const vpcId = await world.vpc();
    const NetworkInterfaceId = await card(world, await world.subnet(vpcId));
    const { AllocationId } = await allocate(world);
    expect(await world.code('AssociateAddress', { AllocationId, NetworkInterfaceId })).toBe(
      'Gateway.NotAttached',
    );
    const other = await ground();
    const held = await card(other.world, other.subnetId);
    const address = await allocate(other.world);
    const { AssociationId } = await other.world.call('AssociateAddress', {
      AllocationId: address.AllocationId,
      NetworkInterfaceId: held,
    });
    const detach = { InternetGatewayId: other.gatewayId, VpcId: other.vpcId };
    expect(await other.world.code('DetachInternetGateway', detach)).toBe('DependencyViolation');
    await other.world.call('DisassociateAddress', { AssociationId });
    expect(await other.world.code('DetachInternetGateway', detach)).toBe('OK');
  });

  it('moves, unless reassociation is forbidden; whoever sat there is put off', async () => {
    const { world, subnetId } = await ground();
    const [one, two] = [await card(world, subnetId), await card(world, subnetId)];
    const [a, b] = [await allocate(world), await allocate(world)];
    await world.call('AssociateAddress', { AllocationId: a.AllocationId, NetworkInterfaceId: one });
    await world.call('AssociateAddress', { AllocationId: b.AllocationId, NetworkInterfaceId: two });
    const move = { AllocationId: a.AllocationId, NetworkInterfaceId: two };
    expect(await world.code('AssociateAddress', { ...move, AllowReassociation: false })).toBe(
      'Resource.AlreadyAssociated',
    );
    await world.call('AssociateAddress', move);
    expect(world.region().addresses.get(b.AllocationId)?.AssociationId).toBeUndefined();
    expect(world.region().networkInterfaces.get(one)?.Association).toBeUndefined();
    expect(world.region().networkInterfaces.get(two)?.Association?.PublicIp).toBe(a.PublicIp);
  });

  it.each([
    ['neither an interface nor an instance', {}, 'MissingParameter'],
    ['both', { NetworkInterfaceId: 'eni-01234567', InstanceId: 'i-01234567' }, 'InvalidParameterCombination'],
    ['an unknown instance', { InstanceId: 'i-0123456789abcdef0' }, 'InvalidInstanceID.NotFound'],
    [
      'an unknown interface',
      { NetworkInterfaceId: 'eni-0123456789abcdef0' },
      'InvalidNetworkInterfaceID.NotFound',
    ],
  ])('refuses %s', async (_, target, code) => {
    const world = new TestWorld();
    const { AllocationId } = await allocate(world);
    expect(await world.code('AssociateAddress', { AllocationId, ...target })).toBe(code);
  });
});

it('cannot be released while associated; goes from the interface when that is deleted', async () => {
  const { world, subnetId } = await ground();
  const NetworkInterfaceId = await card(world, subnetId);
  const { AllocationId } = await allocate(world);
  await world.call('AssociateAddress', { AllocationId, NetworkInterfaceId });
  expect(await world.code('ReleaseAddress', { AllocationId })).toBe('InvalidIPAddress.InUse');
  await world.call('DeleteNetworkInterface', { NetworkInterfaceId });
  expect(await world.code('ReleaseAddress', { AllocationId, NetworkBorderGroup: 'elsewhere' })).toBe(
    'InvalidAddress.NotFound',
  );
  expect(await world.code('ReleaseAddress', { AllocationId })).toBe('OK');
  expect(await world.code('ReleaseAddress', { AllocationId })).toBe('InvalidAllocationID.NotFound');
});

it('is disassociated once or many times alike, but an association that never was is unknown', async () => {
  const { world, subnetId } = await ground();
  const { AllocationId } = await allocate(world);
  const input = { AllocationId, NetworkInterfaceId: await card(world, subnetId) };
  const { AssociationId } = await world.call('AssociateAddress', input);
  expect(await world.code('DisassociateAddress', { AssociationId })).toBe('OK');
  expect(await world.code('DisassociateAddress', { AssociationId })).toBe('OK');
  expect(await world.code('DisassociateAddress', { AssociationId: 'eipassoc-0123456789abcdef0' })).toBe(
    'InvalidAssociationID.NotFound',
  );
});
