#!/usr/bin/env node
// The command line: wiring and signals, nothing else. The first SIGINT or SIGTERM stops orderly, a second one at once.
import { type Actions, exitCodes, runCommandLine } from './command-line.ts';
import { readConfig } from './config.ts';
import { runController } from './run-controller.ts';
import { runSandbox } from './sandbox-command.ts';
import { versions } from './version.ts';

const stopping = new AbortController();
let interrupted = false;

function onSignal(signal: NodeJS.Signals): void {
  if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
  interrupted = signal === 'SIGINT';
  stopping.abort();
}
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

function endedWith(end: 'stopped' | 'lost'): number {
  if (interrupted) return exitCodes.interrupted;
  return end === 'lost' ? exitCodes.failed : exitCodes.done;
}

const actions: Actions = {
  run: async (given) =>
    endedWith(await runController({ config: readConfig(given), signal: stopping.signal })),
  sandbox: async (flags) =>
    endedWith(await runSandbox(flags, stopping.signal, (text) => process.stdout.write(text))),
  version: async (output) => {
    const { vpcraft, node, platform } = versions();
    process.stdout.write(
      output === 'json'
        ? `${JSON.stringify(versions())}\n`
        : `vpcraft ${vpcraft} (Node.js ${node}, ${platform})\n`,
    );
    return exitCodes.done;
  },
};

const code = await runCommandLine(process.argv.slice(2), actions, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// Sockets that are still open must not hold the process; what was written reaches a pipe first.
process.exitCode = code;
process.stdout.write('', () => process.exit(code));
