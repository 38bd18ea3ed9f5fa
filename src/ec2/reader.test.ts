import { TextPool } from '../model/texts.ts';
import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import type { Detail, Table, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { Observation, OwnIdentity, Subject } from '../model/reader.ts';
import type { Settings } from '../model/settings.ts';
import { SeededRandom, VirtualClock } from '../model/virtual-clock.ts';
import {
  FakeAws,
  RecordingMetrics,
  type Thing,
  awsError,
  dnsSupport,
  home,
  recordingLog,
  subnetPart,
  subnets,
  testSettings,
} from './fake-aws.ts';
import { createLimits } from './limits.ts';
import { createReader } from './reader.ts';

const LONG_AGO = Number.NEGATIVE_INFINITY;
const MINUTE = 60_000;

function world(changes: Partial<Settings> = {}) {
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

function subject(
  id: string | undefined,
  more: Partial<Subject> & { proof?: 'full' | 'oneMiss'; mayGo?: boolean } = {},
): Subject {
  const identity: OwnIdentity =
    id === undefined
      ? { is: 'none' }
      : { is: 'id', id, proof: more.proof ?? 'full', mayGo: more.mayGo ?? false };
  return {
    key: `Subnet/default/${id ?? 'new'}`,
    scope: () => home,
    own: () => identity,
    since: LONG_AGO,
    ...more,
  };
}

const own = (view: View) => view.own(subnetPart);
const seen = <O>(observation: Observation<O>): O => {
  if (observation.is !== 'seen')
    throw new Error(`expected an answer, got ${observation.is}: ${observation.what}`);
  return observation.value;
};

describe('F1: answers are ordered by the start of their request', () => {
  it('a row that did not change keeps its identity from read to read', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');

    const first = seen(await look(subject('subnet-1'), own));
    const second = seen(await look(subject('subnet-1', { since: clock.monotonic() }), own));

    expect(second).toBe(first);
    expect(aws.calls('DescribeSubnets')).toBe(2);
  });
});

describe('F2: absence that we did not cause must be proven', () => {
  it('takes a complete sweep and two misses by id, all begun after the settling time', async () => {
    const { aws, look, reader, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    await pass(MINUTE);
    aws.things.delete('subnet-1');
    const since = clock.monotonic();

    const attempts: Observation<Thing | undefined>[] = [];
    for (;;) {
      const observation = await look(subject('subnet-1', { since }), own);
      attempts.push(observation);
      if (observation.is === 'seen') break;
      await pass(observation.retryMs);
    }

    expect(attempts.at(-1)).toEqual({ is: 'seen', value: undefined });
    const counted = aws.sent.filter(({ atMs }) => atMs > since + 10_000);
    expect(counted.filter(({ input }) => input['Filters'] === undefined).length).toBeGreaterThanOrEqual(1);
    expect(counted.filter(({ input }) => input['Filters'] !== undefined).length).toBeGreaterThanOrEqual(2);
    expect(attempts.length).toBeLessThan(8);
  });

  it('makes progress although every retry asks for rows later than its own start', async () => {
    const { aws, look, reader, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    await pass(MINUTE);
    aws.things.delete('subnet-1');

    let rounds = 0;
    for (; rounds < 20; rounds++) {
      const observation = await look(subject('subnet-1', { since: clock.monotonic() }), own);
      if (observation.is === 'seen') break;
      await pass(observation.retryMs);
    }

    expect(rounds).toBeLessThan(8);
  });

  it('is not proven soon after this process began to lead, because its predecessor may have written until then', async () => {
    const { look, reader, pass, clock } = world();
    await pass(MINUTE);
    reader.start();
    const leadingMs = clock.monotonic();

    for (;;) {
      const observation = await look(subject('subnet-1'), own);
      if (observation.is === 'seen') break;
      await pass(observation.retryMs);
    }

    expect(clock.monotonic()).toBeGreaterThan(leadingMs + 10_000);
  });

  it('a row that comes back ends the proof, and it begins anew', async () => {
    const { aws, look, reader, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    await pass(MINUTE);
    const thing = aws.put('subnet-1');
    aws.things.delete('subnet-1');
    await look(subject('subnet-1', { since: clock.monotonic() }), own);
    await pass(3_000);
    aws.things.set('subnet-1', thing);

    const observation = await look(subject('subnet-1', { since: clock.monotonic() }), own);

    expect(observation).toMatchObject({ is: 'seen', value: { id: 'subnet-1' } });
  });

  it('a tombstone proves it at once', async () => {
    const { aws, look } = world();
    aws.put('subnet-1', { state: 'deleted' });

    expect(await look(subject('subnet-1'), own)).toEqual({ is: 'seen', value: undefined });
    expect(aws.calls('DescribeSubnets')).toBe(1);
  });

  it('one miss is proof after our own delete', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');
    await look(subject('subnet-1'), own);
    aws.things.delete('subnet-1');

    const observation = await look(subject('subnet-1', { since: clock.monotonic(), proof: 'oneMiss' }), own);

    expect(observation).toEqual({ is: 'seen', value: undefined });
    expect(aws.calls('DescribeSubnets')).toBe(2);
  });

  it('a sweep alone is no proof after our own delete: one miss by id, begun later, is asked for', async () => {
    const { aws, reader, look, pass, clock } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    aws.things.delete('subnet-1');
    await pass(MINUTE + 5_000);
    const before = aws.sent.length;

    const observation = await look(
      subject('subnet-1', { proof: 'oneMiss', since: clock.monotonic() - 120_000 }),
      own,
    );

    expect(observation).toEqual({ is: 'seen', value: undefined });
    expect(aws.sent.length).toBe(before + 1);
  });

  it('one miss is enough for what belongs to others', async () => {
    const { aws, look } = world();

    expect(
      seen(await look(subject(undefined), (view) => view.byID('home', subnets, 'subnet-9'))),
    ).toBeUndefined();
    expect(aws.calls('DescribeSubnets')).toBe(1);
  });
});

describe('F3: only rows asked for after `since` count', () => {
  it('reads again by id after an own write', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1', { state: 'pending' });
    await look(subject('subnet-1'), own);
    aws.put('subnet-1', { state: 'available' });
    const since = clock.monotonic();

    expect(seen(await look(subject('subnet-1', { since }), own))?.state).toBe('available');
    expect(aws.sent.at(-1)?.atMs).toBeGreaterThan(since);
  });

  it('a list needs an answer by its filter, or a complete sweep, begun after `since`', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');
    const list = (view: View) => view.by('home', subnets, 'vpc-id', 'vpc-1').map(({ id }) => id);
    expect(seen(await look(subject(undefined), list))).toEqual(['subnet-1']);
    aws.things.delete('subnet-1');
    aws.put('subnet-2');

    expect(seen(await look(subject(undefined), list))).toEqual(['subnet-1']);
    expect(seen(await look(subject(undefined, { since: clock.monotonic() }), list))).toEqual(['subnet-2']);
  });
});

describe('F7: without an id nothing is asked', () => {
  it('answers absent at once', async () => {
    const { aws, look } = world();

    expect(seen(await look(subject(undefined), own))).toBeUndefined();
    expect(aws.sent).toEqual([]);
  });
});

describe('merging', () => {
  it('twenty questions by id become one call', async () => {
    const { aws, reader, until } = world();
    for (let i = 0; i < 20; i++) aws.put(`subnet-${i}`);

    // Two pages of ten rows: one question to EC2, read to its end.
    const answers = await until(
      Promise.all(Array.from({ length: 20 }, (_, i) => reader.observe(subject(`subnet-${i}`), own))),
    );

    expect(answers.every((answer) => seen(answer) !== undefined)).toBe(true);
    expect(aws.sent.filter(({ input }) => input['NextToken'] === undefined)).toHaveLength(1);
  });

  it('asks at most 200 values per filter', async () => {
    const { aws, reader, until } = world();

    await until(
      Promise.all(
        Array.from({ length: 250 }, (_, i) =>
          reader.observe(subject(undefined, { key: `k/${i}/x` }), (view) =>
            view.byID('home', subnets, `subnet-${i}`),
          ),
        ),
      ),
    );

    expect(
      aws.sent.map(({ input }) => (input['Filters'] as { Values: string[] }[])[0]?.Values.length),
    ).toEqual([200, 50]);
  });

  it('an object that looks again asks all its remembered questions at once', async () => {
    const { aws, look, clock } = world();
    aws.put('subnet-1');
    const observe = (view: View) => [
      view.own(subnetPart),
      view.by('home', subnets, 'vpc-id', 'vpc-1'),
      view.byID('home', subnets, 'subnet-2'),
    ];
    await look(subject('subnet-1'), observe);
    const before = clock.monotonic();

    await look(subject('subnet-1', { since: before }), observe);

    expect(clock.monotonic() - before).toBeLessThan(100);
  });
});

describe('a refused or failed read', () => {
  it('is a throttled fault with the time after which to ask again when the own limiter has no token', async () => {
    const { limits, look, clock } = world();
    while (limits.take(home, 'DescribeSubnets') === undefined);

    const error = await look(subject('subnet-1'), own).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).details).toMatchObject({ disposition: 'throttled', outcomeUnknown: false });
    expect((error as Fault).details.retryAfterMs).toBeGreaterThan(0);
    expect(clock.monotonic()).toBeLessThan(1_000);
  });

  it('throws the classified fault of AWS', async () => {
    const { aws, look } = world();
    aws.failures.set('DescribeSubnets', [awsError('UnauthorizedOperation', 403)]);

    await expect(look(subject('subnet-1'), own)).rejects.toMatchObject({
      details: { disposition: 'denied', reason: 'AccessDenied' },
    });
  });
});

