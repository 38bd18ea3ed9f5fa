// Builds dist/vpcraft.mjs: the whole program, sandbox included, in a few files that need nothing but Node.js, with the
// CRDs beside them. Separate from the tests' way of running, which is type stripping without a build.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'dist');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const settings = {
  outdir: out,
  outExtension: { '.js': '.mjs' },
  write: false,
  bundle: true,
  // What a command does not need is not loaded, and no file is large: in one file of 4.3 MB, compiling alone took 50 MB,
  // which malloc keeps; so a controller starts with 120 MB instead of 170 (measured).
  splitting: true,
  platform: 'node',
  target: 'node22.19',
  format: 'esm',
  // The ESM builds of the SDK have one file per command, so that unused ones fall away; their CommonJS build is one file.
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'external',
  legalComments: 'none',
  logLevel: 'warning',
  // CommonJS dependencies call require; the names must not meet those of minified code.
  banner: {
    js: [
      'import { createRequire as __vpcraftCreateRequire } from "node:module";',
      'import { dirname as __vpcraftDirname } from "node:path";',
      'const require = __vpcraftCreateRequire(import.meta.url);',
      'const __filename = import.meta.filename;',
      'const __dirname = __vpcraftDirname(__filename);',
    ].join('\n'),
  },
};
/**
 * The sandbox loads whole clients, for the schemas of every operation. They are built on their own: together with it, the
 * controller would be given all of that too.
 */
const wholeClients = new Set();
const apart = {
  name: 'whole clients apart',
  setup({ onResolve }) {
    onResolve({ filter: /^@aws-sdk\/client-/ }, ({ kind, path }) => {
      if (kind !== 'dynamic-import') return undefined;
      wholeClients.add(path);
      return { path: `./${basename(path)}.mjs`, external: true };
    });
  },
};
const program = await build({
  ...settings,
  plugins: [apart],
  // The controller by a name of its own, so that the image can compile ahead what `vpcraft run` loads.
  entryPoints: {
    vpcraft: join(root, 'src', 'main.ts'),
    'run-controller': join(root, 'src', 'run-controller.ts'),
  },
});
const clients = await build({
  ...settings,
  entryPoints: Object.fromEntries([...wholeClients].map((path) => [basename(path), path])),
  absWorkingDir: root,
});

let bytes = 0;
for (const { path, text } of [...program.outputFiles, ...clients.outputFiles]) {
  const content = path.endsWith('.map') ? text : inASCII(text);
  // As esbuild itself would write it: what begins with the name of an interpreter can be executed.
  writeFileSync(path, content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
  if (!path.endsWith('.map')) bytes += content.length;
}
cpSync(join(root, 'crds'), join(out, 'crds'), { recursive: true });
if (!process.argv.includes('--quiet'))
  process.stdout.write(`dist/vpcraft.mjs and its parts: ${(bytes / 2 ** 20).toFixed(1)} MB\n`);

/**
 * One other character makes V8 keep a whole source with two bytes for each. esbuild leaves them in regular expressions
 * only, where the escape means the same.
 */
function inASCII(source) {
  return source.replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
