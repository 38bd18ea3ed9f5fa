// The few verbs of the Kubernetes API that this controller needs, over any KubeTransport. Separate from the transport so
// that faults, limits, retries and metrics are the same in production and in simulation. Only reads are repeated here:
// whether a write may be repeated is known only to who planned it.
import { sleep } from '../model/clock.ts';
import { faultOf, NO_ANSWER } from '../model/fault.ts';
import { isRecord, memberAt } from '../model/json.ts';
import type { KubeObject } from '../model/object.ts';
import type {
  Clock,
  KubeRequest,
  KubeResponse,
  KubeStream,
  KubeTransport,
  Metrics,
  Random,
} from '../model/ports.ts';
import { type Asked, faultOfResponse, faultOfSilence } from './kube-fault.ts';
import { collectionPath, type KubeResource, objectPath } from './resource.ts';
import { type Rate, TokenBucket } from './token-bucket.ts';

export const MERGE_PATCH = 'application/merge-patch+json';

/** Chosen: a read that fails three times within a second is left to the caller's back-off. */
const READ_ATTEMPTS = 3;
const READ_RETRY_FIRST_MS = 100;
/** A longer Retry-After is left to the caller, who may have better things to do. */
const READ_RETRY_LONGEST_MS = 1_000;
/** The API server sends a bookmark about once a minute; two may be missed. */
export const WATCH_IDLE_MS = 130_000;
/** No exchange may wait for ever, whatever the transport does: chosen, ten times what a slow list takes. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Connecting and the first byte, 10 s each. */
const OPEN_TIMEOUT_MS = 20_000;
const MS_PER_SECOND = 1_000;

export type ListPage = { items: readonly unknown[]; resourceVersion: string; continue: string };
export type ObjectName = { namespace: string; name: string };
export type RestOptions = {
  transport: KubeTransport;
  clock: Clock;
  random: Random;
  metrics: Metrics;
  rate?: Rate;
  /** Milliseconds until one exchange is given up; default 30 s. */
  timeoutMs?: number;
};
type Exchange = KubeRequest & { verb: string; resource: KubeResource; part?: string };

export class KubeRest {
  readonly #options: RestOptions;
  readonly #bucket: TokenBucket;