describe('sweeps', () => {
  it('cost nothing while nobody asks, and one page a minute for a small estate at rest', async () => {
    const { aws, reader, look, pass } = world();
    for (let i = 0; i < 8; i++) aws.put(`subnet-${i}`);
    reader.start();
    await pass(10 * MINUTE);
    expect(aws.sent).toEqual([]);
    for (let i = 0; i < 8; i++) await look(subject(`subnet-${i}`), own);
    const before = aws.sent.length;

    await pass(60 * MINUTE);

    expect(aws.sent.length - before).toBeGreaterThan(60);
    expect(aws.sent.length - before).toBeLessThan(80);
  });

  it('a pass at rest costs no call', async () => {
    const { aws, reader, look, pass } = world();
    aws.put('subnet-1');
    reader.start();
    const observe = (view: View) => [
      view.own(subnetPart),
      view.by('home', subnets, 'vpc-id', 'vpc-1'),
      view.detail('home', dnsSupport, 'vpc-1'),
    ];
    await look(subject('subnet-1'), observe);

    for (let i = 0; i < 10; i++) {
      await pass(MINUTE);
      const before = aws.sent.length;
      await look(subject('subnet-1'), observe);
      expect(aws.sent.length).toBe(before);
    }
  });

  it('wake exactly those whose answer changed, in one batch', async () => {
    const { aws, reader, look, pass, wakes } = world();
    for (let i = 0; i < 4; i++) aws.put(`subnet-${i}`, { vpc: `vpc-${i % 2}` });
    reader.start();
    for (let i = 0; i < 4; i++) await look(subject(`subnet-${i}`), own);
    await look(subject(undefined, { key: 'VPC/default/even' }), (view) =>
      view.by('home', subnets, 'vpc-id', 'vpc-0'),
    );
    await look(subject(undefined, { key: 'VPC/default/odd' }), (view) =>
      view.by('home', subnets, 'vpc-id', 'vpc-1'),
    );
    await pass(2 * MINUTE);
    expect(wakes).toEqual([]);
    aws.put('subnet-2', { state: 'drifted' });
    aws.things.delete('subnet-0');

    await pass(MINUTE + 5_000);

    expect(wakes.map((keys) => [...keys].sort())).toEqual([
      ['Subnet/default/subnet-0', 'Subnet/default/subnet-2', 'VPC/default/even'],
    ]);
  });

  it('ask only for what is ours where the account holds much more', async () => {
    const { aws, reader, look, pass } = world();
    for (let i = 0; i < 500; i++) aws.put(`subnet-${i}`, { vpc: 'vpc-foreign' });
    aws.put('subnet-own');
    reader.start();
    await look(subject('subnet-own'), own);
    await pass(5 * MINUTE);
    const before = aws.sent.length;

    await pass(10 * MINUTE);

    expect(aws.sent.length - before).toBeLessThan(15);
    aws.put('subnet-own', { state: 'drifted' });
    await pass(MINUTE);
    expect(seen(await look(subject('subnet-own'), own))?.state).toBe('drifted');
  });

  it('end when nobody asks any more, and when stopped', async () => {
    const { aws, reader, look, pass } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    await pass(2 * MINUTE);
    reader.forget('Subnet/default/subnet-1');
    await pass(2 * MINUTE);
    const before = aws.sent.length;
    await pass(10 * MINUTE);
    expect(aws.sent.length).toBe(before);

    await look(subject('subnet-1'), own);
    reader.stop();
    const stopped = aws.sent.length;
    await pass(10 * MINUTE);
    expect(aws.sent.length).toBe(stopped);
  });

  it('that fail change nothing, and go on', async () => {
    const { aws, reader, look, pass, wakes, log } = world();
    aws.put('subnet-1');
    reader.start();
    await look(subject('subnet-1'), own);
    aws.failures.set('DescribeSubnets', [
      awsError('UnauthorizedOperation', 403),
      awsError('InternalError', 500),
    ]);

    await pass(3 * MINUTE);

    expect(wakes).toEqual([]);
    expect(log.lines.map(({ message }) => message)).toEqual(['a sweep failed', 'a sweep failed']);
    expect(seen(await look(subject('subnet-1'), own))?.id).toBe('subnet-1');
  });
});

