// Sees that no process of the tests outlives them, however they end. A test runner that is killed (SIGKILL) runs no handler
// of its own, so a process of its own watches: its standard input ends when the runner does.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

const PROGRAM = join(import.meta.dirname, 'guardian-process.ts');
/** Process ids of what runs now, so that an ordinary end of the runner takes them along, too. */
const living = new Set<number>();
let guardian: Writable | undefined;

/** From now on `child` ends when this process does, at the latest. */
export function guard(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  guardian ??= startGuardian();
  living.add(pid);
  guardian.write(`+${pid}\n`);
  child.once('exit', () => {
    living.delete(pid);
    guardian?.write(`-${pid}\n`);
  });
}

function startGuardian(): Writable {
  process.on('exit', () => {
    for (const pid of living) process.kill(pid, 'SIGKILL');
  });
  // In a group of its own: what ends the runner's group must not end it first.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.unref();
  // The pipe is a socket of Node's, which the types do not say; it must not hold the process either.
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return child.stdin;
}
