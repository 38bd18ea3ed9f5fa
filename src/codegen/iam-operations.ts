// What each AWS operation touches, and on what condition it may: the table from which the IAM policy is made. Which
// resource types an action can be limited to, and by which tags, is AWS's own list:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
// Always complete: the types are keyed by every operation of model/operations.ts.
import type { ReadOperation, WriteOperation } from '../model/operations.ts';

/** Where AWS documents which resource types and condition keys an EC2 action supports. */
export const SERVICE_AUTHORIZATION_PAGE =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html';

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html; for flow logs
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, .../flow-logs-s3-permissions.html and
 * .../flow-logs-firehose.html
 */
export type NeededAction =
  | 'route53:AssociateVPCWithHostedZone'
  | 'iam:PassRole'
  | 'iam:CreateServiceLinkedRole'
  | 'logs:CreateLogDelivery'
  | 'logs:DeleteLogDelivery'
  | 'firehose:TagDeliveryStream';

/** Resource types by what the operation does to them. */
export type Touches = {
  /** Made by the call: it must carry our cluster tag in the request. */
  makes?: string;
  /** Changed or deleted: it must carry our cluster tag. */
  changes?: readonly string[];
  /** Built in or linked to: it must carry our cluster tag, or consent by `vpcraft.dev/usable-by`. */
  uses?: readonly string[];
  /** Made by AWS with a VPC, or the far side of a peering: it may carry nobody's cluster tag. */
  implicit?: readonly string[];
  /** Made by AWS with a VPC and without tags, for `defaultSecurityGroup: Empty` alone: nothing else tells it from others without tags. */
  empties?: readonly string[];
  /** Actions of other services that AWS checks as part of the call, on things that AWS keeps: they have no tags. */
  needs?: readonly NeededAction[];
  /** Named only, or without tags of its own: the condition on the others protects it. */
  names?: readonly string[];
};

/** Describe operations cannot be limited to resources; those that ask about one thing can, but their answers are no secret either. */
export const reads: Readonly<Record<ReadOperation, true>> = {
  DescribeVpcs: true,
  DescribeVpcAttribute: true,
  DescribeSubnets: true,
  DescribeRouteTables: true,
  DescribeInternetGateways: true,
  DescribeEgressOnlyInternetGateways: true,
  DescribeSecurityGroups: true,
  DescribeSecurityGroupRules: true,
  DescribeVpcPeeringConnections: true,
  DescribeNetworkAcls: true,
  DescribeDhcpOptions: true,
  DescribeNetworkInterfaces: true,
  DescribeFlowLogs: true,
  DescribeManagedPrefixLists: true,
  GetManagedPrefixListEntries: true,
  DescribeAddresses: true,
  DescribeNatGateways: true,
  DescribeVpcEndpoints: true,
  DescribeVpcEndpointServices: true,
  DescribeTags: true,
};

const pools = ['ipam-pool', 'ipv6pool-ec2'] as const;
const associable = ['subnet', 'internet-gateway', 'vpn-gateway'] as const;

