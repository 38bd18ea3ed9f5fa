import type { Vpc } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { SeededRandom, VirtualClock } from '../../model/virtual-clock.ts';
import { transport } from './in-process.ts';
import { AwsSimulator } from './simulator.ts';
import { ACCOUNT, OTHER_ACCOUNT, REGION, TestWorld } from './testing.ts';

const CREATE = { CidrBlock: '10.0.0.0/16' };
const VPC_TAG = { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] };

async function ids(world: TestWorld, input: object = {}): Promise<(string | undefined)[]> {
  return (await world.call<{ Vpcs: Vpc[] }>('DescribeVpcs', input)).Vpcs.map((vpc) => vpc.VpcId);
}

describe('the in-process front', () => {
  it('shows errors as the SDK does', async () => {
    const world = new TestWorld();
    const error: unknown = await world
      .call('DeleteVpc', { VpcId: 'vpc-00000000000000000' })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'InvalidVpcID.NotFound',
      message: "The vpc ID 'vpc-00000000000000000' does not exist",
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
  });

  test.each<[string, object, string, string]>([
    ['CreateKeyPair', {}, 'InvalidAction', 'not implemented'],
    ['toString', {}, 'InvalidAction', 'a name of JavaScript'],
    ['CreateVpc', { ...CREATE, Cidr: 'x' }, 'UnknownParameter', 'unknown member'],
    [
      'CreateVpc',
      { ...CREATE, TagSpecifications: [{ ResourceType: 'vpc', Tag: [] }] },
      'UnknownParameter',
      'unknown nested member',
    ],
    [
      'CreateVpc',
      { ...CREATE, Ipv4IpamPoolId: 'x' },
      'UnknownParameter',
      'member that the sandbox does not implement',
    ],
    ['CreateVpc', { ...CREATE, DryRun: true }, 'DryRunOperation', 'dry run'],
    ['ModifyVpcAttribute', { DryRun: true }, 'UnknownParameter', 'dry run of a call that has none'],
    ['CreateVpc', { ...CREATE, InstanceTenancy: undefined }, 'OK', 'undefined members are absent'],
  ])('answers %s %j with %s: %s', async (operation, input, code) => {
    expect(await new TestWorld().code(operation, input)).toBe(code);
  });

  it('uses the credentials that the identity really has', async () => {
    const clock = new VirtualClock();
    const options = { latency: { answer: [0, 0] as const } };
    const simulator = new AwsSimulator({ clock, random: new SeededRandom(1), options });
    const identity = { via: 'a', account: ACCOUNT, region: REGION, service: 'ec2' };
    await transport(simulator, () => ({ account: OTHER_ACCOUNT })).send(identity, 'CreateVpc', CREATE);
    expect(simulator.region(OTHER_ACCOUNT, REGION).vpcs.size).toBe(1);
    await expect(
      transport(simulator, () => undefined).send(identity, 'CreateVpc', CREATE),
    ).rejects.toMatchObject({ name: 'AuthFailure' });
  });

  it('does the effect at once and answers after the latency', async () => {
    const world = new TestWorld({ latency: { answer: [30, 30] } });
    const answer = world.call('CreateVpc', CREATE);
    expect(world.region().vpcs.size).toBe(1);
    await world.pass(29);
    expect(await Promise.race([answer.then(() => 'answered'), Promise.resolve('waiting')])).toBe('waiting');
    await world.pass(1);
    await answer;
  });

  it('ends a call that is aborted, not its effect', async () => {
    const clock = new VirtualClock();
    const simulator = new AwsSimulator({ clock, random: new SeededRandom(1) });
    const abort = new AbortController();
    const identity = { via: '', account: ACCOUNT, region: REGION, service: 'ec2' };
    const answer = transport(simulator).send(identity, 'CreateVpc', CREATE, abort.signal);
    abort.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(simulator.region(ACCOUNT, REGION).vpcs.size).toBe(1);
  });
});

