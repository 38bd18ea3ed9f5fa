// A tiny Kubernetes and a tiny AWS for this room's tests: objects and things in maps, failures on demand, every write
// remembered. State, not scripts: what is answered follows from what is held.
import type { Fault } from '../model/fault.ts';
import type { AnyKind, ObjectKey, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { type KubeObject, keyOfObject } from '../model/object.ts';
import type { MetadataChange } from '../model/objects.ts';
import type { Log } from '../model/ports.ts';
import type { Reader } from '../model/reader.ts';
import { isScope, type Role, type Scope } from '../model/scope.ts';
import { production, type Settings } from '../model/settings.ts';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import type { Writer } from '../model/writer.ts';
import { Reports } from './contributions.ts';
import { Facts } from './facts.ts';
import { netKind, type NetRow, nets } from './fake-kind.ts';
import { FakeThings, type Written } from './fake-things.ts';
import { ACCOUNT, CLUSTER, fault, HOME, net, REGION } from './fake-objects.ts';
import { newMemo } from './memo.ts';
import { type Deps, Pass } from './pass.ts';
import { type ObjectRecord, recordOf } from './record.ts';
import { Referrers } from './referrers.ts';

export class FakeWorld {
  readonly clock = new VirtualClock();
  readonly objects = new Map<ObjectKey, KubeObject>();
  readonly aws = new FakeThings();
  readonly things = this.aws.rows;
  readonly written: Written[] = [];
  /** Reasons of the events, and what they say. */
  readonly events: string[] = [];
  readonly notes: string[] = [];
  readonly counts = new Map<string, number>();
  readonly lines: { level: string; message: string }[] = [];
  /** Thrown by the next use of that name, first come first served: an operation, `discover`, `owned`, `writeStatus`. */
  readonly failures = new Map<string, Fault[]>();
  /** Ids whose absence is not proven yet. */
  readonly unproven = new Set<string>();
  /** How old the picture of a kind is; fresh where left out. */
  readonly staleSeconds = new Map<string, number>();
  /** Tags of consent on things that are named by id. */
  readonly released: { id: string; account: string; value: string }[] = [];
  /** Runs right before a write takes effect: what others do meanwhile. */
  meanwhile: () => void = () => {};
  readonly kinds: Map<string, AnyKind>;
  readonly facts = new Facts();
  readonly referrers: Referrers;
  readonly settings: Settings;
  readonly deps: Deps;

  constructor(options: { kind?: AnyKind; settings?: Partial<Settings> } = {}) {
    this.settings = {
      ...production,
      clusterID: CLUSTER,
      defaultRegion: REGION,
      flowLogRoleARN: undefined,
      ...options.settings,
    };
    this.kinds = new Map([['Net', options.kind ?? netKind()]]);
    const store = {
      hasSynced: () => true,
      get: (key: ObjectKey) => this.objects.get(key),
      list: (kind: string) => [...this.objects.values()].filter((one) => one.kind === kind),
      staleSeconds: (kind: string) => this.staleSeconds.get(kind) ?? 0,
      onChange: () => {},
    };
    this.referrers = new Referrers(this.kinds, store);
    this.deps = {
      kinds: this.kinds,
      resourceTags: { ...nets, name: 'tags' } as unknown as Deps['resourceTags'],
      store,
      objects: {
        read: async (key) => this.objects.get(key),
        patchMetadata: async (object, change) => this.#patch(object, change),
        writeStatus: async (object, status) => this.#writeStatus(object, status),
      },
      events: {
        record: ({ reason, note }) => {
          this.events.push(reason);
          this.notes.push(note);
        },
      },
      reader: this.#reader(),
      writer: this.#writer(),
      accounts: { identify: async (access) => access.accountID ?? ACCOUNT },
      facts: this.facts,
      referrers: this.referrers,
      reports: new Reports(),
      leadership: { isLeader: () => true },
      clock: this.clock,
      random: new SeededRandom(1),
      log: this.#log(),
      metrics: {
        count: (name, _, by = 1) => void this.counts.set(name, (this.counts.get(name) ?? 0) + by),
        observe: () => {},
        set: (name, value) => void this.counts.set(name, value),
      },
      settings: this.settings,
      process: 'p1',
    };
  }

  put(...objects: readonly KubeObject[]): void {
    for (const object of objects) {
      const key = keyOfObject(object);
      this.objects.set(key, object);
      if (this.kinds.has(object.kind)) {
        this.referrers.update(key, object);
        this.facts.learn(key, object);
      }
    }
  }

  thing(...of: Parameters<FakeThings['thing']>): NetRow {
    return this.aws.thing(...of);
  }

  /** A pass over the object as the store holds it, placed at HOME; the memo lives on where `before` is given. */
  pass(key: ObjectKey = 'Net/a/n', before?: Pass): Pass {
    const object = this.objects.get(key);
    const kind = this.kinds.get(object?.kind ?? '');
    if (object === undefined || kind === undefined) throw new Error(`there is no ${key}`);
    const memo = before?.memo ?? newMemo(object, this.clock.monotonic(), undefined);
    const pass = new Pass(this.deps, object, {
      key,
      kind,
      memo,
      releasedBy: () => new Set(),
      wake: () => {},
      publish: () => {},
    });
    pass.home = HOME;
    return pass;
  }

  record(): ObjectRecord {
    return recordOf(this.objects.get('Net/a/n') ?? net()).record;
  }

  fail(name: string, ...faults: readonly Fault[]): void {
    this.failures.set(name, [...(this.failures.get(name) ?? []), ...faults]);
  }

  operations(): readonly string[] {
    return this.written.map(({ operation }) => operation);
  }

  async wait(seconds: number): Promise<void> {
    await this.clock.run(this.clock.monotonic() + seconds * 1000);
  }

  #log(): Log {
    const at = (level: string) => (_: object, message: string) => void this.lines.push({ level, message });
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: () => this.#log(),
    };
  }

  #throwNext(name: string): void {
    const next = this.failures.get(name)?.shift();
    if (next !== undefined) throw next;
  }

  #save(object: KubeObject, change: Partial<KubeObject>): KubeObject {
    const key = keyOfObject(object);
    const held = this.objects.get(key);
    if (held?.metadata.resourceVersion !== object.metadata.resourceVersion)
      throw fault('Conflict', { operation: 'PUT' });
    const resourceVersion = String(Number(held.metadata.resourceVersion) + 1);
    const metadata = { ...(change.metadata ?? held.metadata), resourceVersion };
    const next = { ...held, ...change, metadata };
    this.objects.set(key, next);
    return next;
  }

  #writeStatus(object: KubeObject, status: Readonly<Record<string, unknown>>): KubeObject {
    this.#throwNext('writeStatus');
    return this.#save(object, { status });
  }

  #patch(object: KubeObject, change: MetadataChange): KubeObject {
    const { annotations = {}, addFinalizer, removeFinalizer } = change;
    const kept = (object.metadata.finalizers ?? []).filter((one) => one !== removeFinalizer);
    const texts = Object.entries({ ...object.metadata.annotations, ...annotations });
    return this.#save(object, {
      metadata: {
        ...object.metadata,
        finalizers: addFinalizer === undefined ? kept : [...kept, addFinalizer],
        annotations: Object.fromEntries(
          texts.filter((entry): entry is [string, string] => entry[1] !== null),
        ),
      },
    });
  }

  #living(): readonly NetRow[] {
    return [...this.things.values()].filter((row) => !nets.dead(row));
  }

  #reader(): Reader {
    return {
      observe: async (subject, observe) => {
        let open: string | undefined;
        const byID = (id: string) => this.#living().find((row) => row.id === id);
        const view: View = {
          own<R>(part: { name: string }) {
            const identity = subject.own(part.name);
            if (identity.is === 'none') return undefined;
            const row = byID(identity.id);
            if (row === undefined && identity.proof === 'full') open = identity.id;
            return row as R | undefined;
          },
          byID: <R>(_role: string, _table: object, id: string) => byID(id) as R | undefined,
          by: <R>(role: Role, table: { name: string }, index: string, key: string) => {
            if (table.name === nets.name)
              return this.#living().filter((row) => nets.indexes[index]?.(row).includes(key)) as R[];
            if (table.name !== 'tags') return [];
            const scope = subject.scope(role);
            this.#throwNext('consent');
            return (isScope(scope)
              ? this.released.filter((one) => one.id === key && one.account === scope.account)
              : []
            ).map(({ value }) => ({ key: tagKeys.usableBy, value })) as unknown as readonly R[];
          },
          detail: () => {
            throw new Error('this kind has no details');
          },
          detailOrLater: () => {
            throw new Error('this kind has no details');
          },
        };
        const value = observe(view);
        if (open !== undefined && this.unproven.has(open))
          return { is: 'unproven', what: open, retryMs: 1000 };
        return { is: 'seen', value };
      },
      discover: async <R>(_scope: Scope, _table: object, owner: { cluster: string; resource: string }) => {
        this.#throwNext('discover');
        return this.#living().filter(
          ({ tags }) =>
            tags['vpcraft.dev/cluster'] === owner.cluster && tags['vpcraft.dev/resource'] === owner.resource,
        ) as unknown as readonly R[];
      },
      tagged: async <R>(_scope: Scope, _table: object, tags: Readonly<Record<string, string>>) => {
        this.#throwNext('tagged');
        return this.#living().filter((row) =>
          Object.entries(tags).every(([key, value]) => row.tags[key] === value),
        ) as unknown as readonly R[];
      },
      owned: async <R>(scope: Scope, _table: object, cluster: string) => {
        this.#throwNext('owned');
        if (scope.region !== REGION || scope.account !== ACCOUNT) return [];
        return this.#living().filter(
          ({ tags }) => tags['vpcraft.dev/cluster'] === cluster,
        ) as unknown as readonly R[];
      },
      forget: () => {},
      noteDeleted: () => {},
      frozen: () => undefined,
      thaw: () => {},
      onChange: () => {},
      start: () => {},
      stop: () => {},
    };
  }

  #writer(): Writer {
    return {
      reserve: (scope, operation) => ({ scope, operation, giveBack: () => {} }),
      perform: async ({ scope }, { operation, input }) => {
        this.meanwhile();
        if (!isScope(scope)) throw new Error('a reservation has a scope');
        this.written.push({ operation, input: input as Written['input'] });
        this.#throwNext(operation);
        return this.aws.apply(operation, input as Written['input']);
      },
    };
  }
}
