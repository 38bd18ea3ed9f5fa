import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import type { Disposition } from '../model/kind.ts';
import { type Condition, type ConditionFacts, conditionsFor } from './conditions.ts';
import { type Outcome, refused, waiting } from './outcome.ts';

const earlier: Condition = {
  type: 'Ready',
  status: 'True',
  reason: 'Available',
  message: 'as before',
  observedGeneration: 1,
  lastTransitionTime: '2025-01-01T00:00:00Z',
};
const facts: ConditionFacts = {
  generation: 2,
  nowMs: Date.UTC(2026, 0, 1),
  previous: [earlier, { ...earlier, type: 'Synced' }],
  exists: true,
  deleting: false,
  drifted: false,
  failures: 1,
  references: undefined,
};

function fault(disposition: Disposition): Outcome {
  const details = {
    disposition,
    reason: 'AWSError',
    message: 'm',
    code: 'C',
    operation: 'O',
    outcomeUnknown: false,
  } as const;
  return { is: 'faulted', fault: new Fault(details), fields: [] };
}

function shown(outcome: Outcome, more: Partial<ConditionFacts> = {}): Readonly<Record<string, string>> {
  const conditions = conditionsFor(outcome, { ...facts, ...more });
  return Object.fromEntries(
    conditions.map((one) => [one.type, `${one.status} ${one.reason} ${one.observedGeneration}`]),
  );
}

describe('conditions', () => {
  const plan = { hash: 'h', generation: 2, changes: [], more: 0 };
  const cases: readonly (readonly [string, Outcome, string, string, string | undefined])[] = [
    ['settled', { is: 'settled', held: [] }, 'True Available 2', 'True Available 2', undefined],
    [
      'settled with a held item',
      { is: 'settled', held: [{ path: 'a[0]', reason: 'Conflict', message: 'm' }] },
      'False Conflict 2',
      'False Conflict 2',
      undefined,
    ],
    [
      'working',
      { is: 'working', message: 'm', seconds: 1 },
      'False Updating 2',
      'False Updating 2',
      'Reconciling',
    ],
    [
      'waiting',
      waiting('DependencyNotFound', 'm'),
      'False DependencyNotFound 2',
      'False DependencyNotFound 2',
      'Reconciling',
    ],
    ['refused', refused('InvalidSpec', 'm'), 'False InvalidSpec 2', 'False InvalidSpec 2', 'Stalled'],
    [
      'limited',
      { is: 'limited', retryAtMs: 0, operation: 'O' },
      'True Available 1',
      'True Available 1',
      'Reconciling',
    ],
    ['throttled', fault('throttled'), 'True Available 1', 'True Available 1', 'Reconciling'],
    ['a first transient fault', fault('transient'), 'True Available 1', 'False AWSError 2', 'Reconciling'],
    ['a dependency', fault('waiting'), 'True Available 1', 'False AWSError 2', 'Reconciling'],
    ['denied', fault('denied'), 'False AWSError 2', 'False AWSError 2', undefined],
    ['refused by AWS', fault('refused'), 'False AWSError 2', 'False AWSError 2', 'Stalled'],
    ['a defect', fault('bug'), 'Unknown InternalError 2', 'Unknown InternalError 2', undefined],
    ['paused', { is: 'paused' }, 'True Available 1', 'False Paused 2', undefined],
    [
      'planned',
      { is: 'planned', plan, why: 'm' },
      'True Available 1',
      'False ApprovalRequired 2',
      'PlanPending Reconciling',
    ],
    [
      'blocked',
      { is: 'blocked', reason: 'DeletionBlocked', message: 'm', seconds: 1 },
      'False Deleting 2',
      'False Deleting 2',
      'DeletionBlocked',
    ],
  ];
  it.each(cases)('%s', (_name, outcome, ready, synced, extra) => {
    const { Ready, Synced, ReferencesResolved: _references, ...others } = shown(outcome);

    expect({ Ready, Synced, others: Object.keys(others) }).toEqual({
      Ready: ready,
      Synced: synced,
      others: extra === undefined ? [] : extra.split(' '),
    });
  });

  it.each([
    ['of an object that is being deleted', { deleting: true }, 'True'],
    ['of an older declaration', { generation: 3 }, 'False'],
  ] as const)(
    'keeps what was found of references %s until they are looked at again',
    (_what, more, status) => {
      const previous = [
        {
          type: 'ReferencesResolved',
          status,
          reason: 'Available',
          message: 'm',
          observedGeneration: 1,
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ] as const;
      const conditions = conditionsFor(
        { is: 'paused' },
        { ...facts, previous, references: undefined, ...more },
      );

      expect(conditions.find(({ type }) => type === 'ReferencesResolved')).toEqual(previous[0]);
    },
  );

  it.each([fault('throttled'), { is: 'limited', retryAtMs: 0, operation: 'O' } satisfies Outcome])(
    'of what is being deleted nothing is called Available any more: $is',
    (outcome) => {
      const { Ready, Synced } = shown(outcome, { deleting: true });

      expect([Ready, Synced].map((one) => one?.split(' ')[0])).toEqual(['False', 'False']);
    },
  );

  it('keeps no trouble of an older declaration', () => {
    const previous = conditionsFor(refused('InvalidSpec', 'old'), { ...facts, generation: 1 });

    expect(shown({ is: 'paused' }, { previous }).Ready).toBe('Unknown Paused 2');
    expect(shown({ is: 'paused' }, { previous, generation: 1 }).Ready).toBe('False InvalidSpec 1');
  });

  it('calls what is denied twice for the same reason stalled, until the declaration changes', () => {
    const denied = (previous: ReturnType<typeof conditionsFor>, generation = 2) =>
      conditionsFor(fault('denied'), { ...facts, generation, previous });
    const types = (all: ReturnType<typeof conditionsFor>) => all.map(({ type }) => type);
    const once = denied(facts.previous);

    expect(types(once)).not.toContain('Stalled');
    expect(types(denied(once))).toContain('Stalled');
    expect(types(denied(denied(once)))).toContain('Stalled');
    expect(types(denied(denied(once), 3))).not.toContain('Stalled');
  });

  it('shows a transient fault from the third in a row', () => {
    expect(shown(fault('transient'), { failures: 2 }).Ready).toMatch(/^True/);
    expect(shown(fault('transient'), { failures: 3 }).Ready).toMatch(/^False/);
  });

  it('keeps the time of the last transition while the status is the same, and moves it when it changes', () => {
    const time = (outcome: Outcome) =>
      conditionsFor(outcome, facts).find((one) => one.type === 'Ready')?.lastTransitionTime;

    expect(time({ is: 'settled', held: [] })).toBe('2025-01-01T00:00:00Z');
    expect(time(refused('InvalidSpec', 'm'))).toBe('2026-01-01T00:00:00Z');
  });

  it('shows Drifted only until it is put right', () => {
    expect(shown(refused('InvalidSpec', 'm'), { drifted: true })).toHaveProperty('Drifted');
    expect(shown({ is: 'settled', held: [] }, { drifted: true })).not.toHaveProperty('Drifted');
  });
});
