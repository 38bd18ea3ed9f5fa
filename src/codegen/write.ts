// `npm run generate`: writes every generated file, or with --check only compares and names what is stale. The folders
// that are generated as a whole (crds, docs/reference) are also cleared of files that no longer come from anything.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generate.ts';
import { resources } from './resources.ts';

const root = resolve(import.meta.dirname, '..', '..');
const WHOLLY_GENERATED = ['crds', 'docs/reference'];

function present(path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function orphans(files: ReadonlyMap<string, string>): readonly string[] {
  return WHOLLY_GENERATED.flatMap((folder) => {
    const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
    return names.map((name) => `${folder}/${name}`).filter((path) => !files.has(path));
  });
}

function write(path: string, content: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function main(): number {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const files = generate(resources, present('README.md'));
  const stale = [...files].filter(([path, content]) => present(path) !== content);
  const extra = orphans(files);
  if (values.check) {
    for (const path of [...stale.map(([stalePath]) => stalePath), ...extra]) {
      process.stderr.write(`${path} is stale: run npm run generate\n`);
    }
    return stale.length + extra.length === 0 ? 0 : 1;
  }
  for (const [path, content] of stale) write(path, content);
  for (const path of extra) rmSync(join(root, path));
  process.stdout.write(`${files.size} generated files, ${stale.length} written, ${extra.length} removed\n`);
  return 0;
}

process.exitCode = main();
