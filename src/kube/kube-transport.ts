// HTTP to a real API server: one undici Agent for everything, so that thousands of requests and all watches share one
// HTTP/2 connection. Interprets nothing but 401 (credentials are read anew, once). It and kube-config.ts are the only
// files of this room that touch the network.
import { Agent, type Dispatcher, ProxyAgent, request as send } from 'undici';
import type { Clock, KubeRequest, KubeResponse, KubeStream, KubeTransport } from '../model/ports.ts';
import type { Credentials, KubeAccess } from './kube-config.ts';
import { linesOf } from './lines.ts';

/** A connection through which nothing comes back is found by this; measured, pings alone do not. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Part of a shorter request's time: the connection must be suspected before the request is given up. */
const HEADERS_SHARE = 0.8;
/** undici's word for an answer that did not begin in time; https://undici.nodejs.org/#/docs/api/Errors. */
const HEADERS_TIMEOUT = 'UND_ERR_HEADERS_TIMEOUT';
const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Below the 60 s idle limit of common load balancers. */
const TCP_KEEPALIVE_MS = 30_000;
/** An idle HTTP/1.1 connection is kept for this long, so that a request every few seconds does not reconnect. */
const IDLE_CONNECTION_MS = 55_000;
const USER_AGENT = 'vpcraft';

export type ClosableTransport = KubeTransport & { close(): Promise<void> };

export function createKubeTransport(access: KubeAccess, clock: Clock): ClosableTransport {
  return new UndiciTransport(access, clock);
}

class UndiciTransport implements ClosableTransport {
  readonly #access: KubeAccess;
  readonly #clock: Clock;
  readonly #agents = new Set<Dispatcher>();
  #current: { fingerprint: string; agent: Dispatcher } | undefined;

  constructor(access: KubeAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    const timeoutMs = request.timeoutMs ?? REQUEST_TIMEOUT_MS;
    const deadline = new AbortController();
    const cancel = this.#clock.after(timeoutMs, () =>
      deadline.abort(new Error(`no answer within ${timeoutMs} ms`)),
    );
    const signal =
      request.signal === undefined ? deadline.signal : AbortSignal.any([request.signal, deadline.signal]);
    try {
      const answer = await this.#send(request, { signal, bodyTimeout: timeoutMs });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: flat(answer.headers), body: parsed(text) };
    } finally {
      cancel();
    }
  }

  async stream(request: KubeRequest, idleMs: number): Promise<KubeStream> {
    const signal = request.signal === undefined ? {} : { signal: request.signal };
    const { statusCode, headers, body } = await this.#send(request, { ...signal, bodyTimeout: idleMs });
    if (statusCode !== 200) {
      const refusal = { status: statusCode, headers: flat(headers), body: parsed(await body.text()) };
      return { ...refusal, lines: linesOf(nothing()), close: () => undefined };
    }
    // The same error reaches whoever iterates; without a listener it would also end the process.
    body.on('error', () => undefined);
    return { status: statusCode, lines: linesOf(body), close: () => body.destroy() };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents].map((agent) => agent.destroy()));
    this.#agents.clear();
    this.#current = undefined;
  }

  /** A 401 had no effect, so the request is sent once more with fresh credentials. */
  async #send(
    request: KubeRequest,
    options: { signal?: AbortSignal; bodyTimeout: number },
  ): Promise<Dispatcher.ResponseData> {
    const first = await this.#sendOnce(request, options);
    if (first.statusCode !== 401) return first;
    await first.body.dump();
    this.#access.refused();
    return await this.#sendOnce(request, options);
  }

  async #sendOnce(
    request: KubeRequest,
    options: { signal?: AbortSignal; bodyTimeout: number },
  ): Promise<Dispatcher.ResponseData> {
    const credentials = await this.#access.credentials();
    options.signal?.throwIfAborted();
    const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
    const type =
      request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' };
    const agent = this.#agentFor(credentials);
    try {
      return await send(this.#access.server + request.path, {
        dispatcher: agent,
        method: request.method,
        headers: { accept: 'application/json', 'user-agent': USER_AGENT, ...type, ...credentials.headers },
        headersTimeout: Math.min(
          HEADERS_TIMEOUT_MS,
          HEADERS_SHARE * (request.timeoutMs ?? REQUEST_TIMEOUT_MS),
        ),
        ...(request.query === undefined ? {} : { query: { ...request.query } }),
        ...body,
        ...options,
      });
    } catch (error) {
      // Perhaps the connection is dead and nobody said so. Others must not wait for undici to find out.
      if (error instanceof Error && 'code' in error && error.code === HEADERS_TIMEOUT) this.#retire(agent);
      throw error;
    }
  }

  /** New requests get new connections; the old ones end with their last watch, or when undici finds them dead. */
  #retire(agent: Dispatcher): void {
    if (this.#current?.agent !== agent) return;
    this.#current = undefined;
    const forget = () => void this.#agents.delete(agent);
    agent.close().then(forget, forget);
  }

  /** A new Agent when certificates changed. */
  #agentFor({ tls }: Credentials): Dispatcher {
    const fingerprint = JSON.stringify(tls, (_, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString() : value,
    );
    if (this.#current?.fingerprint === fingerprint) return this.#current.agent;
    if (this.#current !== undefined) this.#retire(this.#current.agent);
    const agent = this.#makeAgent(tls);
    this.#agents.add(agent);
    this.#current = { fingerprint, agent };
    return agent;
  }

  #makeAgent(tls: Credentials['tls']): Dispatcher {
    const tcp = { timeout: CONNECT_TIMEOUT_MS, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS };
    const common = { allowH2: true, keepAliveTimeout: IDLE_CONNECTION_MS };
    const { proxy } = this.#access;
    if (proxy === undefined) return new Agent({ ...common, connect: { ...tcp, ...tls } });
    return new ProxyAgent({ ...common, uri: proxy, requestTls: { ...tcp, ...tls }, connect: tcp });
  }
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}

/** What is no JSON (a proxy's error page) stays text. */
function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {}
