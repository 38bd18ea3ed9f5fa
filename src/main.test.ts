// The command line as a person meets it: real processes, their exit codes, and what they print. Whatever is wrong is said in
// one line that names the cure.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { realClock } from './model/clock.ts';
import { realRandom } from './model/random.ts';
import { type Sandbox, startSandbox } from './sandbox/run.ts';
import { production } from './model/settings.ts';
import { tooOldNode } from './version.ts';

const root = resolve(import.meta.dirname, '..');
/** Milliseconds; on a busy machine loading the clients takes seconds. */
const PATIENCE_MS = 60_000;
const LOOPBACK = '127.0.0.1';

type Ended = { code: number | null; out: string; err: string };

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const quiet = '--disable-warning=ExperimentalWarning';
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(VPCRAFT_|KUBECONFIG$|NODE_)/.test(name),
  );
  return spawn(process.execPath, [quiet, join(root, 'src', 'main.ts'), ...args], {
    // Ten processes load the same clients: the second one takes them compiled.
    env: {
      ...Object.fromEntries(environment),
      ...env,
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'vpcraft', 'compiled'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function ended(child: ChildProcess): Promise<Ended> {
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    texts.out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    texts.err += String(chunk);
  });
  return new Promise((done) => child.on('close', (code) => done({ code, ...texts })));
}

const vpcraft = (...args: string[]) => ended(start(args));

let folder: string;
let bare: Sandbox;
let whole: Sandbox;
const fileIn = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const halves = {
  clock: realClock,
  random: realRandom,
  awsRandom: realRandom,
  kubePort: 0,
  awsPort: undefined,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vpcraft-test-'));
  bare = await startSandbox(halves);
  whole = await startSandbox(halves);
  const crds = readdirSync(join(root, 'crds')).map((name): object =>
    parse(readFileSync(join(root, 'crds', name), 'utf8')),
  );
  for (const crd of crds) whole.kube?.cluster.installDefinition(crd);
  whole.kube?.cluster.createNamespace('vpcraft-system');
});
afterAll(async () => {
  await Promise.all([bare.close(), whole.close()]);
  rmSync(folder, { recursive: true });
});

function oneLine(text: string): string {
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  return text;
}

