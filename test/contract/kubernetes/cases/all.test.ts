// Promises that the corpus must keep: enough cases, names and namespaces of their own, a recording for each.
import { describe, expect, it } from 'vitest';
import { namespaceOf } from '../namespace-of.ts';
import { readRecording, recordedGroups, SESSIONS } from '../recording.ts';
import { allGroups } from './all.ts';

/** Below this the corpus does not cover the rules that it is there for. */
const FEWEST = 400;
const names = allGroups.flatMap(({ cases }) => cases.map(({ name }) => name));

describe('the cases', () => {
  it('are many', () => {
    expect(names.length).toBeGreaterThanOrEqual(FEWEST);
  });

  it('have names and namespaces of their own', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names.map(namespaceOf)).size).toBe(names.length);
  });

  it('have recordings, and no recording is without a case', () => {
    expect(recordedGroups()).toEqual([...allGroups.map(({ name }) => name), SESSIONS].sort());
    for (const { name, cases } of allGroups)
      expect(Object.keys(readRecording(name))).toEqual(cases.map((one) => one.name));
  });
});