describe('F5: too much disappears at once', () => {
  async function estate(count: number) {
    const the = world({ settlingBoundSeconds: 5 });
    for (let i = 0; i < count; i++) the.aws.put(`subnet-${i}`);
    the.reader.start();
    // The first question has the scope swept; the others then cost no call each.
    await the.look(subject('subnet-0'), own);
    await the.pass(20_000);
    for (let i = 0; i < count; i++) await the.look(subject(`subnet-${i}`), own);
    await the.pass(2 * MINUTE);
    return the;
  }

  it('freezes the scope on an empty answer and thaws when the rows are seen again', async () => {
    const { aws, reader, pass, metrics } = await estate(20);
    const held = new Map(aws.things);
    aws.things.clear();
    await pass(MINUTE + 5_000);
    expect(reader.frozen(home)).toMatch(/20 of 20 recorded resources are missing/);
    expect(metrics.values.get(`vpcraft_scope_frozen ${home.account} ${home.region}`)).toBe(1);

    for (const [id, thing] of held) aws.things.set(id, thing);
    await pass(MINUTE + 5_000);

    expect(reader.frozen(home)).toBeUndefined();
  });

  it.each([
    { lost: 5, of: 20, frozen: false, why: 'five are tolerated' },
    { lost: 6, of: 20, frozen: true, why: 'six are more than five and over 5 %' },
    { lost: 6, of: 130, frozen: false, why: 'six of 130 are below 5 %' },
  ])('$lost of $of lost: frozen $frozen, because $why', async ({ lost, of, frozen }) => {
    const { aws, reader, pass } = await estate(of);
    for (let i = 0; i < lost; i++) aws.things.delete(`subnet-${i}`);

    await pass(MINUTE + 10_000);

    expect(reader.frozen(home) !== undefined).toBe(frozen);
  });

  it('does not count what objects that are being deleted may have destroyed, as long as anything is seen', async () => {
    const { aws, reader, look, pass } = await estate(20);
    for (let i = 0; i < 19; i++) {
      await look(subject(`subnet-${i}`, { mayGo: true }), own);
      aws.things.delete(`subnet-${i}`);
    }
    await pass(MINUTE + 10_000);
    expect(reader.frozen(home)).toBeUndefined();

    aws.things.clear();
    await pass(2 * MINUTE + 10_000);
    expect(reader.frozen(home)).toMatch(/20 of 20/);
  });

  it('freezes before the absence of a single one can be proven', async () => {
    const { aws, reader, look, pass, clock } = await estate(20);
    aws.things.clear();

    for (let i = 0; i < 10; i++) {
      const observation = await look(subject('subnet-3', { since: clock.monotonic() }), own);
      if (observation.is === 'seen') break;
      await pass(observation.retryMs);
    }

    expect(reader.frozen(home)).toBeDefined();
  });

  it('does not count what we deleted', async () => {
    const { aws, reader, pass } = await estate(20);
    for (let i = 0; i < 10; i++) {
      reader.noteDeleted(home, subnets as never, `subnet-${i}`);
      aws.things.delete(`subnet-${i}`);
    }
    await pass(MINUTE + 5_000);

    expect(reader.frozen(home)).toBeUndefined();
  });

  it('counts ids that were never seen only once EC2 must show them', async () => {
    const { reader, look, pass } = world({ settlingBoundSeconds: 300 });
    reader.start();
    for (let i = 0; i < 20; i++) await look(subject(`subnet-${i}`), own);
    await pass(2 * MINUTE);
    expect(reader.frozen(home)).toBeUndefined();

    await pass(2 * MINUTE);
    expect(reader.frozen(home)).toBeDefined();
  });

  it('thaws after three equal full sweeps over ten minutes, and the loss is then accepted', async () => {
    const { aws, reader, pass } = await estate(20);
    aws.things.clear();
    await pass(9 * MINUTE);
    expect(reader.frozen(home)).toBeDefined();

    await pass(4 * MINUTE);
    expect(reader.frozen(home)).toBeUndefined();
    await pass(30 * MINUTE);
    expect(reader.frozen(home)).toBeUndefined();
  });

  it('does not hold an object that a person looked at', async () => {
    const { aws, reader, pass } = await estate(20);
    aws.things.clear();
    await pass(MINUTE + 5_000);

    reader.thaw('Subnet/default/subnet-3');

    expect(reader.frozen(home, 'Subnet/default/subnet-3')).toBeUndefined();
    expect(reader.frozen(home, 'Subnet/default/subnet-4')).toBeDefined();
  });
});

