// Refusals of operations whose own files show what they do when they succeed. test/contract/ec2/coverage.test.ts says which
// operations lack one.
import { api, type Case, does, errorCodes, filter, filtering, guide, make, refuses, shows } from '../case.ts';
import {
  gateway,
  group,
  groupId,
  nothing,
  notFound,
  subnet,
  subnetId,
  table,
  tableId,
  vpc,
  vpcId,
} from './common.ts';

const unknownGateway = ['InvalidGatewayID.NotFound', 'InvalidVpnGatewayID.NotFound'];
const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/16' }] };

const reads: readonly Case[] = [
  {
    name: 'a rule that is not there cannot be described by its id',
    page: errorCodes,
    steps: [refuses(notFound.rule, 'DescribeSecurityGroupRules', { SecurityGroupRuleIds: [nothing.rule] })],
  },
  {
    name: 'rules have no filter of this name',
    page: filtering,
    motoDiffers: 'moto breaks down: HTTP 500 without an error code',
    steps: [
      refuses('InvalidParameterValue', 'DescribeSecurityGroupRules', {
        Filters: [filter('port-range', '443')],
      }),
    ],
  },
  {
    name: 'a page of rules has five at least',
    page: api('DescribeSecurityGroupRules'),
    motoDiffers: 'moto does not look at MaxResults',
    steps: [refuses('InvalidParameterValue', 'DescribeSecurityGroupRules', { MaxResults: 4 })],
  },
  {
    name: 'flow logs have no filter of this name',
    page: filtering,
    motoDiffers: 'moto leaves it out',
    steps: [
      refuses('InvalidParameterValue', 'DescribeFlowLogs', { Filter: [filter('vpc-id', nothing.vpc)] }),
    ],
  },
  {
    name: 'tags have no filter of this name',
    page: filtering,
    motoDiffers: 'moto leaves it out',
    steps: [refuses('InvalidParameterValue', 'DescribeTags', { Filters: [filter('owner-id', '1')] })],
  },
  {
    name: 'a page of tags has five at least',
    page: api('DescribeTags'),
    motoDiffers: 'moto does not look at MaxResults',
    steps: [refuses('InvalidParameterValue', 'DescribeTags', { MaxResults: 4 })],
  },
];

const networks: readonly Case[] = [
  {
    name: 'the tenancy of a VPC cannot become dedicated',
    page: errorCodes,
    steps: [
      vpc(),
      refuses('UnsupportedTenancy', 'ModifyVpcTenancy', { VpcId: vpcId, InstanceTenancy: 'dedicated' }),
    ],
  },
  {
    name: 'a VPC that is not there has no tenancy to change',
    page: errorCodes,
    steps: [
      refuses('InvalidVpcID.NotFound', 'ModifyVpcTenancy', {
        VpcId: nothing.vpc,
        InstanceTenancy: 'default',
      }),
    ],
  },
  {
    name: 'a subnet that is not there takes no IPv6 block',
    page: errorCodes,
    steps: [
      refuses(notFound.subnet, 'AssociateSubnetCidrBlock', {
        SubnetId: nothing.subnet,
        Ipv6CidrBlock: '2001:db8::/64',
      }),
    ],
  },
  {
    name: 'a subnet takes no IPv6 block that its VPC does not have',
    page: api('AssociateSubnetCidrBlock'),
    motoDiffers: 'moto associates it',
    steps: [
      vpc(),
      subnet(),
      refuses(['InvalidSubnet.Range', 'InvalidParameterValue'], 'AssociateSubnetCidrBlock', {
        SubnetId: subnetId,
        Ipv6CidrBlock: '2001:db8::/64',
      }),
    ],
  },
  {
    name: 'an IPv6 block that no subnet has cannot be taken away',
    page: errorCodes,
    steps: [
      refuses(
        ['InvalidSubnetCidrBlockAssociationID.NotFound', 'InvalidAssociationID.NotFound'],
        'DisassociateSubnetCidrBlock',
        { AssociationId: 'subnet-cidr-assoc-0123456789abcdef0' },
      ),
    ],
  },
  {
    name: 'an association with a route table that is not there cannot be replaced',
    page: errorCodes,
    steps: [
      vpc(),
      table(),
      refuses('InvalidAssociationID.NotFound', 'ReplaceRouteTableAssociation', {
        AssociationId: nothing.association,
        RouteTableId: tableId,
      }),
    ],
  },
  {
    name: 'an association cannot be moved to a route table that is not there',
    page: errorCodes,
    steps: [
      vpc(),
      subnet(),
      table(),
      make('link', 'AssociateRouteTable', { SubnetId: subnetId, RouteTableId: tableId }),
      refuses(notFound.table, 'ReplaceRouteTableAssociation', {
        AssociationId: '{link.AssociationId}',
        RouteTableId: nothing.table,
      }),
    ],
  },
  ...(['EnableVgwRoutePropagation', 'DisableVgwRoutePropagation'] as const).flatMap((call): Case[] => [
    {
      name: `${call}: a VPN gateway that is not there propagates nothing`,
      page: errorCodes,
      motoDiffers: 'moto does not have the call',
      steps: [
        vpc(),
        table(),
        refuses(unknownGateway, call, { GatewayId: 'vgw-0123456789abcdef0', RouteTableId: tableId }),
      ],
    },
    {
      name: `${call}: a route table that is not there is told by its id`,
      page: errorCodes,
      motoDiffers: 'moto does not have the call',
      steps: [
        refuses([...notFound.table, ...unknownGateway], call, {
          GatewayId: 'vgw-0123456789abcdef0',
          RouteTableId: nothing.table,
        }),
      ],
    },
  ]),
  {
    name: 'five internet gateways are the quota of a region',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto has no quota',
    steps: [
      ...['one', 'two', 'three', 'four', 'five'].map((save) => gateway(save)),
      refuses('InternetGatewayLimitExceeded', 'CreateInternetGateway'),
    ],
  },
];

