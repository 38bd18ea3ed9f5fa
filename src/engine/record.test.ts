import { describe, expect, it } from 'vitest';
import { net } from './fake-objects.ts';
import {
  emptyRecord,
  type ObjectRecord,
  recordOf,
  retired,
  storedRecord,
  withID,
  withoutFormer,
  withoutID,
  withoutIntent,
} from './record.ts';

const intent = { part: 'main', attempt: 2, token: 't', at: '', process: 'p' };
const record = (more: Partial<ObjectRecord>): ObjectRecord => ({ ...emptyRecord, ...more });

describe('the record of an object', () => {
  it.each<[string, Readonly<Record<string, unknown>> | undefined, boolean]>([
    ['none', undefined, false],
    ['without a record', {}, false],
    ['a text', { record: 'x' }, false],
    ['null', { record: null }, false],
    ['of another format', { record: { v: 2, ids: { main: 'x' } } }, false],
    ['ids that are no texts', { record: { v: 1, ids: { main: 7 } } }, false],
    ['ids as a list', { record: { v: 1, ids: ['x'] } }, false],
    ['former things of nothing', { record: { v: 1, former: [null] } }, false],
    [
      'a former thing that goes some day',
      { record: { v: 1, former: [{ part: 'main', id: 'x', goes: 'x' }] } },
      false,
    ],
    ['an intent of nothing', { record: { v: 1, intent: {} } }, false],
    ['a place that is none', { record: { v: 1, place: 'somewhere' } }, false],
    ['an empty one', { record: { v: 1 } }, true],
    ['one with ids', { record: { v: 1, ids: { main: 'x' } } }, true],
  ])('status %s', (_what, status, known) => {
    const { record: found, known: isKnown } = recordOf({
      ...net(),
      ...(status === undefined ? {} : { status }),
    });

    expect(isKnown).toBe(known);
    expect(found.former).toEqual([]);
  });

  it('is stored without what is empty, and read back whole', () => {
    const full = record({
      ids: { main: 'x' },
      granted: { 'a Net/b/c': 'y' },
      approvals: 3,
      takenOver: ['x'],
    });
    const stored = storedRecord(full);

    expect(storedRecord(emptyRecord)).toEqual({ v: 1 });
    expect(Object.keys(stored).sort()).toEqual(['approvals', 'granted', 'ids', 'takenOver', 'v']);
    expect(recordOf({ ...net(), status: { record: stored } }).record).toEqual(full);
  });
});

describe('a change of the record', () => {
  const former = { part: 'main', id: 'old', goes: 'ready' } as const;

  it.each<[string, ObjectRecord, Readonly<Record<string, unknown>>]>([
    [
      'a new id closes the intent',
      withID(record({ intent }), 'main', 'new'),
      { ids: { main: 'new' }, intent: undefined, former: [] },
    ],
    [
      'a new id beside the old one',
      withID(record({ ids: { main: 'old' }, intent: { ...intent, replaces: 'old' } }), 'main', 'new'),
      { ids: { main: 'new' }, former: [former] },
    ],
    [
      'the same id replaces nothing',
      withID(record({ ids: { main: 'old' }, intent: { ...intent, replaces: 'old' } }), 'main', 'old'),
      { ids: { main: 'old' }, former: [] },
    ],
    [
      'an id less',
      withoutID(record({ ids: { main: 'a', side: 'b' }, usable: true }), 'main'),
      { ids: { side: 'b' }, usable: false },
    ],
    [
      'an intent less',
      withoutIntent(record({ intent, ids: { main: 'a' } })),
      { intent: undefined, ids: { main: 'a' } },
    ],
    [
      'a thing retired',
      retired(record({ ids: { main: 'a' } }), 'main'),
      { ids: {}, former: [{ part: 'main', id: 'a', goes: 'now' }] },
    ],
    ['nothing to retire', retired(record({}), 'main'), { ids: {}, former: [] }],
    ['a former thing less', withoutFormer(record({ former: [former] }), 'old'), { former: [] }],
    ['another former thing', withoutFormer(record({ former: [former] }), 'x'), { former: [former] }],
  ])('%s', (_what, changed, expected) => {
    for (const [name, value] of Object.entries(expected))
      expect([name, changed[name as keyof ObjectRecord]]).toEqual([name, value]);
  });
});
