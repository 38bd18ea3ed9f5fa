// The controller as a process of its own, and what the tests on real servers ask of it: which objects are not Ready, what is
// its in AWS. Separate so that each test says only what happens.
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { realClock, sleep } from '../../src/model/clock.ts';
import { sandbox, type Settings } from '../../src/model/settings.ts';
import type { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { livingRows, ownerOf, places, tableNames } from '../sim/end-state.ts';
import { ended, flagsOf } from '../support/controller-process.ts';

export const root = resolve(import.meta.dirname, '..', '..');
const ACCESS_KEY = 'AKIASANDBOX111111111';
export const PLACE = { account: '111111111111', region: 'ap-northeast-1' };
/** Longest wait for any one step; chosen: many times what each takes. */
const PATIENCE_MS = 180_000;
export const sample = (name: string): string => join(root, 'deploy', 'samples', name);

export type Listed = {
  kind: string;
  metadata: { name: string; namespace: string; generation: number; uid: string };
  status?: {
    record?: { ids?: Readonly<Record<string, string>> };
    conditions?: { type: string; status: string; message: string; observedGeneration: number }[];
  };
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

export type Controlled = {
  log(): string;
  /** Changes of AWS that it tried so far. */
  writes(): number;
  kill(): Promise<void>;
};
export type ControlledOptions = {
  clusterID?: string;
  /** Default: the sandbox's. */
  settings?: Partial<Settings>;
};
/** The member of a log line that each change of AWS has exactly once. */
const WRITE = '"stream":"audit"';

/** Started again whenever it ends, as Kubernetes does: it ends itself when it loses its lease, such as by a server that falls. */
export function start(
  kubeconfig: string,
  awsURL: string,
  { clusterID = 'e2e', settings = sandbox }: ControlledOptions = {},
): Controlled {
  const flags = {
    'cluster-id': clusterID,
    'default-region': PLACE.region,
    'controller-namespace': 'default',
    kubeconfig,
    'aws-endpoint': awsURL,
    'health-port': '0',
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  let log = '';
  let writes = 0;
  let over = false;
  const launch = (): ChildProcess => {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(root, 'src/main.ts'),
        'run',
        ...args,
        ...flagsOf(settings),
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: 'sandbox' },
      },
    );
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        // A chunk may end within the word: as much of what came before is looked at again as cannot hold it whole.
        writes += `${log.slice(1 - WRITE.length)}${chunk}`.split(WRITE).length - 1;
        log = `${log}${chunk}`.slice(-4_000);
      });
    child.on('exit', () => {
      if (!over) current = launch();
    });
    return child;
  };
  let current = launch();
  return {
    log: () => log,
    writes: () => writes,
    kill() {
      over = true;
      return ended(current, 'SIGKILL');
    },
  };
}
