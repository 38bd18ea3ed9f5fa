// What another object of this cluster is about to make of its thing. Asked where one thing at a time can have a place, such as
// the seat of an address: whether what sits there will leave cannot be seen in AWS.
import { memberAt } from '../model/json.ts';
import { annotations } from '../model/names.ts';
import { type KubeObject, keyOfObject, partsOfKey } from '../model/object.ts';
import type { Pass } from './pass.ts';
import { resolveAll } from './references.ts';

/** undefined: it is not declared, or is not carried out now, so that nobody can count on it. */
export function declaredBy(pass: Pass, id: string, path: string): string | undefined {
  const { facts, kinds, store } = pass.deps;
  const [key] = facts.havingID(id);
  const object = key === undefined ? undefined : store.get(key);
  const kind = kinds.get(object?.kind ?? '');
  if (object === undefined || kind === undefined || !isCarriedOut(pass, object)) return undefined;
  const spec = object.spec ?? {};
  // Only its own pass knows of consent; whoever writes this object may write those beside it.
  const isBeside = object.metadata.namespace === partsOfKey(pass.key).namespace;
  const rawProblem = () => (isBeside ? undefined : `consent to ${keyOfObject(object)} is not known here`);
  if (kind.references.some((one) => one.path === path)) {
    const resolved = resolveAll(kind, object, spec, { store, facts, granted: {}, rawProblem });
    const ref = resolved.find(({ occurrence }) => occurrence.path === path)?.ref;
    return ref?.is === 'usable' ? ref.id : undefined;
  }
  const value = memberAt(spec, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Who waits for an approval may wait for ever; one that asks for approvals itself is told all the same. */
function isCarriedOut(pass: Pass, { metadata, spec = {} }: KubeObject): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (metadata.annotations?.[annotations.paused] === 'true') return false;
  if ((spec.managementPolicy ?? 'Manage') !== 'Manage') return false;
  return spec.approval !== 'Manual' || pass.policy('approval', 'Automatic') === 'Manual';
}
