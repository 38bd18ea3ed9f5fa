// What another hand changed in AWS, as opposed to what is still to be done: told apart here, counted here.
import type { Action } from '../model/kind.ts';
import { conditionsIn } from './conditions.ts';
import type { Pass } from './pass.ts';

/**
 * A settled generation that needs work again was changed by another hand; marks of ours are no such work.
 * @param fresh whether the picture of AWS is newer than what this controller wrote
 */
export function isDrift(pass: Pass, wanted: readonly Action[], { fresh }: { fresh: boolean }): boolean {
  const differs = wanted.some((action) => action.changes.length > 0);
  if (pass.memo.drifted || !differs || pass.memo.lastWriteAt >= pass.startedAt) return false;
  if (!fresh || pass.memo.expecting) return false;
  const ready = conditionsIn(pass.object.status).find(({ type }) => type === 'Ready');
  return ready?.status === 'True' && ready.observedGeneration === pass.generation;
}

export function driftFound(pass: Pass): void {
  pass.memo.drifted = true;
  pass.deps.metrics.count('vpcraft_drift_found_total', { kind: pass.kind.names.kind });
}
