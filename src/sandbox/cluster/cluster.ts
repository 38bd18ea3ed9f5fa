// The embedded Kubernetes API: a state machine without sockets. Fronts (transport.ts, http-front.ts) carry requests to
// it; tests and the simulation look inside. All time comes from the clock, all chance from Random.
import type { Cancel, Clock, Random } from '../../model/ports.ts';
import { type Answer, errorAnswer } from './answer.ts';
import { establishedDefinition } from './crds.ts';
import type { FaultRule, RequestInfo } from './faults.ts';
import { Faults, matchesRequest } from './faults.ts';
import type { FaultMatch } from './faults.ts';
import { GarbageCollector } from './garbage.ts';
import { handle, requestInfo } from './handler.ts';
import type { KubeObject, Meta, Obj } from './json.ts';
import { isObject, objectAt, stringAt } from './json.ts';
import { Containers, DEFINITIONS } from './namespaces.ts';
import { Registry } from './registry.ts';
import type { RawRequest, ResourcePath } from './request.ts';
import type { Resource } from './resource.ts';
import { ApiError, badRequest } from './status-errors.ts';
import { withDefaults } from './intake.ts';
import type { ChangeType } from './storage.ts';
import { Storage } from './storage.ts';
import type { Watch } from './watch.ts';
import type { Authorize, Committed, World } from './world.ts';
import { newUid, timestamp } from './world.ts';

export type ClusterOptions = {
  /** CustomResourceDefinitions to begin with; share the same objects between clusters, they are compiled once. */
  crds?: readonly object[];
  /** Namespaces beside the four that every cluster has. */
  namespaces?: readonly string[];
  /** Changes remembered per kind; a watch from before them gets 410. Default 1000. */
  historyEvents?: number;
  /** Milliseconds between two bookmarks of a watch. Default one minute, as a real server. */
  bookmarkIntervalMs?: number;
  /** Milliseconds after which the garbage collector and namespace deletion act. Default 100. */
  controllerDelayMs?: number;
  /** Keep metadata.managedFields; default true. */
  managedFields?: boolean;
  /** Requests kept in the ledger, oldest dropped first. Default 10,000. */
  ledgerSize?: number;
  /** Who may do what; everybody everything when left out. */
  authorize?: Authorize;
};

export type LedgerEntry = RequestInfo & { at: number; code: number };
export type ClusterChange = {
  type: ChangeType;
  group: string;
  kind: string;
  resource: string;
  object: KubeObject;
  old: KubeObject | undefined;
};

