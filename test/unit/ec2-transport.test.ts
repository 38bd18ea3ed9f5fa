// The EC2 room against the simulator's HTTP front: what the SDK really sends, answers and throws.
import { TextPool } from '../../src/model/texts.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/ec2/aws.ts';
import { toFault } from '../../src/ec2/errors.ts';
import { createLimits } from '../../src/ec2/limits.ts';
import { createReader } from '../../src/ec2/reader.ts';
import { accessOf, roleNamed } from '../../src/engine/placement.ts';
import { accountOf } from '../../src/engine/tenancy.ts';
import { realClock } from '../../src/model/clock.ts';
import { API_VERSION, type KubeObject } from '../../src/model/object.ts';
import type { ObjectStore } from '../../src/model/objects.ts';
import type { Log, Metrics } from '../../src/model/ports.ts';
import type { Scope } from '../../src/model/scope.ts';
import { production } from '../../src/model/settings.ts';
import { SeededRandom } from '../../src/model/virtual-clock.ts';
import { type AwsServer, startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { vpcs } from '../../src/tables/vpcs.ts';

const HOME = '111111111111';
const OTHER = '222222222222';
const scopeOf = (via: string, account: string): Scope => ({
  via,
  account,
  region: 'eu-central-1',
  service: 'ec2',
});
const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
const noMetrics: Metrics = { count() {}, observe() {}, set() {} };

let simulator: AwsSimulator;
let server: AwsServer;

beforeEach(async () => {
  const accounts = [{ id: HOME }, { id: OTHER, externalIds: { net: 'secret-id' } }];
  simulator = new AwsSimulator({ clock: realClock, random: new SeededRandom(1), options: { accounts } });
  server = await startAwsServer({ simulator });
});
afterEach(() => server.close());

function accountObject(spec: object): KubeObject {
  return {
    apiVersion: API_VERSION,
    kind: 'AWSAccount',
    metadata: { name: 'other', uid: 'u', resourceVersion: '1', generation: 1 },
    spec: { accountID: OTHER, roleARN: `arn:aws:iam::${OTHER}:role/net`, externalID: 'secret-id', ...spec },
  };
}

/** What is put together in production, over an AWSAccount in the store. */
function room(spec: object = {}) {
  const object = accountObject(spec);
  const store: ObjectStore = {
    hasSynced: () => true,
    get: (key) => (key === 'AWSAccount//other' ? object : undefined),
    list: () => [object],
    staleSeconds: () => 0,
    onChange() {},
  };
  const { transport, accounts } = createAws({
    clock: realClock,
    metrics: noMetrics,
    log: quiet,
    audit: quiet,
    clusterID: 'c1',
    endpoint: server.url,
    userAgent: 'vpcraft/test',
    roles: (via) => roleNamed(store, via),
    own: async () => ({ accessKeyId: HOME, secretAccessKey: 'none' }),
  });
  return { access: accessOf(accountOf(object), 'eu-central-1'), transport, accounts };
}

const create = (transport: ReturnType<typeof room>['transport'], scope: Scope, cidr = '10.0.0.0/16') =>
  transport.send(scope, 'CreateVpc', {
    CidrBlock: cidr,
    TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }],
  });