export const writes: Readonly<Record<WriteOperation, Touches>> = {
  CreateVpc: { makes: 'vpc', names: pools },
  DeleteVpc: { changes: ['vpc'] },
  ModifyVpcAttribute: { changes: ['vpc'] },
  ModifyVpcTenancy: { changes: ['vpc'] },
  AssociateVpcCidrBlock: { changes: ['vpc'], names: pools },
  DisassociateVpcCidrBlock: { changes: ['vpc'] },
  AssociateDhcpOptions: { changes: ['vpc'], names: ['dhcp-options'] },
  CreateSubnet: { makes: 'subnet', uses: ['vpc'], names: ['ipam-pool'] },
  DeleteSubnet: { changes: ['subnet'] },
  ModifySubnetAttribute: { changes: ['subnet'] },
  AssociateSubnetCidrBlock: { changes: ['subnet'], names: ['ipam-pool'] },
  DisassociateSubnetCidrBlock: { changes: ['subnet'] },
  ReplaceNetworkAclAssociation: { changes: ['subnet'], uses: ['network-acl'], implicit: ['network-acl'] },
  CreateNetworkAcl: { makes: 'network-acl', uses: ['vpc'] },
  DeleteNetworkAcl: { changes: ['network-acl'] },
  CreateNetworkAclEntry: { changes: ['network-acl'] },
  ReplaceNetworkAclEntry: { changes: ['network-acl'] },
  DeleteNetworkAclEntry: { changes: ['network-acl'] },
  CreateDhcpOptions: { makes: 'dhcp-options' },
  DeleteDhcpOptions: { changes: ['dhcp-options'] },
  CreateRouteTable: { makes: 'route-table', uses: ['vpc'] },
  DeleteRouteTable: { changes: ['route-table'] },
  CreateRoute: { changes: ['route-table'] },
  ReplaceRoute: { changes: ['route-table'] },
  DeleteRoute: { changes: ['route-table'] },
  AssociateRouteTable: { changes: associable, uses: ['route-table'] },
  ReplaceRouteTableAssociation: { changes: associable, uses: ['route-table'], implicit: ['route-table'] },
  DisassociateRouteTable: { changes: associable, uses: ['route-table'] },
  EnableVgwRoutePropagation: { changes: ['route-table'], uses: ['vpn-gateway'] },
  DisableVgwRoutePropagation: { changes: ['route-table'], uses: ['vpn-gateway'] },
  CreateInternetGateway: { makes: 'internet-gateway' },
  DeleteInternetGateway: { changes: ['internet-gateway'] },
  AttachInternetGateway: { changes: ['internet-gateway'], uses: ['vpc'] },
  DetachInternetGateway: { changes: ['internet-gateway'], uses: ['vpc'] },
  CreateEgressOnlyInternetGateway: { makes: 'egress-only-internet-gateway', uses: ['vpc'] },
  DeleteEgressOnlyInternetGateway: { changes: ['egress-only-internet-gateway'] },
  CreateSecurityGroup: { makes: 'security-group', uses: ['vpc'] },
  DeleteSecurityGroup: { changes: ['security-group'] },
  AuthorizeSecurityGroupIngress: { changes: ['security-group'], names: ['security-group-rule'] },
  AuthorizeSecurityGroupEgress: { changes: ['security-group'], names: ['security-group-rule'] },
  RevokeSecurityGroupIngress: { changes: ['security-group'], empties: ['security-group'] },
  RevokeSecurityGroupEgress: { changes: ['security-group'], empties: ['security-group'] },
  ModifySecurityGroupRules: { changes: ['security-group'], names: ['security-group-rule', 'prefix-list'] },
  CreateVpcPeeringConnection: { makes: 'vpc-peering-connection', uses: ['vpc'] },
  AcceptVpcPeeringConnection: {
    changes: ['vpc-peering-connection'],
    uses: ['vpc'],
    implicit: ['vpc-peering-connection'],
  },
  DeleteVpcPeeringConnection: { changes: ['vpc-peering-connection'] },
  ModifyVpcPeeringConnectionOptions: {
    changes: ['vpc-peering-connection'],
    implicit: ['vpc-peering-connection'],
  },
  CreateNetworkInterface: {
    makes: 'network-interface',
    uses: ['subnet', 'security-group'],
    implicit: ['security-group'],
  },
  DeleteNetworkInterface: { changes: ['network-interface'] },
  ModifyNetworkInterfaceAttribute: {
    changes: ['network-interface'],
    uses: ['security-group'],
    implicit: ['security-group'],
  },
  AssignPrivateIpAddresses: { changes: ['network-interface'] },
  UnassignPrivateIpAddresses: { changes: ['network-interface'] },
  AssignIpv6Addresses: { changes: ['network-interface'] },
  UnassignIpv6Addresses: { changes: ['network-interface'] },
  AttachNetworkInterface: { changes: ['network-interface'], uses: ['instance'] },
  DetachNetworkInterface: { changes: ['network-interface'], uses: ['instance'] },
  CreateFlowLogs: {
    makes: 'vpc-flow-log',
    uses: ['vpc', 'subnet', 'network-interface'],
    // The role for log groups, the delivery to buckets, the service's own role and tag for streams.
    needs: [
      'iam:PassRole',
      'iam:CreateServiceLinkedRole',
      'logs:CreateLogDelivery',
      'firehose:TagDeliveryStream',
    ],
  },
  DeleteFlowLogs: { changes: ['vpc-flow-log'], needs: ['logs:DeleteLogDelivery'] },
  CreateManagedPrefixList: { makes: 'prefix-list' },
  ModifyManagedPrefixList: { changes: ['prefix-list'] },
  DeleteManagedPrefixList: { changes: ['prefix-list'] },
  AllocateAddress: { makes: 'elastic-ip', names: ['ipv4pool-ec2'] },
  ReleaseAddress: { changes: ['elastic-ip'] },
  AssociateAddress: { changes: ['elastic-ip'], uses: ['network-interface', 'instance'] },
  DisassociateAddress: { changes: ['elastic-ip'], uses: ['network-interface', 'instance'] },
  CreateNatGateway: { makes: 'natgateway', uses: ['subnet', 'vpc', 'elastic-ip'] },
  DeleteNatGateway: { changes: ['natgateway'] },
  AssociateNatGatewayAddress: { changes: ['natgateway'], uses: ['elastic-ip'] },
  DisassociateNatGatewayAddress: { changes: ['natgateway'], uses: ['elastic-ip'] },
  AssignPrivateNatGatewayAddress: { changes: ['natgateway'] },
  UnassignPrivateNatGatewayAddress: { changes: ['natgateway'] },
  // Without a group of its own an endpoint has the VPC's default group, which AWS made.
  CreateVpcEndpoint: {
    makes: 'vpc-endpoint',
    uses: ['vpc', 'route-table', 'subnet', 'security-group'],
    implicit: ['security-group'],
    // For private DNS; the page lists it as an action that this call depends on.
    needs: ['route53:AssociateVPCWithHostedZone'],
  },
  ModifyVpcEndpoint: {
    changes: ['vpc-endpoint'],
    uses: ['route-table', 'subnet', 'security-group'],
    implicit: ['security-group'],
  },
  DeleteVpcEndpoints: { changes: ['vpc-endpoint'] },
  // Tagging stands in statements of its own (iam.ts): at creation, on what is ours, on adoption, on release.
  CreateTags: {},
  DeleteTags: {},
};
