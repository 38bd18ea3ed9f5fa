// Rules for names and metadata that every kind shares (k8s.io/apimachinery/pkg/api/validation).
import { isObject, stringsAt } from './json.ts';
import type { Obj } from './json.ts';
import type { Resource } from './resource.ts';
import type { Cause } from './status-errors.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
/** Characters; DNS1123 limits, https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const SUBDOMAIN_LIMIT = 253;
const LABEL_LIMIT = 63;
/** Bytes of all annotations together; TotalAnnotationSizeLimitB in k8s.io/apimachinery/pkg/api/validation/objectmeta.go. */
const ANNOTATIONS_LIMIT = 256 * 1024;

const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

function invalidValue(field: string, value: unknown, why: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}

function nameFaults(names: Resource['names'], name: string): Cause[] {
  const field = 'metadata.name';
  if (names === 'path')
    return /[/%]/.test(name) ? [invalidValue(field, name, "may not contain '/' or '%'")] : [];
  const [pattern, text, limit] =
    names === 'label'
      ? ([LABEL, LABEL_TEXT, LABEL_LIMIT] as const)
      : ([SUBDOMAIN, SUBDOMAIN_TEXT, SUBDOMAIN_LIMIT] as const);
  const faults = pattern.test(name) ? [] : [invalidValue(field, name, text)];
  return name.length > limit
    ? [...faults, invalidValue(field, name, `must be no more than ${limit} characters`)]
    : faults;
}

/** What is wrong with the metadata of an object that is to be stored. */
export function metadataFaults(resource: Resource, metadata: Obj): Cause[] {
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  if (name === '') {
    return [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
        field: 'metadata.name',
      },
    ];
  }
  return [
    ...nameFaults(resource.names, name),
    ...mapFaults('metadata.labels', metadata.labels, true),
    ...mapFaults('metadata.annotations', metadata.annotations, false),
    ...stringsAt(metadata, 'finalizers')
      .filter((finalizer) => !QUALIFIED.test(finalizer))
      .map((finalizer) =>
        invalidValue('metadata.finalizers', finalizer, 'name part must consist of alphanumeric characters'),
      ),
    ...ownerFaults(metadata.ownerReferences),
  ];
}

function mapFaults(field: string, map: unknown, labels: boolean): Cause[] {
  if (!isObject(map)) return [];
  const faults: Cause[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(map)) {
    size += key.length + String(value).length;
    if (!QUALIFIED.test(labels ? key : key.toLowerCase())) {
      faults.push(
        invalidValue(field, key, "name part must consist of alphanumeric characters, '-', '_' or '.'"),
      );
    }
    const text = typeof value === 'string' ? value : undefined;
    if (text === undefined) faults.push(invalidValue(field, value, 'must be a string'));
    else if (labels && (!LABEL_VALUE.test(text) || text.length > LABEL_LIMIT)) {
      faults.push(
        invalidValue(
          field,
          text,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'",
        ),
      );
    }
  }
  if (!labels && size > ANNOTATIONS_LIMIT) {
    faults.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes`,
      field,
    });
  }
  return faults;
}

function ownerFaults(owners: unknown): Cause[] {
  if (!Array.isArray(owners)) return [];
  const faults: Cause[] = [];
  owners.forEach((owner: unknown, index) => {
    for (const name of ['apiVersion', 'kind', 'name', 'uid']) {
      if (isObject(owner) && typeof owner[name] === 'string' && owner[name] !== '') continue;
      faults.push(
        invalidValue(`metadata.ownerReferences[${index}].${name}`, '', `${name} must not be empty`),
      );
    }
  });
  const controllers = owners.filter((owner) => isObject(owner) && owner.controller === true).length;
  if (controllers > 1) {
    faults.push(
      invalidValue(
        'metadata.ownerReferences',
        owners.length,
        'Only one reference can have Controller set to true',
      ),
    );
  }
  return faults;
}

/** Names in metadata that a server knows; others are unknown fields. */
const METADATA_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]);

export function unknownMetadata(metadata: Obj): string[] {
  return Object.keys(metadata).filter((name) => !METADATA_FIELDS.has(name));
}
