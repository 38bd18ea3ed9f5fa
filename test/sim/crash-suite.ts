// Runs every scenario of a kind undisturbed and then with one fault at every point, and prints a grid of what was a
// point. One test per scenario; a failing case prints the line that replays it.
import { describe, expect, it } from 'vitest';
import { difference } from './end-state.ts';
import { type Fault, type PointSeen, type Run, runScenario, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** One seed decides ids, order and lag of every case; chosen. */
export const SEED = 7;

export type Tally = { cases: number; points: Map<string, number> };

export function crashSuite(kind: string): void {
  const tally: Tally = { cases: 0, points: new Map() };
  describe(`${kind}: a crash and a second leader at every point`, () => {
    for (const scenario of scenarios.filter((one) => one.kind === kind)) {
      it(scenario.name, async () => {
        const failures = await everyPoint(scenario, tally);
        expect(failures).toEqual([]);
      });
    }
    it('prints its grid', () => {
      const rows = [...tally.points]
        .sort()
        .map(([operation, count]) => `  ${operation.padEnd(44)} ${String(count).padStart(5)}`);
      process.stdout.write(`${kind}: ${tally.cases} cases; points by call\n${rows.join('\n')}\n`);
      expect(tally.cases).toBeGreaterThan(0);
    });
  });
}

async function everyPoint(scenario: Scenario, tally: Tally): Promise<readonly string[]> {
  const failures: string[] = [];
  const undisturbed = await runScenario(scenario, { is: 'none' }, { seed: SEED, lag: false });
  tally.cases += 1;
  note(tally, undisturbed.points);
  if (undisturbed.violations.length > 0) return [line(scenario, { is: 'none' }, false, undisturbed)];
  for (const lag of [false, true]) {
    const reference = lag ? await runScenario(scenario, { is: 'none' }, { seed: SEED, lag }) : undisturbed;
    if (reference.violations.length > 0) failures.push(line(scenario, { is: 'none' }, lag, reference));
    for (let point = 0; point < reference.points.length; point++) {
      for (const is of ['crash', 'twoLeaders'] as const) {
        const fault: Fault = { is, point };
        const run = await runScenario(scenario, fault, { seed: SEED, lag });
        tally.cases += 1;
        const differs = run.end !== undisturbed.end;
        if (run.violations.length > 0 || differs)
          failures.push(line(scenario, fault, lag, run, differs ? difference(undisturbed.end, run.end) : ''));
      }
    }
  }
  return failures;
}

function note(tally: Tally, points: readonly PointSeen[]): void {
  for (const point of points) {
    const name = `${point.side} ${point.operation}`;
    tally.points.set(name, (tally.points.get(name) ?? 0) + 1);
  }
}

function line(scenario: Scenario, fault: Fault, lag: boolean, run: Run, differs = ''): string {
  const point = fault.is === 'none' ? 0 : fault.point;
  const at = fault.is === 'none' ? '' : ` at ${JSON.stringify(run.points[point] ?? {})}`;
  const replay = `node .ci/launch.mjs test/sim/replay.ts '${scenario.kind}' '${scenario.name}' ${fault.is} ${point} ${lag ? 'lag' : 'nolag'} ${SEED}`;
  return `${[...run.violations, differs].filter((one) => one !== '').join(' | ')}${at}\n    replay: ${replay}`;
}
