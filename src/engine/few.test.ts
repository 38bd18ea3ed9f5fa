import { describe, expect, it } from 'vitest';
import { FewMap, FewSet } from './few.ts';

describe('FewMap and FewSet', () => {
  it('hold what was put in, until it is taken out', () => {
    const map = new FewMap<string, number>();
    map.set('a', 1);
    map.set('b', 2);
    map.delete('a');
    expect([...map]).toEqual([['b', 2]]);
    expect([map.has('a'), map.has('b'), map.get('a'), map.get('b')]).toEqual([false, true, undefined, 2]);
    for (const [key] of map) map.delete(key);
    expect([...map]).toEqual([]);
    map.set('c', 3);
    map.clear();
    expect([...map]).toEqual([]);
  });

  it('hold each value once', () => {
    const set = new FewSet<string>();
    set.add('a');
    set.add('a');
    set.add('b');
    set.delete('b');
    expect([[...set], set.has('a'), set.has('b')]).toEqual([['a'], true, false]);
    set.clear();
    expect([...set]).toEqual([]);
  });
});
