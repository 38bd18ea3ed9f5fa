// `npm run bench [-- NAME …]`: measures and prints; exits 1 when a bar is not met.
import { atRest } from './at-rest.ts';
import { createFigures } from './create-calls.ts';
import { type Figure, figureLine, isMet } from './figure.ts';
import { killed } from './kill.ts';
import { manyFigures } from './many-networks.ts';
import { reaction } from './reaction.ts';

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  create: createFigures,
  many: () => manyFigures(),
  rest: () => atRest(),
  reaction,
  kill: () => killed(),
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  process.stderr.write(`no bench ${unknown}; there are: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
let met = true;
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stdout.write(`${name}\n`);
  const figures = await bench();
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`);
  met &&= figures.every(isMet);
}
process.exit(met ? 0 : 1);
