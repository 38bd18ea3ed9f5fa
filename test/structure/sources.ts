// Reads the sources once for all structure tests: every TypeScript file with its text, its code without comments and texts,
// and what it imports. Separate so that the tests themselves are tables.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');

export type Source = {
  /** From the root of the repository, with slashes: `src/engine/queue.ts`. */
  path: string;
  text: string;
  /** Comments blanked, lines kept. */
  code: string;
  /** Comments blanked, texts and regular expressions replaced by underscores, lines kept. */
  bare: string;
  /** Local files by path from the root, packages by name. */
  imports: readonly { target: string; typeOnly: boolean }[];
};

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesUnder(path);
    return /\.(ts|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/**
 * Blanks comments, and texts too when asked. Good enough for this code base: regular expressions that hold quotes or
 * slashes would confuse it, so a slash after an operator is taken for the begin of one.
 */
function blanked(text: string, texts: boolean): string {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:!&|?{};\n[]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*/g;
  return text.replace(token, (found) => {
    const isComment = found.startsWith('//') || found.startsWith('/*');
    if (isComment) return found.replace(/[^\n]/g, ' ');
    return texts ? found.replace(/[^\n]/g, '_') : found;
  });
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;'"]*?\bfrom\s+['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function importsOf(file: string, code: string): Source['imports'] {
  return [...code.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    const typeOnly = match[1] !== undefined || match[4] !== undefined;
    const local = specifier.startsWith('.');
    const target = local
      ? relative(root, resolve(dirname(file), specifier)).replaceAll('\\', '/')
      : packageOf(specifier);
    return { target, typeOnly };
  });
}

function read(file: string): Source {
  const text = readFileSync(file, 'utf8');
  const code = blanked(text, false);
  return {
    path: relative(root, file).replaceAll('\\', '/'),
    text,
    code,
    bare: blanked(text, true),
    imports: importsOf(file, code),
  };
}

export const sources: readonly Source[] = ['src', 'test', '.ci']
  .flatMap((folder) => filesUnder(join(root, folder)))
  .map(read);

/** Tests, and the fakes that lie beside what they stand for. */
export const isTest = (path: string): boolean => /\.test\.ts$|^test\/|\/fake-[^/]*$/.test(path);

/** `path:line` of every match in the chosen text of the files. */
export function findings(
  files: readonly Source[],
  pattern: RegExp,
  part: 'text' | 'code' | 'bare' = 'bare',
): readonly string[] {
  return files.flatMap(({ path, [part]: text }) =>
    text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );
}
