// Where the API server is and how to prove who we are: kubeconfig or service account, read by @kubernetes/client-node,
// whose HTTP stack is not used (it opens a connection per request). The only file that imports that package.
import type { RequestOptions } from 'node:https';
import { type Cluster, KubeConfig } from '@kubernetes/client-node';
import type { Clock } from '../model/ports.ts';

/** Chosen: files with certificates and tokens are looked at this often at most. */
const CREDENTIALS_MS = 10_000;
/** After a 401 everything is read anew, at most this often. */
const RELOAD_MS = 5_000;
/** A plugin that takes longer hangs, or waits for somebody to type. */
const PLUGIN_MS = 30_000;

export type Credentials = {
  headers: Readonly<Record<string, string>>;
  /** TLS options, as far as they are set. */
  tls: Readonly<{
    ca?: string | Buffer;
    cert?: string | Buffer;
    key?: string | Buffer;
    servername?: string;
    rejectUnauthorized?: boolean;
  }>;
};
export type KubeAccess = {
  /** URL without a slash at its end; `http:` is allowed, for an API server on loopback. */
  server: string;
  /** http:// or https:// proxy in front of it. */
  proxy: string | undefined;
  /** Of the context or the service account. */
  namespace: string | undefined;
  /** Current ones: tokens and certificates are renewed while the process runs. @throws Error */
  credentials(): Promise<Credentials>;
  /** The API server did not accept the credentials: read all again before the next request. */
  refused(): void;
};
export type KubeConfigSource = {
  /** Path; default: KUBECONFIG, ~/.kube/config, service account. */ kubeconfig?: string;
  context?: string;
};

/** @throws Error with one line that says what is missing and what to do */
export function loadKubeAccess(source: KubeConfigSource, clock: Clock): KubeAccess {
  let config = load(source);
  const cluster = clusterOf(config, source);
  let held: { at: number; credentials: Promise<Credentials> } | undefined;
  let loadedAt = clock.monotonic();
  return {
    server: cluster.server.replace(/\/+$/, ''),
    proxy: proxyOf(cluster),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    credentials() {
      const now = clock.monotonic();
      if (held === undefined || now - held.at >= CREDENTIALS_MS) {
        const credentials = withinTime(clock, credentialsOf(config));
        held = { at: now, credentials };
        credentials.catch(() => {
          if (held?.credentials === credentials) held = undefined;
        });
      }
      return held.credentials;
    },
    refused() {
      held = undefined;
      if (clock.monotonic() - loadedAt < RELOAD_MS) return;
      loadedAt = clock.monotonic();
      config = load(source);
      clusterOf(config, source);
    },
  };
}

function load(source: KubeConfigSource): KubeConfig {
  const config = new KubeConfig();
  try {
    if (source.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(source.kubeconfig);
  } catch (error) {
    throw new Error(
      `kubeconfig ${nameOf(source)} cannot be read: ${firstLine(error)}; give another one with --kubeconfig`,
    );
  }
  if (source.context !== undefined) config.setCurrentContext(source.context);
  return config;
}

/** The cluster of the current context, made fit. @throws Error */
function clusterOf(config: KubeConfig, source: KubeConfigSource): Cluster {
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const known = config
      .getContexts()
      .map(({ name }) => name)
      .join(', ');
    const context = source.context ?? config.getCurrentContext() ?? '';
    throw new Error(
      `kubeconfig ${nameOf(source)} has no cluster for context '${context}' (it has: ${known || 'none'}); choose one with --context`,
    );
  }
  // What client-node answers when it found nothing at all.
  if (source.kubeconfig === undefined && config.getCurrentContext() === 'loaded-context') {
    throw new Error(
      'no kubeconfig found: set --kubeconfig or KUBECONFIG, or run in a pod with a service account',
    );
  }
  if (!/^https?:\/\//.test(cluster.server)) {
    throw new Error(
      `kubeconfig ${nameOf(source)}: clusters[].server is '${cluster.server}', which is no http(s) URL`,
    );
  }
  // client-node refuses plain http unless TLS verification is off, which changes nothing for plain http.
  if (!cluster.server.startsWith('http:')) return cluster;
  const open = { ...cluster, skipTLSVerify: true };
  config.clusters = config.clusters.map((one) => (one.name === cluster.name ? open : one));
  return open;
}

function proxyOf(cluster: Cluster): string | undefined {
  if (cluster.proxyUrl === undefined || cluster.proxyUrl === '') return undefined;
  if (/^https?:\/\//.test(cluster.proxyUrl)) return cluster.proxyUrl;
  throw new Error(
    `kubeconfig: clusters[].proxy-url is '${cluster.proxyUrl}'; only http:// and https:// proxies are supported`,
  );
}

function withinTime<T>(clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const message = `kubeconfig credentials: the plugin did not answer within ${PLUGIN_MS / 1_000} s`;
    const cancel = clock.after(PLUGIN_MS, () => reject(new Error(message)));
    work.finally(cancel).then(resolve, reject);
  });
}

async function credentialsOf(config: KubeConfig): Promise<Credentials> {
  // applyToHTTPSOptions is client-node's public way to let it run exec plugins and token files for us.
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new Error(`kubeconfig credentials: ${firstLine(error)}`, { cause: error });
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    // A token file ends with a newline more often than not, which no header may hold.
    if (value !== undefined) headers[name.toLowerCase()] = String(value).trim();
  }
  if (typeof options.auth === 'string')
    headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  return { headers, tls: tlsOf(options) };
}

function tlsOf(options: RequestOptions): Credentials['tls'] {
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  return {
    ...(isPem(ca) ? { ca } : {}),
    ...(isPem(cert) ? { cert } : {}),
    ...(isPem(key) ? { key } : {}),
    ...(typeof servername === 'string' ? { servername } : {}),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

function isPem(value: unknown): value is string | Buffer {
  return typeof value === 'string' || Buffer.isBuffer(value);
}

function nameOf(source: KubeConfigSource): string {
  return source.kubeconfig ?? '(default)';
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]?.trim() ?? '';
}
