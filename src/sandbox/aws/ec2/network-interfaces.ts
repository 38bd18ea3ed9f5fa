// Network interfaces: create, delete, describe, attributes. Addresses and attachments have files of their own.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { combination, fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, type World, writes, writesOnce } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { NetworkInterfaceRow, SubnetRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { unlinkAll } from './address-links.ts';
import { block } from './block-rules.ts';
import { orphanFlowLogs } from './flow-logs.ts';
import { addressIn, changeFree, freeIn, ipv6BlockOf, takenIn } from './interface-addresses.ts';

const PAGE: PageSize = { least: 5, most: 1000 };
/** Hexadecimal digits of five bytes, and of three. */
const MAC_DIGITS = 10;
const HOST_DIGITS = 6;
/** EC2 answers it; the SDK's type does not know it. */
const PENDING = 'pending' as EC2.NetworkInterfaceStatus;

const FILTERS: FilterTable<NetworkInterfaceRow> = {
  'attachment.attachment-id': (row) => [row.Attachment?.AttachmentId],
  'attachment.device-index': (row) => [row.Attachment?.DeviceIndex],
  'attachment.instance-id': (row) => [row.Attachment?.InstanceId],
  'attachment.status': (row) => [row.Attachment?.Status],
  'availability-zone': (row) => [row.AvailabilityZone],
  'addresses.private-ip-address': (row) => row.PrivateIpAddresses.map((one) => one.PrivateIpAddress),
  description: (row) => [row.Description],
  'group-id': (row) => (row.Groups ?? []).map((group) => group.GroupId),
  'group-name': (row) => (row.Groups ?? []).map((group) => group.GroupName),
  'interface-type': (row) => [row.InterfaceType],
  'ipv6-addresses.ipv6-address': (row) => row.Ipv6Addresses.map((one) => one.Ipv6Address),
  'mac-address': (row) => [row.MacAddress],
  'network-interface-id': (row) => [row.NetworkInterfaceId],
  'owner-id': (row) => [row.OwnerId],
  'private-ip-address': (row) => row.PrivateIpAddresses.map((one) => one.PrivateIpAddress),
  'requester-id': (row) => [row.RequesterId],
  'requester-managed': (row) => [row.RequesterManaged],
  'source-dest-check': (row) => [row.SourceDestCheck],
  status: (row) => [row.Status],
  'subnet-id': (row) => [row.SubnetId],
  'vpc-id': (row) => [row.VpcId],
};

export const NETWORK_INTERFACE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateNetworkInterface: writesOnce<EC2.CreateNetworkInterfaceRequest, EC2.CreateNetworkInterfaceResult>({
    accepts: {
      SubnetId: true,
      Description: true,
      Groups: true,
      PrivateIpAddress: true,
      PrivateIpAddresses: { PrivateIpAddress: true, Primary: true },
      SecondaryPrivateIpAddressCount: true,
      Ipv6Addresses: { Ipv6Address: true },
      Ipv6AddressCount: true,
      InterfaceType: true,
      ClientToken: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run({ world, region }, input) {
      const row = newInterface(world, region, input);
      const { ClientToken } = input;
      return { NetworkInterface: viewInterface(row), ...(ClientToken === undefined ? {} : { ClientToken }) };
    },
  }),
  DeleteNetworkInterface: writes<EC2.DeleteNetworkInterfaceRequest, object>({
    accepts: { NetworkInterfaceId: true, DryRun: true },
    run({ world, region }, input) {
      const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
      if (row.RequesterManaged === true) {
        fail(
          'AuthFailure',
          `You do not have permission to access the specified resource ${row.NetworkInterfaceId}.`,
          403,
        );
      }
      if (row.Status === 'in-use') {
        fail('InvalidParameterValue', `Network interface '${row.NetworkInterfaceId}' is currently in use.`);
      }
      deleteInterface(world, region, row);
      return {};
    },
  }),
  DescribeNetworkInterfaces: reads<EC2.DescribeNetworkInterfacesRequest, EC2.DescribeNetworkInterfacesResult>(
    {
      accepts: {
        NetworkInterfaceIds: true,
        Filters: { Name: true, Values: true },
        MaxResults: true,
        NextToken: true,
        DryRun: true,
      },
      run(call, input) {
        // API_DescribeNetworkInterfaces.html: MaxResults cannot be given with ids.
        if (input.MaxResults !== undefined && (input.NetworkInterfaceIds ?? []).length > 0) {
          combination('The parameter networkInterfaceIds cannot be used with the parameter maxResults');
        }
        const ids = { kind: 'networkInterface', given: input.NetworkInterfaceIds } as const;
        const { rows, ...rest } = list(call, input, {
          table: call.region.networkInterfaces,
          filters: FILTERS,
          ids,
          page: PAGE,
        });
        return { NetworkInterfaces: rows.map(viewInterface), ...rest };
      },
    },
  ),
  ModifyNetworkInterfaceAttribute: writes<EC2.ModifyNetworkInterfaceAttributeRequest, object>({
    accepts: {
      NetworkInterfaceId: true,
      Description: { Value: true },
      Groups: true,
      SourceDestCheck: { Value: true },
      DryRun: true,
    },
    run: modify,
  }),
};

