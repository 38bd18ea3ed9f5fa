// Keeps the store's picture of one kind equal to the API server's, for ever: list, watch, resume, list again when
// resuming is not possible. The loop ends only when it is stopped; every failure leads to a wait and another try.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
import { sleep } from '../model/clock.ts';
import { faultOf } from '../model/fault.ts';
import { isRecord, memberAt } from '../model/json.ts';
import type { KubeObject } from '../model/object.ts';
import type { Clock, KubeStream, Log, Metrics, Random } from '../model/ports.ts';
import { Backoff } from './backoff.ts';
import { faultOfStatus, isExpired } from './kube-fault.ts';
import { crdName, type KubeResource } from './resource.ts';
import { type KubeRest, objectOf } from './rest.ts';
import type { KubeStore } from './store.ts';

/** Objects per page: 10,000 at once would block the event loop for 100 ms (measured). */
const PAGE_SIZE = 500;
/** The server ends a watch after 5 to 10 min, drawn by each watch, so that not all come back at once. */
const WATCH_SHORTEST_SECONDS = 300;
const WATCH_LONGEST_SECONDS = 600;
/** A list older than this is repeated when its watch ends: the net below events that were lost without a trace. */
const LIST_AGE_MS = 600_000;
/** A watch that ends sooner and empty did not work, whatever the server says; client-go calls it "very short watch". */
const SHORT_WATCH_MS = 1_000;
/** After so many failures in a row to resume, the version itself is suspected. */
const RESUME_ATTEMPTS = 3;

export type RelistCause = 'start' | 'expired' | 'resume-failed' | 'age';
export type ReflectorTick = {
  kind: string /** Monotonic milliseconds. */;
  lastTickMs: number;
  problem?: string;
};
export type ReflectorOptions = {
  resource: KubeResource;
  /** Empty: all namespaces. */
  namespace: string;
  rest: KubeRest;
  store: KubeStore;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
};

