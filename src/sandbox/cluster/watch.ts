// One watch: from where it begins, what it lets through, bookmarks, its end. Writes lines into a sink; how and when the
// lines travel is the front's business. Order of events is the order of commits.
import type { Cancel } from '../../model/ports.ts';
import type { Form } from './forms.ts';
import { bookmarkText, eventText } from './forms.ts';
import type { KubeObject } from './json.ts';
import { flagOf, refuseListOptions } from './list-options.ts';
import type { Resource } from './resource.ts';
import type { Matcher } from './selectors.ts';
import { selectorOf } from './selectors.ts';
import { expired, failure, tooLargeResourceVersion } from './status-errors.ts';
import type { Status } from './status-errors.ts';
import type { Change } from './storage.ts';
import { served } from './resource.ts';
import type { World } from './world.ts';

export type WatchSink = {
  line(text: string): void;
  /** The stream ends as a server ends it, or breaks off. */
  end(how: 'closed' | 'cut'): void;
};

export type WatchRequest = {
  resource: Resource;
  namespace: string;
  query: Readonly<Record<string, string>>;
  form: Form;
};
export type WatchOptions = { bookmarkIntervalMs: number };

const SECOND_MS = 1000;
/** Seconds; a server without a wish of the client draws between this and twice this (--min-request-timeout). */
const SHORTEST_DEFAULT_S = 1800;

export class Watch {
  readonly request: WatchRequest;
  /** Set by a fault: the connection stays open and nothing comes any more. */
  stalled = false;
  readonly #world: World;
  readonly #sink: WatchSink;
  readonly #matches: Matcher | undefined;
  readonly #bookmarkIntervalMs: number;
  readonly #onEnd = new Set<() => void>();
  #cancels: Cancel[] = [];
  #first = true;
  #ended = false;

  constructor(world: World, request: WatchRequest, sink: WatchSink, options: WatchOptions) {
    this.request = request;
    this.#world = world;
    this.#sink = sink;
    this.#bookmarkIntervalMs = options.bookmarkIntervalMs;
    this.#matches = selectorOf(
      request.resource,
      request.query.labelSelector ?? '',
      request.query.fieldSelector ?? '',
    );
    refuseListOptions(request.query, true);
  }

  /** Sends what the client has missed, then follows. */
  start(): void {
    const { resource, query } = this.request;
    const { storage } = this.#world;
    const asked = query.resourceVersion ?? '';
    const wanted = flagOf(query, 'sendInitialEvents');
    const initial = wanted ?? (asked === '' || asked === '0');
    const given = revisionOf(asked);
    // Without a list before it, a watch begins now.
    const from = given === 0 ? storage.revision : given;
    if (from > storage.revision) throw tooLargeResourceVersion(from, storage.revision);
    if (initial) this.#sendInitial(wanted === true);
    else {
      const missed = storage.since(resource.store, from);
      if (missed === undefined)
        return this.fail(
          expired(`too old resource version: ${from} (${storage.floor(resource.store) + 1})`).status,
        );
      for (const change of missed) this.#onChange(change);
    }
    if (this.#ended) return;
    this.#cancels.push(storage.listen(resource.store, (change) => this.#onChange(change)));
    this.#startTimers();
  }

  onEnd(listener: () => void): void {
    this.#onEnd.add(listener);
  }

  /** An ERROR event and the end: how a server says 410 on an open watch. */
  fail(status: Status): void {
    if (!this.stalled) this.#sink.line(`{"type":"ERROR","object":${JSON.stringify(status)}}`);
    this.stop('closed');
  }

  stop(how: 'closed' | 'cut'): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    for (const listener of this.#onEnd) listener();
    this.#sink.end(how);
  }

  #sendInitial(marked: boolean): void {
    const { resource, namespace } = this.request;
    const within = resource.namespaced && namespace !== '' ? namespace : undefined;
    for (const object of this.#world.storage.list(resource.store, within)) {
      if (this.#matches === undefined || this.#matches(object)) this.#send('ADDED', object);
    }
    if (marked && flagOf(this.request.query, 'allowWatchBookmarks') === true) this.#bookmark(true);
  }

  #startTimers(): void {
    const { clock, random } = this.#world;
    const { query } = this.request;
    const asked = Number(query.timeoutSeconds ?? 0);
    const seconds = asked > 0 ? asked : SHORTEST_DEFAULT_S * (1 + random.next());
    this.#cancels.push(
      clock.after(seconds * SECOND_MS, () => {
        if (flagOf(query, 'allowWatchBookmarks') === true) this.#bookmark(false);
        this.stop('closed');
      }),
    );
    if (flagOf(query, 'allowWatchBookmarks') === true) this.#scheduleBookmark();
  }

  #scheduleBookmark(): void {
    const cancel = this.#world.clock.after(this.#bookmarkIntervalMs, () => {
      this.#cancels = this.#cancels.filter((other) => other !== cancel);
      this.#bookmark(false);
      if (!this.#ended) this.#scheduleBookmark();
    });
    this.#cancels.push(cancel);
  }

  #bookmark(initialEnd: boolean): void {
    if (this.stalled) return;
    const { resource, form } = this.request;
    this.#sink.line(
      `{"type":"BOOKMARK","object":${bookmarkText(resource, this.#world.storage.revision, { ...form, initialEnd })}}`,
    );
  }

  #onChange(change: Change): void {
    const { resource, namespace } = this.request;
    const { object, old } = change;
    if (resource.namespaced && namespace !== '' && object.metadata.namespace !== namespace) return;
    const now = change.type !== 'DELETED' && (this.#matches === undefined || this.#matches(object));
    const before = old !== undefined && (this.#matches === undefined || this.#matches(old));
    if (now) this.#send(before ? 'MODIFIED' : 'ADDED', object);
    else if (before && old !== undefined)
      this.#send('DELETED', change.type === 'DELETED' ? object : at(old, object));
  }

  #send(type: string, object: KubeObject): void {
    if (this.stalled) return;
    const { resource, form } = this.request;
    const text = eventText(resource, served(resource, object), {
      ...form,
      nowMs: this.#world.clock.now(),
      first: this.#first,
    });
    this.#first = false;
    this.#sink.line(`{"type":"${type}","object":${text}}`);
  }
}

/** What leaves a selection is shown as it was, under the revision at which it left. */
function at(old: KubeObject, object: KubeObject): KubeObject {
  return { ...old, metadata: { ...old.metadata, resourceVersion: object.metadata.resourceVersion } };
}

/** The revision that a query names; 0 for none. */
export function revisionOf(text: string): number {
  if (/^\d*$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw failure(500, '', `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`);
}
