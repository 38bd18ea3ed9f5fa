// What a CustomResourceDefinition must be beside its schemas: names, scope, versions, columns
// (k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go).
import { arrayAt, equal, isObject, type Obj, objectAt, stringAt, stringsAt } from './json.ts';
import { invalidValue } from './names.ts';
import type { Cause } from './status-errors.ts';

const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end " +
  "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const APPROVAL = 'api-approved.kubernetes.io';

function required(field: string, why = ''): Cause {
  const message = why === '' ? 'Required value' : `Required value: ${why}`;
  return { reason: 'FieldValueRequired', message, field };
}

function labelFaults(field: string, value: string, shown = value): Cause[] {
  if (DNS_1035.test(value)) return [];
  const mixed = shown === value ? '' : 'may have mixed case, but should otherwise match: ';
  return [invalidValue(field, shown, `${mixed}${DNS_1035_TEXT}`)];
}

/** `spec` has the names that the server fills in. */
export function definitionRules(definition: Obj, old: Obj | undefined): Cause[] {
  const spec = objectAt(definition, 'spec');
  const versions = arrayAt(spec, 'versions').filter(isObject);
  return [
    ...(old === undefined ? identityFaults(definition, spec) : []),
    ...scopeFaults(spec, old === undefined ? undefined : objectAt(old, 'spec')),
    ...nameFaults(objectAt(spec, 'names')),
    ...versionFaults(definition, versions),
    ...versions.flatMap((version) => [
      ...columnFaults(version),
      ...selectableFaults(version),
      ...scaleFaults(version),
    ]),
  ];
}

