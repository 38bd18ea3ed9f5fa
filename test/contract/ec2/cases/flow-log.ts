// Flow logs: what they are made of, what is refused beside a 200, and that nothing of them changes.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  idempotency,
  make,
  refuses,
  type Shape,
  shows,
  type Step,
  tagging,
} from '../case.ts';
import { interfaceId, networkInterface, nothing, subnet, subnetId, vpc, vpcId } from './common.ts';

const bucket = { LogDestinationType: 's3', LogDestination: 'arn:aws:s3:::contract-logs' };
const otherBucket = { ...bucket, LogDestination: 'arn:aws:s3:::contract-logs-2' };
const role = 'arn:aws:iam::{account.home}:role/flow-logs';
const logGroup = { LogGroupName: 'contract', DeliverLogsPermissionArn: role };
const stream = {
  LogDestinationType: 'kinesis-data-firehose',
  LogDestination: 'arn:aws:firehose:us-east-1:{account.home}:deliverystream/contract',
};
const request = (more: object = {}) => ({
  ResourceIds: [vpcId],
  ResourceType: 'VPC',
  TrafficType: 'ALL',
  ...bucket,
  ...more,
});
const flowLog = (save = 'log', more: object = {}): Step => ({
  ...make(save, 'CreateFlowLogs', request(more)),
  expect: { shape: { FlowLogIds: { $size: 1 } } },
});
const flowLogId = '{log.FlowLogIds.0}';
const describe = { FlowLogIds: [flowLogId] };
const one = (shape: object) => ({ FlowLogs: [shape] }) as Shape;
/** A step that answers 200 and tells that nothing was done. */
const fails = (code: string | readonly string[], more: object): Step => ({
  call: 'CreateFlowLogs',
  input: request(more),
  expect: {
    shape: {
      FlowLogIds: { $absent: true },
      Unsuccessful: [{ Error: { Code: { $one: typeof code === 'string' ? [code] : code } } }],
    },
  },
});
const inMoto = 'moto delivers into buckets of its own only, and has none of this name';

