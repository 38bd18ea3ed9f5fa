// Rules of network interfaces that depend on time, on options, or on instances.
import type { Instance, NetworkInterface, Reservation } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { SETTLED_MS, TestWorld } from '../testing.ts';

type Ground = { world: TestWorld; VpcId: string; SubnetId: string };

async function ground(options: ConstructorParameters<typeof TestWorld>[0] = {}): Promise<Ground> {
  const world = new TestWorld(options);
  const VpcId = await world.vpc();
  return { world, VpcId, SubnetId: await world.subnet(VpcId) };
}

async function card({ world, SubnetId }: Ground, more: object = {}): Promise<NetworkInterface> {
  const made = await world.call<{ NetworkInterface: NetworkInterface }>('CreateNetworkInterface', {
    SubnetId,
    ...more,
  });
  await world.pass(SETTLED_MS);
  return made.NetworkInterface;
}

async function shown({ world }: Ground, id: string | undefined): Promise<NetworkInterface> {
  const found = await world.call<{ NetworkInterfaces: NetworkInterface[] }>('DescribeNetworkInterfaces', {
    NetworkInterfaceIds: [id],
  });
  return found.NetworkInterfaces[0] ?? {};
}

async function instance({ world, SubnetId }: Ground, more: object = {}): Promise<Instance> {
  const at = 'NetworkInterfaces' in more ? {} : { SubnetId };
  const made = await world.call<Reservation>('RunInstances', {
    ImageId: 'ami-12345678',
    MinCount: 1,
    MaxCount: 1,
    ...at,
    ...more,
  });
  await world.pass(SETTLED_MS);
  return made.Instances?.[0] ?? {};
}

describe('a network interface', () => {
  it('is pending for a moment, then available', async () => {
    const at = await ground();
    const made = await at.world.call<{ NetworkInterface: NetworkInterface }>('CreateNetworkInterface', {
      SubnetId: at.SubnetId,
    });
    expect(made.NetworkInterface.Status).toBe('pending');
    await at.world.pass(SETTLED_MS);
    expect((await shown(at, made.NetworkInterface.NetworkInterfaceId)).Status).toBe('available');
  });

  it('is refused beyond the quota of its zone', async () => {
    const at = await ground({ quotas: { networkInterfaces: 1 } });
    await card(at);
    expect(await at.world.code('CreateNetworkInterface', { SubnetId: at.SubnetId })).toBe(
      'NetworkInterfaceLimitExceeded',
    );
  });

  it('gets an IPv6 address by itself where the subnet says so', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc('10.0.0.0/16', {}, { AmazonProvidedIpv6CidrBlock: true });
    const outer = [...world.region().vpcs.values()][0]?.Ipv6CidrBlockAssociationSet[0]?.Ipv6CidrBlock ?? '';
    const SubnetId = await world.subnet(VpcId, '10.0.0.0/24', {
      Ipv6CidrBlock: outer.replace('/56', '/64'),
    });
    const plain = await card({ world, VpcId, SubnetId });
    await world.call('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } });
    const automatic = await card({ world, VpcId, SubnetId });

    expect(plain.Ipv6Addresses).toHaveLength(0);
    expect(automatic.Ipv6Addresses).toHaveLength(1);
  });

  it('finds no address in a subnet that is full', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const SubnetId = await world.subnet(VpcId, '10.0.0.0/28');
    // A /28 has 16 addresses, of which AWS keeps five.
    await card({ world, VpcId, SubnetId }, { SecondaryPrivateIpAddressCount: 10 });
    expect(await world.code('CreateNetworkInterface', { SubnetId })).toBe(
      'InsufficientFreeAddressesInSubnet',
    );
  });

  it('can be handed over only where the request allows it', async () => {
    const at = await ground();
    const [one, two] = [await card(at), await card(at)];
    const give = (more: object) => ({
      NetworkInterfaceId: two.NetworkInterfaceId,
      PrivateIpAddresses: ['10.0.0.99'],
      ...more,
    });
    await at.world.call('AssignPrivateIpAddresses', {
      NetworkInterfaceId: one.NetworkInterfaceId,
      PrivateIpAddresses: ['10.0.0.99'],
    });
    expect(await at.world.code('AssignPrivateIpAddresses', give({}))).toBe('InvalidParameterValue');
    await at.world.call('AssignPrivateIpAddresses', give({ AllowReassignment: true }));
    expect((await shown(at, one.NetworkInterfaceId)).PrivateIpAddresses).toHaveLength(1);
    expect((await shown(at, two.NetworkInterfaceId)).PrivateIpAddresses).toHaveLength(2);
  });
});

