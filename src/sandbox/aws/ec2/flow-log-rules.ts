// What a request for flow logs may say, and what EC2 fills in. Separate from the calls because nearly all of a flow log is
// fixed when it is made.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { fail, invalidValue, missing } from '../core/error.ts';
import type { Region } from '../core/region.ts';
import type { FlowLogRow } from '../core/rows.ts';

/** Same page: resources per request. */
const MOST_RESOURCES = 300;
const INTERVALS = [60, 600];
/** Same page: the default of MaxAggregationInterval. */
const DEFAULT_INTERVAL = 600;
const TRAFFIC = ['ACCEPT', 'REJECT', 'ALL'];
/** The types that the sandbox has networks of. */
const RESOURCE_TYPES = ['VPC', 'Subnet', 'NetworkInterface'];

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html: available fields, in the order of the page. */
const FIELDS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason resource-id encryption-status'.split(
    ' ',
  );
/** Same page: the first fourteen are those of version 2, which is the default format. */
const DEFAULT_FIELDS = 14;
const DEFAULT_FORMAT = FIELDS.slice(0, DEFAULT_FIELDS)
  .map((field) => `\${${field}}`)
  .join(' ');

/** What the request makes of every resource that it names. */
export type Design = Omit<FlowLogRow, 'FlowLogId' | 'ResourceId' | 'Tags'>;

export function designOf(region: Region, input: EC2.CreateFlowLogsRequest): Design {
  const { ResourceIds: ids = [], ResourceType: type, TrafficType: traffic } = input;
  if (ids.length === 0) missing('ResourceIds');
  if (ids.length > MOST_RESOURCES)
    fail('InvalidParameter', `At most ${MOST_RESOURCES} resources can be given.`);
  if (type === undefined) missing('ResourceType');
  if (!RESOURCE_TYPES.includes(type))
    invalidValue('ResourceType', type, `The sandbox has ${RESOURCE_TYPES.join(', ')}.`);
  if (traffic === undefined) missing('TrafficType');
  if (!TRAFFIC.includes(traffic)) invalidValue('TrafficType', traffic);
  const interval = input.MaxAggregationInterval ?? DEFAULT_INTERVAL;
  if (!INTERVALS.includes(interval))
    fail('InvalidParameter', `MaxAggregationInterval must be one of ${INTERVALS.join(', ')}.`);
  return {
    FlowLogStatus: 'ACTIVE',
    DeliverLogsStatus: 'SUCCESS',
    TrafficType: traffic,
    MaxAggregationInterval: interval,
    LogFormat: formatOf(input.LogFormat),
    ...destinationOf(region, input),
  };
}

function formatOf(text: string | undefined): string {
  if (text === undefined) return DEFAULT_FORMAT;
  const words = text.split(' ').filter((word) => word !== '');
  const unknown = words.find((word) => !FIELDS.includes(/^\$\{(.*)\}$/.exec(word)?.[1] ?? ''));
  if (words.length === 0) fail('InvalidParameter', 'LogFormat must have at least one field.');
  if (unknown !== undefined) fail('InvalidParameter', `Unknown fields provided: ${unknown}`);
  return words.join(' ');
}

function destinationOf(region: Region, input: EC2.CreateFlowLogsRequest): Partial<Design> {
  const type = input.LogDestinationType ?? 'cloud-watch-logs';
  if (type === 'cloud-watch-logs') return logGroupOf(region, input);
  if (input.LogGroupName !== undefined)
    fail('InvalidParameter', `LogGroupName is not valid for LogDestinationType ${type}.`);
  const arn = input.LogDestination ?? missing('LogDestination');
  const service = type === 's3' ? 's3' : type === 'kinesis-data-firehose' ? 'firehose' : undefined;
  if (service === undefined) invalidValue('LogDestinationType', type);
  if (!new RegExp(`^arn:[a-z-]+:${service}:`).test(arn))
    fail('InvalidParameter', `LogDestination: ${arn} is not the ARN of a destination of type ${type}.`);
  if (service !== 's3') {
    noOptions(input);
    return { LogDestinationType: type, LogDestination: arn };
  }
  // Same page: AWSLogs cannot be a subfolder of the user's own.
  if (/^[^/]+\/(.*\/)?AWSLogs(\/|$)/.test(arn))
    fail('InvalidParameter', 'LogDestination: AWSLogs cannot be used as a subfolder name.');
  const { FileFormat, HiveCompatiblePartitions, PerHourPartition } = input.DestinationOptions ?? {};
  return {
    LogDestinationType: type,
    LogDestination: arn,
    DestinationOptions: {
      FileFormat: FileFormat ?? 'plain-text',
      HiveCompatiblePartitions: HiveCompatiblePartitions ?? false,
      PerHourPartition: PerHourPartition ?? false,
    },
  };
}

/** Same page: a log group by name or ARN, and the role that writes into it. */
function logGroupOf(region: Region, input: EC2.CreateFlowLogsRequest): Partial<Design> {
  const { LogGroupName: name, LogDestination: arn, DeliverLogsPermissionArn: role } = input;
  noOptions(input);
  if (name !== undefined && arn !== undefined)
    fail('InvalidParameter', 'Only one of LogGroupName and LogDestination can be given.');
  if (name === undefined && arn === undefined) missing('LogGroupName');
  if (role === undefined)
    fail(
      'InvalidParameter',
      "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
    );
  const group = name ?? arn?.split(':log-group:')[1] ?? invalidValue('LogDestination', arn);
  return {
    DeliverLogsPermissionArn: role,
    LogDestinationType: 'cloud-watch-logs',
    LogGroupName: group,
    LogDestination: arn ?? `arn:aws:logs:${region.name}:${region.account}:log-group:${group}`,
  };
}

function noOptions(input: EC2.CreateFlowLogsRequest): void {
  if (input.DestinationOptions !== undefined)
    fail('InvalidParameter', 'DestinationOptions are valid for LogDestinationType s3 only.');
}