const DEFAULT_HISTORY_EVENTS = 1000;
/** The interval of a real server's bookmarks (k8s.io/apiserver cacher, defaultBookmarkFrequency). */
const DEFAULT_BOOKMARK_MS = 60_000;
const DEFAULT_CONTROLLER_DELAY_MS = 100;
const DEFAULT_LEDGER_SIZE = 10_000;
const FIRST_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export class Cluster {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly #world: World;
  readonly #options: ClusterOptions;
  readonly #garbage: GarbageCollector;
  readonly #containers: Containers;
  readonly #listeners = new Set<(change: ClusterChange) => void>();
  readonly #watches = new Map<Watch, RequestInfo>();
  #ledger: LedgerEntry[] = [];

  constructor({ clock, random, options = {} }: { clock: Clock; random: Random; options?: ClusterOptions }) {
    this.clock = clock;
    this.#options = options;
    this.#world = {
      clock,
      random,
      storage: new Storage(options.historyEvents ?? DEFAULT_HISTORY_EVENTS),
      registry: new Registry(),
      managedFields: options.managedFields ?? true,
      authorize: options.authorize,
      commit: (resource, type, object) => this.#commit(resource, type, object),
    };
    const delay = options.controllerDelayMs ?? DEFAULT_CONTROLLER_DELAY_MS;
    this.#garbage = new GarbageCollector(this.#world, delay);
    this.#containers = new Containers(this.#world, delay);
    this.faults = new Faults(random, (rule) => this.#hitOpenWatches(rule));
    for (const name of [...FIRST_NAMESPACES, ...(options.namespaces ?? [])]) this.createNamespace(name);
    for (const definition of options.crds ?? []) this.installDefinition(definition);
  }

  get resourceVersion(): number {
    return this.#world.storage.revision;
  }

  /** The requests answered so far, oldest first. */
  get ledger(): readonly LedgerEntry[] {
    return this.#ledger;
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Answers one request at once, without faults and latency. Never throws for what a client did wrong. */
  handle(request: RawRequest, path: ResourcePath | undefined, info: RequestInfo): Answer {
    let answer: Answer;
    try {
      const bookmarkIntervalMs = this.#options.bookmarkIntervalMs ?? DEFAULT_BOOKMARK_MS;
      answer = handle(this.#world, request, { bookmarkIntervalMs }, { path, info });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      answer = errorAnswer(error);
    }
    this.record(info, answer.code);
    return answer;
  }

  info(request: RawRequest, path: ResourcePath | undefined, user: string): RequestInfo {
    return requestInfo(this.#world, request, path, user);
  }

  record(info: RequestInfo, code: number): void {
    this.#ledger.push({ ...info, at: this.clock.monotonic(), code });
    const size = this.#options.ledgerSize ?? DEFAULT_LEDGER_SIZE;
    if (this.#ledger.length > 2 * size) this.#ledger = this.#ledger.slice(-size);
  }

  clearLedger(): void {
    this.#ledger = [];
  }

  /** Keeps a started watch within reach of faults until it ends. */
  follow(watch: Watch, info: RequestInfo): void {
    this.#watches.set(watch, info);
    watch.onEnd(() => this.#watches.delete(watch));
  }

  /** Breaks off open watches, as a restart of the API server does. */
  cutWatches(match?: FaultMatch): void {
    for (const [watch, info] of [...this.#watches]) if (matchesRequest(match, info)) watch.stop('cut');
  }

  /** Forgets history as etcd's compaction does: older resourceVersions get 410. */
  compact(): void {
    this.#world.storage.compact();
  }

  /** Told after every committed write, before the writer has its answer. */
  onChange(listener: (change: ClusterChange) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stored objects of a kind, by group and plural, in key order; not to be changed. */
  objects(group: string, plural: string, namespace?: string): KubeObject[] {
    return this.#world.storage.list(`${group}/${plural}`, namespace);
  }

  object(group: string, plural: string, namespace: string, name: string): KubeObject | undefined {
    return this.#world.storage.get(`${group}/${plural}`, Storage.key(namespace, name));
  }

  createNamespace(name: string): void {
    const resource = this.#builtin('/namespaces');
    if (this.#world.storage.get('/namespaces', Storage.key(undefined, name)) !== undefined) return;
    const metadata = { ...this.#fresh(name), labels: { 'kubernetes.io/metadata.name': name } };
    this.#commit(resource, 'ADDED', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata,
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }

  /** Installs or replaces a CustomResourceDefinition without a request; throws when its schema is not structural. */
  installDefinition(definition: object): void {
    if (!isObject(definition)) throw badRequest('a CustomResourceDefinition is an object');
    const metadata = objectAt(definition, 'metadata');
    const name = stringAt(metadata, 'name');
    const known = this.#world.storage.get(DEFINITIONS, Storage.key(undefined, name));
    const { labels, annotations } = metadata as Partial<Meta>;
    const fresh: Meta = {
      ...(known?.metadata ?? { ...this.#fresh(name), generation: 1 }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    };
    const template = templateOf(definition);
    this.#commit(this.#builtin(DEFINITIONS), known === undefined ? 'ADDED' : 'MODIFIED', {
      ...template,
      metadata: fresh,
    });
  }

  #builtin(store: string): Resource {
    const resource = this.#world.registry.ofStore(store);
    if (resource === undefined) throw new Error(`the store ${store} belongs to no built-in kind`);
    return resource;
  }

  #fresh(name: string): Meta {
    return {
      name,
      uid: newUid(this.#world.random),
      resourceVersion: '',
      creationTimestamp: timestamp(this.clock),
    };
  }

  #commit(resource: Resource, type: ChangeType, object: KubeObject): KubeObject {
    const { storage } = this.#world;
    const old = storage.get(resource.store, Storage.key(object.metadata.namespace, object.metadata.name));
    const stored = storage.commit(resource.store, type, object);
    if (resource.store === DEFINITIONS) this.#onDefinition(type, stored, old);
    const committed: Committed = { type, resource, object: stored, old };
    this.#garbage.onCommit(committed);
    this.#containers.onCommit(committed);
    const { group, kind, plural } = resource;
    for (const listener of this.#listeners)
      listener({ type, group, kind, resource: plural, object: stored, old });
    return stored;
  }

  #onDefinition(type: ChangeType, definition: KubeObject, old: KubeObject | undefined): void {
    const { registry, storage } = this.#world;
    if (type === 'DELETED') return registry.remove(definition.metadata.name);
    const resource = registry.install(definition)[0];
    if (resource === undefined || old === undefined || old.spec === definition.spec) return;
    if (storage.size(resource.store) > 0)
      storage.reinterpret(resource.store, (object) => withDefaults(resource, object));
  }

  #hitOpenWatches({ match, effect }: FaultRule): void {
    if (effect.type === 'watchCut') this.cutWatches(match);
    if (effect.type !== 'watchStall') return;
    for (const [watch, info] of this.#watches) if (matchesRequest(match, info)) watch.stalled = true;
  }
}

const templates = new WeakMap<object, KubeObject>();

/** A definition as the server keeps it; made once per object so that clusters share schemas and resources. */
function templateOf(definition: Obj): KubeObject {
  let template = templates.get(definition);
  if (template === undefined) {
    const bare = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {} as Meta,
    };
    template = establishedDefinition({ ...bare, spec: definition.spec }, ESTABLISHED_AT);
    templates.set(definition, template);
  }
  return template;
}

/** Definitions given at the start were always there. */
const ESTABLISHED_AT = '1970-01-01T00:00:00Z';
