// CustomResourceDefinitions become served resources: names filled in, schemas compiled once per schema and kept over
// clusters, because a simulation makes thousands of clusters with the same definitions.
import type { KubeObject, Obj } from './json.ts';
import { arrayAt, isObject, objectAt, stringAt, stringsAt } from './json.ts';
import { METADATA_SHAPE } from './builtin-shapes.ts';
import { CREATED } from './builtin-columns.ts';
import type { Column, Resource } from './resource.ts';
import { ALL_VERBS } from './resource.ts';
import type { CompiledSchema } from './schema/compile.ts';
import { compileSchema } from './schema/compile.ts';
import { definitionRules } from './definition-rules.ts';
import { SchemaError } from './schema/schema-error.ts';
import type { Cause } from './status-errors.ts';

const byIdentity = new WeakMap<object, CompiledSchema>();
const byText = new Map<string, CompiledSchema>();
/** Distinct schemas kept by their text before all are forgotten; a cluster of ours has some thirty. */
const KEPT_SCHEMAS = 500;

function compiled(schema: object): CompiledSchema {
  const known = byIdentity.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  let result = byText.get(text);
  if (result === undefined) {
    result = compileSchema(schema);
    if (byText.size >= KEPT_SCHEMAS) byText.clear();
    byText.set(text, result);
  }
  byIdentity.set(schema, result);
  return result;
}

/** spec.names with what the server fills in. */
export function withDefaultNames(spec: Obj): Obj {
  const names = objectAt(spec, 'names');
  const kind = stringAt(names, 'kind');
  return {
    ...spec,
    conversion: spec.conversion ?? { strategy: 'None' },
    names: {
      ...names,
      singular: names.singular ?? kind.toLowerCase(),
      listKind: names.listKind ?? (kind === '' ? '' : `${kind}List`),
    },
  };
}

export function definitionFaults(definition: Obj, old: Obj | undefined): Cause[] {
  return [...definitionRules(definition, old), ...schemaFaults(objectAt(definition, 'spec'))];
}

/** Where the server looks for the schema of a definition with one version, or with one schema for all. */
const ONE_SCHEMA = 'spec.validation.openAPIV3Schema';

function schemaFaults(spec: Obj): Cause[] {
  const versions = arrayAt(spec, 'versions');
  return versions.flatMap((version, index): Cause[] => {
    const schema = isObject(version) ? objectAt(version, 'schema').openAPIV3Schema : undefined;
    const field = versions.length === 1 ? ONE_SCHEMA : `spec.versions[${index}].schema.openAPIV3Schema`;
    if (!isObject(schema)) {
      const missing = `spec.versions[${index}].schema.openAPIV3Schema`;
      return [{ reason: 'FieldValueRequired', message: 'Required value', field: missing }];
    }
    try {
      compiled(schema);
      return [];
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      return error.problems.map(({ path, text }) => ({
        reason: reasonOf(text),
        message: text.replace(/within openAPIV3Schema/, `within ${field}`),
        field: path.replace(/^openAPIV3Schema/, field),
      }));
    }
  });
}

function reasonOf(text: string): string {
  const [first = ''] = text.split(':');
  const known: Record<string, string> = {
    'Required value': 'FieldValueRequired',
    Forbidden: 'FieldValueForbidden',
    'Unsupported value': 'FieldValueNotSupported',
    'Duplicate value': 'FieldValueDuplicate',
  };
  return known[first] ?? 'FieldValueInvalid';
}

/** spec and status as the server keeps them: names accepted, established at once. */
export function establishedDefinition(definition: KubeObject, time: string): KubeObject {
  const spec = withDefaultNames(objectAt(definition, 'spec'));
  const versions = arrayAt(spec, 'versions').filter(isObject);
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    lastTransitionTime: time,
    reason,
    message,
  });
  const previous = arrayAt(objectAt(definition, 'status'), 'conditions');
  const conditions =
    previous.length > 0
      ? previous
      : [
          condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
          condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
        ];
  const stored = versions
    .filter((version) => version.storage === true)
    .map((version) => stringAt(version, 'name'));
  return { ...definition, spec, status: { conditions, acceptedNames: spec.names, storedVersions: stored } };
}

