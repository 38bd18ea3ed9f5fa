// Puts the parts of this room together for main, the sandbox and the simulation, each of which brings its own
// transport, clock and chance.
import type { EventSink, ObjectStore, ObjectWriter } from '../model/objects.ts';
import type { Clock, KubeTransport, Log, Metrics, Random } from '../model/ports.ts';
import type { Settings } from '../model/settings.ts';
import type { TextPool } from '../model/texts.ts';
import { Events } from './events.ts';
import { Lease, leaseRequestMs } from './lease.ts';
import { createObjectWriter } from './object-writer.ts';
import { Reflector, type ReflectorTick } from './reflector.ts';
import type { KubeResource } from './resource.ts';
import { KubeRest } from './rest.ts';
import { KubeStore } from './store.ts';
import type { Rate } from './token-bucket.ts';

export type KubeOptions = {
  transport: KubeTransport;
  /** On connections of its own, so that a dead or busy one cannot cost the lease. */
  leaseTransport: KubeTransport;
  clock: Clock;
  random: Random;
  settings: Pick<Settings, 'leaseSeconds' | 'renewDeadlineSeconds' | 'leaseRetrySeconds'>;
  log: Log;
  metrics: Metrics;
  texts: TextPool;
  /** What the store holds; the writer writes to the same kinds. */
  resources: readonly KubeResource[];
  /** Unique for every process, such as `<pod name>_<random>`. */
  identity: string;
  leaseNamespace: string;
  leaseName?: string;
  /** Only objects of this namespace, and cluster-scoped ones; default: all. */
  watchNamespace?: string;
  /** Of each priority: lists and watches, reads and writes of objects, events; default 50/s with burst 100. */
  rate?: Rate;
};

export type Kube = {
  store: ObjectStore;
  writer: ObjectWriter;
  events: EventSink;
  lease: Lease;
  start(): void;
  /** Gives the lease back first, then ends every loop. */
  stop(): Promise<void>;
  reflectorTicks(): readonly ReflectorTick[];
  /** Sets the gauges that change by themselves; to be called before metrics are read. */
  measure(): void;
};

export function createKube(options: KubeOptions): Kube {
  const { transport, clock, random, log, metrics, texts, resources, identity } = options;
  const rate = options.rate === undefined ? {} : { rate: options.rate };
  const rest = () => new KubeRest({ transport, clock, random, metrics, ...rate });
  const store = new KubeStore({ resources, clock, log, metrics, texts });
  const listing = rest();
  const namespace = options.watchNamespace ?? '';
  const reflectors = resources.map(
    (resource) => new Reflector({ resource, namespace, rest: listing, store, clock, random, log, metrics }),
  );
  const events = new Events({ rest: rest(), clock, random, log, metrics, identity });
  const lease = createLease(options);
  return {
    store,
    writer: createObjectWriter({ resources, rest: rest(), store }),
    events,
    lease,
    start() {
      for (const reflector of reflectors) reflector.start();
      lease.start();
    },
    async stop() {
      await lease.stop();
      await Promise.all([events.stop(), ...reflectors.map((reflector) => reflector.stop())]);
    },
    reflectorTicks: () => reflectors.map((reflector) => reflector.tick()),
    measure() {
      for (const { kind } of resources)
        metrics.set('vpcraft_watch_age_seconds', store.staleSeconds(kind), { kind });
    },
  };
}

export function createLease(
  options: Omit<KubeOptions, 'transport' | 'resources' | 'watchNamespace' | 'rate' | 'texts'>,
): Lease {
  const {
    leaseTransport: transport,
    clock,
    random,
    settings,
    log,
    metrics,
    identity,
    leaseNamespace,
    leaseName,
  } = options;
  const rest = new KubeRest({ transport, clock, random, metrics, timeoutMs: leaseRequestMs(settings) });
  const name = leaseName === undefined ? {} : { name: leaseName };
  return new Lease({
    rest,
    clock,
    random,
    settings,
    log,
    metrics,
    identity,
    namespace: leaseNamespace,
    ...name,
  });
}
