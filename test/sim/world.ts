// One simulated world: a Kubernetes API, an EC2, any number of controller processes, one virtual clock and one seed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { assembleController, type Controller } from '../../src/controller.ts';
import { API_VERSION, GROUP, keyOf, type KubeObject, partsOfKey } from '../../src/model/object.ts';
import type { AwsTransport, KubeTransport, Log, Metrics } from '../../src/model/ports.ts';
import { production, sandbox, type Settings } from '../../src/model/settings.ts';
import type { Accounts } from '../../src/model/writer.ts';
import { SeededRandom, VirtualClock } from '../../src/model/virtual-clock.ts';
import { type CredentialsOf, transport } from '../../src/sandbox/aws/in-process.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import type { Lag, SimulatorSetup } from '../../src/sandbox/aws/core/options.ts';
import { Cluster } from '../../src/sandbox/cluster/cluster.ts';
import { clusterTransport } from '../../src/sandbox/cluster/transport.ts';
import { watchedResources } from '../../src/controller.ts';
import { type PointListener, SimulatedProcess } from './process.ts';

export const ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const REGION = 'ap-northeast-1';
export const OTHER_REGION = 'us-west-2';
export const NAMESPACE = 'default';

const root = join(import.meta.dirname, '../..');
const crds = readdirSync(join(root, 'crds'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => parse(readFileSync(join(root, 'crds', name), 'utf8')) as object);

/** Own credentials are those of the main account; a role is the account that it belongs to. */
const ownAccount: CredentialsOf = (identity) => ({
  account: identity.account === '' ? ACCOUNT : identity.account,
});

/** GetCallerIdentity without a call: a role ARN names its account. */
const simulatedAccounts: Accounts = {
  identify: async (access) => access.roleARN?.split(':')[4] ?? ACCOUNT,
};

const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLog };
const silentMetrics: Metrics = { count() {}, observe() {}, set() {} };

/** Defects are never expected: they are collected and fail the case. */
function defectLog(defects: string[]): Log {
  const log: Log = {
    ...silentLog,
    error(fields, message) {
      const error = fields.err instanceof Error ? (fields.err.stack ?? fields.err.message) : '';
      defects.push(`${message} ${String(fields.key ?? '')} ${error}`);
    },
    child: () => log,
  };
  return log;
}

export type WorldOptions = {
  seed: number;
  aws?: SimulatorSetup['options'];
  settings?: Partial<Settings>;
  onPoint?: PointListener;
};

/** Seconds for which another client asks again; longer than any lag. */
const PATIENT_TRIES = 10;

export type Running = { process: SimulatedProcess; controller: Controller };

/** EC2 shows everything within this time in a lagging world; the sandbox's bound is 5 s. */
export const lagging: Partial<Lag> = {
  ids: [0, 4_500],
  tags: [0, 4_500],
  attributes: [0, 4_500],
  deletions: [0, 4_500],
};

export class World {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly aws: AwsSimulator;
  readonly cluster: Cluster;
  readonly settings: Settings;
  readonly defects: string[] = [];
  readonly running: Running[] = [];
  /** Ids of things with tags of ours that others put there, by what they stand for: none of ours must become another. */
  readonly planted = new Map<string, string>();
  /** How often anybody but the controller acted, on Kubernetes or on AWS. */
  hands = 0;
  /** The VPC of somebody else's network, once `settleBystander` made it. */
  bystander = '';
  readonly user: KubeTransport;
  readonly outside: AwsTransport;
  readonly #onPoint: PointListener;
  #started = 0;

  constructor(options: WorldOptions) {
    this.random = new SeededRandom(options.seed);
    this.aws = new AwsSimulator({
      clock: this.clock,
      random: this.random,
      options: {
        shuffle: true,
        ...options.aws,
        quotas: { vpcs: 50, internetGateways: 50, addresses: 50, ...options.aws?.quotas },
      },
    });
    this.cluster = new Cluster({ clock: this.clock, random: this.random, options: { crds } });
    this.settings = {
      ...production,
      ...sandbox,
      clusterID: 'sim',
      defaultRegion: REGION,
      flowLogRoleARN: sandbox.flowLogRoleARN,
      ...options.settings,
    };
    this.#onPoint = options.onPoint ?? (() => {});
    this.user = clusterTransport(this.cluster);
    this.outside = transport(this.aws, ownAccount);
  }

