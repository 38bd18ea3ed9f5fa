#!/usr/bin/env node
// The command line: wiring and signals, nothing else. The first SIGINT or SIGTERM stops orderly, a second one at once.
import { type Actions, exitCodes, runCommandLine } from './command-line.ts';
import { readConfig } from './config.ts';
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
