// What many kinds say in the same words: references and printer columns. Separate so that a kind's file shows where it
// differs from the others.
import type { Column, KindName, Reference } from '../model/kind.ts';

/** What the object is part of: it is waited for, decides account and region, and cannot go before the object. */
export function parentReference(
  path: string,
  kind: KindName,
  needs: Reference['needs'] = 'usable',
): Reference {
  return {
    path,
    to: [kind],
    needs,
    missing: 'wait',
    holdsTarget: true,
    releasable: false,
    verb: 'change',
    places: true,
  };
}

/** Whose default the object adopts, where it adopts one: found there, in its account and region. */
export function defaultReference(kind: KindName): Reference {
  return parentReference('adopt.defaultOf', kind, 'id');
}

/** A link that is made and undone in place: everything else is done without it, and deletion releases it. */
export function linkReference(
  path: string,
  to: KindName | readonly KindName[],
  needs: Reference['needs'] = 'id',
): Reference {
  const kinds = typeof to === 'string' ? [to] : to;
  return { path, to: kinds, needs, missing: 'holdItem', holdsTarget: true, releasable: true, verb: 'use' };
}

/** The id of something that has no kind here. */
export function idReference(path: string, needs: Reference['needs'] = 'id'): Reference {
  return {
    path,
    to: [],
    needs,
    missing: 'holdItem',
    holdsTarget: false,
    releasable: false,
    verb: 'use',
  };
}

/** A column that is always shown. */
export function column(
  name: string,
  jsonPath: string,
  description: string,
  type: Column['type'] = 'string',
): Column {
  return { name, jsonPath, type, priority: 0, description };
}

/** A column that `kubectl get -o wide` adds. */
export function wideColumn(
  name: string,
  jsonPath: string,
  description: string,
  type: Column['type'] = 'string',
): Column {
  return { ...column(name, jsonPath, description, type), priority: 1 };
}
