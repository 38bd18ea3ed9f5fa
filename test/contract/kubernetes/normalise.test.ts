// The words that two servers have in common: is everything put into them that must be, and nothing else?
import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';

const UID = '01234567-89ab-cdef-0123-456789abcdef';
const object = (resourceVersion: string, more: object = {}) => ({
  metadata: { uid: UID, resourceVersion, ...more },
});
const of = (body: unknown, written = '') =>
  (normalise([{ code: 200, body }], written)[0] as { body: unknown }).body;

describe('normalise', () => {
  it('counts uids as they come, also in texts and in names of members', () => {
    expect(of({ a: UID, [`k:${UID}`]: `seen ${UID}` })).toEqual({
      a: '{uid 1}',
      'k:{uid 1}': 'seen {uid 1}',
    });
  });

  it('ranks the revisions of objects, and puts those of lists between them', () => {
    const answers = [object('100'), object('70'), { metadata: { resourceVersion: '90' } }].map((body) => ({
      code: 200,
      body,
    }));
    expect(normalise(answers, '').map((answer) => JSON.stringify(answer).match(/\{rv [^}]*\}/)?.[0])).toEqual(
      ['{rv 2}', '{rv 1}', '{rv 1+}'],
    );
  });

  it('leaves what the case wrote itself', () => {
    const time = '2026-01-02T03:04:05Z';
    expect(of({ a: time, b: '2026-01-02T03:04:06Z', c: '2026-01-02T03:04:06.000001Z' }, time)).toEqual({
      a: time,
      b: '{time}',
      c: '{microtime}',
    });
  });

  it('hides drawn names, tokens and ages', () => {
    const body = {
      metadata: { name: 'made-x7k2p', generateName: 'made-', continue: 'abc' },
      cells: ['3s', 'made-x7k2p'],
    };
    expect(of(body)).toEqual({
      metadata: { name: 'made-{drawn}', generateName: 'made-', continue: '{continue}' },
      cells: ['{age}', 'made-{drawn}'],
    });
  });

  it('sorts managers and faults, and the message with its faults', () => {
    const causes = [
      { field: 'b', message: 'Bad' },
      { field: 'a', message: 'Worse' },
    ];
    expect(of({ message: 'X "y" is invalid: [b: Bad, a: Worse]', details: { causes } })).toEqual({
      message: 'X "y" is invalid: [a: Worse, b: Bad]',
      details: { causes: causes.toReversed() },
    });
    const managedFields = [
      { manager: 'two', operation: 'Update' },
      { manager: 'one', operation: 'Update' },
    ];
    expect(of({ managedFields })).toEqual({ managedFields: managedFields.toReversed() });
  });
});
