// Runs a Kubernetes API for tests: etcd, kube-apiserver and, where it is there, kube-controller-manager, on free ports
// of loopback. Separate from what is tested on it. Each piece can be stopped, killed and started again on the same
// data and port; stop() ends all by process id and removes the folder.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realRandom } from '../../src/model/random.ts';
import { findKubectl } from '../support/kubectl.ts';
import { type Finished, freePorts, run } from '../support/process.ts';
import type { Binaries } from './binaries.ts';
import {
  apiServerPiece,
  certificate,
  etcdPiece,
  etcdUrl,
  keyFile,
  kubeconfigFile,
  managerPiece,
  type Piece,
  type Site,
  serverUrl,
} from './pieces.ts';

/** Bytes of randomness in the administrator's token. */
const TOKEN_BYTES = 16;
export type ControlPlane = {
  url: string;
  /** Path of a kubeconfig file whose user may do everything. */
  kubeconfig: string;
  token: string;
  /** PEM of the certificate that the server shows and that clients trust. */
  ca: string;
  folder: string;
  etcd: Piece;
  /** Where etcd answers clients. */
  etcdURL: string;
  apiServer: Piece;
  controllerManager?: Piece;
  kubectl: Kubectl;
  stop(): Promise<void>;
};
export type Kubectl = (args: readonly string[], stdin?: string) => Promise<Finished>;
export type ControlPlaneOptions = {
  /** Flags appended to kube-apiserver's, for instance to turn priority and fairness off for load tests. */
  apiServerFlags?: readonly string[];
  /** Default true where there is a binary. */
  controllerManager?: boolean;
};

/** Starts all pieces; rejects, with nothing left running, when one does not become ready. */
export async function startControlPlane(
  binaries: Binaries,
  options: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const site = await newSite();
  const etcd = etcdPiece(binaries, site);
  const apiServer = apiServerPiece(binaries, site, options.apiServerFlags ?? []);
  const managerPath = options.controllerManager === false ? undefined : binaries.controllerManager;
  const manager = managerPath === undefined ? undefined : managerPiece(managerPath, site);
  const pieces = [etcd, apiServer, ...(manager === undefined ? [] : [manager])];
  const stop = async (): Promise<void> => {
    // Nothing of it is kept, so nobody waits for an orderly end, which a server with open watches takes 10 s for.
    await Promise.all(pieces.map((one) => one.kill()));
    rmSync(site.folder, { recursive: true, force: true });
  };
  try {
    await etcd.start();
    await apiServer.start();
    const kubeconfig = writeKubeconfig(site);
    await manager?.start();
    const ca = readFileSync(certificate(site), 'utf8');
    const running = {
      url: serverUrl(site),
      kubeconfig,
      token: site.token,
      ca,
      folder: site.folder,
      etcd,
      etcdURL: etcdUrl(site),
      apiServer,
    };
    return {
      ...running,
      kubectl: kubectlWith(kubeconfig, join(site.folder, 'kubectl')),
      stop,
      ...(manager === undefined ? {} : { controllerManager: manager }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * kubectl on a cluster, by its kubeconfig. `cacheFolder`: where it remembers what the server serves; its own folder knows
 * servers by address only, and another cluster may have had ours before.
 */
export function kubectlWith(kubeconfig: string, cacheFolder?: string): Kubectl {
  const cache = cacheFolder === undefined ? {} : { KUBECACHEDIR: cacheFolder };
  return async (args, stdin) => {
    const { path } = await findKubectl();
    return run(path, args, {
      env: { KUBECONFIG: kubeconfig, ...cache },
      ...(stdin === undefined ? {} : { stdin }),
    });
  };
}

/**
 * etcd forgets every version but the newest: what is watched from before is then answered with 410.
 * https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/
 */
export async function compact({ etcdURL }: Pick<ControlPlane, 'etcdURL'>): Promise<void> {
  const ask = async (path: string, body: object) => {
    const response = await fetch(`${etcdURL}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd ${path}: ${await response.text()}`);
    return (await response.json()) as { header: { revision: string } };
  };
  const { header } = await ask('/v3/kv/range', { key: 'AA==' });
  await ask('/v3/kv/compaction', { revision: header.revision, physical: true });
}

async function newSite(): Promise<Site> {
  const [etcd = 0, peer = 0, api = 0, manager = 0] = await freePorts(4);
  const folder = mkdtempSync(join(tmpdir(), 'vpcraft-e2e-'));
  mkdirSync(join(folder, 'certificates'));
  const token = realRandom.id(TOKEN_BYTES);
  writeFileSync(join(folder, 'tokens.csv'), `${token},administrator,1,"system:masters"\n`, { mode: 0o600 });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile(folder), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  return { folder, token, ports: { etcd, peer, api, manager } };
}

function writeKubeconfig(site: Site): string {
  const ca = readFileSync(certificate(site)).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'e2e', cluster: { server: serverUrl(site), 'certificate-authority-data': ca } }],
    users: [{ name: 'administrator', user: { token: site.token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'administrator' } }],
    'current-context': 'e2e',
  };
  // JSON is YAML, which is what kubeconfig files are written in.
  writeFileSync(kubeconfigFile(site), `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return kubeconfigFile(site);
}
