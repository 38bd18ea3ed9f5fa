// Rules of flow logs: what is refused as a whole, what is told beside what was done, and what time does.
import type { CreateFlowLogsResult, FlowLog } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { SETTLED_MS, TestWorld } from '../testing.ts';

const bucket = { LogDestinationType: 's3', LogDestination: 'arn:aws:s3:::logs' };
const group = { LogGroupName: 'network', DeliverLogsPermissionArn: 'arn:aws:iam::111111111111:role/logs' };

async function network(options: ConstructorParameters<typeof TestWorld>[0] = {}) {
  const world = new TestWorld(options);
  const VpcId = await world.vpc();
  const request = (more: object = {}) => ({
    ResourceIds: [VpcId],
    ResourceType: 'VPC',
    TrafficType: 'ALL',
    ...bucket,
    ...more,
  });
  const create = (more: object = {}) => world.call<CreateFlowLogsResult>('CreateFlowLogs', request(more));
  const shown = async () => (await world.call<{ FlowLogs: FlowLog[] }>('DescribeFlowLogs', {})).FlowLogs;
  return { world, VpcId, request, create, shown };
}

const codes = (answer: CreateFlowLogsResult) => (answer.Unsuccessful ?? []).map((one) => one.Error?.Code);

describe('CreateFlowLogs', () => {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
  test.each<[object, string, string]>([
    [{ ResourceIds: [] }, 'MissingParameter', 'no resource'],
    [{ ResourceIds: Array.from({ length: 301 }, () => 'vpc-1') }, 'InvalidParameter', 'too many resources'],
    [{ ResourceType: undefined }, 'MissingParameter', 'no type'],
    [{ ResourceType: 'TransitGateway' }, 'InvalidParameterValue', 'a type that the sandbox has not'],
    [{ TrafficType: undefined }, 'MissingParameter', 'no traffic'],
    [{ TrafficType: 'SOME' }, 'InvalidParameterValue', 'unknown traffic'],
    [{ MaxAggregationInterval: 61 }, 'InvalidParameter', 'neither one minute nor ten'],
    [{ LogFormat: '' }, 'InvalidParameter', 'no field'],
    [{ LogFormat: '$' + '{colour}' }, 'InvalidParameter', 'an unknown field'],
    [{ LogFormat: 'srcaddr' }, 'InvalidParameter', 'a field without braces'],
    [{ LogDestinationType: 'sqs' }, 'InvalidParameterValue', 'an unknown destination'],
    [{ LogDestination: undefined }, 'MissingParameter', 'a bucket without its ARN'],
    [{ LogDestination: 'arn:aws:firehose:x' }, 'InvalidParameter', 'another service’s ARN'],
    [{ LogDestination: 'arn:aws:s3:::logs/AWSLogs/' }, 'InvalidParameter', 'AWS’s own folder'],
    [{ LogGroupName: 'network' }, 'InvalidParameter', 'a log group beside a bucket'],
    [{ LogDestinationType: undefined, ...group }, 'InvalidParameter', 'a log group twice'],
    [
      { LogDestinationType: undefined, LogDestination: undefined, LogGroupName: 'network' },
      'InvalidParameter',
      'a log group without a role',
    ],
    [
      { LogDestinationType: undefined, LogDestination: undefined, DeliverLogsPermissionArn: 'x' },
      'MissingParameter',
      'no log group',
    ],
    [
      { LogDestinationType: undefined, LogDestination: undefined, ...group, DestinationOptions: {} },
      'InvalidParameter',
      'files of a log group',
    ],
  ])('%j: %s (%s)', async (more, code) => {
    const { world, request } = await network();
    expect(await world.code('CreateFlowLogs', request(more))).toBe(code);
  });

  it('tells what did not work beside what did', async () => {
    const { create, VpcId } = await network();
    const answer = await create({ ResourceIds: [VpcId, 'vpc-0123456789abcdef0'] });
    expect(answer.FlowLogIds).toHaveLength(1);
    expect(codes(answer)).toEqual(['InvalidVpcID.NotFound']);
    expect(answer.Unsuccessful?.[0]?.ResourceId).toBe('vpc-0123456789abcdef0');
  });

  it('refuses one that is alike, whatever its interval and files, and a third', async () => {
    const { create } = await network();
    await create();
    expect(codes(await create({ MaxAggregationInterval: 60 }))).toEqual(['FlowLogAlreadyExists']);
    expect(codes(await create({ DestinationOptions: { FileFormat: 'parquet' } }))).toEqual([
      'FlowLogAlreadyExists',
    ]);
    expect(codes(await create({ TrafficType: 'REJECT' }))).toEqual([]);
    expect(codes(await create({ TrafficType: 'ACCEPT' }))).toEqual(['FlowLogsLimitExceeded']);
  });

  it('answers the same again for the same token, and refuses another request with it', async () => {
    const { world, create, request } = await network();
    const first = await create({ ClientToken: 'one' });
    expect(await create({ ClientToken: 'one' })).toEqual(first);
    expect(await world.code('CreateFlowLogs', request({ ClientToken: 'one', TrafficType: 'REJECT' }))).toBe(
      'IdempotentParameterMismatch',
    );
  });

  it('finds out about a bucket at once and about a log group later', async () => {
    const arn = 'arn:aws:logs:us-east-1:111111111111:log-group:network';
    const options = {
      flowLogDestinations: { missing: ['arn:aws:s3:::none'], denied: ['arn:aws:s3:::closed', arn] },
    };
    const { world, create, shown } = await network(options);
    expect(codes(await create({ LogDestination: 'arn:aws:s3:::none' }))).toEqual(['LogDestinationNotFound']);
    expect(codes(await create({ LogDestination: 'arn:aws:s3:::closed' }))).toEqual([
      'LogDestinationPermissionIssue',
    ]);
    const toGroup = { LogDestinationType: undefined, LogDestination: undefined, ...group };
    expect(codes(await create(toGroup))).toEqual([]);
    expect(await shown()).toMatchObject([{ DeliverLogsStatus: 'SUCCESS', LogGroupName: 'network' }]);
    await world.pass(SETTLED_MS);
    expect(await shown()).toMatchObject([
      { DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error', FlowLogStatus: 'ACTIVE' },
    ]);
  });

  it('fills in what was left out', async () => {
    const { create, shown } = await network();
    await create();
    const [log] = await shown();
    expect(log).toMatchObject({
      MaxAggregationInterval: 600,
      DestinationOptions: {
        FileFormat: 'plain-text',
        HiveCompatiblePartitions: false,
        PerHourPartition: false,
      },
    });
    expect(log?.LogFormat?.split(' ')).toHaveLength(14);
  });
});

describe('a network with a flow log', () => {
  it('can be deleted, and the flow log goes some time later', async () => {
    const { world, VpcId, create, shown } = await network();
    await create();
    await world.call('DeleteVpc', { VpcId });
    expect(await shown()).toHaveLength(1);
    await world.pass(60_000);
    expect(await shown()).toEqual([]);
  });

  it('can be a subnet or an interface', async () => {
    const { world, VpcId, create, shown } = await network();
    const SubnetId = await world.subnet(VpcId);
    const { NetworkInterface } = await world.call<{ NetworkInterface: { NetworkInterfaceId: string } }>(
      'CreateNetworkInterface',
      { SubnetId },
    );
    const { NetworkInterfaceId } = NetworkInterface;
    await create({ ResourceType: 'Subnet', ResourceIds: [SubnetId] });
    await create({ ResourceType: 'NetworkInterface', ResourceIds: [NetworkInterfaceId] });
    await world.pass(SETTLED_MS);
    await world.call('DeleteNetworkInterface', { NetworkInterfaceId });
    await world.call('DeleteSubnet', { SubnetId });
    expect(await shown()).toHaveLength(2);
  });
});

describe('DeleteFlowLogs', () => {
  it('tells of each that is not there', async () => {
    const { world, create, shown } = await network();
    const { FlowLogIds = [] } = await create();
    const answer = await world.call<CreateFlowLogsResult>('DeleteFlowLogs', {
      FlowLogIds: [...FlowLogIds, 'fl-0123456789abcdef0', 'fl-x'],
    });
    expect(codes(answer)).toEqual(['InvalidFlowLogId.NotFound', 'InvalidFlowLogId.Malformed']);
    expect(await shown()).toEqual([]);
    expect(await world.code('DeleteFlowLogs', { FlowLogIds: [] })).toBe('MissingParameter');
  });
});
