// Flags and environment become one frozen, checked object. A flag wins over its environment variable (VPCRAFT_…), which
// wins over the default. Always holds: all mistakes are reported at once, one line each, naming the flag and the cure;
// nothing after this file reads the environment.
import { hostname } from 'node:os';
import { type Flag, flagNameOf, flags, settingMembers, textMembers, variableOf } from './config-flags.ts';
import { type LimitOverrides, parseLimitOverrides } from './model/limit-overrides.ts';
import { realRandom } from './model/random.ts';
import type { Settings } from './model/settings.ts';
import type { LogLevel } from './telemetry/log.ts';

export type Config = {
  settings: Readonly<Settings>;
  kubeconfig: string | undefined;
  context: string | undefined;
  /** undefined: all namespaces. */
  watchNamespace: string | undefined;
  /** Where the lease and the ConfigMap of the cluster id live. */
  controllerNamespace: string;
  /** Who this process is in the lease. */
  identity: string;
  awsEndpoint: string | undefined;
  limitOverrides: LimitOverrides;
  healthAddress: string;
  healthPort: number;
  logLevel: LogLevel;
};

/** What stood on the command line, by flag name (`sweep-seconds`) . */
export type Given = Readonly<Record<string, string | undefined>>;

/** The declaration of the process is wrong; every mistake is one line. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

type Read = { text: string; source: string };

function sourceOf(flag: Flag, given: Given, environment: Given): Read | undefined {
  const variable = variableOf(flag.name);
  const typed = given[flag.name];
  if (typed !== undefined) return { text: typed, source: `--${flag.name}` };
  const exported = environment[variable];
  if (exported !== undefined && exported !== '')
    return { text: exported, source: `--${flag.name} (from ${variable})` };
  return flag.default === undefined ? undefined : { text: flag.default, source: `--${flag.name}` };
}

/** The cure when `text` does not fit, or undefined. */
function cureOf(shape: Flag['shape'], text: string): string | undefined {
  switch (shape.is) {
    case 'text':
      if (text === '') return 'give a value, or leave the flag out';
      return shape.pattern === undefined || shape.pattern.test(text) ? undefined : shape.cure;
    case 'url':
      return URL.canParse(text) && /^https?:/.test(text)
        ? undefined
        : 'use a URL such as http://127.0.0.1:4566';
    case 'choice':
      return shape.of.includes(text) ? undefined : `use one of ${shape.of.join(', ')}`;
    case 'boolean':
      return text === 'true' || text === 'false' ? undefined : 'use true or false';
    case 'limits':
      return cureOfLimits(text);
    default:
      return cureOfNumber(shape, text);
  }
}

function cureOfLimits(text: string): string | undefined {
  try {
    parseLimitOverrides(text.split(','));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function cureOfNumber(shape: Extract<Flag['shape'], { min: number }>, text: string): string | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const fits = Number.isFinite(number) && number >= shape.min && number <= shape.max;
  if (fits && (shape.is === 'number' || Number.isInteger(number))) return undefined;
  return `use a ${shape.is === 'integer' ? 'whole number' : 'number'} from ${shape.min} to ${shape.max}`;
}

function readAll(given: Given, environment: Given): { texts: Map<string, string>; mistakes: string[] } {
  const texts = new Map<string, string>();
  const mistakes: string[] = [];
  for (const flag of flags) {
    const read = sourceOf(flag, given, environment);
    if (read === undefined) {
      if (flag.required)
        mistakes.push(`--${flag.name} is required: give it, or set ${variableOf(flag.name)}`);
      continue;
    }
    const cure = cureOf(flag.shape, read.text);
    if (cure === undefined) texts.set(flag.name, read.text);
    else mistakes.push(`${read.source}: ${JSON.stringify(read.text)} does not fit; ${cure}`);
  }
  return { texts, mistakes };
}

/** A rule between two numbers that each fit alone: the first must be smaller. */
const ordered: readonly (readonly [smaller: keyof Settings, larger: keyof Settings, why: string])[] = [
  ['leaseRetrySeconds', 'renewDeadlineSeconds', 'a leader must get more than one try to renew'],
  ['renewDeadlineSeconds', 'leaseSeconds', 'a leader must stop before another can take over'],
  ['backoffFirstSeconds', 'backoffLongestSeconds', 'the wait grows from the one to the other'],
];

function disorder(settings: Settings): string[] {
  return ordered
    .filter(([smaller, larger]) => Number(settings[smaller]) >= Number(settings[larger]))
    .map(
      ([smaller, larger, why]) =>
        `--${flagNameOf(smaller)} must be smaller than --${flagNameOf(larger)}: ${why}`,
    );
}

function settingsFrom(texts: ReadonlyMap<string, string>): Settings {
  const numbers = settingMembers
    .filter((member) => !textMembers.some((text) => text === member))
    .map((member) => [member, Number(texts.get(flagNameOf(member)))]);
  return {
    ...Object.fromEntries(numbers),
    clusterID: texts.get('cluster-id') ?? '',
    defaultRegion: texts.get('default-region'),
    flowLogRoleARN: texts.get('flow-log-role-arn'),
  };
}

/** The checked configuration. @throws ConfigError */
export function readConfig(given: Given, environment: Given = process.env): Config {
  const { texts, mistakes } = readAll(given, environment);
  const settings = settingsFrom(texts);
  const all = [...mistakes, ...(mistakes.length === 0 ? disorder(settings) : [])];
  if (all.length > 0) throw new ConfigError(all);
  return Object.freeze({
    settings: Object.freeze(settings),
    kubeconfig: texts.get('kubeconfig'),
    context: texts.get('context'),
    watchNamespace: texts.get('watch-namespace'),
    controllerNamespace: texts.get('controller-namespace') ?? '',
    identity: texts.get('identity') ?? `${hostname()}-${realRandom.id(4)}`,
    awsEndpoint: texts.get('aws-endpoint'),
    limitOverrides: parseLimitOverrides(texts.get('limit-override')?.split(',') ?? []),
    healthAddress: texts.get('health-address') ?? '',
    healthPort: Number(texts.get('health-port')),
    logLevel: logLevelOf(texts.get('log-level')),
  });
}

function logLevelOf(text: string | undefined): LogLevel {
  switch (text) {
    case 'debug':
    case 'warn':
    case 'error':
    case 'silent':
      return text;
    default:
      return 'info';
  }
}