describe('an attachment', () => {
  it('is attaching, attached, detaching, gone', async () => {
    const at = await ground();
    const { NetworkInterfaceId } = await card(at);
    const { InstanceId } = await instance(at);
    const { AttachmentId } = await at.world.call<{ AttachmentId: string }>('AttachNetworkInterface', {
      NetworkInterfaceId,
      InstanceId,
      DeviceIndex: 1,
    });
    const state = async () => {
      const { Status, Attachment } = await shown(at, NetworkInterfaceId);
      return `${Status} ${Attachment?.Status}`;
    };
    expect(await state()).toBe('in-use attaching');
    await at.world.pass(SETTLED_MS);
    expect(await state()).toBe('in-use attached');
    await at.world.call('DetachNetworkInterface', { AttachmentId });
    expect(await state()).toBe('in-use detaching');
    expect(await at.world.code('DeleteNetworkInterface', { NetworkInterfaceId })).toBe(
      'InvalidParameterValue',
    );
    await at.world.pass(SETTLED_MS);
    expect(await state()).toBe('available undefined');
    expect(await at.world.code('DetachNetworkInterface', { AttachmentId })).toBe(
      'InvalidAttachmentID.NotFound',
    );
    expect(await at.world.code('DeleteNetworkInterface', { NetworkInterfaceId })).toBe('OK');
  });

  it('cannot be a second one, at a taken index, in another zone, or beyond what the type has', async () => {
    const at = await ground();
    const { NetworkInterfaceId } = await card(at);
    const { InstanceId } = await instance(at);
    const attach = (more: object) =>
      at.world.code('AttachNetworkInterface', { NetworkInterfaceId, InstanceId, DeviceIndex: 1, ...more });
    expect(await attach({ DeviceIndex: 0 })).toBe('InvalidParameterValue');
    expect(await attach({ InstanceId: 'i-0123456789abcdef0' })).toBe('InvalidInstanceID.NotFound');
    const elsewhere = await at.world.subnet(at.VpcId, '10.0.9.0/24', { AvailabilityZone: 'us-east-1b' });
    const far = await card({ ...at, SubnetId: elsewhere });
    expect(await attach({ NetworkInterfaceId: far.NetworkInterfaceId })).toBe('InvalidParameterCombination');
    expect(await attach({})).toBe('OK');
    const second = await instance(at);
    expect(await attach({ InstanceId: second.InstanceId })).toBe('InvalidNetworkInterface.InUse');
    const more = await card(at);
    // A t3.micro has two.
    expect(await attach({ NetworkInterfaceId: more.NetworkInterfaceId, DeviceIndex: 2 })).toBe(
      'AttachmentLimitExceeded',
    );
  });

  it('at index 0 stays for the life of the instance', async () => {
    const at = await ground();
    const { InstanceId } = await instance(at);
    const { NetworkInterfaces } = await at.world.call<{ NetworkInterfaces: NetworkInterface[] }>(
      'DescribeNetworkInterfaces',
      { Filters: [{ Name: 'attachment.instance-id', Values: [InstanceId] }] },
    );
    const AttachmentId = NetworkInterfaces[0]?.Attachment?.AttachmentId;
    expect(await at.world.code('DetachNetworkInterface', { AttachmentId })).toBe('OperationNotPermitted');
  });

  it('limits the addresses to what the type has', async () => {
    const at = await ground();
    const { NetworkInterfaceId } = await card(at);
    const { InstanceId } = await instance(at);
    await at.world.call('AttachNetworkInterface', { NetworkInterfaceId, InstanceId, DeviceIndex: 1 });
    const assign = () =>
      at.world.code('AssignPrivateIpAddresses', { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 1 });
    expect(await assign()).toBe('OK');
    expect(await assign()).toBe('PrivateIpAddressLimitExceeded');
  });
});

