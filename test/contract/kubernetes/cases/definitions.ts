// CustomResourceDefinitions: what the server fills in, what it refuses of a definition, and how kinds come and go.
import type { Case } from '../case.ts';
import { DEFINITIONS, del, family, get, merge, one, post, until } from '../case.ts';

type Members = Readonly<Record<string, unknown>>;
const OBJECT = { type: 'object' };

function definition(
  plural: string,
  more: { spec?: Members; names?: Members; version?: Members; schema?: unknown; name?: string } = {},
): Members {
  const kind = `${plural.slice(0, 1).toUpperCase()}${plural.slice(1, -1)}`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: more.name ?? `${plural}.corpus.dev` },
    spec: {
      group: 'corpus.dev',
      scope: 'Namespaced',
      names: { plural, kind, ...more.names },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: more.schema ?? OBJECT },
          ...more.version,
        },
      ],
      ...more.spec,
    },
  };
}

const spec = (properties: Members, more: Members = {}) => ({
  type: 'object',
  properties: { spec: { type: 'object', properties, ...more } },
});
const rule = (text: string, more: Members = {}) => ({
  type: 'string',
  'x-kubernetes-validations': [{ rule: text, ...more }],
});
const DRY = { query: { dryRun: 'All' } };
const things = '/apis/corpus.dev/v1/namespaces/{case.ns}/';

