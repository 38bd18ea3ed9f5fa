// The bar on calls is a count, not a time, so it is checked with the tests: exactly the writes that the sample lists.
import { expect, it } from 'vitest';
import { createCalls } from '../bench/create-calls.ts';

/** Reads per write. A NAT gateway is looked at again while AWS is at work on it, with what it stands on. */
const READS_PER_WRITE = { network: 1, 'reference-network': 1.6 } as const;

it.each(['network', 'reference-network'] as const)(
  'makes the sample %s with exactly the writes that its file lists, and few reads',
  async (sample) => {
    const { writes, needed, calls } = await createCalls(sample);
    const neededWrites = Object.values(needed).reduce((sum, count) => sum + count, 0);

    expect(writes).toEqual(needed);
    expect(calls).toBeLessThanOrEqual((1 + READS_PER_WRITE[sample]) * neededWrites);
  },
);
