// Does docs/fidelity.md say what the cases and the recordings say, and does the recording of moto fit the cases?
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allCases } from './ec2/cases/all.ts';
import { readMotoDifferences } from './ec2/moto-recording.ts';
import { fidelityPage, PAGE } from './fidelity.ts';

it('docs/fidelity.md is current: else npm run generate', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(fidelityPage());
});

it('moto is recorded to differ in the cases that list it, and in no other', () => {
  const listed = allCases.filter((one) => one.motoDiffers !== undefined && one.unsettled === undefined);
  expect(Object.keys(readMotoDifferences()).sort()).toEqual(listed.map(({ name }) => name).sort());
});
