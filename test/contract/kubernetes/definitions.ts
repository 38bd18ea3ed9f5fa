// The definitions with which every case finds its server: gadgets, whose schema uses each feature that a schema can have,
// crates (cluster-wide, two versions), and our own kinds as they were when the recording was made.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUP } from './case.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = (more: Schema = {}): Schema => ({ type: 'string', ...more });
const integer = (more: Schema = {}): Schema => ({ type: 'integer', ...more });
const object = (properties: Schema, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
const rule = (expression: string, message: string, more: Schema = {}): Schema => ({
  rule: expression,
  message,
  ...more,
});

export const FORMATS = [
  ...['byte', 'date', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'cidr', 'mac', 'uri'],
  ...['uuid', 'uuid4', 'bsonobjectid', 'creditcard', 'hexcolor', 'rgbcolor', 'ssn', 'isbn10', 'password'],
];

const VALUES: Schema = {
  short: text({ maxLength: 5, minLength: 2 }),
  lower: text({ pattern: '^[a-z]+$' }),
  choice: text({ enum: ['red', 'green', 'blue'] }),
  size: integer({ minimum: 1, maximum: 10 }),
  small: integer({ format: 'int32' }),
  big: integer({ format: 'int64' }),
  open: { type: 'number', minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: true },
  even: integer({ multipleOf: 2 }),
  flag: { type: 'boolean' },
  nothing: text({ nullable: true }),
  port: { 'x-kubernetes-int-or-string': true },
  level: integer({ default: 3 }),
  formats: object(Object.fromEntries(FORMATS.map((format) => [format, text({ format })]))),
};
const COLLECTIONS: Schema = {
  few: list(text(), { maxItems: 3, minItems: 1 }),
  set: list(text(), { 'x-kubernetes-list-type': 'set', maxItems: 10 }),
  routes: list(
    object(
      { to: text({ maxLength: 20 }), via: text({ maxLength: 20 }), weight: integer({ default: 1 }) },
      { required: ['to'] },
    ),
    { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['to'], maxItems: 10 },
  ),
  endpoints: list(
    object({ port: integer(), protocol: text({ default: 'TCP' }), note: text() }, { required: ['port'] }),
    { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port', 'protocol'] },
  ),
  steps: list(object({ name: text(), args: list(text()) }), { 'x-kubernetes-list-type': 'atomic' }),
  map: { type: 'object', additionalProperties: text(), maxProperties: 3 },
  whole: object({ a: text(), b: text() }, { 'x-kubernetes-map-type': 'atomic' }),
  nested: object({
    inner: object({ required: text(), level: integer({ default: 7 }) }, { required: ['required'] }),
  }),
  filled: object({ a: text({ default: 'x' }), b: text() }, { default: {} }),
  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  embedded: {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    'x-kubernetes-preserve-unknown-fields': true,
  },
  either: object(
    { left: text(), right: text() },
    { oneOf: [{ required: ['left'] }, { required: ['right'] }] },
  ),
};
const RULES: Schema = {
  once: text({
    maxLength: 20,
    'x-kubernetes-validations': [rule('self == oldSelf', 'once cannot be changed')],
  }),
  block: text({
    maxLength: 43,
    'x-kubernetes-validations': [
      rule('isCIDR(self)', 'block is no CIDR block', { reason: 'FieldValueInvalid' }),
      rule('!isCIDR(self) || cidr(self).masked() == cidr(self)', 'block has bits beyond its prefix'),
    ],
  }),
  range: object(
    { from: integer(), to: integer() },
    {
      'x-kubernetes-validations': [
        {
          rule: '!has(self.from) || !has(self.to) || self.from <= self.to',
          messageExpression: '"from is above " + (self.from > 5 ? "five" : "to")',
          fieldPath: '.from',
          reason: 'FieldValueForbidden',
        },
      ],
    },
  ),
  silent: integer({ 'x-kubernetes-validations': [{ rule: 'self != 13' }] }),
};
const SPEC_RULES = [
  rule('!(has(self.short) && has(self.lower))', 'set at most one of short and lower'),
  rule('has(self.flag) == has(oldSelf.flag)', 'flag can be neither set nor unset later'),
];

const STATUS = object({
  phase: text(),
  ready: integer(),
  observedGeneration: integer({ format: 'int64' }),
  conditions: list(
    object(
      { type: text(), status: text(), reason: text(), message: text() },
      { required: ['type', 'status'] },
    ),
    { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] },
  ),
});

const COLUMNS = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'How it goes.' },
  { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
  { name: 'Open', type: 'number', jsonPath: '.spec.open', priority: 1 },
  { name: 'Flag', type: 'boolean', jsonPath: '.spec.flag' },
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Routes', type: 'string', jsonPath: '.spec.routes[*].to' },
  { name: 'Set', type: 'string', jsonPath: '.spec.set' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

export const GADGET_DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `gadgets.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { plural: 'gadgets', kind: 'Gadget', shortNames: ['gad'], categories: ['corpus'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: object({
            spec: object({ ...VALUES, ...COLLECTIONS, ...RULES }, { 'x-kubernetes-validations': SPEC_RULES }),
            status: STATUS,
          }),
        },
        additionalPrinterColumns: COLUMNS,
        selectableFields: [{ jsonPath: '.spec.choice' }, { jsonPath: '.spec.size' }],
      },
    ],
  },
};

const CRATE = {
  openAPIV3Schema: object({ spec: object({ label: text(), count: integer({ default: 1 }) }) }),
};
export const CRATE_DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `crates.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Cluster',
    names: { plural: 'crates', kind: 'Crate' },
    versions: [
      { name: 'v1', served: true, storage: true, schema: CRATE },
      { name: 'v1beta1', served: true, storage: false, deprecated: true, schema: CRATE },
    ],
  },
};

const ownFile = join(import.meta.dirname, 'recorded', 'own', 'definitions.json');

/** Our own kinds as they were recorded, so that a change of theirs does not ask for a new recording at once. */
export function ownDefinitions(): { metadata: { name: string } }[] {
  return JSON.parse(readFileSync(ownFile, 'utf8'));
}

export const OWN_DEFINITIONS_FILE = ownFile;

export function allDefinitions(): object[] {
  return [GADGET_DEFINITION, CRATE_DEFINITION, ...ownDefinitions()];
}