function identityFaults(definition: Obj, spec: Obj): Cause[] {
  const metadata = objectAt(definition, 'metadata');
  const name = stringAt(metadata, 'name');
  const group = stringAt(spec, 'group');
  const guarded = /(^|\.)k8s\.io$|(^|\.)kubernetes\.io$/.test(group);
  const approved = stringAt(objectAt(metadata, 'annotations'), APPROVAL) !== '';
  const wanted = `${stringAt(objectAt(spec, 'names'), 'plural')}.${group}`;
  const see = `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`;
  return [
    ...(name === wanted
      ? []
      : [invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group')]),
    ...(group === '' ? [required('spec.group')] : []),
    ...(guarded && !approved ? [required(`metadata.annotations[${APPROVAL}]`, see)] : []),
    ...(spec.preserveUnknownFields === true
      ? [
          invalidValue(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
  ];
}

function scopeFaults(spec: Obj, old: Obj | undefined): Cause[] {
  const scope = stringAt(spec, 'scope');
  const changed = ['group', 'scope'].filter((name) => old !== undefined && !equal(spec[name], old[name]));
  const fixed = changed.map((name) => invalidValue(`spec.${name}`, spec[name], 'field is immutable'));
  const moved = ['plural', 'kind'].filter(
    (name) => old !== undefined && objectAt(spec, 'names')[name] !== objectAt(old, 'names')[name],
  );
  fixed.push(
    ...moved.map((name) =>
      invalidValue(`spec.names.${name}`, objectAt(spec, 'names')[name], 'field is immutable'),
    ),
  );
  if (scope === '') return [...fixed, required('spec.scope')];
  if (scope === 'Cluster' || scope === 'Namespaced') return fixed;
  const message = `Unsupported value: ${JSON.stringify(scope)}: supported values: "Cluster", "Namespaced"`;
  return [...fixed, { reason: 'FieldValueNotSupported', message, field: 'spec.scope' }];
}

function nameFaults(names: Obj): Cause[] {
  const kind = stringAt(names, 'kind');
  const list = stringAt(names, 'listKind');
  const named = (member: string, value: string, shown = value): Cause[] =>
    value === '' ? [required(`spec.names.${member}`)] : labelFaults(`spec.names.${member}`, value, shown);
  return [
    ...named('plural', stringAt(names, 'plural')),
    ...named('singular', stringAt(names, 'singular')),
    ...kindFaults('kind', kind),
    ...kindFaults('listKind', list),
    ...stringsAt(names, 'shortNames').flatMap((name, index) =>
      labelFaults(`spec.names.shortNames[${index}]`, name),
    ),
    ...stringsAt(names, 'categories').flatMap((name, index) =>
      labelFaults(`spec.names.categories[${index}]`, name),
    ),
  ];
}

function kindFaults(member: string, kind: string): Cause[] {
  const field = `spec.names.${member}`;
  if (kind === '') return [required(field)];
  if (DNS_1035.test(kind.toLowerCase())) return [];
  return [invalidValue(field, kind, `may have mixed case, but should otherwise match: ${DNS_1035_TEXT}`)];
}

function versionFaults(definition: Obj, versions: readonly Obj[]): Cause[] {
  const names = versions.map((version) => stringAt(version, 'name'));
  const storages = versions
    .filter((version) => version.storage === true)
    .map((version) => stringAt(version, 'name'));
  const stored = stringsAt(objectAt(definition, 'status'), 'storedVersions');
  const faults = names.flatMap((name, index) => labelFaults(`spec.versions[${index}].name`, name));
  const [first] = names;
  if (first !== undefined) faults.push(...labelFaults('spec.version', first));
  const shown = versions.map(goVersion);
  if (new Set(names).size < names.length)
    faults.push(invalidValue('spec.versions', shown, 'must contain unique version names'));
  if (storages.length !== 1)
    faults.push(
      invalidValue('spec.versions', shown, 'must have exactly one version marked as storage version'),
    );
  const last = storages.at(-1);
  if (last === undefined)
    faults.push(invalidValue('status.storedVersions', null, 'must have at least one stored version'));
  else if (storages.length > 1)
    faults.push(
      invalidValue('status.storedVersions', stored.slice(0, 1), `must have the storage version ${last}`),
    );
  return faults;
}

/** A version as the server's internal type shows it; its schema lies elsewhere there. */
function goVersion({ name, served, storage, deprecated, deprecationWarning }: Obj): Obj {
  return {
    Name: name,
    Served: served === true,
    Storage: storage === true,
    Deprecated: deprecated === true,
    DeprecationWarning: deprecationWarning ?? null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  };
}

function columnFaults(version: Obj): Cause[] {
  return arrayAt(version, 'additionalPrinterColumns')
    .filter(isObject)
    .flatMap((column, index) => {
      const field = `spec.additionalPrinterColumns[${index}]`;
      const { type, jsonPath } = column;
      return [
        ...(COLUMN_TYPES.includes(String(type))
          ? []
          : [invalidValue(`${field}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`)]),
        ...(String(jsonPath).startsWith('.')
          ? []
          : [invalidValue(`${field}.JSONPath`, jsonPath, 'must be a simple json path starting with .')]),
      ];
    });
}

function selectableFaults(version: Obj): Cause[] {
  return arrayAt(version, 'selectableFields')
    .filter(isObject)
    .flatMap((selectable, index) => {
      const path = stringAt(selectable, 'jsonPath');
      const field = `spec.selectableFields[${index}].jsonPath`;
      let schema: unknown = objectAt(objectAt(version, 'schema'), 'openAPIV3Schema');
      for (const name of path.split('.').slice(1)) schema = objectAt(schema, 'properties')[name];
      if (!isObject(schema))
        return [invalidValue(field, path, 'is an invalid path: does not refer to a valid field')];
      if (['string', 'boolean', 'integer'].includes(String(schema.type))) return [];
      const why =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      return [invalidValue(field, path, why)];
    });
}

function scaleFaults(version: Obj): Cause[] {
  const { scale } = objectAt(version, 'subresources');
  if (!isObject(scale)) return [];
  return ['specReplicasPath', 'statusReplicasPath']
    .filter((name) => stringAt(scale, name) === '')
    .map((name) => required(`spec.subresources.scale.${name}`));
}
