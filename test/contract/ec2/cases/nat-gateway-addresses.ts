// NAT gateways: secondary addresses, and regional gateways with their addresses by zone.
import { type Case, api, does, errorCodes, guide, refuses } from '../case.ts';
import { address, allocationId, gatewayId, nothing, subnet, subnetId, vpc, vpcId } from './common.ts';
import {
  addresses,
  idOf,
  inner,
  is,
  nat,
  natId,
  open,
  standing,
  standingInside,
  usedAt,
  wayOut,
} from './nat-gateway-steps.ts';

const secondary: readonly Case[] = [
  {
    name: 'a public NAT gateway takes a second Elastic IP address',
    page: api('AssociateNatGatewayAddress'),
    motoDiffers: 'moto does not have the call',
    steps: [
      ...open,
      address('more'),
      nat(),
      is('available'),
      does('AssociateNatGatewayAddress', { NatGatewayId: natId, AllocationIds: [idOf('more')] }),
      is(
        'available',
        addresses(
          { AllocationId: allocationId, IsPrimary: true },
          { AllocationId: idOf('more'), IsPrimary: false, Status: 'succeeded' },
        ),
      ),
    ],
  },
  {
    name: 'two Elastic IP addresses are the quota of a NAT gateway',
    page: api('AssociateNatGatewayAddress'),
    unsettled: 'the page gives the number and no code',
    steps: [
      ...open,
      address('more'),
      address('most'),
      nat(),
      is('available'),
      refuses('*', 'AssociateNatGatewayAddress', {
        NatGatewayId: natId,
        AllocationIds: [idOf('more'), idOf('most')],
      }),
    ],
  },
  {
    name: 'an address in use cannot be added to a NAT gateway',
    page: errorCodes,
    motoDiffers: 'moto does not have the call',
    steps: [
      ...standing,
      refuses(['Resource.AlreadyAssociated', 'InvalidIPAddress.InUse'], 'AssociateNatGatewayAddress', {
        NatGatewayId: natId,
        AllocationIds: [allocationId],
      }),
    ],
  },
  {
    name: 'a private NAT gateway takes no Elastic IP address later either',
    page: api('AssociateNatGatewayAddress'),
    unsettled: 'the page says "with a public NAT gateway" and names no code',
    steps: [
      ...open,
      nat('nat', inner),
      is('available'),
      refuses('*', 'AssociateNatGatewayAddress', { NatGatewayId: natId, AllocationIds: [allocationId] }),
    ],
  },
  {
    name: 'a secondary address drains, and is free when it has left',
    page: api('DisassociateNatGatewayAddress'),
    motoDiffers: 'moto does not have the call',
    steps: [
      ...open,
      address('more'),
      nat(),
      is('available'),
      does('AssociateNatGatewayAddress', { NatGatewayId: natId, AllocationIds: [idOf('more')] }),
      usedAt(idOf('more')),
      does('DisassociateNatGatewayAddress', {
        NatGatewayId: natId,
        AssociationIds: ['{used.Addresses.0.AssociationId}'],
        MaxDrainDurationSeconds: 1,
      }),
      is('available', addresses({ AllocationId: allocationId })),
      does('ReleaseAddress', { AllocationId: idOf('more') }),
    ],
  },
  {
    name: 'the primary address of a NAT gateway cannot be removed',
    page: guide('nat-gateway-basics'),
    unsettled: 'the page says so and names no code',
    steps: [
      ...standing,
      usedAt(allocationId),
      refuses('*', 'DisassociateNatGatewayAddress', {
        NatGatewayId: natId,
        AssociationIds: ['{used.Addresses.0.AssociationId}'],
      }),
    ],
  },
  {
    name: 'an association that a NAT gateway does not have is refused',
    page: errorCodes,
    motoDiffers: 'moto does not have the call',
    steps: [
      ...standing,
      refuses(['InvalidAssociationID.NotFound', 'InvalidParameterValue'], 'DisassociateNatGatewayAddress', {
        NatGatewayId: natId,
        AssociationIds: [nothing.addressAssociation],
      }),
    ],
  },
  {
    name: 'a private NAT gateway gets more private addresses by name or by number',
    page: api('AssignPrivateNatGatewayAddress'),
    motoDiffers: 'moto does not have the call',
    steps: [
      ...standingInside,
      does('AssignPrivateNatGatewayAddress', { NatGatewayId: natId, PrivateIpAddresses: ['10.0.1.44'] }),
      is('available', addresses({ IsPrimary: true }, { PrivateIp: '10.0.1.44', Status: 'succeeded' })),
      does('AssignPrivateNatGatewayAddress', { NatGatewayId: natId, PrivateIpAddressCount: 2 }),
      is('available', { NatGatewayAddresses: { $size: 4 } }),
    ],
  },
  {
    name: 'private addresses by name and by number exclude each other',
    page: api('AssignPrivateNatGatewayAddress'),
    unsettled: 'the page says so and names no code',
    steps: [
      ...standingInside,
      refuses('*', 'AssignPrivateNatGatewayAddress', {
        NatGatewayId: natId,
        PrivateIpAddresses: ['10.0.1.44'],
        PrivateIpAddressCount: 1,
      }),
    ],
  },
  {
    name: 'eight private addresses are the most that a NAT gateway has',
    page: guide('nat-gateway-working-with'),
    unsettled: 'the page gives the number and no code',
    steps: [
      ...standingInside,
      refuses('*', 'AssignPrivateNatGatewayAddress', { NatGatewayId: natId, PrivateIpAddressCount: 8 }),
    ],
  },
  {
    name: 'an unassigned private address leaves',
    page: api('UnassignPrivateNatGatewayAddress'),
    motoDiffers: 'moto does not have the call',
    steps: [
      vpc(),
      subnet(),
      nat('nat', { ...inner, SecondaryPrivateIpAddresses: ['10.0.1.21'] }),
      is('available', { NatGatewayAddresses: { $size: 2 } }),
      does('UnassignPrivateNatGatewayAddress', {
        NatGatewayId: natId,
        PrivateIpAddresses: ['10.0.1.21'],
        MaxDrainDurationSeconds: 1,
      }),
      is('available', addresses({ IsPrimary: true })),
    ],
  },
];

