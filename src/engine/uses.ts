// What other objects still lead to a thing that is to be deleted, where AWS would delete it under them and cut their
// traffic: a route moved to a new gateway while the old one is pruned in the same apply. A reference that is given up holds
// nothing any more, so that only AWS shows who is still to let go.
//
//   the using thing's object                                    the deletion
//   ----------------------------------------------------------------------------------------------
//   is gone, or is being deleted                                goes on: references alone decide their order
//   is there, all that it refers to can be used                 waits for it
//   is there, and waits itself for something it refers to       waits for it, but not for ever: what it waits for
//                                                               may need the very place that this deletion frees
import type { ObjectKey } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import { blocked, type Outcome } from './outcome.ts';
import type { Pass, Seen } from './pass.ts';
import { partsOf, stateOf } from './things.ts';

/**
 * How long what leaves stays for those that still lead to it, and they wait for what takes its place to be complete.
 * Chosen: twice what AWS needs for the slowest of such things, some minutes for a NAT gateway or an endpoint. By then what
 * is to come may be waiting for what the leaving one keeps, such as the address of a NAT gateway: one side has to give way.
 */
const HANDOVER_SECONDS = 600;

/** undefined: nobody leads to it any more for whom it would have to stay. */
export function stillUsed(pass: Pass, seen: Seen): Outcome | undefined {
  const uses = isInService(pass, seen) ? seen.uses : [];
  const left = handoverLeft(pass.object, pass.deps.clock.now());
  const holding = uses.filter(
    ({ owner }) => isStanding(pass, owner) && (left > 0 || !isWaiting(pass, owner)),
  );
  if (holding.length === 0) return undefined;
  const named = holding.map(({ id, owner, what }) => `${id} (${owner}) has ${what}`).sort();
  const seconds = pass.deps.settings.deniedSeconds;
  return blocked(
    'DeletionBlocked',
    `Traffic still leads to it: ${named.join('; ')}. It is deleted when that leads elsewhere or is removed.`,
    left > 0 ? Math.min(left, seconds) : seconds,
  );
}

/** What has failed or leaves already carries no traffic. */
function isInService(pass: Pass, seen: Seen): boolean {
  return partsOf(pass).some((part) => {
    const row = seen.rows.get(part.name);
    return row !== undefined && stateOf(part, row) === 'ready';
  });
}

/** Seconds, negative when it is over; the whole time of what is not being deleted. */
export function handoverLeft({ metadata }: KubeObject, nowMs: number): number {
  const since = Date.parse(metadata.deletionTimestamp ?? '');
  return HANDOVER_SECONDS - (Number.isNaN(since) ? 0 : (nowMs - since) / 1000);
}

function isStanding({ deps }: Pass, key: ObjectKey): boolean {
  const object = deps.store.get(key);
  return object !== undefined && object.metadata.deletionTimestamp === undefined;
}

/** Whether the object, or one that adds an item to it, refers to what cannot be used yet. */
function isWaiting({ deps }: Pass, key: ObjectKey): boolean {
  const adding = deps.referrers
    .referrersOf(key)
    .filter((from) => deps.kinds.get(deps.store.get(from)?.kind ?? '')?.contributesTo !== undefined);
  return [key, ...adding]
    .flatMap((from) => deps.referrers.targetsOf(from))
    .some((target) => deps.facts.of(target)?.usable !== true);
}
