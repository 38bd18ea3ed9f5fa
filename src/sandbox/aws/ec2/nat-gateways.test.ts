import type * as EC2 from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { TestWorld } from '../testing.ts';

/** Longer than pending, deleting, releasing and draining in the sandbox, milliseconds. */
const SETTLED_MS = 6000;
const HOUR_MS = 3_600_000;

type Options = ConstructorParameters<typeof TestWorld>[0];

class Ground {
  readonly world: TestWorld;
  vpcId = '';
  subnetId = '';
  gatewayId = '';

  constructor(options: Options = {}) {
    this.world = new TestWorld(options);
  }

  static async make(options: Options = {}, attached = true): Promise<Ground> {
    const ground = new Ground(options);
    ground.vpcId = await ground.world.vpc();
    ground.subnetId = await ground.world.subnet(ground.vpcId, '10.0.0.0/28');
    const made = await ground.world.call<EC2.CreateInternetGatewayResult>('CreateInternetGateway');
    ground.gatewayId = made.InternetGateway?.InternetGatewayId ?? '';
    if (attached)
      await ground.world.call('AttachInternetGateway', {
        InternetGatewayId: ground.gatewayId,
        VpcId: ground.vpcId,
      });
    return ground;
  }

  async address(): Promise<string> {
    return (await this.world.call<{ AllocationId: string }>('AllocateAddress')).AllocationId;
  }

  async nat(input: object): Promise<string> {
    const made = await this.world.call<EC2.CreateNatGatewayResult>('CreateNatGateway', input);
    return made.NatGateway?.NatGatewayId ?? '';
  }

  publicNat(AllocationId: string, more: object = {}): Promise<string> {
    return this.nat({ SubnetId: this.subnetId, AllocationId, ...more });
  }

  privateNat(more: object = {}): Promise<string> {
    return this.nat({ SubnetId: this.subnetId, ConnectivityType: 'private', ...more });
  }

  row(id: string) {
    return this.world.region().natGateways.get(id);
  }

  free(): number | undefined {
    return this.world.region().subnets.get(this.subnetId)?.AvailableIpAddressCount;
  }
}