export const definitionCases: readonly Case[] = [
  one(
    'a definition is filled in',
    post(DEFINITIONS, definition('fillings'), { pick: ['spec'] }),
    until(`${DEFINITIONS}/fillings.corpus.dev`, { has: 'InitialNamesAccepted' }, { pick: ['status'] }),
    get(`${DEFINITIONS}/fillings.corpus.dev`, { pick: ['metadata', 'managedFields', { manager: 'corpus' }] }),
    del(`${DEFINITIONS}/fillings.corpus.dev`, undefined, { pick: ['kind'] }),
    until(`${DEFINITIONS}/fillings.corpus.dev`, { code: 404 }),
  ),
  one(
    'a definition is served, changed, and goes with its objects',
    post(DEFINITIONS, definition('comers', { schema: spec({ a: { type: 'string' } }) }), { pick: ['kind'] }),
    until(`${things}comers`, { code: 200 }),
    post(`${things}comers`, {
      apiVersion: 'corpus.dev/v1',
      kind: 'Comer',
      metadata: { name: 'x' },
      spec: { a: '1', b: '2' },
    }),
    del(`${DEFINITIONS}/comers.corpus.dev`, undefined, { pick: ['kind'] }),
    until(`${DEFINITIONS}/comers.corpus.dev`, { code: 404 }),
    until(`${things}comers`, { code: 404 }),
  ),
  one('a definition that is there already', post(DEFINITIONS, definition('gadgets'))),
  one(
    'a definition cannot change its scope',
    post(DEFINITIONS, definition('scopes'), { pick: ['kind'] }),
    until(`${DEFINITIONS}/scopes.corpus.dev`, { has: 'InitialNamesAccepted' }, { pick: ['kind'] }),
    merge(`${DEFINITIONS}/scopes.corpus.dev`, { spec: { scope: 'Cluster' } }),
    merge(`${DEFINITIONS}/scopes.corpus.dev`, { spec: { group: 'other.dev' } }),
    merge(
      `${DEFINITIONS}/scopes.corpus.dev`,
      { spec: { names: { kind: 'Other' } } },
      { pick: ['spec', 'names'] },
    ),
    del(`${DEFINITIONS}/scopes.corpus.dev`, undefined, { pick: ['kind'] }),
    until(`${DEFINITIONS}/scopes.corpus.dev`, { code: 404 }),
  ),
  ...family<[Members]>(
    'a definition',
    [
      ['under another name', definition('names', { name: 'other.corpus.dev' })],
      ['without a kind', definition('nokinds', { names: { kind: '' } })],
      ['with a plural that is no label', definition('Bad_Plurals')],
      ['with a bad kind', definition('badkinds', { names: { kind: 'bad_kind' } })],
      ['of another scope', definition('badscopes', { spec: { scope: 'World' } })],
      ['without a scope', definition('noscopes', { spec: { scope: '' } })],
      ['without versions', definition('noversions', { spec: { versions: [] } })],
      ['with a bad name of a version', definition('badversions', { version: { name: 'V 1' } })],
      ['without a storage version', definition('nostorages', { version: { storage: false } })],
      [
        'with two storage versions',
        definition('twostorages', {
          spec: {
            versions: ['v1', 'v2'].map((name) => ({
              name,
              served: true,
              storage: true,
              schema: { openAPIV3Schema: OBJECT },
            })),
          },
        }),
      ],
      [
        'with one version twice',
        definition('twices', {
          spec: {
            versions: [true, false].map((storage) => ({
              name: 'v1',
              served: true,
              storage,
              schema: { openAPIV3Schema: OBJECT },
            })),
          },
        }),
      ],
      ['without a schema', definition('noschemas', { version: { schema: undefined } })],
      ['with preserveUnknownFields', definition('preserves', { spec: { preserveUnknownFields: true } })],
      ['with a bad short name', definition('shorts', { names: { shortNames: ['Bad Name'] } })],
      [
        'of a protected group',
        definition('things', { name: 'things.x.k8s.io', spec: { group: 'x.k8s.io' } }),
      ],
      [
        'with a bad column',
        definition('columns', {
          version: {
            additionalPrinterColumns: [
              { name: 'A', type: 'text', jsonPath: '.spec.a' },
              { name: 'B', type: 'string', jsonPath: 'spec.b' },
            ],
          },
        }),
      ],
      [
        'with a bad selectable field',
        definition('selects', {
          schema: spec({ a: { type: 'object' } }),
          version: { selectableFields: [{ jsonPath: '.spec.a' }, { jsonPath: '.spec.b' }] },
        }),
      ],
      [
        'with a scale endpoint without paths',
        definition('scales', { version: { subresources: { scale: {} } } }),
      ],
    ],
    (body) => [post(DEFINITIONS, body, { ...DRY, pick: ['message'] })],
  ),
  ...family<[unknown]>(
    'a schema',
    [
      ['without a type', {}],
      ['of a text', { type: 'string' }],
      ['with an unknown type', spec({ a: { type: 'text' } })],
      ['with a property without a type', spec({ a: {} })],
      ['with a list without items', spec({ a: { type: 'array' } })],
      [
        'with properties and additionalProperties',
        spec({
          a: {
            type: 'object',
            properties: { b: { type: 'string' } },
            additionalProperties: { type: 'string' },
          },
        }),
      ],
      ['that forbids additional properties', spec({ a: { type: 'object', additionalProperties: false } })],
      ['with unique items', spec({ a: { type: 'array', uniqueItems: true, items: { type: 'string' } } })],
      ['with a default of another type', spec({ a: { type: 'integer', default: 'x' } })],
      ['with a default that is not allowed', spec({ a: { type: 'integer', maximum: 3, default: 5 } })],
      ['with a default that is unknown', spec({ a: { type: 'object', default: { b: 1 } } })],
      ['with a bad pattern', spec({ a: { type: 'string', pattern: '(' } })],
      ['with a pattern that looks ahead', spec({ a: { type: 'string', pattern: '^(?!x)' } })],
      [
        'with metadata restrictions',
        {
          type: 'object',
          properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
        },
      ],
      [
        'with a keyed list without keys',
        spec({
          a: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            items: { type: 'object', properties: { k: { type: 'string' } }, required: ['k'] },
          },
        }),
      ],
      [
        'with a keyed list whose key is optional',
        spec({
          a: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
            items: { type: 'object', properties: { k: { type: 'string' } } },
          },
        }),
      ],
      [
        'with a keyed list of texts',
        spec({
          a: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['k'],
            items: { type: 'string' },
          },
        }),
      ],
      [
        'with a set of objects',
        spec({ a: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } } }),
      ],
      [
        'with an unknown list type',
        spec({ a: { type: 'array', 'x-kubernetes-list-type': 'bag', items: { type: 'string' } } }),
      ],
      ['with a list type on an object', spec({ a: { type: 'object', 'x-kubernetes-list-type': 'set' } })],
      ['with a type inside allOf', spec({ a: { type: 'string', allOf: [{ type: 'string' }] } })],
      ['with a property only inside anyOf', spec({}, { anyOf: [{ properties: { a: { minLength: 1 } } }] })],
      ['with a reference', spec({ a: { $ref: '#/definitions/x' } })],
      ['with int-or-string and a type', spec({ a: { type: 'string', 'x-kubernetes-int-or-string': true } })],
      ['with an enum of another type', spec({ a: { type: 'string', enum: [1] } })],
      ['with a required property that is unknown', spec({ a: { type: 'string' } }, { required: ['b'] })],
      ['with a nullable default null', spec({ a: { type: 'string', default: null } })],
    ],
    (schema) => [post(DEFINITIONS, definition('schemas', { schema }), { ...DRY, pick: ['message'] })],
  ),
  ...family<[Members]>(
    'a rule',
    [
      ['that does not parse', spec({ a: rule('self ==') })],
      ['of another type', spec({ a: rule('1 + 1') })],
      ['that is empty', spec({ a: rule('') })],
      ['with a name that is unknown', spec({ a: rule('other == 1') })],
      ['that compares types', spec({ a: rule('self == 1') })],
      ['with a function that is unknown', spec({ a: rule('isGood(self)') })],
      [
        'with a field that is unknown',
        spec({ a: { type: 'string' } }, { 'x-kubernetes-validations': [{ rule: 'self.b == "x"' }] }),
      ],
      ['with an empty message', spec({ a: rule('self == "x"', { message: '' }) })],
      ['with a message over lines', spec({ a: rule('self == "x"', { message: 'a\nb' }) })],
      ['with a bad reason', spec({ a: rule('self == "x"', { reason: 'Because' }) })],
      [
        'with a bad fieldPath',
        spec({ a: { type: 'string' } }, { 'x-kubernetes-validations': [{ rule: 'true', fieldPath: '.b' }] }),
      ],
      [
        'with a message expression of another type',
        spec({ a: rule('self == "x"', { messageExpression: '1' }) }),
      ],
      [
        'of oldSelf without a key',
        spec({ a: { type: 'array', maxItems: 5, items: { ...rule('self == oldSelf'), maxLength: 5 } } }),
      ],
      [
        'of oldSelf that may be absent',
        spec({
          a: {
            ...rule('!oldSelf.hasValue() || self == oldSelf.value()', { optionalOldSelf: true }),
            maxLength: 5,
          },
        }),
      ],
      [
        'that costs too much',
        spec({
          a: {
            type: 'array',
            items: { type: 'string' },
            'x-kubernetes-validations': [{ rule: 'self.all(x, self.all(y, self.all(z, x == y || y == z)))' }],
          },
        }),
      ],
    ],
    (schema) => [post(DEFINITIONS, definition('ruled', { schema }), { ...DRY, pick: ['message'] })],
  ),
  one(
    'a definition of ours',
    get(`${DEFINITIONS}/networkgrants.vpcraft.dev`, { pick: ['spec', 'names'] }),
    get(`${DEFINITIONS}/networkgrants.vpcraft.dev`, { pick: ['status', 'acceptedNames'] }),
    get(`${DEFINITIONS}/networkgrants.vpcraft.dev`, { pick: ['status', 'storedVersions'] }),
  ),
];
