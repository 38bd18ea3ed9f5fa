// Judges the cases by moto, an EC2 emulator that others wrote: installs it once from PyPI, starts it on loopback, runs
// every case, stops it. A disagreement passes only where the case lists it with the AWS page that settles it. Prints
// why when moto cannot be had; that is no failure of the cases. `--record` writes down at which step each case differs;
// afterwards a listed difference at another step is a failure, so that a list hides nothing else.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../support/cache.ts';
import { onPath } from '../../support/kubectl.ts';
import { answers, freePorts, mustRun, type Server, startServer, waitUntil } from '../../support/process.ts';
import { allCases } from './cases/all.ts';
import { MOTO, readMotoDifferences, writeMotoDifferences } from './moto-recording.ts';
import { differencesIn, judgeAll, report } from './report.ts';
import { sdkCaller } from './sdk-caller.ts';

/** moto takes any. */
const ANY_KEY = 'test';
/** Milliseconds until it counts as broken; it loads its data at start, 3 to 10 s. */
const READY_LIMIT_MS = 60_000;

/** The folder of a Python environment that has moto; made on the first call. */
async function install(): Promise<string> {
  const folder = join(cacheFolder('moto'), MOTO.replaceAll(/[^a-z0-9.]/g, '-'));
  if (existsSync(join(folder, 'installed'))) return folder;
  const python = onPath('python3');
  if (python === undefined) throw new Error('no python3 on the PATH to install moto with');
  process.stderr.write(`Installing ${MOTO} from PyPI (once; about a minute, 320 MB) …\n`);
  rmSync(folder, { recursive: true, force: true });
  await mustRun(python, ['-m', 'venv', folder]);
  await mustRun(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', MOTO]);
  mkdirSync(join(folder, 'installed'));
  return folder;
}

async function start(folder: string, logFolder: string): Promise<{ server: Server; endpoint: string }> {
  const [port = 0] = await freePorts(1);
  const server = startServer({
    name: 'moto_server',
    path: join(folder, 'bin', 'moto_server'),
    args: ['-H', '127.0.0.1', '-p', String(port)],
    logFile: join(logFolder, 'moto.log'),
    env: { MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await waitUntil(server, READY_LIMIT_MS, () => answers(`${endpoint}/moto-api/data.json`));
  return { server, endpoint };
}

async function forget(endpoint: string): Promise<void> {
  const { status } = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
  if (status !== 200) throw new Error(`moto did not reset: HTTP ${status}`);
}

async function judge(folder: string, { only, record }: { only: string; record: boolean }): Promise<boolean> {
  const logFolder = mkdtempSync(join(tmpdir(), 'vpcraft-moto-'));
  const { server, endpoint } = await start(folder, logFolder);
  const caller = sdkCaller(endpoint, ANY_KEY);
  try {
    const cases = allCases.filter((one) => one.name.includes(only));
    const judged = await judgeAll(cases, {
      caller,
      settleMs: 0,
      moto: { recorded: record ? {} : readMotoDifferences() },
      reset: () => forget(endpoint),
    });
    if (record) {
      writeMotoDifferences(differencesIn(judged));
      return true;
    }
    process.stdout.write(`${report(judged, cases)}\n`);
    return judged.every((one) => one.verdict !== 'failed');
  } finally {
    caller.close();
    await server.stop();
    rmSync(logFolder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, record: { type: 'boolean', default: false } },
});
if (values.record && values.only !== '') throw new Error('--record is of all cases: leave --only out');
let folder: string | undefined;
try {
  folder = await install();
} catch (error) {
  process.stdout.write(`not judged by moto: ${error instanceof Error ? error.message : String(error)}\n`);
}
if (folder !== undefined && !(await judge(folder, values))) process.exitCode = 1;
