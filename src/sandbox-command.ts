// `vpcraft sandbox`: both simulators, the CRDs, a kubeconfig, and the controller against them through the same HTTP
// clients as in production. Prints what to type next, and every setting that differs from production.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { SandboxFlags } from './command-line.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { flagNameOf } from './config-flags.ts';
import { loadKubeAccess } from './kube/kube-config.ts';
import { createKubeTransport } from './kube/kube-transport.ts';
import { realClock } from './model/clock.ts';
import { realRandom } from './model/random.ts';
import { production, sandbox as sandboxSettings } from './model/settings.ts';
import { SeededRandom } from './model/virtual-clock.ts';
import { runController } from './run-controller.ts';
import { install } from './sandbox/install.ts';
import { type Sandbox, sandboxCredentials, startSandbox } from './sandbox/run.ts';
import { reasonOf, StartError } from './start-error.ts';

const NAMESPACE = 'vpcraft-system';
const HIGHEST_PORT = 65_535;

type Print = (text: string) => void;

/** Runs until `signal`. @throws StartError, ConfigError */
export async function runSandbox(
  flags: SandboxFlags,
  signal: AbortSignal,
  print: Print,
): Promise<'stopped' | 'lost'> {
  const sandbox = await start(flags);
  const folder = mkdtempSync(join(tmpdir(), 'vpcraft-'));
  try {
    const kubeconfig = kubeconfigOf(flags, sandbox, folder);
    const endpoint = flags.awsEndpoint ?? sandbox.aws?.url;
    const config = configOf(flags, kubeconfig, endpoint);
    await installCrds(kubeconfig);
    print(introduction({ flags, kubeconfig, endpoint, kubeURL: sandbox.kube?.url }));
    if (!flags.controller) return await untilAborted(signal);
    const credentials = () => Promise.resolve(sandboxCredentials);
    const onStarted = ({ port }: { port: number }) => print(controllerLine(port));
    // A laptop that sleeps loses the lease; what was built in the sandbox must not end with it.
    while ((await runController({ config, signal, credentials, onStarted })) === 'lost')
      print('The controller lost its lease, because this machine stood still; it starts again.\n');
    return 'stopped';
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  }
}

async function start(flags: SandboxFlags): Promise<Sandbox> {
  const mistakes: string[] = [];
  const port = (name: string, text: string) => numberOf(mistakes, name, text, HIGHEST_PORT);
  const kubePort = port('kube-port', flags.kubePort);
  const awsPort = port('aws-port', flags.awsPort);
  const seed = numberOf(mistakes, 'seed', flags.seed, 2 ** 32 - 1);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  try {
    return await startSandbox({
      clock: realClock,
      random: realRandom,
      awsRandom: new SeededRandom(seed),
      kubePort: flags.kubeconfig === undefined ? kubePort : undefined,
      awsPort: flags.awsEndpoint === undefined ? awsPort : undefined,
    });
  } catch (error) {
    throw new StartError(
      `the sandbox cannot listen: ${reasonOf(error)}; choose other ports with --kube-port and --aws-port`,
      error,
    );
  }
}

function numberOf(mistakes: string[], name: string, text: string, highest: number): number {
  const number = Number(text);
  const fits = /^\d+$/.test(text) && number <= highest;
  if (!fits)
    mistakes.push(`--${name}: ${JSON.stringify(text)} does not fit; use a whole number from 0 to ${highest}`);
  return number;
}

/** The path of the kubeconfig to use; that of the embedded API is written first, in `folder` unless a flag says otherwise. */
function kubeconfigOf(flags: SandboxFlags, { kube }: Sandbox, folder: string): string {
  if (kube === undefined) return resolve(flags.kubeconfig ?? '');
  const path = resolve(flags.writeKubeconfig ?? join(folder, 'kubeconfig'));
  try {
    writeFileSync(path, kube.kubeconfig, { mode: 0o600 });
  } catch (error) {
    throw new StartError(
      `the kubeconfig cannot be written: ${reasonOf(error)}; choose another path with --write-kubeconfig`,
      error,
    );
  }
  return path;
}