describe('an instance', () => {
  it('takes its own interface along when it is terminated, and leaves the others', async () => {
    const at = await ground();
    const own = await instance(at);
    const { NetworkInterfaceId } = await card(at);
    await at.world.call('AttachNetworkInterface', {
      NetworkInterfaceId,
      InstanceId: own.InstanceId,
      DeviceIndex: 1,
    });
    await at.world.pass(SETTLED_MS);
    expect(await at.world.code('DeleteSubnet', { SubnetId: at.SubnetId })).toBe('DependencyViolation');
    await at.world.call('TerminateInstances', { InstanceIds: [own.InstanceId] });
    await at.world.pass(SETTLED_MS);
    const left = await at.world.call<{ NetworkInterfaces: NetworkInterface[] }>('DescribeNetworkInterfaces');
    expect(left.NetworkInterfaces.map((one) => [one.NetworkInterfaceId, one.Status])).toEqual([
      [NetworkInterfaceId, 'available'],
    ]);
    expect(
      await at.world.code('AttachNetworkInterface', {
        NetworkInterfaceId,
        InstanceId: own.InstanceId,
        DeviceIndex: 1,
      }),
    ).toBe('IncorrectInstanceState');
  });

  it('is shown for an hour after its end', async () => {
    const at = await ground();
    const { InstanceId } = await instance(at);
    await at.world.call('TerminateInstances', { InstanceIds: [InstanceId] });
    await at.world.pass(SETTLED_MS);
    const { Reservations } = await at.world.call<{ Reservations: Reservation[] }>('DescribeInstances', {
      InstanceIds: [InstanceId],
    });
    expect(Reservations[0]?.Instances?.[0]?.State?.Name).toBe('terminated');
    await at.world.pass(3_600_000);
    expect(await at.world.code('DescribeInstances', { InstanceIds: [InstanceId] })).toBe(
      'InvalidInstanceID.NotFound',
    );
  });

  it('can begin with an interface that exists', async () => {
    const at = await ground();
    const { NetworkInterfaceId } = await card(at);
    const made = await instance(at, { NetworkInterfaces: [{ NetworkInterfaceId, DeviceIndex: 0 }] });
    const { Attachment } = await shown(at, NetworkInterfaceId);
    expect(Attachment).toMatchObject({
      InstanceId: made.InstanceId,
      DeviceIndex: 0,
      DeleteOnTermination: false,
    });
  });

  test.each<[object, string, string]>([
    [{ ImageId: undefined }, 'MissingParameter', 'no image'],
    [{ MinCount: 2 }, 'InvalidParameterValue', 'more at least than at most'],
    [{ InstanceType: 'z9.huge' }, 'InvalidParameterValue', 'an unknown type'],
    [{ SubnetId: undefined }, 'VPCIdNotSpecified', 'no subnet'],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound', 'a subnet that is not there'],
  ])('%j: %s (%s)', async (more, code) => {
    const { world, SubnetId } = await ground();
    const input = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId, ...more };
    expect(await world.code('RunInstances', input)).toBe(code);
  });

  it('with exactly one interface can be the target of a route, which leads to that interface', async () => {
    const at = await ground();
    const { InstanceId } = await instance(at);
    const { RouteTable } = await at.world.call<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', {
      VpcId: at.VpcId,
    });
    const route = { RouteTableId: RouteTable.RouteTableId, DestinationCidrBlock: '192.0.2.0/24', InstanceId };
    await at.world.call('CreateRoute', route);
    const { RouteTables } = await at.world.call<{ RouteTables: { Routes: object[] }[] }>(
      'DescribeRouteTables',
      {
        RouteTableIds: [RouteTable.RouteTableId],
      },
    );
    expect(RouteTables[0]?.Routes).toContainEqual(
      expect.objectContaining({
        InstanceId,
        NetworkInterfaceId: expect.stringMatching(/^eni-/),
        State: 'active',
      }),
    );
    const { NetworkInterfaceId } = await card(at);
    await at.world.call('AttachNetworkInterface', { NetworkInterfaceId, InstanceId, DeviceIndex: 1 });
    expect(await at.world.code('ReplaceRoute', route)).toBe('InvalidInstanceID');
  });
});
