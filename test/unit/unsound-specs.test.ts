// Specs that no admission has refused: the CRDs in the cluster are of another version, or somebody took the schema out. What
// a kind could not read ends in InvalidSpec that names the field, never in a defect or in a call that makes no sense.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kinds } from '../../src/kinds/index.ts';
import type { KubeObject } from '../../src/model/object.ts';
import { specProblem } from '../../src/model/spec-problem.ts';
import { conditionOf, isReady, type World } from '../sim/world.ts';
import { base, everyKind, key, object, pass, readyOf, standing } from './attack-kit.ts';

type Fields = Readonly<Record<string, unknown>>;
type Schema = {
  properties: Record<string, object>;
  required?: unknown;
  'x-kubernetes-validations'?: unknown;
};
type Definition = { spec: { versions: { schema: { openAPIV3Schema: Schema } }[] } };

/** The same CRDs, with specs of which everything is kept and nothing is checked. */
function laxDefinitions(): readonly Definition[] {
  const folder = join(import.meta.dirname, '../../crds');
  return readdirSync(folder).map((name) => {
    const definition = parse(readFileSync(join(folder, name), 'utf8')) as Definition;
    for (const { schema } of definition.spec.versions) {
      const { required: _, 'x-kubernetes-validations': __, ...kept } = schema.openAPIV3Schema;
      const spec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
      schema.openAPIV3Schema = { ...kept, properties: { ...kept.properties, spec } };
    }
    return definition;
  });
}

async function lax(objects: readonly object[]): Promise<World> {
  const { world } = await standing(objects);
  for (const definition of laxDefinitions()) world.cluster.installDefinition(definition);
  return world;
}

describe('the shape of a spec', () => {
  const kindOf = (name: string) => {
    const kind = kinds.find(({ names }) => names.kind === name);
    if (kind === undefined) throw new Error(`there is no ${name}`);
    return kind;
  };
  const route = { destination: '0.0.0.0/0', internetGatewayRef: { name: 'igw' } };
  const inVPC = { vpcRef: { name: 'net' } };

  it.each<[string, Fields, string, RegExp]>([
    [
      'VPC',
      { cidrBlocks: '10.0.0.0/16' },
      'cidrBlocks',
      /^must be a list, and is "10\.0\.0\.0\/16": correct it$/,
    ],
    ['VPC', { cidrBlocks: [7] }, 'cidrBlocks[0]', /^must be a text, and is 7/],
    ['VPC', { cidrBlocks: [] }, 'cidrBlocks', /^must be a list of 1 to 50 items, and is \[\]/],
    ['VPC', { ipv6: {} }, 'ipv6.amazonProvided', /^is required: set it$/],
    [
      'VPC',
      { ipv6: { amazonProvided: 'yes' } },
      'ipv6.amazonProvided',
      /^must be true or false, and is "yes"/,
    ],
    [
      'VPC',
      { instanceTenancy: 'host' },
      'instanceTenancy',
      /^must be one of Default, Dedicated, and is "host"/,
    ],
    ['VPC', { mainRouteTableRef: null }, 'mainRouteTableRef', /^must be an object, and is null/],
    ['VPC', { tags: { team: 7 } }, 'tags.team', /^must be a text, and is 7/],
    [
      'VPC',
      { tags: { team: 'x'.repeat(257) } },
      'tags.team',
      /^must be a text of 0 to 256 characters.*…: correct it$/,
    ],
    [
      'VPC',
      { managementPolicy: 'Sometimes' },
      'managementPolicy',
      /^must be one of Manage, Observe, Preview/,
    ],
    ['RouteTable', { ...inVPC, adopt: { defaultOf: 'net' } }, 'adopt.defaultOf', /^must be an object/],
    ['RouteTable', { ...inVPC, routes: [route, 7] }, 'routes[1]', /^must be an object, and is 7/],
    ['RouteTable', { ...inVPC, routes: [{}] }, 'routes[0].destination', /^is required/],
    ['NetworkACL', { ...inVPC, ingress: [{ ruleNumber: 1.5 }] }, 'ingress[0].action', /^is required/],
    [
      'ManagedPrefixList',
      { maxEntries: 1e308 },
      'maxEntries',
      /^must be a whole number from 1 to 1000, and is 1e\+308/,
    ],
    ['RouteTableRoute', { routeTableRef: { name: 't' }, approval: 7 }, 'destination', /^is required/],
  ])('%s %j: names %s', (kind, spec, field, message) => {
    expect(specProblem(kindOf(kind), spec)).toEqual({ field, message: expect.stringMatching(message) });
  });

  it.each<[string, Fields]>([
    ['VPC', { cidrBlocks: ['10.0.0.0/16'], tags: { team: '🦑'.repeat(256) }, region: undefined }],
    ['VPC', { unknown: 7 }],
    ['RouteTable', { ...inVPC, adopt: { defaultOf: { name: 'net' } } }],
  ])('%s %j: has none', (kind, spec) => {
    expect(specProblem(kindOf(kind), spec)).toBeUndefined();
  });

  it('of every kind that is used as it should be has no problem', () => {
    for (const one of everyKind as readonly KubeObject[])
      expect([one.kind, specProblem(kindOf(one.kind), one.spec)]).toEqual([one.kind, undefined]);
  });
});

