// The floor that the benches compare with is arithmetic, so its own cases are tests.
import { expect, it } from 'vitest';
import { floorOf } from '../bench/floor.ts';

const nat = { operation: 'CreateNatGateway', calls: 60, afterSeconds: 0, thenSeconds: 0 };

// Published: 10 calls at once, 1 per second. Half of that: 5 and 0.5; half full at start: 2.5.
it.each([
  ['of calls that the bucket holds: none', { ...nat, calls: 2 }, 0, 0],
  ['of more calls: until the last token', nat, 0, (60 - 2.5) / 0.5],
  [
    'with what EC2 takes before: the bucket fills meanwhile',
    { ...nat, afterSeconds: 2 },
    0,
    2 + (60 - 3.5) / 0.5,
  ],
  ['and never over its brim', { ...nat, afterSeconds: 100 }, 0, 100 + (60 - 5) / 0.5],
  ['with what EC2 takes afterwards', { ...nat, calls: 1, thenSeconds: 120 }, 0, 120],
  ['of a process that runs for long', nat, 3_600, (60 - 5) / 0.5],
])('the floor %s', (_, step, idleSeconds, expected) => {
  expect(floorOf([step], 0.5, idleSeconds)).toEqual({ operation: 'CreateNatGateway', seconds: expected });
});

it('the slowest operation decides', () => {
  const endpoints = { operation: 'CreateVpcEndpoint', calls: 20, afterSeconds: 0, thenSeconds: 0 };
  expect(floorOf([nat, endpoints], 0.5).operation).toBe('CreateVpcEndpoint');
});
