// The stage of the demo: the two halves of the sandbox behind their HTTP fronts, the controller as a process of its own
// that can be killed, kubectl, and the public AWS SDK as another client.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { parse } from 'yaml';
import { flagNameOf } from '../../src/config-flags.ts';
import { realClock, sleep } from '../../src/model/clock.ts';
import { watchedResources } from '../../src/controller.ts';
import { API_VERSION, GROUP, type KubeObject } from '../../src/model/object.ts';
import { collectionPath } from '../../src/kube/resource.ts';
import { tagKeys } from '../../src/model/names.ts';
import { realRandom } from '../../src/model/random.ts';
import { sandbox, type Settings } from '../../src/model/settings.ts';
import type { Quotas } from '../../src/sandbox/aws/core/options.ts';
import { startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { Cluster } from '../../src/sandbox/cluster/cluster.ts';
import { kubeconfigFor, startClusterServer } from '../../src/sandbox/cluster/http-front.ts';
import { clusterTransport } from '../../src/sandbox/cluster/transport.ts';
import { findKubectl } from './kubectl.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const REGION = 'ap-northeast-1';
const ACCESS_KEY = 'AKIASANDBOX111111111';
export const ACCOUNT = '111111111111';

export type Stage = {
  aws: AwsSimulator;
  cluster: Cluster;
  ec2: EC2Client;
  /** Without kubectl: for measurements. */
  installDefinitions(): Promise<void>;
  /** Applies an object at once, without kubectl. */
  create(object: object): void;
  kubectl(...args: string[]): Promise<string>;
  /** kubectl with a document on its standard input. */
  apply(document: string): Promise<string>;
  startController(): Promise<ChildProcess>;
  logFile: string;
  urls: { kube: string; aws: string; health: string };
  kubectlFrom: string;
  /** Ends everything that was started and removes the folder. */
  clear(): Promise<void>;
};

export type StageOptions = {
  quotas?: Partial<Quotas>;
  /** What stands between the controller and AWS: gets AWS's address, answers its own. */
  between?: (awsURL: string) => Promise<string>;
};

export async function setStage(stageOptions: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'vpcraft-demo-'));
  const setup = { clock: realClock, random: realRandom };
  const aws = new AwsSimulator({
    ...setup,
    options: {
      latency: { request: [0, 2], answer: [5, 15] },
      ...(stageOptions.quotas === undefined ? {} : { quotas: stageOptions.quotas }),
    },
  });
  const cluster = new Cluster(setup);
  const awsServer = await startAwsServer({ simulator: aws, host: '127.0.0.1', port: 0 });
  const awsURL = (await stageOptions.between?.(awsServer.url)) ?? awsServer.url;
  const kubeServer = await startClusterServer({ cluster, host: '127.0.0.1', port: 0 });
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(kubeServer.url));
  const kubectl = await findKubectl();
  const logFile = join(folder, 'controller.log');
  const health = await freePort();
  const controllers = new Set<ChildProcess>();
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: 'sandbox' };
  const run = (args: readonly string[], input?: string) =>
    execute(kubectl.path, ['--kubeconfig', kubeconfig, ...args], input);
  return {
    aws,
    cluster,
    ec2: new EC2Client({ region: REGION, endpoint: awsServer.url, credentials, maxAttempts: 1 }),
    async installDefinitions() {
      for (const definition of definitions()) cluster.installDefinition(definition);
    },
    create: (object) => createInProcess(cluster, object),
    kubectl: (...args) => run(args),
    apply: (document) => run(['apply', '-f', '-'], document),
    async startController() {
      const child = startProcess({ kubeconfig, awsURL, health, logFile });
      controllers.add(child);
      child.on('exit', () => controllers.delete(child));
      await answers(`http://127.0.0.1:${health}/healthz`, child, logFile);
      return child;
    },
    logFile,
    urls: { kube: kubeServer.url, aws: awsServer.url, health: `http://127.0.0.1:${health}` },
    kubectlFrom: kubectl.from,
    async clear() {
      for (const child of controllers) await ended(child, 'SIGKILL');
      await kubeServer.close();
      await awsServer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill(signal);
  });
}

/** The sandbox's settings as flags: what differs from production. */
export function sandboxFlags(): string[] {
  return Object.entries(sandbox).flatMap(([member, value]) => [
    `--${flagNameOf(member as keyof Settings)}`,
    String(value),
  ]);
}

