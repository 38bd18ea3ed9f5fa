// A very small API server for the tests of this room: versions, list pages, watches with history and bookmarks,
// preconditions, finalizers, and faults on demand. It knows no schema; the embedded server of the sandbox does.
import { applyMergePatch } from '../model/merge-patch.ts';
import type { KubeObject } from '../model/object.ts';
import type {
  Clock,
  KubeRequest,
  KubeResponse,
  KubeStream,
  KubeTransport,
  Log,
  LogFields,
  Metrics,
} from '../model/ports.ts';

const BOOKMARK_MS = 60_000;

type Members = Record<string, unknown>;
type Event = { type: string; shelf: string; namespace: string; version: number; object: KubeObject };
type Watcher = {
  shelf: string;
  namespace: string;
  push(line: string): void;
  end(error?: Error): void;
  silent: boolean;
};
export type Fault = { status: number; reason?: string; details?: object; headers?: Record<string, string> };

export class FakeApi implements KubeTransport {
  readonly requests: KubeRequest[] = [];
  readonly #clock: Clock;
  readonly #objects = new Map<string, KubeObject>();
  #history: Event[] = [];
  readonly #watchers = new Set<Watcher>();
  #version = 100;
  #oldest = 0;
  #uid = 0;
  /** Asked before every exchange; 'lost': it takes effect and its answer does not come; 'refused': neither. */
  fault: (request: KubeRequest) => Fault | 'lost' | 'refused' | undefined = () => undefined;
  /** Shelves that answer 404, as before their CRD is installed. */
  readonly missing = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get version(): string {
    return String(this.#version);
  }

  watching(): number {
    return this.#watchers.size;
  }

  /** As if another client wrote it. */
  put(shelf: string, object: { namespace?: string; name: string } & Members): KubeObject {
    const { namespace, name, labels, finalizers, deletionTimestamp, ...rest } = object;
    const key = `${shelf}|${namespace ?? ''}/${name}`;
    const before = this.#objects.get(key);
    const metadata = {
      ...(before?.metadata ?? { uid: `uid-${++this.#uid}` }),
      name,
      ...strip({ namespace, labels, finalizers, deletionTimestamp }),
      managedFields: [{ manager: 'test' }],
    };
    return this.#store(key, {
      kind: 'Filled',
      apiVersion: 'in',
      ...before,
      ...rest,
      metadata,
    } as unknown as KubeObject);
  }

  remove(shelf: string, namespace: string, name: string): void {
    const key = `${shelf}|${namespace}/${name}`;
    const object = this.#objects.get(key);
    if (object === undefined) throw new Error(`${key} does not exist`);
    this.#objects.delete(key);
    const version = ++this.#version;
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#publish({ type: 'DELETED', shelf, namespace, version, object: last });
  }

  stored(shelf: string, namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(`${shelf}|${namespace}/${name}`);
  }

  all(shelf: string): readonly KubeObject[] {
    return [...this.#objects].filter(([key]) => key.startsWith(`${shelf}|`)).map(([, object]) => object);
  }

  cutWatches(error?: Error): void {
    for (const watcher of [...this.#watchers]) watcher.end(error);
  }

  /** From now on nothing arrives on the open watches, and nobody says so; `false` ends that. */
  silenceWatches(silent = true): void {
    for (const watcher of this.#watchers) watcher.silent = silent;
  }

  /** Sends a raw line to every open watch. */
  inject(line: string): void {
    for (const watcher of [...this.#watchers]) watcher.push(line);
  }

  /** Everything before now can no longer be watched from. */
  compact(): void {
    this.#oldest = this.#version;
    this.#history = [];
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    this.requests.push(request);
    const fault = this.fault(request);
    if (fault === 'refused') throw new Error('connect ECONNREFUSED');
    if (fault !== undefined && fault !== 'lost') return refusal(fault);
    const answer = this.#answer(request);
    if (fault === 'lost') throw new Error('socket hang up');
    return { headers: {}, ...structuredClone(answer) };
  }

  async stream(request: KubeRequest, idleMs: number): Promise<KubeStream> {
    this.requests.push(request);
    const at = placeOf(request.path);
    const fault = this.fault(request);
    if (fault === 'refused' || fault === 'lost') throw new Error('connect ECONNREFUSED');
    const since = Number(request.query?.['resourceVersion']);
    const refused =
      fault ??
      (this.missing.has(at.shelf) ? { status: 404, reason: 'NotFound' } : undefined) ??
      (since < this.#oldest ? { status: 410, reason: 'Expired' } : undefined);
    if (refused !== undefined) return { ...refusal(refused), lines: none(), close() {} };
    return this.#open(
      at,
      { idleMs, since, seconds: Number(request.query?.['timeoutSeconds']) },
      request.signal,
    );
  }

  #open(
    at: { shelf: string; namespace: string },
    options: { idleMs: number; since: number; seconds: number },
    signal: AbortSignal | undefined,
  ): KubeStream {
    const lines: string[] = [];
    let ended: { error?: Error } | undefined;
    let wake = () => {};
    const clock = this.#clock;
    let cancelIdle = () => {};
    const watcher: Watcher = {
      ...at,
      silent: false,
      push(line) {
        if (watcher.silent) return;
        lines.push(line);
        cancelIdle();
        cancelIdle = clock.after(options.idleMs, () => watcher.end(new Error('body timeout')));
        wake();
      },
      end: (error) => {
        ended ??= error === undefined ? {} : { error };
        this.#watchers.delete(watcher);
        for (const cancel of [cancelIdle, cancelEnd, cancelBookmarks]) cancel();
        wake();
      },
    };
    cancelIdle = clock.after(options.idleMs, () => watcher.end(new Error('body timeout')));
    const cancelEnd = clock.after(options.seconds * 1_000, () => watcher.silent || watcher.end());
    let cancelBookmarks = () => {};
    const bookmark = () => {
      watcher.push(
        JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: this.version } } }),
      );
      cancelBookmarks = clock.after(BOOKMARK_MS, bookmark);
    };
    cancelBookmarks = clock.after(BOOKMARK_MS, bookmark);
    this.#watchers.add(watcher);
    signal?.addEventListener('abort', () => watcher.end(new Error('aborted')));
    for (const event of this.#history) if (event.version > options.since) offer(watcher, event);
    async function* read(): AsyncGenerator<string, void, void> {
      for (;;) {
        const line = lines.shift();
        if (line !== undefined) yield line;
        else if (ended === undefined)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        else if (ended.error !== undefined) throw ended.error;
        else return;
      }
    }
    return { status: 200, lines: read(), close: () => watcher.end() };
  }

  #answer(request: KubeRequest): { status: number; body: unknown } {
    const { shelf, namespace, name, part } = placeOf(request.path);
    if (this.missing.has(shelf)) return refusal({ status: 404, reason: 'NotFound' });
    if (name === '')
      return request.method === 'GET' ? this.#page(request) : this.#create(shelf, namespace, request.body);
    const key = `${shelf}|${namespace}/${name}`;
    const held = this.#objects.get(key);
    if (held === undefined) return refusal({ status: 404, reason: 'NotFound' });
    if (request.method === 'GET') return { status: 200, body: held };
    const sent = structuredClone(request.body) as { metadata?: Members } & Members;
    const wanted = sent.metadata?.['resourceVersion'];
    if (wanted !== undefined && wanted !== held.metadata.resourceVersion)
      return refusal({ status: 409, reason: 'Conflict' });
    const merged =
      request.method === 'PATCH'
        ? (applyMergePatch(held, sent) as KubeObject)
        : ({ ...held, ...sent } as unknown as KubeObject);
    const next =
      part === 'status'
        ? { ...held, status: merged.status ?? {} }
        : { ...merged, ...(held.status === undefined ? {} : { status: held.status }) };
    next.metadata = { ...(part === 'status' ? held : next).metadata, uid: held.metadata.uid };
    const gone =
      next.metadata.deletionTimestamp !== undefined && (next.metadata.finalizers ?? []).length === 0;
    if (!gone) return { status: 200, body: this.#store(key, next) };
    this.remove(shelf, namespace, name);
    return { status: 200, body: next };
  }

  #create(shelf: string, namespace: string, body: unknown): { status: number; body: unknown } {
    const sent = structuredClone(body) as KubeObject;
    const key = `${shelf}|${namespace}/${sent.metadata.name}`;
    if (this.#objects.has(key)) return refusal({ status: 409, reason: 'AlreadyExists' });
    const metadata = {
      ...sent.metadata,
      ...(namespace === '' ? {} : { namespace }),
      uid: `uid-${++this.#uid}`,
    };
    return { status: 201, body: this.#store(key, { ...sent, metadata }) };
  }

  /** `continue` is `<version of the first page>:<offset>`, and expires with compaction. */
  #page(request: KubeRequest): { status: number; body: unknown } {
    const { shelf, namespace } = placeOf(request.path);
    const [version = this.version, offset = '0'] = request.query?.['continue']?.split(':') ?? [];
    if (Number(version) < this.#oldest) return refusal({ status: 410, reason: 'Expired' });
    const all = this.all(shelf).filter(
      (object) => namespace === '' || object.metadata.namespace === namespace,
    );
    const from = Number(offset);
    const to = from + Number(request.query?.['limit'] ?? all.length);
    const more = to < all.length ? { continue: `${version}:${to}` } : {};
    return {
      status: 200,
      body: { metadata: { resourceVersion: version, ...more }, items: all.slice(from, to) },
    };
  }

  #store(key: string, object: KubeObject): KubeObject {
    const before = this.#objects.has(key);
    const version = ++this.#version;
    const kept = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#objects.set(key, kept);
    const [shelf = ''] = key.split('|');
    const namespace = kept.metadata.namespace ?? '';
    this.#publish({ type: before ? 'MODIFIED' : 'ADDED', shelf, namespace, version, object: kept });
    return kept;
  }

  #publish(event: Event): void {
    this.#history.push(event);
    for (const watcher of [...this.#watchers]) offer(watcher, event);
  }
}

function offer(watcher: Watcher, event: Event): void {
  if (watcher.shelf !== event.shelf || (watcher.namespace !== '' && watcher.namespace !== event.namespace))
    return;
  watcher.push(JSON.stringify({ type: event.type, object: event.object }));
}

function placeOf(path: string): { shelf: string; namespace: string; name: string; part: string } {
  const parts = path.split('/').slice(path.startsWith('/apis/') ? 4 : 3);
  const scoped = parts[0] === 'namespaces' && parts.length > 2;
  const [shelf = '', name = '', part = ''] = scoped ? parts.slice(2) : parts;
  return { shelf, namespace: scoped ? (parts[1] ?? '') : '', name, part };
}

function refusal(fault: Fault): KubeResponse {
  const { status, reason, details } = fault;
  const body = {
    kind: 'Status',
    code: status,
    message: `said ${reason ?? status}`,
    ...strip({ reason, details }),
  };
  return { status, headers: fault.headers ?? {}, body };
}

function strip(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

async function* none(): AsyncGenerator<string, void, void> {}

export type Counts = Metrics & { sums: Map<string, number> };

/** Sums of counters and last values of gauges by `name{label values}`. */
export function countingMetrics(): Counts {
  const sums = new Map<string, number>();
  const id = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    `${name}{${Object.values(labels).join(',')}}`;
  return {
    sums,
    count: (name, labels, by = 1) => void sums.set(id(name, labels), (sums.get(id(name, labels)) ?? 0) + by),
    observe: () => undefined,
    set: (name, value, labels) => void sums.set(id(name, labels), value),
  };
}

export type Lines = Log & { lines: { level: string; fields: LogFields; message: string }[] };

export function rememberingLog(): Lines {
  const lines: Lines['lines'] = [];
  const at = (level: string) => (fields: LogFields, message: string) =>
    void lines.push({ level, fields, message });
  const log: Lines = {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return log;
}
