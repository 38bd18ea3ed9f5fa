// Nothing is taken away from AWS on an old picture of Kubernetes: somebody may have declared it meanwhile, paused the object,
// or protected it. What only adds, or sets one value for another, goes on, because another pass can take it back; a call
// that adds and takes away at once waits as a whole (takes-away.ts).
import type { Action } from '../model/kind.ts';
import { STALE_SECONDS } from '../model/objects.ts';
import { type Outcome, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { takesAway } from './takes-away.ts';

/** Seconds until the watch is asked about again; chosen: the reflector tries about as often. */
export const STALE_LOOK_SECONDS = 15;

/** Why nothing may be taken away now; undefined: the pictures are fresh. */
export function staleWatch(pass: Pass): string | undefined {
  const { store, metrics } = pass.deps;
  const stale = kindsThatDeclare(pass).find((kind) => store.staleSeconds(kind) > STALE_SECONDS);
  if (stale === undefined) return undefined;
  metrics.count('vpcraft_stale_watch_holds_total', { kind: stale });
  return `The watch of ${stale} objects has been silent for more than ${STALE_SECONDS} s, so nothing is taken away: the API server, or the way to it, is interrupted.`;
}

/** The object's own kind, and those whose objects contribute to its lists. */
function kindsThatDeclare({ deps, kind }: Pass): readonly string[] {
  const own = kind.names.kind;
  const contributing = [...deps.kinds.values()].filter(({ contributesTo, references }) =>
    references.some(({ path, to }) => path === contributesTo?.ref && to.includes(own)),
  );
  return [own, ...contributing.map(({ names }) => names.kind)];
}

/** What of the actions may run on the picture as it is: without the removals, where it is old. */
export function withoutRemovals(
  pass: Pass,
  actions: readonly Action[],
): { actions: readonly Action[] } | { outcome: Outcome } {
  const removals = actions.filter(takesAway);
  const stale = removals.length === 0 ? undefined : staleWatch(pass);
  if (stale === undefined) return { actions };
  // What a removal has to make room for cannot be added before it.
  const isFirst = removals.some(({ breakFirst }) => breakFirst !== undefined);
  const others = isFirst ? [] : actions.filter((action) => !removals.includes(action));
  if (others.length > 0) return { actions: others };
  return { outcome: { ...waiting('WatchStale', stale, STALE_LOOK_SECONDS), keepReady: true } };
}
