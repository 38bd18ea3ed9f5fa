// The controller as a process of its own, and what the tests on real servers ask of it: which objects are not Ready, what is
// its in AWS. Separate so that each test says only what happens.
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { realClock, sleep } from '../../src/model/clock.ts';
import type { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { livingRows, ownerOf, places, tableNames } from '../sim/end-state.ts';
import { sandbox, type Settings } from '../../src/model/settings.ts';
import type { Cluster } from './cluster.ts';
import { ended, flagsOf, SOURCES } from '../support/controller-process.ts';
import { guard } from '../support/guardian.ts';
import { freePorts } from '../support/process.ts';

export const root = resolve(import.meta.dirname, '..', '..');
const ACCESS_KEY = 'AKIASANDBOX111111111';
export const PLACE = { account: '111111111111', region: 'ap-northeast-1' };
/** Longest wait for any one step; chosen: many times what each takes. */
const PATIENCE_MS = 180_000;
/**
 * Longer than a server needs to come back, on a busy machine: for tests in which the process, with its watches and counts,
 * must outlive its server's fall.
 */
export const PATIENT_LEASE = { leaseSeconds: 100, renewDeadlineSeconds: 90, leaseRetrySeconds: 1 };
/** Chosen: Kubernetes waits longer, 10 s after the second end. */
const RESTART_MS = 1_000;
export const sample = (name: string): string => join(root, 'deploy', 'samples', name);

type Condition = {
  type: string;
  status: string;
  message: string;
  observedGeneration: number;
  lastTransitionTime: string;
};
export type Listed = {
  kind: string;
  metadata: { name: string; namespace: string; generation: number; uid: string; resourceVersion: string };
  status?: { record?: { ids?: Readonly<Record<string, string>> }; conditions?: Condition[] };
};

export function describeObject({ kind, metadata, status }: Listed): string {
  return `${kind}/${metadata.namespace}/${metadata.name}: ${JSON.stringify(status?.conditions)}`;
}

/** What is ours in AWS, by whose it is. */
export function owners(aws: AwsSimulator): readonly string[] {
  return places.flatMap((place) =>
    tableNames.flatMap((table) =>
      livingRows({ aws }, place, table).flatMap((row) => {
        const owner = ownerOf(row);
        return owner === undefined ? [] : [`${owner} ${table}`];
      }),
    ),
  );
}

export function isReady({ metadata, status }: Listed): boolean {
  return (
    status?.conditions?.some(
      (one) =>
        one.type === 'Ready' && one.status === 'True' && one.observedGeneration === metadata.generation,
    ) ?? false
  );
}

/** Looks until nothing is left of what is looked for; answers what is left when patience ends. */
export async function until<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const started = realClock.monotonic();
  for (;;) {
    const left = await look();
    if (left.length === 0 || realClock.monotonic() - started > PATIENCE_MS) return left;
    await sleep(realClock, 500);
  }
}

/** Owners with more than one living thing of a table. */
export function twice(aws: AwsSimulator): readonly string[] {
  const all = owners(aws);
  return all.filter((one, at) => all.indexOf(one) !== at);
}

/** All objects of the API group, as kubectl lists them. */
export async function listed({ must }: Pick<Cluster, 'must'>): Promise<readonly Listed[]> {
  return (JSON.parse(await must(['get', 'vpcraft', '-A', '-o', 'json'])) as { items: Listed[] }).items;
}

export type Controlled = {
  /** The end of what it said. */
  log(): string;
  /** Where it tells its metrics. */
  health: string;
  /** How often it was started. */
  starts(): number;
  /** Changes of AWS that it tried so far. */
  writes(): number;
  kill(): Promise<void>;
};
export type ControlledOptions = {
  kubeconfig: string;
  awsURL: string;
  clusterID: string;
  /** Where its lease is; default `default`. */
  namespace?: string;
  /** What differs from the sandbox's settings. */
  settings?: Partial<Settings>;
};

/** The member of a log line that each change of AWS has exactly once. */
const WRITE = '"stream":"audit"';

/** Started again whenever it ends, as Kubernetes does: it ends itself when it loses its lease, such as by a server that falls. */
export async function start(options: ControlledOptions): Promise<Controlled> {
  const { kubeconfig, awsURL, clusterID, namespace = 'default', settings } = options;
  const [port = 0] = await freePorts(1);
  const flags = {
    'cluster-id': clusterID,
    'default-region': PLACE.region,
    'controller-namespace': namespace,
    kubeconfig,
    'aws-endpoint': awsURL,
    'health-port': String(port),
  };
  const given = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const args = [...SOURCES, 'run', ...given, ...flagsOf({ ...sandbox, ...settings })];
  let log = '';
  let over = false;
  let starts = 0;
  let writes = 0;
  const launch = (): ChildProcess => {
    starts += 1;
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: 'sandbox' },
    });
    guard(child);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        // A chunk may end within the word: as much of what came before is looked at again as cannot hold it whole.
        writes += `${log.slice(1 - WRITE.length)}${chunk}`.split(WRITE).length - 1;
        log = `${log}${chunk}`.slice(-4_000);
      });
    // Not at once: one that cannot start, since its server is away, would take the processor from the server that is to come.
    child.on('exit', () =>
      realClock.after(RESTART_MS, () => {
        if (!over) current = launch();
      }),
    );
    return child;
  };
  let current = launch();
  return {
    log: () => log,
    health: `http://127.0.0.1:${port}`,
    starts: () => starts,
    writes: () => writes,
    kill() {
      over = true;
      return ended(current, 'SIGKILL');
    },
  };
}
