// From names to ids. Every pass resolves every reference anew: grants may have been withdrawn, targets replaced.
// References gate fields, not objects: what cannot be resolved is handed on as such, and the kind's reference table says
// whether the whole object waits or only the item is held.
import type { AnyKind, Ref, Reference } from '../model/kind.ts';
import { keyOf, type KubeObject } from '../model/object.ts';
import type { ObjectStore } from '../model/objects.ts';
import { notThere, type Occurrence, occurrencesOf, shownTarget } from './occurrences.ts';
import type { Facts } from './facts.ts';
import { grantedVerbs } from './tenancy.ts';

export type Resolved = { occurrence: Occurrence; ref: Ref; target: string | undefined };

export type ReferenceContext = {
  store: ObjectStore;
  facts: Facts;
  /** Ids behind granted references, by `grantedKey`. */
  granted: Readonly<Record<string, string>>;
  /** Why a raw id may not be used, or undefined. */
  rawProblem(id: string): string | undefined;
};

/** What a granted id is remembered by: the field and what it names, because the place in a list says nothing. */
export function grantedKey(reference: Reference, target: string): string {
  return `${reference.path} ${target}`;
}

/** Key of the object that an occurrence names; undefined for raw ids. */
export function targetKey(
  occurrence: Occurrence,
  object: KubeObject,
  store: ObjectStore,
): string | undefined {
  if (!('name' in occurrence.target)) return undefined;
  const { name, namespace = object.metadata.namespace } = occurrence.target;
  const keys = occurrence.reference.to.map((kind) => keyOf(kind, namespace, name));
  return keys.find((key) => store.get(key) !== undefined) ?? keys[0];
}

export function resolveAll(
  kind: AnyKind,
  object: KubeObject,
  spec: Readonly<Record<string, unknown>>,
  context: ReferenceContext,
): readonly Resolved[] {
  return occurrencesOf(kind, spec).map((occurrence) => {
    const target = targetKey(occurrence, object, context.store);
    const ref =
      'rawID' in occurrence.target
        ? raw(occurrence.target.rawID, context)
        : named({ occurrence, object, target }, context);
    return { occurrence, ref, target };
  });
}

function raw(id: string, context: ReferenceContext): Ref {
  const problem = context.rawProblem(id);
  if (problem !== undefined) return { is: 'missing', name: id, why: problem, reason: 'ReferenceNotGranted' };
  return { is: 'usable', id, name: id, scope: undefined, granted: ['use', 'change', 'accept'], why: '' };
}

function named(
  { occurrence, object, target }: { occurrence: Occurrence; object: KubeObject; target: string | undefined },
  context: ReferenceContext,
): Ref {
  const { name, namespace = object.metadata.namespace } = occurrence.target as {
    name: string;
    namespace?: string;
  };
  const targetKind = target?.split('/')[0] ?? occurrence.reference.to[0] ?? '';
  const shown = shownTarget(targetKind, { name, namespace }, object.metadata.namespace);
  const verbs = grantedVerbs(context.store, {
    from: { namespace: object.metadata.namespace ?? '', kind: object.kind },
    to: { namespace: namespace ?? '', kind: targetKind, name },
  });
  const facts = target === undefined ? undefined : context.facts.of(target);
  if (!verbs.includes(occurrence.reference.verb))
    return notGranted(occurrence, { shown, namespace: namespace ?? '', target }, context);
  if (target === undefined || context.store.get(target) === undefined) {
    return { is: 'missing', name, why: notThere(shown), reason: 'DependencyNotFound' };
  }
  if (facts?.id === undefined)
    return { is: 'missing', name, why: `${shown} has no AWS id yet`, reason: 'DependencyNotReady' };
  const known = { id: facts.id, name, scope: facts.scope, granted: verbs };
  // What was complete as declared before may lack what is declared now.
  const declared = context.store.get(target)?.metadata.generation;
  const current = facts.usableFor === undefined || facts.usableFor === declared;
  if (facts.usable && current) return { is: 'usable', ...known, why: '' };
  return { is: 'notUsable', ...known, why: `${shown} (${facts.id}) is not usable yet` };
}

function notGranted(
  { reference }: Occurrence,
  { shown, namespace, target }: { shown: string; namespace: string; target: string | undefined },
  context: ReferenceContext,
): Ref {
  const why = `${shown} is in another namespace and no NetworkGrant in ${namespace} allows '${reference.verb}' on it`;
  const cure = 'have one made there, or correct the reference';
  const last = target === undefined ? undefined : context.granted[grantedKey(reference, target)];
  if (last === undefined)
    return { is: 'missing', name: shown, why: `${why}: ${cure}`, reason: 'ReferenceNotGranted' };
  return {
    is: 'withdrawn',
    id: last,
    name: shown,
    scope: undefined,
    granted: [],
    why: `${why} any more: what exists stays`,
  };
}

/** The reference that decides where the object lives, where no grant allows it: nothing else about the placement matters then. */
export function ungrantedParent(
  kind: AnyKind,
  object: KubeObject,
  context: Pick<ReferenceContext, 'store' | 'facts' | 'granted'>,
): { occurrence: Occurrence; why: string } | undefined {
  const anyID = () => undefined;
  const all = resolveAll(kind, object, object.spec ?? {}, { ...context, rawProblem: anyID });
  const parent = all.find(({ occurrence }) => occurrence.reference.places === true);
  if (parent?.ref.is !== 'missing' || parent.ref.reason !== 'ReferenceNotGranted') return undefined;
  return { occurrence: parent.occurrence, why: parent.ref.why };
}

/** The references that hold the whole object back, in words; a thing that exists already is not held by usability. */
export function blocking(resolved: readonly Resolved[], exists: boolean): readonly Resolved[] {
  return resolved.filter(({ occurrence: { reference }, ref }) => {
    if (reference.missing !== 'wait') return false;
    if (ref.is === 'missing') return true;
    if (ref.is === 'withdrawn') return !exists;
    return ref.is === 'notUsable' && reference.needs === 'usable' && !exists;
  });
}