describe('an object whose spec cannot be read', () => {
  const self = key('RouteTable', 'public');
  const unsound = (spec: Fields) => object('RouteTable', 'public', { vpcRef: { name: 'net' }, ...spec });

  it.each<[string, Fields, string]>([
    ['a field of its own', { routes: 'all' }, 'routes'],
    [
      'an item',
      { routes: [{ destination: 7, internetGatewayRef: { name: 'igw' } }] },
      'routes[0].destination',
    ],
    ['a field of every kind', { deletionPolicy: 'Perhaps' }, 'deletionPolicy'],
  ])('because of %s: is left as it is, says why, and heals', async (_what, spec, field) => {
    const world = await lax(base);
    const since = world.aws.ledger.next;
    await world.apply(unsound(spec));
    await pass(world);

    expect(readyOf(world, self)).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
    expect(readyOf(world, self)?.message).toContain(field);
    expect(world.aws.ledger.count({ since, mutating: true })).toBe(0);
    for (const one of base) await world.apply(one);
    expect(await world.until(() => isReady(world.get(self)), 60)).toBe(true);
    expect(world.defects).toEqual([]);
  });

  it('is not deleted by it, and is once it can be read', async () => {
    const world = await lax(base);
    await world.apply(unsound({ deletionPolicy: 'Perhaps' }));
    await world.delete(self);
    await pass(world);
    expect(conditionOf(world.get(self), 'DeletionBlocked')).toMatchObject({ reason: 'InvalidSpec' });

    await world.delete(key('Subnet', 'front'));
    await world.apply(unsound({ deletionPolicy: 'Delete' }));
    expect(await world.until(() => world.get(self) === undefined, 60)).toBe(true);
  });

  it('goes at once when nothing was made of it', async () => {
    const world = await lax(base);
    const other = key('RouteTable', 'never');
    await world.apply(object('RouteTable', 'never', { vpcRef: { name: 'net' }, routes: 7 }));
    await pass(world);
    await world.delete(other);

    expect(await world.until(() => world.get(other) === undefined, 10)).toBe(true);
  });

  it('and contributes an item: what was in place stays, and nothing of others is held up', async () => {
    const added = (destination: unknown) =>
      object('RouteTableRoute', 'more', {
        routeTableRef: { name: 'public' },
        destination,
        internetGatewayRef: { name: 'igw' },
      });
    const world = await lax([...base, added('192.0.2.0/24')]);
    const since = world.aws.ledger.next;
    await world.apply(added(7));
    await pass(world);

    expect(readyOf(world, key('RouteTableRoute', 'more'))).toMatchObject({ reason: 'InvalidSpec' });
    expect(isReady(world.get(self))).toBe(true);
    expect(world.aws.ledger.count({ since, mutating: true })).toBe(0);
    await world.apply(added('198.51.100.0/24'));
    const done = () => isReady(world.get(key('RouteTableRoute', 'more')));
    expect(await world.until(done, 60)).toBe(true);
    expect(world.defects).toEqual([]);
  });
});
