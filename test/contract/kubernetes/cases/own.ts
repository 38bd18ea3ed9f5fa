// Our own kinds, field by field, from their definitions as they were recorded: set, left out, and each rule broken on
// creation; changed, unset and set later on update. The recording says what the real server thinks of each.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Case, Step } from '../case.ts';
import { merge, post } from '../case.ts';
import { OWN_DEFINITIONS_FILE, ownDefinitions } from '../definitions.ts';
import { broken, example, type Field, fieldsOf, type Members, placed } from './own-values.ts';

export const OWN_SAMPLES_FILE = join(dirname(OWN_DEFINITIONS_FILE), 'samples.json');
const DRY = { dryRun: 'All' };

type Own = { kind: string; apiVersion: string; path: string; schema: Members; sample: unknown };
type Definition = {
  spec: {
    group: string;
    scope: string;
    names: { kind: string; plural: string };
    versions: readonly { name: string; schema: { openAPIV3Schema: { properties: { spec?: Members } } } }[];
  };
};

function ownKinds(): Own[] {
  const samples = JSON.parse(readFileSync(OWN_SAMPLES_FILE, 'utf8')) as Members;
  return (ownDefinitions() as unknown as Definition[]).flatMap(({ spec }) => {
    const [version] = spec.versions;
    const schema = version?.schema.openAPIV3Schema.properties.spec;
    if (version === undefined || schema === undefined) return [];
    const { kind, plural } = spec.names;
    const apiVersion = `${spec.group}/${version.name}`;
    const within = spec.scope === 'Namespaced' ? 'namespaces/{case.ns}/' : '';
    const path = `/apis/${apiVersion}/${within}${plural}`;
    return [{ kind, apiVersion, path, schema, sample: samples[kind] ?? example(schema) }];
  });
}

function objectOf({ apiVersion, kind }: Own, spec: unknown): Members {
  return { apiVersion, kind, metadata: { name: '{case.ns}' }, spec };
}

function creation(own: Own, spec: unknown): Step {
  // Field managers of a dry run are those of any write, and shown in other cases.
  return post(own.path, objectOf(own, spec), { query: DRY, pick: ['message'] });
}

/** Whole answers for what is right: what it becomes with its defaults. */
function creationShown(own: Own, spec: unknown): Step {
  return post(own.path, objectOf(own, spec), { query: DRY, pick: ['spec'] });
}

function fieldCases(own: Own, field: Field): Case[] {
  const name = `${own.kind} spec.${field.path}`;
  const set = placed(own.sample, field.steps, example(field.schema));
  const unset = placed(own.sample, field.steps, undefined);
  const cases: Case[] = [
    {
      name: `${name}: set and left out`,
      steps: [set, unset].flatMap((spec) => [creation(own, spec), creationShown(own, spec)]),
    },
    {
      name: `${name}: broken`,
      steps: broken(field.schema).map(([, value]) => creation(own, placed(own.sample, field.steps, value))),
    },
  ];
  if (field.steps.length > 1) return cases;
  return [...cases, { name: `${name}: changed, unset and set`, steps: changes(own, field) }];
}

function changes(own: Own, field: Field): Step[] {
  const change = (value: unknown): Step =>
    merge(
      `${own.path}/{case.ns}`,
      { spec: placed({}, field.steps, value) },
      { query: DRY, pick: ['message'] },
    );
  const others = broken(field.schema).map(([, value]) => value);
  return [
    post(own.path, objectOf(own, own.sample), { pick: ['kind'] }),
    ...[example(field.schema), ...alternatives(field.schema), null, ...others.slice(0, 1)].map(change),
  ];
}

/** Other values that fit: the second choice, the other truth, the next number, other texts. */
function alternatives({ type, enum: choices, minimum }: Members): unknown[] {
  if (Array.isArray(choices)) return choices.slice(1, 2);
  if (type === 'boolean') return [false];
  if (type === 'integer') return [Number(minimum ?? 0) + 1];
  if (type === 'string') return ['10.9.0.0/16', 'vpc-00000000000000001', 'subnet-00000000000000001', 'other'];
  return [];
}

export const ownCases: readonly Case[] = ownKinds().flatMap((own) => [
  {
    name: `${own.kind}: as in its sample`,
    steps: [creationShown(own, own.sample), creation(own, own.sample)],
  },
  { name: `${own.kind}: nothing at all`, steps: [creation(own, {}), creation(own, undefined)] },
  {
    name: `${own.kind}: an unknown field`,
    steps: [
      post(own.path, objectOf(own, { ...(own.sample as Members), unknownField: 1 }), {
        query: { ...DRY, fieldValidation: 'Strict' },
        pick: ['message'],
      }),
    ],
  },
  ...fieldsOf(own.schema, []).flatMap((field) => fieldCases(own, field)),
]);
