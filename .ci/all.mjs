// Runs every step of .ci/run, one after the other, each with a time limit and a log of its own; prints the logs of those that
// failed, and adds up what they counted. `.ci/run NAME …` runs only the steps of these names.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const MINUTE_MS = 60_000;
/** Everything together; the slowest step builds a Kubernetes API server the first time. */
const ALL_MINUTES = 58;
/** Milliseconds between asking a step to end and ending it. */
const GRACE_MS = 10_000;
/** Lines of a failed step's log that are shown. */
const SHOWN_LINES = 300;

const vitest = (project) => (report) => [
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  ...['run', '--config', '.ci/vitest.config.ts', '--project', project],
  ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
];

const steps = [
  { name: 'test', minutes: 12, command: vitest('unit') },
  { name: 'check', minutes: 5, command: () => ['.ci/check.mjs'] },
  { name: 'sim', minutes: 30, command: vitest('sim') },
  { name: 'demo', minutes: 6, command: () => ['test/demo/demo.ts'] },
  {
    name: 'contract',
    minutes: 10,
    command: () => ['test/contract/ec2/moto.ts'],
    skips: /^not judged by moto: .*/m,
  },
  { name: 'e2e', minutes: 30, command: vitest('e2e') },
];

const folder = mkdtempSync(join(tmpdir(), 'vpcraft-ci-'));
const deadline = Date.now() + ALL_MINUTES * MINUTE_MS;

/** Runs a program to its end, or for `ms`; its whole process group then ends, so that no server stays behind. */
function run(args, log, ms) {
  return new Promise((done) => {
    const out = openSync(log, 'w');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      stdio: ['ignore', out, out],
      detached: true,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      endGroup(child.pid, 'SIGTERM');
      setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MS).unref();
    }, ms);
    child.on('close', (code) => {
      clearTimeout(limit);
      closeSync(out);
      done({ code, late });
    });
  });
}

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: it has ended by itself.
    if (error.code !== 'ESRCH') throw error;
  }
}

/** What vitest counted; a file that could not be loaded counts as one failure. */
function countedByVitest(report) {
  if (!existsSync(report)) return undefined;
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numPendingTests };
}

/** The last line of the form "N passed, N failed" in the log. */
function countedByItself(text) {
  const last = [...text.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  return last === undefined ? undefined : { passed: Number(last[1]), failed: Number(last[2]), skipped: 0 };
}

async function runStep({ name, minutes, command, skips }) {
  const log = join(folder, `${name}.log`);
  const report = join(folder, `${name}.json`);
  const started = Date.now();
  const { code, late } = await run(
    command(report),
    log,
    Math.max(1, Math.min(minutes * MINUTE_MS, deadline - started)),
  );
  const text = readFileSync(log, 'utf8');
  const skipped = code === 0 ? skips?.exec(text)?.[0] : undefined;
  if (skipped !== undefined) return { name, passed: 0, failed: 0, note: skipped };
  const counts = countedByVitest(report) ??
    countedByItself(text) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  const failed = code === 0 ? counts.failed : Math.max(1, counts.failed);
  const took = `${Math.round((Date.now() - started) / 1000)} s`;
  if (failed > 0) {
    const why = late ? `ended after its limit of ${minutes} min` : `exit code ${code}`;
    const shown = text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
    process.stdout.write(`── ${name}: ${why}, ${took}\n${shown}\n── end of ${name}\n`);
  }
  const reasons = new Set(text.match(/^.* skipped: .*$/gm) ?? []);
  const note =
    counts.skipped > 0
      ? [`${counts.skipped} of its tests cannot run on this machine`, ...reasons].join('; ')
      : undefined;
  return { name, passed: counts.passed, failed, note };
}

async function main() {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`unknown step ${unknown}; there are: ${steps.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  const results = [];
  for (const step of steps) {
    if (chosen.length > 0 && !chosen.includes(step.name)) continue;
    const result = await runStep(step);
    if (result.note !== undefined) process.stderr.write(`${result.name}: ${result.note}\n`);
    results.push(result);
  }
  const sum = (member) => results.reduce((total, result) => total + result[member], 0);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  if (sum('failed') > 0) return 1;
  rmSync(folder, { recursive: true, force: true });
  return 0;
}

process.exitCode = await main();
