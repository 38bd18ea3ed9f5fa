// What network interfaces are attached to, what that blocks, and their pages, filters and dry runs.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  make,
  pagination,
  refuses,
  shows,
  type Step,
} from '../case.ts';
import {
  group,
  groupId,
  interfaceId,
  networkInterface,
  nothing,
  subnet,
  subnetId,
  table,
  tableId,
  vpc,
  vpcId,
} from './common.ts';

const describe = { NetworkInterfaceIds: [interfaceId] };
const ground = [vpc(), subnet()];
const attachmentsPage =
  'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network-interface-attachments.html';
const one = (shape: object) => ({ NetworkInterfaces: [shape] }) as never;

function instance(save = 'instance', of = subnetId): Step {
  return make(save, 'RunInstances', {
    ImageId: 'ami-12c6146b',
    InstanceType: 't3.medium',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: of,
  });
}
const instanceId = '{instance.Instances.0.InstanceId}';
const running = shows(
  'DescribeInstances',
  { InstanceIds: [instanceId] },
  { Reservations: [{ Instances: [{ State: { Name: 'running' } }] }] },
);
const attach = (more: object = {}) =>
  make('attachment', 'AttachNetworkInterface', {
    NetworkInterfaceId: interfaceId,
    InstanceId: instanceId,
    DeviceIndex: 1,
    ...more,
  });
const attached = [...ground, networkInterface(), instance(), running, attach()];

