import { describe, expect, it } from 'vitest';
import { announce, announcePlan } from './announce.ts';
import type { Condition } from './conditions.ts';
import { net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import type { Reason } from '../model/reasons.ts';

function given() {
  const world = new FakeWorld();
  world.put(net());
  return { world, pass: world.pass() };
}

function said(type: string, status: Condition['status'], reason: Reason): Condition {
  return { type, status, reason, message: 'm', observedGeneration: 1, lastTransitionTime: '' };
}
const ready = [said('Ready', 'True', 'Available')];
const creating = [said('Ready', 'False', 'Creating')];
const invalid = [said('Ready', 'False', 'InvalidSpec'), said('Stalled', 'True', 'InvalidSpec')];
const quota = [said('Ready', 'False', 'QuotaExceeded')];
const deleting = [said('Ready', 'False', 'Deleting')];
const blocked = [...deleting, said('DeletionBlocked', 'True', 'DeletionBlocked')];

describe('what is told', () => {
  it.each<[string, readonly Condition[], readonly Condition[], readonly string[]]>([
    ['nothing while it is on the way', [], creating, []],
    ['that it is Ready, once', creating, ready, ['Available']],
    ['that it is only looked at', creating, [said('Ready', 'True', 'Observing')], ['Observing']],
    ['nothing while it stays so', ready, ready, []],
    ['a trouble', creating, invalid, ['InvalidSpec']],
    ['a trouble once', invalid, invalid, []],
    ['another trouble', invalid, quota, ['QuotaExceeded']],
    ['a trouble again, when it was over', ready, quota, ['QuotaExceeded']],
    ['a deletion that is blocked', deleting, blocked, ['DeletionBlocked']],
    ['nothing of what people asked for', ready, [said('Ready', 'True', 'Available')], []],
  ])('%s', (_what, before, now, events) => {
    const { world, pass } = given();

    announce(pass, before, now);
    expect(world.events).toEqual(events);
    expect(world.lines.map(({ message }) => message)).toEqual(
      events.map((reason) => (['Available', 'Observing'].includes(reason) ? 'ready' : 'needs attention')),
    );
  });
});

describe('what holds a deletion', () => {
  it.each<[string, readonly number[], readonly string[]]>([
    ['is told at once', [0], ['DeletionBlocked']],
    ['is not told while it may go by itself', [600, 300], []],
    ['is told when it did not, once', [600, 0, 0], ['DeletionBlocked']],
  ])('%s', (_what, patience, events) => {
    const { world, pass } = given();
    let before = deleting;
    for (const seconds of patience) {
      announce(pass, before, blocked, seconds);
      before = blocked;
    }

    expect(world.events).toEqual(events);
  });

  it('is told anew by a process that does not know whether it was', () => {
    const world = new FakeWorld();
    world.put(net({ deleting: true }));

    announce(world.pass(), blocked, blocked);
    expect(world.events).toEqual(['DeletionBlocked']);
  });
});

it('tells once of each change set that waits', () => {
  const { world, pass } = given();
  const planned = (hash: string) =>
    ({ is: 'planned', why: 'w', plan: { hash, generation: 1, changes: [], more: 0 } }) as const;

  announcePlan(pass, planned('a'), undefined);
  announcePlan(pass, planned('a'), { hash: 'a' });
  announcePlan(pass, planned('b'), { hash: 'a' });
  expect(world.events).toEqual(['PlanPending', 'PlanPending']);
});
