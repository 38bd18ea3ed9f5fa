// What a flow log plans. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, listed, planIn, planTable, usable } from '../../../test/support/plan-table.ts';
import { flowLogs } from '../../tables/flow-logs.ts';
import { DEFAULT_FORMAT } from './flow-log-design.ts';
import { flowLog } from './flow-log.ts';
import { role, account, logs, s3, cloudWatchLogs, vpcRef, base } from './fake-log.ts';

const ours = {
  FlowLogId: 'fl-1',
  ResourceId: 'vpc-1',
  FlowLogStatus: 'ACTIVE',
  TrafficType: 'ALL',
  LogDestinationType: 's3',
  LogDestination: logs,
  LogFormat: DEFAULT_FORMAT,
  MaxAggregationInterval: 600,
  DestinationOptions: { FileFormat: 'plain-text', HiveCompatiblePartitions: false, PerHourPartition: false },
  DeliverLogsStatus: 'SUCCESS',
};
const toGroup = {
  LogDestinationType: 'cloud-watch-logs',
  LogDestination: 'arn:aws:logs:ap-northeast-1:111111111111:log-group:network:*',
  LogGroupName: 'network',
  DeliverLogsPermissionArn: role,
  DestinationOptions: undefined,
};
const log = (more: object = {}) => listed(flowLogs, { ...ours, ...more });

