// Builds dist/vpcraft.mjs: the whole program, sandbox included, in one file that needs nothing but Node.js, with the CRDs
// beside it. Separate from the tests' way of running, which is type stripping without a build.
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'dist');
const file = join(out, 'vpcraft.mjs');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: [join(root, 'src', 'main.ts')],
  outfile: file,
  bundle: true,
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
});
cpSync(join(root, 'crds'), join(out, 'crds'), { recursive: true });
if (!process.argv.includes('--quiet')) {
  process.stdout.write(`dist/vpcraft.mjs: ${(statSync(file).size / 2 ** 20).toFixed(1)} MB\n`);
}