describe('createAwsTransport', () => {
  it('sends one call and gives the answer with its request id', async () => {
    const { transport } = room();

    const { output, requestId } = await create(transport, scopeOf('', HOME));

    expect(output).toMatchObject({ Vpc: { CidrBlock: '10.0.0.0/16', Tags: [{ Key: 'a', Value: 'b' }] } });
    expect(output).not.toHaveProperty('$metadata');
    expect(requestId).not.toBe('');
  });

  it('acts in the account of the assumed role', async () => {
    const { transport } = room();
    await create(transport, scopeOf('other', OTHER));

    const own = await transport.send(scopeOf('', HOME), 'DescribeVpcs', {
      Filters: [{ Name: 'tag:a', Values: ['b'] }],
      MaxResults: 10,
    });
    const other = await transport.send(scopeOf('other', OTHER), 'DescribeVpcs', {
      Filters: [{ Name: 'tag:a', Values: ['b'] }],
      MaxResults: 10,
    });

    expect(own.output['Vpcs'] ?? []).toEqual([]);
    expect(other.output['Vpcs']).toHaveLength(1);
  });

  it('acts in a session of the namespace, over the connections that all share', async () => {
    const { transport } = room();
    for (const namespace of ['team-a', 'team-b'])
      await create(transport, { ...scopeOf('other', OTHER), namespace });

    expect(simulator.region(OTHER, 'eu-central-1').vpcs.size).toBe(2);
  });

  it.each([
    {
      rule: { kind: 'throttle' },
      expected: { code: 'RequestLimitExceeded', disposition: 'throttled', outcomeUnknown: false },
    },
    {
      rule: { kind: 'error', code: 'InternalError', status: 500 },
      expected: { disposition: 'transient', outcomeUnknown: true },
    },
    {
      rule: { kind: 'lost-answer' },
      expected: { code: 'NoAnswer', disposition: 'transient', outcomeUnknown: true },
    },
    {
      rule: { kind: 'deny' },
      expected: { disposition: 'denied', reason: 'AccessDenied', outcomeUnknown: false },
    },
  ] as const)('calls once and never retries: $rule.kind', async ({ rule, expected }) => {
    const { transport } = room();
    simulator.faults.add({ operation: 'CreateVpc', times: 1, ...rule });

    const error = await create(transport, scopeOf('', HOME)).catch((caught: unknown) => caught);

    expect(toFault(error, { operation: 'CreateVpc' }).details).toMatchObject(expected);
    expect(simulator.faults.rules).toEqual([]);
    const { output } = await transport.send(scopeOf('', HOME), 'DescribeVpcs', { MaxResults: 10 });
    expect(((output['Vpcs'] ?? []) as object[]).length).toBe(rule.kind === 'lost-answer' ? 1 : 0);
  });

  it('a server that is not there means that nothing was sent', async () => {
    const { transport } = room();
    await server.close();

    const error = await create(transport, scopeOf('', HOME)).catch((caught: unknown) => caught);
    server = await startAwsServer({ simulator });

    expect(toFault(error, { operation: 'CreateVpc' }).details).toMatchObject({
      code: 'NoAnswer',
      outcomeUnknown: false,
    });
  });

  it('says which role could not be assumed', async () => {
    const { transport } = room({ externalID: 'wrong' });

    const error = await create(transport, scopeOf('other', OTHER)).catch((caught: unknown) => caught);

    const { details } = toFault(error, { operation: 'CreateVpc' });
    expect(details).toMatchObject({
      disposition: 'denied',
      reason: 'CredentialsUnavailable',
      outcomeUnknown: false,
    });
    expect(details.message).toContain('AWSAccount other');
  });
});

describe('createAccounts', () => {
  it('knows the own account and that of a role', async () => {
    const { accounts, access } = room();
    expect(await accounts.identify({ via: '', region: 'eu-central-1' })).toBe(HOME);
    expect(await accounts.identify(access)).toBe(OTHER);
  });

  it('asks with a new session after AWS rejected the one that it asked with before', async () => {
    const { accounts, access, transport } = room();
    await create(transport, scopeOf('other', OTHER));
    simulator.identities.clear();

    await expect(accounts.identify(access)).rejects.toMatchObject({
      details: { reason: 'CredentialsUnavailable' },
    });
    expect(await accounts.identify(access)).toBe(OTHER);
  });

  it('F6: refuses a role that belongs to another account than declared', async () => {
    const { accounts, access } = room();
    await expect(accounts.identify({ ...access, accountID: '333333333333' })).rejects.toMatchObject({
      details: { reason: 'AccountNotAllowed' },
    });
  });
});

describe('createReader over HTTP', () => {
  it('answers a question by id and by index with the tables as they are', async () => {
    const { transport } = room();
    const { output } = await create(transport, scopeOf('', HOME));
    const id = (output['Vpc'] as { VpcId: string }).VpcId;
    const settings = { ...production, clusterID: 'c1', defaultRegion: undefined, flowLogRoleARN: undefined };
    const limits = createLimits({ clock: realClock, settings, metrics: noMetrics });
    const reader = createReader({
      texts: new TextPool(),
      transport,
      clock: realClock,
      random: new SeededRandom(1),
      settings,
      log: quiet,
      metrics: noMetrics,
      limits,
    });
    const subject = {
      key: 'VPC/a/b',
      scope: () => scopeOf('', HOME),
      own: () => ({ is: 'none' }) as const,
      since: Number.NEGATIVE_INFINITY,
    };

    const observation = await reader.observe(subject, (view) => [
      view.byID('home', vpcs, id),
      view.byID('home', vpcs, 'vpc-00000000000000000'),
    ]);

    expect(observation).toMatchObject({ is: 'seen', value: [{ cidrBlock: '10.0.0.0/16' }, undefined] });
  });
});
