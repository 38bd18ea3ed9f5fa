// Elastic IP addresses: allocation, association, release.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  idempotency,
  make,
  refuses,
  type Step,
  shows,
  tagging,
} from '../case.ts';
import {
  address,
  allocationId,
  attach,
  gateway,
  interfaceId,
  networkInterface,
  nothing,
  subnet,
  vpc,
  vpcId,
} from './common.ts';

const describe = { AllocationIds: [allocationId] };
const one = (shape: object) => ({ Addresses: [shape] }) as never;
/** A VPC with a way to the internet, and an interface in it. */
const ground = [vpc(), subnet(), gateway(), attach(), networkInterface()];
const on = (more: object = {}) => ({
  AllocationId: allocationId,
  NetworkInterfaceId: interfaceId,
  ...more,
});
const seat = (save = 'seat', input: object = on()): Step =>
  make(save, 'AssociateAddress', input as Readonly<Record<string, unknown>>);
const second = on({ NetworkInterfaceId: '{second.NetworkInterface.NetworkInterfaceId}' });
/** An address that sits on an interface. */
const seated = [...ground, address(), seat()];

export const elasticIPCases: readonly Case[] = [
  {
    name: 'a new Elastic IP address has an id, an address, and sits nowhere',
    page: api('AllocateAddress'),
    steps: [
      {
        call: 'AllocateAddress',
        save: 'address',
        input: { Domain: 'vpc' },
        expect: {
          shape: {
            AllocationId: { $like: '^eipalloc-' },
            PublicIp: { $like: '^\\d+\\.\\d+\\.\\d+\\.\\d+$' },
            Domain: 'vpc',
          },
        },
      },
      shows(
        'DescribeAddresses',
        describe,
        one({ PublicIp: '{address.PublicIp}', Domain: 'vpc', AssociationId: { $absent: true } }),
      ),
    ],
  },
  {
    name: 'an Elastic IP address is of the region’s network border group and of Amazon’s pool',
    page: api('Address'),
    motoDiffers: 'moto names neither',
    steps: [
      address(),
      shows(
        'DescribeAddresses',
        describe,
        one({ NetworkBorderGroup: 'us-east-1', PublicIpv4Pool: 'amazon' }),
      ),
    ],
  },
  {
    name: 'every allocation gives another address: the call is not idempotent',
    page: idempotency,
    steps: [address(), address('second'), shows('DescribeAddresses', {}, { Addresses: { $size: 2 } })],
  },
  {
    name: 'five Elastic IP addresses are the quota of a region',
    page: 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
    motoDiffers: 'moto has no quota',
    steps: [
      ...['a', 'b', 'c', 'd', 'e'].map((name) => address(name)),
      refuses('AddressLimitExceeded', 'AllocateAddress', { Domain: 'vpc' }),
    ],
  },
  {
    name: 'an Elastic IP address cannot be allocated from a pool that is not there',
    page: api('AllocateAddress'),
    unsettled: 'the page names no code for an unknown pool',
    steps: [refuses('*', 'AllocateAddress', { PublicIpv4Pool: 'ipv4pool-ec2-0123456789abcdef0' })],
  },
  {
    name: 'a released address can be recovered',
    page: api('AllocateAddress'),
    steps: [
      address(),
      does('ReleaseAddress', { AllocationId: allocationId }),
      {
        call: 'AllocateAddress',
        input: { Address: '{address.PublicIp}' },
        expect: { shape: { PublicIp: '{address.PublicIp}' } },
      },
    ],
  },
  {
    name: 'an address that the account never had cannot be recovered',
    page: api('AllocateAddress'),
    unsettled: 'the page names no code',
    steps: [refuses('*', 'AllocateAddress', { Address: '203.0.113.77' })],
  },
  {
    name: 'what is not an address cannot be recovered',
    page: errorCodes,
    unsettled:
      'the list of codes has InvalidAddress.Malformed, the call’s page does not say that it is given here',
    steps: [refuses('*', 'AllocateAddress', { Address: 'somewhere' })],
  },
  {
    name: 'tags given at creation are on the Elastic IP address',
    page: api('AllocateAddress'),
    steps: [
      make('address', 'AllocateAddress', {
        Domain: 'vpc',
        TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'a', Value: '1' }] }],
      }),
      shows('DescribeAddresses', describe, one({ Tags: [{ Key: 'a', Value: '1' }] })),
      shows('DescribeAddresses', { Filters: [filter('tag:a', '1')] }, one({ AllocationId: allocationId })),
      shows('DescribeAddresses', { Filters: [filter('tag-key', 'a')] }, one({ AllocationId: allocationId })),
    ],
  },
  {
    name: 'tags for another type are refused, and no address is allocated',
    page: tagging,
    motoDiffers: 'moto takes any type',
    steps: [
      refuses('InvalidParameterValue', 'AllocateAddress', {
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: '1' }] }],
      }),
      shows('DescribeAddresses', {}, { Addresses: { $absent: true } }),
    ],
  },
  {
    name: 'an Elastic IP address can be tagged and untagged later',
    page: api('CreateTags'),
    steps: [
      address(),
      does('CreateTags', { Resources: [allocationId], Tags: [{ Key: 'a', Value: '1' }] }),
      shows('DescribeAddresses', describe, one({ Tags: [{ Key: 'a', Value: '1' }] })),
      does('DeleteTags', { Resources: [allocationId], Tags: [{ Key: 'a' }] }),
      shows('DescribeAddresses', describe, one({ Tags: { $absent: true } })),
    ],
  },
  {
    name: 'a dry run allocates nothing',
    page: api('AllocateAddress'),
    steps: [
      refuses('DryRunOperation', 'AllocateAddress', { Domain: 'vpc', DryRun: true }),
      shows('DescribeAddresses', {}, { Addresses: { $absent: true } }),
    ],
  },
  {
    name: 'an Elastic IP address on an interface is shown by both',
    page: api('AssociateAddress'),
    steps: [
      ...seated,
      shows(
        'DescribeAddresses',
        describe,
        one({
          AssociationId: '{seat.AssociationId}',
          NetworkInterfaceId: interfaceId,
          PrivateIpAddress: '{interface.NetworkInterface.PrivateIpAddress}',
        }),
      ),
      shows(
        'DescribeNetworkInterfaces',
        { NetworkInterfaceIds: [interfaceId] },
        {
          NetworkInterfaces: [
            { Association: { AllocationId: allocationId, PublicIp: '{address.PublicIp}' } },
          ],
        },
      ),
    ],
  },
  {
    name: 'associating again what is associated already is no error',
    page: api('AssociateAddress'),
    motoDiffers: 'moto makes another association',
    steps: [
      ...seated,
      {
        call: 'AssociateAddress',
        input: on(),
        expect: { shape: { AssociationId: '{seat.AssociationId}' } },
      },
    ],
  },
  {
    name: 'an Elastic IP address moves to another interface in one call',
    page: api('AssociateAddress'),
    motoDiffers: 'moto refuses it unless AllowReassociation is given',
    steps: [
      ...ground,
      networkInterface('second'),
      address(),
      seat(),
      seat('other', second),
      shows(
        'DescribeAddresses',
        describe,
        one({ NetworkInterfaceId: '{second.NetworkInterface.NetworkInterfaceId}' }),
      ),
      shows(
        'DescribeNetworkInterfaces',
        { NetworkInterfaceIds: [interfaceId] },
        { NetworkInterfaces: [{ Association: { $absent: true } }] },
      ),
    ],
  },
  {
    name: 'an Elastic IP address does not move where reassociation is not allowed',
    page: api('AssociateAddress'),
    steps: [
      ...ground,
      networkInterface('second'),
      address(),
      seat(),
      refuses('Resource.AlreadyAssociated', 'AssociateAddress', { ...second, AllowReassociation: false }),
    ],
  },
  {
    name: 'an interface’s address gives way to another one, and stays with the account',
    page: api('AssociateAddress'),
    motoDiffers: 'moto leaves both associated',
    steps: [
      ...ground,
      address(),
      address('newer'),
      seat(),
      seat('other', on({ AllocationId: '{newer.AllocationId}' })),
      shows('DescribeAddresses', describe, one({ AssociationId: { $absent: true } })),
    ],
  },
  {
    name: 'an Elastic IP address cannot be associated in a VPC without an internet gateway',
    page: errorCodes,
    motoDiffers: 'moto does not look for an internet gateway',
    steps: [
      vpc(),
      subnet(),
      networkInterface(),
      address(),
      refuses('Gateway.NotAttached', 'AssociateAddress', on()),
    ],
  },
  {
    name: 'a private address that the interface does not have is refused',
    page: api('AssociateAddress'),
    unsettled: 'the page names no code',
    steps: [...ground, address(), refuses('*', 'AssociateAddress', on({ PrivateIpAddress: '10.0.1.200' }))],
  },
  {
    name: 'an interface and an instance exclude each other',
    page: api('AssociateAddress'),
    motoDiffers: 'moto takes the instance',
    steps: [
      ...ground,
      address(),
      refuses(
        ['InvalidParameterCombination', 'InvalidParameterValue'],
        'AssociateAddress',
        on({ InstanceId: nothing.instance }),
      ),
    ],
  },
  {
    name: 'associating needs an interface or an instance',
    page: api('AssociateAddress'),
    steps: [
      address(),
      refuses(['MissingParameter', 'InvalidParameterCombination'], 'AssociateAddress', {
        AllocationId: allocationId,
      }),
    ],
  },
  {
    name: 'an instance that is not there is refused',
    page: errorCodes,
    steps: [
      address(),
      refuses('InvalidInstanceID.NotFound', 'AssociateAddress', {
        AllocationId: allocationId,
        InstanceId: nothing.instance,
      }),
    ],
  },
  {
    name: 'an interface that is not there is refused',
    page: errorCodes,
    steps: [
      address(),
      refuses('InvalidNetworkInterfaceID.NotFound', 'AssociateAddress', {
        AllocationId: allocationId,
        NetworkInterfaceId: nothing.interface,
      }),
    ],
  },
  {
    name: 'an Elastic IP address that is not there cannot be associated',
    page: errorCodes,
    steps: [
      ...ground,
      refuses('InvalidAllocationID.NotFound', 'AssociateAddress', on({ AllocationId: nothing.address })),
    ],
  },
  {
    name: 'a disassociated address sits nowhere, and the interface shows none',
    page: api('DisassociateAddress'),
    steps: [
      ...seated,
      does('DisassociateAddress', { AssociationId: '{seat.AssociationId}' }),
      shows('DescribeAddresses', describe, one({ AssociationId: { $absent: true } })),
      shows(
        'DescribeNetworkInterfaces',
        { NetworkInterfaceIds: [interfaceId] },
        { NetworkInterfaces: [{ Association: { $absent: true } }] },
      ),
    ],
  },
  {
    name: 'disassociating again is no error',
    page: api('DisassociateAddress'),
    motoDiffers: 'moto does not know the association any more',
    steps: [
      ...seated,
      does('DisassociateAddress', { AssociationId: '{seat.AssociationId}' }),
      does('DisassociateAddress', { AssociationId: '{seat.AssociationId}' }),
    ],
  },
  {
    name: 'an association of an address that never was is refused',
    page: errorCodes,
    steps: [
      refuses('InvalidAssociationID.NotFound', 'DisassociateAddress', {
        AssociationId: nothing.addressAssociation,
      }),
    ],
  },
  {
    name: 'an associated address cannot be released',
    page: api('ReleaseAddress'),
    motoDiffers: 'moto releases it',
    steps: [...seated, refuses('InvalidIPAddress.InUse', 'ReleaseAddress', { AllocationId: allocationId })],
  },
  {
    name: 'an associated address holds the internet gateway in its VPC',
    page: api('DetachInternetGateway'),
    motoDiffers: 'moto detaches it',
    steps: [
      ...seated,
      refuses('DependencyViolation', 'DetachInternetGateway', {
        InternetGatewayId: '{gateway.InternetGateway.InternetGatewayId}',
        VpcId: vpcId,
      }),
      does('DisassociateAddress', { AssociationId: '{seat.AssociationId}' }),
      does('DetachInternetGateway', {
        InternetGatewayId: '{gateway.InternetGateway.InternetGatewayId}',
        VpcId: vpcId,
      }),
    ],
  },
  {
    name: 'a deleted interface lets its address go',
    page: api('DeleteNetworkInterface'),
    unsettled: 'the page says only that the interface must be detached first',
    steps: [
      ...seated,
      does('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId }),
      does('ReleaseAddress', { AllocationId: allocationId }),
    ],
  },
  {
    name: 'an address is released in its own network border group only',
    page: api('ReleaseAddress'),
    motoDiffers: 'moto does not look at the group',
    steps: [
      address(),
      refuses('InvalidAddress.NotFound', 'ReleaseAddress', {
        AllocationId: allocationId,
        NetworkBorderGroup: 'us-east-1-bos-1',
      }),
      does('ReleaseAddress', { AllocationId: allocationId, NetworkBorderGroup: 'us-east-1' }),
    ],
  },
  {
    name: 'a released address is gone',
    page: errorCodes,
    steps: [
      address(),
      does('ReleaseAddress', { AllocationId: allocationId }),
      refuses('InvalidAllocationID.NotFound', 'DescribeAddresses', describe),
      refuses('InvalidAllocationID.NotFound', 'ReleaseAddress', { AllocationId: allocationId }),
    ],
  },
  {
    name: 'a dry run releases nothing',
    page: api('ReleaseAddress'),
    steps: [
      address(),
      refuses('DryRunOperation', 'ReleaseAddress', { AllocationId: allocationId, DryRun: true }),
      shows('DescribeAddresses', describe, one({ AllocationId: allocationId })),
    ],
  },
  {
    name: 'Elastic IP addresses are found by address, association and interface',
    page: api('DescribeAddresses'),
    steps: [
      ...ground,
      address(),
      address('second'),
      seat(),
      shows('DescribeAddresses', { PublicIps: ['{address.PublicIp}'] }, one({ AllocationId: allocationId })),
      ...[
        filter('public-ip', '{address.PublicIp}'),
        filter('allocation-id', allocationId),
        filter('association-id', '{seat.AssociationId}'),
        filter('network-interface-id', interfaceId),
        filter('private-ip-address', '{interface.NetworkInterface.PrivateIpAddress}'),
      ].map((by) => shows('DescribeAddresses', { Filters: [by] }, one({ AllocationId: allocationId }))),
    ],
  },
  {
    name: 'an address that the account does not have is not described',
    page: errorCodes,
    steps: [refuses('InvalidAddress.NotFound', 'DescribeAddresses', { PublicIps: ['203.0.113.77'] })],
  },
  {
    name: 'another account does not see the address',
    page: api('DescribeAddresses'),
    steps: [
      address(),
      shows('DescribeAddresses', {}, { Addresses: { $absent: true } }, { account: 'other' }),
      refuses('InvalidAllocationID.NotFound', 'DescribeAddresses', describe, { account: 'other' }),
    ],
  },
  {
    name: 'an Elastic IP address belongs to one region',
    page: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html',
    steps: [
      address(),
      shows('DescribeAddresses', {}, { Addresses: { $absent: true } }, { region: 'us-west-2' }),
    ],
  },
];