export const networkInterfaceAttachmentCases: readonly Case[] = [
  {
    name: 'an attached network interface is in use, and says where',
    page: api('NetworkInterfaceAttachment'),
    steps: [
      ...attached,
      shows(
        'DescribeNetworkInterfaces',
        describe,
        one({
          Status: 'in-use',
          Attachment: {
            AttachmentId: '{attachment.AttachmentId}',
            InstanceId: instanceId,
            InstanceOwnerId: '{account.home}',
            DeviceIndex: 1,
            DeleteOnTermination: false,
            Status: 'attached',
          },
        }),
      ),
    ],
  },
  {
    name: 'a detached network interface is available again',
    page: api('DetachNetworkInterface'),
    steps: [
      ...attached,
      does('DetachNetworkInterface', { AttachmentId: '{attachment.AttachmentId}' }),
      shows('DescribeNetworkInterfaces', describe, one({ Status: 'available' })),
    ],
  },
  {
    name: 'a network interface in use cannot be deleted',
    page: api('DeleteNetworkInterface'),
    motoDiffers: 'moto deletes it',
    steps: [
      ...attached,
      refuses(['InvalidParameterValue', 'InvalidNetworkInterface.InUse'], 'DeleteNetworkInterface', {
        NetworkInterfaceId: interfaceId,
      }),
    ],
  },
  {
    name: 'a network interface is attached to one instance at a time',
    page: errorCodes,
    motoDiffers: 'moto attaches it twice',
    steps: [
      ...attached,
      instance('second'),
      refuses('InvalidNetworkInterface.InUse', 'AttachNetworkInterface', {
        NetworkInterfaceId: interfaceId,
        InstanceId: '{second.Instances.0.InstanceId}',
        DeviceIndex: 1,
      }),
    ],
  },
  {
    name: 'an instance takes a network interface of another VPC in its zone',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/scenarios-enis.html',
    steps: [
      ...ground,
      networkInterface(),
      vpc('far', '10.1.0.0/16'),
      make('away', 'CreateSubnet', {
        VpcId: '{far.Vpc.VpcId}',
        CidrBlock: '10.1.1.0/24',
        AvailabilityZone: 'us-east-1a',
      }),
      instance('instance', '{away.Subnet.SubnetId}'),
      running,
      attach(),
      shows('DescribeNetworkInterfaces', describe, one({ Attachment: { InstanceId: instanceId } })),
    ],
  },
  {
    name: 'an instance has one network interface at each index',
    page: api('AttachNetworkInterface'),
    motoDiffers: 'moto has the second one take the place',
    steps: [
      ...attached,
      networkInterface('second'),
      refuses('*', 'AttachNetworkInterface', {
        NetworkInterfaceId: '{second.NetworkInterface.NetworkInterfaceId}',
        InstanceId: instanceId,
        DeviceIndex: 1,
      }),
    ],
  },
  {
    name: 'a network interface and its instance are in one availability zone',
    page: attachmentsPage,
    motoDiffers: 'moto does not look at zones',
    steps: [
      ...ground,
      make('far', 'CreateSubnet', {
        VpcId: vpcId,
        CidrBlock: '10.0.2.0/24',
        AvailabilityZone: 'us-east-1b',
      }),
      networkInterface(),
      instance('instance', '{far.Subnet.SubnetId}'),
      running,
      refuses('*', 'AttachNetworkInterface', {
        NetworkInterfaceId: interfaceId,
        InstanceId: instanceId,
        DeviceIndex: 1,
      }),
    ],
  },
  {
    name: 'the primary network interface of an instance cannot be detached',
    page: attachmentsPage,
    steps: [
      ...ground,
      instance(),
      running,
      {
        call: 'DescribeNetworkInterfaces',
        input: { Filters: [filter('attachment.instance-id', instanceId)] },
        save: 'primary',
        expect: { shape: one({ Attachment: { DeviceIndex: 0 } }) },
      },
      refuses('OperationNotPermitted', 'DetachNetworkInterface', {
        AttachmentId: '{primary.NetworkInterfaces.0.Attachment.AttachmentId}',
      }),
    ],
  },
  {
    name: 'an attachment that is not there cannot be detached',
    page: errorCodes,
    steps: [
      refuses('InvalidAttachmentID.NotFound', 'DetachNetworkInterface', {
        AttachmentId: 'eni-attach-0123456789abcdef0',
      }),
    ],
  },
  {
    name: 'neither an interface nor an instance that is not there is attached',
    page: errorCodes,
    steps: [
      ...ground,
      networkInterface(),
      refuses('InvalidInstanceID.NotFound', 'AttachNetworkInterface', {
        NetworkInterfaceId: interfaceId,
        InstanceId: 'i-0123456789abcdef0',
        DeviceIndex: 1,
      }),
      refuses('InvalidNetworkInterfaceID.NotFound', 'AttachNetworkInterface', {
        NetworkInterfaceId: nothing.interface,
        InstanceId: 'i-0123456789abcdef0',
        DeviceIndex: 1,
      }),
    ],
  },
  {
    name: 'a network interface outlives the instance that it was attached to',
    page: attachmentsPage,
    motoDiffers: 'moto leaves it attached',
    steps: [
      ...attached,
      does('TerminateInstances', { InstanceIds: [instanceId] }),
      shows('DescribeNetworkInterfaces', describe, one({ Status: 'available' })),
      does('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId }),
    ],
  },
  {
    name: 'a subnet can be deleted when its network interface is',
    page: api('DeleteSubnet'),
    motoDiffers: 'moto deletes it',
    steps: [
      ...ground,
      networkInterface(),
      refuses('DependencyViolation', 'DeleteSubnet', { SubnetId: subnetId }),
      does('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId }),
      does('DeleteSubnet', { SubnetId: subnetId }),
    ],
  },
  {
    name: 'a security group of a network interface cannot be deleted',
    page: api('DeleteSecurityGroup'),
    motoDiffers: 'moto deletes it',
    steps: [
      ...ground,
      group(),
      networkInterface('interface', { Groups: [groupId] }),
      refuses('DependencyViolation', 'DeleteSecurityGroup', { GroupId: groupId }),
    ],
  },
  {
    name: 'a route leads through a network interface, and into nothing when that is deleted',
    page: guide('route-table-options'),
    motoDiffers: 'moto leaves the route active',
    steps: [
      ...ground,
      table(),
      networkInterface(),
      does('CreateRoute', {
        RouteTableId: tableId,
        DestinationCidrBlock: '192.0.2.0/24',
        NetworkInterfaceId: interfaceId,
      }),
      does('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId }),
      shows(
        'DescribeRouteTables',
        { RouteTableIds: [tableId] },
        { RouteTables: [{ Routes: { $has: [{ NetworkInterfaceId: interfaceId, State: 'blackhole' }] } }] },
      ),
    ],
  },
  {
    name: 'a network interface keeps at least one security group',
    page: api('ModifyNetworkInterfaceAttribute'),
    motoDiffers: 'moto answers success',
    steps: [
      ...ground,
      networkInterface(),
      refuses('*', 'ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: interfaceId, Groups: [] }),
    ],
  },
  {
    name: 'a network interface has at most five security groups',
    page: guide('amazon-vpc-limits'),
    motoDiffers: 'moto has no such quota',
    steps: [
      ...ground,
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => group(name, name)),
      refuses('SecurityGroupsPerInterfaceLimitExceeded', 'CreateNetworkInterface', {
        SubnetId: subnetId,
        Groups: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `{${name}.GroupId}`),
      }),
    ],
  },
  {
    name: 'network interfaces are found by what they are attached to and by their state',
    page: api('DescribeNetworkInterfaces'),
    steps: [
      ...attached,
      networkInterface('free', { Description: 'free' }),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('attachment.instance-id', instanceId), filter('attachment.device-index', '1')] },
        one({ NetworkInterfaceId: interfaceId }),
      ),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('status', 'available'), filter('vpc-id', vpcId)] },
        one({ Description: 'free' }),
      ),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('description', 'fr*')] },
        one({ Description: 'free' }),
      ),
    ],
    motoDiffers: 'moto does not know these filters',
  },
  {
    name: 'network interfaces come in pages of at least five',
    page: pagination,
    motoDiffers: 'moto gives no pages of interfaces',
    steps: [
      ...ground,
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => networkInterface(name)),
      {
        call: 'DescribeNetworkInterfaces',
        input: { MaxResults: 5 },
        save: 'first',
        expect: { shape: { NetworkInterfaces: { $size: 5 }, NextToken: { $like: '.' } } },
      },
      shows(
        'DescribeNetworkInterfaces',
        { MaxResults: 5, NextToken: '{first.NextToken}' },
        { NetworkInterfaces: { $size: 1 }, NextToken: { $absent: true } },
      ),
      refuses('InvalidParameterValue', 'DescribeNetworkInterfaces', { MaxResults: 4 }),
    ],
  },
  {
    name: 'a dry run makes no network interface',
    page: api('CreateNetworkInterface'),
    steps: [
      ...ground,
      refuses('DryRunOperation', 'CreateNetworkInterface', { SubnetId: subnetId, DryRun: true }),
      shows(
        'DescribeNetworkInterfaces',
        { Filters: [filter('vpc-id', vpcId)] },
        { NetworkInterfaces: { $size: 0 } },
      ),
    ],
  },
  {
    name: 'a malformed id of a network interface is told from an unknown one',
    page: errorCodes,
    motoDiffers: 'moto says that it is not found',
    steps: [
      refuses(
        ['InvalidNetworkInterfaceID.Malformed', 'InvalidNetworkInterfaceId.Malformed'],
        'DeleteNetworkInterface',
        { NetworkInterfaceId: 'eni-x' },
      ),
    ],
  },
  {
    name: 'the same client token with another network interface is refused',
    page: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html',
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      ...ground,
      networkInterface('interface', { ClientToken: 'one' }),
      refuses('IdempotentParameterMismatch', 'CreateNetworkInterface', {
        SubnetId: subnetId,
        ClientToken: 'one',
        Description: 'other',
      }),
    ],
  },
];
