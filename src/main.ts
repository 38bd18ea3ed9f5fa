#!/usr/bin/env node
// The command line: wiring and signals, nothing else. The first SIGINT or SIGTERM stops orderly, a later one at once.
import { type Actions, exitCodes, runCommandLine } from './command-line.ts';
import { readConfig } from './config.ts';
import { realClock } from './model/clock.ts';
import { tooOldNode, versions, versionText } from './version.ts';

const stopping = new AbortController();
let interrupted = false;
let firstSignalAtMs = Number.POSITIVE_INFINITY;
/** Milliseconds; chosen: a terminal sends Ctrl-C to npm and to us, and npm passes its own on; nobody types twice so fast. */
const ONE_KEY_PRESS_MS = 200;

function onSignal(signal: NodeJS.Signals): void {
  const nowMs = realClock.monotonic();
  if (nowMs - firstSignalAtMs > ONE_KEY_PRESS_MS) process.exit(exitCodes.interrupted);
  if (stopping.signal.aborted) return;
  firstSignalAtMs = nowMs;
  interrupted = signal === 'SIGINT';
  stopping.abort();
}
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

function endedWith(end: 'stopped' | 'lost'): number {
  if (interrupted) return exitCodes.interrupted;
  return end === 'lost' ? exitCodes.failed : exitCodes.done;
}

// Help and version must not wait for the AWS and Kubernetes clients to load.
const actions: Actions = {
  run: async (given) => {
    const config = readConfig(given);
    const { runController } = await import('./run-controller.ts');
    return endedWith(await runController({ config, signal: stopping.signal }));
  },
  sandbox: async (flags) => {
    const { runSandbox } = await import('./sandbox-command.ts');
    return endedWith(await runSandbox(flags, stopping.signal, (text) => process.stdout.write(text)));
  },
  version: async (output) => {
    process.stdout.write(`${output === 'json' ? JSON.stringify(versions()) : versionText()}\n`);
    return exitCodes.done;
  },
};

const complaint = tooOldNode(process.version);
if (complaint !== undefined) {
  process.stderr.write(`error: ${complaint}\n`);
  process.exit(exitCodes.failed);
}
/** Scripts of package.json by which a clone is used: help texts then show what can be typed there. */
const FROM_A_CLONE = ['vpcraft', 'sandbox'];
const code = await runCommandLine(process.argv.slice(2), actions, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  columns: process.stdout.columns,
  typed: FROM_A_CLONE.includes(process.env.npm_lifecycle_event ?? '') ? 'npm run vpcraft --' : 'vpcraft',
});
// Sockets that are still open must not hold the process; what was written reaches a pipe first.
process.exitCode = code;
process.stdout.write('', () => process.exit(code));
