import { describe, expect, it } from 'vitest';
import type { Change } from '../model/kind.ts';
import { declarationOf, planHash, statusPlan } from './approval.ts';
import { net, type NetOptions } from './fake-objects.ts';
import { emptyRecord } from './record.ts';

const change = (field: string, more: Partial<Change> = {}): Change => ({
  field,
  from: 1,
  to: 2,
  risk: 'None',
  why: 'w',
  ...more,
});
const [a, b] = [change('a'), change('b')];

const asked = (generation: number, counter = 0) => ({
  generation: 9,
  declared: { face: 'f', generation },
  counter,
});

describe('the hash of a change set', () => {
  const hash = planHash([a, b], asked(1));
  it.each([
    ['the order of changes', planHash([b, a], asked(1)), true],
    ['what it changes from', planHash([change('a', { from: 9 }), b], asked(1)), true],
    ['what it changes to', planHash([change('a', { to: 9 }), b], asked(1)), false],
    ['the risk', planHash([change('a', { risk: 'Destroys' }), b], asked(1)), false],
    ['the generation of the declaration', planHash([a, b], asked(2)), false],
    ['the counter of settled approvals', planHash([a, b], asked(1, 1)), false],
  ] as const)('and %s', (_what, other, same) => {
    expect(other === hash).toBe(same);
  });
});

describe('the declaration that a change set is of', () => {
  const before = { spec: { size: 2, managementPolicy: 'Preview' } };
  const known = { ...emptyRecord, asked: declarationOf(net({ ...before, generation: 1 }), emptyRecord) };
  it.each<[string, NetOptions, number]>([
    ['is the same when only its handling changes', { spec: { size: 2, approval: 'Manual' } }, 1],
    ['is another one after any other edit', { spec: { size: 3, managementPolicy: 'Preview' } }, 7],
    ['is another one when the object is being deleted', { ...before, deleting: true }, 7],
  ])('%s', (_what, options, generation) => {
    expect(declarationOf(net({ ...options, generation: 7 }), known).generation).toBe(generation);
  });
});

describe('the plan in status', () => {
  it('shows at most 64 changes and counts the rest', () => {
    const { changes, more } = statusPlan(
      Array.from({ length: 70 }, (_, i) => change(`f${i}`)),
      asked(1),
    );

    expect([changes.length, more]).toEqual([64, 6]);
  });

  it('has no values where there are none', () => {
    const none = [change('a', { from: null }), change('b', { to: null }), change('c', { from: '', to: 0 })];

    expect(statusPlan(none, asked(1)).changes).toStrictEqual([
      { field: 'a', to: 2, risk: 'None', why: 'w' },
      { field: 'b', from: 1, risk: 'None', why: 'w' },
      { field: 'c', to: 0, risk: 'None', why: 'w' },
    ]);
  });

  it('shows at most 32 KiB', () => {
    const { changes, more } = statusPlan(
      Array.from({ length: 10 }, (_, i) => change(`f${i}`, { to: 'x'.repeat(8000) })),
      asked(1),
    );

    expect([changes.length, more]).toEqual([4, 6]);
  });
});
