// Steps that many cases begin with. Separate so that a case shows only what it is about.
import { make, type Step } from '../case.ts';

/** A VPC of 10.0.0.0/16, or of another block. */
export function vpc(save = 'vpc', cidr = '10.0.0.0/16'): Step {
  return make(save, 'CreateVpc', { CidrBlock: cidr });
}
export const vpcId = '{vpc.Vpc.VpcId}';

/** A subnet of the VPC `vpc` in the first zone. */
export function subnet(save = 'subnet', cidr = '10.0.1.0/24'): Step {
  return make(save, 'CreateSubnet', { VpcId: vpcId, CidrBlock: cidr, AvailabilityZone: 'us-east-1a' });
}
export const subnetId = '{subnet.Subnet.SubnetId}';

export function table(save = 'table', of = vpcId): Step {
  return make(save, 'CreateRouteTable', { VpcId: of });
}
export const tableId = '{table.RouteTable.RouteTableId}';

/** An internet gateway, not attached. */
export function gateway(save = 'gateway'): Step {
  return make(save, 'CreateInternetGateway');
}
export const gatewayId = '{gateway.InternetGateway.InternetGatewayId}';

export function attach(to = vpcId, id = gatewayId): Step {
  return { call: 'AttachInternetGateway', input: { VpcId: to, InternetGatewayId: id } };
}

export function egressOnly(save = 'outbound', of = vpcId): Step {
  return make(save, 'CreateEgressOnlyInternetGateway', { VpcId: of });
}
export const egressOnlyId = '{outbound.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId}';

/** A prefix list of two IPv4 networks in five places; still being made. */
export function prefixList(save = 'list', more: Readonly<Record<string, unknown>> = {}): Step {
  return make(save, 'CreateManagedPrefixList', {
    PrefixListName: 'offices',
    AddressFamily: 'IPv4',
    MaxEntries: 5,
    Entries: [{ Cidr: '198.51.100.0/24', Description: 'Tokyo' }, { Cidr: '203.0.113.0/24' }],
    ...more,
  });
}
export const prefixListId = '{list.PrefixList.PrefixListId}';

/** AWS's own prefix list of S3, which every region has. */
export const s3: Step = {
  call: 'DescribeManagedPrefixLists',
  input: { Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.us-east-1.s3'] }] },
  save: 's3',
  expect: { shape: { PrefixLists: { $size: 1 } } },
};
export const s3Id = '{s3.PrefixLists.0.PrefixListId}';

/** Waits until the list of this id is in this state. */
export function listIs(state: string, id = prefixListId): Step {
  return {
    call: 'DescribeManagedPrefixLists',
    input: { PrefixListIds: [id] },
    expect: { shape: { PrefixLists: [{ State: state }] } },
  };
}

export function group(save = 'group', name = 'web', of = vpcId): Step {
  return make(save, 'CreateSecurityGroup', { GroupName: name, Description: name, VpcId: of });
}
export const groupId = '{group.GroupId}';

export function address(save = 'address'): Step {
  return make(save, 'AllocateAddress', { Domain: 'vpc' });
}
export const allocationId = '{address.AllocationId}';

export function networkInterface(save = 'interface', more: Readonly<Record<string, unknown>> = {}): Step {
  return make(save, 'CreateNetworkInterface', { SubnetId: subnetId, ...more });
}
export const interfaceId = '{interface.NetworkInterface.NetworkInterfaceId}';

export function acl(save = 'acl', of = vpcId): Step {
  return make(save, 'CreateNetworkAcl', { VpcId: of });
}
export const aclId = '{acl.NetworkAcl.NetworkAclId}';

/** Identifiers of the right form that nothing has. */
export const nothing = {
  vpc: 'vpc-0123456789abcdef0',
  subnet: 'subnet-0123456789abcdef0',
  table: 'rtb-0123456789abcdef0',
  gateway: 'igw-0123456789abcdef0',
  group: 'sg-0123456789abcdef0',
  interface: 'eni-0123456789abcdef0',
  nat: 'nat-0123456789abcdef0',
  peering: 'pcx-0123456789abcdef0',
  address: 'eipalloc-0123456789abcdef0',
  addressAssociation: 'eipassoc-0123456789abcdef0',
  instance: 'i-0123456789abcdef0',
  association: 'rtbassoc-0123456789abcdef0',
  rule: 'sgr-0123456789abcdef0',
  acl: 'acl-0123456789abcdef0',
  dhcp: 'dopt-0123456789abcdef0',
  egressOnly: 'eigw-0123456789abcdef0',
  prefixList: 'pl-0123456789abcdef0',
} as const;

/** AWS spells the member of some codes in two ways: its own list of codes has both. */
export const notFound = {
  subnet: ['InvalidSubnetID.NotFound', 'InvalidSubnetId.NotFound'],
  table: ['InvalidRouteTableID.NotFound', 'InvalidRouteTableId.NotFound'],
  group: ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound', 'InvalidGroupId.NotFound'],
  rule: ['InvalidSecurityGroupRuleId.NotFound', 'InvalidSecurityGroupRuleID.NotFound'],
  dhcp: ['InvalidDhcpOptionID.NotFound', 'InvalidDhcpOptionsID.NotFound'],
  egressOnly: [
    'InvalidEgressOnlyInternetGatewayId.NotFound',
    'InvalidEgressOnlyInternetGatewayID.NotFound',
    'InvalidGatewayID.NotFound',
  ],
  prefixList: ['InvalidPrefixListID.NotFound', 'InvalidPrefixListId.NotFound'],
  peering: ['InvalidVpcPeeringConnectionID.NotFound', 'InvalidVpcPeeringConnectionId.NotFound'],
} as const;
