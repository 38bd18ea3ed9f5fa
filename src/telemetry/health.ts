// The port on which Kubernetes and Prometheus look at the process: /healthz, /readyz, /metrics. Liveness asks only whether
// this process still works (event loop, reflector loops): an outage of the API server or of AWS must never restart every
// replica. Readiness asks whether its picture is whole and fresh; a standby is ready.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { PrometheusMetrics } from './metrics.ts';

/** Each answers with what is wrong, one sentence each; nothing wrong: an empty list. */
export type Probes = {
  /** Loops of this process that no longer tick. The answer itself proves that the event loop does. */
  alive(): readonly string[];
  /** Stores not yet listed, watches that are stale. */
  ready(): readonly string[];
};

export type HealthOptions = {
  address: string;
  /** 0: a free port is chosen. */
  port: number;
  probes: Probes;
  metrics: Pick<PrometheusMetrics, 'text' | 'contentType'>;
  /** Called before the metrics are read, to bring gauges up to date. */
  beforeScrape?(): void;
};

export type Health = { port: number; close(): Promise<void> };

type Answer = { status: number; type: string; body: string };

function probe(problems: readonly string[]): Answer {
  const body = problems.length === 0 ? 'ok\n' : `${problems.join('\n')}\n`;
  return { status: problems.length === 0 ? 200 : 503, type: 'text/plain; charset=utf-8', body };
}

async function answer(path: string, options: HealthOptions): Promise<Answer> {
  switch (path) {
    case '/healthz':
      return probe(options.probes.alive());
    case '/readyz':
      return probe(options.probes.ready());
    case '/metrics':
      options.beforeScrape?.();
      return { status: 200, type: options.metrics.contentType, body: await options.metrics.text() };
    default:
      return { status: 404, type: 'text/plain; charset=utf-8', body: 'paths: /healthz /readyz /metrics\n' };
  }
}

function listenerFor(options: HealthOptions): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    answer(path, options)
      .catch((error: unknown): Answer => ({ status: 500, type: 'text/plain', body: `${String(error)}\n` }))
      .then(({ status, type, body }) => {
        response
          .writeHead(status, { 'content-type': type })
          .end(request.method === 'HEAD' ? undefined : body);
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };
}

/** Listens; rejects with the system's error (EADDRINUSE, EACCES) when it cannot. */
export async function startHealth(options: HealthOptions): Promise<Health> {
  const server: Server = createServer(listenerFor(options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.address, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
