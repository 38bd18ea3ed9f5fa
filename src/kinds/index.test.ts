// Every kind is held to the same promises: a test that walks the registry, so that a new kind cannot forget one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { AnyKind } from '../model/kind.ts';
import { kinds } from './index.ts';

const folder = import.meta.dirname;
const samples = join(folder, '../../deploy/samples');
const named = kinds.map((kind) => [kind.names.kind, kind] as const);

function kebab(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

function sourcesOf(kind: AnyKind): string {
  const home = join(folder, kebab(kind.names.kind));
  return readdirSync(home)
    .map((file) => readFileSync(join(home, file), 'utf8'))
    .join('\n');
}

describe('the registry', () => {
  it('holds every folder of kinds, and nothing else', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(folders.map((entry) => entry.name).sort()).toEqual(
      kinds.map((kind) => kebab(kind.names.kind)).sort(),
    );
  });

  it('gives no name twice', () => {
    for (const names of [
      kinds.map((kind) => kind.names.plural),
      kinds.map((kind) => kind.names.shortName ?? kind.names.kind),
    ]) {
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('has no cycle of references that wait: such objects would wait for each other for ever', () => {
    const waitsFor = new Map(
      kinds.map((kind) => [
        kind.names.kind,
        kind.references.filter(({ missing }) => missing === 'wait').flatMap(({ to }) => to),
      ]),
    );
    const reaches = (from: string, seen: ReadonlySet<string>): readonly string[] =>
      (waitsFor.get(from) ?? []).flatMap((to) =>
        seen.has(to) ? [to] : [to, ...reaches(to, new Set([...seen, to]))],
      );

    for (const kind of kinds) expect(reaches(kind.names.kind, new Set())).not.toContain(kind.names.kind);
  });
});

describe.each(named)('%s', (name, kind) => {
  it('has a sample of its own', () => {
    const file = join(samples, `${kebab(name)}.yaml`);

    expect(existsSync(file)).toBe(true);
    const documents = parseAllDocuments(readFileSync(file, 'utf8')).map(
      (document) => document.toJS() as { kind: string },
    );
    expect(documents.map((document) => document.kind)).toContain(name);
  });

  it('refers to kinds that exist, and says of each whether it can be released', () => {
    const known = new Set(kinds.map((one) => one.names.kind));

    for (const reference of kind.references) {
      for (const to of reference.to) expect(known).toContain(to);
      if (reference.releasable) expect(reference.holdsTarget).toBe(true);
    }
  });

  it('lists the tag writes among its writes, because every part carries owner tags', () => {
    if (kind.parts.length > 0)
      expect(kind.writes).toEqual(expect.arrayContaining(['CreateTags', 'DeleteTags']));
    for (const part of kind.parts) expect(part.table.tagsOf).toBeDefined();
  });

  it('has a thing of its own in AWS, or contributes to what has one', () => {
    expect(kind.parts.length > 0).toBe(kind.contributesTo === undefined);
    const parent = kind.references.find(({ path }) => path === kind.contributesTo?.ref);
    if (kind.contributesTo !== undefined)
      expect(parent).toMatchObject({ missing: 'wait', holdsTarget: true, verb: 'change', places: true });
  });

  it('says for every create how a second one is prevented', () => {
    for (const { create, table } of kind.parts) {
      if (create.once === 'naturalKey') expect(create.clash).toBeDefined();
      if (create.clash === undefined) continue;
      expect(create.clash.codes.length).toBeGreaterThan(0);
      expect(Object.keys(table.indexes)).toContain(create.clash.index);
      expect(kind.schema.spec).toHaveProperty(['properties', create.clash.field]);
    }
  });

  it('names the AWS page of its rules', () => {
    expect(sourcesOf(kind)).toMatch(/https:\/\/docs\.aws\.amazon\.com\//);
  });
});
