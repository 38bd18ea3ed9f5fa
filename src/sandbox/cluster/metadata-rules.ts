// Rules for metadata that every kind shares (k8s.io/apimachinery/pkg/api/validation/objectmeta.go), on creation and on
// update. Types are right already: go-decode.ts has refused others.
import { type KubeObject, type Meta, type Obj, objectAt, type OwnerReference, stringsAt } from './json.ts';
import { invalidValue, labelValueFaults, nameFaults, qualifiedNameFaults } from './names.ts';
import type { Resource } from './resource.ts';
import type { Cause } from './status-errors.ts';

/** Bytes of all annotations together; TotalAnnotationSizeLimitB in objectmeta.go. */
const ANNOTATIONS_LIMIT = 256 * 1024;
/** Finalizers without a domain that built-in kinds accept (k8s.io/kubernetes/pkg/apis/core/helper, standardFinalizers). */
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];
/** Bytes; FieldManagerMaxLength in apis/meta/v1/validation. */
const MANAGER_LIMIT = 128;

export function creationFaults(resource: Resource, metadata: Meta): Cause[] {
  return [
    ...ownNameFaults(resource, metadata),
    ...sharedFaults(metadata),
    ...finalizerFaults(resource, stringsAt(metadata, 'finalizers')),
  ];
}

/** The server looks twice: before the strategy of the kind and in it; its causes say so. */
export function updateFaults(object: KubeObject, old: KubeObject): Cause[] {
  const faults = [...newFinalizerFaults(object.metadata, old.metadata), ...sharedFaults(object.metadata)];
  return [...faults, ...faults];
}

/** What a client may state of an object that is there, but not change. */
export function immutableFaults(sent: Meta, old: Meta): Cause[] {
  const faults = (['uid', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const).flatMap((name) => {
    const stated = sent[name];
    if (stated === undefined || stated === old[name]) return [];
    // A time that is there already is kept, whatever is said.
    if (name === 'deletionTimestamp' && old[name] !== undefined) return [];
    return [invalidValue(`metadata.${name}`, stated, 'field is immutable')];
  });
  return [...faults, ...faults];
}

function ownNameFaults({ names }: Resource, { name, generateName }: Meta): Cause[] {
  const base = generateName ?? '';
  const generated =
    base === ''
      ? []
      : nameFaults(names, base, true).map((why) => invalidValue('metadata.generateName', base, why));
  if ((name ?? '') === '') {
    const message = 'Required value: name or generateName is required';
    return [...generated, { reason: 'FieldValueRequired', message, field: 'metadata.name' }];
  }
  return [...generated, ...nameFaults(names, name).map((why) => invalidValue('metadata.name', name, why))];
}

/** Of an object within another. */
export function embeddedFaults(metadata: Obj): Cause[] {
  return sharedFaults(metadata as Partial<Meta> as Meta);
}

function sharedFaults(metadata: Meta): Cause[] {
  return [
    ...labelFaults(objectAt(metadata, 'labels')),
    ...annotationFaults(objectAt(metadata, 'annotations')),
    ...ownerFaults(metadata.ownerReferences ?? []),
  ];
}

function labelFaults(labels: Obj): Cause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key).map((why) => invalidValue('metadata.labels', key, why)),
    ...labelValueFaults(String(value)).map((why) => invalidValue('metadata.labels', value, why)),
  ]);
}

function annotationFaults(annotations: Obj): Cause[] {
  const field = 'metadata.annotations';
  const faults = Object.keys(annotations).flatMap((key) =>
    qualifiedNameFaults(key.toLowerCase()).map((why) => invalidValue(field, key, why)),
  );
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
  if (size <= ANNOTATIONS_LIMIT) return faults;
  const message = `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes`;
  return [...faults, { reason: 'FieldValueTooLong', message, field }];
}

function ownerFaults(owners: readonly OwnerReference[]): Cause[] {
  const field = 'metadata.ownerReferences';
  const faults: Cause[] = [];
  let controller: OwnerReference | undefined;
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = owner;
    if (!/^([^/]*\/)?[^/]+$/.test(apiVersion))
      faults.push(invalidValue(`${field}.apiVersion`, apiVersion, 'version must not be empty'));
    for (const [member, value] of Object.entries({ kind, name, uid })) {
      if (value === '') faults.push(invalidValue(`${field}.${member}`, '', 'must not be empty'));
    }
    if (apiVersion === 'v1' && kind === 'Event')
      faults.push(invalidValue(field, owner, '/v1, Kind=Event is disallowed from being an owner'));
    if (owner.controller !== true) continue;
    if (controller === undefined) controller = owner;
    else {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller.kind}/${controller.name} and ${kind}/${name}`;
      faults.push(invalidValue(field, owners, why));
    }
  }
  return faults;
}

function finalizerFaults(resource: Resource, finalizers: readonly string[]): Cause[] {
  const field = 'metadata.finalizers';
  const faults = finalizers.flatMap((finalizer) =>
    qualifiedNameFaults(finalizer).map((why) => invalidValue(field, finalizer, why)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    faults.push(
      invalidValue(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    );
  if (resource.group !== '') return faults;
  finalizers.forEach((finalizer, index) => {
    if (finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)) return;
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    faults.push(invalidValue(`${field}[${index}]`, finalizer, why));
  });
  return faults;
}

function newFinalizerFaults(metadata: Meta, old: Meta): Cause[] {
  if (old.deletionTimestamp === undefined) return [];
  const known = old.finalizers ?? [];
  const added = (metadata.finalizers ?? []).filter((finalizer) => !known.includes(finalizer)).sort();
  if (added.length === 0) return [];
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [{ reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' }];
}

/** What the client of a custom resource is told of finalizers that it adds (apiextensions-apiserver, customresource/validator.go). */
export function finalizerWarnings(metadata: Meta, old: Meta | undefined): string[] {
  const known = old?.finalizers ?? [];
  const added = (metadata.finalizers ?? []).filter((finalizer) => !known.includes(finalizer)).sort();
  return added
    .filter((finalizer) => !finalizer.includes('/') && !STANDARD_FINALIZERS.includes(finalizer))
    .map((finalizer) => {
      const how = finalizer.includes('.') ? ' including a path (/)' : '';
      const why = `prefer a domain-qualified finalizer name${how} to avoid accidental conflicts with other finalizer writers`;
      return `metadata.finalizers: ${JSON.stringify(finalizer)}: ${why}`;
    });
}

/** What is wrong with a field manager (apis/meta/v1/validation, ValidateFieldManager). */
export function fieldManagerFaults(manager: string): Cause[] {
  const field = 'fieldManager';
  const long: Cause[] =
    Buffer.byteLength(manager) > MANAGER_LIMIT
      ? [
          {
            reason: 'FieldValueTooLong',
            message: `Too long: may not be more than ${MANAGER_LIMIT} bytes`,
            field,
          },
        ]
      : [];
  let position = 0;
  for (const character of manager) {
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      long.push(invalidValue(field, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += Buffer.byteLength(character);
  }
  return long;
}