  /**
   * @param settings what this process is started with in another way than the others
   * @param identity that of a process that has died, where its container is started again in the same pod
   */
  start(settings: Partial<Settings> = {}, identity?: string): Running {
    this.#started += 1;
    const process = new SimulatedProcess(identity ?? `c${this.#started}`, this.clock, this.#onPoint);
    const kube = process.kube(this.#withoutSpecs(clusterTransport(this.cluster)));
    const controller = assembleController({
      kubeTransport: kube,
      leaseTransport: kube,
      aws: () => ({ transport: process.aws(transport(this.aws, ownAccount)), accounts: simulatedAccounts }),
      clock: process.clock,
      random: this.random,
      log: defectLog(this.defects),
      audit: silentLog,
      metrics: silentMetrics,
      settings: { ...this.settings, ...settings },
      identity: process.name,
      leaseNamespace: NAMESPACE,
      onLost: () => process.kill(),
    });
    const running = { process, controller };
    this.running.push(running);
    controller.start();
    return running;
  }

  /** I11: whatever the controller sends to an object of ours, it is never a spec. */
  #withoutSpecs(inner: KubeTransport): KubeTransport {
    return {
      ...inner,
      request: (request) => {
        const body = request.body as { spec?: unknown } | undefined;
        if (request.method !== 'GET' && request.path.includes(`/${GROUP}/`) && body?.spec !== undefined)
          this.defects.push(`I11 the controller wrote a spec: ${request.method} ${request.path}`);
        return inner.request(request);
      },
    };
  }

  /** A network in the same account that is nobody's business: without any tag, with a group and a table of its own. */
  async settleBystander(): Promise<void> {
    const { Vpc } = (await this.as('CreateVpc', { CidrBlock: '172.31.0.0/16' })) as {
      Vpc: { VpcId: string };
    };
    this.bystander = Vpc.VpcId;
    await this.as('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '172.31.1.0/24' });
    await this.as('CreateRouteTable', { VpcId: Vpc.VpcId });
    await this.as('CreateSecurityGroup', {
      VpcId: Vpc.VpcId,
      GroupName: 'bystander',
      Description: 'bystander',
    });
    await this.until(() => false, 2);
  }

  async apply(object: object): Promise<void> {
    const { kind, metadata } = object as KubeObject;
    const path = this.#path(keyOf(kind, metadata.namespace ?? NAMESPACE, metadata.name));
    const response = await this.#kube({
      method: 'PATCH',
      path,
      body: object,
      contentType: 'application/apply-patch+yaml',
      query: { fieldManager: 'user', force: 'true' },
    });
    if (response.status >= 300) throw new Error(`apply ${path}: ${JSON.stringify(response.body)}`);
  }

  async namespace(name: string): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const response = await this.#kube({ method: 'POST', path: '/api/v1/namespaces', body });
    if (response.status >= 300) throw new Error(`namespace ${name}: ${JSON.stringify(response.body)}`);
  }

  async annotate(key: string, annotations: Readonly<Record<string, string | null>>): Promise<void> {
    const response = await this.#kube({
      method: 'PATCH',
      path: this.#path(key),
      body: { metadata: { annotations } },
      contentType: 'application/merge-patch+json',
    });
    if (response.status >= 300) throw new Error(`annotate ${key}: ${JSON.stringify(response.body)}`);
  }

  async delete(key: string): Promise<void> {
    const response = await this.#kube({ method: 'DELETE', path: this.#path(key) });
    if (response.status >= 300 && response.status !== 404)
      throw new Error(`delete ${key}: ${JSON.stringify(response.body)}`);
  }

  get(key: string): KubeObject | undefined {
    const { kind, namespace, name } = partsOfKey(key);
    const { group, plural } = groupAndPlural(kind);
    return this.cluster.object(group, plural, namespace, name) as KubeObject | undefined;
  }

  /** Every object of our own group. */
  objects(): readonly KubeObject[] {
    return watchedResources
      .filter((resource) => resource.apiVersion === API_VERSION)
      .flatMap((resource) => this.cluster.objects(GROUP, resource.plural) as readonly KubeObject[]);
  }

  /** Another client of AWS, in the main account and region unless said otherwise; patient with ids that EC2 does not show yet. */
  async as(
    operation: string,
    input: object,
    place: { account?: string; region?: string } = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    this.hands += 1;
    const { account = ACCOUNT, region = REGION } = place;
    const identity = { via: '', account, region, service: 'ec2' };
    for (let tries = 0; ; tries++) {
      try {
        return (await this.#settled(this.outside.send(identity, operation, input))).output;
      } catch (error) {
        if (tries === PATIENT_TRIES || !(error instanceof Error) || !error.name.includes('NotFound'))
          throw error;
        await this.until(() => false, 1);
      }
    }
  }

  /** Lets the world go on until `done`, for at most `seconds`; says whether it came to that. */
  until(done: () => boolean, seconds: number): Promise<boolean> {
    return this.clock.run(this.clock.monotonic() + seconds * 1000, done);
  }

  #kube(request: Parameters<KubeTransport['request']>[0]) {
    this.hands += 1;
    return this.#settled(this.user.request(request));
  }

  /** Lets the world go on until the answer is there. */
  async #settled<A>(answer: Promise<A>): Promise<A> {
    let settled = false;
    const note = () => {
      settled = true;
    };
    answer.then(note, note);
    await this.clock.run(this.clock.monotonic() + 60_000, () => settled);
    return answer;
  }

  #path(key: string): string {
    const { kind, namespace, name } = partsOfKey(key);
    const resource = watchedResources.find((one) => one.kind === kind);
    if (resource === undefined) throw new Error(`unknown kind ${kind}`);
    const root = resource.apiVersion.includes('/')
      ? `/apis/${resource.apiVersion}`
      : `/api/${resource.apiVersion}`;
    return `${root}${resource.namespaced ? `/namespaces/${namespace}` : ''}/${resource.plural}/${name}`;
  }
}

export function isReady(object: KubeObject | undefined): boolean {
  const conditions = (object?.status?.conditions ?? []) as {
    type: string;
    status: string;
    observedGeneration: number;
  }[];
  return conditions.some(
    (one) =>
      one.type === 'Ready' && one.status === 'True' && one.observedGeneration === object?.metadata.generation,
  );
}

export function conditionOf(
  object: KubeObject | undefined,
  type: string,
): { status: string; reason: string; message: string } | undefined {
  const conditions = (object?.status?.conditions ?? []) as {
    type: string;
    status: string;
    reason: string;
    message: string;
  }[];
  return conditions.find((one) => one.type === type);
}

function groupAndPlural(kind: string): { group: string; plural: string } {
  const resource = watchedResources.find((one) => one.kind === kind);
  if (resource === undefined) throw new Error(`unknown kind ${kind}`);
  return { group: resource.apiVersion.includes('/') ? GROUP : '', plural: resource.plural };
}
