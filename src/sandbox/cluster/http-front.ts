// The HTTP front: plain HTTP on loopback, so that kubectl, helm and client libraries work unmodified. Only carries:
// reads bodies, writes answers and watch lines, breaks connections when a fault says so.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { readBody } from './bodies.ts';
import type { Cluster } from './cluster.ts';
import { Dropped, exchange, openWatch } from './exchange.ts';
import { sandboxAnswer } from './http-control.ts';
import { decodeProtobuf, PROTOBUF } from './protobuf.ts';
import type { RawRequest } from './request.ts';
import { ApiError, badRequest, internalError } from './status-errors.ts';
import type { Failure } from './status-errors.ts';
import type { WatchSink } from './watch.ts';

export type ClusterServer = { url: string; port: number; close(): Promise<void> };
export type ClusterServerOptions = {
  cluster: Cluster;
  /** Default 127.0.0.1. Nothing here asks for credentials: never listen elsewhere. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** User names by bearer token; who brings none of these is `sandbox-admin`. */
  users?: Readonly<Record<string, string>>;
};

const LOOPBACK = '127.0.0.1';
const DEFAULT_USER = 'sandbox-admin';
/** Bytes; a real server's limit is 3 MiB (k8s.io/apiserver server config, MaxRequestBodyBytes). */
const LARGEST_BODY = 3 * 1024 * 1024;

export async function startClusterServer(options: ClusterServerOptions): Promise<ClusterServer> {
  const host = options.host ?? LOOPBACK;
  const server: Server = createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => onFault(error, response));
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      options.cluster.cutWatches();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}:${port}`, port, close };
}

/** A kubeconfig whose only context is this server. */
export function kubeconfigFor(url: string, namespace = 'default'): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    'current-context: sandbox',
    'clusters:',
    '- name: sandbox',
    `  cluster: {server: "${url}"}`,
    'users:',
    '- name: sandbox',
    '  user: {}',
    'contexts:',
    '- name: sandbox',
    `  context: {cluster: sandbox, user: sandbox, namespace: ${namespace}}`,
    '',
  ].join('\n');
}

function onFault(error: unknown, response: ServerResponse): void {
  if (error instanceof Dropped) return void response.destroy();
  if (response.headersSent) return void response.destroy();
  const known =
    error instanceof ApiError
      ? error
      : internalError(error instanceof Error ? (error.stack ?? error.message) : String(error));
  writeStatus(response, known.status, known.headers);
}

async function serve(
  options: ClusterServerOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { cluster } = options;
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const headers = headersOf(incoming);
  const bytes = await bodyOf(incoming);
  const path = url.pathname;
  const request: RawRequest = {
    method: incoming.method ?? 'GET',
    path,
    query: Object.fromEntries(url.searchParams),
    headers,
  };
  if (bytes.length > 0 || (headers['content-length'] ?? '') !== '' || request.method === 'POST')
    request.body = parsed(bytes, headers['content-type'] ?? '');
  if (path.startsWith('/_sandbox/')) return writeJson(response, 200, sandboxAnswer(cluster, request), {});
  const exchanged = await exchange(cluster, request, userOf(headers, options.users ?? {}));
  const { answer } = exchanged;
  if (answer.kind === 'document') return writeJson(response, answer.code, answer.body, answer.headers);
  const watch = openWatch(cluster, exchanged, responseSink(response));
  if (watch instanceof ApiError) return writeStatus(response, watch.status, watch.headers);
  response.on('close', () => watch.stop('closed'));
  if (!response.headersSent) startStream(response);
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

function userOf(headers: Readonly<Record<string, string>>, users: Readonly<Record<string, string>>): string {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  return headers['impersonate-user'] ?? users[token] ?? DEFAULT_USER;
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk as Buffer);
    size += bytes.length;
    if (size > LARGEST_BODY) throw badRequest(`the request body is larger than ${LARGEST_BODY} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function parsed(bytes: Buffer, contentType: string): unknown {
  return contentType.startsWith(PROTOBUF)
    ? decodeProtobuf(bytes)
    : readBody(bytes.toString('utf8'), contentType);
}

function writeStatus(
  response: ServerResponse,
  status: Failure,
  headers: Readonly<Record<string, string>>,
): void {
  writeJson(response, status.code, status, headers);
}

function writeJson(
  response: ServerResponse,
  code: number,
  body: object | string,
  headers: Readonly<Record<string, string>>,
): void {
  const plain = typeof body === 'string';
  const text = plain ? body : `${JSON.stringify(body)}\n`;
  const type: Record<string, string> =
    body === '' ? {} : { 'content-type': plain ? 'text/plain' : 'application/json' };
  response.writeHead(code, { ...type, ...headers });
  response.end(text);
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
}

function responseSink(response: ServerResponse): WatchSink {
  return {
    line(text) {
      if (!response.headersSent) startStream(response);
      response.write(`${text}\n`);
    },
    end(how) {
      if (how === 'cut') response.destroy();
      else {
        if (!response.headersSent) startStream(response);
        response.end();
      }
    },
  };
}
