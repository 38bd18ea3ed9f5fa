// The pieces of a control plane: which flags etcd, kube-apiserver and kube-controller-manager are given, and when each
// counts as ready. Separate from control-plane.ts, which says what starts when. All listen on loopback only.
import { request } from 'node:https';
import { join } from 'node:path';
import { answers, type Server, startServer, waitUntil } from '../support/process.ts';
import type { Binaries } from './binaries.ts';

/** Milliseconds until a piece counts as broken; measured on 2 idle cores: 4 s for all, ten times as much when busy. */
const READY_LIMIT_MS = 90_000;
/** Milliseconds until one look at /readyz is given up. */
const PROBE_LIMIT_MS = 2_000;
/** Garbage collection, namespace deletion and service account tokens; nothing that makes pods. */
const CONTROLLERS = [
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-token-controller',
  'serviceaccount-controller',
].join(',');

export type Piece = {
  readonly name: string;
  /** The process id while it runs. */
  pid(): number | undefined;
  /** Starts it on its data and port, and waits until it is ready. */
  start(): Promise<void>;
  /** SIGKILL: a crash. */
  kill(): Promise<void>;
  output(): string;
};
/** Where one control plane keeps its files, and what it listens on. */
export type Site = {
  folder: string;
  token: string;
  ports: { etcd: number; peer: number; api: number; manager: number };
};

export const keyFile = (folder: string): string => join(folder, 'service-accounts.key');
export const certificate = ({ folder }: Site): string => join(folder, 'certificates', 'apiserver.crt');
export const kubeconfigFile = ({ folder }: Site): string => join(folder, 'kubeconfig');
export const etcdUrl = ({ ports }: Site): string => `http://127.0.0.1:${ports.etcd}`;
export const serverUrl = ({ ports }: Site): string => `https://127.0.0.1:${ports.api}`;

type PieceSpec = {
  name: string;
  path: string;
  args: readonly string[];
  site: Site;
  ready: () => Promise<boolean>;
};

function piece({ name, path, args, site, ready }: PieceSpec): Piece {
  let server: Server | undefined;
  return {
    name,
    pid: () => (server?.running() ? server.pid : undefined),
    async start() {
      if (server?.running()) return;
      server = startServer({ name, path, args, logFile: join(site.folder, `${name}.log`) });
      await waitUntil(server, READY_LIMIT_MS, ready);
    },
    kill: async () => server?.kill(),
    output: () => server?.output() ?? '',
  };
}

export function etcdPiece(binaries: Binaries, site: Site): Piece {
  const client = etcdUrl(site);
  const peer = `http://127.0.0.1:${site.ports.peer}`;
  const args = [
    ...['--name', 'default', '--data-dir', join(site.folder, 'etcd')],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...[
      '--listen-peer-urls',
      peer,
      '--initial-advertise-peer-urls',
      peer,
      '--initial-cluster',
      `default=${peer}`,
    ],
    ...['--unsafe-no-fsync', '--log-level', 'error'],
  ];
  return piece({ name: 'etcd', path: binaries.etcd, args, site, ready: () => answers(`${client}/health`) });
}

export function apiServerPiece(binaries: Binaries, site: Site, more: readonly string[]): Piece {
  const key = keyFile(site.folder);
  const args = [
    ...[
      '--etcd-servers',
      `http://127.0.0.1:${site.ports.etcd}`,
      '--cert-dir',
      join(site.folder, 'certificates'),
    ],
    ...['--bind-address', '127.0.0.1', '--secure-port', String(site.ports.api)],
    ...['--advertise-address', '127.0.0.1', '--endpoint-reconciler-type', 'none'],
    ...['--service-cluster-ip-range', '10.0.0.0/24', '--authorization-mode', 'RBAC'],
    ...[
      '--token-auth-file',
      join(site.folder, 'tokens.csv'),
      '--disable-admission-plugins',
      'ServiceAccount',
    ],
    ...['--service-account-issuer', serverUrl(site), '--service-account-key-file', key],
    ...['--service-account-signing-key-file', key, ...more],
  ];
  return piece({ name: 'kube-apiserver', path: binaries.apiServer, args, site, ready: () => isReady(site) });
}

export function managerPiece(path: string, site: Site): Piece {
  const args = [
    ...['--kubeconfig', kubeconfigFile(site), `--controllers=${CONTROLLERS}`, '--leader-elect=false'],
    ...['--bind-address', '127.0.0.1', '--secure-port', String(site.ports.manager)],
    ...['--cert-dir', join(site.folder, 'manager-certificates'), '--use-service-account-credentials=false'],
    ...['--service-account-private-key-file', keyFile(site.folder)],
  ];
  const url = `https://127.0.0.1:${site.ports.manager}/healthz`;
  return piece({ name: 'kube-controller-manager', path, args, site, ready: () => answers200(url, {}) });
}

function isReady(site: Site): Promise<boolean> {
  return answers200(`${serverUrl(site)}/readyz`, { authorization: `Bearer ${site.token}` });
}

/** One look over TLS. The certificate is not checked: the server has only just made it, and the port is our own. */
function answers200(url: string, headers: Record<string, string>): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      url,
      { headers, rejectUnauthorized: false, agent: false, timeout: PROBE_LIMIT_MS },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
