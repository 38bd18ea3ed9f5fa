// What an operation of the simulator is, and the checks that are the same for all of them: which input members it
// understands, and replays by client token. Handlers are typed by the SDK's own shapes.
import type { Random } from '../../../model/ports.ts';
import { AwsError, fail } from './error.ts';
import type { SimulatorOptions } from './options.ts';
import type { Region } from './region.ts';

/** The input members a handler understands: `true` for a value, a shape for a structure or a list of structures. */
export type Shape<T> = {
  readonly [K in keyof T]?:
    | true
    | Shape<NonNullable<T[K]> extends readonly (infer E)[] ? E : NonNullable<T[K]>>;
};
export type AnyShape = { readonly [member: string]: true | AnyShape };

/** What handlers may reach beyond their own region. */
export type World = {
  readonly options: SimulatorOptions;
  readonly random: Random;
  /** Monotonic milliseconds. */
  now(): number;
  /** Wall clock, for the times that AWS answers. */
  date(): Date;
  /** Another account's or region's state; made when first named. */
  region(account: string, name: string): Region;
  knowsAccount(account: string): boolean;
  /** Runs a change of `region` later, on the clock. */
  later(ms: number, region: Region, change: () => void): void;
};

export type Caller = { readonly account: string; readonly arn: string; readonly userId: string };
export type Call = {
  readonly world: World;
  readonly region: Region;
  readonly operation: string;
  readonly caller: Caller;
};

export type Operation = {
  readonly mutates: boolean;
  readonly accepts: AnyShape;
  readonly dryRun: boolean;
  run(call: Call, input: object): object;
};

export type Definition<I, O> = {
  readonly accepts: Shape<I>;
  readonly run: (call: Call, input: I) => O;
};

/** A read. */
export function reads<I extends object, O extends object>(definition: Definition<I, O>): Operation {
  return erase(definition, false);
}

/** A write. */
export function writes<I extends object, O extends object>(definition: Definition<I, O>): Operation {
  return erase(definition, true);
}

/** A write that can be sent again with the same ClientToken. */
export function writesOnce<I extends { ClientToken?: string | undefined }, O extends object>(
  definition: Definition<I, O>,
): Operation {
  return erase({ ...definition, run: (call: Call, input: I) => once(call, input, definition.run) }, true);
}

function erase<I extends object, O extends object>(
  definition: Definition<I, O>,
  mutates: boolean,
): Operation {
  const accepts = definition.accepts as AnyShape;
  return {
    mutates,
    accepts,
    dryRun: 'DryRun' in accepts,
    run: (call, input) => definition.run(call, input as I),
  };
}

/** Characters of a token, https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
const TOKEN_LENGTH = 64;

/** Same page: same token and parameters succeed without a second resource; other parameters are refused. */
function once<I extends { ClientToken?: string | undefined }, O extends object>(
  call: Call,
  input: I,
  run: (call: Call, input: I) => O,
): O {
  const token = input.ClientToken;
  if (token === undefined || token === '') return run(call, input);
  if (token.length > TOKEN_LENGTH)
    fail('InvalidParameterValue', `ClientToken is longer than ${TOKEN_LENGTH} characters`);
  const key = `${call.operation}|${token}`;
  const fingerprint = canonical({ ...input, ClientToken: undefined, DryRun: undefined });
  const earlier = call.region.replays.get(key);
  if (earlier === undefined) {
    const output = run(call, input);
    if (!madeNothing(output)) call.region.replays.set(key, { fingerprint, output });
    return output;
  }
  if (earlier.fingerprint !== fingerprint) {
    fail('IdempotentParameterMismatch', `The client token ${token} was used before with other parameters.`);
  }
  return earlier.output as O;
}

/** API_UnsuccessfulItem.html: a success in which everything failed has made nothing that a token could bring again. */
function madeNothing(output: object): boolean {
  const { Unsuccessful, ...rest } = output as { Unsuccessful?: unknown };
  const isEmpty = (value: unknown) => !Array.isArray(value) || value.length === 0;
  return !isEmpty(Unsuccessful) && Object.values(rest).every(isEmpty);
}

/** JSON with sorted members, without undefined ones. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

/** Refuses members that the handler does not look at: silence would be a lie. */
export function checkMembers(accepts: AnyShape, input: object, path = ''): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null) continue;
    const shape = Object.hasOwn(accepts, name) ? accepts[name] : undefined;
    if (shape === undefined) {
      const message = `The parameter ${path}${name} is not recognized, or not implemented in the sandbox.`;
      throw new AwsError('UnknownParameter', message);
    }
    if (shape === true) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && typeof item === 'object') checkMembers(shape, item, `${path}${name}.`);
    }
  }
}