describe('faults', () => {
  it('before the effect: throttle, error, deny, lost request', async () => {
    const world = new TestWorld();
    const { faults } = world.simulator;
    faults.add({ operation: 'CreateVpc', kind: 'throttle', times: 1 });
    faults.add({ operation: '*', kind: 'error', code: 'InternalError', times: 1 });
    faults.add({ operation: 'CreateVpc', kind: 'deny', times: 1, account: ACCOUNT });
    const codes = [
      await world.code('CreateVpc', CREATE),
      await world.code('CreateVpc', CREATE),
      await world.code('CreateVpc', CREATE),
    ];
    expect(codes).toEqual(['RequestLimitExceeded', 'InternalError', 'UnauthorizedOperation']);
    faults.add({ operation: 'CreateVpc', kind: 'lost-request', times: 1 });
    await expect(world.call('CreateVpc', CREATE)).rejects.toMatchObject({
      code: 'ECONNRESET',
      $metadata: {},
    });
    expect(world.region().vpcs.size).toBe(0);
    expect(await world.code('CreateVpc', CREATE)).toBe('OK');
  });

  it('after the effect: lost answer, delay, late effect', async () => {
    const world = new TestWorld();
    const { faults } = world.simulator;
    faults.add({ operation: 'CreateVpc', kind: 'lost-answer', times: 1 });
    const error: unknown = await world.call('CreateVpc', CREATE).catch((caught: unknown) => caught);
    expect(error).not.toHaveProperty('$metadata.httpStatusCode');
    expect(world.region().vpcs.size).toBe(1);
    faults.add({ operation: 'CreateVpc', kind: 'late-effect', delayMs: 1000, times: 1 });
    expect(await world.code('CreateVpc', CREATE)).toBe('TimeoutError');
    expect(world.region().vpcs.size).toBe(1);
    await world.pass(1000);
    expect(world.region().vpcs.size).toBe(2);
    faults.add({ operation: 'CreateVpc', kind: 'delay', delayMs: 1000, times: 1 });
    const late = world.call('CreateVpc', CREATE);
    expect(world.region().vpcs.size).toBe(3);
    await world.pass(1000);
    await late;
  });

  it('of reads and credentials: empty answers, expired credentials, until switched off', async () => {
    const world = new TestWorld();
    await world.vpc();
    const fault = world.simulator.faults.add({ operation: 'DescribeVpcs', kind: 'empty', skip: 1 });
    expect([(await ids(world)).length, (await ids(world)).length]).toEqual([1, 0]);
    world.simulator.faults.remove(fault);
    world.simulator.faults.expireCredentials(ACCOUNT);
    expect(await world.code('DescribeVpcs')).toBe('RequestExpired');
    expect(await world.code('GetCallerIdentity', {}, { service: 'sts' })).toBe('ExpiredToken');
    expect(await world.code('DescribeVpcs', {}, { account: OTHER_ACCOUNT })).toBe('OK');
    world.simulator.faults.expireCredentials(ACCOUNT, false);
    expect(await ids(world)).toHaveLength(1);
  });
});

describe('the ledger', () => {
  it('knows what took effect and what was answered', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    await world.call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: true } });
    world.simulator.faults.add({ operation: 'DeleteVpc', kind: 'lost-answer', times: 1 });
    await world.code('DeleteVpc', { VpcId });
    await world.code('DeleteVpc', { VpcId });
    const { ledger } = world.simulator;
    const seen = ledger
      .query({ mutating: true })
      .map((entry) => [entry.operation, entry.code, entry.tookEffect, entry.answered]);
    expect(seen).toEqual([
      ['CreateVpc', 'OK', true, true],
      ['ModifyVpcAttribute', 'OK', false, true],
      ['DeleteVpc', 'OK', true, false],
      ['DeleteVpc', 'InvalidVpcID.NotFound', false, true],
    ]);
    expect(ledger.counts()).toEqual({ CreateVpc: 1, ModifyVpcAttribute: 1, DeleteVpc: 2 });
    expect(ledger.count({ operation: 'DeleteVpc', code: 'OK' })).toBe(1);
  });

  it('tells listeners every effective change, those of time included', async () => {
    const world = new TestWorld();
    const seen: string[] = [];
    const stop = world.simulator.onChange((change, region) =>
      seen.push(`${change.operation} ${change.atMs} ${[...region.vpcs.values()][0]?.State}`),
    );
    await world.vpc();
    world.simulator.settle();
    stop();
    await world.call('CreateVpc', CREATE);
    expect(seen).toEqual(['CreateVpc 0 pending', '(clock) 300 available']);
  });
});

describe('throttling', () => {
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: 50 tokens, 5 per second; reads 100 and 20;
  // DescribeSecurityGroups without filter and page 50 and 10.
  test.each([
    ['CreateSubnet', {}, 50, 5],
    ['DescribeVpcs', {}, 100, 20],
    ['DescribeSecurityGroups', {}, 50, 10],
    ['DescribeSecurityGroups', { MaxResults: 5 }, 100, 20],
    ['CreateTags', {}, 100, 10],
  ])('%s %j has %i tokens and gets %i per second', async (operation, input, capacity, refill) => {
    const world = new TestWorld({ throttling: { enabled: true } });
    const passing = async () => {
      let passed = 0;
      while ((await world.code(operation, input)) !== 'RequestLimitExceeded') passed += 1;
      return passed;
    };
    expect(await passing()).toBe(capacity);
    await world.pass(1000);
    expect(await passing()).toBe(refill);
  });
});

