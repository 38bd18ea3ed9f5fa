// The command line of the contract cases: node run.ts --endpoint URL [--settle MS] [--only TEXT]. Asks whatever EC2 endpoint it is
// given with the real AWS SDK and prints one line per case; exits with 1 when a case failed.
import { parseArgs } from 'node:util';
import { allCases } from './cases/all.ts';
import { judgeAll, report } from './report.ts';
import { sdkCaller } from './sdk-caller.ts';

/** Milliseconds given to eventually consistent answers: the simulator's own bound is 5 s. */
const SETTLE_MS = '6000';

const { values } = parseArgs({
  options: {
    endpoint: { type: 'string' },
    settle: { type: 'string', default: SETTLE_MS },
    only: { type: 'string', default: '' },
  },
});
if (values.endpoint === undefined) {
  process.stderr.write(
    'usage: npm run test:contract -- --endpoint URL [--settle MILLISECONDS] [--only TEXT]\n',
  );
  process.exit(2);
}
const { only } = values;
const cases = allCases.filter((one) => one.name.includes(only));
const caller = sdkCaller(values.endpoint);
const judged = await judgeAll(cases, { caller, settleMs: Number(values.settle) });
caller.close();
process.stdout.write(`${report(judged, cases)}\n`);
process.exitCode = judged.some((one) => one.verdict === 'failed') ? 1 : 0;
