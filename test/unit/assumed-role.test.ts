// A controller as production puts it together, against Kubernetes and AWS over HTTP: credentials, accounts and STS are the real
// ones. Separate from the simulation, which replaces them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type * as STS from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { flagNameOf } from '../../src/config-flags.ts';
import { realClock, sleep } from '../../src/model/clock.ts';
import { API_VERSION, type KubeObject } from '../../src/model/object.ts';
import { realRandom } from '../../src/model/random.ts';
import { sandbox as sandboxSettings } from '../../src/model/settings.ts';
import { SeededRandom } from '../../src/model/virtual-clock.ts';
import { runController } from '../../src/run-controller.ts';
import { clusterTransport } from '../../src/sandbox/cluster/transport.ts';
import { install } from '../../src/sandbox/install.ts';
import { type Sandbox, sandboxCredentials, startSandbox } from '../../src/sandbox/run.ts';
import { silentLog } from '../../src/telemetry/log.ts';

const OTHER = '222222222222';
const REGION = 'ap-northeast-1';
const TEAM = 'team';
/** Longest wait for one step, and between two looks, milliseconds; chosen: many times what a step takes. */
const PATIENCE_MS = 40_000;
const LOOK_MS = 50;
const crdFolder = resolve(import.meta.dirname, '../../crds');
const accountPath = `/apis/${API_VERSION}/awsaccounts`;
const vpcPath = `/apis/${API_VERSION}/namespaces/${TEAM}/vpcs`;

let folder: string;
let running: Sandbox;
let health = 0;
let ended: Promise<unknown>;
const stop = new AbortController();

const kube = () => clusterTransport(cluster());
function cluster() {
  if (running.kube === undefined) throw new Error('the sandbox has no Kubernetes API');
  return running.kube.cluster;
}
function aws() {
  if (running.aws === undefined) throw new Error('the sandbox has no EC2');
  return running.aws;
}

async function ask(method: 'POST' | 'PATCH', path: string, body: object): Promise<void> {
  const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const answer = await kube().request({ method, path, body, contentType });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
}

/** Waits until the VPC is Ready at its newest generation. */
async function ready(): Promise<KubeObject> {
  const started = realClock.monotonic();
  for (;;) {
    const { body } = await kube().request({ method: 'GET', path: `${vpcPath}/net` });
    const object = body as KubeObject;
    const conditions = (object.status?.conditions ?? []) as {
      type: string;
      status: string;
      observedGeneration: number;
    }[];
    const isReady = conditions.some(
      (one) =>
        one.type === 'Ready' &&
        one.status === 'True' &&
        one.observedGeneration === object.metadata.generation,
    );
    if (isReady) return object;
    if (realClock.monotonic() - started > PATIENCE_MS)
      throw new Error(`not Ready: ${JSON.stringify(conditions)}`);
    await sleep(realClock, LOOK_MS);
  }
}

/** Who changed EC2 since then, by role, without the sessions' names. */
function writersSince(since: number): readonly string[] {
  const writes = aws().simulator.ledger.query({ since, mutating: true, tookEffect: true });
  return [...new Set(writes.map(({ arn }) => arn.replace(/\/[^/]*$/, '')))];
}

