// The command line of the contract cases. Asks whatever EC2 endpoint it is given, with the real AWS SDK, prints a line
// per case and exits with 1 when one failed. For an endpoint that has fixed accounts name two of them and how it is
// told to forget: cases would disturb each other otherwise. A running `npm run sandbox` is judged by
//   npm run test:contract -- --endpoint URL --access-key 111111111111 --accounts 111111111111,222222222222 --reset /_sandbox/reset
import { parseArgs } from 'node:util';
import { allCases } from './cases/all.ts';
import { judgeAll, report } from './report.ts';
import type { Accounts } from './runner.ts';
import { sdkCaller } from './sdk-caller.ts';

const USAGE = `usage: npm run test:contract -- --endpoint URL [OPTION …]
  --access-key KEY      whose roles are assumed; most emulators take any (default: test)
  --accounts A,B        the two accounts to use; default: made-up ones, two for each case
  --reset PATH          what is posted to before each case to forget everything
  --settle MILLISECONDS longest wait for an eventually consistent answer (default: 6000, above the sandbox's bound of 5000)
  --only TEXT           cases whose name has this text
`;

const { values } = parseArgs({
  options: {
    endpoint: { type: 'string' },
    'access-key': { type: 'string', default: 'test' },
    accounts: { type: 'string' },
    reset: { type: 'string' },
    settle: { type: 'string', default: '6000' },
    only: { type: 'string', default: '' },
  },
});

function readAccounts(text: string | undefined): { accounts?: Accounts } {
  if (text === undefined) return {};
  const [home, other] = text.split(',');
  if (!home || !other) throw new Error('--accounts needs two account numbers with a comma between them');
  return { accounts: { home, other } };
}

async function main(endpoint: string): Promise<boolean> {
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
    ...readAccounts(values.accounts),
  });
  caller.close();
  process.stdout.write(`${report(judged, cases)}\n`);
  return judged.every((one) => one.verdict !== 'failed');
}

if (values.endpoint === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else if (!(await main(values.endpoint))) process.exitCode = 1;
