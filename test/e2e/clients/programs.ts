// Other people's clients for EC2, in pinned versions: boto3 and AWS's command line from PyPI, a program of the AWS SDK for Go
// built from Go modules. Separate from the tests because the answer may also be "none", with a reason.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../support/cache.ts';
import { onPath } from '../../support/kubectl.ts';
import { mustRun } from '../../support/process.ts';

const here = import.meta.dirname;
const REQUIREMENTS = join(here, 'python', 'requirements.txt');
const GO_FOLDER = join(here, 'go');
/** Two compilers at a time: the package of EC2 needs 2 GB of memory. */
const GO_FLAGS = ['-trimpath', '-p=2', '-ldflags', '-s -w'];
const DIGITS = 12;

/** `path`: of the program, or of the folder of programs. */
export type Found = { kind: 'found'; path: string } | { kind: 'none'; reason: string };

/** The folder of programs of a Python environment that has boto3 and awscli; made on the first call. */
export function findPythonClients(): Promise<Found> {
  return orReason('boto3 and the AWS CLI', async () => {
    const python = onPath('python3');
    if (python === undefined) throw new Error('no python3 on the PATH: install Python 3.10 or newer');
    const version = await mustRun(python, ['--version']);
    const folder = join(cacheFolder('clients'), `python-${stamp(version, [REQUIREMENTS])}`);
    const programs = join(folder, 'bin');
    if (existsSync(join(folder, 'installed'))) return programs;
    process.stderr.write('Installing boto3 and awscli from PyPI (once; about half a minute, 150 MB) …\n');
    rmSync(folder, { recursive: true, force: true });
    await mustRun(python, ['-m', 'venv', folder]);
    const flags = ['--quiet', '--disable-pip-version-check', '--no-deps'];
    await mustRun(join(programs, 'pip'), ['install', ...flags, '-r', REQUIREMENTS]);
    mkdirSync(join(folder, 'installed'));
    return programs;
  });
}

/** The program of `go/`, built on the first call and after each change of its sources. */
export function findGoClient(): Promise<Found> {
  return orReason('the client of the AWS SDK for Go', async () => {
    const go = onPath('go');
    if (go === undefined) throw new Error('no go on the PATH: install Go 1.24 or newer');
    const version = await mustRun(go, ['version']);
    const sources = readdirSync(GO_FOLDER)
      .sort()
      .map((name) => join(GO_FOLDER, name));
    const target = join(cacheFolder('clients'), `go-${stamp(version + GO_FLAGS.join(' '), sources)}`);
    if (existsSync(target)) return target;
    process.stderr.write('Building a client with the AWS SDK for Go (once; 1 to 4 minutes) …\n');
    // The name is taken only when the file is whole, so that an interrupted build is never used.
    const partial = `${target}.${process.pid}`;
    try {
      await mustRun(go, ['build', ...GO_FLAGS, '-o', partial, '.'], {
        cwd: GO_FOLDER,
        env: { CGO_ENABLED: '0' },
      });
      renameSync(partial, target);
    } finally {
      rmSync(partial, { force: true });
    }
    return target;
  });
}

/** The shell that runs the script for the AWS CLI. */
export function findBash(): Found {
  const path = onPath('bash');
  return path === undefined ? { kind: 'none', reason: 'no bash on the PATH' } : { kind: 'found', path };
}

async function orReason(what: string, find: () => Promise<string>): Promise<Found> {
  try {
    return { kind: 'found', path: await find() };
  } catch (error) {
    return {
      kind: 'none',
      reason: `${what} cannot be had: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Everything that decides what is installed or built; another stamp is another place. */
function stamp(version: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(version);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, DIGITS);
}
