// The controller as a process of its own: started with flags, watched over its health port, ended by its process id.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { flagNameOf } from '../../src/config-flags.ts';
import { realClock, sleep } from '../../src/model/clock.ts';
import { production, type Settings } from '../../src/model/settings.ts';
import { guard } from './guardian.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Settings as flags: only what differs from production has to be given. */
export function flagsOf(settings: Partial<Settings>): string[] {
  return Object.entries(settings).flatMap(([member, value]) => [
    `--${flagNameOf(member as keyof Settings)}`,
    String(value),
  ]);
}

const { leaseSeconds, renewDeadlineSeconds, leaseRetrySeconds } = production;
/**
 * The lease's times as in production. The sandbox's are so short that a process which is kept from the processor for two
 * seconds loses its lease and ends: wrong for a test that has one controller on a busy machine.
 */
export const CALM_LEASE = { leaseSeconds, renewDeadlineSeconds, leaseRetrySeconds };

export type ProcessSpec = {
  kubeconfig: string;
  awsURL: string;
  health: number;
  logFile: string;
  clusterID: string;
  region: string;
  accessKey: string;
  settings: Partial<Settings>;
  /** The file that Node.js runs, with its own flags before it. */
  program: readonly string[];
  env: Readonly<Record<string, string>>;
};

/** The sources, by type stripping. */
export const SOURCES = ['--disable-warning=ExperimentalWarning', join(ROOT, 'src/main.ts')];

export function startProcess(spec: ProcessSpec): ChildProcess {
  const flags = {
    'cluster-id': spec.clusterID,
    'controller-namespace': 'default',
    'default-region': spec.region,
    kubeconfig: spec.kubeconfig,
    'aws-endpoint': spec.awsURL,
    'health-port': String(spec.health),
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, [...spec.program, 'run', ...args, ...flagsOf(spec.settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...spec.env,
      AWS_ACCESS_KEY_ID: spec.accessKey,
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: spec.region,
    },
  });
  guard(child);
  const log = createWriteStream(spec.logFile, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return child;
}

/** Milliseconds in which the last words of a process reach its log; chosen. */
const LOG_FLUSH_MS = 200;

export async function answers(url: string, child: ChildProcess, logFile: string): Promise<void> {
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

export function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill(signal);
  });
}

/** The lines of a metric that have all of `labels`, as text such as `result="settled"`; of a counter that counted nothing: none. */
export async function countsOf(
  health: string,
  name: string,
  ...labels: readonly string[]
): Promise<readonly string[]> {
  const text = await (await fetch(`${health}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .filter((line) => labels.every((label) => line.includes(label)));
}

/** The sum of a metric over those of its lines that have all of `labels`. */
export async function metricOf(health: string, name: string, ...labels: readonly string[]): Promise<number> {
  const lines = await countsOf(health, name, ...labels);
  if (lines.length === 0) throw new Error(`the controller does not tell ${name} ${labels.join(', ')}`);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