/** One resource per served version; the storage version first. */
export function resourcesOf(definition: KubeObject): Resource[] {
  const spec = objectAt(definition, 'spec');
  return arrayAt(spec, 'versions')
    .filter(isObject)
    .filter((version) => version.served === true)
    .sort((a, b) => Number(b.storage === true) - Number(a.storage === true))
    .map((version) => resourceOf(definition, spec, version));
}

function resourceOf(definition: KubeObject, spec: Obj, version: Obj): Resource {
  const names = objectAt(withDefaultNames(spec), 'names');
  const schema = objectAt(objectAt(version, 'schema'), 'openAPIV3Schema');
  const plural = stringAt(names, 'plural');
  const group = stringAt(spec, 'group');
  return {
    group,
    version: stringAt(version, 'name'),
    kind: stringAt(names, 'kind'),
    listKind: stringAt(names, 'listKind'),
    plural,
    singular: stringAt(names, 'singular'),
    shortNames: stringsAt(names, 'shortNames'),
    categories: stringsAt(names, 'categories'),
    namespaced: stringAt(spec, 'scope') === 'Namespaced',
    store: `${group}/${plural}`,
    verbs: ALL_VERBS,
    statusSubresource: isObject(objectAt(version, 'subresources').status),
    countsGenerations: true,
    unconditionalUpdate: false,
    names: 'subdomain',
    shape: { ...schema, properties: { ...objectAt(schema, 'properties'), metadata: METADATA_SHAPE } },
    compiled: compiled(schema),
    columns: columnsOf(version),
    selectable: arrayAt(version, 'selectableFields').map((field) =>
      stringAt(field, 'jsonPath').replace(/^\./, ''),
    ),
    ...deprecationOf(spec, version),
    storageVersion: storageVersionOf(spec),
    terminating: definition.metadata.deletionTimestamp !== undefined,
  };
}

function storageVersionOf(spec: Obj): string {
  return stringAt(
    arrayAt(spec, 'versions').find((version) => isObject(version) && version.storage === true),
    'name',
  );
}

/** The warning of a deprecated version; without words of its own it names the newest version that is not. */
function deprecationOf(spec: Obj, version: Obj): { deprecation?: string } {
  if (version.deprecated !== true) return {};
  const own = stringAt(version, 'deprecationWarning');
  if (own !== '') return { deprecation: own };
  const group = stringAt(spec, 'group');
  const kind = stringAt(objectAt(spec, 'names'), 'kind');
  const better = arrayAt(spec, 'versions')
    .filter(isObject)
    .find((other) => other.served === true && other.deprecated !== true);
  const advice = better === undefined ? '' : `; use ${group}/${stringAt(better, 'name')} ${kind}`;
  return { deprecation: `${group}/${stringAt(version, 'name')} ${kind} is deprecated${advice}` };
}

/** Without columns of its own a custom resource shows its age. */
const DEFAULT_COLUMNS: readonly Column[] = [
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: CREATED },
];

function columnsOf(version: Obj): readonly Column[] {
  const own = arrayAt(version, 'additionalPrinterColumns').filter(isObject);
  if (own.length === 0) return DEFAULT_COLUMNS;
  return own.map((column) => ({
    name: stringAt(column, 'name'),
    type: stringAt(column, 'type'),
    format: stringAt(column, 'format'),
    description:
      stringAt(column, 'description') ||
      `Custom resource definition column (in JSONPath format): ${stringAt(column, 'jsonPath')}`,
    priority: typeof column.priority === 'number' ? column.priority : 0,
    jsonPath: stringAt(column, 'jsonPath'),
  }));
}