describe('the command line', { timeout: PATIENCE_MS }, () => {
  it('says what it can do, with examples and exit codes', async () => {
    const { code, out } = await vpcraft('--help');
    expect(code).toBe(0);
    for (const words of ['run', 'sandbox', 'version', 'Examples:', 'Exit codes:'])
      expect(out).toContain(words);
  });

  it('shows every flag of the controller, and how to set it by environment', async () => {
    const { out } = await vpcraft('run', '--help');
    for (const words of ['--cluster-id <ID>', '--sweep-seconds <SECONDS>', 'VPCRAFT_SWEEP_SECONDS'])
      expect(out).toContain(words);
  });

  it.each([['--help'], ['run --help'], ['sandbox --help'], ['version --help']])(
    'fits a screen of 100 columns: %s',
    async (line) => {
      const { out } = await vpcraft(...line.split(' '));
      expect(out.split('\n').filter((text) => text.length > 100)).toEqual([]);
      expect(out).not.toContain('(default: "');
    },
  );

  it('refuses help for what is no command', async () => {
    const { code, err, out } = await vpcraft('help', 'nope');
    expect(code).toBe(2);
    expect(err).toContain("error: unknown command 'nope'");
    expect(out).toBe('');
    expect((await vpcraft('help', 'run')).out).toContain('--cluster-id <ID>');
  });

  it('says that Node.js is too old, with the cure', () => {
    expect(tooOldNode('v20.20.2')).toContain('Node.js v20.20.2 is too old: vpcraft needs 22.19 or newer');
    expect(tooOldNode('v22.18.0')).toBeDefined();
    expect(['v22.19.0', 'v24.1.0'].map(tooOldNode)).toEqual([undefined, undefined]);
  });

  it('says its version to people and to programs', async () => {
    const { code, out } = await vpcraft('--version');
    expect(code).toBe(0);
    expect(out).toBe((await vpcraft('version')).out);
    expect(out).toMatch(/^vpcraft \d+\.\d+\.\d+ \(Node\.js v/);
    expect(JSON.parse((await vpcraft('version', '--output', 'json')).out)).toMatchObject({
      node: process.version,
    });
  });

  it('refuses a flag that it does not know, and says where to look', async () => {
    const { code, err } = await vpcraft('run', '--sweep', '3');
    expect(code).toBe(2);
    expect(err).toContain("unknown option '--sweep'");
    expect(err).toContain('vpcraft run --help');
  });

  it('refuses a wrong value, naming flag and cure', async () => {
    const { code, err } = await vpcraft('run', '--cluster-id', 'test', '--workers', 'many');
    expect(code).toBe(2);
    expect(oneLine(err)).toContain('--workers: "many" does not fit; use a whole number from 1 to 1000');
  });
});

describe('a controller that cannot start', { timeout: PATIENCE_MS }, () => {
  const run = (...args: string[]) =>
    vpcraft('run', '--cluster-id', 'test', '--log-level', 'silent', '--health-port', '0', ...args);

  it('says that a limit is for an action that is never called, the flag given twice', async () => {
    const { code, err } = await run('--limit-override', 'CreateVpc=9/9', '--limit-override', 'CreateVpx=9/9');
    expect(code).toBe(2);
    expect(oneLine(err)).toContain('--limit-override: vpcraft calls no action CreateVpx');
  });

  it('says that the kubeconfig is not there', async () => {
    const { code, out, err } = await run('--kubeconfig', join(folder, 'nothing'), '--log-level', 'info');
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(oneLine(err)).toContain('give another one with --kubeconfig');
  });

  it('says that the kubeconfig has no such context', async () => {
    const path = fileIn('kubeconfig', bare.kube?.kubeconfig ?? '');
    const { code, err } = await run('--kubeconfig', path, '--context', 'production');
    expect(code).toBe(2);
    expect(oneLine(err)).toContain("no cluster for context 'production' (it has: sandbox)");
  });

  it('says that the API server does not answer', async () => {
    const text = (bare.kube?.kubeconfig ?? '').replace(/127\.0\.0\.1:\d+/, `${LOOPBACK}:1`);
    const { code, err } = await run('--kubeconfig', fileIn('refused', text));
    expect(code).toBe(1);
    expect(oneLine(err)).toMatch(/the Kubernetes API does not answer: .*ECONNREFUSED/);
  });

  it('names the CRDs that are missing, and how to install them', async () => {
    const { code, err } = await run('--kubeconfig', fileIn('bare', bare.kube?.kubeconfig ?? ''));
    expect(code).toBe(1);
    expect(oneLine(err)).toMatch(
      /CRDs are missing: .*vpcs\.vpcraft\.dev.*kubectl apply --server-side -f crds/,
    );
  });

  it('says that its namespace is missing', async () => {
    const { code, err } = await run(
      '--kubeconfig',
      fileIn('whole', whole.kube?.kubeconfig ?? ''),
      '--controller-namespace',
      'nowhere',
    );
    expect(code).toBe(1);
    expect(oneLine(err)).toContain('kubectl create namespace nowhere');
  });

  it('says that the health port is taken', async () => {
    const blocker = createServer();
    await new Promise<void>((done) => blocker.listen(0, LOOPBACK, done));
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const { code, err } = await run(
      '--kubeconfig',
      fileIn('whole', whole.kube?.kubeconfig ?? ''),
      '--health-port',
      port,
    );
    blocker.close();
    expect(code).toBe(1);
    expect(oneLine(err)).toMatch(/health port .* cannot be opened: .*EADDRINUSE.*--health-port/);
  });

  it('refuses another cluster id than the one this cluster was run under', async () => {
    const path = fileIn('whole', whole.kube?.kubeconfig ?? '');
    // The process before this one wrote `test` down.
    const { code, err } = await vpcraft(
      'run',
      '--cluster-id',
      'other',
      '--kubeconfig',
      path,
      '--log-level',
      'silent',
    );
    expect(code).toBe(1);
    expect(oneLine(err)).toContain('--cluster-id is other, but this cluster was run as test');
  });
});

describe('the sandbox', { timeout: PATIENCE_MS }, () => {
  const running = (child: ChildProcess) =>
    new Promise<void>((done, fail) => {
      let seen = '';
      child.stdout?.on('data', (chunk) => {
        seen += String(chunk);
        if (seen.includes('The controller runs')) done();
      });
      child.on('close', () => fail(new Error(`the sandbox ended: ${seen}`)));
    });

  it('starts, says how to use it, and ends with 130 on Ctrl-C', async () => {
    const child = start(['sandbox', '--write-kubeconfig', join(folder, 'sandbox')]);
    const end = ended(child);
    await running(child);
    child.kill('SIGINT');
    const { code, out } = await end;
    expect(code).toBe(130);
    expect(out).toContain(`kubectl apply -f ${join(root, 'deploy', 'samples', 'network.yaml')}`);
    expect(out).toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\n/);
    expect(out).toContain('export AWS_ACCESS_KEY_ID=AKIASANDBOX111111111');
    expect(out).toContain('export AWS_REGION=ap-northeast-1 AWS_DEFAULT_REGION=ap-northeast-1');
    expect(out).toContain('default-region ap-northeast-1 (production: not set)');
    expect(out).toContain(`export KUBECONFIG=${join(folder, 'sandbox')}`);
    expect(out).toContain(`sweep-seconds 10 (production: ${production.sweepSeconds})`);
    expect(readFileSync(join(folder, 'sandbox'), 'utf8')).toContain(`http://${LOOPBACK}:`);
  });

  it('takes away the kubeconfig that it wrote for itself, also where npm passes Ctrl-C on once more', async () => {
    const own = mkdtempSync(join(folder, 'tmp-'));
    const child = start(['sandbox'], { TMPDIR: own });
    const end = ended(child);
    await running(child);
    expect(readdirSync(own)).toHaveLength(1);
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { code } = await end;
    expect(code).toBe(130);
    expect(readdirSync(own)).toEqual([]);
  });

  it('says that a port is taken', async () => {
    const port = new URL(bare.kube?.url ?? '').port;
    const { code, err } = await vpcraft('sandbox', '--kube-port', port);
    expect(code).toBe(1);
    expect(oneLine(err)).toMatch(/cannot listen: .*EADDRINUSE.*--kube-port/);
  });
});