function startProcess(at: {
  kubeconfig: string;
  awsURL: string;
  health: number;
  logFile: string;
}): ChildProcess {
  const args = [
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'src/main.ts'),
    'run',
    '--cluster-id',
    'demo',
    '--controller-namespace',
    'default',
    '--default-region',
    REGION,
  ];
  const flags = [
    '--kubeconfig',
    at.kubeconfig,
    '--aws-endpoint',
    at.awsURL,
    '--health-port',
    String(at.health),
    ...sandboxFlags(),
  ];
  const child = spawn(process.execPath, [...args, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: REGION,
    },
  });
  const log = createWriteStream(at.logFile, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return child;
}

/** Milliseconds in which the last words of a process reach its log; chosen. */
const LOG_FLUSH_MS = 200;

async function answers(url: string, child: ChildProcess, logFile: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) await sleep(realClock, LOG_FLUSH_MS);
    if (child.exitCode !== null)
      throw new Error(
        `the controller ended with code ${child.exitCode} at its start: ${readFileSync(logFile, 'utf8').slice(-2000)}`,
      );
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(realClock, 100);
  }
  throw new Error(`the controller does not answer on ${url}`);
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function execute(program: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', fail);
    child.on('exit', (code) =>
      code === 0 ? done(out) : fail(new Error(`${args.slice(2).join(' ')}: ${err || out}`)),
    );
    child.stdin.end(input ?? '');
  });
}

export function objectsOf(stage: Stage): KubeObject[] {
  return watchedResources
    .filter((resource) => resource.apiVersion === API_VERSION)
    .flatMap((resource) => stage.cluster.objects(GROUP, resource.plural) as KubeObject[]);
}

export function readyOf(object: KubeObject): { status: string; reason: string; message: string } | undefined {
  const conditions = (object.status?.conditions ?? []) as {
    type: string;
    status: string;
    reason: string;
    message: string;
    observedGeneration: number;
  }[];
  return conditions.find(
    (one) => one.type === 'Ready' && one.observedGeneration === object.metadata.generation,
  );
}

function definitions(): object[] {
  const folder = join(ROOT, 'crds');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as object);
}

function createInProcess(cluster: Cluster, object: object): void {
  const { kind, metadata } = object as KubeObject;
  const resource = watchedResources.find((one) => one.kind === kind);
  if (resource === undefined) throw new Error(`unknown kind ${kind}`);
  void clusterTransport(cluster)
    .request({
      method: 'POST',
      path: collectionPath(resource, metadata.namespace ?? 'default'),
      body: object,
    })
    .then((response) => {
      if (response.status >= 300)
        throw new Error(`create ${kind} ${metadata.name}: ${JSON.stringify(response.body)}`);
    });
}

/** Owner keys that more than one living thing of a kind carries. */
export function duplicates(stage: Stage): string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { table, owner } of owned(stage)) {
    const key = `${table} ${owner}`;
    if (seen.has(key)) twice.push(key);
    seen.add(key);
  }
  return twice;
}

/** Everything in AWS that carries an owner tag. */
export function owned(stage: Stage): { table: string; owner: string }[] {
  const { vpcs, subnets, routeTables, internetGateways, securityGroups } = stage.aws.region(ACCOUNT, REGION);
  const rows = [
    ...[...vpcs.values()].map((row) => ({ table: 'vpcs', tags: row.Tags })),
    ...[...subnets.values()].map((row) => ({ table: 'subnets', tags: row.Tags })),
    ...[...routeTables.values()].map((row) => ({ table: 'routeTables', tags: row.Tags })),
    ...[...internetGateways.values()].map((row) => ({ table: 'internetGateways', tags: row.Tags })),
    ...[...securityGroups.values()].map((row) => ({ table: 'securityGroups', tags: row.Tags })),
  ];
  return rows.flatMap(({ table, tags }) =>
    tags.filter((tag) => tag.Key === tagKeys.resource).map((tag) => ({ table, owner: tag.Value ?? '' })),
  );
}

/** As the controller itself measured it (monitorEventLoopDelay), since its start. */
export async function longestPauseMs(stage: Stage): Promise<number> {
  const text = await (await fetch(`${stage.urls.health}/metrics`)).text();
  const line = text
    .split('\n')
    .find(
      (one) => one.startsWith('vpcraft_event_loop') && !one.startsWith('#') && /max|longest|pause/.test(one),
    );
  if (line === undefined) throw new Error('the controller does not say how long its event loop paused');
  return Number(line.split(' ')[1]) * 1000;
}
