// VPCs: creation, what AWS makes along with one, attributes, deletion.
import { api, type Case, does, errorCodes, filter, guide, make, refuses, shows, tagging } from '../case.ts';
import { attach, gateway, group, nothing, subnet, table, vpc, vpcId } from './common.ts';

const byVpc = { Filters: [filter('vpc-id', vpcId)] };

export const vpcCases: readonly Case[] = [
  {
    name: 'a VPC shows the block it was made with, its owner and its defaults',
    page: api('Vpc'),
    steps: [
      vpc(),
      shows(
        'DescribeVpcs',
        { VpcIds: [vpcId] },
        {
          Vpcs: [
            {
              VpcId: vpcId,
              CidrBlock: '10.0.0.0/16',
              State: 'available',
              InstanceTenancy: 'default',
              IsDefault: false,
              OwnerId: '{account.home}',
              CidrBlockAssociationSet: [
                { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
              ],
              Ipv6CidrBlockAssociationSet: { $absent: true },
              Tags: { $absent: true },
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a VPC names its set of DHCP options',
    page: api('Vpc'),
    motoDiffers: 'moto says `default`, which is a name for AssociateDhcpOptions and no identifier',
    steps: [
      vpc(),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ DhcpOptionsId: { $like: '^dopt-' } }] }),
    ],
  },
  {
    name: 'a VPC block larger than /16 is refused',
    page: guide('vpc-cidr-blocks'),
    steps: [refuses(['InvalidVpc.Range', 'InvalidVpcRange'], 'CreateVpc', { CidrBlock: '10.0.0.0/15' })],
  },
  {
    name: 'a VPC block smaller than /28 is refused',
    page: guide('vpc-cidr-blocks'),
    steps: [refuses(['InvalidVpc.Range', 'InvalidVpcRange'], 'CreateVpc', { CidrBlock: '10.0.0.0/29' })],
  },
  {
    name: 'a VPC block of /28 is taken',
    page: guide('vpc-cidr-blocks'),
    steps: [
      vpc('vpc', '10.0.0.16/28'),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ CidrBlock: '10.0.0.16/28' }] }),
    ],
  },
  {
    name: 'host bits of a VPC block are cleared',
    page: api('CreateVpc'),
    motoDiffers: 'moto keeps host bits',
    steps: [
      vpc('vpc', '100.68.0.18/18'),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ CidrBlock: '100.68.0.0/18' }] }),
    ],
  },
  {
    name: 'a VPC block that is no CIDR block is refused',
    page: errorCodes,
    steps: [refuses(['InvalidParameterValue', 'InvalidVpc.Range'], 'CreateVpc', { CidrBlock: '10.0.0.0' })],
  },
  {
    name: 'a VPC without any block is refused',
    page: api('CreateVpc'),
    steps: [refuses('*', 'CreateVpc', {})],
  },
  {
    name: 'two VPCs may have the same block, and are two',
    page: guide('vpc-cidr-blocks'),
    steps: [
      vpc(),
      vpc('second'),
      shows(
        'DescribeVpcs',
        { Filters: [filter('cidr', '10.0.0.0/16')] },
        { Vpcs: [{ VpcId: vpcId }, { VpcId: '{second.Vpc.VpcId}' }] },
      ),
    ],
  },
  {
    name: 'tags given at creation are in the answer and in what is described',
    page: tagging,
    steps: [
      make('vpc', 'CreateVpc', {
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [
          {
            ResourceType: 'vpc',
            Tags: [
              { Key: 'Name', Value: 'one' },
              { Key: 'empty', Value: '' },
            ],
          },
        ],
      }),
      shows(
        'DescribeVpcs',
        { VpcIds: [vpcId] },
        {
          Vpcs: [
            {
              Tags: [
                { Key: 'Name', Value: 'one' },
                { Key: 'empty', Value: '' },
              ],
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'tags for another type of resource are refused at creation',
    page: api('TagSpecification'),
    motoDiffers: 'moto takes no notice of the type',
    steps: [
      refuses(['InvalidParameterValue'], 'CreateVpc', {
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'a', Value: 'b' }] }],
      }),
    ],
  },
  {
    name: 'a VPC comes with a main route table that has the local route only',
    page: guide('VPC_Route_Tables'),
    steps: [
      vpc(),
      shows('DescribeRouteTables', byVpc, {
        RouteTables: [
          {
            VpcId: vpcId,
            Associations: [
              { Main: true, SubnetId: { $absent: true }, AssociationState: { State: 'associated' } },
            ],
            Routes: [
              {
                DestinationCidrBlock: '10.0.0.0/16',
                GatewayId: 'local',
                Origin: 'CreateRouteTable',
                State: 'active',
              },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'a VPC comes with a default network ACL that allows all and ends with a denial',
    page: guide('default-network-acl'),
    steps: [
      vpc(),
      shows('DescribeNetworkAcls', byVpc, {
        NetworkAcls: [
          {
            IsDefault: true,
            Entries: [
              { RuleNumber: 100, Egress: false, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
              { RuleNumber: 100, Egress: true, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
              {
                RuleNumber: 32767,
                Egress: false,
                RuleAction: 'deny',
                Protocol: '-1',
                CidrBlock: '0.0.0.0/0',
              },
              { RuleNumber: 32767, Egress: true, RuleAction: 'deny', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'a VPC comes with a default security group that admits itself and lets all out',
    page: guide('default-security-group'),
    motoDiffers: "moto's default group does not admit itself",
    steps: [
      vpc(),
      { ...shows('DescribeSecurityGroups', byVpc, { SecurityGroups: { $size: 1 } }), save: 'groups' },
      shows('DescribeSecurityGroups', byVpc, {
        SecurityGroups: [
          {
            GroupName: 'default',
            IpPermissions: [
              { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: '{groups.SecurityGroups.0.GroupId}' }] },
            ],
            IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
          },
        ],
      }),
    ],
  },
  {
    name: 'a new VPC has DNS support on, DNS host names and usage metrics off',
    page: guide('vpc-dns'),
    steps: [
      vpc(),
      shows(
        'DescribeVpcAttribute',
        { VpcId: vpcId, Attribute: 'enableDnsSupport' },
        { EnableDnsSupport: { Value: true } },
      ),
      shows(
        'DescribeVpcAttribute',
        { VpcId: vpcId, Attribute: 'enableDnsHostnames' },
        { EnableDnsHostnames: { Value: false } },
      ),
      shows(
        'DescribeVpcAttribute',
        { VpcId: vpcId, Attribute: 'enableNetworkAddressUsageMetrics' },
        { EnableNetworkAddressUsageMetrics: { Value: false } },
      ),
    ],
  },
  {
    name: 'DNS attributes of a VPC can be changed one after the other',
    page: api('ModifyVpcAttribute'),
    steps: [
      vpc(),
      does('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: true } }),
      shows(
        'DescribeVpcAttribute',
        { VpcId: vpcId, Attribute: 'enableDnsHostnames' },
        { EnableDnsHostnames: { Value: true } },
      ),
      does('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: false } }),
      does('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsSupport: { Value: false } }),
      shows(
        'DescribeVpcAttribute',
        { VpcId: vpcId, Attribute: 'enableDnsSupport' },
        { EnableDnsSupport: { Value: false } },
      ),
    ],
  },
  {
    name: 'DNS host names cannot be turned on while DNS support is off',
    page: api('ModifyVpcAttribute'),
    motoDiffers: 'moto does not look at DNS support',
    steps: [
      vpc(),
      does('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsSupport: { Value: false } }),
      refuses('*', 'ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: true } }),
    ],
  },
  {
    name: 'an attribute of a VPC that is not there is refused',
    page: errorCodes,
    steps: [
      refuses('InvalidVpcID.NotFound', 'DescribeVpcAttribute', {
        VpcId: nothing.vpc,
        Attribute: 'enableDnsSupport',
      }),
    ],
  },
  {
    name: 'describing a VPC by an identifier that nothing has is refused',
    page: errorCodes,
    steps: [refuses('InvalidVpcID.NotFound', 'DescribeVpcs', { VpcIds: [nothing.vpc] })],
  },
  {
    name: 'one unknown identifier spoils the whole question',
    page: errorCodes,
    steps: [vpc(), refuses('InvalidVpcID.NotFound', 'DescribeVpcs', { VpcIds: [vpcId, nothing.vpc] })],
  },
  {
    name: 'a deleted VPC is gone, with its main route table and its default group',
    page: api('DeleteVpc'),
    steps: [
      vpc(),
      does('DeleteVpc', { VpcId: vpcId }),
      shows('DescribeVpcs', byVpc, { Vpcs: { $absent: true } }),
      shows('DescribeRouteTables', byVpc, { RouteTables: { $absent: true } }),
      shows('DescribeSecurityGroups', byVpc, { SecurityGroups: { $absent: true } }),
      refuses('InvalidVpcID.NotFound', 'DescribeVpcs', { VpcIds: [vpcId] }),
    ],
  },
  {
    name: 'the default network ACL of a deleted VPC is gone',
    page: api('DeleteVpc'),
    motoDiffers: 'moto keeps it',
    steps: [
      vpc(),
      does('DeleteVpc', { VpcId: vpcId }),
      shows('DescribeNetworkAcls', byVpc, { NetworkAcls: { $absent: true } }),
    ],
  },
  {
    name: 'deleting a VPC that is not there is refused',
    page: errorCodes,
    steps: [refuses('InvalidVpcID.NotFound', 'DeleteVpc', { VpcId: nothing.vpc })],
  },
  {
    name: 'a VPC with a subnet cannot be deleted',
    page: guide('delete-vpc'),
    steps: [vpc(), subnet(), refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId })],
  },
  {
    name: 'a VPC with an internet gateway cannot be deleted',
    page: guide('delete-vpc'),
    motoDiffers: 'moto deletes it',
    steps: [vpc(), gateway(), attach(), refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId })],
  },
  {
    name: 'a VPC with a route table of its own cannot be deleted',
    page: guide('delete-vpc'),
    steps: [vpc(), table(), refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId })],
  },
  {
    name: 'a VPC with a security group of its own cannot be deleted',
    page: guide('delete-vpc'),
    motoDiffers: 'moto deletes it',
    steps: [vpc(), group(), refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId })],
  },
  {
    name: 'a dry run says that it would have worked, and does nothing',
    page: api('CreateVpc'),
    motoDiffers: 'moto does not know dry runs',
    steps: [
      refuses('DryRunOperation', 'CreateVpc', { CidrBlock: '10.77.0.0/16', DryRun: true }),
      shows('DescribeVpcs', { Filters: [filter('cidr', '10.77.0.0/16')] }, { Vpcs: { $absent: true } }),
    ],
  },
  {
    name: 'a dedicated VPC can become a default one, once',
    page: api('ModifyVpcTenancy'),
    steps: [
      make('vpc', 'CreateVpc', { CidrBlock: '10.0.0.0/16', InstanceTenancy: 'dedicated' }),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ InstanceTenancy: 'dedicated' }] }),
      does('ModifyVpcTenancy', { VpcId: vpcId, InstanceTenancy: 'default' }),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ InstanceTenancy: 'default' }] }),
    ],
  },
  {
    name: 'a VPC of one Region is unknown in another',
    page: errorCodes,
    steps: [
      vpc(),
      refuses('InvalidVpcID.NotFound', 'DescribeVpcs', { VpcIds: [vpcId] }, { region: 'eu-west-1' }),
    ],
  },
  {
    name: 'a VPC of one account is unknown in another',
    page: errorCodes,
    steps: [
      vpc(),
      refuses('InvalidVpcID.NotFound', 'DescribeVpcs', { VpcIds: [vpcId] }, { account: 'other' }),
    ],
  },
  {
    name: 'an assumed role is in the account of the role',
    page: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
    steps: [
      shows('GetCallerIdentity', {}, { Account: '{account.home}' }),
      shows('GetCallerIdentity', {}, { Account: '{account.other}' }, { account: 'other' }),
    ],
  },
];
