// Is every operation that the controller uses judged by a case, both when it succeeds and when AWS refuses it? What cannot
// be is named here with its reason; a reason that no longer holds is an error.
import { expect, it } from 'vitest';
import { commands } from '../../../src/ec2/commands.ts';
import type { Case, Step } from './case.ts';
import { allCases } from './cases/all.ts';

const NO_VPN_GATEWAY =
  'needs a VPN gateway, which is made by a call that the controller does not use and the simulator does not have';

const withoutSuccess: Readonly<Record<string, string>> = {
  EnableVgwRoutePropagation: NO_VPN_GATEWAY,
  DisableVgwRoutePropagation: NO_VPN_GATEWAY,
};

const operations = Object.keys(commands);
const settled = allCases.filter((one) => one.unsettled === undefined);

/** A refusal of the call, or of an item of a bulk call, which is told inside a success. */
function isRefusal({ expect: expected }: Step): boolean {
  if (expected?.code !== undefined) return true;
  const { shape } = expected ?? {};
  if (typeof shape !== 'object' || !('Unsuccessful' in shape)) return false;
  return !JSON.stringify(shape.Unsuccessful).includes('$absent');
}

function without(judges: (step: Step) => boolean, cases: readonly Case[]): string[] {
  const judged = new Set(cases.flatMap(({ steps }) => steps.filter(judges).map(({ call }) => call)));
  return operations.filter((operation) => !judged.has(operation));
}

it('every operation succeeds in a case, but for those with a reason', () => {
  expect(without((step) => !isRefusal(step), settled)).toEqual(Object.keys(withoutSuccess));
});

it('every operation is refused in a case', () => {
  expect(without(isRefusal, settled)).toEqual([]);
});