function configOf(flags: SandboxFlags, kubeconfig: string, endpoint: string | undefined): Config {
  const tuned = Object.entries(sandboxSettings).map(([member, value]) => [flagNameOf(member), String(value)]);
  const given = {
    ...Object.fromEntries(tuned),
    'cluster-id': 'sandbox',
    'controller-namespace': NAMESPACE,
    'health-port': '0',
    'log-level': flags.logLevel,
    kubeconfig,
    'aws-endpoint': endpoint,
  };
  // The environment of a shell that also runs real controllers must not reach the sandbox.
  return readConfig(given, {});
}

/** A file or folder beside the bundle, or at the root of the repository. */
function besideUs(...names: string[]): string | undefined {
  const here = import.meta.dirname;
  return [here, dirname(here)].map((folder) => join(folder, ...names)).find((path) => existsSync(path));
}

function crdFolder(): string {
  const folder = besideUs('crds');
  if (folder === undefined)
    throw new StartError(`the folder crds is missing: it belongs beside ${import.meta.dirname}`);
  return folder;
}

async function installCrds(kubeconfig: string): Promise<void> {
  const folder = crdFolder();
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const crds = names.map((name): unknown => parse(readFileSync(join(folder, name), 'utf8')));
  try {
    const kube = createKubeTransport(loadKubeAccess({ kubeconfig }, realClock), realClock);
    try {
      await install({ kube, clock: realClock, crds, namespace: NAMESPACE });
    } finally {
      await kube.close();
    }
  } catch (error) {
    throw new StartError(`the CRDs cannot be installed: ${reasonOf(error)}; check --kubeconfig`, error);
  }
}

function untilAborted(signal: AbortSignal): Promise<'stopped'> {
  return new Promise((done) => {
    // Open servers keep the process alive.
    if (signal.aborted) done('stopped');
    else signal.addEventListener('abort', () => done('stopped'), { once: true });
  });
}

type Started = {
  flags: SandboxFlags;
  kubeconfig: string;
  endpoint: string | undefined;
  kubeURL: string | undefined;
};

function introduction({ flags, kubeconfig, endpoint, kubeURL }: Started): string {
  const changed = Object.entries(sandboxSettings)
    .filter(([member, value]) => production[member as keyof typeof production] !== value)
    .map(
      ([member, value]) =>
        `  ${flagNameOf(member)} ${value} (production: ${production[member as keyof typeof production] ?? 'not set'})`,
    );
  return [
    `Kubernetes API  ${kubeURL ?? `the cluster of ${kubeconfig}`}`,
    `EC2             ${endpoint ?? ''}${flags.awsEndpoint === undefined ? ' (simulated)' : ''}`,
    '',
    'In another terminal:',
    '',
    `  export KUBECONFIG=${kubeconfig}`,
    // Whole, so that it can be pasted into a terminal that stands elsewhere. The image has no samples.
    `  kubectl apply -f ${besideUs('deploy', 'samples', 'network.yaml') ?? 'deploy/samples/network.yaml'}`,
    '  kubectl get vpcraft --watch',
    '',
    ...(flags.awsEndpoint === undefined ? forClients(endpoint) : []),
    ...(flags.controller ? ['Settings that differ from production:', ...changed, ''] : []),
    'Ctrl-C ends it; nothing is kept.',
    '',
    '',
  ].join('\n');
}

/** What the AWS CLI and the SDKs read. https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
function forClients(endpoint = ''): string[] {
  return [
    'For the AWS CLI and SDKs, against the simulated EC2:',
    '',
    `  export AWS_ENDPOINT_URL=${endpoint}`,
    // Two names of one setting: the AWS CLI 1 and older SDKs read the second only.
    `  export AWS_REGION=${sandboxSettings.defaultRegion} AWS_DEFAULT_REGION=${sandboxSettings.defaultRegion}`,
    `  export AWS_ACCESS_KEY_ID=${sandboxCredentials.accessKeyId}`,
    `  export AWS_SECRET_ACCESS_KEY=${sandboxCredentials.secretAccessKey}`,
    '  aws ec2 describe-vpcs',
    '',
  ];
}

function controllerLine(healthPort: number): string {
  return `The controller runs: http://127.0.0.1:${healthPort}/readyz, /metrics\n`;
}
