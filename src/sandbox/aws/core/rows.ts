// The rows of a region: the SDK's own output shapes with the members that are always there, plus what EC2 keeps but
// answers elsewhere (`attributes`). Plain data, so that rows observed in a real account can be put in as they are.
import type {
  Address,
  DhcpOptions,
  FlowLog,
  Instance,
  EgressOnlyInternetGateway,
  InternetGateway,
  InternetGatewayAttachment,
  ManagedPrefixList,
  NatGateway,
  NatGatewayAddress,
  NetworkAcl,
  NetworkAclAssociation,
  InstanceStateName,
  NetworkInterface,
  NetworkInterfaceIpv6Address,
  NetworkInterfacePrivateIpAddress,
  PrefixListEntry,
  PrefixListState,
  Route,
  RouteTable,
  RouteTableAssociation,
  SecurityGroup,
  SecurityGroupIdentifier,
  SecurityGroupRule,
  Subnet,
  SubnetIpv6CidrBlockAssociation,
  Tag,
  Vpc,
  VpcEndpoint,
  VpcCidrBlockAssociation,
  VpcIpv6CidrBlockAssociation,
  VpcPeeringConnection,
  VpcPeeringConnectionStateReasonCode,
  VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2';

export type VpcAttributes = { dnsSupport: boolean; dnsHostnames: boolean; addressUsageMetrics: boolean };

export type VpcRow = Omit<Vpc, 'Tags'> & {
  VpcId: string;
  CidrBlock: string;
  Tags: Tag[];
  CidrBlockAssociationSet: VpcCidrBlockAssociation[];
  Ipv6CidrBlockAssociationSet: VpcIpv6CidrBlockAssociation[];
  attributes: VpcAttributes;
};

export type SubnetRow = Omit<Subnet, 'Tags'> & {
  SubnetId: string;
  VpcId: string;
  CidrBlock: string;
  Tags: Tag[];
  Ipv6CidrBlockAssociationSet: SubnetIpv6CidrBlockAssociation[];
};

export type RouteTableRow = Omit<RouteTable, 'Tags'> & {
  RouteTableId: string;
  VpcId: string;
  Tags: Tag[];
  Routes: Route[];
  Associations: RouteTableAssociation[];
};

export type InternetGatewayRow = Omit<InternetGateway, 'Tags'> & {
  InternetGatewayId: string;
  Tags: Tag[];
  Attachments: InternetGatewayAttachment[];
};

export type EgressOnlyInternetGatewayRow = Omit<EgressOnlyInternetGateway, 'Tags'> & {
  EgressOnlyInternetGatewayId: string;
  Tags: Tag[];
  Attachments: InternetGatewayAttachment[];
};

/** AWS's own lists show neither MaxEntries nor Version. `versions`: entries by version, which EC2 answers elsewhere. */
export type PrefixListRow = Omit<ManagedPrefixList, 'Tags'> & {
  PrefixListId: string;
  PrefixListName: string;
  OwnerId: string;
  AddressFamily: 'IPv4' | 'IPv6';
  State: PrefixListState;
  Tags: Tag[];
  versions: Readonly<Record<number, readonly PrefixListEntry[]>>;
};

/** Without its rules, which have a table of their own. */
export type SecurityGroupRow = Omit<SecurityGroup, 'Tags'> & {
  GroupId: string;
  GroupName: string;
  VpcId: string;
  Tags: Tag[];
};

export type SecurityGroupRuleRow = Omit<SecurityGroupRule, 'Tags'> & {
  SecurityGroupRuleId: string;
  GroupId: string;
  IsEgress: boolean;
  IpProtocol: string;
  Tags: Tag[];
};

/** What one side sees. The other side has a row of its own, in its own account and region. */
export type PeeringRow = Omit<VpcPeeringConnection, 'Tags'> & {
  VpcPeeringConnectionId: string;
  Status: { Code: VpcPeeringConnectionStateReasonCode; Message: string };
  RequesterVpcInfo: VpcPeeringConnectionVpcInfo;
  AccepterVpcInfo: VpcPeeringConnectionVpcInfo;
  Tags: Tag[];
};

export type NetworkInterfaceRow = Omit<NetworkInterface, 'TagSet'> & {
  NetworkInterfaceId: string;
  SubnetId: string;
  VpcId: string;
  PrivateIpAddresses: NetworkInterfacePrivateIpAddress[];
  Ipv6Addresses: NetworkInterfaceIpv6Address[];
  Tags: Tag[];
};

/** Without its interfaces, which have a table of their own. */
export type InstanceRow = Omit<Instance, 'Tags' | 'NetworkInterfaces' | 'SecurityGroups'> & {
  InstanceId: string;
  InstanceType: string;
  VpcId: string;
  AvailabilityZone: string;
  State: { Code: number; Name: InstanceStateName };
  Tags: Tag[];
};

export type FlowLogRow = Omit<FlowLog, 'Tags'> & {
  FlowLogId: string;
  ResourceId: string;
  Tags: Tag[];
};

export type AddressRow = Omit<Address, 'Tags'> & {
  AllocationId: string;
  PublicIp: string;
  Tags: Tag[];
};

export type NatGatewayRow = Omit<NatGateway, 'Tags'> & {
  NatGatewayId: string;
  VpcId: string;
  NatGatewayAddresses: NatGatewayAddress[];
  Tags: Tag[];
};

/** The state is EC2's word on the wire, which the SDK's type spells otherwise. */
export type VpcEndpointRow = Omit<VpcEndpoint, 'Tags' | 'State'> & {
  VpcEndpointId: string;
  VpcId: string;
  VpcEndpointType: 'Gateway' | 'Interface' | 'GatewayLoadBalancer';
  ServiceName: string;
  State: VpcEndpointState;
  RouteTableIds: string[];
  SubnetIds: string[];
  Groups: SecurityGroupIdentifier[];
  NetworkInterfaceIds: string[];
  Tags: Tag[];
};

/** https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html, as DescribeVpcEndpoints writes them. */
export type VpcEndpointState =
  | 'pendingAcceptance'
  | 'pending'
  | 'available'
  | 'deleting'
  | 'deleted'
  | 'rejected'
  | 'failed'
  | 'expired';

export type NetworkAclRow = Omit<NetworkAcl, 'Tags'> & {
  NetworkAclId: string;
  VpcId: string;
  Tags: Tag[];
  Associations: NetworkAclAssociation[];
};

export type DhcpOptionsRow = Omit<DhcpOptions, 'Tags'> & { DhcpOptionsId: string; Tags: Tag[] };