const regional = { VpcId: vpcId, AvailabilityMode: 'regional' };
const regions: readonly Case[] = [
  {
    name: 'a regional NAT gateway lies in no subnet and has a route table of its own',
    page: guide('nat-gateways-regional'),
    motoDiffers: 'moto does not know regional ones',
    steps: [
      ...wayOut,
      nat('nat', regional),
      is('available', {
        AvailabilityMode: 'regional',
        VpcId: vpcId,
        SubnetId: { $absent: true },
        AutoProvisionZones: 'enabled',
        RouteTableId: { $like: '^rtb-' },
      }),
    ],
  },
  {
    name: 'a regional NAT gateway in manual mode has the addresses of its zones',
    page: api('CreateNatGateway'),
    motoDiffers: 'moto does not know regional ones',
    steps: [
      ...open,
      nat('nat', {
        ...regional,
        AvailabilityZoneAddresses: [{ AvailabilityZone: 'us-east-1a', AllocationIds: [allocationId] }],
      }),
      is('available', {
        AutoProvisionZones: 'disabled',
        ...addresses({ AllocationId: allocationId, AvailabilityZone: 'us-east-1a' }),
      }),
    ],
  },
  {
    name: 'a regional NAT gateway in manual mode grows by a zone',
    page: guide('nat-gateways-regional'),
    motoDiffers: 'moto does not know regional ones',
    steps: [
      ...open,
      address('more'),
      nat('nat', {
        ...regional,
        AvailabilityZoneAddresses: [{ AvailabilityZone: 'us-east-1a', AllocationIds: [allocationId] }],
      }),
      is('available'),
      does('AssociateNatGatewayAddress', {
        NatGatewayId: natId,
        AvailabilityZone: 'us-east-1b',
        AllocationIds: [idOf('more')],
      }),
      is(
        'available',
        addresses(
          { AvailabilityZone: 'us-east-1a' },
          { AvailabilityZone: 'us-east-1b', AllocationId: idOf('more') },
        ),
      ),
    ],
  },
  {
    name: 'a regional NAT gateway is never private',
    page: guide('nat-gateways-regional'),
    unsettled: 'the page says so and names no code',
    steps: [vpc(), refuses('*', 'CreateNatGateway', { ...regional, ConnectivityType: 'private' })],
  },
  {
    name: 'a regional NAT gateway takes no subnet',
    page: guide('nat-gateways-regional'),
    unsettled: 'the page says so and names no code',
    steps: [vpc(), subnet(), refuses('*', 'CreateNatGateway', { ...regional, SubnetId: subnetId })],
  },
  {
    name: 'a regional NAT gateway holds its VPC and the internet gateway',
    page: api('DetachInternetGateway'),
    motoDiffers: 'moto does not know regional ones',
    steps: [
      ...wayOut,
      nat('nat', regional),
      is('available'),
      refuses('DependencyViolation', 'DetachInternetGateway', {
        InternetGatewayId: gatewayId,
        VpcId: vpcId,
      }),
      refuses('DependencyViolation', 'DeleteVpc', { VpcId: vpcId }),
    ],
  },
];

export const natGatewayAddressCases: readonly Case[] = [...secondary, ...regions];
