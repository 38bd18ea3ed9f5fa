// One look at AWS on behalf of an object: its own parts and whatever its kind asks, in one consistent picture.
import type { AnyPart } from '../model/reader.ts';
import { saysAtRest } from './finish.ts';
import { type Outcome, waiting } from './outcome.ts';
import type { AnyInput } from './input.ts';
import type { Pass, Seen } from './pass.ts';
import { partsOf, recordedID } from './things.ts';

export type Look = { seen: Seen } | { outcome: Outcome };

/**
 * @param since monotonic milliseconds: nothing that was asked for earlier counts.
 * @throws Fault when a read failed.
 */
export async function look(pass: Pass, input: AnyInput, since: number): Promise<Look> {
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
