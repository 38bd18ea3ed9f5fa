// Tells people what was done, as Kubernetes events: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
// The same note again is counted in a series instead of written anew. Always holds: `record` neither waits nor throws,
// and nothing here ever holds up a pass; an event may be lost, and the counter vpcraft_events_total says so.
import { sleep } from '../model/clock.ts';
import { faultOf } from '../model/fault.ts';
import type { EventNote, EventSink } from '../model/objects.ts';
import type { Clock, Log, Metrics, Random } from '../model/ports.ts';
import { SpamFilter } from './event-spam.ts';
import { hasStatusCause } from './kube-fault.ts';
import { microTime } from './micro-time.ts';
import { EVENTS } from './resource.ts';
import type { KubeRest } from './rest.ts';

/** Name under which `kubectl get events` shows us. */
const REPORTING_CONTROLLER = 'vpcraft.dev/controller';
/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/: note at most 1 kB, instance 128. */
const LONGEST_NOTE = 1_000;
const LONGEST_INSTANCE = 128;
/** Events about cluster-scoped objects live in this namespace. */
const DEFAULT_NAMESPACE = 'default';
/** Longest name of an event is 253; 17 go to the dot and the 16 digits that make it unique. */
const LONGEST_OBJECT_NAME = 236;
const NAME_BYTES = 8;
/** Chosen: 1,000 events are 20 s of work at 50/s. */
const LONGEST_QUEUE = 1_000;
/** Chosen: a series that repeats every second is written once a minute. */
const SERIES_PERIOD_MS = 60_000;
/** client-go ends a series after 6 min of silence; k8s.io/client-go/tools/events (finishTime). */
const SERIES_END_MS = 360_000;
const REMEMBERED_SERIES = 4_096;
const ATTEMPTS = 3;
const RETRY_MS = 1_000;

type Series = {
  note: EventNote;
  name: string;
  namespace: string;
  count: number;
  /** Wall clock of the last occurrence, and monotonic times of it and of the last write. */
  lastSeen: number;
  lastAt: number;
  writtenAt: number;
  created: boolean;
  queued: boolean;
};
export type EventsOptions = {
  rest: KubeRest;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
  /** Which process reports. */
  identity: string;
};

export class Events implements EventSink {
  readonly #options: EventsOptions;
  readonly #series = new Map<string, Series>();
  readonly #queue: Series[] = [];
  readonly #spam = new SpamFilter();
  readonly #stopping = new AbortController();
  #sending: Promise<void> | undefined;

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  record(note: EventNote): void {
    const refused = this.#take(note);
    if (refused !== undefined) this.#count(refused);
  }

  /** Drops what is queued; an event that is being sent is finished. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('events are stopped'));
    for (const _ of this.#queue.splice(0)) this.#count('dropped');
    await this.#sending;
  }

  /** What became of the note at once; undefined: it is on its way. */
  #take(note: EventNote): string | undefined {
    if (this.#stopping.signal.aborted) return 'dropped';
    const now = this.#options.clock.monotonic();
    const id = [note.object.metadata.uid, note.type, note.reason, note.note].join('\n');
    const known = this.#series.get(id);
    if (known !== undefined && now - known.lastAt < SERIES_END_MS) {
      this.#repeat(known, now);
      return 'aggregated';
    }
    if (!this.#spam.allows(note.object.metadata.uid, now)) return 'spam';
    if (this.#queue.length >= LONGEST_QUEUE) return 'dropped';
    this.#remember(id, this.#begin(note, now));
    return undefined;
  }

  #begin(note: EventNote, now: number): Series {
    const { name, namespace = DEFAULT_NAMESPACE } = note.object.metadata;
    const { clock, random } = this.#options;
    return {
      note,
      name: `${cut(name)}.${random.id(NAME_BYTES)}`,
      namespace,
      count: 1,
      lastSeen: clock.now(),
      lastAt: now,
      writtenAt: now,
      created: false,
      queued: false,
    };
  }

  #remember(id: string, series: Series): void {
    this.#series.delete(id);
    this.#series.set(id, series);
    if (this.#series.size > REMEMBERED_SERIES) {
      const [oldest = ''] = this.#series.keys();
      this.#series.delete(oldest);
    }
    this.#enqueue(series);
  }

