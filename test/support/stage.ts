// The stage of the demo: the two halves of the sandbox behind their HTTP fronts, the controller as a process of its own
// that can be killed, kubectl, and the public AWS SDK as another client.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { parse } from 'yaml';
import { realClock } from '../../src/model/clock.ts';
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
import { answers, ended, metricOf, ROOT, SOURCES, startProcess } from './controller-process.ts';
import { findKubectl } from './kubectl.ts';
import { isLiving } from './living.ts';
import { freePorts } from './process.ts';

export { ROOT };
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
  /** Halves of the sandbox that exist already, and the id of the cluster whose objects they hold. */
  halves?: { aws: AwsSimulator; cluster: Cluster; clusterID: string };
  /** Default: the sandbox's. */
  settings?: Partial<Settings>;
  /** What Node.js runs; default: the sources. */
  program?: readonly string[];
  /** What stands between the controller and AWS: gets AWS's address, answers its own. */
  between?: (awsURL: string) => Promise<string>;
  env?: Readonly<Record<string, string>>;
};

function newHalves(quotas: Partial<Quotas> = {}): NonNullable<StageOptions['halves']> {
  const setup = { clock: realClock, random: realRandom };
  const options = { latency: { request: [0, 2], answer: [5, 15] }, quotas } as const;
  return {
    aws: new AwsSimulator({ ...setup, options }),
    cluster: new Cluster(setup),
    clusterID: 'demo',
  };
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'vpcraft-demo-'));
  const { aws, cluster, clusterID } = options.halves ?? newHalves(options.quotas);
  const awsServer = await startAwsServer({ simulator: aws, host: '127.0.0.1', port: 0 });
  const awsURL = (await options.between?.(awsServer.url)) ?? awsServer.url;
  const kubeServer = await startClusterServer({ cluster, host: '127.0.0.1', port: 0 });
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor(kubeServer.url));
  const kubectl = await findKubectl();
  const logFile = join(folder, 'controller.log');
  const [health = 0] = await freePorts(1);
  const controllers = new Set<ChildProcess>();
  const credentials = { accessKeyId: ACCESS_KEY, secretAccessKey: 'sandbox' };
  // kubectl remembers by address what a server serves, and another stage may have had this address.
  const cache = join(folder, 'kubectl');
  const run = (args: readonly string[], input?: string) =>
    execute(kubectl.path, ['--kubeconfig', kubeconfig, '--cache-dir', cache, ...args], input);
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
      const child = startProcess({
        kubeconfig,
        awsURL,
        health,
        logFile,
        clusterID,
        region: REGION,
        accessKey: ACCESS_KEY,
        settings: options.settings ?? sandbox,
        program: options.program ?? SOURCES,
        env: options.env ?? {},
      });
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
      code === 0 ? done(out) : fail(new Error(`${args.slice(4).join(' ')}: ${err || out}`)),
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

/** Everything in AWS that carries an owner tag, in every table of the region; what is deleted or failed does not live. */
export function owned(stage: Stage): { table: string; owner: string }[] {
  return [...stage.aws.region(ACCOUNT, REGION).tables()].flatMap(([table, rows]) =>
    [...rows.values()].filter(isLiving).flatMap(({ Tags }) => {
      const values = new Map(Tags.map(({ Key, Value = '' }) => [Key, Value]));
      const resource = values.get(tagKeys.resource);
      return resource === undefined
        ? []
        : [{ table, owner: `${resource} ${values.get(tagKeys.part) ?? ''}`.trim() }];
    }),
  );
}

/** As the controller itself measured it (monitorEventLoopDelay), since its start. */
export async function longestPauseMs(stage: Stage): Promise<number> {
  return (await metricOf(stage.urls.health, 'vpcraft_event_loop_longest_pause_seconds')) * 1000;
}
