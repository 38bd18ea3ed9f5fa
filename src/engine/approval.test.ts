import { describe, expect, it } from 'vitest';
import type { Change } from '../model/kind.ts';
import { planHash, statusPlan } from './approval.ts';

const change = (field: string, more: Partial<Change> = {}): Change => ({
  field,
  from: 1,
  to: 2,
  risk: 'None',
  why: 'w',
  ...more,
});
const [a, b] = [change('a'), change('b')];

describe('the hash of a change set', () => {
  const hash = planHash([a, b], 1, 0);
  it.each([
    ['the order of changes', planHash([b, a], 1, 0), true],
    ['what it changes from', planHash([change('a', { from: 9 }), b], 1, 0), true],
    ['what it changes to', planHash([change('a', { to: 9 }), b], 1, 0), false],
    ['the risk', planHash([change('a', { risk: 'Destroys' }), b], 1, 0), false],
    ['the generation', planHash([a, b], 2, 0), false],
    ['the counter of settled approvals', planHash([a, b], 1, 1), false],
  ] as const)('and %s', (_what, other, same) => {
    expect(other === hash).toBe(same);
  });
});

describe('the plan in status', () => {
  it('shows at most 64 changes and counts the rest', () => {
    const { changes, more } = statusPlan(
      Array.from({ length: 70 }, (_, i) => change(`f${i}`)),
      1,
      0,
    );

    expect([changes.length, more]).toEqual([64, 6]);
  });

  it('shows at most 32 KiB', () => {
    const { changes, more } = statusPlan(
      Array.from({ length: 10 }, (_, i) => change(`f${i}`, { to: 'x'.repeat(8000) })),
      1,
      0,
    );

    expect([changes.length, more]).toEqual([4, 6]);
  });
});
