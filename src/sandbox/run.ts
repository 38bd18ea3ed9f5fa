// Starts the halves of the sandbox that are wanted, each on loopback: the embedded Kubernetes API and the EC2 simulator.
// Separate from the command so that the demo, tests and benchmarks start them in the same way.
import type { Clock, Random } from '../model/ports.ts';
import { startAwsServer } from './aws/http/server.ts';
import { AwsSimulator } from './aws/simulator.ts';
import { DEFAULT_ACCOUNTS } from './aws/core/options.ts';
import { Cluster } from './cluster/cluster.ts';
import { kubeconfigFor, startClusterServer } from './cluster/http-front.ts';

export type SandboxOptions = {
  clock: Clock;
  /** For ids of Kubernetes objects: unique over restarts, because an emulator may outlive them. */
  random: Random;
  /** For everything random in EC2. */
  awsRandom: Random;
  /** Port of the embedded Kubernetes API (0: a free one); undefined: none. */
  kubePort: number | undefined;
  /** Port of the EC2 simulator (0: a free one); undefined: none. */
  awsPort: number | undefined;
};

export type Sandbox = {
  kube: { url: string; kubeconfig: string; cluster: Cluster } | undefined;
  aws: { url: string; simulator: AwsSimulator } | undefined;
  close(): Promise<void>;
};

/** An access key that the simulator knows as that of its first account; other emulators take any. */
export const sandboxCredentials = {
  accessKeyId: DEFAULT_ACCOUNTS[0]?.accessKeys?.[0] ?? 'AKIASANDBOX111111111',
  secretAccessKey: 'sandbox',
};

/** Rejects with the system's error (EADDRINUSE …), after closing what was already open. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const kube = await startKube(options);
  const aws = await startAws(options).catch(async (error: unknown) => {
    await kube?.close();
    throw error;
  });
  return {
    kube,
    aws,
    async close() {
      await Promise.all([kube?.close(), aws?.close()]);
    },
  };
}

async function startKube({ clock, random, kubePort: port }: SandboxOptions) {
  if (port === undefined) return undefined;
  const cluster = new Cluster({ clock, random });
  const server = await startClusterServer({ cluster, port });
  return { url: server.url, kubeconfig: kubeconfigFor(server.url), cluster, close: server.close };
}

async function startAws({ clock, awsRandom: random, awsPort: port }: SandboxOptions) {
  if (port === undefined) return undefined;
  const simulator = new AwsSimulator({ clock, random });
  const server = await startAwsServer({ simulator, port });
  return { url: server.url, simulator, close: server.close };
}