describe('a flow log that exists', () => {
  planTable(flowLog, [
    {
      name: 'in plain text, whose options AWS leaves out: is as declared',
      spec: base,
      own: 'fl-1',
      rows: [log({ DestinationOptions: undefined })],
      expect: {},
    },
    {
      name: 'and is as declared is left alone',
      spec: base,
      own: 'fl-1',
      rows: [log()],
      expect: {
        status: {
          resourceID: 'vpc-1',
          destinationARN: logs,
          trafficType: 'ALL',
          logFormat: DEFAULT_FORMAT,
          maxAggregationIntervalSeconds: 600,
          delivery: 'SUCCESS',
        },
      },
    },
    {
      name: 'in a folder is the same with and without a slash at its end',
      spec: { vpcRef, destination: { s3: { bucketARN: `${logs}/network/` } } },
      own: 'fl-1',
      rows: [log({ LogDestination: `${logs}/network` })],
      expect: {},
    },
    {
      name: 'in a log group is the same however AWS writes its ARN',
      spec: { vpcRef, ...cloudWatchLogs },
      account,
      own: 'fl-1',
      rows: [log({ ...toGroup, LogGroupName: undefined })],
      expect: {},
    },
    {
      name: 'with other traffic gets another one beside it',
      spec: { ...base, trafficType: 'Reject' },
      own: 'fl-1',
      rows: [log()],
      expect: { calls: ['CreateFlowLogs trafficType ALL → REJECT'] },
    },
    {
      name: 'with another destination gets another one beside it',
      spec: { vpcRef, ...cloudWatchLogs },
      account,
      own: 'fl-1',
      rows: [log()],
      expect: { calls: ['CreateFlowLogs destination s3 arn:aws:s3:::logs → cloud-watch-logs network'] },
    },
    {
      name: 'on another network gets another one beside it',
      spec: { subnetRef: usable('subnet-1'), ...s3 },
      own: 'fl-1',
      rows: [log()],
      expect: { calls: ['CreateFlowLogs subnetRef vpc-1 → subnet-1'] },
    },
    {
      name: 'follows a VPC that was made anew',
      spec: { ...base, vpcRef: usable('vpc-2') },
      own: 'fl-1',
      rows: [log()],
      expect: { calls: ['CreateFlowLogs vpcRef vpc-1 → vpc-2'] },
    },
    {
      name: 'gets the default format back when none is declared any more',
      spec: base,
      wasSet: ['logFormat'],
      own: 'fl-1',
      rows: [log({ LogFormat: `\${srcaddr}` })],
      expect: { calls: [`CreateFlowLogs logFormat \${srcaddr} → ${DEFAULT_FORMAT}`] },
    },
    {
      name: 'with another order of fields is another one: the order is the record’s',
      spec: { ...base, logFormat: `\${dstaddr} \${srcaddr}` },
      own: 'fl-1',
      rows: [log({ LogFormat: `\${srcaddr} \${dstaddr}` })],
      expect: { calls: [`CreateFlowLogs logFormat \${srcaddr} \${dstaddr} → \${dstaddr} \${srcaddr}`] },
    },
    {
      name: 'with another interval goes first: AWS refuses two that are alike',
      spec: { ...base, maxAggregationIntervalSeconds: 60 },
      own: 'fl-1',
      rows: [log()],
      expect: { calls: ['CreateFlowLogs maxAggregationIntervalSeconds 600 → 60 (Interrupts)'] },
    },
    {
      name: 'with other files goes first, too',
      spec: { vpcRef, destination: { s3: { bucketARN: logs, format: 'Parquet', hourlyPartitions: true } } },
      own: 'fl-1',
      rows: [log()],
      expect: {
        calls: [
          'CreateFlowLogs destination.s3.format plain-text → parquet (Interrupts)',
          '… destination.s3.hourlyPartitions false → true (Interrupts)',
        ],
      },
    },
    {
      name: 'with another role of the account goes first, too',
      spec: { vpcRef, ...cloudWatchLogs },
      account: { name: 'prod', flowLogRoleARN: 'arn:aws:iam::111111111111:role/new' },
      own: 'fl-1',
      rows: [log(toGroup)],
      expect: {
        calls: [
          `CreateFlowLogs destination.cloudWatchLogs ${role} → arn:aws:iam::111111111111:role/new (Interrupts)`,
        ],
      },
    },
    {
      name: 'goes first where the network has as many as it can have',
      spec: { ...base, trafficType: 'Reject' },
      own: 'fl-1',
      rows: [listed(flowLogs, ours, { ...ours, FlowLogId: 'fl-2', LogDestination: 'arn:aws:s3:::other' })],
      expect: { calls: ['CreateFlowLogs trafficType ALL → REJECT (Interrupts)'] },
    },
    {
      name: 'keeps its place beside those of another network',
      spec: { ...base, vpcRef: usable('vpc-2') },
      own: 'fl-1',
      rows: [
        listed(
          flowLogs,
          ours,
          { ...ours, FlowLogId: 'fl-2', ResourceId: 'vpc-2' },
          { ...ours, FlowLogId: 'fl-3', ResourceId: 'vpc-2', TrafficType: 'REJECT' },
        ),
      ],
      expect: { calls: ['CreateFlowLogs vpcRef vpc-1 → vpc-2'] },
    },
    {
      name: 'stays when its account has lost the role, and says so',
      spec: { vpcRef, ...cloudWatchLogs },
      account: { name: 'prod' },
      own: 'fl-1',
      rows: [log(toGroup)],
      expect: { held: ['destination.cloudWatchLogs AccountNotAllowed'] },
    },
    {
      name: 'is not replaced while its account has no role',
      spec: { vpcRef, ...cloudWatchLogs, trafficType: 'Reject' },
      account: { name: 'prod' },
      own: 'fl-1',
      rows: [log(toGroup)],
      expect: { held: ['destination.cloudWatchLogs AccountNotAllowed'] },
    },
    {
      name: 'whose records do not arrive says why',
      spec: { vpcRef, ...cloudWatchLogs },
      account,
      own: 'fl-1',
      rows: [log({ ...toGroup, DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error' })],
      expect: { held: ['destination Failed'], says: /Access error; look at the permissions of arn/ },
    },
    {
      name: 'that is adopted is left alone in what its declaration leaves out',
      spec: {},
      adopted: true,
      own: 'fl-1',
      rows: [log({ ...toGroup, TrafficType: 'REJECT' })],
      account,
      expect: {},
    },
    {
      name: 'that is adopted keeps a role that is not the account’s',
      spec: { ...cloudWatchLogs },
      adopted: true,
      own: 'fl-1',
      rows: [log({ ...toGroup, DeliverLogsPermissionArn: 'arn:aws:iam::111111111111:role/other' })],
      account,
      expect: {},
    },
    {
      name: 'that is adopted is not replaced',
      spec: { trafficType: 'Reject' },
      adopted: true,
      own: 'fl-1',
      rows: [log()],
      expect: { refuses: 'ImmutableField', field: 'trafficType', says: /without adopt/ },
    },
    {
      name: 'and is not wanted has nothing to be undone first',
      spec: base,
      want: 'absent',
      own: 'fl-1',
      rows: [log()],
      expect: {},
    },
  ]);
});

describe('a flow log that gives way', () => {
  const changes = fc.record(
    {
      trafficType: fc.constantFrom('Accept' as const, 'Reject' as const, 'All' as const),
      maxAggregationIntervalSeconds: fc.constantFrom(60, 600),
      logFormat: fc.constantFrom(DEFAULT_FORMAT, `\${srcaddr}`),
      destination: fc.constantFrom(
        s3.destination,
        { s3: { bucketARN: logs, format: 'Parquet' as const } },
        { s3: { bucketARN: 'arn:aws:s3:::other' } },
      ),
    },
    { requiredKeys: [] },
  );

  // What EC2 refuses two of: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, FlowLogAlreadyExists
  it('goes first exactly when EC2 would refuse the other one beside it', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const [action] = callsOf(
          planIn(flowLog, { spec: { ...base, ...change }, own: 'fl-1', rows: [log()] }).plan,
        );
        if (action?.operation !== 'CreateFlowLogs') return;
        const { LogDestination, LogFormat = DEFAULT_FORMAT, TrafficType } = action.input;
        const isAlike =
          LogDestination === ours.LogDestination &&
          LogFormat === ours.LogFormat &&
          TrafficType === ours.TrafficType;

        expect(action.replaces).toBe(isAlike ? 'before' : 'after');
        expect(action.changes.every(({ risk }) => risk === (isAlike ? 'Interrupts' : 'None'))).toBe(true);
      }),
    );
  });
});