describe('discovery by owner key', () => {
  const tagged = (resource: string, cluster = 'c1') => ({
    tags: { [tagKeys.cluster]: cluster, [tagKeys.resource]: resource },
  });

  it('finds living rows with both tags, in one call for many objects', async () => {
    const { aws, reader, until } = world();
    aws.put('subnet-1', tagged('Subnet/a/one'));
    aws.put('subnet-2', { ...tagged('Subnet/a/one'), state: 'deleted' });
    aws.put('subnet-3', tagged('Subnet/a/one', 'other-cluster'));
    aws.put('subnet-4', tagged('Subnet/a/two'));

    const found = await until(
      Promise.all(
        ['one', 'two', 'three'].map((name) =>
          reader.discover(home, subnets, { cluster: 'c1', resource: `Subnet/a/${name}` }, LONG_AGO),
        ),
      ),
    );

    expect(found.map((rows) => rows.map(({ id }) => id))).toEqual([['subnet-1'], ['subnet-4'], []]);
    expect(aws.sent).toHaveLength(1);
  });

  it('looks at the tags of what EC2 answered, because filters may lag behind', async () => {
    const { aws, reader, until } = world();
    const rows = [
      aws.put('subnet-1', tagged('Subnet/a/other')),
      aws.put('subnet-2', tagged('Subnet/a/one', 'other')),
      aws.put('subnet-3', tagged('Subnet/a/one')),
    ];
    aws.answers.set('DescribeSubnets', { Subnets: rows });

    const found = await until(
      reader.discover(home, subnets, { cluster: 'c1', resource: 'Subnet/a/one' }, LONG_AGO),
    );

    expect(found.map(({ id }) => id)).toEqual(['subnet-3']);
  });

  it('lists everything of ours that lives, and asks for nothing else', async () => {
    const { aws, reader, until } = world();
    aws.put('subnet-1', tagged('Subnet/a/one'));
    aws.put('subnet-2', tagged('Subnet/a/two', 'other-cluster'));
    aws.put('subnet-3', { ...tagged('Subnet/a/three'), state: 'deleted' });

    const owned = await until(reader.owned(home, subnets, 'c1'));

    expect(owned.map(({ id }) => id)).toEqual(['subnet-1']);
    expect(aws.sent.map(({ namespace }) => namespace)).toEqual([undefined]);
    expect(aws.sent.map(({ input }) => input.Filters)).toEqual([
      [{ Name: 'tag:vpcraft.dev/cluster', Values: ['c1'] }],
    ]);
  });
});

