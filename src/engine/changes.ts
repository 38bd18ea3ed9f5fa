// What of a change of an object asks for a look at it: own status writes come back as changes too.
import { annotations } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';

/** What of an object a person or another controller may change. */
export function faceOf({ metadata }: KubeObject): string {
  return JSON.stringify([metadata.generation, metadata.deletionTimestamp, metadata.annotations]);
}

/** Own status writes come back as changes too: only what a person or another controller changed asks for a look. */
export function asksForALook(old: KubeObject, now: KubeObject): boolean {
  if (old.metadata.uid !== now.metadata.uid || old.metadata.generation !== now.metadata.generation)
    return true;
  if (old.metadata.deletionTimestamp !== now.metadata.deletionTimestamp) return true;
  if (
    now.metadata.deletionTimestamp !== undefined &&
    old.metadata.finalizers?.length !== now.metadata.finalizers?.length
  )
    return true;
  const { placement: _ours, ...others } = annotations;
  return Object.values(others).some((name) => annotationChanged(old, now, name)) || statusLost(old, now);
}

export function annotationChanged(old: KubeObject | undefined, now: KubeObject, name: string): boolean {
  return old?.metadata.annotations?.[name] !== now.metadata.annotations?.[name];
}

/** Somebody wiped what the controller remembers. */
function statusLost(old: KubeObject, now: KubeObject): boolean {
  return old.status?.record !== undefined && now.status?.record === undefined;
}

/** Every namespace that a grant, before or after its change, gives to or is given by. */
export function namespacesOf(grants: readonly (KubeObject | undefined)[]): ReadonlySet<string> {
  return new Set(
    grants.flatMap((grant) => {
      const from = (grant?.spec?.from as readonly { namespace: string }[] | undefined) ?? [];
      return [grant?.metadata.namespace ?? '', ...from.map(({ namespace }) => namespace)];
    }),
  );
}