  #repeat(series: Series, now: number): void {
    series.count++;
    series.lastAt = now;
    series.lastSeen = this.#options.clock.now();
    const due = now - series.writtenAt >= SERIES_PERIOD_MS;
    // The second occurrence makes it a series, and is written at once; later ones wait for the period.
    if ((series.count === 2 || due) && this.#queue.length < LONGEST_QUEUE) this.#enqueue(series);
  }

  #enqueue(series: Series): void {
    if (series.queued) return;
    series.queued = true;
    this.#queue.push(series);
    this.#sending ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // Whatever is recorded in the same turn is seen as one batch, and `record` returns before anything is sent.
    await Promise.resolve();
    for (let series = this.#queue.shift(); series !== undefined; series = this.#queue.shift()) {
      series.queued = false;
      series.writtenAt = this.#options.clock.monotonic();
      await this.#send(series);
    }
    this.#sending = undefined;
  }

  async #send(series: Series): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        await this.#write(series);
        return this.#count('sent');
      } catch (error) {
        const fault = faultOf(error);
        if (fault !== undefined && hasStatusCause(fault, 'NamespaceTerminating'))
          return this.#count('terminating');
        if (fault?.details.disposition !== 'transient' || attempt === ATTEMPTS) return this.#failed(error);
        const wait = Math.max(RETRY_MS, fault.details.retryAfterMs ?? 0);
        if (!(await this.#pause(wait))) return this.#count('dropped');
      }
    }
  }

  /** False when everything ends meanwhile. */
  async #pause(ms: number): Promise<boolean> {
    const { signal } = this.#stopping;
    return await sleep(this.#options.clock, ms, signal).then(
      () => true,
      () => false,
    );
  }

  /** An event lives about an hour in the API server, so a series may have to be begun again. @throws Fault */
  async #write(series: Series): Promise<void> {
    const { rest } = this.#options;
    if (!series.created) {
      await rest.create(EVENTS, series.namespace, this.#bodyOf(series)).catch(ignoreExisting);
      series.created = true;
      return;
    }
    try {
      const body = { series: seriesOf(series) };
      await rest.patch(EVENTS, { namespace: series.namespace, name: series.name }, { body });
    } catch (error) {
      if (faultOf(error)?.details.code !== 'NotFound') throw error;
      await rest.create(EVENTS, series.namespace, this.#bodyOf(series)).catch(ignoreExisting);
    }
  }

  #bodyOf(series: Series): object {
    const { object, type, reason, note } = series.note;
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const place = namespace === undefined ? {} : { namespace };
    return {
      apiVersion: EVENTS.apiVersion,
      kind: EVENTS.kind,
      metadata: { name: series.name, namespace: series.namespace },
      eventTime: microTime(series.lastSeen),
      reportingController: REPORTING_CONTROLLER,
      reportingInstance: this.#options.identity.slice(0, LONGEST_INSTANCE),
      action: reason,
      reason,
      type,
      note: shortened(note),
      regarding: { apiVersion: object.apiVersion, kind: object.kind, ...place, name, uid, resourceVersion },
      ...(series.count < 2 ? {} : { series: seriesOf(series) }),
    };
  }

  #failed(error: unknown): void {
    this.#count('failed');
    this.#options.log.debug({ error }, 'an event could not be written');
  }

  #count(result: string): void {
    this.#options.metrics.count('vpcraft_events_total', { result });
  }
}

function seriesOf(series: Series): object {
  return { count: series.count, lastObservedTime: microTime(series.lastSeen) };
}

/** The answer to an earlier attempt was lost: the event is there. @throws every other error */
function ignoreExisting(error: unknown): void {
  if (faultOf(error)?.details.code !== 'AlreadyExists') throw error;
}

/** Cut where a DNS label may end, https://kubernetes.io/docs/concepts/overview/working-with-objects/names/. */
function cut(name: string): string {
  return name.slice(0, LONGEST_OBJECT_NAME).replace(/[^a-z0-9]+$/, '');
}

function shortened(note: string): string {
  return note.length <= LONGEST_NOTE ? note : `${note.slice(0, LONGEST_NOTE - 1)}…`;
}
