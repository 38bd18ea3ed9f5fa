import { describe, expect, it } from 'vitest';
import { home, subnets } from './fake-aws.ts';
import type { Table } from '../model/kind.ts';
import { TextPool } from '../model/texts.ts';
import { TableRows } from './rows.ts';

const raw = (id: string, more: object = {}) => ({ id, vpc: 'vpc-1', state: 'available', tags: {}, ...more });

function rowsOf(): TableRows {
  return new TableRows(home, subnets as unknown as Table<unknown>, new TextPool());
}

describe('TableRows (F1)', () => {
  it('an older answer that arrives later never overwrites a newer one', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1', { state: 'available' })], 20, new Set());
    rows.absorb([raw('subnet-1', { state: 'pending' })], 10, new Set());

    expect(rows.info('subnet-1')).toMatchObject({ is: 'row', atMs: 20, row: { state: 'available' } });
  });

  it('a late row from before a complete sweep without it does not bring it back', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1')], 5, new Set());
    rows.noteSweep(20);
    rows.absorb([raw('subnet-1')], 10, new Set());

    expect(rows.info('subnet-1')).toEqual({ is: 'miss', atMs: 20 });
    expect(rows.rowsBy('vpc-id', 'vpc-1')).toEqual([]);
  });

  it('an older miss does not hide a newer row', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1')], 20, new Set());
    rows.noteIdAnswer(['subnet-1'], 10, new Set());

    expect(rows.info('subnet-1').is).toBe('row');
    expect(rows.missesMs('subnet-1')).toEqual([]);
  });

  it('counts misses a gap apart, remembers the last one, and forgets all when the row is seen', () => {
    const rows = rowsOf();
    for (const atMs of [1_000, 1_500, 4_000]) rows.noteIdAnswer(['subnet-1'], atMs, new Set());
    expect(rows.missesMs('subnet-1')).toEqual([1_000, 4_000]);
    rows.noteIdAnswer(['subnet-1'], 4_500, new Set());
    expect(rows.lastMissMs('subnet-1')).toBe(4_500);

    rows.absorb([raw('subnet-1')], 5_000, new Set());

    expect(rows.missesMs('subnet-1')).toEqual([]);
  });

  it('a row moves from key to key, and both keys are touched', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1')], 10, new Set());
    const touched = new Set<string>();
    rows.absorb([raw('subnet-1', { vpc: 'vpc-2' })], 20, touched);

    expect(rows.rowsBy('vpc-id', 'vpc-1')).toEqual([]);
    expect(rows.rowsBy('vpc-id', 'vpc-2')).toHaveLength(1);
    expect([...touched].sort()).toEqual(['id:subnet-1', 'vpc-id=vpc-1', 'vpc-id=vpc-2']);
  });

  it('an answer by key hides rows that it lacks from lists, not from questions by id', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1')], 10, new Set());
    rows.noteIndexAnswer('vpc-id', ['vpc-1'], 20, new Set());

    expect(rows.rowsBy('vpc-id', 'vpc-1')).toEqual([]);
    expect(rows.info('subnet-1').is).toBe('row');
  });

  it('a deleted thing stays deleted after its tombstone is gone', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1', { state: 'deleted' })], 10, new Set());
    rows.noteSweep(20);

    expect(rows.isDead('subnet-1')).toBe(true);
    expect(rows.living('subnet-1')).toBeUndefined();
  });

  it('an older picture that is asked for later does not bring a deleted thing back, nor its tombstone down', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1', { state: 'deleted' })], 10, new Set());
    const touched = new Set<string>();
    rows.absorb([raw('subnet-1')], 20, touched);
    rows.noteSweep(20);
    rows.prune(() => false);
    rows.absorb([raw('subnet-1')], 30, touched);

    expect(rows.isDead('subnet-1')).toBe(true);
    expect(rows.living('subnet-1')).toBeUndefined();
    expect(rows.rowsBy('vpc-id', 'vpc-1')).toEqual([]);
    expect([...rows.rows()]).toEqual([]);
    expect([...touched]).toEqual([]);
  });

  it('nor does it once the tombstone is not shown any more, as long as somebody asks for the id', () => {
    const rows = rowsOf();
    rows.absorb([raw('subnet-1', { state: 'deleted' })], 10, new Set());
    rows.noteSweep(20);
    rows.absorb([raw('subnet-1')], 30, new Set());

    expect(rows.living('subnet-1')).toBeUndefined();
    expect(rows.count).toBe(0);
  });

  it('forgets misses and tombstones that nobody asks about', () => {
    const rows = rowsOf();
    rows.noteIdAnswer(['subnet-1', 'subnet-2'], 10, new Set());

    rows.prune((topic) => topic === 'id:subnet-2');

    expect(rows.missesMs('subnet-1')).toEqual([]);
    expect(rows.missesMs('subnet-2')).toEqual([10]);
  });
});