describe('CreateNatGateway', () => {
  it('is pending, then available, and occupies an interface and its Elastic IP address', async () => {
    const ground = await Ground.make();
    const allocation = await ground.address();
    const free = ground.free() ?? 0;
    const id = await ground.publicNat(allocation);
    expect(ground.row(id)?.State).toBe('pending');
    await ground.world.pass(SETTLED_MS);
    expect(ground.row(id)).toMatchObject({
      State: 'available',
      NatGatewayAddresses: [{ AllocationId: allocation, IsPrimary: true, Status: 'succeeded' }],
    });
    expect(ground.free()).toBe(free - 1);
    const [card] = ground.world.region().networkInterfaces.filter((row) => row.SubnetId === ground.subnetId);
    expect(card).toMatchObject({ InterfaceType: 'natGateway', RequesterManaged: true, Status: 'in-use' });
    const AssociationId = ground.world.region().addresses.get(allocation)?.AssociationId;
    expect(await ground.world.code('DisassociateAddress', { AssociationId })).toBe('AuthFailure');
    expect(await ground.world.code('ReleaseAddress', { AllocationId: allocation })).toBe(
      'InvalidIPAddress.InUse',
    );
  });

  it('fails later where the VPC has no internet gateway, and is forgotten after an hour', async () => {
    const ground = await Ground.make({}, false);
    const id = await ground.publicNat(await ground.address());
    expect(ground.row(id)?.State).toBe('pending');
    await ground.world.pass(SETTLED_MS);
    expect(ground.row(id)).toMatchObject({ State: 'failed', FailureCode: 'Gateway.NotAttached' });
    await ground.world.pass(HOUR_MS);
    expect(ground.row(id)).toBeUndefined();
  });

  it('fails later where the address is in use', async () => {
    const ground = await Ground.make();
    const allocation = await ground.address();
    await ground.publicNat(allocation);
    const second = await ground.publicNat(allocation);
    await ground.world.pass(SETTLED_MS);
    expect(ground.row(second)).toMatchObject({ State: 'failed', FailureCode: 'Resource.AlreadyAssociated' });
  });

  it('fails later where the subnet has no free address, and leaves nothing taken', async () => {
    const ground = await Ground.make();
    while ((ground.free() ?? 0) > 1)
      await ground.world.call('CreateNetworkInterface', { SubnetId: ground.subnetId });
    const id = await ground.privateNat({ SecondaryPrivateIpAddressCount: 1 });
    await ground.world.pass(SETTLED_MS);
    expect(ground.row(id)).toMatchObject({
      State: 'failed',
      FailureCode: 'InsufficientFreeAddressesInSubnet',
    });
    expect(ground.free()).toBe(1);
  });

  it('counts pending, available and deleting ones of a zone, not failed ones', async () => {
    const ground = await Ground.make({ quotas: { natGatewaysPerZone: 1 } });
    const base = { SubnetId: ground.subnetId, ConnectivityType: 'private' };
    const id = await ground.privateNat();
    expect(await ground.world.code('CreateNatGateway', base)).toBe('NatGatewayLimitExceeded');
    await ground.world.call('DeleteNatGateway', { NatGatewayId: id });
    expect(await ground.world.code('CreateNatGateway', base)).toBe('NatGatewayLimitExceeded');
    await ground.world.pass(SETTLED_MS);
    expect(await ground.world.code('CreateNatGateway', base)).toBe('OK');
  });

  it('is made once per client token', async () => {
    const ground = await Ground.make();
    const once = { ClientToken: 'one' };
    expect(await ground.privateNat(once)).toBe(await ground.privateNat(once));
    expect(
      await ground.world.code('CreateNatGateway', {
        SubnetId: ground.subnetId,
        ConnectivityType: 'private',
        PrivateIpAddress: '10.0.0.9',
        ...once,
      }),
    ).toBe('IdempotentParameterMismatch');
  });

  it.each([
    ['a public one without an address', {}, 'MissingParameter'],
    ['an unknown address', { AllocationId: 'eipalloc-0123456789abcdef0' }, 'InvalidAllocationID.NotFound'],
    [
      'a private one with an address',
      { ConnectivityType: 'private', AllocationId: 'eipalloc-0123456789abcdef0' },
      'InvalidParameterCombination',
    ],
    ['a zonal one with a VPC', { VpcId: 'vpc-0123456789abcdef0' }, 'InvalidParameterCombination'],
    [
      'an address outside of the subnet',
      { ConnectivityType: 'private', PrivateIpAddress: '10.9.9.9' },
      'InvalidParameterValue',
    ],
    ['a regional one with a subnet', { AvailabilityMode: 'regional' }, 'InvalidParameterCombination'],
  ])('refuses %s', async (_, input, code) => {
    const ground = await Ground.make();
    expect(await ground.world.code('CreateNatGateway', { SubnetId: ground.subnetId, ...input })).toBe(code);
  });
});

