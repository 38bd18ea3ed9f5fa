// What the tests of the reader begin with: a reader on a fake AWS and a virtual clock, and what asks it.
import type { View } from '../model/kind.ts';
import type { Observation, OwnIdentity, Subject } from '../model/reader.ts';
import type { Settings } from '../model/settings.ts';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import { FakeAws, RecordingMetrics, home, recordingLog, subnetPart, testSettings } from './fake-aws.ts';
import { TextPool } from '../model/texts.ts';
import { createLimits } from './limits.ts';
import { createReader } from './reader.ts';

export const LONG_AGO = Number.NEGATIVE_INFINITY;
export const MINUTE = 60_000;

export function world(changes: Partial<Settings> = {}) {
  const clock = new VirtualClock();
  const aws = new FakeAws(clock);
  const settings = { ...testSettings, ...changes };
  const metrics = new RecordingMetrics();
  const log = recordingLog();
  const limits = createLimits({ clock, settings, metrics });
  const reader = createReader({
    texts: new TextPool(),
    transport: aws,
    clock,
    random: new SeededRandom(1),
    settings,
    log,
    metrics,
    limits,
  });
  const wakes: string[][] = [];
  reader.onChange((keys) => wakes.push([...keys]));
  /** Runs the clock until the promise is settled. */
  async function until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    await clock.run(clock.monotonic() + 10 * MINUTE, () => settled);
    return promise;
  }
  const pass = (ms: number) => clock.run(clock.monotonic() + ms);
  const look = <O>(subject: Subject, observe: (view: View) => O) => until(reader.observe(subject, observe));
  return { clock, aws, reader, metrics, limits, log, wakes, until, pass, look };
}

export function subject(
  id: string | undefined,
  more: Partial<Subject> & { proof?: 'full' | 'oneMiss'; mayGo?: boolean } = {},
): Subject {
  const identity: OwnIdentity =
    id === undefined
      ? { is: 'none' }
      : { is: 'id', id, proof: more.proof ?? 'full', mayGo: more.mayGo ?? false };
  return {
    key: `Net/default/${id ?? 'new'}`,
    scope: () => home,
    own: () => identity,
    since: LONG_AGO,
    ...more,
  };
}

export const own = (view: View) => view.own(subnetPart);
export const seen = <O>(observation: Observation<O>): O => {
  if (observation.is !== 'seen')
    throw new Error(`expected an answer, got ${observation.is}: ${observation.what}`);
  return observation.value;
};
