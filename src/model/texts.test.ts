import { describe, expect, it } from 'vitest';
import { TextPool } from './texts.ts';

describe('TextPool', () => {
  it('changes nothing that can be seen', () => {
    const value = () => ({
      name: 'a',
      tags: { team: 'a', note: 'x'.repeat(200) },
      list: ['a', { name: 'b' }, undefined, 3, true, undefined],
      resourceVersion: '7',
      none: null,
    });
    const texts = new TextPool();
    const [first, second] = [value(), value()];
    texts.share(first);
    texts.share(second);
    expect([first, second]).toEqual([value(), value()]);
  });
});
