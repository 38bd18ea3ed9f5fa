// Instances: as much of them as network interfaces need to be attached to something. Images, disks and the rest of
// launching are not looked at, and refused as parameters.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html, API_DescribeInstances.html,
// API_TerminateInstances.html; states: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, type World, writes, writesOnce } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { InstanceRow, NetworkInterfaceRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { attachedTo, attachRow, detachRow } from './interface-attachments.ts';
import { typeOf } from './instance-types.ts';
import { deleteInterface, newInterface, publicAddressOf, viewInterface } from './network-interfaces.ts';

const PAGE: PageSize = { least: 5, most: 1000 };
/** API_InstanceState.html: the low byte of the code. */
const CODES = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48 } as const;
/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html: a terminated one stays visible for about an hour. */
const TOMBSTONE_MS = 3_600_000;

const FILTERS: FilterTable<InstanceRow> = {
  'availability-zone': (row) => [row.AvailabilityZone],
  'instance-id': (row) => [row.InstanceId],
  'instance-state-name': (row) => [row.State.Name],
  'instance-type': (row) => [row.InstanceType],
  'subnet-id': (row) => [row.SubnetId],
  'vpc-id': (row) => [row.VpcId],
};

export const INSTANCE_OPERATIONS: Readonly<Record<string, Operation>> = {
  RunInstances: writesOnce<EC2.RunInstancesRequest, EC2.Reservation>({
    accepts: {
      ImageId: true,
      InstanceType: true,
      MinCount: true,
      MaxCount: true,
      SubnetId: true,
      SecurityGroupIds: true,
      PrivateIpAddress: true,
      NetworkInterfaces: { NetworkInterfaceId: true, DeviceIndex: true },
      ClientToken: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run,
  }),
  TerminateInstances: writes<EC2.TerminateInstancesRequest, EC2.TerminateInstancesResult>({
    accepts: { InstanceIds: true, DryRun: true },
    run: terminate,
  }),
  DescribeInstances: reads<EC2.DescribeInstancesRequest, EC2.DescribeInstancesResult>({
    accepts: {
      InstanceIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'instance', given: input.InstanceIds } as const;
      const table = call.region.instances;
      const { rows, ...rest } = list(call, input, { table, filters: FILTERS, ids, page: PAGE });
      const Reservations = rows.map((row) => reservation(call.region, [row]));
      return { Reservations, ...rest };
    },
  }),
};

function run({ world, region }: Call, input: EC2.RunInstancesRequest): EC2.Reservation {
  if (input.ImageId === undefined) missing('ImageId');
  const count = input.MaxCount ?? missing('MaxCount');
  if (input.MinCount === undefined || input.MinCount < 1 || input.MinCount > count)
    invalidValue('MinCount', input.MinCount);
  const InstanceType = input.InstanceType ?? 't3.micro';
  typeOf(InstanceType);
  const tags = tagsFor('instance', input.TagSpecifications);
  if (input.NetworkInterfaces !== undefined && (count > 1 || input.SubnetId !== undefined))
    combination(
      'Network interfaces and an instance-level subnet, or more than one instance, may not be given together.',
    );
  const rows: InstanceRow[] = [];
  for (let i = 0; i < count; i++) rows.push(launch(world, region, { input, InstanceType, tags }));
  return reservation(region, rows);
}

type Launch = { input: EC2.RunInstancesRequest; InstanceType: string; tags: EC2.Tag[] };

function launch(world: World, region: Region, { input, InstanceType, tags }: Launch): InstanceRow {
  const primary = primaryOf(world, region, input);
  const instance: InstanceRow = {
    InstanceId: region.id('i'),
    ImageId: input.ImageId,
    InstanceType: InstanceType as EC2._InstanceType,
    LaunchTime: world.date(),
    State: { Code: CODES.pending, Name: 'pending' },
    SubnetId: primary.row.SubnetId,
    VpcId: primary.row.VpcId,
    AvailabilityZone: primary.row.AvailabilityZone ?? '',
    Placement: { AvailabilityZone: primary.row.AvailabilityZone, Tenancy: 'default' },
    PrivateIpAddress: primary.row.PrivateIpAddress,
    Tags: tags,
  };
  region.instances.put(instance);
  attachRow(world, region, { row: primary.row, instance, index: 0 }, primary.isOwn);
  world.later(world.options.durations.instancePending, region, () =>
    become(region, instance.InstanceId, 'pending', 'running'),
  );
  return instance;
}

