// One look at AWS on behalf of an object: its own parts and whatever its kind asks, in one consistent picture.
import { faultOf, OWN_LIMITER } from '../model/fault.ts';
import type { AnyPart } from '../model/reader.ts';
import { saysAtRest } from './finish.ts';
import { type Outcome, waiting } from './outcome.ts';
import type { AnyInput } from './input.ts';
import type { Pass, Seen } from './pass.ts';
import { partsOf, recordedID } from './things.ts';

const MS = 1000;

export type Look = { seen: Seen } | { outcome: Outcome };

/**
 * @param since monotonic milliseconds: nothing that was asked for earlier counts.
 * @throws Fault when a read failed.
 */
export async function look(pass: Pass, input: AnyInput, since: number): Promise<Look> {
  try {
    const seen = await lookSince(pass, input, resumed(pass, since));
    if (Number.isFinite(since)) pass.memo.lookFrom = undefined;
    return seen;
  } catch (error) {
    if (faultOf(error)?.details.code === OWN_LIMITER && Number.isFinite(since))
      pass.memo.lookFrom = resumed(pass, since);
    throw error;
  }
}

/**
 * What is asked one by one may need more tokens than there are at once: a pass that went on without them is continued, or
 * none would ever come to the end of its questions. An own write, and a picture older than a sweep's, end that.
 */
function resumed({ memo, deps }: Pass, since: number): number {
  const from = memo.lookFrom;
  if (from === undefined || from < memo.lastWriteAt) return since;
  const age = deps.clock.monotonic() - from;
  return age > deps.settings.sweepSeconds * MS ? since : Math.min(from, since);
}

async function lookSince(pass: Pass, input: AnyInput, since: number): Promise<Look> {
  const observation = await pass.deps.reader.observe(
    {
      key: pass.key,
      scope: (role) => pass.scope(role),
      own: (part) => {
        const id = recordedID(pass.record, part);
        if (id === undefined) return { is: 'none' };
        const proof = pass.memo.deleted.has(part) ? 'oneMiss' : 'full';
        return { is: 'id', id, proof, mayGo: pass.deleting };
      },
      since,
      atRest: since === Number.NEGATIVE_INFINITY && saysAtRest(pass.object),
    },
    (view): Seen => {
      const rows = new Map(partsOf(pass).map((part: AnyPart) => [part.name, view.own(part)]));
      const observed = pass.kind.observe(input, view);
      const asks = input.want === 'absent';
      return { rows, observed, uses: asks ? (pass.kind.usedBy?.(input, observed, view) ?? []) : [] };
    },
  );
  if (observation.is === 'unproven') {
    const message = `Makes sure whether ${observation.what} still exists.`;
    return {
      outcome: { ...waiting('Pending', message, observation.retryMs / 1000), keepReady: true },
    };
  }
  pass.seen = observation.value;
  return { seen: observation.value };
}
