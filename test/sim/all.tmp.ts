import { runScenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
const only = process.argv[2];
const lags = process.argv[3] === 'lag' ? [true] : [false];
for (const s of scenarios.filter(s => !only || s.kind === only)) for (const lag of lags) {
  const t = performance.now();
  let r; try { r = await runScenario(s, { is: 'none' }, { seed: 7, lag, trace: false }); } catch (e) { console.log('THROW', s.kind, '|', s.name, String((e as Error).stack).slice(0, 600)); continue; }
  console.log(r.violations.length ? 'BAD ' : 'ok  ', s.kind, '|', s.name, lag ? 'lag' : '', r.points.length, (performance.now() - t).toFixed(0) + 'ms', r.violations.map(v => v.slice(0, 900)).join(' || '));
}
process.exit(0);
