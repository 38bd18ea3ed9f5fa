// What a scenario is, and one run of it: undisturbed, or with one fault at one point. Every run is decided by its
// scenario, its fault and its seed, so a failing one is replayed by one line.
import type { SimulatorSetup } from '../../src/sandbox/aws/core/options.ts';
import type { Call } from './process.ts';
import { Invariants } from './invariants.ts';
import { endState } from './end-state.ts';
import { lagging, World } from './world.ts';

export type Scenario = {
  kind: string;
  name: string;
  /** Applied first, and waited for, without any fault. */
  given: readonly object[];
  /** What happens then; only its calls are points. */
  when: (world: World) => Promise<void>;
  /** Says whether the world is as it should be. */
  goal: (world: World) => boolean;
  /** How this world's EC2 differs from the usual one, such as by a raised quota. */
  aws?: SimulatorSetup['options'];
  /** Says at every change of AWS what must never be seen, or undefined. */
  always?: (world: World) => string | undefined;
  /** Things that stay in AWS with nobody looking after them, on purpose. */
  leaves?: 'nothing' | 'retained';
};

export type Fault =
  | { is: 'none' }
  /** The process dies at the point; its container is started again soon after, in the same pod. */
  | { is: 'crash'; point: number }
  /** The process freezes at the point, another takes over, then the first goes on where it was. */
  | { is: 'twoLeaders'; point: number };

export type Run = {
  points: readonly PointSeen[];
  violations: readonly string[];
  end: string;
  trace: readonly string[];
};
export type PointSeen = Call & { moment: 'before' | 'after' };

/** Virtual seconds after which a process is started again, and after which a frozen one goes on (longer than the lease). */
const RESTART_SECONDS = 0.5;
const FREEZE_SECONDS = 6;
/** Longest virtual time to the goal; the windows of the sandbox's settings are 6 and 8 s. */
const PATIENCE_SECONDS = 240;
/** The world must stay at its goal for so long, without any write. */
const QUIET_SECONDS = 15;

export async function runScenario(
  scenario: Scenario,
  fault: Fault,
  options: { seed: number; lag: boolean; trace?: boolean; watch?: (world: World) => void },
): Promise<Run> {
  const points: PointSeen[] = [];
  let counting = false;
  const world: World = new World({
    seed: options.seed,
    aws: { ...scenario.aws, ...(options.lag ? { lag: lagging } : {}) },
    onPoint: (process, call, moment) => {
      if (!counting) return;
      const index = points.push({ ...call, moment }) - 1;
      if (fault.is === 'none' || fault.point !== index) return;
      if (fault.is === 'crash') {
        process.kill();
        world.clock.after(RESTART_SECONDS * 1000, () => world.start({}, process.name));
        return;
      }
      process.freeze();
      world.start();
      world.clock.after(FREEZE_SECONDS * 1000, () => process.thaw());
    },
  });
  options.watch?.(world);
  const invariants = new Invariants(world, scenario);
  await world.settleBystander();
  world.start();
  for (const object of scenario.given) await world.apply(object);
  const givenGoal = await world.until(() => invariants.allReady(), PATIENCE_SECONDS);
  if (!givenGoal)
    return failed({ world, points }, [`what is given does not become Ready: ${invariants.unready()}`]);
  await world.until(() => false, 3);
  invariants.remember();
  counting = true;
  await scenario.when(world);
  const reached = await world.until(() => scenario.goal(world), PATIENCE_SECONDS);
  if (!reached)
    return failed({ world, points }, [
      `not as it should be after ${PATIENCE_SECONDS} s: ${invariants.unready()}`,
      ...world.defects,
    ]);
  await world.until(() => false, FREEZE_SECONDS + QUIET_SECONDS);
  const quietSince = world.aws.ledger.next;
  await world.until(() => false, QUIET_SECONDS);
  const writes = world.aws.ledger.count({ mutating: true, since: quietSince });
  const violations = [
    ...invariants.violations,
    ...world.defects,
    ...world.aws.defects.map((defect) => `a defect of the simulator: ${String(defect)}`),
    ...(writes > 0 ? [`${writes} writes although all is settled`] : []),
    ...(scenario.goal(world) ? [] : ['did not stay as it should be']),
    ...invariants.atEnd(),
  ];
  return { points, violations, end: endState(world), trace: options.trace === true ? traceOf(world) : [] };
}

function failed(
  { world, points }: { world: World; points: readonly PointSeen[] },
  violations: readonly string[],
): Run {
  return { points, violations, end: '', trace: traceOf(world) };
}

/** Every call that AWS saw, one line each. */
function traceOf(world: World): readonly string[] {
  return world.aws.ledger.entries.map(
    (entry) =>
      `${(entry.atMs / 1000).toFixed(3).padStart(9)} ${entry.operation} ${entry.code}${entry.tookEffect ? ' *' : ''} ${JSON.stringify(entry.input).slice(0, 300)}`,
  );
}
