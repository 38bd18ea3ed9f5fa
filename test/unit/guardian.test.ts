// A test runner that is killed runs no handler: does what it started end all the same?
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';

const GUARDIAN = join(import.meta.dirname, '..', 'support', 'guardian.ts');
/** Starts two processes that would run for ever, ends one of them itself, says which the other is, and waits. */
const RUNNER = `
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { guard } from ${JSON.stringify(GUARDIAN)};
const started = [1, 2].map(() => spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }));
started.forEach(guard);
started[0].kill('SIGKILL');
await once(started[0], 'exit');
console.log(started[1].pid);
setInterval(() => {}, 1000);
`;

it('ends what a killed runner leaves', async () => {
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', RUNNER];
  const runner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: runner.stdout }), 'line');
  const left = Number(line);
  expect(isRunning(left)).toBe(true);

  runner.kill('SIGKILL');

  await expect.poll(() => isRunning(left), { timeout: 10_000 }).toBe(false);
});

it('does not keep a runner that has nothing else to do', async () => {
  const script = RUNNER.replace('setInterval(() => {}, 1000);\n', 'started[1].unref();\n');
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const runner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(runner, 'exit');
  const [line] = await once(createInterface({ input: runner.stdout }), 'line');

  expect((await ended)[0]).toBe(0);
  await expect.poll(() => isRunning(Number(line)), { timeout: 10_000 }).toBe(false);
});

/** A process that has ended and that nobody has asked about yet is no longer running. */
function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  if (!existsSync('/proc/self/stat')) return signalled(pid);
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'));
}

function signalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
