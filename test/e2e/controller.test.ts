// The controller as a process of its own on a real API server, with the EC2 simulator over HTTP: every sample from nothing to
// Ready, and to nothing again, with the RBAC of the tests' administrator and the real kubectl.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock, sleep } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { type AwsServer, startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { sandboxFlags } from '../support/controller-process.ts';
import { type Cluster, clusterForTests, theServers } from './cluster.ts';

const root = resolve(import.meta.dirname, '..', '..');
const ACCESS_KEY = 'AKIASANDBOX111111111';
const PATIENCE_MS = 120_000;
const samples = readdirSync(join(root, 'deploy', 'samples')).filter((name) => name.endsWith('.yaml'));

type Listed = {
  items: {
    kind: string;
    metadata: { name: string; generation: number };
    status?: { conditions?: { type: string; status: string; message: string; observedGeneration: number }[] };
  }[];
};

describe.skipIf(theServers.kind === 'none')('the controller on a real API server', () => {
  let cluster: Cluster;
  let aws: AwsSimulator;
  let server: AwsServer;
  let controller: ChildProcess;
  let log = '';

  beforeAll(async () => {
    cluster = await clusterForTests();
    await cluster.must(['apply', '--server-side', '-f', join(root, 'crds')]);
    await cluster.must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    aws = new AwsSimulator({
      clock: realClock,
      random: realRandom,
      options: { quotas: { vpcs: 50, internetGateways: 50, addresses: 50 } },
    });
    server = await startAwsServer({ simulator: aws });
    controller = start(cluster.kubeconfig, server.url);
    for (const stream of [controller.stdout, controller.stderr]) {
      stream?.on('data', (chunk) => {
        log = `${log}${chunk}`.slice(-4_000);
      });
    }
  });

  afterAll(async () => {
    controller?.kill('SIGKILL');
    await server?.close();
    await cluster?.stop();
  });

  async function objects(): Promise<Listed['items']> {
    return (JSON.parse(await cluster.must(['get', 'vpcraft', '-A', '-o', 'json'])) as Listed).items;
  }

  it(`brings every sample to Ready: ${samples.join(', ')}`, async () => {
    for (const sample of samples)
      await cluster.must(['apply', '-f', join(root, 'deploy', 'samples', sample)]);

    const unready = await until(async () => (await objects()).filter((one) => !isReady(one)));

    expect(
      unready.map((one) => `${one.kind}/${one.metadata.name}: ${JSON.stringify(one.status?.conditions)}`),
      log,
    ).toEqual([]);
  });

  it('is waited for by kubectl as every other controller is', async () => {
    const { code } = await cluster.kubectl([
      'wait',
      '--for=condition=Ready',
      'vpcs.vpcraft.dev',
      '--all',
      '--timeout=30s',
    ]);

    expect(code).toBe(0);
  });

  it('leaves nothing behind, neither in Kubernetes nor in AWS', async () => {
    await cluster.must(['delete', 'vpcraft', '--all', '--wait=false']);

    const left = await until(objects);

    expect(
      left.map((one) => `${one.kind}/${one.metadata.name}: ${JSON.stringify(one.status?.conditions)}`),
      log,
    ).toEqual([]);
    const vpcs = aws.regions().flatMap((region) => [...region.vpcs.values()]);
    expect(vpcs).toEqual([]);
  });
});

function isReady({ metadata, status }: Listed['items'][number]): boolean {
  return (
    status?.conditions?.some(
      (one) =>
        one.type === 'Ready' && one.status === 'True' && one.observedGeneration === metadata.generation,
    ) ?? false
  );
}

/** Looks until nothing is left of what is looked for; answers what is left when patience ends. */
async function until<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const started = realClock.monotonic();
  for (;;) {
    const left = await look();
    if (left.length === 0 || realClock.monotonic() - started > PATIENCE_MS) return left;
    await sleep(realClock, 500);
  }
}

function start(kubeconfig: string, awsURL: string): ChildProcess {
  const flags = [
    '--cluster-id',
    'e2e',
    '--default-region',
    'ap-northeast-1',
    '--controller-namespace',
    'default',
  ];
  const places = [
    '--kubeconfig',
    kubeconfig,
    '--aws-endpoint',
    awsURL,
    '--health-port',
    '0',
    ...sandboxFlags(),
  ];
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'src/main.ts'), 'run', ...flags, ...places],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: 'sandbox' },
    },
  );
}