describe('details', () => {
  const detail = (view: View) => view.detail('home', dnsSupport, 'vpc-1');

  it('are read once, and again after an own write', async () => {
    const { aws, look, clock } = world();
    expect(seen(await look(subject(undefined), detail))).toBe(true);
    await look(subject(undefined), detail);
    expect(aws.calls('DescribeVpcAttribute')).toBe(1);

    aws.attribute = false;
    expect(seen(await look(subject(undefined, { since: clock.monotonic() }), detail))).toBe(false);
  });

  it('are re-read slowly, and drift wakes who asked', async () => {
    const { aws, reader, look, pass, wakes } = world();
    reader.start();
    await look(subject(undefined), detail);
    aws.attribute = false;

    await pass(3_600_000 + 30_000);

    expect(wakes).toEqual([['Subnet/default/new']]);
    expect(aws.calls('DescribeVpcAttribute')).toBe(2);
  });

  it('that may come later are not waited for by an object at rest; their answer wakes it', async () => {
    const { aws, reader, look, pass, wakes } = world();
    const ask = (view: View) => view.detailOrLater('home', dnsSupport, 'vpc-1');
    reader.start();
    expect(seen(await look(subject(undefined, { atRest: true }), ask))).toBeUndefined();
    expect(aws.calls('DescribeVpcAttribute')).toBe(0);

    await pass(15_000);

    expect(wakes).toEqual([['Subnet/default/new']]);
    expect(seen(await look(subject(undefined, { atRest: true }), ask))).toBe(true);
    expect(aws.calls('DescribeVpcAttribute')).toBe(1);
  });

  it('that may come later are waited for by whoever is not at rest, and by all once the process is no new one', async () => {
    const { aws, reader, look, pass } = world();
    const ask = (view: View) => view.detailOrLater('home', dnsSupport, 'vpc-1');
    const askOther = (view: View) => view.detailOrLater('home', dnsSupport, 'vpc-2');
    reader.start();
    expect(seen(await look(subject(undefined), ask))).toBe(true);
    await pass(11 * MINUTE);
    expect(seen(await look(subject(undefined, { atRest: true }), askOther))).toBe(true);
    expect(aws.calls('DescribeVpcAttribute')).toBe(2);
  });

  it('that AWS refuses to tell are not put off again: the next look says so', async () => {
    const { aws, reader, look, pass } = world();
    const ask = (view: View) => view.detailOrLater('home', dnsSupport, 'vpc-1');
    reader.start();
    expect(seen(await look(subject(undefined, { atRest: true }), ask))).toBeUndefined();
    const denied = () => awsError('UnauthorizedOperation', 403);
    aws.failures.set('DescribeVpcAttribute', [denied(), denied()]);
    await pass(15_000);
    expect(aws.calls('DescribeVpcAttribute')).toBe(1);

    await expect(look(subject(undefined, { atRest: true }), ask)).rejects.toMatchObject({
      details: { disposition: 'denied', operation: 'DescribeVpcAttribute' },
    });
  });

  it('that no write of ours changes are read once, and again when they are old', async () => {
    const { aws, reader, look, clock, pass } = world();
    const unaffected: Detail<boolean> = { ...dnsSupport, name: 'unaffected', unaffected: true };
    const ask = (view: View) => view.detail('home', unaffected, 'vpc-1');
    reader.start();
    await look(subject(undefined), ask);
    await look(subject(undefined, { since: clock.monotonic() }), ask);
    expect(aws.calls('DescribeVpcAttribute')).toBe(1);

    await pass(3_600_000 + 30_000);

    expect(aws.calls('DescribeVpcAttribute')).toBe(2);
  });

  it('that cannot change are read once, even after an own write, and never on the rotation', async () => {
    const { aws, reader, look, clock, pass } = world();
    const fixed: Detail<boolean> = { ...dnsSupport, name: 'fixed', maxAgeSeconds: 'never' };
    const ask = (view: View) => view.detail('home', fixed, 'vpc-1');
    reader.start();
    await look(subject(undefined), ask);
    aws.attribute = false;

    expect(seen(await look(subject(undefined, { since: clock.monotonic() }), ask))).toBe(true);
    await pass(24 * 60 * MINUTE);

    expect(aws.calls('DescribeVpcAttribute')).toBe(1);
  });

  it('in pages are read to the end, each page with its own token', async () => {
    const { aws, look } = world();
    for (let at = 0; at < 25; at++) aws.put(`subnet-${at}`);
    const paged: Detail<number> = {
      ...dnsSupport,
      name: 'paged',
      operation: 'DescribeSubnets',
      items: 'Subnets',
      input: () => ({ MaxResults: 10 }),
      keep: (raw) => (raw as { Subnets: unknown[] }).Subnets.length,
    };

    expect(seen(await look(subject(undefined), (view) => view.detail('home', paged, 'all')))).toBe(25);

    expect(aws.sent.map(({ input }) => input['NextToken'])).toEqual([undefined, '10', '20']);
  });

  it('judge codes by their own table first', async () => {
    const { aws, look } = world();
    aws.failures.set('DescribeVpcAttribute', [awsError('InvalidParameterValue', 400)]);
    const young: Detail<boolean> = { ...dnsSupport, faults: { InvalidParameterValue: 'transient' } };

    const error = await look(subject(undefined), (view) => view.detail('home', young, 'vpc-1')).catch(
      (thrown: unknown) => thrown,
    );

    expect((error as Fault).details.disposition).toBe('transient');
  });
});

