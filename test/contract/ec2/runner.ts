// Runs cases through any way of calling EC2. Separate from the ways of calling, of which there are three: the AWS SDK
// over HTTP, the simulator in process, and whatever comes next. EC2 is eventually consistent, so an answer that changed
// nothing (a read, or a refusal) may be asked for again until the settling time is over; a write that took effect may not.
import type { Account, By, Case, Shape, Step } from './case.ts';
import { difference, fill, Unbrought } from './match.ts';

/** Milliseconds between two questions. */
const AGAIN_MS = 200;
/** The first number of the block of made-up account numbers; the last digit tells home from other. */
const FIRST_ACCOUNT = 610_000_000_000;
const HOME_REGION = 'us-east-1';

export type Who = { account: string; region: string };
/** `status`: of HTTP; 0 when no answer came. */
export type Answer =
  | { ok: true; output: Readonly<Record<string, unknown>> }
  | { ok: false; code: string; message: string; status: number };
export interface Caller {
  call(who: Who, operation: string, input: object): Promise<Answer>;
  wait(ms: number): Promise<void>;
}
export type Accounts = Readonly<Record<Account, string>>;
/** Where cases run; `settleMs`: milliseconds that an eventually consistent answer may take. */
export type Place = { caller: Caller; settleMs: number };
/** `at`: the step whose answer was another, such as `step 2, CreateVpc`; `problem`: what it was. */
export type Outcome = { name: string; at?: string; problem?: string };

/** The made-up accounts of the case with this index. */
export function accountsOf(index: number): Accounts {
  return { home: String(FIRST_ACCOUNT + index * 10), other: String(FIRST_ACCOUNT + index * 10 + 1) };
}

/** Runs one case from the start, in these accounts. */
export async function runCase(one: Case, account: Accounts, { caller, settleMs }: Place): Promise<Outcome> {
  const saved: Record<string, unknown> = { account };
  for (const [number, step] of one.steps.entries()) {
    const problem = await runStep({ step, caller, saved, settleMs, account }).catch(ifUnbrought);
    if (problem !== undefined) {
      const at = `step ${number + 1}, ${step.call}`;
      return { name: one.name, at, problem: `${at}: ${problem}` };
    }
  }
  return { name: one.name };
}

/** What an earlier answer lacked is a problem of this case, never the end of a run. */
function ifUnbrought(error: unknown): string {
  if (error instanceof Unbrought) return error.message;
  throw error;
}

type Running = {
  step: Step;
  caller: Caller;
  saved: Record<string, unknown>;
  settleMs: number;
  account: Accounts;
};

async function runStep({ step, caller, saved, settleMs, account }: Running): Promise<string | undefined> {
  const by: By = step.by ?? {};
  const who = { account: account[by.account ?? 'home'], region: by.region ?? HOME_REGION };
  const input = fill(step.input ?? {}, saved) as object;
  for (let waited = 0; ; waited += AGAIN_MS) {
    const answer = await caller.call(who, step.call, input);
    const problem = judge(step, answer, saved);
    if (problem === undefined) {
      if (answer.ok && step.save !== undefined) saved[step.save] = answer.output;
      return undefined;
    }
    const changedSomething =
      answer.ok && !/^(Describe|Get|Search|List)/.test(step.call) && !isUndone(answer.output);
    if (changedSomething || waited >= settleMs) return problem;
    await caller.wait(AGAIN_MS);
  }
}

/** A bulk call that says inside a success what it did not do: that may be asked for again. */
function isUndone({ Unsuccessful }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(Unsuccessful) && Unsuccessful.length > 0;
}

/** A refusal by a rule: not a broken server, and not one that lacks what was asked for. */
function isRefusal({ code, status }: { code: string; status: number }): boolean {
  return status >= 400 && status < 500 && code !== 'InvalidAction' && code !== 'UnknownParameter';
}

function judge(step: Step, answer: Answer, saved: Record<string, unknown>): string | undefined {
  const { code, shape } = step.expect ?? {};
  const wanted = code === undefined ? [] : typeof code === 'string' ? [code] : code;
  if (!answer.ok) {
    if (wanted.includes(answer.code) || (wanted.includes('*') && isRefusal(answer))) return undefined;
    const expected = wanted.length === 0 ? 'success' : wanted.join(' or ');
    return `expected ${expected}, got ${answer.code} (${answer.message.slice(0, 160)})`;
  }
  if (wanted.length > 0) return `expected ${wanted.join(' or ')}, got success`;
  return shape === undefined ? undefined : difference(fill(shape, saved) as Shape, answer.output);
}
