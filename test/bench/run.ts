// `npm run bench [-- NAME …]`: measures and prints; exits 1 when a bar is not met. Where chance decides, NAME=20 says how
// many runs there shall be.
import { atRest } from './at-rest.ts';
import { createFigures } from './create-calls.ts';
import { type Figure, figureLine, isMet } from './figure.ts';
import { killed } from './kill.ts';
import { lines } from './lines.ts';
import { manyFigures } from './many-networks.ts';
import { reaction } from './reaction.ts';
import { memory, restingCPU } from './resting-process.ts';

/** Runs of the benches with chance, where nothing else is asked for: chosen, some minutes. */
const RUNS = 5;

const benches: Readonly<Record<string, (runs: number) => Promise<readonly Figure[]>>> = {
  create: createFigures,
  many: () => manyFigures(),
  rest: () => atRest({ sample: 'network', networks: 100, mostCalls: 1_000 }),
  'rest-reference': () => atRest({ sample: 'reference-network', networks: 100, mostCalls: 1_300 }),
  'rest-thousand': () =>
    atRest({
      sample: 'reference-network',
      networks: 1_000,
      mostCalls: 6_000,
      besides: ['DescribeVpcAttribute'],
    }),
  'rest-cpu': restingCPU,
  memory,
  reaction,
  kill: (runs) => killed('network', runs),
  'kill-reference': (runs) => killed('reference-network', runs),
  lines,
};

const asked = new Map(
  process.argv.slice(2).map((word) => {
    const [name = '', runs = String(RUNS)] = word.split('=');
    return [name, Number(runs)] as const;
  }),
);
for (const [name, runs] of asked) {
  if (Object.hasOwn(benches, name) && Number.isInteger(runs) && runs > 0) continue;
  process.stderr.write(
    `no bench ${name}, or no number of runs; there are: ${Object.keys(benches).join(', ')}\n`,
  );
  process.exit(2);
}
let met = true;
for (const [name, bench] of Object.entries(benches)) {
  if (asked.size > 0 && !asked.has(name)) continue;
  process.stdout.write(`${name}\n`);
  const figures = await bench(asked.get(name) ?? RUNS);
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`);
  met &&= figures.every(isMet);
}
process.exit(met ? 0 : 1);