export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #stopping = new AbortController();
  readonly #backoff: Backoff;
  #loop: Promise<void> | undefined;
  /** What to resume from; undefined: only a list helps. */
  #version: string | undefined;
  #cause: RelistCause = 'start';
  #listedAt = 0;
  #failuresInARow = 0;
  #lastTickMs: number;
  #problem: string | undefined;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock, options.random);
    this.#lastTickMs = options.clock.monotonic();
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the reflector is stopped'));
    await this.#loop;
  }

  /** When the loop last did anything: a loop that lives ticks at least every 2 min or so, whatever the server does. */
  tick(): ReflectorTick {
    const { kind } = this.#options.resource;
    const problem = this.#problem === undefined ? {} : { problem: this.#problem };
    return { kind, lastTickMs: this.#lastTickMs, ...problem };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#ticked();
      try {
        this.#version ??= await this.#list();
        await this.#watch(this.#version);
      } catch (error) {
        if (signal.aborted) return;
        await this.#waitAfter(error);
      }
    }
  }

  #ticked(): void {
    this.#lastTickMs = this.#options.clock.monotonic();
  }

  #works(): void {
    this.#backoff.succeeded();
    this.#failuresInARow = 0;
    this.#problem = undefined;
  }

  /** The version of the list, which is in the store when this returns. @throws Fault */
  async #list(): Promise<string> {
    const { resource, rest, store, clock, metrics, log } = this.#options;
    const { signal } = this.#stopping;
    if (this.#cause !== 'start')
      metrics.count('vpcraft_relists_total', { kind: resource.kind, cause: this.#cause });
    const answers = store.answersSoFar();
    const objects: KubeObject[] = [];
    let version = '';
    let next = '';
    do {
      const query = { limit: String(PAGE_SIZE), ...(next === '' ? {} : { continue: next }) };
      const page = await rest.list(resource, { namespace: this.#options.namespace, query, signal });
      for (const item of page.items) objects.push(objectOf(item, resource));
      version = page.resourceVersion;
      next = page.continue;
      this.#ticked();
    } while (next !== '');
    signal.throwIfAborted();
    store.replace(resource.kind, { objects, version, answers });
    this.#listedAt = clock.monotonic();
    this.#works();
    log.debug({ kind: resource.kind, cause: this.#cause, count: objects.length }, 'listed');
    return version;
  }

  /** Returns when the server ends the watch in good order. @throws whatever ended it otherwise */
  async #watch(version: string): Promise<void> {
    const { resource, rest, store, clock, random, namespace } = this.#options;
    const { signal } = this.#stopping;
    const span = WATCH_LONGEST_SECONDS - WATCH_SHORTEST_SECONDS;
    const timeoutSeconds = String(WATCH_SHORTEST_SECONDS + Math.floor(random.next() * span));
    const query = { resourceVersion: version, timeoutSeconds };
    const started = clock.monotonic();
    const stream = await rest.watch(resource, { namespace, query, signal });
    let lines = 0;
    try {
      store.alive(resource.kind);
      this.#ticked();
      lines = await this.#follow(stream);
    } finally {
      stream.close();
    }
    signal.throwIfAborted();
    if (lines === 0 && clock.monotonic() - started < SHORT_WATCH_MS)
      throw new Error('the watch ended at once');
    this.#works();
    if (clock.monotonic() - this.#listedAt >= LIST_AGE_MS) this.#relist('age');
  }

  async #follow(stream: KubeStream): Promise<number> {
    let lines = 0;
    for await (const line of stream.lines) {
      if (this.#stopping.signal.aborted) return lines;
      if (line === '') continue;
      lines++;
      this.#ticked();
      this.#event(JSON.parse(line));
      this.#works();
    }
    return lines;
  }

  /** @throws Fault for an ERROR event, and for what is no event */
  #event(event: unknown): void {
    const { resource, store } = this.#options;
    const type = memberAt(event, 'type');
    const object = memberAt(event, 'object');
    if (type === 'BOOKMARK') {
      const version = memberAt(object, 'metadata.resourceVersion');
      if (typeof version === 'string') this.#version = version;
      store.alive(resource.kind);
    } else if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
      const changed = objectOf(object, resource);
      store.apply(resource.kind, type, changed);
      this.#version = changed.metadata.resourceVersion;
    } else {
      throw faultOfStatus(isRecord(object) ? object : {}, {
        operation: `watch ${resource.plural}`,
        writes: false,
      });
    }
  }

  #relist(cause: RelistCause): void {
    this.#version = undefined;
    this.#cause = cause;
  }

  async #waitAfter(error: unknown): Promise<void> {
    const fault = faultOf(error);
    this.#failuresInARow++;
    if (fault !== undefined && isExpired(fault)) this.#relist('expired');
    else if (this.#version !== undefined && this.#failuresInARow >= RESUME_ATTEMPTS)
      this.#relist('resume-failed');
    this.#report(error);
    // Added: all the kinds are told the same time by a server that is busy, and must not come back at once.
    const wait = (fault?.details.retryAfterMs ?? 0) + this.#backoff.failed();
    try {
      await sleep(this.#options.clock, wait, this.#stopping.signal);
    } catch (stopped) {
      if (!this.#stopping.signal.aborted) throw stopped;
    }
  }

  /** Loud only when something is new or lasts: a watch that is cut now and then is everyday life. */
  #report(error: unknown): void {
    const { resource, log } = this.#options;
    const crd = crdName(resource);
    const missing = faultOf(error)?.details.code === 'NotFound' && crd !== undefined;
    const problem = missing
      ? `CRD ${crd} is missing: kubectl apply -f crds/`
      : error instanceof Error
        ? error.message
        : String(error);
    const lasting = missing || this.#version === undefined || this.#failuresInARow >= RESUME_ATTEMPTS;
    if (lasting && problem !== this.#problem)
      log.warn({ kind: resource.kind, detail: problem }, 'cannot watch this kind');
    else log.debug({ kind: resource.kind, detail: problem }, 'the watch is interrupted');
    if (lasting) this.#problem = problem;
  }
}
