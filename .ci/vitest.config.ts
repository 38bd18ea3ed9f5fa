// The three rings of tests: `unit` is what `npm test` runs; `sim` and `e2e` have commands of their own.
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** One worker per core: vitest leaves one core alone, which is half of a small machine. */
const ALL_CORES = '100%';

const root = resolve(import.meta.dirname, '..');

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/{structure,contract,unit}/**/*.test.ts'],
          maxWorkers: ALL_CORES,
        },
      },
      {
        root,
        test: {
          name: 'sim',
          include: ['test/sim/**/*.test.ts'],
          testTimeout: 1_800_000,
          maxWorkers: ALL_CORES,
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
          // Most of their time they wait, so two share two cores; each has servers of its own.
          maxWorkers: 2,
          maxConcurrency: 3,
        },
      },
    ],
  },
});
