// microburst: a proxy that others wrote, which spoils an AWS endpoint's answers as AWS's own failures look. Installs it once
// from PyPI, starts it on loopback, sets its rules and reads what it did. https://pypi.org/project/microburst/0.10.0/
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../support/cache.ts';
import { onPath } from '../support/kubectl.ts';
import { answers, freePorts, mustRun, startServer, waitUntil } from '../support/process.ts';

const MICROBURST = 'microburst==0.10.0';
/** Milliseconds until it counts as broken; it loads botocore's models at start, 1 to 3 s. */
const READY_LIMIT_MS = 60_000;

/** One rule of its own language; the first that matches a request decides. */
export type Rule = {
  service: string;
  operation?: string;
  /** How often it fires. */
  times?: number;
  error?: { code: string; status: number };
  latency?: { min: number; max: number };
  timeout_ms?: number;
  /** Before AWS sees the request. */
  reset?: boolean;
  /** After AWS did what was asked. */
  response?: { truncate_frac?: number; abort_frac?: number };
};
export type Fired = { service: string; operation: string | null; action: string };

export type Microburst = {
  url: string;
  setRules(rules: readonly Rule[]): Promise<void>;
  fired(): Promise<readonly Fired[]>;
  stop(): Promise<void>;
};

/** The program's path, or why it cannot be had. */
export async function findMicroburst(): Promise<{ path: string } | { reason: string }> {
  const folder = join(cacheFolder('microburst'), MICROBURST.replaceAll(/[^a-z0-9.]/g, '-'));
  const path = join(folder, 'bin', 'microburst');
  if (existsSync(join(folder, 'installed'))) return { path };
  const python = onPath('python3');
  if (python === undefined) return { reason: 'no python3 on the PATH to install microburst with' };
  process.stderr.write(`Installing ${MICROBURST} from PyPI (once; half a minute, 60 MB) …\n`);
  rmSync(folder, { recursive: true, force: true });
  try {
    await mustRun(python, ['-m', 'venv', folder]);
    await mustRun(join(folder, 'bin', 'pip'), [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      MICROBURST,
    ]);
  } catch (error) {
    return {
      reason: `PyPI did not give ${MICROBURST}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  mkdirSync(join(folder, 'installed'));
  return { path };
}

export async function startMicroburst(path: string, upstream: string): Promise<Microburst> {
  const [port = 0] = await freePorts(1);
  const logFolder = mkdtempSync(join(tmpdir(), 'vpcraft-microburst-'));
  const server = startServer({
    name: 'microburst',
    path,
    args: ['--upstream', upstream, '--host', '127.0.0.1', '--port', String(port), '--no-resign'],
    logFile: join(logFolder, 'microburst.log'),
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(server, READY_LIMIT_MS, () => answers(`${url}/_microburst/health`));
  return {
    url,
    async setRules(rules) {
      const response = await fetch(`${url}/_microburst/rules`, {
        method: 'POST',
        body: JSON.stringify(rules),
      });
      if (!response.ok) throw new Error(`microburst refused the rules: ${await response.text()}`);
    },
    async fired() {
      const answer = (await (await fetch(`${url}/_microburst/fired?limit=100000`)).json()) as
        | readonly Fired[]
        | { fired: readonly Fired[] };
      return 'fired' in answer ? answer.fired : answer;
    },
    async stop() {
      await server.stop();
      rmSync(logFolder, { recursive: true, force: true });
    },
  };
}
