// moto: an EC2 emulator that others wrote. Installs it once from PyPI, starts it on loopback, tells it to forget. Separate from
// what is asked of it: contract cases and the controller itself. https://pypi.org/project/moto/5.2.5/
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { onPath } from './kubectl.ts';
import { answers, freePorts, mustRun, startServer, waitUntil } from './process.ts';

export const MOTO = 'moto[server]==5.2.5';
/** Milliseconds until it counts as broken; it loads its data at start, 3 to 10 s. */
const READY_LIMIT_MS = 60_000;

export type Moto = { url: string; forget(): Promise<void>; stop(): Promise<void> };

/** The program's path, or why it cannot be had. */
export async function findMoto(): Promise<{ path: string } | { reason: string }> {
  const folder = join(cacheFolder('moto'), MOTO.replaceAll(/[^a-z0-9.]/g, '-'));
  const path = join(folder, 'bin', 'moto_server');
  if (existsSync(join(folder, 'installed'))) return { path };
  const python = onPath('python3');
  if (python === undefined) return { reason: 'no python3 on the PATH to install moto with' };
  process.stderr.write(`Installing ${MOTO} from PyPI (once; about a minute, 320 MB) …\n`);
  rmSync(folder, { recursive: true, force: true });
  try {
    await mustRun(python, ['-m', 'venv', folder]);
    await mustRun(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', MOTO]);
  } catch (error) {
    return {
      reason: `PyPI did not give ${MOTO}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  mkdirSync(join(folder, 'installed'));
  return { path };
}

export async function startMoto(path: string): Promise<Moto> {
  const logFolder = mkdtempSync(join(tmpdir(), 'vpcraft-moto-'));
  const [port = 0] = await freePorts(1);
  const server = startServer({
    name: 'moto_server',
    path,
    args: ['-H', '127.0.0.1', '-p', String(port)],
    logFile: join(logFolder, 'moto.log'),
    env: { MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(server, READY_LIMIT_MS, () => answers(`${url}/moto-api/data.json`));
  return {
    url,
    async forget() {
      const { status } = await fetch(`${url}/moto-api/reset`, { method: 'POST' });
      if (status !== 200) throw new Error(`moto did not reset: HTTP ${status}`);
    },
    async stop() {
      await server.stop();
      rmSync(logFolder, { recursive: true, force: true });
    },
  };
}
