// What passes ask at the same time: which questions one read answers, and which it must not.
import { describe, expect, it } from 'vitest';
import type { View } from '../model/kind.ts';
import type { OwnIdentity, Subject } from '../model/reader.ts';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import {
  FakeAws,
  RecordingMetrics,
  home,
  recordingLog,
  subnetPart,
  subnets,
  testSettings,
} from './fake-aws.ts';
import { TextPool } from '../model/texts.ts';
import { createLimits } from './limits.ts';
import { createReader } from './reader.ts';

function world() {
  const clock = new VirtualClock();
  const aws = new FakeAws(clock);
  const settings = testSettings;
  const metrics = new RecordingMetrics();
  const limits = createLimits({ clock, settings, metrics });
  const random = new SeededRandom(1);
  const log = recordingLog();
  const reader = createReader({
    transport: aws,
    clock,
    random,
    settings,
    log,
    metrics,
    limits,
    texts: new TextPool(),
  });
  async function until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    await clock.run(clock.monotonic() + 60_000, () => settled);
    return promise;
  }
  const look = <O>(subject: Subject, observe: (view: View) => O) => reader.observe(subject, observe);
  /** Names of the filters of each call; none: the whole table. */
  const filters = () =>
    aws.sent.map(({ input }) => ((input['Filters'] ?? []) as { Name: string }[]).map(({ Name }) => Name));
  return { clock, aws, limits, reader, until, look, filters };
}

function subject(
  name: string,
  identity: OwnIdentity = { is: 'none' },
  since = Number.NEGATIVE_INFINITY,
): Subject {
  return { key: `Subnet/default/${name}`, scope: () => home, own: () => identity, since };
}

const recorded = (id: string): OwnIdentity => ({ is: 'id', id, proof: 'full' });
const ofVpc = (vpc: string) => (view: View) => view.by('home', subnets, 'vpc-id', vpc).map(({ id }) => id);
const withID = (id: string) => (view: View) => view.byID('home', subnets, id)?.id;

