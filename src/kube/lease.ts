// Leader election on a coordination.k8s.io Lease, in client-go's protocol (k8s.io/client-go/tools/leaderelection).
// Whether another holder's lease has run out is decided only by how long this process has seen its record unchanged,
// on its monotonic clock: no wall clocks are compared. Two leaders for a moment are possible all the same; safety
// does not depend on this file.
import { sleep } from '../model/clock.ts';
import { faultOf, NO_ANSWER } from '../model/fault.ts';
import { memberAt } from '../model/json.ts';
import type { KubeObject } from '../model/object.ts';
import type { Leadership } from '../model/objects.ts';
import type { Cancel, Clock, Log, Metrics, Random } from '../model/ports.ts';
import type { Settings } from '../model/settings.ts';
import { microTime } from './micro-time.ts';
import { LEASES } from './resource.ts';
import type { KubeRest } from './rest.ts';

const MS_PER_SECOND = 1_000;
/** client-go's JitterFactor: waits are stretched by up to so much, so that candidates do not meet for ever. */
const JITTER = 0.2;
const DEFAULT_NAME = 'vpcraft';

export type LeaseOptions = {
  /** Over a transport of its own; its timeoutMs should be `leaseRequestMs(settings)`. */
  rest: KubeRest;
  clock: Clock;
  random: Random;
  settings: Pick<Settings, 'leaseSeconds' | 'renewDeadlineSeconds' | 'leaseRetrySeconds'>;
  log: Log;
  metrics: Metrics;
  /** Unique among the processes that live at a time: who holds the lease already may take it at once after a restart. */
  identity: string;
  namespace: string;
  name?: string;
};

/** Half of the renew deadline: one request may hang, and there is time for another. */
export function leaseRequestMs(settings: Pick<Settings, 'renewDeadlineSeconds'>): number {
  return (settings.renewDeadlineSeconds * MS_PER_SECOND) / 2;
}

export class Lease implements Leadership {
  readonly #options: LeaseOptions;
  readonly #stopping = new AbortController();
  readonly #started: (() => void)[] = [];
  readonly #lost: (() => void)[] = [];
  #loop: Promise<void> | undefined;
  /** The Lease as last seen, and when it was first seen like that (monotonic milliseconds). */
  #seen: { lease: KubeObject; at: number } | undefined;
  /** Monotonic milliseconds; leader only before it. */
  #deadline = Number.NEGATIVE_INFINITY;
  #leading = false;
  #problem: string | undefined;
  #cancelDeadline: Cancel = () => {};

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  isLeader(): boolean {
    return this.#leading && this.#options.clock.monotonic() < this.#deadline;
  }

  /** Called each time this process becomes the leader. */
  onStarted(run: () => void): void {
    this.#started.push(run);
  }

  /** Called each time it is no longer; afterwards it is a candidate again. */
  onLost(run: () => void): void {
    this.#lost.push(run);
  }

  start(): void {
    this.#options.metrics.set('vpcraft_leader', 0);
    this.#loop ??= this.#run();
  }

  /** Gives the lease back, so that the next process need not wait for it to run out. */
  async stop(): Promise<void> {
    const held = this.isLeader();
    this.#stopping.abort(new Error('the lease is stopped'));
    this.#lose('stopped');
    await this.#loop;
    if (held) await this.#release();
  }

