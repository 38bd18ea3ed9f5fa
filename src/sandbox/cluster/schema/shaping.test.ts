// Pruning, defaults, merge types and the published form of a schema.
import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile.ts';
import { applyDefaults } from './defaults.ts';
import { listTypeAt } from './list-types.ts';
import { OBJECT_META_REF, toOpenAPIv3 } from './openapi.ts';
import { prune } from './prune.ts';

const source = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        mode: { type: 'string', default: 'A' },
        nested: { type: 'object', properties: { depth: { type: 'integer', default: 3 } } },
        made: { type: 'object', default: {}, properties: { depth: { type: 'integer', default: 4 } } },
        free: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
          properties: { known: { type: 'object', properties: { a: { type: 'string' } } } },
        },
        embedded: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          properties: { spec: { type: 'object' } },
        },
        tags: { type: 'object', additionalProperties: { type: 'string' } },
        none: { type: 'string', nullable: true, default: 'x' },
        routes: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['to'],
          items: {
            type: 'object',
            required: ['to'],
            'x-kubernetes-map-type': 'atomic',
            properties: { to: { type: 'string' }, weight: { type: 'integer', default: 1 } },
          },
        },
      },
    },
  },
};
const schema = compileSchema(source);

describe('pruning', () => {
  it('removes what the schema does not know and names it, sorted', () => {
    const sent = {
      apiVersion: 'a',
      kind: 'K',
      metadata: { name: 'x', odd: 1 },
      zzz: 1,
      spec: { foo: 1, routes: [{ to: 'a', bar: 1 }], tags: { any: 'x' } },
    };
    expect(prune(schema, sent)).toEqual({
      object: {
        apiVersion: 'a',
        kind: 'K',
        metadata: { name: 'x', odd: 1 },
        spec: { routes: [{ to: 'a' }], tags: { any: 'x' } },
      },
      unknownFields: ['spec.foo', 'spec.routes[0].bar', 'zzz'],
    });
    expect(sent.spec.foo).toBe(1);
  });

  it('keeps unknown fields where the schema says so, and prunes again below what it knows', () => {
    const { object, unknownFields } = prune(schema, {
      spec: { free: { any: { x: 1 }, known: { a: '', b: 1 } } },
    });
    expect(object).toEqual({ spec: { free: { any: { x: 1 }, known: { a: '' } } } });
    expect(unknownFields).toEqual(['spec.free.known.b']);
  });

  it('keeps the metadata of an embedded resource', () => {
    const sent = { spec: { embedded: { apiVersion: 'v1', kind: 'P', metadata: { labels: {} }, spec: {} } } };
    expect(prune(schema, sent)).toEqual({ object: sent, unknownFields: [] });
  });

  it('takes __proto__ for a name like any other', () => {
    const sent: object = JSON.parse('{"spec": {"tags": {"__proto__": "x", "a": "b"}, "gone": 1}}');
    const { object } = prune(schema, sent);

    expect(JSON.stringify(object)).toBe('{"spec":{"tags":{"__proto__":"x","a":"b"}}}');
    expect(JSON.stringify(applyDefaults(schema, object))).toContain('{"__proto__":"x","a":"b"}');
  });

  it('shares what it does not change', () => {
    const sent = { spec: { mode: 'A' } };
    expect(prune(schema, sent).object).toBe(sent);
  });
});

describe('defaults', () => {
  const table: readonly [why: string, spec: object, expected: object][] = [
    ['a missing field is filled', {}, { mode: 'A', made: { depth: 4 }, none: 'x' }],
    [
      'a field inside a missing object is not',
      { mode: 'B', made: {}, none: '' },
      { mode: 'B', made: { depth: 4 }, none: '' },
    ],
    [
      'a field inside a present object is',
      { nested: {}, none: '' },
      { nested: { depth: 3 }, mode: 'A', made: { depth: 4 }, none: '' },
    ],
    [
      'items are filled',
      { routes: [{ to: 'a' }], none: '' },
      { routes: [{ to: 'a', weight: 1 }], mode: 'A', made: { depth: 4 }, none: '' },
    ],
    [
      'a null that is not allowed becomes the default',
      { mode: null, none: '' },
      { mode: 'A', made: { depth: 4 }, none: '' },
    ],
    [
      'a null that is not allowed and has no default goes away',
      { nested: null, none: '' },
      { mode: 'A', made: { depth: 4 }, none: '' },
    ],
    ['a null that is allowed stays', { none: null }, { mode: 'A', made: { depth: 4 }, none: null }],
  ];
  it.each(table)('%s', (_why, spec, expected) =>
    expect(applyDefaults(schema, { spec })).toEqual({ spec: expected }),
  );

  it('leave the input as it was', () => {
    const sent = { spec: { nested: {} } };
    applyDefaults(schema, sent);
    expect(sent).toEqual({ spec: { nested: {} } });
  });
});

describe('the rest', () => {
  it('tells how a path is merged', () => {
    expect(listTypeAt(schema, ['spec', 'routes'])).toEqual({ listType: 'map', keys: ['to'] });
    expect(listTypeAt(schema, ['spec', 'routes', 0])).toEqual({ mapType: 'atomic' });
    expect(listTypeAt(schema, ['spec', 'unknown', 'deep'])).toEqual({});
  });

  it('publishes the schema with standard metadata and its kind', () => {
    expect(toOpenAPIv3(source, { group: 'g', version: 'v1', kind: 'K' })).toMatchObject({
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { allOf: [{ $ref: OBJECT_META_REF }] },
        spec: source.properties.spec,
      },
      'x-kubernetes-group-version-kind': [{ group: 'g', version: 'v1', kind: 'K' }],
    });
  });
});
