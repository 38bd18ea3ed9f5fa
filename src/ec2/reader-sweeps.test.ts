// Sweeps: what they read, what they wake, and what they believe when too much disappears at once.
import { describe, expect, it } from 'vitest';
import type { View } from '../model/kind.ts';
import { awsError, dnsSupport, home, subnetPart, subnets } from './fake-aws.ts';
import { MINUTE, world, subject, own, seen } from './fake-world.ts';

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
      ['Net/default/subnet-0', 'Net/default/subnet-2', 'VPC/default/even'],
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
    reader.forget('Net/default/subnet-1');
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

    reader.thaw('Net/default/subnet-3');

    expect(reader.frozen(home, 'Net/default/subnet-3')).toBeUndefined();
    expect(reader.frozen(home, 'Net/default/subnet-4')).toBeDefined();
  });
});
