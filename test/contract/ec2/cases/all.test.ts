// Promises that every case must keep, so that a new one cannot forget one.
import { describe, expect, it } from 'vitest';
import { allCases } from './all.ts';

/** Below this the corpus does not cover the operations of the kinds that use it. */
const FEWEST = 700;

describe('the cases', () => {
  it('are many, and no two have one name', () => {
    expect(allCases.length).toBeGreaterThanOrEqual(FEWEST);
    expect(new Set(allCases.map((one) => one.name)).size).toBe(allCases.length);
  });

  it.each(allCases)('$name: names an AWS page and expects something', ({ page, steps }) => {
    expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(steps.length).toBeGreaterThan(0);
  });
});
