import { describe, expect, it } from 'vitest';
import { ACCOUNT, HOME, net } from './fake-objects.ts';
import { type Fact, Facts } from './facts.ts';

const fact = (more: Partial<Fact> = {}): Fact => ({
  uid: 'u',
  id: 'net-1',
  usable: false,
  usableFor: undefined,
  scope: HOME,
  ...more,
});

describe('what others need to know of an object', () => {
  it.each<[string, Partial<Fact>, boolean]>([
    ['nothing', {}, false],
    ['its id', { id: 'net-2' }, true],
    ['its usability', { usable: true }, true],
    ['for which generation it is usable', { usableFor: 2 }, true],
    ['its place', { scope: { ...HOME, region: 'us-east-1' } }, true],
    ['its uid', { uid: 'v' }, true],
  ])('is published when %s changed', (_what, more, expected) => {
    const facts = new Facts();
    expect(facts.publish('Net/a/n', fact())).toBe(true);

    expect(facts.publish('Net/a/n', fact(more))).toBe(expected);
  });

  it('is learnt from the record after a restart', () => {
    const facts = new Facts();
    const place = `prod/${ACCOUNT}/us-east-1`;
    facts.learn('Net/a/n', net({ record: { ids: { main: 'net-1' }, usable: true, place } }));

    expect(facts.of('Net/a/n')).toEqual({
      uid: 'uid-n',
      id: 'net-1',
      usable: true,
      usableFor: undefined,
      scope: { via: 'prod', account: ACCOUNT, region: 'us-east-1', service: 'ec2' },
    });
  });

  it('has the place that the controller remembers, whatever is written on the object', () => {
    const facts = new Facts();
    const annotations = { 'vpcraft.dev/placement': 'victim/222222222222/us-west-2' };
    facts.learn('Net/a/n', net({ annotations, record: { place: `prod/${ACCOUNT}/us-east-1` } }));
    facts.learn('Net/a/m', net({ name: 'm', annotations }));

    expect(facts.of('Net/a/n')?.scope).toMatchObject({ via: 'prod', account: ACCOUNT });
    expect(facts.of('Net/a/m')?.scope).toBeUndefined();
  });

  it('is not learnt where this process knows better', () => {
    const facts = new Facts();
    facts.publish('Net/a/n', fact({ uid: 'uid-n', id: 'net-2' }));
    facts.learn('Net/a/n', net({ record: { ids: { main: 'net-1' } } }));

    expect(facts.of('Net/a/n')?.id).toBe('net-2');
  });

  it('is learnt anew of another object of the same name', () => {
    const facts = new Facts();
    facts.publish('Net/a/n', fact({ uid: 'before' }));
    facts.learn('Net/a/n', net());

    expect(facts.of('Net/a/n')).toMatchObject({ uid: 'uid-n', id: undefined, scope: undefined });
  });
});

describe('who has an id', () => {
  it('the first one, until it gives the id up', () => {
    const facts = new Facts();
    facts.publish('Net/a/one', fact());
    facts.publish('Net/a/two', fact());
    expect(facts.havingID('net-1')[0]).toBe('Net/a/one');

    facts.publish('Net/a/one', fact({ id: 'net-2' }));
    expect(facts.havingID('net-2')[0]).toBe('Net/a/one');
    expect(facts.havingID('net-1')[0]).toBe('Net/a/two');
  });

  it('the other one, when the first is gone', () => {
    const facts = new Facts();
    facts.publish('Net/a/one', fact());
    facts.publish('Net/a/two', fact());
    facts.forget('Net/a/one');

    expect(facts.havingID('net-1')[0]).toBe('Net/a/two');
    expect(facts.of('Net/a/one')).toBeUndefined();
  });

  it('nobody, when all are gone', () => {
    const facts = new Facts();
    facts.publish('Net/a/one', fact());
    facts.forget('Net/a/one');
    facts.forget('Net/a/none');

    expect(facts.havingID('net-1')).toEqual([]);
  });
});
