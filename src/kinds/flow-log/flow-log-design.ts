// What is declared of a flow log in EC2's own words, and where a flow log differs from it. Nothing of it changes in place, so
// this is all that a plan is made of.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
import type { CreateFlowLogsCommandInput } from '@aws-sdk/client-ec2';
import type { Json } from '../../model/json.ts';
import type { Input } from '../../model/kind.ts';
import type { FlowLogRow } from '../../tables/flow-logs.ts';
import type { FlowLogSpec } from './flow-log.schema.ts';

/** Undefined members are left alone: an adopting spec left them out. */
export type Design = {
  resource: { field: string; id: string; type: 'VPC' | 'Subnet' | 'NetworkInterface' } | undefined;
  trafficType: 'ACCEPT' | 'REJECT' | 'ALL' | undefined;
  destination: Destination | undefined;
  logFormat: string | undefined;
  maxAggregationIntervalSeconds: number | undefined;
};

export type Destination =
  | {
      type: 's3';
      arn: string;
      fileFormat: 'plain-text' | 'parquet' | undefined;
      hivePartitions: boolean | undefined;
      hourlyPartitions: boolean | undefined;
    }
  /** roleARN: the account's; undefined: it has none, or that of an adopted flow log is left alone. */
  | { type: 'cloud-watch-logs'; logGroupName: string; roleARN: string | undefined }
  | { type: 'kinesis-data-firehose'; arn: string };

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html: the default format, version 2. */
export const DEFAULT_FORMAT =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
    .split(' ')
    .map((field) => `\${${field}}`)
    .join(' ');

const trafficTypes = { Accept: 'ACCEPT', Reject: 'REJECT', All: 'ALL' } as const;
const resources = [
  ['vpcRef', 'VPC'],
  ['subnetRef', 'Subnet'],
  ['networkInterfaceRef', 'NetworkInterface'],
] as const;

export function designOf(input: Input<FlowLogSpec>): Design {
  const { spec } = input;
  return {
    resource: resourceOf(input),
    trafficType: spec.trafficType === undefined ? undefined : trafficTypes[spec.trafficType],
    destination: destinationOf(input),
    logFormat: spec.logFormat === '' ? DEFAULT_FORMAT : spec.logFormat,
    maxAggregationIntervalSeconds: spec.maxAggregationIntervalSeconds,
  };
}

function resourceOf(input: Input<FlowLogSpec>): Design['resource'] {
  for (const [field, type] of resources) {
    const ref = input.ref(field);
    if (ref !== undefined && ref.is !== 'missing') return { field, id: ref.id, type };
  }
  return undefined;
}

function destinationOf({ spec, account, adopted }: Input<FlowLogSpec>): Destination | undefined {
  const { s3, cloudWatchLogs, firehose } = spec.destination ?? {};
  if (cloudWatchLogs !== undefined)
    return {
      type: 'cloud-watch-logs',
      logGroupName: cloudWatchLogs.logGroupName,
      roleARN: adopted ? undefined : account.flowLogRoleARN,
    };
  if (firehose !== undefined) return { type: 'kinesis-data-firehose', arn: firehose.streamARN };
  if (s3 === undefined) return undefined;
  const format = s3.format ?? (adopted ? undefined : 'PlainText');
  const unset = adopted ? undefined : false;
  return {
    type: 's3',
    arn: s3.bucketARN,
    fileFormat: format === undefined ? undefined : format === 'Parquet' ? 'parquet' : 'plain-text',
    hivePartitions: s3.hivePartitions ?? unset,
    hourlyPartitions: s3.hourlyPartitions ?? unset,
  };
}

/** identity: EC2 counts it when it decides whether a flow log exists already. */
export type Difference = { field: string; from: Json; to: Json; identity: boolean };

/** A slash at the end of a folder says the same. */
const place = (arn: string) => arn.replace(/\/+$/, '');

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: FlowLogAlreadyExists. */
export function differences(design: Design, row: FlowLogRow): readonly Difference[] {
  const { resource, destination } = design;
  const all: readonly (Omit<Difference, 'to'> & { to: Json | undefined })[] = [
    { field: resource?.field ?? 'vpcRef', from: row.resourceID, to: resource?.id, identity: true },
    { field: 'trafficType', from: row.trafficType, to: design.trafficType, identity: true },
    { field: 'logFormat', from: row.logFormat, to: design.logFormat, identity: true },
    ...(destination === undefined ? [] : destinationDifferences(destination, row)),
    {
      field: 'maxAggregationIntervalSeconds',
      from: row.maxAggregationIntervalSeconds,
      to: design.maxAggregationIntervalSeconds,
      identity: false,
    },
  ];
  return all.flatMap((one) => (one.to === undefined || one.to === one.from ? [] : [{ ...one, to: one.to }]));
}

function destinationDifferences(
  wanted: Destination,
  row: FlowLogRow,
): readonly (Omit<Difference, 'to'> & { to: Json | undefined })[] {
  const has = row.destinationType === 'cloud-watch-logs' ? row.logGroupName : place(row.destinationARN);
  const to = wanted.type === 'cloud-watch-logs' ? wanted.logGroupName : place(wanted.arn);
  if (wanted.type !== row.destinationType || to !== has)
    return [
      {
        field: 'destination',
        from: `${row.destinationType} ${has}`,
        to: `${wanted.type} ${to}`,
        identity: true,
      },
    ];
  if (wanted.type === 's3')
    return [
      { field: 'destination.s3.format', from: row.fileFormat, to: wanted.fileFormat, identity: false },
      {
        field: 'destination.s3.hivePartitions',
        from: row.hivePartitions,
        to: wanted.hivePartitions,
        identity: false,
      },
      {
        field: 'destination.s3.hourlyPartitions',
        from: row.hourlyPartitions,
        to: wanted.hourlyPartitions,
        identity: false,
      },
    ];
  if (wanted.type !== 'cloud-watch-logs') return [];
  return [{ field: 'destination.cloudWatchLogs', from: row.roleARN, to: wanted.roleARN, identity: false }];
}

/** Undefined: it is not said what is to be recorded, or where. */
export function requestOf(design: Design): CreateFlowLogsCommandInput | undefined {
  const { resource, destination, trafficType, logFormat, maxAggregationIntervalSeconds: seconds } = design;
  if (resource === undefined || destination === undefined || trafficType === undefined) return undefined;
  return {
    ResourceIds: [resource.id],
    ResourceType: resource.type,
    TrafficType: trafficType,
    ...destinationRequest(destination),
    ...(logFormat === undefined ? {} : { LogFormat: logFormat }),
    ...(seconds === undefined ? {} : { MaxAggregationInterval: seconds }),
  };
}

function destinationRequest(wanted: Destination): Partial<CreateFlowLogsCommandInput> {
  if (wanted.type === 'cloud-watch-logs')
    return {
      LogDestinationType: wanted.type,
      LogGroupName: wanted.logGroupName,
      DeliverLogsPermissionArn: wanted.roleARN,
    };
  if (wanted.type === 'kinesis-data-firehose')
    return { LogDestinationType: wanted.type, LogDestination: wanted.arn };
  return {
    LogDestinationType: wanted.type,
    LogDestination: wanted.arn,
    DestinationOptions: {
      FileFormat: wanted.fileFormat,
      HiveCompatiblePartitions: wanted.hivePartitions,
      PerHourPartition: wanted.hourlyPartitions,
    },
  };
}
