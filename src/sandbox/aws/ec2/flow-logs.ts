// Flow logs. Creating and deleting answer 200 and list what did not work; nothing of a flow log can be changed but its tags.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html and the pages of the other calls;
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { AwsError, fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Operation, reads, type World, writes, writesOnce } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { FlowLogRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { type Design, designOf } from './flow-log-rules.ts';

/** API_DescribeFlowLogs.html names no bounds; those of the other calls. */
const PAGE: PageSize = { least: 1, most: 1000 };

const FILTERS: FilterTable<FlowLogRow> = {
  'deliver-log-status': (row) => [row.DeliverLogsStatus],
  'flow-log-id': (row) => [row.FlowLogId],
  'log-destination-type': (row) => [row.LogDestinationType],
  'log-group-name': (row) => [row.LogGroupName],
  'resource-id': (row) => [row.ResourceId],
  'traffic-type': (row) => [row.TrafficType],
};

export const FLOW_LOG_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateFlowLogs: writesOnce<EC2.CreateFlowLogsRequest, EC2.CreateFlowLogsResult>({
    accepts: {
      ResourceIds: true,
      ResourceType: true,
      TrafficType: true,
      LogDestinationType: true,
      LogDestination: true,
      LogGroupName: true,
      DeliverLogsPermissionArn: true,
      LogFormat: true,
      MaxAggregationInterval: true,
      DestinationOptions: { FileFormat: true, HiveCompatiblePartitions: true, PerHourPartition: true },
      ClientToken: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run({ world, region }, input) {
      const design = designOf(region, input);
      const Tags = tagsFor('vpc-flow-log', input.TagSpecifications);
      const { done, Unsuccessful } = each(input.ResourceIds ?? [], (id) =>
        create(world, region, { ...design, ResourceId: id, Tags }, input.ResourceType),
      );
      const { ClientToken } = input;
      return { FlowLogIds: done, Unsuccessful, ...(ClientToken === undefined ? {} : { ClientToken }) };
    },
  }),
  DeleteFlowLogs: writes<EC2.DeleteFlowLogsRequest, EC2.DeleteFlowLogsResult>({
    accepts: { FlowLogIds: true, DryRun: true },
    run({ region }, { FlowLogIds = [] }) {
      if (FlowLogIds.length === 0) missing('FlowLogIds');
      const { Unsuccessful } = each(FlowLogIds, (id) => {
        region.flowLogs.delete(required(region.flowLogs, 'flowLog', id).FlowLogId);
        return id;
      });
      return { Unsuccessful };
    },
  }),
  DescribeFlowLogs: reads<EC2.DescribeFlowLogsRequest, EC2.DescribeFlowLogsResult>({
    accepts: {
      FlowLogIds: true,
      Filter: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, { Filter, FlowLogIds, ...paging }) {
      const ids = { kind: 'flowLog', given: FlowLogIds } as const;
      const table = call.region.flowLogs;
      const question = { ...paging, Filters: Filter };
      const { rows, ...rest } = list(call, question, { table, filters: FILTERS, ids, page: PAGE });
      return { FlowLogs: rows, ...rest };
    },
  }),
};

/** API_UnsuccessfulItem.html: what is refused for one is told beside what was done for the others. */
function each(
  ids: readonly string[],
  act: (id: string) => string,
): { done: string[]; Unsuccessful: EC2.UnsuccessfulItem[] } {
  const done: string[] = [];
  const Unsuccessful: EC2.UnsuccessfulItem[] = [];
  for (const id of ids) {
    try {
      done.push(act(id));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Unsuccessful.push({ ResourceId: id, Error: { Code: error.code, Message: error.message } });
    }
  }
  return { done, Unsuccessful };
}

type Wanted = Design & Pick<FlowLogRow, 'ResourceId' | 'Tags'>;

function create(world: World, region: Region, wanted: Wanted, type: string | undefined): string {
  if (type === 'VPC') required(region.vpcs, 'vpc', wanted.ResourceId);
  else if (type === 'Subnet') required(region.subnets, 'subnet', wanted.ResourceId);
  else required(region.networkInterfaces, 'networkInterface', wanted.ResourceId);
  const { missing: absent, denied } = world.options.flowLogDestinations;
  const destination = wanted.LogDestination ?? '';
  const isLogGroup = wanted.LogDestinationType === 'cloud-watch-logs';
  // A log group is made when the first records come; a bucket or stream has to be there.
  if (!isLogGroup && absent.includes(destination))
    fail('LogDestinationNotFound', `LogDestination: ${destination} does not exist.`);
  if (!isLogGroup && denied.includes(destination))
    fail(
      'LogDestinationPermissionIssue',
      `Access denied for LogDestination: ${destination}. Check its policy.`,
    );
  const others = region.flowLogs.filter((row) => row.ResourceId === wanted.ResourceId);
  if (others.some((row) => isSame(row, wanted)))
    fail(
      'FlowLogAlreadyExists',
      'Error. There is an existing Flow Log with the same configuration and log destination.',
    );
  if (others.length >= world.options.quotas.flowLogsPerResource)
    fail('FlowLogsLimitExceeded', `The resource ${wanted.ResourceId} has as many flow logs as it can have.`);
  const row: FlowLogRow = { ...wanted, FlowLogId: region.id('fl'), CreationTime: world.date() };
  region.flowLogs.put(row);
  if (denied.includes(destination))
    world.later(world.options.durations.flowLogDelivering, region, () => {
      const now = region.flowLogs.get(row.FlowLogId);
      if (now === undefined) return;
      region.flowLogs.put({ ...now, DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error' });
    });
  return row.FlowLogId;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: FlowLogAlreadyExists. */
function isSame(row: FlowLogRow, wanted: Wanted): boolean {
  return (
    row.TrafficType === wanted.TrafficType &&
    row.LogDestination === wanted.LogDestination &&
    row.LogFormat === wanted.LogFormat
  );
}

/** A network goes although flow logs are on it; they stay for a while, and then go by themselves. */
export function orphanFlowLogs(world: World, region: Region, resourceId: string): void {
  for (const row of region.flowLogs.filter((one) => one.ResourceId === resourceId))
    world.later(world.options.durations.flowLogOrphaned, region, () => {
      region.flowLogs.delete(row.FlowLogId);
    });
}
