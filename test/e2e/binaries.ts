// Decides which Kubernetes servers the end-to-end tests use: an existing cluster, the binaries that setup-envtest
// users have already, or ones built here from pinned Go modules (test/e2e/server). Separate from starting them,
// because the answer may also be "none", with a reason. The variables are those of controller-runtime's envtest:
// https://book.kubebuilder.io/reference/envtest
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '../../src/model/clock.ts';
import { cacheFolder } from '../support/cache.ts';
import { onPath } from '../support/kubectl.ts';
import { mustRun } from '../support/process.ts';

const module = join(import.meta.dirname, 'server');
/** The version that test/e2e/server/go.mod requires; /version must say it, else Helm's kubeVersion checks fail. */
const KUBERNETES = { version: 'v1.36.3', major: '1', minor: '36' };
const VERSION_PACKAGE = 'k8s.io/component-base/version';
/** Two compilers at a time: the largest package needs 2 GB of memory. */
const FLAGS = ['-trimpath', '-p=2', '-ldflags', linkerFlags()];
const PROGRAMS = [
  { name: 'etcd', package: 'go.etcd.io/etcd/server/v3', usually: 'half a minute' },
  { name: 'kube-apiserver', package: 'k8s.io/kubernetes/cmd/kube-apiserver', usually: '5 minutes' },
  {
    name: 'kube-controller-manager',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    usually: '1 to 2 minutes',
  },
] as const;

function linkerFlags(): string {
  const { version, major, minor } = KUBERNETES;
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return [
    '-s -w',
    ...Object.entries(values).map(([name, value]) => `-X ${VERSION_PACKAGE}.${name}=${value}`),
  ].join(' ');
}

export type Binaries = {
  kind: 'binaries';
  etcd: string;
  apiServer: string;
  /** envtest's folders have none: then nothing collects garbage and namespaces stay Terminating. */
  controllerManager?: string;
  from: string;
};
export type ExistingCluster = { kind: 'existing'; kubeconfig: string; from: string };
export type NoServers = { kind: 'none'; reason: string };
export type Servers = Binaries | ExistingCluster | NoServers;
type Print = (line: string) => void;

/** The servers to test with. Builds them when nothing else is there and Go is; says each step through `print`. */
export async function findServers(print: Print = toStderr): Promise<Servers> {
  const found = existingCluster() ?? envtestBinaries();
  if (found !== undefined) return found;
  const go = onPath('go');
  if (go === undefined) {
    return {
      kind: 'none',
      reason:
        'no KUBEBUILDER_ASSETS and no Go to build kube-apiserver with: run setup-envtest, or install Go 1.26',
    };
  }
  try {
    return await built(go, print);
  } catch (error) {
    return {
      kind: 'none',
      reason: `Go could not build the servers: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

function existingCluster(): ExistingCluster | undefined {
  if (process.env.USE_EXISTING_CLUSTER !== 'true') return undefined;
  const kubeconfig = process.env.KUBECONFIG;
  if (!kubeconfig)
    throw new Error('USE_EXISTING_CLUSTER=true needs KUBECONFIG: name the file of the cluster to test on');
  return { kind: 'existing', kubeconfig, from: 'USE_EXISTING_CLUSTER' };
}

function envtestBinaries(): Binaries | undefined {
  const folder = process.env.KUBEBUILDER_ASSETS;
  const inFolder = (name: string): string | undefined =>
    folder && existsSync(join(folder, name)) ? join(folder, name) : undefined;
  const etcd = process.env.TEST_ASSET_ETCD || inFolder('etcd');
  const apiServer = process.env.TEST_ASSET_KUBE_APISERVER || inFolder('kube-apiserver');
  if (!etcd || !apiServer) return undefined;
  const controllerManager = inFolder('kube-controller-manager');
  const from = folder ? 'KUBEBUILDER_ASSETS' : 'TEST_ASSET_*';
  return {
    kind: 'binaries',
    etcd,
    apiServer,
    from,
    ...(controllerManager === undefined ? {} : { controllerManager }),
  };
}

async function built(go: string, print: Print): Promise<Binaries> {
  const folder = join(cacheFolder('e2e'), await stamp(go));
  mkdirSync(folder, { recursive: true });
  for (const program of PROGRAMS) await build({ go, folder, program, print });
  const path = (name: (typeof PROGRAMS)[number]['name']): string => join(folder, name);
  return {
    kind: 'binaries',
    etcd: path('etcd'),
    apiServer: path('kube-apiserver'),
    controllerManager: path('kube-controller-manager'),
    from: `built by Go from test/e2e/server: Kubernetes ${KUBERNETES.version}`,
  };
}

/** Everything that decides what a build makes; another stamp is another folder. */
async function stamp(go: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await mustRun(go, ['version'], { cwd: module }));
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, file)));
  hash.update(FLAGS.join(' '));
  return `${KUBERNETES.version}-${hash.digest('hex').slice(0, 12)}`;
}

type Build = { go: string; folder: string; program: (typeof PROGRAMS)[number]; print: Print };

async function build({ go, folder, program, print }: Build): Promise<void> {
  const target = join(folder, program.name);
  if (existsSync(target)) return;
  print(
    `Building ${program.name} for Kubernetes ${KUBERNETES.version} from Go modules (once; usually ${program.usually}) …`,
  );
  const started = realClock.monotonic();
  // The name is taken only when the file is whole, so that an interrupted build is never used.
  const partial = `${target}.${process.pid}`;
  try {
    await mustRun(go, ['build', ...FLAGS, '-o', partial, program.package], {
      cwd: module,
      env: { CGO_ENABLED: '0' },
    });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
  const seconds = ((realClock.monotonic() - started) / 1000).toFixed(0);
  print(`Built ${program.name} in ${seconds} s, ${(statSync(target).size / 1e6).toFixed(0)} MB.`);
}
