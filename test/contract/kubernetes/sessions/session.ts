// kubectl sessions: what people type, as data, and how what kubectl prints is put into words that two servers have in
// common. What is expected is recorded from the real server, like the answers of the cases.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../../../../src/model/clock.ts';
import { type Finished, run } from '../../../support/process.ts';

/** One command. `{ns}` in arguments and input is the namespace of the session. */
export type Command = {
  args: readonly string[];
  stdin?: string;
  /** A shell command that edits the file kubectl hands it. */
  editor?: string;
};
/** `kubectl get --watch`, commands meanwhile, and the lines that it has printed then. */
export type Watching = {
  watch: readonly string[];
  first: number;
  during: readonly (readonly string[])[];
  lines: number;
};
export type Session = { name: string; steps: readonly (Command | Watching)[] };
export type Printed = { command: string; code: number | null; stdout: string; stderr: string };

/** Milliseconds until a watch must have printed its lines. */
const WATCH_LIMIT_MS = 30_000;

export type Shell = { kubectl: string; kubeconfig: string };

export async function runSession(session: Session, index: number, shell: Shell): Promise<Printed[]> {
  const namespace = `session-${index + 1}`;
  const cache = mkdtempSync(join(tmpdir(), 'vpcraft-kubectl-'));
  const env = { KUBECONFIG: shell.kubeconfig, KUBECACHEDIR: cache, KUBECTL_EXTERNAL_DIFF: 'diff -u -N' };
  const printed: Printed[] = [];
  const filled = (text: string): string => text.replaceAll('{ns}', namespace);
  try {
    await run(shell.kubectl, ['create', 'namespace', namespace], { env });
    for (const step of session.steps) {
      if ('watch' in step) printed.push(await watching(step, shell.kubectl, env, filled));
      else {
        const editing = step.editor === undefined ? env : { ...env, KUBE_EDITOR: step.editor };
        const input = step.stdin === undefined ? {} : { stdin: filled(step.stdin) };
        const args = step.args.map(filled);
        printed.push(inWords(args, await run(shell.kubectl, args, { env: editing, ...input })));
      }
    }
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  return printed;
}

type Environment = Readonly<Record<string, string>>;

async function watching(
  { watch, first, during, lines }: Watching,
  kubectl: string,
  env: Environment,
  filled: (text: string) => string,
): Promise<Printed> {
  const args = watch.map(filled);
  const child = spawn(kubectl, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  let wake = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    wake();
  });
  const printed = async (count: number): Promise<void> => {
    const started = realClock.monotonic();
    while (stdout.split('\n').length <= count && realClock.monotonic() - started < WATCH_LIMIT_MS) {
      await new Promise<void>((resolve) => {
        const cancel = realClock.after(WATCH_LIMIT_MS, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      });
    }
  };
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await printed(first);
  for (const command of during) await run(kubectl, command.map(filled), { env });
  await printed(lines);
  child.kill('SIGTERM');
  await ended;
  return inWords(args, { code: 0, stdout, stderr: '' });
}

const WORDS: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '{uid}'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z/g, '{time}'],
  [/(resourceVersion"?: ")\d+"/g, '$1{rv}"'],
  [/(Resource Version:\s+)\d+/g, '$1{rv}'],
  [/^(---|\+\+\+|diff -u -N) .*$/gm, '$1 {file}'],
  [/https?:\/\/127\.0\.0\.1:\d+/g, '{server}'],
  [/\bkubectl-edit-\d+\.yaml/g, '{edited file}'],
  // The age is the last column, or the last before labels.
  [/ \d{1,2}s( {2,}|$)/gm, ' {age}$1'],
];

function inWords(args: readonly string[], { code, stdout, stderr }: Finished): Printed {
  const words = (text: string): string =>
    WORDS.reduce((value, [pattern, word]) => value.replace(pattern, word), text);
  return { command: args.join(' '), code, stdout: words(stdout), stderr: words(stderr) };
}
