// Judges the cases by moto, an EC2 emulator that others wrote: installs it once from PyPI, starts it on loopback, runs
// every case, stops it. A disagreement passes only where the case lists it with the AWS page that settles it. Prints
// why when moto cannot be had; that is no failure of the cases. `--record` writes down at which step each case differs;
// afterwards a listed difference at another step is a failure, so that a list hides nothing else.
import { parseArgs } from 'node:util';
import { findMoto, startMoto } from '../../support/moto.ts';
import { allCases } from './cases/all.ts';
import { readMotoDifferences, writeMotoDifferences } from './moto-recording.ts';
import { differencesIn, judgeAll, lineOf, summary } from './report.ts';
import { sdkCaller } from './sdk-caller.ts';

/** moto takes any. */
const ANY_KEY = 'test';

async function judge(path: string, { only, record }: { only: string; record: boolean }): Promise<boolean> {
  const moto = await startMoto(path);
  const caller = sdkCaller(moto.url, ANY_KEY);
  try {
    const cases = allCases.filter((one) => one.name.includes(only));
    const judged = await judgeAll(cases, {
      caller,
      settleMs: 0,
      moto: { recorded: record ? {} : readMotoDifferences() },
      reset: moto.forget,
      ...(record ? {} : { onJudged: (one, about) => process.stdout.write(`${lineOf(one, about)}\n`) }),
    });
    if (record) {
      writeMotoDifferences(differencesIn(judged));
      return true;
    }
    process.stdout.write(`\n${summary(judged)}\n`);
    return judged.every((one) => one.verdict !== 'failed');
  } finally {
    caller.close();
    await moto.stop();
  }
}

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, record: { type: 'boolean', default: false } },
});
if (values.record && values.only !== '') throw new Error('--record is of all cases: leave --only out');
const found = await findMoto();
if ('reason' in found) process.stdout.write(`not judged by moto: ${found.reason}\n`);
else if (!(await judge(found.path, values))) process.exitCode = 1;