describe('questions that are asked at the same time', () => {
  it('about one filter are one call by that filter', async () => {
    const { aws, until, look, filters } = world();
    aws.put('subnet-1');
    const answers = await until(
      Promise.all([look(subject('a'), ofVpc('vpc-1')), look(subject('b'), ofVpc('vpc-2'))]),
    );

    expect(answers).toEqual([
      { is: 'seen', value: ['subnet-1'] },
      { is: 'seen', value: [] },
    ]);
    expect(filters()).toEqual([['vpc-id']]);
  });

  it('about two filters of a small table are one call for the whole of it, once they were all asked', async () => {
    const { aws, clock, until, look, filters } = world();
    aws.put('subnet-1');
    const first = look(subject('a'), ofVpc('vpc-1'));
    await clock.run(clock.monotonic() + 10);
    const answers = await until(Promise.all([first, look(subject('b'), withID('subnet-1'))]));

    expect(answers).toEqual([
      { is: 'seen', value: ['subnet-1'] },
      { is: 'seen', value: 'subnet-1' },
    ]);
    expect(filters()).toEqual([[]]);
  });

  it('are asked by filter again, and from then on, where the table has a second page', async () => {
    const { aws, clock, until, look, filters } = world();
    for (let i = 0; i < 11; i++) aws.put(`subnet-${i}`, { vpc: i === 10 ? 'vpc-2' : 'vpc-1' });
    const ask = async (since: number) => {
      const first = look(subject('a', { is: 'none' }, since), ofVpc('vpc-2'));
      await clock.run(clock.monotonic() + 10);
      return until(Promise.all([first, look(subject('b', { is: 'none' }, since), withID('subnet-1'))]));
    };
    const answers = await ask(Number.NEGATIVE_INFINITY);

    expect(answers).toEqual([
      { is: 'seen', value: ['subnet-10'] },
      { is: 'seen', value: 'subnet-1' },
    ]);
    expect(filters()).toEqual([[], ['vpc-id'], ['subnet-id']]);
    await ask(clock.monotonic());
    expect(filters().slice(3)).toEqual([['vpc-id'], ['subnet-id']]);
  });

  it('fail together when the whole table cannot be read', async () => {
    const { aws, clock, until, look } = world();
    aws.failures.set('DescribeSubnets', [new Error('no')]);
    const first = look(subject('a'), ofVpc('vpc-1'));
    await clock.run(clock.monotonic() + 10);
    const answers = await until(Promise.allSettled([first, look(subject('b'), withID('subnet-1'))]));

    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a whole table that was read for one', () => {
  it('answers the others too', async () => {
    const { aws, clock, until, look } = world();
    aws.put('subnet-1');
    const first = look(subject('a'), ofVpc('vpc-1'));
    await clock.run(clock.monotonic() + 10);
    await until(Promise.all([first, look(subject('b'), withID('subnet-1'))]));
    const before = aws.sent.length;
    await until(look(subject('c'), ofVpc('vpc-7')));

    expect(aws.sent).toHaveLength(before);
  });

  it('is read again for an index while it is known to be small', async () => {
    const { aws, clock, until, look, filters } = world();
    aws.put('subnet-1');
    const first = look(subject('a'), ofVpc('vpc-1'));
    await clock.run(clock.monotonic() + 10);
    await until(Promise.all([first, look(subject('b'), withID('subnet-1'))]));
    await until(look(subject('c', { is: 'none' }, clock.monotonic()), ofVpc('vpc-7')));

    expect(filters()).toEqual([[], []]);
  });

  it('is no proof of absence: an id that it lacks is asked for by its own filter', async () => {
    const { aws, clock, until, look, filters, reader } = world();
    aws.put('subnet-1');
    reader.start();
    await until(look(subject('a', recorded('subnet-1')), (view) => view.own(subnetPart)));
    aws.things.clear();
    await clock.run(clock.monotonic() + 60_000);
    const since = clock.monotonic();
    const asked = aws.sent.length;
    for (let tries = 0; tries < 20; tries++) {
      const other = look(subject('b', { is: 'none' }, clock.monotonic() - 1), ofVpc('vpc-1'));
      await clock.run(clock.monotonic() + 10);
      const own = await until(
        look(subject('a', recorded('subnet-1'), since), (view) => view.own(subnetPart)),
      );
      await until(other);
      if (own.is === 'seen') break;
      await clock.run(clock.monotonic() + own.retryMs);
    }

    const byID = filters()
      .slice(asked)
      .filter((names) => names[0] === 'subnet-id');
    expect(byID.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a question while AWS is being changed', () => {
  it('waits for those whose change ends a moment later', async () => {
    const { aws, clock, limits, until, look, filters } = world();
    aws.put('subnet-1');
    aws.put('subnet-2');
    const write = limits.run(home, 'write', () => new Promise<void>((resolve) => clock.after(70, resolve)));
    const first = look(subject('a'), withID('subnet-1'));
    const second = write.then(() => look(subject('b'), withID('subnet-2')));
    await until(Promise.all([first, second]));

    expect(filters()).toEqual([['subnet-id']]);
  });

  it('does not wait for ever', async () => {
    const { aws, clock, limits, until, look } = world();
    aws.put('subnet-1');
    void limits.run(home, 'write', () => new Promise<void>((resolve) => clock.after(30_000, resolve)));
    await until(look(subject('a'), withID('subnet-1')));

    expect(clock.monotonic()).toBeLessThan(500);
  });
});

describe('what was asked before', () => {
  it('is asked again in the same moment, but not once the thing has been made', async () => {
    const { aws, clock, until, look, filters } = world();
    const observe = (view: View) =>
      view.own(subnetPart) ?? view.by('home', subnets, 'vpc-id', 'vpc-1').length;
    await until(look(subject('a'), observe));
    aws.put('subnet-1');
    await until(look(subject('a', recorded('subnet-1'), clock.monotonic()), observe));

    expect(filters()).toEqual([['vpc-id'], ['subnet-id']]);
  });
});