/** API_RunInstances.html: one that is named must be free and at index 0; else EC2 makes one that goes with the instance. */
function primaryOf(
  world: World,
  region: Region,
  input: EC2.RunInstancesRequest,
): { row: NetworkInterfaceRow; isOwn: boolean } {
  const [named] = input.NetworkInterfaces ?? [];
  if (named !== undefined) {
    const row = required(region.networkInterfaces, 'networkInterface', named.NetworkInterfaceId);
    if (named.DeviceIndex !== 0)
      invalidValue('deviceIndex', named.DeviceIndex, 'The first interface has index 0.');
    if (row.Status !== 'available' && row.Status !== ('pending' as EC2.NetworkInterfaceStatus))
      fail('InvalidNetworkInterface.InUse', `Interface: [${row.NetworkInterfaceId}] in use.`);
    return { row, isOwn: false };
  }
  if (input.SubnetId === undefined) fail('VPCIdNotSpecified', 'No default VPC for this user');
  const row = newInterface(world, region, {
    SubnetId: input.SubnetId,
    Groups: input.SecurityGroupIds,
    PrivateIpAddress: input.PrivateIpAddress,
  });
  const isPublic = region.subnets.get(row.SubnetId)?.MapPublicIpOnLaunch === true;
  const seen = isPublic
    ? { ...row, Association: { PublicIp: publicAddressOf(row.NetworkInterfaceId), IpOwnerId: 'amazon' } }
    : row;
  return { row: seen, isOwn: true };
}

function become(region: Region, id: string, from: string, to: keyof typeof CODES): void {
  const row = region.instances.get(id);
  if (row?.State.Name === from) region.instances.put({ ...row, State: { Code: CODES[to], Name: to } });
}

/** Interfaces made with it go with it; the others are detached and stay. */
function terminate(
  { world, region }: Call,
  input: EC2.TerminateInstancesRequest,
): EC2.TerminateInstancesResult {
  if ((input.InstanceIds ?? []).length === 0) missing('InstanceId');
  const rows = (input.InstanceIds ?? []).map((id) => required(region.instances, 'instance', id));
  const TerminatingInstances = rows.map((row) => {
    const isOver = row.State.Name === 'shutting-down' || row.State.Name === 'terminated';
    if (!isOver) shutDown(world, region, row);
    const CurrentState = region.instances.get(row.InstanceId)?.State;
    return { InstanceId: row.InstanceId, PreviousState: row.State, CurrentState };
  });
  return { TerminatingInstances };
}

function shutDown(world: World, region: Region, row: InstanceRow): void {
  become(region, row.InstanceId, row.State.Name, 'shutting-down');
  world.later(world.options.durations.instanceShuttingDown, region, () => {
    for (const card of attachedTo(region, row.InstanceId)) {
      if (card.Attachment?.DeleteOnTermination === true) deleteInterface(world, region, card);
      else detachRow(world, region, card);
    }
    become(region, row.InstanceId, 'shutting-down', 'terminated');
  });
  world.later(TOMBSTONE_MS, region, () => void region.instances.delete(row.InstanceId));
}

function reservation(region: Region, rows: readonly InstanceRow[]): EC2.Reservation {
  return {
    ReservationId: `r-${rows[0]?.InstanceId.slice('i-'.length) ?? ''}`,
    OwnerId: region.account,
    Instances: rows.map(({ AvailabilityZone: _, InstanceType, ...row }) => {
      const cards = attachedTo(region, row.InstanceId);
      return {
        ...row,
        InstanceType: InstanceType as EC2._InstanceType,
        NetworkInterfaces: cards.map(viewAttached),
        SecurityGroups: cards.find((card) => card.Attachment?.DeviceIndex === 0)?.Groups ?? [],
      };
    }),
  };
}

function viewAttached(card: NetworkInterfaceRow): EC2.InstanceNetworkInterface {
  const { Attachment, Groups, MacAddress, NetworkInterfaceId, PrivateIpAddress, Status, SubnetId, VpcId } =
    viewInterface(card);
  const {
    AttachmentId,
    AttachTime,
    DeleteOnTermination,
    DeviceIndex,
    NetworkCardIndex,
    Status: state,
  } = Attachment ?? {};
  return {
    Attachment: {
      AttachmentId,
      AttachTime,
      DeleteOnTermination,
      DeviceIndex,
      NetworkCardIndex,
      Status: state,
    },
    Groups,
    MacAddress,
    NetworkInterfaceId,
    PrivateIpAddress,
    Status,
    SubnetId,
    VpcId,
  };
}
