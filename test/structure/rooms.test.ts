// Who may know whom, as data: the rooms of src/README.md. A forbidden import is named with its file.
import { describe, expect, it } from 'vitest';
import { isTest, type Source, sources } from './sources.ts';

/** Folders and files of src that a room may import besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  tables: ['model'],
  kinds: ['model', 'tables'],
  engine: ['model'],
  ec2: ['model'],
  kube: ['model'],
  telemetry: ['model'],
  codegen: ['model', 'tables', 'kinds', 'engine', 'telemetry', 'config-flags.ts'],
  sandbox: ['model'],
  'config-flags.ts': ['model', 'telemetry'],
  'config.ts': ['model', 'telemetry', 'config-flags.ts'],
  'controller.ts': ['model', 'tables', 'kinds', 'engine', 'ec2', 'kube'],
};

/** Packages by room; `type`: only `import type`. node: modules are judged below. */
const packages: Readonly<Record<string, Readonly<Record<string, 'value' | 'type'>>>> = {
  model: { typebox: 'value', '@aws-sdk/client-ec2': 'type' },
  tables: { '@aws-sdk/client-ec2': 'type' },
  kinds: { typebox: 'value', '@aws-sdk/client-ec2': 'type' },
  engine: { 'p-queue': 'value' },
  ec2: {
    '@aws-sdk/client-ec2': 'value',
    '@aws-sdk/client-sts': 'value',
    '@aws-sdk/credential-providers': 'value',
    '@smithy/types': 'type',
    'p-queue': 'value',
  },
  kube: { '@kubernetes/client-node': 'value', undici: 'value' },
  telemetry: { pino: 'value', 'prom-client': 'value' },
  codegen: { yaml: 'value', typebox: 'value' },
};

const production = sources.filter(({ path }) => path.startsWith('src/') && !isTest(path));

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function breaches({ path, imports }: Source): readonly string[] {
  const room = roomOf(path);
  const allowed = mayImport[room];
  if (allowed === undefined) return [];
  return imports
    .filter(({ target }) => target.startsWith('src/') || target.startsWith('test/'))
    .filter(({ target }) => !target.startsWith('src/') || ![room, ...allowed].includes(roomOf(target)))
    .map(({ target }) => `${path} imports ${target}`);
}

function foreignPackages({ path, imports }: Source): readonly string[] {
  const allowed = packages[roomOf(path)];
  if (allowed === undefined) return [];
  return imports
    .filter(
      ({ target }) =>
        !target.startsWith('src/') && !target.startsWith('test/') && !target.startsWith('node:'),
    )
    .filter(
      ({ target, typeOnly }) => allowed[target] === undefined || (allowed[target] === 'type' && !typeOnly),
    )
    .map(({ target }) => `${path} imports ${target}`);
}

describe('the rooms', () => {
  it('import only what they may', () => {
    expect(production.flatMap(breaches)).toEqual([]);
  });

  it('use only the packages that are theirs', () => {
    expect(production.flatMap(foreignPackages)).toEqual([]);
  });

  it('are left alone by the sandbox’s outside: only the command line and the sandbox itself import it', () => {
    const importers = production.filter(({ imports }) =>
      imports.some(({ target }) => target.startsWith('src/sandbox/')),
    );
    const strangers = importers.filter(
      ({ path }) =>
        !path.startsWith('src/sandbox/') &&
        !['src/main.ts', 'src/commands.ts', 'src/sandbox-command.ts'].includes(path),
    );
    expect(strangers.map(({ path }) => path)).toEqual([]);
  });

  it('of kinds do not import each other: a reference names another kind by its name, and only the form of a contributed item is that of the list it goes into', () => {
    const kindOf = (path: string) => path.match(/^src\/kinds\/([^/]+)\//)?.[1];
    const listOwner: Readonly<Record<string, string>> = {
      'route-table-route': 'route-table',
      'security-group-rule': 'security-group',
    };
    const breaks = production.flatMap(({ path, imports }) =>
      imports
        .filter(
          ({ target }) =>
            kindOf(path) !== undefined &&
            kindOf(target) !== undefined &&
            kindOf(path) !== kindOf(target) &&
            listOwner[kindOf(path) ?? ''] !== kindOf(target),
        )
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(breaks).toEqual([]);
  });

  it('have no cycles of imports between files', () => {
    const byPath = new Map(production.map((source) => [source.path, source]));
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'open') cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (state.has(path)) return;
      state.set(path, 'open');
      for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
        if (!typeOnly && byPath.has(target)) visit(target, [...trail, path]);
      }
      state.set(path, 'done');
    };
    for (const path of byPath.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });
});
