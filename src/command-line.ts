// The commands, their flags and their help, and nothing that they do: main.ts hands that in. Separate so that the help is
// tested without starting anything. Exit codes: 0 done, 1 failed, 2 wrong command line or configuration, 130 interrupted.
import { Command, CommanderError, Option } from 'commander';
import { ConfigError } from './config.ts';
import { connectionFlags, type Flag, tuningFlags } from './config-flags.ts';
import { StartError } from './start-error.ts';
import { versionText } from './version.ts';

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export type SandboxFlags = {
  kubePort: string;
  awsPort: string;
  kubeconfig?: string;
  awsEndpoint?: string;
  seed: string;
  controller: boolean;
  writeKubeconfig?: string;
  logLevel: string;
};

/** What the commands do; each answers with the exit code. */
export type Actions = {
  run(given: Readonly<Record<string, string | undefined>>): Promise<number>;
  sandbox(flags: SandboxFlags): Promise<number>;
  version(output: 'text' | 'json'): Promise<number>;
};

/** Where people read; the process's own streams in production. */
export type Streams = {
  out(text: string): void;
  err(text: string): void;
  /** Width of the terminal; undefined: no terminal. */
  columns?: number | undefined;
  /** What people type to call this program. */
  typed?: string;
};

/** Characters; wider lines are hard to read, and few terminals show them. */
const WIDEST = 100;
/** Characters; a description narrower than this is not wrapped. */
const NARROWEST_DESCRIPTION = 20;

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong command line or configuration, 130 interrupted.`;

const runExamples = (typed: string): string => `
Each flag can also be set by an environment variable: --sweep-seconds by VPCRAFT_SWEEP_SECONDS.
A flag wins.

Examples:
  # in a pod, with its service account and role
  vpcraft run --cluster-id shop-prod --default-region ap-northeast-1
  # from a laptop, against the current context, for one namespace
  ${typed} run --cluster-id shop-dev --default-region ap-northeast-1 \\
    --watch-namespace team-a
${EXIT_CODES}`;

const sandboxExamples = (typed: string): string => `
Starts a Kubernetes API and an EC2 simulator on this machine, installs the CRDs, and runs the
controller against both. Nothing leaves the machine and nothing costs anything. Ctrl-C ends it;
nothing is kept.

Examples:
  # everything, on free ports; it prints what to type in another terminal
  ${typed} sandbox
  # the controller and the simulator for a cluster of yours (kind, k3d, minikube)
  ${typed} sandbox --kubeconfig ~/.kube/config