describe('DeleteNatGateway', () => {
  it('is slow: the subnet, the address and the internet gateway wait until its interface is gone', async () => {
    const ground = await Ground.make({ durations: { natDeleting: 3000, natReleasing: 1000 } });
    const { world } = ground;
    const allocation = await ground.address();
    const id = await ground.publicNat(allocation);
    await world.pass(SETTLED_MS);
    await world.call('DeleteNatGateway', { NatGatewayId: id });
    const waiting = async () => [
      await world.code('DeleteSubnet', { SubnetId: ground.subnetId }),
      await world.code('DetachInternetGateway', {
        InternetGatewayId: ground.gatewayId,
        VpcId: ground.vpcId,
      }),
      await world.code('ReleaseAddress', { AllocationId: allocation }),
    ];
    const blocked = ['DependencyViolation', 'DependencyViolation', 'InvalidIPAddress.InUse'];
    expect(ground.row(id)?.State).toBe('deleting');
    expect(await waiting()).toEqual(blocked);
    await world.pass(3500);
    expect(ground.row(id)?.State).toBe('deleted');
    expect(await waiting()).toEqual(blocked);
    await world.pass(1000);
    expect(await waiting()).toEqual(['OK', 'OK', 'OK']);
    await world.pass(HOUR_MS);
    expect(ground.row(id)).toBeUndefined();
    expect(await world.code('DeleteNatGateway', { NatGatewayId: id })).toBe('NatGatewayNotFound');
  });

  it('does not take the routes to it away: they lead nowhere', async () => {
    const ground = await Ground.make();
    const { world } = ground;
    const id = await ground.privateNat();
    await world.pass(SETTLED_MS);
    const made = await world.call<EC2.CreateRouteTableResult>('CreateRouteTable', { VpcId: ground.vpcId });
    const RouteTableId = made.RouteTable?.RouteTableId ?? '';
    const route = { RouteTableId, NatGatewayId: id };
    await world.call('CreateRoute', { ...route, DestinationCidrBlock: '192.0.2.0/24' });
    await world.call('CreateRoute', { ...route, DestinationIpv6CidrBlock: '64:ff9b::/96' });
    expect(await world.code('CreateRoute', { ...route, DestinationIpv6CidrBlock: '::/0' })).toBe(
      'InvalidParameterValue',
    );
    await world.call('DeleteNatGateway', { NatGatewayId: id });
    await world.pass(SETTLED_MS);
    const { RouteTables } = await world.call<EC2.DescribeRouteTablesResult>('DescribeRouteTables', {
      RouteTableIds: [RouteTableId],
    });
    const states = RouteTables?.[0]?.Routes?.filter((one) => one.NatGatewayId === id).map((one) => one.State);
    expect(states).toEqual(['blackhole', 'blackhole']);
    expect(await world.code('CreateRoute', { ...route, DestinationCidrBlock: '198.51.100.0/24' })).toBe(
      'InvalidNatGatewayID.NotFound',
    );
  });
});

describe('secondary addresses', () => {
  it('of a public gateway are added at once and drained when taken away, one change at a time', async () => {
    const ground = await Ground.make();
    const { world } = ground;
    const id = await ground.publicNat(await ground.address());
    const second = await ground.address();
    const add = { NatGatewayId: id, AllocationIds: [second] };
    expect(await world.code('AssociateNatGatewayAddress', add)).toBe('IncorrectState');
    await world.pass(SETTLED_MS);
    await world.call('AssociateNatGatewayAddress', add);
    await world.pass(1000);
    expect(ground.row(id)?.NatGatewayAddresses.map((one) => one.Status)).toEqual(['succeeded', 'succeeded']);
    const [primary, other] = ground.row(id)?.NatGatewayAddresses ?? [];
    const remove = (one: typeof primary) => ({ NatGatewayId: id, AssociationIds: [one?.AssociationId] });
    expect(await world.code('DisassociateNatGatewayAddress', remove(primary))).toBe('InvalidParameterValue');
    await world.call('DisassociateNatGatewayAddress', remove(other));
    expect(
      await world.code('AssociateNatGatewayAddress', { ...add, AllocationIds: [await ground.address()] }),
    ).toBe('IncorrectState');
    expect(await world.code('ReleaseAddress', { AllocationId: second })).toBe('InvalidIPAddress.InUse');
    await world.pass(SETTLED_MS);
    expect(ground.row(id)?.NatGatewayAddresses).toHaveLength(1);
    expect(await world.code('ReleaseAddress', { AllocationId: second })).toBe('OK');
  });

  it('are limited', async () => {
    const ground = await Ground.make({
      quotas: { addressesPerNatGateway: 1, privateAddressesPerNatGateway: 2 },
    });
    const { world } = ground;
    const open = await ground.publicNat(await ground.address());
    const inner = await ground.privateNat();
    await world.pass(SETTLED_MS);
    expect(
      await world.code('AssociateNatGatewayAddress', {
        NatGatewayId: open,
        AllocationIds: [await ground.address()],
      }),
    ).toBe('AddressLimitExceeded');
    expect(
      await world.code('AssignPrivateNatGatewayAddress', { NatGatewayId: inner, PrivateIpAddressCount: 2 }),
    ).toBe('AddressLimitExceeded');
  });

  it('of a private gateway are assigned and unassigned', async () => {
    const ground = await Ground.make();
    const { world } = ground;
    const id = await ground.privateNat({ SecondaryPrivateIpAddresses: ['10.0.0.8'] });
    await world.pass(SETTLED_MS);
    const ips = () => ground.row(id)?.NatGatewayAddresses.map((one) => one.PrivateIp);
    await world.call('AssignPrivateNatGatewayAddress', {
      NatGatewayId: id,
      PrivateIpAddresses: ['10.0.0.9'],
    });
    expect(ips()).toContain('10.0.0.9');
    await world.pass(1000);
    await world.call('UnassignPrivateNatGatewayAddress', {
      NatGatewayId: id,
      PrivateIpAddresses: ['10.0.0.8'],
    });
    await world.pass(SETTLED_MS);
    expect(ips()).not.toContain('10.0.0.8');
    const free = ground.free() ?? 0;
    await world.call('DeleteNatGateway', { NatGatewayId: id });
    await world.pass(SETTLED_MS);
    expect(ground.free()).toBe(free + 2);
  });
});

