// How answers become verdicts: what a server lacks is the failure of one case, and a listed difference hides no other.
import { expect, it } from 'vitest';
import { api, type Case, does, make, refuses } from './case.ts';
import { type Differences, judgeAll } from './report.ts';
import type { Caller } from './runner.ts';

/** Answers every call with an empty success. */
const silent: Caller = { call: async () => ({ ok: true, output: {} }), wait: async () => {} };

const paging: Case = {
  name: 'paging',
  page: api('DescribeVpcs'),
  steps: [make('first', 'DescribeVpcs'), does('DescribeVpcs', { NextToken: '{first.NextToken}' })],
};
const refusal: Case = {
  name: 'refusal',
  page: api('CreateVpc'),
  motoDiffers: 'moto makes it',
  steps: [refuses('InvalidVpc.Range', 'CreateVpc')],
};
const at = 'step 1, CreateVpc';

async function verdictOn(one: Case, recorded?: Differences) {
  const options = { caller: silent, settleMs: 0, ...(recorded === undefined ? {} : { moto: { recorded } }) };
  const [judged] = await judgeAll([one], options);
  return judged;
}

it('an answer that lacks what a later step needs is the failure of that case', async () => {
  const judged = await judgeAll([paging, { ...refusal, steps: [does('CreateVpc')] }], {
    caller: silent,
    settleMs: 0,
  });
  expect(judged).toMatchObject([
    { verdict: 'failed', problem: expect.stringContaining('{first.NextToken}') },
    { verdict: 'passed' },
  ]);
});

it.each([
  ['moto, where it is recorded', { refusal: at }, 'differs as listed'],
  ['moto, at another step than is recorded', { refusal: 'step 2, DeleteVpc' }, 'failed'],
  ['moto, where nothing is recorded', {}, 'failed'],
  ['another server', undefined, 'failed'],
] as const)('a listed difference of %s', async (_, recorded, verdict) => {
  expect(await verdictOn(refusal, recorded)).toMatchObject({ verdict });
});

it('a listed difference that is gone is a failure', async () => {
  const agreed = { ...refusal, steps: [does('CreateVpc')] };
  expect(await verdictOn(agreed, { refusal: at })).toMatchObject({
    verdict: 'failed',
    problem: expect.stringContaining('agrees now'),
  });
});
