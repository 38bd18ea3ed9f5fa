// What a new NAT gateway is made of, and why one will fail. Separate from the calls, because the failures are the same for
// addresses that are added later.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html, API_NatGateway.html (FailureCode)
import type * as EC2 from '@aws-sdk/client-ec2';
import { AwsError, combination, fail, invalidValue, missing } from '../core/error.ts';
import { required } from '../core/ids.ts';
import type { Call } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { NatGatewayRow, SubnetRow } from '../core/rows.ts';
import { addInterface, addPrivateIp, attachPublic, releaseAll, tooManyAddresses } from './nat-interfaces.ts';
import { addOwnTable, automaticAddresses, manualAddresses } from './nat-regional.ts';

type Made = Omit<NatGatewayRow, 'Tags'>;

function begun({ world, region }: Call, input: EC2.CreateNatGatewayRequest, vpcId: string): Made {
  return {
    NatGatewayId: region.id('nat'),
    VpcId: vpcId,
    State: 'pending',
    CreateTime: world.date(),
    ConnectivityType: input.ConnectivityType ?? 'public',
    AvailabilityMode: input.AvailabilityMode ?? 'zonal',
    NatGatewayAddresses: [],
  };
}

export function zonal(call: Call, input: EC2.CreateNatGatewayRequest): Made {
  const { region } = call;
  if (input.VpcId !== undefined) combination('VpcId can be given for a regional NAT gateway only.');
  if (input.AvailabilityZoneAddresses !== undefined)
    combination('AvailabilityZoneAddresses can be given for a regional NAT gateway only.');
  const subnet = required(region.subnets, 'subnet', input.SubnetId);
  checkConnectivity(input);
  const allocations = allocationsOf(region, input);
  checkQuotas(call, input, { subnet, allocations });
  const row = begun(call, input, subnet.VpcId);
  const failure = failureOf(region, { vpcId: subnet.VpcId, isPublic: isPublic(input), allocations });
  const base = { ...row, SubnetId: subnet.SubnetId };
  if (failure !== undefined) return { ...base, ...failure, NatGatewayAddresses: named(allocations) };
  try {
    return { ...base, NatGatewayAddresses: settleIn(region, { row, subnet, allocations, input }) };
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== NO_ADDRESS) throw error;
    const FailureMessage = 'Subnet has insufficient free addresses to create this NAT gateway';
    return { ...base, FailureCode: NO_ADDRESS, FailureMessage, NatGatewayAddresses: named(allocations) };
  }
}

const NO_ADDRESS = 'InsufficientFreeAddressesInSubnet';
const isPublic = (input: EC2.CreateNatGatewayRequest) => input.ConnectivityType !== 'private';

function checkConnectivity(input: EC2.CreateNatGatewayRequest): void {
  if (isPublic(input)) {
    if (input.AllocationId === undefined) missing('AllocationId');
    if (input.SecondaryPrivateIpAddressCount !== undefined)
      combination('SecondaryPrivateIpAddressCount can be given for a private NAT gateway only.');
    return;
  }
  // "You cannot specify an Elastic IP address with a private NAT gateway."
  if (input.AllocationId !== undefined || (input.SecondaryAllocationIds ?? []).length > 0)
    combination('A private NAT gateway has no Elastic IP address.');
  if (
    input.SecondaryPrivateIpAddressCount !== undefined &&
    (input.SecondaryPrivateIpAddresses ?? []).length > 0
  )
    combination('Either SecondaryPrivateIpAddresses or SecondaryPrivateIpAddressCount can be given.');
}

