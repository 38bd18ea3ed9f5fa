// Network interfaces: enough of them that subnets and security groups can be in use.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { type Cidr, containsCidr, formatAddress, nthSubnet, parseAddress } from '../../../model/cidr.ts';
import { list, type PageSize } from '../core/describe.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes, writesOnce } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { NetworkInterfaceRow, SubnetRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { unlinkAll } from './address-links.ts';
import { block } from './block-rules.ts';

const PAGE: PageSize = { least: 5, most: 1000 };
/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: the first four addresses are reserved. */
const FIRST_ADDRESS = 4;
const SINGLE = 32;
/** Hexadecimal digits of five bytes. */
const MAC_DIGITS = 10;
/** EC2 answers it; the SDK's type does not know it. */
const PENDING = 'pending' as EC2.NetworkInterfaceStatus;

const FILTERS: FilterTable<NetworkInterfaceRow> = {
  'availability-zone': (row) => [row.AvailabilityZone],
  description: (row) => [row.Description],
  'group-id': (row) => (row.Groups ?? []).map((group) => group.GroupId),
  'group-name': (row) => (row.Groups ?? []).map((group) => group.GroupName),
  'interface-type': (row) => [row.InterfaceType],
  'network-interface-id': (row) => [row.NetworkInterfaceId],
  'owner-id': (row) => [row.OwnerId],
  'private-ip-address': (row) => [row.PrivateIpAddress],
  'requester-id': (row) => [row.RequesterId],
  'requester-managed': (row) => [row.RequesterManaged],
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
      InterfaceType: true,
      ClientToken: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: create,
  }),
  DeleteNetworkInterface: writes<EC2.DeleteNetworkInterfaceRequest, object>({
    accepts: { NetworkInterfaceId: true, DryRun: true },
    run({ region }, input) {
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
      unlinkAll(region, row.NetworkInterfaceId);
      region.networkInterfaces.delete(row.NetworkInterfaceId);
      changeFree(region, row.SubnetId, 1);
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
        return { NetworkInterfaces: rows.map(view), ...rest };
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

function create(
  { world, region }: Call,
  input: EC2.CreateNetworkInterfaceRequest,
): EC2.CreateNetworkInterfaceResult {
  const subnet = required(region.subnets, 'subnet', input.SubnetId);
  const Tags = tagsFor('network-interface', input.TagSpecifications);
  const Groups = groupsOf(region, subnet.VpcId, input.Groups, world.options.quotas.groupsPerInterface);
  const address = addressIn(region, subnet, input.PrivateIpAddress);
  const id = region.id('eni');
  const row: NetworkInterfaceRow = {
    NetworkInterfaceId: id,
    MacAddress: macOf(id),
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    OwnerId: region.account,
    AvailabilityZone: subnet.AvailabilityZone,
    Description: input.Description ?? '',
    Groups,
    InterfaceType: (input.InterfaceType ?? 'interface') as EC2.NetworkInterfaceType,
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: PENDING,
    Tags,
  };
  region.networkInterfaces.put(row);
  changeFree(region, row.SubnetId, -1);
  world.later(world.options.durations.interfacePending, region, () => {
    const now = region.networkInterfaces.get(row.NetworkInterfaceId);
    if (now !== undefined && now.Status === PENDING)
      region.networkInterfaces.put({ ...now, Status: 'available' });
  });
  return {
    NetworkInterface: view(row),
    ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
  };
}

/** The VPC's default group when none is named. */
function groupsOf(
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

/** The first four addresses of a subnet and the last: the page at FIRST_ADDRESS. */
function isReserved(outer: Cidr, address: string): boolean {
  const numbers = [0, 1, 2, 3, 2 ** (SINGLE - outer.prefixLength) - 1];
  return numbers.some((n) => {
    const reserved = nthSubnet(outer, SINGLE, n);
    return reserved !== undefined && formatAddress(reserved) === address;
  });
}

/** The six bytes come from the id, so that they are as unique as it is; 02 marks an address that nobody assigned. */
export function macOf(id: string): string {
  return ['02', ...(id.slice(-MAC_DIGITS).match(/../g) ?? [])].join(':');
}

/** A subnet counts its free addresses: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html */
export function changeFree(region: Region, subnetId: string, by: number): void {
  const subnet = region.subnets.get(subnetId);
  if (subnet === undefined) return;
  const free = (subnet.AvailableIpAddressCount ?? 0) + by;
  region.subnets.put({ ...subnet, AvailableIpAddressCount: free });
}

export function addressIn(region: Region, subnet: SubnetRow, wanted: string | undefined): string {
  const taken = new Set(
    region.networkInterfaces
      .filter((row) => row.SubnetId === subnet.SubnetId)
      .flatMap((row) => [
        row.PrivateIpAddress,
        ...(row.PrivateIpAddresses ?? []).map((one) => one.PrivateIpAddress),
      ]),
  );
  const outer = block(subnet.CidrBlock);
  if (wanted !== undefined) {
    const address = parseAddress(wanted);
    if (address === undefined || !containsCidr(outer, address))
      invalidValue('address', wanted, "Address does not fall within the subnet's address range");
    if (isReserved(outer, wanted))
      invalidValue('address', wanted, "Address is in the subnet's reserved address range");
    if (taken.has(wanted)) fail('InvalidIPAddress.InUse', `Address ${wanted} is in use.`);
    return wanted;
  }
  const last = 2 ** (SINGLE - outer.prefixLength) - 2;
  for (let n = FIRST_ADDRESS; n <= last; n++) {
    const address = nthSubnet(outer, SINGLE, n);
    if (address !== undefined && !taken.has(formatAddress(address))) return formatAddress(address);
  }
  fail('InsufficientFreeAddressesInSubnet', `There are no free addresses in subnet '${subnet.SubnetId}'.`);
}

/** API_ModifyNetworkInterfaceAttribute.html: one attribute per request; groups replace all groups. */
function modify({ world, region }: Call, input: EC2.ModifyNetworkInterfaceAttributeRequest): object {
  const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
  const { Description, Groups, SourceDestCheck } = input;
  const given = [Description, Groups, SourceDestCheck].filter((item) => item !== undefined);
  if (given.length === 0) missing('description, groups or sourceDestCheck');
  if (given.length > 1) combination('Only one network interface attribute can be modified per request.');
  const most = world.options.quotas.groupsPerInterface;
  if (Groups !== undefined)
    region.networkInterfaces.put({ ...row, Groups: groupsOf(region, row.VpcId, Groups, most) });
  else if (Description !== undefined)
    region.networkInterfaces.put({ ...row, Description: Description.Value });
  else region.networkInterfaces.put({ ...row, SourceDestCheck: SourceDestCheck?.Value });
  return {};
}

function view({ Tags, ...row }: NetworkInterfaceRow): EC2.NetworkInterface {
  return { ...row, TagSet: Tags };
}
