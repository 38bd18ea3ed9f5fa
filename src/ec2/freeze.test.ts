import { expect, it } from 'vitest';
import type { Table } from '../model/kind.ts';
import { TextPool } from '../model/texts.ts';
import { VirtualClock } from '../model/virtual-clock.ts';
import { home, RecordingMetrics, recordingLog, subnets } from './fake-aws.ts';
import { Freeze } from './freeze.ts';
import { TableRows } from './rows.ts';

const SETTLING_MS = 1_000;
const ASKED_MS = 3_000;
const JUDGED_MS = 10_000;

it.each([
  { begunMs: ASKED_MS - 1, frozen: false, what: 'before they were asked for' },
  { begunMs: ASKED_MS + SETTLING_MS / 2 - 1, frozen: false, what: 'before EC2 must show them' },
  { begunMs: ASKED_MS + SETTLING_MS / 2, frozen: true, what: 'when EC2 must show them' },
])('a slow sweep without new ids that began $what: frozen $frozen', async ({ begunMs, frozen }) => {
  const clock = new VirtualClock();
  const freeze = new Freeze({
    clock,
    metrics: new RecordingMetrics(),
    log: recordingLog(),
    settlingMs: () => SETTLING_MS,
  });
  const rows = new TableRows(home, subnets as unknown as Table<unknown>, new TextPool());
  await clock.run(JUDGED_MS);
  rows.noteSweep(begunMs);

  const living = Array.from({ length: 20 }, (_, at) => `subnet-${at}`).map((id) => ({
    rows,
    id,
    owner: `Subnet/default/${id}`,
    firstAskedMs: ASKED_MS,
    mayGo: false,
  }));
  freeze.judge(home, living, true);

  expect(freeze.why(home) !== undefined).toBe(frozen);
});
