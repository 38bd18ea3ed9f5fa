// Runs other programs: to their end, or as servers that are stopped by their process id. Separate because every
// harness with a real server needs the same promises: the server listens on loopback, its output goes to a file
// whose end is shown when it dies, and it never outlives the tests.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { realClock, sleep } from '../../src/model/clock.ts';
import { guard } from './guardian.ts';

/** Milliseconds a server has for an orderly end before it is killed. */
const GRACE_MS = 10_000;
/** Milliseconds between two looks at whether a server is ready. */
const POLL_MS = 100;
/** Lines of a dead server's output that are shown. */
const SHOWN_LINES = 15;

export type Finished = { code: number | null; stdout: string; stderr: string };
export type RunOptions = {
  cwd?: string;
  env?: Readonly<Record<string, string | undefined>>;
  stdin?: string;
  signal?: AbortSignal;
};

/** Runs a program to its end; rejects only when it cannot be started. */
export function run(path: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      signal: options.signal,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    // A program that ends without reading its input closes the pipe; its exit code tells what matters.
    child.stdin.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' ? undefined : reject(error),
    );
    child.stdin.end(options.stdin ?? '');
  });
}

/** As `run`, but an exit code other than 0 is an error that shows the end of what was printed. */
export async function mustRun(
  path: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(path, args, options);
  if (code === 0) return stdout;
  throw new Error(`${path} ${args.join(' ')} ended with code ${code}:\n${lastLines(stderr || stdout)}`);
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}

export type Server = {
  name: string;
  pid: number;
  running(): boolean;
  /** The end of what it printed. */
  output(): string;
  /** Asks it to end and waits; kills it after the grace time. */
  stop(): Promise<void>;
  /** Kills it at once (SIGKILL) and waits: a crash. */
  kill(): Promise<void>;
};
export type ServerSpec = {
  name: string;
  path: string;
  args: readonly string[];
  logFile: string;
  env?: Readonly<Record<string, string | undefined>>;
};

export function startServer({ name, path, args, logFile, env }: ServerSpec): Server {
  const log = openSync(logFile, 'a');
  const child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  const pid = child.pid;
  child.on('error', (error) => process.stderr.write(`${name}: ${error.message}\n`));
  if (pid === undefined) throw new Error(`${name} could not be started: is ${path} an executable file?`);
  guard(child);
  let alive = true;
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => {
      alive = false;
      resolve();
    });
  });
  const end = (signal: NodeJS.Signals): Promise<void> => {
    if (alive) child.kill(signal);
    return ended;
  };
  return {
    name,
    pid,
    running: () => alive,
    output: () => lastLines(readFileSync(logFile, 'utf8')),
    async stop() {
      const cancel = realClock.after(GRACE_MS, () => void end('SIGKILL'));
      await end('SIGTERM');
      cancel();
    },
    kill: () => end('SIGKILL'),
  };
}

/** Waits until `probe` says true; fails when the server dies or `limitMs` have passed. */
export async function waitUntil(
  server: Server,
  limitMs: number,
  probe: () => Promise<boolean>,
): Promise<void> {
  const limit = realClock.monotonic() + limitMs;
  for (;;) {
    if (!server.running()) throw new Error(`${server.name} ended while it was starting:\n${server.output()}`);
    if (await probe()) return;
    if (realClock.monotonic() > limit)
      throw new Error(`${server.name} not ready after ${limitMs} ms:\n${server.output()}`);
    await sleep(realClock, POLL_MS);
  }
}

/**
 * Ports are chosen below the range from which systems take the near ends of connections (Linux: from 32768,
 * https://docs.kernel.org/networking/ip-sysctl.html, ip_local_port_range): a port there that is free now may be the near
 * end of some connection before its server listens.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;

/** TCP ports on loopback that nothing uses at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Whether `url` answers 200; a refused or broken connection is a no. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200;
  } catch (error) {
    if (error instanceof TypeError) return false; // fetch rejects with TypeError when no answer came
    throw error;
  }
}