function allocationsOf(region: Region, input: EC2.CreateNatGatewayRequest): string[] {
  const given = input.AllocationId === undefined ? [] : [input.AllocationId];
  return [...given, ...(input.SecondaryAllocationIds ?? [])].map(
    (id) => required(region.addresses, 'address', id).AllocationId,
  );
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: pending, available and deleting ones count. */
function checkQuotas(
  { world, region }: Call,
  input: EC2.CreateNatGatewayRequest,
  of: { subnet: SubnetRow; allocations: readonly string[] },
): void {
  const { quotas } = world.options;
  const inZone = region.natGateways.filter(
    (row) =>
      ['pending', 'available', 'deleting'].includes(row.State ?? '') &&
      row.FailureCode === undefined &&
      region.subnets.get(row.SubnetId ?? '')?.AvailabilityZone === of.subnet.AvailabilityZone,
  );
  if (inZone.length >= quotas.natGatewaysPerZone)
    fail(
      'NatGatewayLimitExceeded',
      `Performing this operation would exceed the limit of ${quotas.natGatewaysPerZone} NAT gateways`,
    );
  if (of.allocations.length > quotas.addressesPerNatGateway) tooManyAddresses(quotas.addressesPerNatGateway);
  const secondary =
    (input.SecondaryPrivateIpAddresses ?? []).length + (input.SecondaryPrivateIpAddressCount ?? 0);
  if (secondary + 1 > quotas.privateAddressesPerNatGateway)
    tooManyAddresses(quotas.privateAddressesPerNatGateway);
}

/** API_NatGateway.html, FailureCode and FailureMessage. */
export function failureOf(
  region: Region,
  of: { vpcId: string; isPublic: boolean; allocations: readonly string[] },
): { FailureCode: string; FailureMessage: string } | undefined {
  const attached = region.internetGateways.find((row) =>
    row.Attachments.some((attachment) => attachment.VpcId === of.vpcId),
  );
  if (of.isPublic && attached === undefined)
    return {
      FailureCode: 'Gateway.NotAttached',
      FailureMessage: `Network ${of.vpcId} has no Internet gateway attached`,
    };
  const taken = of.allocations.find((id) => region.addresses.get(id)?.AssociationId !== undefined);
  if (taken !== undefined)
    return {
      FailureCode: 'Resource.AlreadyAssociated',
      FailureMessage: `Elastic IP address ${taken} is already associated`,
    };
  return undefined;
}

/** What a gateway that will fail shows: the addresses that it was to have. */
function named(allocations: readonly string[]): EC2.NatGatewayAddress[] {
  return allocations.map((AllocationId, at) => ({ AllocationId, IsPrimary: at === 0 }));
}

type Ground = {
  row: Made;
  subnet: SubnetRow;
  allocations: readonly string[];
  input: EC2.CreateNatGatewayRequest;
};

function settleIn(region: Region, { row, subnet, allocations, input }: Ground): EC2.NatGatewayAddress[] {
  const card = addInterface(region, subnet, {
    natGatewayId: row.NatGatewayId,
    privateIp: input.PrivateIpAddress,
  });
  const { NetworkInterfaceId } = card;
  const wanted = secondaryIps(input, allocations);
  let privateIps: string[];
  try {
    privateIps = [
      card.PrivateIpAddress ?? '',
      ...wanted.map((ip) => addPrivateIp(region, NetworkInterfaceId, ip)),
    ];
  } catch (error) {
    // All or nothing: what was taken so far is given back.
    releaseAll(region, { ...row, Tags: [], NatGatewayAddresses: [{ NetworkInterfaceId }] });
    throw error;
  }
  return privateIps.map((privateIp, at) => {
    const allocation = allocations[at];
    const association =
      allocation === undefined
        ? {}
        : {
            AllocationId: allocation,
            ...attachPublic(region, allocation, { networkInterfaceId: NetworkInterfaceId, privateIp }),
          };
    return {
      ...association,
      NetworkInterfaceId,
      PrivateIp: privateIp,
      IsPrimary: at === 0,
      Status: allocation === undefined ? 'assigning' : 'associating',
    };
  });
}

/** Private addresses beside the primary one; undefined: any free one. */
function secondaryIps(
  input: EC2.CreateNatGatewayRequest,
  allocations: readonly string[],
): (string | undefined)[] {
  const given = input.SecondaryPrivateIpAddresses ?? [];
  const count = isPublic(input)
    ? Math.max(0, allocations.length - 1)
    : given.length + (input.SecondaryPrivateIpAddressCount ?? 0);
  if (isPublic(input) && given.length > 0 && given.length !== count)
    invalidValue(
      'secondaryPrivateIpAddresses',
      given.join(', '),
      'One is needed for each secondary allocation ID.',
    );
  return Array.from({ length: count }, (_, at) => given[at]);
}

/** Public only, without a subnet; AWS or the caller chooses zones and addresses. */
export function regional(call: Call, input: EC2.CreateNatGatewayRequest): Made {
  const { region } = call;
  if (input.SubnetId !== undefined) combination('SubnetId can be given for a zonal NAT gateway only.');
  if (!isPublic(input)) combination('A regional NAT gateway cannot be private.');
  for (const member of ['AllocationId', 'PrivateIpAddress'] as const)
    if (input[member] !== undefined) combination(`${member} can be given for a zonal NAT gateway only.`);
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const manual = input.AvailabilityZoneAddresses;
  const allocations = (manual ?? []).flatMap((one) => one.AllocationIds ?? []);
  for (const id of allocations) required(region.addresses, 'address', id);
  const row = begun(call, input, vpc.VpcId);
  const failure = failureOf(region, { vpcId: vpc.VpcId, isPublic: true, allocations });
  const setting = manual === undefined ? 'enabled' : 'disabled';
  const base: Made = { ...row, AutoProvisionZones: setting, AutoScalingIps: setting };
  if (failure !== undefined) return { ...base, ...failure };
  return {
    ...base,
    RouteTableId: addOwnTable(region, vpc.VpcId),
    NatGatewayAddresses:
      manual === undefined ? automaticAddresses(region, vpc.VpcId) : manualAddresses(call, manual),
  };
}
