import { describe, expect, it } from 'vitest';
import { Multimap } from './multimap.ts';

describe('Multimap', () => {
  it('holds each value of a key once, in the order in which they came', () => {
    const map = new Multimap<string, string>();
    for (const value of ['b', 'a', 'b', 'c', 'a']) map.add('x', value);
    map.add('y', 'a');
    map.add('y', 'a');
    expect([map.get('x'), map.get('y'), map.get('z'), map.size]).toEqual([['b', 'a', 'c'], ['a'], [], 2]);
    expect([...map.groups()]).toEqual([['b', 'a', 'c'], ['a']]);
  });

  it('forgets a key with its last value, and nothing for a value that it does not hold', () => {
    const map = new Multimap<string, string>();
    map.add('one', 'a');
    map.delete('one', 'b');
    map.add('two', 'a');
    map.add('two', 'b');
    map.delete('two', 'a');
    map.delete('none', 'a');
    expect([map.get('one'), map.get('two')]).toEqual([['a'], ['b']]);
    map.delete('one', 'a');
    map.delete('two', 'b');
    expect([map.has('one'), map.has('two'), map.size]).toEqual([false, false, 0]);
  });

  it('takes values that are collections themselves for values', () => {
    const map = new Multimap<string, ReadonlySet<string>>();
    const value = new Set(['a']);
    map.add('x', value);
    expect(map.get('x')).toEqual([value]);
  });
});
