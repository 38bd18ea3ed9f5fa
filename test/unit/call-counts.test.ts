// The bar on calls is a count, not a time, so it is checked with the tests: exactly the writes that the sample lists, and at
// most as many reads.
import { expect, it } from 'vitest';
import { createCalls } from '../bench/create-calls.ts';

it.each(['network', 'reference-network'] as const)(
  'makes the sample %s with exactly the writes that its file lists, and at most as many reads',
  async (sample) => {
    const { writes, needed, calls } = await createCalls(sample);
    const neededWrites = Object.values(needed).reduce((sum, count) => sum + count, 0);

    expect(writes).toEqual(needed);
    expect(calls).toBeLessThanOrEqual(2 * neededWrites);
  },
);