const rules: readonly Case[] = [
  {
    name: 'a group has the rule for all outbound traffic already',
    page: api('AuthorizeSecurityGroupEgress'),
    steps: [
      vpc(),
      group(),
      refuses('InvalidPermission.Duplicate', 'AuthorizeSecurityGroupEgress', {
        GroupId: groupId,
        IpPermissions: [everything],
      }),
    ],
  },
  {
    name: 'a group that is not there takes no outbound rule',
    page: errorCodes,
    steps: [
      refuses(notFound.group, 'AuthorizeSecurityGroupEgress', {
        GroupId: nothing.group,
        IpPermissions: [https],
      }),
    ],
  },
  {
    name: 'an outbound rule that a group does not have cannot be revoked',
    page: api('RevokeSecurityGroupEgress'),
    steps: [
      vpc(),
      group(),
      refuses('InvalidPermission.NotFound', 'RevokeSecurityGroupEgress', {
        GroupId: groupId,
        IpPermissions: [https],
      }),
    ],
  },
  {
    name: 'a group that is not there has no outbound rule to revoke',
    page: errorCodes,
    steps: [
      refuses(notFound.group, 'RevokeSecurityGroupEgress', {
        GroupId: nothing.group,
        IpPermissions: [https],
      }),
    ],
  },
];

const others: readonly Case[] = [
  {
    name: 'a NAT gateway that is not there has no address to unassign',
    page: errorCodes,
    motoDiffers: 'moto does not have the call',
    steps: [
      refuses(['NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'], 'UnassignPrivateNatGatewayAddress', {
        NatGatewayId: nothing.nat,
        PrivateIpAddresses: ['10.0.1.9'],
      }),
    ],
  },
  {
    name: 'a NAT gateway that is not there takes no private address',
    page: errorCodes,
    motoDiffers: 'moto does not have the call',
    steps: [
      refuses(['NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'], 'AssignPrivateNatGatewayAddress', {
        NatGatewayId: nothing.nat,
        PrivateIpAddressCount: 1,
      }),
    ],
  },
  {
    name: 'flow logs are deleted by their ids, and there has to be one',
    page: api('DeleteFlowLogs'),
    motoDiffers: 'moto deletes none, and says nothing',
    steps: [refuses(['MissingParameter', 'InvalidParameterValue'], 'DeleteFlowLogs', { FlowLogIds: [] })],
  },
  {
    name: 'a trial of deleting a flow log deletes nothing',
    page: api('DeleteFlowLogs'),
    steps: [
      refuses('DryRunOperation', 'DeleteFlowLogs', { FlowLogIds: ['fl-0123456789abcdef0'], DryRun: true }),
    ],
  },
  {
    name: 'a trial of deleting tags deletes none',
    page: api('DeleteTags'),
    steps: [
      vpc(),
      does('CreateTags', { Resources: [vpcId], Tags: [{ Key: 'a', Value: '1' }] }),
      refuses('DryRunOperation', 'DeleteTags', { Resources: [vpcId], DryRun: true }),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ Tags: [{ Key: 'a', Value: '1' }] }] }),
    ],
  },
  {
    name: 'tags of what is not there cannot be deleted',
    page: api('DeleteTags'),
    unsettled: 'the page names no error for it',
    steps: [
      refuses('InvalidVpcID.NotFound', 'DeleteTags', { Resources: [nothing.vpc], Tags: [{ Key: 'a' }] }),
    ],
  },
  {
    name: 'tags are deleted of all resources of a call or of none',
    page: api('DeleteTags'),
    unsettled: 'the page does not say whether what comes before the unknown resource keeps its tags',
    steps: [
      vpc(),
      does('CreateTags', { Resources: [vpcId], Tags: [{ Key: 'a', Value: '1' }] }),
      refuses(notFound.subnet, 'DeleteTags', { Resources: [vpcId, nothing.subnet], Tags: [{ Key: 'a' }] }),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ Tags: [{ Key: 'a', Value: '1' }] }] }),
    ],
  },
];

export const refusalCases: readonly Case[] = [...reads, ...networks, ...rules, ...others];