${EXIT_CODES}`;

function topExamples(typed: string): string {
  const rows = [
    ['sandbox', 'try it: no cluster and no AWS account needed'],
    ['run --cluster-id shop-prod', 'run the controller in this cluster'],
    ['help run', 'all flags of one command'],
  ] as const;
  const lines = rows.map(([command, about]) => `  ${`${typed} ${command}`.padEnd(EXAMPLE_COLUMN)}  ${about}`);
  return `\nExamples:\n${lines.join('\n')}\n${EXIT_CODES}`;
}

/** Characters of the longest example, as typed in a clone. */
const EXAMPLE_COLUMN = 'npm run vpcraft -- run --cluster-id shop-prod'.length;

function optionOf(flag: Flag, group: string): Option {
  const preset = flag.default === undefined ? '' : ` (default: ${flag.default})`;
  const required = flag.required ? ' (required)' : '';
  const values = flag.shape.is === 'choice' ? ` One of ${flag.shape.of.join(', ')}.` : '';
  const option = new Option(
    `--${flag.name} <${flag.value}>`,
    `${flag.about}${values}${required}${preset}`,
  ).helpGroup(group);
  return flag.shape.is === 'limits' ? option.argParser(joined) : option;
}

/** A flag given again adds to what it had. */
function joined(text: string, before: string | undefined): string {
  return before === undefined ? text : `${before},${text}`;
}

type Make = { actions: Actions; finish: (code: number) => void; typed: string };

function runCommand({ actions, finish, typed }: Make): Command {
  const command = new Command('run').description('Run the controller until it is told to stop.');
  for (const flag of connectionFlags) command.addOption(optionOf(flag, 'Options:'));
  for (const flag of tuningFlags)
    command.addOption(optionOf(flag, 'Tuning (the defaults are those of production):'));
  command
    .addHelpText('after', runExamples(typed))
    .action(async (values: Record<string, string | undefined>) => {
      const given = command.options.map((option) => [option.long?.slice(2), values[option.attributeName()]]);
      finish(await actions.run(Object.fromEntries(given)));
    });
  return command;
}

/** Its default stands in the help as it is typed. */
function preset(flags: string, about: string, value: string): Option {
  return new Option(flags, about).default(value, value);
}

function sandboxCommand({ actions, finish, typed }: Make): Command {
  return new Command('sandbox')
    .description('Try it on this machine: an embedded Kubernetes API, an EC2 simulator, and the controller.')
    .addOption(preset('--kube-port <PORT>', 'Port of the Kubernetes API; 0: a free one.', '0'))
    .addOption(preset('--aws-port <PORT>', 'Port of the EC2 simulator; 0: a free one.', '0'))
    .option('--kubeconfig <PATH>', 'Use this existing cluster instead of the embedded API.')
    .option('--aws-endpoint <URL>', 'Use this emulator instead of the EC2 simulator.')
    .addOption(preset('--seed <NUMBER>', 'Seed of everything random in the simulator.', '1'))
    .option('--no-controller', 'Start only the two simulators.')
    .option(
      '--write-kubeconfig <PATH>',
      'Where the kubeconfig goes. Left out: a file in the folder for temporary files.',
    )
    .addOption(preset('--log-level <LEVEL>', 'Lowest level that the controller logs.', 'warn'))
    .addHelpText('after', sandboxExamples(typed))
    .action(async (flags: SandboxFlags) => finish(await actions.sandbox(flags)));
}

function versionCommand({ actions, finish }: Make): Command {
  return new Command('version')
    .description('Say which version this is.')
    .addOption(new Option('-o, --output <FORMAT>', 'text or json').choices(['text', 'json']).default('text'))
    .action(async ({ output }: { output: 'text' | 'json' }) => finish(await actions.version(output)));
}

/** `help nope` is an error; commander's own shows the general help. */
function helpCommand(top: Command): Command {
  return new Command('help')
    .description('Show the flags of one command.')
    .argument('[command]')
    .action((name: string | undefined) => {
      const command = name === undefined ? top : top.commands.find((one) => one.name() === name);
      if (command === undefined) top.error(`error: unknown command '${name}'`);
      else command.outputHelp();
    });
}

function program(actions: Actions, streams: Streams, finish: (code: number) => void): Command {
  const { typed = 'vpcraft' } = streams;
  const top = new Command('vpcraft')
    .description(
      'Turns declared AWS networks into real ones and keeps them that way: a Kubernetes controller.',
    )
    .version(versionText(), '-V, --version', 'Say which version this is.')
    .helpCommand(false)
    .addHelpText('after', topExamples(typed));
  for (const make of [runCommand, sandboxCommand, versionCommand])
    top.addCommand(make({ actions, finish, typed }));
  top.addCommand(helpCommand(top));
  const helpWidth = Math.min(WIDEST, streams.columns ?? WIDEST);
  for (const command of [top, ...top.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(
        `(${typed} ${command === top ? '--help' : `${command.name()} --help`} shows what there is)`,
      )
      .configureHelp({ helpWidth, minWidthToWrap: NARROWEST_DESCRIPTION })
      .configureOutput({ writeOut: streams.out, writeErr: streams.err });
  }
  return top;
}

/** Parses `args` (without node and script), does what they say, and answers with the exit code. Prints what went wrong. */
export async function runCommandLine(
  args: readonly string[],
  actions: Actions,
  streams: Streams,
): Promise<number> {
  let code: number = exitCodes.done;
  const top = program(actions, streams, (answer) => {
    code = answer;
  });
  try {
    await top.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return codeOf(error, streams);
  }
}

function codeOf(error: unknown, streams: Streams): number {
  // Commander has printed its message, or the help, already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof ConfigError) {
    streams.err(error.mistakes.map((mistake) => `error: ${mistake}\n`).join(''));
    return exitCodes.usage;
  }
  if (error instanceof StartError) {
    streams.err(`error: ${error.message}\n`);
    return exitCodes.failed;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  streams.err(`error: ${stack}\nThis is a defect of vpcraft.\n`);
  return exitCodes.failed;
}