describe('a regional gateway', () => {
  it('serves the zones that have subnets, with a route table of its own, and holds its VPC', async () => {
    const ground = await Ground.make();
    const { world, vpcId } = ground;
    const id = await ground.nat({ VpcId: vpcId, AvailabilityMode: 'regional' });
    await world.pass(SETTLED_MS);
    const row = ground.row(id);
    expect(row).toMatchObject({
      State: 'available',
      AutoProvisionZones: 'enabled',
      NatGatewayAddresses: [{ AvailabilityZone: 'us-east-1a' }],
    });
    expect(world.region().routeTables.get(row?.RouteTableId ?? '')?.Routes).toHaveLength(2);
    const detach = { InternetGatewayId: ground.gatewayId, VpcId: vpcId };
    expect(await world.code('DetachInternetGateway', detach)).toBe('DependencyViolation');
    await world.call('DeleteSubnet', { SubnetId: ground.subnetId });
    expect(await world.code('DeleteVpc', { VpcId: vpcId })).toBe('DependencyViolation');
    await world.call('DeleteNatGateway', { NatGatewayId: id });
    await world.pass(SETTLED_MS);
    expect(await world.code('DetachInternetGateway', detach)).toBe('OK');
    expect(await world.code('DeleteVpc', { VpcId: vpcId })).toBe('OK');
  });

  it('in manual mode has the addresses that it is given, zone by zone', async () => {
    const ground = await Ground.make();
    const { world } = ground;
    const first = await ground.address();
    const id = await ground.nat({
      VpcId: ground.vpcId,
      AvailabilityMode: 'regional',
      AvailabilityZoneAddresses: [{ AvailabilityZone: 'us-east-1a', AllocationIds: [first] }],
    });
    await world.pass(SETTLED_MS);
    const second = await ground.address();
    const add = { NatGatewayId: id, AllocationIds: [second] };
    expect(await world.code('AssociateNatGatewayAddress', add)).toBe('MissingParameter');
    await world.call('AssociateNatGatewayAddress', { ...add, AvailabilityZoneId: 'use1-az2' });
    await world.pass(1000);
    expect(ground.row(id)?.NatGatewayAddresses.map((one) => one.AvailabilityZone)).toEqual([
      'us-east-1a',
      'us-east-1b',
    ]);
    expect(await world.code('ReleaseAddress', { AllocationId: first })).toBe('InvalidIPAddress.InUse');
  });
});