  constructor(options: RestOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.clock, options.rate);
  }

  /** One page; `query` holds limit, continue, fieldSelector. @throws Fault, 'Expired' when `continue` is too old */
  async list(
    resource: KubeResource,
    options: { namespace: string; query: Readonly<Record<string, string>>; signal?: AbortSignal },
  ): Promise<ListPage> {
    const { query, signal } = options;
    const path = collectionPath(resource, options.namespace);
    const body = await this.#ask({
      verb: 'list',
      method: 'GET',
      resource,
      path,
      query,
      ...(signal && { signal }),
    });
    const items = memberAt(body, 'items');
    const version = memberAt(body, 'metadata.resourceVersion');
    if (!Array.isArray(items) || typeof version !== 'string') {
      throw faultOfSilence(new Error('the answer is no list'), {
        operation: `list ${resource.plural}`,
        writes: false,
      });
    }
    const more = memberAt(body, 'metadata.continue');
    return { items, resourceVersion: version, continue: typeof more === 'string' ? more : '' };
  }

  /** @throws Fault when the watch is refused or cannot be opened */
  async watch(
    resource: KubeResource,
    options: { namespace: string; query: Readonly<Record<string, string>>; signal: AbortSignal },
  ): Promise<KubeStream> {
    const asked: Asked = { operation: `watch ${resource.plural}`, writes: false };
    await this.#bucket.take(options.signal);
    const query = { ...options.query, watch: '1', allowWatchBookmarks: 'true' };
    const path = collectionPath(resource, options.namespace);
    const started = this.#options.clock.monotonic();
    let stream: KubeStream;
    try {
      stream = await this.#options.transport.stream(
        { method: 'GET', path, query, signal: options.signal, timeoutMs: OPEN_TIMEOUT_MS },
        WATCH_IDLE_MS,
      );
    } catch (error) {
      this.#measure('watch', resource, NO_ANSWER, started);
      throw faultOfSilence(error, asked);
    }
    this.#measure('watch', resource, String(stream.status), started);
    if (stream.status === 200) return stream;
    stream.close();
    const { status, headers = {}, body } = stream;
    throw faultOfResponse({ status, headers, body }, asked);
  }

  /** Live; undefined when it does not exist. @throws Fault */
  async get(resource: KubeResource, at: ObjectName): Promise<KubeObject | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const path = objectPath(resource, at.namespace, at.name);
        return objectOf(await this.#ask({ verb: 'get', method: 'GET', resource, path }), resource);
      } catch (error) {
        const fault = faultOf(error);
        if (fault?.details.code === 'NotFound') return undefined;
        const first = READ_RETRY_FIRST_MS * 2 ** attempt * this.#options.random.next();
        const wait = Math.max(first, fault?.details.retryAfterMs ?? 0);
        const again = fault?.details.disposition === 'transient' && wait <= READ_RETRY_LONGEST_MS;
        if (attempt >= READ_ATTEMPTS || !again) throw error;
        await sleep(this.#options.clock, wait);
      }
    }
  }

  /** @throws Fault, 'AlreadyExists' */
  async create(resource: KubeResource, namespace: string, body: unknown): Promise<KubeObject> {
    const path = collectionPath(resource, namespace);
    return objectOf(await this.#ask({ verb: 'create', method: 'POST', resource, path, body }), resource);
  }

  /** PUT; the body's resourceVersion is the precondition. @throws Fault, 'Conflict' */
  async replace(resource: KubeResource, at: ObjectName, body: unknown): Promise<KubeObject> {
    const path = objectPath(resource, at.namespace, at.name);
    return objectOf(await this.#ask({ verb: 'update', method: 'PUT', resource, path, body }), resource);
  }

  /** Merge patch (RFC 7396); a metadata.resourceVersion in the body is the precondition. @throws Fault, 'Conflict' */
  async patch(
    resource: KubeResource,
    at: ObjectName,
    patch: { body: unknown; part?: 'status' },
  ): Promise<KubeObject> {
    const { body, part } = patch;
    const path = objectPath(resource, at.namespace, at.name) + (part === undefined ? '' : `/${part}`);
    const ask = { verb: 'patch', method: 'PATCH', resource, path, body, contentType: MERGE_PATCH } as const;
    return objectOf(await this.#ask(part === undefined ? ask : { ...ask, part }), resource);
  }

  /** The answer's body. @throws Fault for every answer but success, and when none came */
  async #ask(exchange: Exchange): Promise<unknown> {
    const { verb, resource, part, ...request } = exchange;
    const { transport, clock, timeoutMs = REQUEST_TIMEOUT_MS } = this.#options;
    await this.#bucket.take(request.signal);
    const asked = { operation: `${verb} ${nameOf(resource, part)}`, writes: request.method !== 'GET' };
    const started = clock.monotonic();
    let response: KubeResponse;
    try {
      response = await transport.request({ timeoutMs, ...request });
    } catch (error) {
      this.#measure(verb, resource, NO_ANSWER, started, part);
      throw faultOfSilence(error, asked);
    }
    this.#measure(verb, resource, String(response.status), started, part);
    if (response.status < 200 || response.status > 299) throw faultOfResponse(response, asked);
    if (!isRecord(response.body)) throw faultOfSilence(new Error('the answer is no JSON object'), asked);
    return response.body;
  }

  #measure(verb: string, resource: KubeResource, code: string, started: number, part?: string): void {
    const { clock, metrics } = this.#options;
    metrics.count('vpcraft_kube_requests_total', { verb, resource: nameOf(resource, part), code });
    if (verb === 'watch') return;
    metrics.observe('vpcraft_kube_request_seconds', (clock.monotonic() - started) / MS_PER_SECOND, { verb });
  }
}

function nameOf(resource: KubeResource, part?: string): string {
  return part === undefined ? resource.plural : `${resource.plural}/${part}`;
}

/** Items of lists of built-in kinds come without apiVersion and kind, so both are filled in. @throws Fault */
export function objectOf(value: unknown, resource: KubeResource): KubeObject {
  const name = memberAt(value, 'metadata.name');
  const uid = memberAt(value, 'metadata.uid');
  const version = memberAt(value, 'metadata.resourceVersion');
  if (
    !isRecord(value) ||
    typeof name !== 'string' ||
    typeof uid !== 'string' ||
    typeof version !== 'string'
  ) {
    const asked = { operation: `read ${resource.plural}`, writes: false };
    throw faultOfSilence(new Error('an object lacks metadata.name, uid or resourceVersion'), asked);
  }
  value['apiVersion'] = resource.apiVersion;
  value['kind'] = resource.kind;
  // The members that this controller reads were checked just now; the rest of the shape is the API server's promise.
  return value as unknown as KubeObject;
}
