// The command line of the contract cases. Asks whatever EC2 endpoint it is given, with the real AWS SDK, prints a line
// per case and exits with 1 when one failed. For an endpoint that has fixed accounts name two of them and how it is
// told to forget: cases would disturb each other otherwise. A running `npm run sandbox` is judged by
//   npm run test:contract -- --endpoint URL --access-key 111111111111 --accounts 111111111111,222222222222 --reset /_sandbox/reset
import { parseArgs } from 'node:util';
import { allCases } from './cases/all.ts';
import { judgeAll, lineOf, summary } from './report.ts';
import type { Accounts } from './runner.ts';
import { sdkCaller } from './sdk-caller.ts';

const USAGE = `Asks an EC2 endpoint all contract cases and prints a line per case; minutes over HTTP.

usage: npm run test:contract -- --endpoint URL [OPTION …]
  --access-key KEY      whose roles are assumed; most emulators take any (default: test)
  --accounts A,B        the two accounts to use; default: made-up ones, two for each case
  --reset PATH          what is posted to before each case to forget everything
  --settle MILLISECONDS longest wait for an eventually consistent answer (default: 6000, above the sandbox's bound of 5000)
  --only TEXT           cases whose name has this text
  --help                this text

A running npm run sandbox, whose accounts are fixed and which keeps what a case made:
  npm run test:contract -- --endpoint URL --access-key 111111111111 \\
    --accounts 111111111111,222222222222 --reset /_sandbox/reset
`;

const OPTIONS = {
  endpoint: { type: 'string' },
  'access-key': { type: 'string', default: 'test' },
  accounts: { type: 'string' },
  reset: { type: 'string' },
  settle: { type: 'string', default: '6000' },
  only: { type: 'string', default: '' },
  help: { type: 'boolean', default: false },
} as const;

/** What was typed, or what is wrong with it. */
function typed() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n`;
  }
}

type Values = Exclude<ReturnType<typeof typed>, string>;

function readAccounts(text: string | undefined): { accounts?: Accounts } {
  if (text === undefined) return {};
  const [home, other] = text.split(',');
  if (!home || !other) throw new Error('--accounts needs two account numbers with a comma between them');
  return { accounts: { home, other } };
}

async function main(endpoint: string, values: Values): Promise<boolean> {
  const cases = allCases.filter((one) => one.name.includes(values.only));
  const caller = sdkCaller(endpoint, values['access-key']);
  const reset = async (): Promise<void> => {
    if (values.reset === undefined) return;
    const { status } = await fetch(new URL(values.reset, endpoint), { method: 'POST' });
    if (status !== 200) throw new Error(`POST ${values.reset} answered ${status}: is the path right?`);
    caller.forget();
  };
  const judged = await judgeAll(cases, {
    caller,
    settleMs: Number(values.settle),
    reset,
    onJudged: (one, about) => process.stdout.write(`${lineOf(one, about)}\n`),
    ...readAccounts(values.accounts),
  });
  caller.close();
  process.stdout.write(`\n${summary(judged)}\n`);
  return judged.every((one) => one.verdict !== 'failed');
}

const values = typed();
if (typeof values === 'string' || (values.endpoint === undefined && !values.help)) {
  process.stderr.write(`${typeof values === 'string' ? values : ''}${USAGE}`);
  process.exitCode = 2;
} else if (values.help) process.stdout.write(USAGE);
else if (!(await main(values.endpoint ?? '', values))) process.exitCode = 1;
