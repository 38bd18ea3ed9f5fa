// Replays one case of the simulation and tells what happened, call by call.
//   node .ci/launch.mjs test/sim/replay.ts KIND SCENARIO none|crash|twoLeaders POINT lag|nolag SEED
import { type Fault, runScenario } from './scenario.ts';
import { difference } from './end-state.ts';
import { scenarios } from './scenarios.ts';

const [kind, name, is = 'none', point = '0', lag = 'nolag', seed = '7'] = process.argv.slice(2);
const scenario = scenarios.find((one) => one.kind === kind && one.name === name);
if (scenario === undefined) {
  process.stderr.write(
    `no such scenario; there are:\n${scenarios.map((one) => `  '${one.kind}' '${one.name}'`).join('\n')}\n`,
  );
  process.exit(2);
}
const fault: Fault =
  is === 'none' ? { is } : { is: is === 'crash' ? 'crash' : 'twoLeaders', point: Number(point) };
const undisturbed = await runScenario(scenario, { is: 'none' }, { seed: Number(seed), lag: false });
const run = await runScenario(scenario, fault, { seed: Number(seed), lag: lag === 'lag', trace: true });
for (const [index, one] of run.points.entries()) {
  process.stdout.write(
    `${String(index).padStart(4)} ${one.side.padEnd(5)} ${one.operation} (${one.moment})\n`,
  );
}
for (const line of run.trace) process.stdout.write(`${line}\n`);
for (const violation of run.violations) process.stdout.write(`VIOLATION ${violation}\n`);
if (run.end !== undisturbed.end) process.stdout.write(`${difference(undisturbed.end, run.end)}\n`);
process.exit(run.violations.length > 0 || run.end !== undisturbed.end ? 1 : 0);
