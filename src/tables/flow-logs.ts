// DescribeFlowLogs.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html
import type { FlowLog } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { present, SETTLING_SECONDS, tagsFrom } from './raw.ts';

export type FlowLogRow = {
  id: string;
  /** The VPC, subnet, interface or gateway that it listens to. */
  resourceID: string;
  /** ACTIVE. */
  state: string;
  /** ACCEPT, REJECT, ALL; empty for transit gateways. */
  trafficType: string;
  /** cloud-watch-logs, s3, kinesis-data-firehose. */
  destinationType: string;
  destinationARN: string;
  logGroupName: string;
  roleARN: string;
  logFormat: string;
  maxAggregationIntervalSeconds: number;
  /** plain-text, parquet; empty where it is no bucket. */
  fileFormat: string;
  hivePartitions: boolean;
  hourlyPartitions: boolean;
  /** SUCCESS, FAILED. */
  delivery: string;
  deliveryMessage: string;
  tags: Tags;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DestinationOptionsRequest.html; the answer's member may be missing. */
const DEFAULT_FORMAT = 'plain-text';

export const flowLogs: Table<FlowLogRow> = {
  name: 'flow-logs',
  service: 'ec2',
  operation: 'DescribeFlowLogs',
  items: 'FlowLogs',
  idFilter: 'flow-log-id',
  filtersMember: 'Filter',
  pageSize: 500,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const log = raw as FlowLog;
    return {
      id: log.FlowLogId ?? '',
      resourceID: log.ResourceId ?? '',
      state: log.FlowLogStatus ?? '',
      trafficType: log.TrafficType ?? '',
      destinationType: log.LogDestinationType ?? 'cloud-watch-logs',
      destinationARN: log.LogDestination ?? '',
      logGroupName: log.LogGroupName ?? logGroupIn(log.LogDestination),
      roleARN: log.DeliverLogsPermissionArn ?? '',
      logFormat: log.LogFormat ?? '',
      maxAggregationIntervalSeconds: log.MaxAggregationInterval ?? 0,
      fileFormat:
        log.DestinationOptions?.FileFormat ?? (log.LogDestinationType === 's3' ? DEFAULT_FORMAT : ''),
      hivePartitions: log.DestinationOptions?.HiveCompatiblePartitions ?? false,
      hourlyPartitions: log.DestinationOptions?.PerHourPartition ?? false,
      delivery: log.DeliverLogsStatus ?? '',
      deliveryMessage: log.DeliverLogsErrorMessage ?? '',
      tags: tagsFrom(log.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: { 'resource-id': (row) => present(row.resourceID) },
};

/** `arn:aws:logs:…:log-group:NAME`, with or without `:*` behind it. */
function logGroupIn(arn: string | undefined): string {
  return /:log-group:([^:]+)/.exec(arn ?? '')?.[1] ?? '';
}
