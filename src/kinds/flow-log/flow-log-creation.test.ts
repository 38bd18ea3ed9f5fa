// What a new flow log is made with, and what it waits for. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
import { describe } from 'vitest';
import { planTable, usable } from '../../../test/support/plan-table.ts';
import { flowLog } from './flow-log.ts';
import { role, account, logs, cloudWatchLogs, vpcRef, base } from './fake-log.ts';

describe('a flow log that does not exist', () => {
  planTable(flowLog, [
    {
      name: 'is made on a VPC, into a bucket',
      spec: base,
      expect: {
        calls: [
          'CreateFlowLogs vpcRef null → vpc-1',
          '… trafficType null → ALL',
          '… destination null → arn:aws:s3:::logs',
        ],
        inputs: [
          {
            ResourceIds: ['vpc-1'],
            ResourceType: 'VPC',
            TrafficType: 'ALL',
            LogDestinationType: 's3',
            LogDestination: logs,
            DestinationOptions: {
              FileFormat: 'plain-text',
              HiveCompatiblePartitions: false,
              PerHourPartition: false,
            },
          },
        ],
      },
    },
    {
      name: 'is made on a subnet, into a log group, with the role of the account',
      spec: {
        subnetRef: usable('subnet-1'),
        ...cloudWatchLogs,
        trafficType: 'Reject',
        maxAggregationIntervalSeconds: 60,
      },
      account,
      expect: {
        calls: [
          'CreateFlowLogs subnetRef null → subnet-1',
          '… trafficType null → REJECT',
          '… destination null → network',
          '… maxAggregationIntervalSeconds null → 60',
        ],
        inputs: [
          {
            ResourceIds: ['subnet-1'],
            ResourceType: 'Subnet',
            TrafficType: 'REJECT',
            LogDestinationType: 'cloud-watch-logs',
            LogGroupName: 'network',
            DeliverLogsPermissionArn: role,
            MaxAggregationInterval: 60,
          },
        ],
      },
    },
    {
      name: 'is made on an interface named by its id, into a stream, in a format of its own',
      spec: {
        networkInterfaceID: 'eni-0123456789abcdef0',
        destination: { firehose: { streamARN: 'arn:aws:firehose:r:1:deliverystream/s' } },
        trafficType: 'Accept',
        logFormat: `\${srcaddr} \${action}`,
      },
      expect: {
        calls: [
          'CreateFlowLogs networkInterfaceRef null → eni-0123456789abcdef0',
          '… trafficType null → ACCEPT',
          '… destination null → arn:aws:firehose:r:1:deliverystream/s',
          `… logFormat null → \${srcaddr} \${action}`,
        ],
        inputs: [
          {
            ResourceIds: ['eni-0123456789abcdef0'],
            ResourceType: 'NetworkInterface',
            TrafficType: 'ACCEPT',
            LogDestinationType: 'kinesis-data-firehose',
            LogDestination: 'arn:aws:firehose:r:1:deliverystream/s',
            LogFormat: `\${srcaddr} \${action}`,
          },
        ],
      },
    },
    {
      name: 'waits for an account without a role, and says who sets it where',
      spec: { vpcRef, ...cloudWatchLogs },
      account: { name: 'prod' },
      expect: { waits: 'AccountNotAllowed', says: /flowLogRoleARN of AWSAccount prod/ },
    },
    {
      name: 'waits for the role of the own credentials, and names the flag',
      spec: { vpcRef, ...cloudWatchLogs },
      account: { name: undefined },
      expect: { waits: 'AccountNotAllowed', says: /--flow-log-role-arn/ },
    },
    {
      name: 'is refused without a destination',
      spec: { vpcRef },
      expect: { refuses: 'InvalidSpec', field: 'destination' },
    },
    { name: 'and is not wanted needs nothing', spec: base, want: 'absent', expect: {} },
  ]);
});