/** The sessions that were opened since then: role and namespace. */
function sessionsSince(since: number): readonly string[] {
  return aws()
    .simulator.ledger.query({ since, operation: 'AssumeRole', code: 'OK' })
    .map(({ input, region }) => {
      const { RoleArn = '', Tags = [] } = input as STS.AssumeRoleRequest;
      const namespace = Tags.find(({ Key }) => Key === 'vpcraft.dev/namespace')?.Value ?? 'reads';
      return `${RoleArn.split('/')[1]} ${namespace} ${region}`;
    });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vpcraft-unit-'));
  running = await startSandbox({
    clock: realClock,
    random: realRandom,
    awsRandom: new SeededRandom(1),
    kubePort: 0,
    awsPort: 0,
  });
  const crds = readdirSync(crdFolder).map((name): unknown =>
    parse(readFileSync(join(crdFolder, name), 'utf8')),
  );
  await install({ kube: kube(), clock: realClock, crds, namespace: TEAM });
  writeFileSync(join(folder, 'kubeconfig'), running.kube?.kubeconfig ?? '', { mode: 0o600 });
  const tuned = { ...sandboxSettings, settlingLookSeconds: 0.1, deniedSeconds: 1 };
  const config = readConfig(
    {
      ...Object.fromEntries(
        Object.entries(tuned).map(([member, value]) => [flagNameOf(member), String(value)]),
      ),
      'cluster-id': 'unit',
      'controller-namespace': TEAM,
      'health-port': '0',
      kubeconfig: join(folder, 'kubeconfig'),
      'aws-endpoint': aws().url,
    },
    {},
  );
  const started = Promise.withResolvers<void>();
  ended = runController({
    config,
    signal: stop.signal,
    credentials: async () => sandboxCredentials,
    log: silentLog(),
    onStarted({ port }) {
      health = port;
      started.resolve();
    },
  });
  await Promise.race([started.promise, ended]);
}, PATIENCE_MS);

afterAll(async () => {
  stop.abort();
  await ended;
  await running.close();
  rmSync(folder, { recursive: true, force: true });
}, PATIENCE_MS);

it(
  'makes a network in the account of a role, each namespace in a session of its own',
  async () => {
    await ask('POST', accountPath, {
      apiVersion: API_VERSION,
      kind: 'AWSAccount',
      metadata: { name: 'prod' },
      spec: {
        accountID: OTHER,
        roleARN: `arn:aws:iam::${OTHER}:role/first`,
        allowedNamespaces: { names: [TEAM] },
        defaultFor: [TEAM],
      },
    });
    await ask('POST', vpcPath, {
      apiVersion: API_VERSION,
      kind: 'VPC',
      metadata: { name: 'net', namespace: TEAM },
      spec: { region: REGION, cidrBlocks: ['10.0.0.0/16'] },
    });

    const { status } = await ready();

    expect(status).toMatchObject({ accountID: OTHER, region: REGION });
    expect(aws().simulator.region(OTHER, REGION).vpcs.size).toBe(1);
    expect(writersSince(0)).toEqual([`arn:aws:sts::${OTHER}:assumed-role/first`]);
    expect([...sessionsSince(0)].sort()).toEqual([`first reads ${REGION}`, `first ${TEAM} ${REGION}`]);
  },
  PATIENCE_MS,
);

it(
  'opens new sessions when AWS does not accept the old ones any more',
  async () => {
    const since = aws().simulator.ledger.next;
    aws().simulator.identities.clear();

    await ask('PATCH', `${vpcPath}/net`, { spec: { tags: { stage: 'one' } } });
    await ready();

    expect(writersSince(since)).toEqual([`arn:aws:sts::${OTHER}:assumed-role/first`]);
    expect([...new Set(sessionsSince(since))].sort()).toEqual([
      `first reads ${REGION}`,
      `first ${TEAM} ${REGION}`,
    ]);
  },
  PATIENCE_MS,
);

it(
  'writes with another role as soon as the AWSAccount names it, and says so in the metrics',
  async () => {
    const since = aws().simulator.ledger.next;
    await ask('PATCH', `${accountPath}/prod`, { spec: { roleARN: `arn:aws:iam::${OTHER}:role/second` } });
    await ask('PATCH', `${vpcPath}/net`, { spec: { tags: { stage: 'two' } } });
    await ready();

    expect(writersSince(since)).toEqual([`arn:aws:sts::${OTHER}:assumed-role/second`]);
    expect([...sessionsSince(since)].sort()).toEqual([`second reads ${REGION}`, `second ${TEAM} ${REGION}`]);
    const metrics = await (await fetch(`http://127.0.0.1:${health}/metrics`)).text();
    expect(metrics).toMatch(/vpcraft_aws_calls_total\{operation="AssumeRole",code="OK"\} \d+/);
  },
  PATIENCE_MS,
);
