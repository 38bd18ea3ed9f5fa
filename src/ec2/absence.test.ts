import { expect, it } from 'vitest';
import { absence } from './absence.ts';

const NEVER = Number.NEGATIVE_INFINITY;
const settledMs = 10_000;

it.each([
  {
    why: 'nothing counts before it has settled',
    nowMs: 9_000,
    missesMs: [1, 5_000],
    sweptMs: 8_000,
    is: { is: 'open', askByID: false, sweep: false, retryMs: 1_001 },
  },
  {
    why: 'no evidence yet',
    nowMs: 10_500,
    missesMs: [],
    sweptMs: NEVER,
    is: { is: 'open', askByID: true, sweep: true },
  },
  {
    why: 'evidence from before does not count',
    nowMs: 13_000,
    missesMs: [4_000, 9_999],
    sweptMs: 10_000,
    is: { is: 'open', askByID: true, sweep: true },
  },
  {
    why: 'one miss, and the gap is not over',
    nowMs: 11_500,
    missesMs: [11_000],
    sweptMs: 11_000,
    is: { is: 'open', askByID: false, sweep: false, retryMs: 1_500 },
  },
  {
    why: 'one miss, and the gap is over',
    nowMs: 13_000,
    missesMs: [11_000],
    sweptMs: 11_000,
    is: { is: 'open', askByID: true, sweep: false },
  },
  {
    why: 'two misses, no sweep',
    nowMs: 14_000,
    missesMs: [11_000, 13_000],
    sweptMs: 9_000,
    is: { is: 'open', askByID: false, sweep: true },
  },
  {
    why: 'two misses and a sweep',
    nowMs: 14_000,
    missesMs: [11_000, 13_000],
    sweptMs: 10_001,
    is: { is: 'proven' },
  },
  {
    why: 'never written by us: everything counts',
    nowMs: 3_000,
    missesMs: [0, 2_000],
    sweptMs: 1,
    is: { is: 'proven' },
    settledMs: NEVER,
  },
])('$why', ({ why: _why, is, ...evidence }) => {
  expect(absence({ settledMs, ...evidence })).toMatchObject(is);
});