describe('rows that EC2 cannot choose by id', () => {
  const few: Table<Thing> = { ...subnets, name: 'few', idFilter: undefined };

  it('are read whole for any question, and answer the one that was asked', async () => {
    const { aws, look } = world();
    aws.put('subnet-1');
    aws.put('subnet-2', { vpc: 'vpc-2' });

    const byID = await look(subject(undefined), (view) => view.byID('home', few, 'subnet-2')?.vpc);
    const missing = await look(subject(undefined), (view) => view.byID('home', few, 'subnet-9'));
    const byVPC = await look(subject(undefined), (view) => view.by('home', few, 'vpc-id', 'vpc-1').length);

    expect([seen(byID), seen(missing), seen(byVPC)]).toEqual(['vpc-2', undefined, 1]);
    expect(aws.sent.map(({ input }) => input['Filters'])).toEqual([undefined, undefined, undefined]);
  });

  it('are discovered by their tags still', async () => {
    const { aws, reader, until, clock } = world();
    aws.put('subnet-1', { tags: { [tagKeys.cluster]: 'c1', [tagKeys.resource]: 'Subnet/a/b' } });
    aws.put('subnet-2');

    const found = await until(
      reader.discover(home, few, { cluster: 'c1', resource: 'Subnet/a/b' }, clock.monotonic() - 1),
    );

    expect(found.map(({ id }) => id)).toEqual(['subnet-1']);
  });

  it('are swept whole', async () => {
    const { aws, reader, look, pass } = world();
    for (let at = 0; at < 30; at++) aws.put(`subnet-${at}`);
    reader.start();
    await look(subject(undefined), (view) => view.byID('home', few, 'subnet-2'));

    await pass(5 * MINUTE);

    expect(aws.sent.every(({ input }) => input['Filters'] === undefined)).toBe(true);
  });
});