describe('visibility', () => {
  it('hides new ids and shows them for good after the bound', async () => {
    const world = new TestWorld({ lag: { ids: [1000, 1000] } });
    const { Vpc } = await world.call<{ Vpc: Vpc }>('CreateVpc', CREATE);
    expect(await ids(world)).toEqual([]);
    expect(await world.code('DescribeVpcs', { VpcIds: [Vpc.VpcId] })).toBe('InvalidVpcID.NotFound');
    expect(await world.code('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '10.0.0.0/24' })).toBe(
      'InvalidVpcID.NotFound',
    );
    await world.pass(600);
    const answers = new Set<number>();
    for (let i = 0; i < 40; i++) answers.add((await ids(world)).length);
    expect(answers).toEqual(new Set([0, 1]));
    await world.pass(400);
    for (let i = 0; i < 40; i++) expect(await ids(world)).toEqual([Vpc.VpcId]);
  });

  it('hides tags from filters only', async () => {
    const world = new TestWorld({ lag: { tags: [1000, 1000] } });
    await world.call('CreateVpc', { ...CREATE, ...VPC_TAG });
    const Filters = [{ Name: 'tag:a', Values: ['b'] }];
    expect([(await ids(world)).length, (await ids(world, { Filters })).length]).toEqual([1, 0]);
    await world.pass(1000);
    expect(await ids(world, { Filters })).toHaveLength(1);
  });

  it('shows old attributes and deleted things for a while, which also still count as dependencies', async () => {
    const world = new TestWorld({ lag: { attributes: [1000, 1000], deletions: [1000, 1000] } });
    const VpcId = await world.vpc();
    const SubnetId = await world.subnet(VpcId);
    await world.call('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: true } });
    const shown = async () =>
      (await world.call<{ Subnets: { MapPublicIpOnLaunch: boolean }[] }>('DescribeSubnets')).Subnets;
    expect((await shown())[0]?.MapPublicIpOnLaunch).toBe(false);
    await world.pass(1000);
    expect((await shown())[0]?.MapPublicIpOnLaunch).toBe(true);
    await world.call('DeleteSubnet', { SubnetId });
    expect(await shown()).toHaveLength(1);
    expect(await world.code('DeleteVpc', { VpcId })).toBe('DependencyViolation');
    expect(await world.code('DeleteSubnet', { SubnetId })).toBe('InvalidSubnetID.NotFound');
    await world.pass(1000);
    expect(await shown()).toEqual([]);
    expect(await world.code('DeleteVpc', { VpcId })).toBe('OK');
  });
});

it('does the same for the same seed', async () => {
  const story = async (seed: number) => {
    const world = new TestWorld({ lag: { ids: [0, 500] }, shuffle: true }, seed);
    const told: unknown[] = [];
    for (let i = 0; i < 4; i++)
      told.push(await world.call('CreateVpc', { CidrBlock: `10.${i}.0.0/16` }), await ids(world));
    return told;
  };
  expect(await story(7)).toEqual(await story(7));
  expect(await story(7)).not.toEqual(await story(8));
});

it('takes rows from an outside hand and forgets everything at a reset', async () => {
  const world = new TestWorld();
  const VpcId = await world.vpc();
  const row = world.region().vpcs.get(VpcId);
  if (row !== undefined) world.region().vpcs.put({ ...row, Tags: [{ Key: 'by', Value: 'hand' }] });
  expect(await ids(world, { Filters: [{ Name: 'tag-key', Values: ['b?'] }] })).toEqual([VpcId]);
  world.simulator.reset();
  expect(await ids(world)).toEqual([]);
});

describe('STS in process', () => {
  it('wants the ExternalId that an account asks for', async () => {
    const options = { accounts: [{ id: ACCOUNT }, { id: OTHER_ACCOUNT, externalIds: { net: 'secret' } }] };
    const world = new TestWorld(options);
    const input = { RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/net`, RoleSessionName: 'test' };
    const code = (more: object) => world.code('AssumeRole', { ...input, ...more }, { service: 'sts' });
    expect([
      await code({}),
      await code({ ExternalId: 'wrong' }),
      await code({ ExternalId: 'secret' }),
    ]).toEqual(['AccessDenied', 'AccessDenied', 'OK']);
    expect(await code({ RoleArn: 'arn:aws:iam::999999999999:role/net' })).toBe('AccessDenied');
  });
});
