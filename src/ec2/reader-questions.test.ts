// Questions beside the sweeps: by owner key, of details, and of rows that EC2 cannot choose by id.
import { describe, expect, it } from 'vitest';
import type { Fault } from '../model/fault.ts';
import type { Detail, Table, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { type Thing, awsError, dnsSupport, home, subnets } from './fake-aws.ts';
import { LONG_AGO, MINUTE, world, subject, seen } from './fake-world.ts';

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

    expect(wakes).toEqual([['Net/default/new']]);
    expect(aws.calls('DescribeVpcAttribute')).toBe(2);
  });

  it('that may come later are not waited for by an object at rest; their answer wakes it', async () => {
    const { aws, reader, look, pass, wakes } = world();
    const ask = (view: View) => view.detailOrLater('home', dnsSupport, 'vpc-1');
    reader.start();
    expect(seen(await look(subject(undefined, { atRest: true }), ask))).toBeUndefined();
    expect(aws.calls('DescribeVpcAttribute')).toBe(0);

    await pass(15_000);

    expect(wakes).toEqual([['Net/default/new']]);
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
