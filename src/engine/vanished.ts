// The thing of an object is not in AWS any more, although nobody of ours deleted it: whether that is believed, and whether it
// is made anew.
import { driftFound } from './drift.ts';
import { failedThing } from './replace.ts';
import { type Outcome, refused, waiting } from './outcome.ts';
import type { Action } from '../model/kind.ts';
import type { Pass } from './pass.ts';
import { withoutID } from './record.ts';
import type { SomePart } from './things.ts';

const MS = 1000;
/**
 * What was made anew and was never shown is more likely there than gone: an API that answers with empty lists would have
 * something made in every settling time. Chosen: an hour is long enough for people, and one thing too many an hour is few.
 */
const UNSEEN_MS = 3_600_000;

/** What a part's row says before the kind is asked: the marks to set, made anew, or the end of the pass. */
export type Standing = { claims: readonly Action[] } | { again: true } | { outcome: Outcome };

export async function vanished(pass: Pass, part: SomePart, id: string): Promise<Standing> {
  const frozen = pass.deps.reader.frozen(pass.homeScope(), pass.key);
  // The recorded id is kept: it is what the doubt is counted by, and what ends it when it is seen again.
  if (frozen !== undefined) return { outcome: waiting('Frozen', frozen, pass.deps.settings.deniedSeconds) };
  if (pass.record.failure?.id === id) return failedThing(pass, { part, id, row: undefined });
  // What is to be adopted may be so new that EC2 does not show it everywhere yet.
  const bornAt = pass.memo.bornAt ?? Number.NEGATIVE_INFINITY;
  const { settlingBoundSeconds, settlingLookSeconds } = pass.deps.settings;
  if (pass.record.adopted && pass.deps.clock.monotonic() - bornAt < settlingBoundSeconds * MS) {
    const message = `AWS does not show ${id} yet`;
    return { outcome: waiting('Vanished', `adopt.id: ${message}`, settlingLookSeconds) };
  }
  if (pass.record.adopted && !isNamedByID(pass)) return { outcome: adoptedGone(pass, id) };
  if (pass.record.adopted)
    return {
      outcome: refused(
        'Vanished',
        `the adopted ${id} does not exist (any more): delete this object, and create it anew without adopt or with another id`,
        'adopt.id',
      ),
    };
  if (pass.policy('recreatePolicy', 'Always') === 'Never') {
    return {
      outcome: refused(
        'Vanished',
        `${id} disappeared from AWS by another hand, and recreatePolicy is Never: set Always to have it made anew, or delete this object`,
      ),
    };
  }
  const restMs = (pass.memo.remadeAt ?? Number.NEGATIVE_INFINITY) + UNSEEN_MS - pass.deps.clock.monotonic();
  if (restMs > 0) {
    const message = `AWS shows neither what was here before nor ${id}, which was made anew: nothing more is made for an hour; compare with what the AWS console shows`;
    return { outcome: waiting('Vanished', message, restMs / MS) };
  }
  pass.memo.remadeAt = pass.deps.clock.monotonic();
  pass.event('Warning', 'Vanished', `${id} disappeared from AWS by another hand; it is made anew.`);
  driftFound(pass);
  pass.record = { ...withoutID(pass.record, part.name), items: [] };
  return { again: true };
}

export function isNamedByID({ spec }: Pass): boolean {
  return (spec.adopt as { id?: string } | undefined)?.id !== undefined;
}

/** What is named by its tags, or by what AWS makes of itself, may be another thing by now; that one asks for consent anew. */
export function adoptedGone(pass: Pass, id: string): Outcome {
  pass.event('Warning', 'Vanished', `${id}, which was adopted, disappeared from AWS by another hand.`);
  pass.record = { ...withoutID(pass.record, pass.mainPart.name), items: [] };
  pass.seen = undefined;
  const message = `adopt: ${id}, which was adopted, does not exist any more; looks for another one`;
  return waiting('Vanished', message, pass.deps.settings.settlingLookSeconds);
}
