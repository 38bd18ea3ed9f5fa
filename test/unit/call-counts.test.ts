// The bar on calls is a count, not a time, so it is checked with the tests: exactly the writes that the sample lists.
import { expect, it } from 'vitest';
import { createCalls } from '../bench/create-calls.ts';

it('makes the sample network with exactly the writes that its file lists, and at most as many reads', async () => {
  const { writes, needed, calls } = await createCalls();

  expect(writes).toEqual(needed);
  expect(calls).toBeLessThanOrEqual(2 * Object.values(needed).reduce((sum, count) => sum + count, 0));
});
