// Runs all cases and counts them. Separate from the programs that choose where to run, so that they count alike.
// An unsettled case counts neither way; a disagreement that the case lists must still be there, and at the step that is
// recorded, else the list is stale.
import type { Case } from './case.ts';
import { type Accounts, accountsOf, type Outcome, type Place, runCase } from './runner.ts';

export type Verdict = 'passed' | 'failed' | 'differs as listed' | 'unsettled';
export type Judged = Outcome & { verdict: Verdict };
/** The step at which a case was answered otherwise, by the name of the case. */
export type Differences = Readonly<Record<string, string>>;
export type Options = Place & {
  /** The accounts for every case; default: each case has its own, made up. */
  accounts?: Accounts;
  /** moto is judged: `motoDiffers` applies, and each difference must be where it was when it was recorded. */
  moto?: { recorded: Differences };
  /** Called before each case, for servers that keep everything until they are told to forget. */
  reset?: () => Promise<void>;
  /** Told about each case when it has been judged: all of them take minutes over HTTP. */
  onJudged?: (judged: Judged, one: Case) => void;
};

export async function judgeAll(cases: readonly Case[], options: Options): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const [index, one] of cases.entries()) {
    await options.reset?.();
    const outcome = await runCase(one, options.accounts ?? accountsOf(index), options);
    const verdict = verdictOn(one, outcome, options.moto?.recorded);
    options.onJudged?.(verdict, one);
    judged.push(verdict);
  }
  return judged;
}

function verdictOn(one: Case, outcome: Outcome, recorded: Differences | undefined): Judged {
  if (one.unsettled !== undefined) return { ...outcome, verdict: 'unsettled' };
  if (recorded === undefined || one.motoDiffers === undefined) {
    return { ...outcome, verdict: outcome.problem === undefined ? 'passed' : 'failed' };
  }
  if (outcome.problem === undefined) {
    const problem = `moto agrees now: take motoDiffers ("${one.motoDiffers}") out of the case`;
    return { name: one.name, problem, verdict: 'failed' };
  }
  // Anything may go wrong in a case that is known to differ: only what is known is let through.
  const known = recorded[one.name];
  if (outcome.at === known) return { ...outcome, verdict: 'differs as listed' };
  const problem = `${outcome.problem}; recorded is ${known ?? 'nothing'}: node .ci/launch.mjs test/contract/ec2/moto.ts --record`;
  return { ...outcome, problem, verdict: 'failed' };
}

/** Where each settled case differed, for the recording. */
export function differencesIn(judged: readonly Judged[]): Differences {
  const differing = judged.filter(({ at, verdict }) => at !== undefined && verdict !== 'unsettled');
  return Object.fromEntries(differing.map(({ name, at }) => [name, at ?? '']));
}

/** What people read of one case: a line, and where it failed why. */
export function lineOf(judged: Judged, { page }: Case): string {
  const head = `${judged.verdict.padEnd('differs as listed'.length)}  ${judged.name}`;
  return judged.problem === undefined ? head : [head, `    ${judged.problem}`, `    ${page}`].join('\n');
}

/** The line that counts. */
export function summary(judged: readonly Judged[]): string {
  const count = (verdict: Verdict): number => judged.filter((one) => one.verdict === verdict).length;
  const more = (['differs as listed', 'unsettled'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `, ${count(verdict)} ${verdict}`);
  return `${count('passed')} passed, ${count('failed')} failed${more.join('')}`;
}
