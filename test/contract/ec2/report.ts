// Runs all cases and counts them. Separate from the programs that choose where to run, so that they count alike.
// An unsettled case counts neither way; a disagreement that the case lists must still be there, else the list is stale.
import type { Case } from './case.ts';
import { type Accounts, accountsOf, type Outcome, type Place, runCase } from './runner.ts';

export type Verdict = 'passed' | 'failed' | 'differs as listed' | 'unsettled';
export type Judged = Outcome & { verdict: Verdict };
export type Options = Place & {
  /** The accounts for every case; default: each case has its own, made up. */
  accounts?: Accounts;
  /** Whether `motoDiffers` applies to what is judged here. */
  isMoto?: boolean;
  /** Called before each case, for servers that keep everything until they are told to forget. */
  reset?: () => Promise<void>;
};

export async function judgeAll(cases: readonly Case[], options: Options): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const [index, one] of cases.entries()) {
    await options.reset?.();
    const outcome = await runCase(one, options.accounts ?? accountsOf(index), options);
    judged.push(verdictOn(one, outcome, options.isMoto === true));
  }
  return judged;
}

function verdictOn(one: Case, outcome: Outcome, isMoto: boolean): Judged {
  if (one.unsettled !== undefined) return { ...outcome, verdict: 'unsettled' };
  if (!isMoto || one.motoDiffers === undefined) {
    return { ...outcome, verdict: outcome.problem === undefined ? 'passed' : 'failed' };
  }
  if (outcome.problem !== undefined) return { ...outcome, verdict: 'differs as listed' };
  const problem = `moto agrees now: take motoDiffers ("${one.motoDiffers}") out of the case`;
  return { name: one.name, problem, verdict: 'failed' };
}

/** The table for people, and the line that counts. */
export function report(judged: readonly Judged[], cases: readonly Case[]): string {
  const lines = judged.flatMap((one, index) => {
    const head = `${one.verdict.padEnd('differs as listed'.length)}  ${one.name}`;
    if (one.problem === undefined) return [head];
    return [head, `    ${one.problem}`, `    ${cases[index]?.page ?? ''}`];
  });
  const count = (verdict: Verdict): number => judged.filter((one) => one.verdict === verdict).length;
  const more = (['differs as listed', 'unsettled'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `, ${count(verdict)} ${verdict}`);
  return [...lines, '', `${count('passed')} passed, ${count('failed')} failed${more.join('')}`].join('\n');
}
