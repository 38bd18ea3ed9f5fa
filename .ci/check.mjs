// `npm run check`: types, lint and format, promises, generated files, one after the other. Quiet about what is right; what
// is wrong is printed as the tool printed it. Ends with the counts that .ci/run adds up.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

const checks = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  {
    name: 'lint and format',
    command: [bin('biome'), 'check', '--config-path=.ci', '--error-on-warnings', 'src', 'test', '.ci'],
  },
  {
    name: 'promises',
    command: [
      bin('oxlint'),
      '--type-aware',
      '--allow=all',
      '--deny=typescript/no-floating-promises',
      '--deny=typescript/no-misused-promises',
      '--deny=typescript/await-thenable',
      'src',
      'test',
    ],
  },
  {
    name: 'generated files',
    command: [process.execPath, join(root, 'src', 'codegen', 'write.ts'), '--check'],
  },
];

let failed = 0;
for (const { name, command } of checks) {
  const [program, ...args] = command;
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (result.status === 0) continue;
  failed += 1;
  process.stdout.write(
    `${name}: failed\n${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}\n`,
  );
}
process.stdout.write(`checks: ${checks.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
