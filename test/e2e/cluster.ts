// One cluster for a file of end-to-end tests: our own control plane, or the existing cluster that the variables name.
// Separate so that tests do not care which. Says once why there is none.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { kubectlWith, startControlPlane } from './control-plane.ts';
import type { Kubectl } from './control-plane.ts';
import { findServers } from './binaries.ts';

export const theServers = await findServers();
if (theServers.kind === 'none') process.stderr.write(`end-to-end tests skipped: ${theServers.reason}\n`);

export type Cluster = {
  kubeconfig: string;
  kubectl: Kubectl;
  /** kubectl's output; an exit code other than 0 is an error with what it said. */
  must(args: readonly string[], stdin?: string): Promise<string>;
  stop(): Promise<void>;
};

export async function clusterForTests(): Promise<Cluster> {
  if (theServers.kind === 'none') throw new Error(theServers.reason);
  if (theServers.kind === 'existing') {
    const { kubeconfig } = theServers;
    return clusterOf({ kubeconfig, kubectl: kubectlWith(kubeconfig), stop: async () => {} });
  }
  return clusterOf(await startControlPlane(theServers));
}

/** kubectl's output on this cluster; an exit code other than 0 is an error with what it said. */
export const mustOf =
  (kubectl: Kubectl): Cluster['must'] =>
  async (args, stdin) => {
    const { code, stdout, stderr } = await kubectl(args, stdin);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with code ${code}: ${stderr}`);
    return stdout;
  };

/** Writes a kubeconfig for the same server whose user has only `token`. */
export function withToken({ kubeconfig }: Pick<Cluster, 'kubeconfig'>, token: string, path: string): string {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  config.users = config.users.map(({ name }: { name: string }) => ({ name, user: { token } }));
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}

function clusterOf({ kubeconfig, kubectl, stop }: Omit<Cluster, 'must'>): Cluster {
  return {
    kubeconfig,
    kubectl,
    must: mustOf(kubectl),
    stop,
  };
}
