// Every kind has the scenarios that every kind must have, and every write that it may make occurs in one.
import { expect, it } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import { runScenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { SEED } from './crash-suite.ts';

/** Writes that the simulated EC2 or the sandbox's kinds cannot bring about yet, with the reason. */
const WITHOUT_SCENARIO: Readonly<Record<string, string>> = {
  EnableVgwRoutePropagation: 'VPN gateways have no kind yet, and are not simulated',
  DisableVgwRoutePropagation: 'VPN gateways have no kind yet, and are not simulated',
};

it.each(kinds)('$names.kind has every scenario that a kind must have', (kind) => {
  const names = scenarios.filter((scenario) => scenario.kind === kind.names.kind).map(({ name }) => name);
  // What has nothing of its own in AWS can neither vanish there nor be adopted.
  const ofThings = kind.parts.length > 0 ? ['vanish', 'release', 'adopt'] : [];

  for (const name of ['create', 'delete', 'delete while creating', ...ofThings])
    expect(names).toContain(name);
  expect(names.some((name) => name.startsWith('edit '))).toBe(true);
  expect(names.some((name) => name.startsWith('drift '))).toBe(true);
});

it('every write of every kind is a point of some scenario', async () => {
  const seen = new Set<string>();
  for (const scenario of scenarios) {
    const run = await runScenario(scenario, { is: 'none' }, { seed: SEED, lag: false });
    for (const point of run.points) seen.add(point.operation);
  }

  const missing = [...new Set(kinds.flatMap((kind) => kind.writes))].filter((write) => !seen.has(write));
  const unexplained = missing.filter((write) => !Object.hasOwn(WITHOUT_SCENARIO, write));
  process.stdout.write(
    `writes without a scenario: ${missing.map((write) => `${write} (${WITHOUT_SCENARIO[write] ?? '?'})`).join('; ')}\n`,
  );
  expect(unexplained).toEqual([]);
});
