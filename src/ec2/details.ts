// What EC2 tells one by one only, such as VPC attributes: read when first asked, after own writes (older than the
// asker's `since`), and then on a slow rotation, so that drift there is found without a call per pass.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html: one attribute of one VPC a call.
// What always holds: F1 (ordered by start); an unread detail is unknown, never a default.
import { isDeepStrictEqual } from 'node:util';
import { sleep } from '../model/clock.ts';
import { faultOf, OWN_LIMITER } from '../model/fault.ts';
import type { Detail } from '../model/kind.ts';
import type { Cancel, Log } from '../model/ports.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Settings } from '../model/settings.ts';
import { callAws, limiterFault } from './call.ts';
import type { DescribeDeps } from './describe.ts';

export type Slot = {
  readonly scope: Scope;
  readonly detail: Detail<unknown>;
  readonly key: string;
  known: { value: unknown; startedMs: number; dueMs: number } | undefined;
  reading: Promise<void> | undefined;
  /** Somebody went on without it: the rotation reads it. refused: AWS did not tell it, so that nobody goes on any more. */
  owed: 'no' | 'yes' | 'refused';
};

/** Milliseconds between two looks for details that are due: chosen, far below any age. */
const ROTATION_MS = 10_000;
/** The same while details are owed: chosen, as long as the tokens of ten calls take to come. */
const OWED_ROTATION_MS = 1_000;
/** A pass accepts a detail up to this many times its age while the rotation runs, so that resting passes cost nothing. */
const LATE = 2;
/** Part of the age over which re-reading is spread: chosen, so that details read together drift apart. */
const SPREAD = 0.25;

type Page = { output: Readonly<Record<string, unknown>>; startedMs: number };

function listAt(output: Page['output'], items: string): readonly unknown[] {
  const list = output[items];
  return Array.isArray(list) ? list : [];
}

function nextToken({ NextToken }: Page['output']): string | undefined {
  return typeof NextToken === 'string' && NextToken !== '' ? NextToken : undefined;
}

/** A token of the own limiter comes later; whatever else went wrong is for the next pass to tell. @throws `error` */
function refused(slot: Slot, error: unknown): never {
  if (slot.owed === 'yes' && faultOf(error)?.details.code !== OWN_LIMITER) slot.owed = 'refused';
  throw error;
}

export type DetailsOptions = DescribeDeps & {
  settings: Settings;
  log: Log;
  onRead(slot: Slot): void;
  /** Details that somebody asks about. */
  asked(): readonly Slot[];
};

export class Details {
  readonly #options: DetailsOptions;
  readonly #slots = new Map<string, Slot>();
  #cancel: Cancel | undefined;

  constructor(options: DetailsOptions) {
    this.#options = options;
  }

  slot(scope: Scope, detail: Detail<unknown>, key: string): Slot {
    const name = `${scopeKey(scope)}|${detail.name}|${key}`;
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot: Slot = { scope, detail, key, known: undefined, reading: undefined, owed: 'no' };
    this.#slots.set(name, slot);
    return slot;
  }

  isFresh(slot: Slot, sinceMs: number): boolean {
    if (slot.known === undefined) return false;
    if (slot.detail.maxAgeSeconds === 'never') return true;
    if (slot.detail.unaffected !== true && slot.known.startedMs <= sinceMs) return false;
    const limitMs = this.#maxAgeMs(slot) * (this.#cancel === undefined ? 1 : LATE);
    return this.#options.clock.monotonic() - slot.known.startedMs <= limitMs;
  }

  /** One read at a time per detail, begun measurably later than it was asked for. @throws Fault */
  read(slot: Slot): Promise<void> {
    slot.reading ??= sleep(this.#options.clock, Math.max(1, this.#options.settings.mergeWindowMs))
      .then(() => this.#call(slot, 'read'))
      .finally(() => {
        slot.reading = undefined;
      });
    return slot.reading;
  }

  start(): void {
    this.#cancel ??= this.#options.clock.after(ROTATION_MS, () => void this.#rotate());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #rotate(): Promise<void> {
    const { clock, log } = this.#options;
    this.#prune();
    const asked = this.#options.asked();
    const isOwed = (slot: Slot) => slot.known === undefined && slot.owed === 'yes';
    try {
      for (const slot of asked) {
        if (this.#cancel === undefined) return;
        const isDue = slot.known !== undefined && slot.known.dueMs <= clock.monotonic();
        if (isDue || isOwed(slot)) await this.#call(slot, 'sweep').catch((error) => refused(slot, error));
      }
    } catch (error) {
      const details = faultOf(error)?.details;
      if (details === undefined) log.error({ error }, 'reading details failed by a defect');
      else
        log.debug(
          { operation: details.operation, code: details.code, detail: details.message },
          'details wait for the next rotation',
        );
    }
    const ms = asked.some(isOwed) ? OWED_ROTATION_MS : ROTATION_MS;
    if (this.#cancel !== undefined) this.#cancel = clock.after(ms, () => void this.#rotate());
  }

  async #call(slot: Slot, priority: 'read' | 'sweep'): Promise<void> {
    const { random } = this.#options;
    const { output, startedMs } = await this.#answer(slot, priority);
    if (slot.known !== undefined && slot.known.startedMs > startedMs) return;
    const value = slot.detail.keep(output);
    const isSame = slot.known !== undefined && isDeepStrictEqual(slot.known.value, value);
    const dueMs = startedMs + this.#maxAgeMs(slot) * (1 - SPREAD * random.next());
    slot.known = { value: isSame ? slot.known?.value : value, startedMs, dueMs };
    this.#options.onRead(slot);
  }

  /** The whole answer, of however many pages. @throws Fault */
  async #answer(slot: Slot, priority: 'read' | 'sweep'): Promise<Page> {
    const first = await this.#page(slot, priority);
    const { items } = slot.detail;
    if (items === undefined) return first;
    const all = [...listAt(first.output, items)];
    for (let token = nextToken(first.output); token !== undefined; ) {
      const { output } = await this.#page(slot, priority, token);
      all.push(...listAt(output, items));
      token = nextToken(output);
    }
    return { output: { ...first.output, [items]: all }, startedMs: first.startedMs };
  }

  async #page(slot: Slot, priority: 'read' | 'sweep', NextToken?: string): Promise<Page> {
    const { clock, limits } = this.#options;
    const { operation, input, faults } = slot.detail;
    const refused = limits.take(slot.scope, operation, `${slot.detail.name} ${slot.key}`);
    if (refused !== undefined)
      throw limiterFault(operation, Math.max(1, refused.retryAtMs - clock.monotonic()));
    return callAws(this.#options, {
      scope: slot.scope,
      operation,
      input: NextToken === undefined ? input(slot.key) : { ...input(slot.key), NextToken },
      priority,
      ...(faults === undefined ? {} : { kindFaults: faults }),
    });
  }

  #maxAgeMs({ detail: { maxAgeSeconds } }: Slot): number {
    if (maxAgeSeconds === 'never') return Number.POSITIVE_INFINITY;
    return Math.min(maxAgeSeconds, this.#options.settings.detailBoundSeconds) * 1_000;
  }

  #prune(): void {
    const asked = new Set(this.#options.asked());
    const nowMs = this.#options.clock.monotonic();
    for (const [name, slot] of this.#slots) {
      const isOld = slot.known === undefined || nowMs - slot.known.startedMs > ROTATION_MS;
      if (isOld && slot.reading === undefined && !asked.has(slot)) this.#slots.delete(name);
    }
  }
}
