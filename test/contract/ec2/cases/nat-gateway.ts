// NAT gateways: creation, its late failures, reading.
import {
  type Case,
  api,
  does,
  errorCodes,
  filter,
  guide,
  idempotency,
  make,
  pagination,
  refuses,
  shows,
} from '../case.ts';
import { address, allocationId, nothing, subnet, subnetId, vpc, vpcId } from './common.ts';
import {
  addresses,
  described,
  inner,
  is,
  nat,
  natId,
  one,
  open,
  outer,
  remove,
  standing,
  wayOut,
} from './nat-gateway-steps.ts';

const creation: readonly Case[] = [
  {
    name: 'a new public NAT gateway is pending',
    page: api('CreateNatGateway'),
    motoDiffers: 'moto has it available at once',
    steps: [
      ...open,
      {
        call: 'CreateNatGateway',
        input: outer,
        expect: {
          shape: { NatGateway: { State: 'pending', SubnetId: subnetId, VpcId: vpcId } },
        },
      },
    ],
  },
  {
    name: 'a public NAT gateway becomes available with its address',
    page: api('NatGateway'),
    motoDiffers: 'moto does not show the type of connectivity',
    steps: [
      ...open,
      nat(),
      is('available', {
        ConnectivityType: 'public',
        ...addresses({
          AllocationId: allocationId,
          PublicIp: '{address.PublicIp}',
          PrivateIp: { $like: '^10\\.0\\.1\\.' },
        }),
      }),
    ],
  },
  {
    name: 'a NAT gateway’s first address is primary and shows its status',
    page: api('NatGatewayAddress'),
    motoDiffers: 'moto shows neither',
    steps: [...open, nat(), is('available', addresses({ IsPrimary: true, Status: 'succeeded' }))],
  },
  {
    name: 'a NAT gateway’s interface is AWS’s own',
    page: guide('nat-gateway-basics'),
    motoDiffers: 'moto makes an ordinary one',
    steps: [
      ...standing,
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('subnet-id', subnetId)] },
        { NetworkInterfaces: [{ RequesterManaged: true, Status: 'in-use', Description: { $like: 'nat-' } }] },
      ),
    ],
  },
  {
    name: 'a NAT gateway’s interface cannot be deleted by anybody else',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html',
    unsettled: 'the page names no code',
    steps: [
      ...standing,
      {
        call: 'DescribeNetworkInterfaces',
        input: { Filters: [filter('subnet-id', subnetId)] },
        save: 'cards',
        expect: { shape: { NetworkInterfaces: { $size: 1 } } },
      },
      refuses('*', 'DeleteNetworkInterface', {
        NetworkInterfaceId: '{cards.NetworkInterfaces.0.NetworkInterfaceId}',
      }),
    ],
  },
  {
    name: 'a private NAT gateway needs no address and no internet gateway',
    page: api('CreateNatGateway'),
    steps: [
      vpc(),
      subnet(),
      nat('nat', inner),
      is('available', { ConnectivityType: 'private', ...addresses({ AllocationId: { $absent: true } }) }),
    ],
  },
  {
    name: 'a NAT gateway gets the private address that it asks for',
    page: api('CreateNatGateway'),
    motoDiffers: 'moto ignores it',
    steps: [
      vpc(),
      subnet(),
      nat('nat', { ...inner, PrivateIpAddress: '10.0.1.77' }),
      is('available', addresses({ PrivateIp: '10.0.1.77' })),
    ],
  },
  {
    name: 'a private address outside of the subnet is refused',
    page: api('CreateNatGateway'),
    unsettled: 'the page names no code',
    steps: [vpc(), subnet(), refuses('*', 'CreateNatGateway', { ...inner, PrivateIpAddress: '10.0.9.9' })],
  },
  {
    name: 'a private NAT gateway can begin with secondary addresses',
    page: api('CreateNatGateway'),
    motoDiffers: 'moto ignores them',
    steps: [
      vpc(),
      subnet(),
      nat('nat', { ...inner, SecondaryPrivateIpAddresses: ['10.0.1.21', '10.0.1.22'] }),
      is('available', addresses({ IsPrimary: true }, { PrivateIp: '10.0.1.21' }, { PrivateIp: '10.0.1.22' })),
    ],
  },
  {
    name: 'a NAT gateway occupies an address of its subnet',
    page: guide('nat-gateway-basics'),
    steps: [
      vpc(),
      subnet(),
      nat('nat', inner),
      shows('DescribeSubnets', { SubnetIds: [subnetId] }, { Subnets: [{ AvailableIpAddressCount: 250 }] }),
    ],
  },
  {
    name: 'a public NAT gateway needs an address',
    page: api('CreateNatGateway'),
    motoDiffers: 'moto makes it without',
    steps: [
      ...wayOut,
      refuses(['MissingParameter', 'InvalidParameter'], 'CreateNatGateway', { SubnetId: subnetId }),
    ],
  },
  {
    name: 'a private NAT gateway takes no Elastic IP address',
    page: api('CreateNatGateway'),
    unsettled: 'the page says so and names no code',
    steps: [...open, refuses('*', 'CreateNatGateway', { ...inner, AllocationId: allocationId })],
  },
  {
    name: 'a NAT gateway in a subnet that is not there is refused',
    page: errorCodes,
    steps: [
      refuses(['InvalidSubnetID.NotFound', 'InvalidSubnet'], 'CreateNatGateway', {
        ...inner,
        SubnetId: nothing.subnet,
      }),
    ],
  },
  {
    name: 'a NAT gateway with an address that is not there is refused',
    page: errorCodes,
    steps: [
      ...open,
      refuses(['InvalidAllocationID.NotFound', 'InvalidElasticIpID.NotFound'], 'CreateNatGateway', {
        ...outer,
        AllocationId: nothing.address,
      }),
    ],
  },
  {
    name: 'without an internet gateway a public NAT gateway fails after a while',
    page: api('NatGateway'),
    motoDiffers: 'moto has it available',
    steps: [
      vpc(),
      subnet(),
      address(),
      nat(),
      is('failed', { FailureCode: 'Gateway.NotAttached', FailureMessage: { $like: 'Internet gateway' } }),
    ],
  },
  {
    name: 'a NAT gateway whose address is in use fails after a while',
    page: api('NatGateway'),
    motoDiffers: 'moto has both available',
    steps: [...open, nat('first'), nat(), is('failed', { FailureCode: 'Resource.AlreadyAssociated' })],
  },
  {
    name: 'a failed NAT gateway holds neither its subnet nor its address',
    page: guide('nat-gateway-troubleshooting'),
    motoDiffers: 'moto has it available',
    steps: [
      vpc(),
      subnet(),
      address(),
      nat(),
      is('failed'),
      does('ReleaseAddress', { AllocationId: allocationId }),
      does('DeleteSubnet', { SubnetId: subnetId }),
    ],
  },
  {
    name: 'a failed NAT gateway can be deleted',
    page: guide('nat-gateway-troubleshooting'),
    unsettled: 'the page says only that it goes by itself in about an hour',
    steps: [vpc(), subnet(), address(), nat(), is('failed'), remove],
  },
  {
    name: 'the same client token makes one NAT gateway',
    page: idempotency,
    motoDiffers: 'moto ignores ClientToken',
    steps: [
      vpc(),
      subnet(),
      nat('nat', { ...inner, ClientToken: 'once' }),
      {
        call: 'CreateNatGateway',
        input: { ...inner, ClientToken: 'once' },
        expect: { shape: { NatGateway: { NatGatewayId: natId } } },
      },
    ],
  },
  {
    name: 'the same client token with other parameters is refused for a NAT gateway',
    page: idempotency,
    motoDiffers: 'moto ignores ClientToken',
    steps: [
      vpc(),
      subnet(),
      nat('nat', { ...inner, ClientToken: 'once' }),
      refuses('IdempotentParameterMismatch', 'CreateNatGateway', {
        ...inner,
        PrivateIpAddress: '10.0.1.9',
        ClientToken: 'once',
      }),
    ],
  },
  {
    name: 'a zone holds five NAT gateways',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto has no quota',
    steps: [
      vpc(),
      subnet(),
      ...['a', 'b', 'c', 'd', 'e'].map((name) => nat(name, inner)),
      refuses('NatGatewayLimitExceeded', 'CreateNatGateway', inner),
    ],
  },
  {
    name: 'a NAT gateway that is being deleted still counts',
    page: guide('nat-gateway-troubleshooting'),
    motoDiffers: 'moto has no quota',
    steps: [
      vpc(),
      subnet(),
      nat('nat', inner),
      ...['b', 'c', 'd', 'e'].map((name) => nat(name, inner)),
      remove,
      refuses('NatGatewayLimitExceeded', 'CreateNatGateway', inner),
      is('deleted'),
      nat('again', inner),
    ],
  },
  {
    name: 'tags given at creation are on the NAT gateway',
    page: api('CreateNatGateway'),
    steps: [
      vpc(),
      subnet(),
      nat('nat', {
        ...inner,
        TagSpecifications: [{ ResourceType: 'natgateway', Tags: [{ Key: 'a', Value: '1' }] }],
      }),
      shows('DescribeNatGateways', described, one({ Tags: [{ Key: 'a', Value: '1' }] })),
      shows('DescribeNatGateways', { Filter: [filter('tag:a', '1')] }, one({ NatGatewayId: natId })),
      shows('DescribeNatGateways', { Filter: [filter('tag-key', 'a')] }, one({ NatGatewayId: natId })),
    ],
  },
  {
    name: 'a dry run makes no NAT gateway',
    page: api('CreateNatGateway'),
    motoDiffers: 'moto ignores DryRun',
    steps: [
      vpc(),
      subnet(),
      refuses('DryRunOperation', 'CreateNatGateway', { ...inner, DryRun: true }),
      shows('DescribeNatGateways', {}, { NatGateways: { $absent: true } }),
    ],
  },
];

