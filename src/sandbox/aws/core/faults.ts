// What goes wrong on purpose. Rules are matched in the order in which they were added; the first that matches a call
// decides it and is used up by one. Separate because it is the tests' and the demo's remote control.
import type { Random } from '../../../model/ports.ts';
import { AwsError } from './error.ts';

export type FaultKind =
  /** RequestLimitExceeded, no effect. */
  | 'throttle'
  /** `code` and `status`, no effect. */
  | 'error'
  /** The effect happens, the connection breaks before the answer. */
  | 'lost-answer'
  /** The connection breaks, nothing happens. */
  | 'lost-request'
  /** The connection breaks at once, and the call takes effect `delayMs` later. */
  | 'late-effect'
  /** The effect happens at once, the answer comes `delayMs` later. */
  | 'delay'
  /** UnauthorizedOperation, no effect. */
  | 'deny'
  /** The answer's lists are empty. */
  | 'empty';

export type FaultRule = {
  /** An operation's name or '*'. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** true: only writes; false: only reads. Writes are told by their verb, as EC2 names them. */
  readonly mutating?: boolean;
  readonly account?: string;
  readonly region?: string;
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  readonly delayMs?: number;
  /** How many calls; default: until removed. */
  readonly times?: number;
  /** Matching calls that pass first. */
  readonly skip?: number;
  /** Chance that a matching call is hit; default 1. */
  readonly probability?: number;
};

export type FaultCall = { readonly operation: string; readonly account: string; readonly region: string };

const READ = /^(Describe|Get|List|Search|AssumeRole)/;

type Armed = { readonly id: number; readonly rule: FaultRule; skip: number; left: number };

export const FAULT_KINDS: readonly FaultKind[] = [
  'throttle',
  'error',
  'lost-answer',
  'lost-request',
  'late-effect',
  'delay',
  'deny',
  'empty',
];

export class Faults {
  readonly #random: Random;
  #armed: Armed[] = [];
  #next = 1;
  readonly #expired = new Map<string, string>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Arms a rule; the number removes it. */
  add(rule: FaultRule): number {
    if (!FAULT_KINDS.includes(rule.kind))
      throw new Error(`kind ${String(rule.kind)} is none of ${FAULT_KINDS.join(', ')}`);
    const armed = {
      id: this.#next++,
      rule,
      skip: rule.skip ?? 0,
      left: rule.times ?? Number.POSITIVE_INFINITY,
    };
    this.#armed.push(armed);
    return armed.id;
  }

  remove(id: number): void {
    this.#armed = this.#armed.filter((armed) => armed.id !== id);
  }

  /** No rule and no expired credentials any more. */
  clear(): void {
    this.#armed = [];
    this.#expired.clear();
  }

  /** Every call with credentials of `account` fails with `code`, until `on` is false. */
  expireCredentials(account: string, on = true, code = ''): void {
    if (on) this.#expired.set(account, code);
    else this.#expired.delete(account);
  }

  /** The code that calls of `account` must fail with; '' means the service's own; undefined: not expired. */
  expired(account: string): string | undefined {
    return this.#expired.get(account);
  }

  get rules(): readonly FaultRule[] {
    return this.#armed.map(({ rule }) => rule);
  }

  /** The rule that decides this call, used up by one. */
  match(call: FaultCall): FaultRule | undefined {
    if (this.#armed.length === 0) return undefined;
    for (const armed of this.#armed) {
      if (!applies(armed.rule, call)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      if (armed.rule.probability !== undefined && this.#random.next() >= armed.rule.probability) continue;
      armed.left -= 1;
      if (armed.left <= 0) this.remove(armed.id);
      return armed.rule;
    }
    return undefined;
  }
}

function applies(rule: FaultRule, call: FaultCall): boolean {
  return (
    (rule.operation === '*' || rule.operation === call.operation) &&
    (rule.mutating === undefined || rule.mutating !== READ.test(call.operation)) &&
    (rule.account === undefined || rule.account === call.account) &&
    (rule.region === undefined || rule.region === call.region)
  );
}

const SERVER_ERROR = 500;

/** The error that a rule asks for. */
export function injected(fault: FaultRule): AwsError {
  const code = fault.code ?? 'InternalError';
  const server = /^(Internal|Unavailable|Service|Server)/.test(code);
  return new AwsError(
    code,
    fault.message ?? 'An error was injected.',
    fault.status ?? (server ? SERVER_ERROR : undefined),
  );
}