/** @returns the row, which is in the table already */
export function newInterface(
  world: World,
  region: Region,
  input: EC2.CreateNetworkInterfaceRequest,
): NetworkInterfaceRow {
  const subnet = required(region.subnets, 'subnet', input.SubnetId);
  const Tags = tagsFor('network-interface', input.TagSpecifications);
  const { quotas, durations } = world.options;
  const Groups = groupsOf(region, subnet.VpcId, input.Groups, quotas.groupsPerInterface);
  const PrivateIpAddresses = ipv4Of(region, subnet, input);
  const Ipv6Addresses = ipv6Of(region, subnet, input);
  const zone = region.networkInterfaces.filter((one) => one.AvailabilityZone === subnet.AvailabilityZone);
  if (zone.length >= quotas.networkInterfaces)
    fail('NetworkInterfaceLimitExceeded', 'The maximum number of network interfaces has been reached.');
  const NetworkInterfaceId = region.id('eni');
  const row: NetworkInterfaceRow = {
    NetworkInterfaceId,
    MacAddress: macOf(NetworkInterfaceId),
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    OwnerId: region.account,
    AvailabilityZone: subnet.AvailabilityZone,
    Description: input.Description ?? '',
    Groups,
    InterfaceType: (input.InterfaceType ?? 'interface') as EC2.NetworkInterfaceType,
    PrivateIpAddress: PrivateIpAddresses.find((one) => one.Primary === true)?.PrivateIpAddress,
    PrivateIpAddresses,
    Ipv6Addresses,
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: PENDING,
    Tags,
  };
  region.networkInterfaces.put(row);
  changeFree(region, row.SubnetId, -PrivateIpAddresses.length);
  world.later(durations.interfacePending, region, () => {
    const now = region.networkInterfaces.get(NetworkInterfaceId);
    if (now?.Status === PENDING) region.networkInterfaces.put({ ...now, Status: 'available' });
  });
  return row;
}

/** API_CreateNetworkInterface.html: one primary address, named once; secondary ones named or counted. */
function ipv4Of(
  region: Region,
  subnet: SubnetRow,
  input: EC2.CreateNetworkInterfaceRequest,
): EC2.NetworkInterfacePrivateIpAddress[] {
  const { PrivateIpAddress, PrivateIpAddresses = [], SecondaryPrivateIpAddressCount: count } = input;
  if (PrivateIpAddresses.length > 0 && count !== undefined)
    combination('Only one of privateIpAddresses and secondaryPrivateIpAddressCount can be given.');
  const primaries = [
    ...(PrivateIpAddress === undefined ? [] : [PrivateIpAddress]),
    ...PrivateIpAddresses.filter((one) => one.Primary === true).map((one) => one.PrivateIpAddress ?? ''),
  ];
  if (primaries.length > 1) combination('Only one primary private IP address can be specified.');
  const outer = block(subnet.CidrBlock);
  const taken = takenIn(region, subnet.SubnetId);
  const take = (wanted: string) => {
    const address = addressIn(outer, wanted);
    if (taken.has(address)) fail('InvalidIPAddress.InUse', `Address ${address} is in use.`);
    taken.add(address);
    return address;
  };
  const free = (wanted: number) => {
    const found = freeIn(outer, taken, wanted, subnet.SubnetId);
    for (const address of found) taken.add(address);
    return found;
  };
  const named = PrivateIpAddresses.filter((one) => one.Primary !== true);
  const secondary = named.map((one) => take(one.PrivateIpAddress ?? ''));
  const [primary = ''] = primaries.length > 0 ? primaries.map(take) : free(1);
  return [
    { Primary: true, PrivateIpAddress: primary },
    ...[...secondary, ...free(count ?? 0)].map((address) => ({ Primary: false, PrivateIpAddress: address })),
  ];
}

