// From client-side to server-side apply: kubectl's annotation says what kubectl applied, so that kubectl taking it over is no
// conflict, and the annotation is kept up to date. Only for the field manager `kubectl`.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#migration-between-client-side-and-server-side-apply
// (apimachinery's managedfields/internal/lastappliedmanager.go and lastappliedupdater.go)
import { changesBetween, claimedFields } from './field-changes.ts';
import { difference, union } from './field-sets.ts';
import type { FieldSet, KubeObject, Meta, Obj } from './json.ts';
import { isObject, objectAt } from './json.ts';
import { ownablePart } from './managed-fields.ts';
import type { Shape } from './shape.ts';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
const KUBECTL = 'kubectl';

/** The fields of others that kubectl may take because it wrote them itself, by client-side apply, and they are still so. */
export function takenOver(manager: string, live: KubeObject, shape: Shape): FieldSet {
  const text = live.metadata.annotations?.[ANNOTATION] ?? '';
  if (manager !== KUBECTL || text === '') return {};
  const applied: unknown = JSON.parse(text);
  if (!isObject(applied) || applied.apiVersion !== live.apiVersion) return {};
  const last = ownablePart({ ...applied, metadata: objectAt(applied, 'metadata') } as KubeObject);
  const { added, modified, removed } = changesBetween(last, ownablePart(live), shape);
  return difference(claimedFields(last, shape), union(union(added, modified), removed));
}

/** The applied object with kubectl's annotation, where there is one, saying what was applied now. */
export function withLastApplied(manager: string, object: KubeObject, config: Obj): KubeObject {
  const { annotations } = object.metadata;
  if (manager !== KUBECTL || (annotations?.[ANNOTATION] ?? '') === '') return object;
  const { annotations: own, ...metadata } = objectAt(config, 'metadata');
  const { [ANNOTATION]: _, ...others } = isObject(own) ? own : {};
  const kept = Object.keys(others).length === 0 ? {} : { annotations: others };
  const text = `${JSON.stringify(inOrder({ ...config, metadata: { ...metadata, ...kept } }))}\n`;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, [ANNOTATION]: text } } as Meta,
  };
}

/** Members by name, as Go writes maps. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, inOrder(value[name])]),
  );
}