const reading: readonly Case[] = [
  {
    name: 'NAT gateways are found by VPC, subnet, state and id',
    page: api('DescribeNatGateways'),
    steps: [
      vpc(),
      subnet(),
      subnet('second', '10.0.2.0/24'),
      nat('nat', inner),
      nat('other', { ...inner, SubnetId: '{second.Subnet.SubnetId}' }),
      is('available'),
      shows('DescribeNatGateways', { Filter: [filter('vpc-id', vpcId)] }, { NatGateways: { $size: 2 } }),
      shows('DescribeNatGateways', { Filter: [filter('subnet-id', subnetId)] }, one({ NatGatewayId: natId })),
      shows(
        'DescribeNatGateways',
        { Filter: [filter('nat-gateway-id', natId)] },
        one({ State: 'available' }),
      ),
      shows('DescribeNatGateways', { Filter: [filter('state', 'available')] }, { NatGateways: { $size: 2 } }),
    ],
  },
  {
    name: 'a NAT gateway that is not there is not described',
    page: errorCodes,
    motoDiffers: 'moto answers an empty list',
    steps: [
      refuses(['NatGatewayNotFound', 'InvalidNatGatewayID.NotFound'], 'DescribeNatGateways', {
        NatGatewayIds: [nothing.nat],
      }),
    ],
  },
  {
    name: 'NAT gateways are listed in pages',
    page: pagination,
    motoDiffers: 'moto answers all at once',
    steps: [
      vpc(),
      subnet(),
      subnet('second', '10.0.2.0/24'),
      make('third', 'CreateSubnet', {
        VpcId: vpcId,
        CidrBlock: '10.0.3.0/24',
        AvailabilityZone: 'us-east-1b',
      }),
      ...['a', 'b', 'c', 'd', 'e'].map((name) => nat(name, inner)),
      nat('f', { ...inner, SubnetId: '{third.Subnet.SubnetId}' }),
      shows('DescribeNatGateways', {}, { NatGateways: { $size: 6 } }),
      {
        call: 'DescribeNatGateways',
        input: { MaxResults: 5 },
        save: 'page',
        expect: { shape: { NatGateways: { $size: 5 }, NextToken: { $like: '.' } } },
      },
      shows(
        'DescribeNatGateways',
        { MaxResults: 5, NextToken: '{page.NextToken}' },
        { NatGateways: { $size: 1 }, NextToken: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a filter that NAT gateways do not have is refused',
    page: api('DescribeNatGateways'),
    unsettled: 'the page names no code',
    steps: [refuses('*', 'DescribeNatGateways', { Filter: [filter('colour', 'blue')] })],
  },
];

export const natGatewayCases: readonly Case[] = [...creation, ...reading];
