// The in-process front: a KubeTransport straight into a Cluster, with latency on the cluster's clock. What is returned
// is the caller's own copy, as if it had been parsed from a wire.
import { sleep } from '../../model/clock.ts';
import type { KubeRequest, KubeResponse, KubeStream, KubeTransport } from '../../model/ports.ts';
import type { Cluster } from './cluster.ts';
import { exchange, openWatch } from './exchange.ts';
import { clone } from './json.ts';
import { Lines } from './lines.ts';
import type { RawRequest } from './request.ts';
import { ApiError } from './status-errors.ts';
import type { WatchSink } from './watch.ts';

export type TransportOptions = {
  /** Who asks, for authorization and the ledger. Default `system:admin`. */
  user?: string;
  /** Default `vpcraft`; up to the first slash it is the field manager of writes that name none. */
  userAgent?: string;
  /** Milliseconds from caller to server and, again, from server to caller. Default 1. */
  latencyMs?: number;
  /** Cuts the caller off while it returns true: nothing arrives, nothing comes back (a network partition). */
  isPartitioned?: () => boolean;
};

const DEFAULT_LATENCY_MS = 1;
const NO_LINES: AsyncIterable<string> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

export function clusterTransport(cluster: Cluster, options: TransportOptions = {}): KubeTransport {
  return {
    request: (request) => limited(cluster, request, send(cluster, request, options)),
    stream: (request, idleMs) => limited(cluster, request, stream(cluster, { request, idleMs }, options)),
  };
}

function raw(request: KubeRequest, { userAgent = 'vpcraft' }: TransportOptions): RawRequest {
  const content = request.body === undefined ? {} : { body: clone(request.body) };
  return {
    method: request.method,
    path: request.path,
    query: request.query ?? {},
    headers: {
      accept: 'application/json',
      'content-type': request.contentType ?? 'application/json',
      'user-agent': userAgent,
    },
    ...content,
  };
}

async function travel(
  cluster: Cluster,
  { latencyMs = DEFAULT_LATENCY_MS, isPartitioned }: TransportOptions,
): Promise<void> {
  await sleep(cluster.clock, latencyMs);
  if (isPartitioned?.() === true) await new Promise(() => {});
}

async function send(
  cluster: Cluster,
  request: KubeRequest,
  options: TransportOptions,
): Promise<KubeResponse> {
  const sent = raw(request, options);
  await travel(cluster, options);
  const { answer } = await exchange(cluster, sent, options.user ?? 'system:admin');
  if (answer.kind === 'watch') throw new Error(`${request.path}: a watch needs stream(), not request()`);
  const response = { status: answer.code, headers: answer.headers, body: clone(answer.body) };
  await travel(cluster, options);
  return response;
}

type Streaming = { request: KubeRequest; idleMs: number };

async function stream(
  cluster: Cluster,
  { request, idleMs }: Streaming,
  options: TransportOptions,
): Promise<KubeStream> {
  const sent = raw(request, options);
  await travel(cluster, options);
  const exchanged = await exchange(
    cluster,
    { ...sent, query: { watch: 'true', ...sent.query } },
    options.user ?? 'system:admin',
  );
  const lines = new Lines(cluster.clock, idleMs);
  const refused = (status: number, body: unknown, headers: KubeResponse['headers'] = {}) => {
    lines.end();
    return { status, headers, body: clone(body), lines: NO_LINES, close() {} };
  };
  const { answer } = exchanged;
  if (answer.kind !== 'watch') return refused(answer.code, answer.body, answer.headers);
  const watch = openWatch(cluster, exchanged, delayedSink(cluster, lines, options));
  if (watch instanceof ApiError) return refused(watch.status.code, watch.status);
  const close = () => {
    watch.stop('closed');
    lines.end();
  };
  if (request.signal?.aborted === true) close();
  request.signal?.addEventListener('abort', close, { once: true });
  await travel(cluster, options);
  return { status: 200, lines, close };
}

/** Lines arrive one latency after they were written, in order, several at once when they were written at once. */
function delayedSink(
  cluster: Cluster,
  lines: Lines,
  { latencyMs = DEFAULT_LATENCY_MS, isPartitioned }: TransportOptions,
): WatchSink {
  let batch: string[] | undefined;
  return {
    line(text) {
      if (batch !== undefined) return void batch.push(text);
      const texts = [text];
      batch = texts;
      cluster.clock.after(latencyMs, () => {
        if (batch === texts) batch = undefined;
        if (isPartitioned?.() !== true) for (const line of texts) lines.push(line);
      });
    },
    end(how) {
      batch = undefined;
      cluster.clock.after(latencyMs, () =>
        lines.end(how === 'cut' ? new Error('the connection was reset') : undefined),
      );
    },
  };
}

/** Gives up after the request's own timeout or when its signal says so; the server may act all the same. */
function limited<T>(
  cluster: Cluster,
  { timeoutMs, signal, method, path }: KubeRequest,
  exchanged: Promise<T>,
): Promise<T> {
  if (timeoutMs === undefined && signal === undefined) return exchanged;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const cancel =
      timeoutMs === undefined
        ? () => {}
        : cluster.clock.after(timeoutMs, () =>
            settle(() => reject(new Error(`${method} ${path}: no answer within ${timeoutMs} ms`))),
          );
    const onAbort = () => settle(() => reject(signal?.reason));
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (finish: () => void) => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      finish();
    };
    exchanged.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}