export const flowLogCases: readonly Case[] = [
  {
    name: 'a flow log of a VPC into a bucket is active, with what was left out filled in',
    page: api('FlowLog'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog(),
      shows(
        'DescribeFlowLogs',
        describe,
        one({
          FlowLogId: flowLogId,
          FlowLogStatus: 'ACTIVE',
          ResourceId: vpcId,
          TrafficType: 'ALL',
          LogDestinationType: 's3',
          LogDestination: bucket.LogDestination,
          MaxAggregationInterval: 600,
          LogFormat: { $like: '^\\$\\{version\\} \\$\\{account-id\\} .* \\$\\{log-status\\}$' },
        }),
      ),
    ],
  },
  {
    name: 'a flow log can be of a subnet',
    page: api('CreateFlowLogs'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      subnet(),
      flowLog('log', { ResourceType: 'Subnet', ResourceIds: [subnetId], TrafficType: 'REJECT' }),
      shows('DescribeFlowLogs', describe, one({ ResourceId: subnetId, TrafficType: 'REJECT' })),
    ],
  },
  {
    name: 'a flow log can be of a network interface',
    page: api('CreateFlowLogs'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      subnet(),
      networkInterface(),
      flowLog('log', {
        ResourceType: 'NetworkInterface',
        ResourceIds: [interfaceId],
        TrafficType: 'ACCEPT',
        MaxAggregationInterval: 60,
      }),
      shows(
        'DescribeFlowLogs',
        describe,
        one({ ResourceId: interfaceId, TrafficType: 'ACCEPT', MaxAggregationInterval: 60 }),
      ),
    ],
  },
  {
    name: 'a flow log can go to a log group, with a role',
    page: api('CreateFlowLogs'),
    steps: [
      vpc(),
      flowLog('log', { LogDestinationType: undefined, LogDestination: undefined, ...logGroup }),
      shows(
        'DescribeFlowLogs',
        describe,
        one({
          LogDestinationType: 'cloud-watch-logs',
          LogGroupName: 'contract',
          DeliverLogsPermissionArn: role,
        }),
      ),
    ],
  },
  {
    name: 'a flow log can go to a delivery stream',
    page: api('CreateFlowLogs'),
    steps: [
      vpc(),
      flowLog('log', stream),
      shows(
        'DescribeFlowLogs',
        describe,
        one({ LogDestinationType: 'kinesis-data-firehose', LogDestination: stream.LogDestination }),
      ),
    ],
  },
  {
    name: 'the files in a bucket can be Parquet, in folders for Hive, by the hour',
    page: api('DestinationOptionsRequest'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog('log', {
        DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
      }),
      shows(
        'DescribeFlowLogs',
        describe,
        one({
          DestinationOptions: {
            FileFormat: 'parquet',
            HiveCompatiblePartitions: true,
            PerHourPartition: true,
          },
        }),
      ),
    ],
  },
  {
    name: 'a flow log has the fields that were named, in their order',
    page: guide('flow-log-records'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog('log', { LogFormat: '$' + '{dstaddr} $' + '{srcaddr}' }),
      shows('DescribeFlowLogs', describe, one({ LogFormat: '$' + '{dstaddr} $' + '{srcaddr}' })),
    ],
  },
  {
    name: 'a flow log of a network that is not there fails inside a success',
    page: api('CreateFlowLogs'),
    unsettled: 'the page lists Unsuccessful, but not whether an unknown id is among it or refused as a whole',
    steps: [fails('InvalidVpcID.NotFound', { ResourceIds: [nothing.vpc] })],
  },
  {
    name: 'a second flow log that is alike is refused',
    page: errorCodes,
    motoDiffers: inMoto,
    steps: [vpc(), flowLog(), fails('FlowLogAlreadyExists', {})],
  },
  {
    name: 'the interval makes no other flow log of it',
    page: errorCodes,
    unsettled: 'no page says what "the same configuration" is made of',
    steps: [vpc(), flowLog(), fails('FlowLogAlreadyExists', { MaxAggregationInterval: 60 })],
  },
  {
    name: 'other traffic makes another flow log',
    page: guide('flow-logs'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog('log', { TrafficType: 'ACCEPT' }),
      flowLog('second', { TrafficType: 'REJECT' }),
      shows('DescribeFlowLogs', { Filter: [filter('resource-id', vpcId)] }, { FlowLogs: { $size: 2 } }),
    ],
  },
  {
    name: 'another destination makes another flow log',
    page: guide('flow-logs'),
    motoDiffers: inMoto,
    steps: [vpc(), flowLog(), flowLog('second', otherBucket)],
  },
  {
    name: 'a network has at most two flow logs',
    page: guide('amazon-vpc-limits'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog(),
      flowLog('second', otherBucket),
      fails('FlowLogsLimitExceeded', { ...bucket, LogDestination: 'arn:aws:s3:::contract-logs-3' }),
    ],
  },
  ...[
    { name: 'without a network', agrees: true, more: { ResourceIds: [] } },
    { name: 'without a type of network', more: { ResourceType: undefined } },
    { name: 'without saying which traffic', more: { TrafficType: undefined } },
    {
      name: 'with an interval that is neither one minute nor ten',
      agrees: true,
      more: { MaxAggregationInterval: 300 },
    },
    { name: 'with a field that there is not', more: { LogFormat: '$' + '{colour}' } },
    {
      name: 'into a log group without a role',
      agrees: true,
      more: { LogDestinationType: 'cloud-watch-logs', LogDestination: undefined, LogGroupName: 'contract' },
    },
    { name: 'into a bucket and a log group', agrees: true, more: { LogGroupName: 'contract' } },
    { name: 'into a bucket that is none', more: { LogDestination: 'contract-logs' } },
    {
      name: 'into the folder of AWS itself',
      more: { LogDestination: 'arn:aws:s3:::contract-logs/AWSLogs/' },
    },
  ].map(
    ({ name, more, agrees = false }): Case => ({
      name: `a flow log ${name} is refused`,
      page: api('CreateFlowLogs'),
      ...(agrees ? {} : { motoDiffers: inMoto }),
      steps: [vpc(), refuses('*', 'CreateFlowLogs', request(more))],
    }),
  ),
  {
    name: 'options of files are refused for what is no bucket',
    page: api('DestinationOptionsRequest'),
    unsettled: 'the page calls them destination options without naming S3 as their only use',
    steps: [
      vpc(),
      refuses('*', 'CreateFlowLogs', request({ ...stream, DestinationOptions: { FileFormat: 'parquet' } })),
    ],
  },
  {
    name: 'the same client token brings the same flow log again',
    page: idempotency,
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog('log', { ClientToken: 'one' }),
      shows('CreateFlowLogs', request({ ClientToken: 'one' }), { FlowLogIds: [flowLogId] }),
    ],
  },
  {
    name: 'the same client token with another flow log is refused',
    page: idempotency,
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog('log', { ClientToken: 'one' }),
      refuses(
        'IdempotentParameterMismatch',
        'CreateFlowLogs',
        request({ ClientToken: 'one', TrafficType: 'REJECT' }),
      ),
    ],
  },
  {
    name: 'tags given at creation are on the flow log, and it is found by them',
    page: tagging,
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog('log', {
        TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: 'a', Value: '1' }] }],
      }),
      shows('DescribeFlowLogs', describe, one({ Tags: [{ Key: 'a', Value: '1' }] })),
      shows('DescribeFlowLogs', { Filter: [filter('tag:a', '1')] }, one({ FlowLogId: flowLogId })),
    ],
  },
  {
    name: 'tags of a flow log can be changed',
    page: api('CreateTags'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog(),
      does('CreateTags', { Resources: [flowLogId], Tags: [{ Key: 'a', Value: '2' }] }),
      shows('DescribeFlowLogs', describe, one({ Tags: [{ Key: 'a', Value: '2' }] })),
    ],
  },
  {
    name: 'flow logs are found by network, traffic and destination',
    page: api('DescribeFlowLogs'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      flowLog('log', { TrafficType: 'REJECT' }),
      flowLog('other', { ResourceIds: ['{second.Vpc.VpcId}'], ...stream }),
      shows('DescribeFlowLogs', { Filter: [filter('resource-id', vpcId)] }, one({ FlowLogId: flowLogId })),
      shows(
        'DescribeFlowLogs',
        { Filter: [filter('traffic-type', 'REJECT')] },
        one({ FlowLogId: flowLogId }),
      ),
      shows(
        'DescribeFlowLogs',
        { Filter: [filter('log-destination-type', 's3')] },
        one({ FlowLogId: flowLogId }),
      ),
      shows('DescribeFlowLogs', { Filter: [filter('flow-log-id', flowLogId)] }, one({ ResourceId: vpcId })),
    ],
  },
  {
    name: 'a deleted flow log is gone',
    page: api('DeleteFlowLogs'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      flowLog(),
      {
        call: 'DeleteFlowLogs',
        input: { FlowLogIds: [flowLogId] },
        expect: { shape: { Unsuccessful: { $absent: true } } },
      },
      shows('DescribeFlowLogs', { Filter: [filter('resource-id', vpcId)] }, { FlowLogs: { $size: 0 } }),
    ],
  },
  {
    name: 'a flow log that is not there cannot be deleted, inside a success',
    page: api('DeleteFlowLogs'),
    unsettled: 'the page lists Unsuccessful, but not whether an unknown id is among it or refused as a whole',
    steps: [
      {
        call: 'DeleteFlowLogs',
        input: { FlowLogIds: ['fl-0123456789abcdef0'] },
        expect: { shape: { Unsuccessful: [{ Error: { Code: 'InvalidFlowLogId.NotFound' } }] } },
      },
    ],
  },
  {
    name: 'a flow log does not keep its VPC from being deleted',
    page: api('DeleteVpc'),
    motoDiffers: inMoto,
    steps: [vpc(), flowLog(), does('DeleteVpc', { VpcId: vpcId })],
  },
  {
    name: 'a flow log does not keep its subnet from being deleted',
    page: api('DeleteSubnet'),
    motoDiffers: inMoto,
    steps: [
      vpc(),
      subnet(),
      flowLog('log', { ResourceType: 'Subnet', ResourceIds: [subnetId] }),
      does('DeleteSubnet', { SubnetId: subnetId }),
      does('DeleteFlowLogs', { FlowLogIds: [flowLogId] }),
    ],
  },
  {
    name: 'a dry run makes no flow log',
    page: api('CreateFlowLogs'),
    steps: [
      vpc(),
      refuses('DryRunOperation', 'CreateFlowLogs', request({ DryRun: true })),
      shows('DescribeFlowLogs', { Filter: [filter('resource-id', vpcId)] }, { FlowLogs: { $size: 0 } }),
    ],
  },
  {
    name: 'flow logs come in pages',
    page: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html',
    motoDiffers: inMoto,
    steps: [
      ...['a', 'b', 'c', 'd', 'e', 'f']
        .flatMap((name, i) => [
          vpc(name, `10.${i}.0.0/16`),
          flowLog(`log${name}`, { ResourceIds: [`{${name}.Vpc.VpcId}`] }),
        ])
        .slice(0, 10),
      {
        call: 'DescribeFlowLogs',
        input: { MaxResults: 3 },
        save: 'first',
        expect: { shape: { FlowLogs: { $size: 3 }, NextToken: { $like: '.' } } },
      },
      shows(
        'DescribeFlowLogs',
        { MaxResults: 3, NextToken: '{first.NextToken}' },
        { FlowLogs: { $size: 2 }, NextToken: { $absent: true } },
      ),
    ],
  },
];
