// Which faults microburst spoils the controller's calls with, and when a spoiled network counts as settled. Shared by the tests
// that have the simulator behind it and those that have moto.
import { commands } from '../../src/ec2/commands.ts';
import { realClock, sleep } from '../../src/model/clock.ts';
import { objectsOf, readyOf, type Stage } from '../support/stage.ts';
import type { Fired, Rule } from './microburst.ts';

export const STEPS = ['created', 'edited', 'deleted'] as const;
export type Step = (typeof STEPS)[number];

/** Milliseconds that microburst adds to every answer: the p50 of EC2 itself is above 100, which only makes the test longer. */
const LATENCY = { min: 5, max: 60 };
const before: readonly Omit<Rule, 'service' | 'operation'>[] = [
  { error: { code: 'RequestLimitExceeded', status: 503 } },
  { error: { code: 'InternalError', status: 500 } },
  { reset: true },
];
const after: readonly Omit<Rule, 'service' | 'operation'>[] = [
  { error: { code: 'Unavailable', status: 503 } },
  { response: { truncate_frac: 0.5 } },
  { response: { abort_frac: 0.3 } },
  { timeout_ms: 500 },
];

/** Every operation gets one ladder of faults, each once; the other half of them the other one. */
export function rules(turn: 0 | 1): readonly Rule[] {
  const spoiled = Object.keys(commands).flatMap((operation, at) =>
    (at % 2 === turn ? before : after).map(
      (fault): Rule => ({ service: 'ec2', operation, times: 1, ...fault }),
    ),
  );
  return [...spoiled, { service: '*', latency: LATENCY }];
}

/** The operations that were spoiled, and how often with what, for people. */
export function spoiledIn(fired: readonly Fired[]): { operations: ReadonlySet<string>; summary: string } {
  const faults = fired.filter(({ action }) => !action.startsWith('latency'));
  const operations = new Set(faults.flatMap(({ operation }) => operation ?? []));
  const actions = new Map<string, number>();
  for (const { action } of faults) actions.set(action, (actions.get(action) ?? 0) + 1);
  const counts = [...actions].map(([action, count]) => `${action} ${count}`).join(', ');
  return { operations, summary: `${faults.length} faults on ${operations.size} operations: ${counts}` };
}

export type Settling = {
  isGone: boolean;
  /** Number of changes of AWS so far. */
  writes: () => number | Promise<number>;
  /** How long nothing may be written, milliseconds: longer than a sweep, so that what is settled stays so. */
  quietMs: number;
  /** Longest wait, milliseconds. */
  patienceMs: number;
};

/** Until every object is Ready, or gone, and nothing is written any more. */
export async function settled(
  stage: Stage,
  { isGone, writes, quietMs, patienceMs }: Settling,
): Promise<void> {
  const open = () =>
    objectsOf(stage)
      .filter((object) => isGone || readyOf(object)?.status !== 'True')
      .map(describeObject);
  const started = realClock.monotonic();
  let quietSince = started;
  let seen = await writes();
  for (;;) {
    await sleep(realClock, 200);
    const now = realClock.monotonic();
    const written = await writes();
    if (written !== seen || open().length > 0) quietSince = now;
    seen = written;
    if (now - quietSince > quietMs) return;
    if (now - started > patienceMs) throw new Error(`not settled: ${open().join('; ') || 'still writing'}`);
  }
}

function describeObject(object: ReturnType<typeof objectsOf>[number]): string {
  const ready = readyOf(object);
  return `${object.kind}/${object.metadata.name} ${ready?.reason ?? 'not looked at'} ${ready?.message ?? ''}`;
}

/** Things of one owner that are not one. */
export function twiceIn(things: readonly { owner: string; id: string }[]): readonly string[] {
  return things
    .filter(({ owner, id }) => things.some((other) => other.owner === owner && other.id !== id))
    .map(({ owner, id }) => `${owner} ${id}`);
}