  async #run(): Promise<void> {
    const { clock, random, settings } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#tryOnce();
      } catch (error) {
        this.#report(error);
      }
      const wait = settings.leaseRetrySeconds * MS_PER_SECOND * (1 + JITTER * random.next());
      await sleep(clock, wait, signal).catch((stopped: unknown) => {
        if (!signal.aborted) throw stopped;
      });
    }
  }

  /** The same trouble at every try is said once. */
  #report(error: unknown): void {
    const detail = faultOf(error)?.details.message ?? String(error);
    if (detail !== this.#problem)
      this.#options.log.warn({ detail, error }, 'the lease could not be read or renewed');
    this.#problem = detail;
  }

  /** Renews, acquires, or finds that somebody else holds it. @throws Fault */
  async #tryOnce(): Promise<void> {
    if (!this.isLeader() || this.#seen === undefined) await this.#look();
    if (this.#stopping.signal.aborted) return;
    const { rest, clock, namespace } = this.#options;
    const begun = clock.monotonic();
    const held = this.#seen?.lease;
    if (held !== undefined && !this.#mayTake(held)) return this.#lose('another process holds the lease');
    try {
      const answer =
        held === undefined
          ? await rest.create(LEASES, namespace, this.#record(undefined))
          : await rest.replace(LEASES, this.#at(), this.#record(held));
      this.#note(answer);
    } catch (error) {
      // The record changed, or may have: look at it before the next attempt.
      this.#seen = faultOf(error)?.details.code === NO_ANSWER ? this.#seen : undefined;
      await this.#look();
      throw error;
    }
    this.#lead(begun);
  }

  async #look(): Promise<void> {
    const lease = await this.#options.rest.get(LEASES, this.#at());
    if (lease === undefined) this.#seen = undefined;
    else this.#note(lease);
    if (this.#leading && lease !== undefined && holderOf(lease) !== this.#options.identity) {
      this.#lose('another process holds the lease');
    }
  }

  #note(lease: KubeObject): void {
    const at = this.#options.clock.monotonic();
    const same = this.#seen?.lease.metadata.resourceVersion === lease.metadata.resourceVersion;
    if (!same || this.#seen === undefined) this.#seen = { lease, at };
  }

  #mayTake(lease: KubeObject): boolean {
    const holder = holderOf(lease);
    if (holder === '' || holder === this.#options.identity) return true;
    const stated = memberAt(lease, 'spec.leaseDurationSeconds');
    const seconds = typeof stated === 'number' ? stated : this.#options.settings.leaseSeconds;
    return this.#options.clock.monotonic() > (this.#seen?.at ?? 0) + seconds * MS_PER_SECOND;
  }

  /** @param begun when the renewal was sent: the server may have counted from that moment. */
  #lead(begun: number): void {
    const { clock, settings, metrics, log, identity } = this.#options;
    this.#problem = undefined;
    if (this.#stopping.signal.aborted) return;
    this.#deadline = begun + settings.renewDeadlineSeconds * MS_PER_SECOND;
    this.#cancelDeadline();
    this.#cancelDeadline = clock.after(this.#deadline - clock.monotonic(), () =>
      this.#lose('it was not renewed in time'),
    );
    if (this.#leading) return;
    this.#leading = true;
    metrics.set('vpcraft_leader', 1);
    log.info({ identity }, 'this process is the leader');
    this.#call(this.#started);
  }

  #lose(cause: string): void {
    this.#cancelDeadline();
    if (!this.#leading) return;
    this.#leading = false;
    this.#options.metrics.set('vpcraft_leader', 0);
    this.#options.log.info(
      { cause, identity: this.#options.identity },
      'this process is no longer the leader',
    );
    this.#call(this.#lost);
  }

  #call(listeners: readonly (() => void)[]): void {
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        this.#options.log.error({ error }, 'a listener of the lease failed');
      }
    }
  }

  async #release(): Promise<void> {
    const lease = this.#seen?.lease;
    if (lease === undefined) return;
    // An empty holderIdentity is invalid, so the member is left out; a duration of 1 s is the smallest allowed.
    const body = this.#record(lease, { leaseDurationSeconds: 1 });
    try {
      await this.#options.rest.replace(LEASES, this.#at(), body);
    } catch (error) {
      this.#options.log.warn({ error }, 'the lease could not be given back');
    }
  }

  /** What is written over `previous`. */
  #record(previous: KubeObject | undefined, holder: object = this.#holder()) {
    const now = microTime(this.#options.clock.now());
    const same = previous !== undefined && holderOf(previous) === this.#options.identity;
    const transitions = memberAt(previous, 'spec.leaseTransitions');
    const before = typeof transitions === 'number' ? transitions : 0;
    return {
      apiVersion: LEASES.apiVersion,
      kind: LEASES.kind,
      metadata: { ...metadataToKeep(previous), ...this.#at() },
      spec: {
        ...holder,
        acquireTime: same ? memberAt(previous, 'spec.acquireTime') : now,
        renewTime: now,
        leaseTransitions: same || previous === undefined ? before : before + 1,
      },
    };
  }

  #holder(): object {
    const { identity, settings } = this.#options;
    // The API has whole seconds only.
    return { holderIdentity: identity, leaseDurationSeconds: Math.ceil(settings.leaseSeconds) };
  }

  #at(): { namespace: string; name: string } {
    return { namespace: this.#options.namespace, name: this.#options.name ?? DEFAULT_NAME };
  }
}

function holderOf(lease: KubeObject): string {
  const holder = memberAt(lease, 'spec.holderIdentity');
  return typeof holder === 'string' ? holder : '';
}

/** A PUT replaces everything, so what others put there is sent back; the version is the precondition. */
function metadataToKeep(lease: KubeObject | undefined): object {
  if (lease === undefined) return {};
  const { labels, annotations, ownerReferences, resourceVersion } = lease.metadata;
  return {
    resourceVersion,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
}