/** API_ModifySubnetAttribute.html: a subnet may give every new interface one IPv6 address. */
function ipv6Of(
  region: Region,
  subnet: SubnetRow,
  { Ipv6Addresses = [], Ipv6AddressCount: count }: EC2.CreateNetworkInterfaceRequest,
): EC2.NetworkInterfaceIpv6Address[] {
  if (Ipv6Addresses.length > 0 && count !== undefined)
    combination('Only one of ipv6Addresses and ipv6AddressCount can be given.');
  const automatic = subnet.AssignIpv6AddressOnCreation === true ? 1 : 0;
  const wanted = Ipv6Addresses.length > 0 ? 0 : (count ?? automatic);
  if (Ipv6Addresses.length === 0 && wanted === 0) return [];
  const outer = ipv6BlockOf(subnet);
  const taken = takenIn(region, subnet.SubnetId);
  const named = Ipv6Addresses.map((one) => addressIn(outer, one.Ipv6Address ?? ''));
  for (const address of named)
    if (taken.has(address)) fail('InvalidIPAddress.InUse', `Address ${address} is in use.`);
  return [...named, ...freeIn(outer, taken, wanted, subnet.SubnetId)].map((Ipv6Address) => ({
    Ipv6Address,
    IsPrimaryIpv6: false,
  }));
}

export function deleteInterface(world: World, region: Region, row: NetworkInterfaceRow): void {
  unlinkAll(region, row.NetworkInterfaceId);
  region.networkInterfaces.delete(row.NetworkInterfaceId);
  changeFree(region, row.SubnetId, row.PrivateIpAddresses.length);
  orphanFlowLogs(world, region, row.NetworkInterfaceId);
}

/** The VPC's default group when none is named. */
export function groupsOf(
  region: Region,
  vpcId: string,
  ids: readonly string[] | undefined,
  most: number,
): EC2.GroupIdentifier[] {
  const wanted = ids ?? [];
  if (wanted.length > most)
    fail(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    );
  if (wanted.length === 0) {
    const group = region.securityGroups.find((row) => row.VpcId === vpcId && row.GroupName === 'default');
    return group === undefined ? [] : [{ GroupId: group.GroupId, GroupName: group.GroupName }];
  }
  return wanted.map((id) => {
    const group = required(region.securityGroups, 'securityGroup', id);
    if (group.VpcId !== vpcId)
      fail('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
    return { GroupId: id, GroupName: group.GroupName };
  });
}

/** The six bytes come from the id, so that they are as unique as it is; 02 marks an address that nobody assigned. */
export function macOf(id: string): string {
  return ['02', ...(id.slice(-MAC_DIGITS).match(/../g) ?? [])].join(':');
}
/** API_ModifyNetworkInterfaceAttribute.html: one attribute per request; groups replace all groups. */
function modify({ world, region }: Call, input: EC2.ModifyNetworkInterfaceAttributeRequest): object {
  const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
  const { Description, Groups, SourceDestCheck } = input;
  const given = [Description, Groups, SourceDestCheck].filter((item) => item !== undefined);
  if (given.length === 0) missing('description, groups or sourceDestCheck');
  if (given.length > 1) combination('Only one network interface attribute can be modified per request.');
  const most = world.options.quotas.groupsPerInterface;
  if (Groups !== undefined && Groups.length === 0) missing('groups');
  if (Groups !== undefined)
    region.networkInterfaces.put({ ...row, Groups: groupsOf(region, row.VpcId, Groups, most) });
  else if (Description !== undefined)
    region.networkInterfaces.put({ ...row, Description: Description.Value });
  else region.networkInterfaces.put({ ...row, SourceDestCheck: SourceDestCheck?.Value });
  return {};
}

/** One of Amazon's 54.0.0.0/8, from the id. */
export function publicAddressOf(id: string): string {
  const bytes = id.slice(-HOST_DIGITS).match(/../g) ?? [];
  return ['54', ...bytes.map((byte) => String(Number.parseInt(byte, 16)))].join('.');
}

export function viewInterface({ Tags, ...row }: NetworkInterfaceRow): EC2.NetworkInterface {
  return { ...row, TagSet: Tags };
}
