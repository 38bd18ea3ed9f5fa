// One controller process inside the simulation: its own view of clock and network, so that it can die, or be frozen,
// between any two things it does. A dead process's timers never fire and its answers never arrive; a frozen one goes on
// where it was when it is thawed, as after a long pause of the whole machine.
import type {
  AwsAnswer,
  AwsIdentity,
  AwsTransport,
  Cancel,
  Clock,
  KubeRequest,
  KubeResponse,
  KubeStream,
  KubeTransport,
} from '../../src/model/ports.ts';
import { readOperationPattern } from './points.ts';

export type Call = { side: 'aws' | 'kube'; operation: string };

/** Told of every mutating call: once before it is sent, once when it took effect and its answer is not used yet. */
export type PointListener = (process: SimulatedProcess, call: Call, moment: 'before' | 'after') => void;

const NEVER = new Promise<never>(() => {});

export class SimulatedProcess {
  readonly name: string;
  readonly clock: Clock;
  readonly #world: Clock;
  readonly #listener: PointListener;
  #state: 'alive' | 'frozen' | 'dead' = 'alive';
  #onThaw: (() => void)[] = [];
  /** Plural of the kind whose watches hang, and what goes on when they do not any more. */
  #silent: { plural: string; until: Promise<void>; end: () => void } | undefined;

  constructor(name: string, world: Clock, listener: PointListener) {
    this.name = name;
    this.#world = world;
    this.#listener = listener;
    this.clock = {
      now: () => world.now(),
      monotonic: () => world.monotonic(),
      after: (ms, run) => this.#after(ms, run),
    };
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  kill(): void {
    this.#state = 'dead';
    this.#onThaw = [];
  }

  freeze(): void {
    if (this.#state === 'alive') this.#state = 'frozen';
  }

  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'alive';
    const waiting = this.#onThaw;
    this.#onThaw = [];
    for (const go of waiting) go();
  }

  /** The watches of a kind hang from here on: nothing arrives, and nothing ends them. */
  silence(plural: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#silent = { plural, until: promise, end: resolve };
  }

  /** What has hung arrives. */
  unsilence(): void {
    this.#silent?.end();
    this.#silent = undefined;
  }

  aws(inner: AwsTransport): AwsTransport {
    return {
      send: (
        identity: AwsIdentity,
        operation: string,
        input: object,
        signal?: AbortSignal,
      ): Promise<AwsAnswer> => {
        const mutating = !readOperationPattern.test(operation);
        return this.#exchange({ side: 'aws', operation }, mutating, () =>
          inner.send(identity, operation, input, signal),
        );
      },
    };
  }

  kube(inner: KubeTransport): KubeTransport {
    return {
      request: (request: KubeRequest): Promise<KubeResponse> => {
        const counted = request.method !== 'GET' && !/\/(leases|events)(\/|$)/.test(request.path);
        return this.#exchange({ side: 'kube', operation: nameOf(request) }, counted, () =>
          inner.request(request),
        );
      },
      stream: async (request: KubeRequest, idleMs: number): Promise<KubeStream> => {
        const stream = await this.#exchange({ side: 'kube', operation: 'watch' }, false, () =>
          inner.stream(request, idleMs),
        );
        return { ...stream, lines: this.#lines(request.path, stream.lines), close: () => stream.close() };
      },
    };
  }

  /** The process's own part of the world stops here, until it is thawed or for ever. */
  async #gate(): Promise<void> {
    if (this.#state === 'dead') await NEVER;
    if (this.#state === 'frozen') await new Promise<void>((resolve) => this.#onThaw.push(resolve));
    if (this.#state !== 'alive') await this.#gate();
  }

  async #exchange<A>(call: Call, counted: boolean, send: () => Promise<A>): Promise<A> {
    await this.#gate();
    if (counted) this.#listener(this, call, 'before');
    await this.#gate();
    const answer = await send().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    if (counted) this.#listener(this, call, 'after');
    await this.#gate();
    return answer();
  }

  async *#lines(path: string, lines: AsyncIterable<string>): AsyncIterable<string> {
    for await (const line of lines) {
      await this.#gate();
      if (this.#silent !== undefined && path.endsWith(`/${this.#silent.plural}`)) await this.#silent.until;
      yield line;
    }
    await this.#gate();
  }

  #after(ms: number, run: () => void): Cancel {
    let cancelled = false;
    const cancel = this.#world.after(ms, () => {
      if (cancelled || this.#state === 'dead') return;
      if (this.#state === 'frozen') this.#onThaw.push(() => !cancelled && run());
      else run();
    });
    return () => {
      cancelled = true;
      cancel();
    };
  }
}

function nameOf(request: KubeRequest): string {
  if (request.path.endsWith('/status')) return `${request.method} status`;
  const body = request.body as { metadata?: { finalizers?: readonly string[] } } | undefined;
  const finalizers = body?.metadata?.finalizers;
  if (request.method === 'PATCH' && finalizers !== undefined)
    return finalizers === null || finalizers.length === 0 ? 'PATCH finalizer off' : 'PATCH finalizer on';
  return `${request.method} metadata`;
}
