// How others read our objects: kstatus (kubectl, Helm, Flux) and Argo CD with the health script that we ship, on every version
// of every object of every scenario of the simulation, from the first to the last. They must never be wrong about one.
import { afterAll, describe, expect, it } from 'vitest';
import { runScenario, type Scenario } from '../sim/scenario.ts';
import { scenarios } from '../sim/scenarios.ts';
import { findJudge, type Judge } from './judge.ts';
import { collect, type Judged, type Version, type Wrong, wrongOf } from './versions.ts';

/** The same as the simulation's own runs: a failing case is looked at by test/sim/replay.ts. */
const SEED = 7;

type Count = { objects: number; versions: number; verdicts: Map<string, number>; wrong: number };
const counts = new Map<string, Count>();
const judge = await findJudge();
if (typeof judge === 'string') process.stderr.write(`the readers of our objects are not asked: ${judge}\n`);

describe.skipIf(typeof judge === 'string')('kstatus and Argo CD', () => {
  for (const lag of [false, true]) {
    for (const scenario of scenarios) {
      it(`are never wrong about ${scenario.kind}: ${scenario.name}${lag ? ', when EC2 shows late' : ''}`, async () => {
        expect((await judgeRun(judge as Judge, scenario, lag)).map(tell)).toEqual([]);
      });
    }
  }

  afterAll(() => process.stdout.write(`${table()}\n`));
});

async function judgeRun(ask: Judge, scenario: Scenario, lag: boolean): Promise<readonly Wrong[]> {
  let versions: readonly Version[] = [];
  const run = await runScenario(
    scenario,
    { is: 'none' },
    {
      seed: SEED,
      lag,
      watch: (world) => {
        versions = collect(world);
      },
    },
  );
  expect(run.violations).toEqual([]);
  const verdicts = ask(versions.map(({ object }) => object));
  const objects = new Map<string, Judged[]>();
  for (const [at, version] of versions.entries()) {
    const verdict = verdicts[at];
    const { uid } = version.object.metadata;
    if (verdict === undefined || uid === undefined) throw new Error('a version without a verdict or a uid');
    objects.set(uid, [...(objects.get(uid) ?? []), { ...version, verdict }]);
  }
  const wrong = [...objects.values()].flatMap((judged) => wrongOf(judged));
  for (const judged of objects.values()) count(judged, wrong);
  return wrong;
}

function count(judged: readonly Judged[], wrong: readonly Wrong[]): void {
  const kind = judged[0]?.object.kind ?? '';
  const entry = counts.get(kind) ?? { objects: 0, versions: 0, verdicts: new Map(), wrong: 0 };
  counts.set(kind, entry);
  entry.objects += 1;
  entry.versions += judged.length;
  entry.wrong += wrong.filter((one) => judged.includes(one.version)).length;
  for (const { verdict } of judged)
    for (const word of [verdict.kstatus, verdict.argo])
      entry.verdicts.set(word, (entry.verdicts.get(word) ?? 0) + 1);
}

function tell({ reader, what, version }: Wrong): string {
  const { kind, metadata, status } = version.object;
  return `${reader}: ${kind}/${metadata.name} at ${(version.atMs / 1000).toFixed(1)} s: ${what}; ${JSON.stringify(status?.conditions)}`;
}

const WORDS = [
  'InProgress',
  'Current',
  'Failed',
  'Terminating',
  'Progressing',
  'Healthy',
  'Degraded',
  'Suspended',
];

/** One line for each kind; the first four words are kstatus', the others Argo CD's. */
function table(): string {
  const rows = [...counts]
    .sort()
    .map(([kind, { objects, versions, verdicts, wrong }]) => [
      kind,
      objects,
      versions,
      ...WORDS.map((word) => verdicts.get(word) ?? 0),
      wrong,
    ]);
  const header = ['kind', 'objects', 'versions', ...WORDS, 'wrong'];
  const total = header.map((_, at) =>
    at === 0 ? 'all' : rows.reduce((sum, row) => sum + Number(row[at] ?? 0), 0),
  );
  return [header, ...rows, total]
    .map((row) =>
      row.map((cell, at) => (at === 0 ? String(cell).padEnd(28) : String(cell).padStart(12))).join(''),
    )
    .join('\n');
}
