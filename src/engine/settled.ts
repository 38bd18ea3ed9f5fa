// The end of a pass whose plan has nothing left to do: what is remembered of the declaration, and when something of it is
// to be tried again although nothing tells of it. And which fields were set, of those that fall back to EC2's default:
//
//   field                      in the record
//   -----------------------------------------------------------------------------------------------------------
//   declared                   before the first call that may set it, because the process may die after any
//   left out, lately           still: a picture older than our last write may look as if it had fallen back already
//   left out, longer ago       no more: it is left alone from here on
import type { Action } from '../model/kind.ts';
import { forgetClash } from './clash.ts';
import { contributorOutcome } from './contributor.ts';
import { openIntentSeconds } from './intent.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { placeOf } from './placement.ts';
import type { Refusal } from './refusals.ts';
import { awaitsConsent } from './prepare.ts';
import { wantedTags } from './tags.ts';

/** Held items of others are theirs to report. */
export function settled(pass: Pass, refusals: readonly Refusal[]): Outcome {
  if (pass.kind.contributesTo !== undefined) return contributorOutcome(pass);
  forgetClash(pass);
  const { approved, asked: _answered, failure: _healed, ...rest } = pass.record;
  pass.record = {
    ...rest,
    set: [...declared(pass), ...leftOutLately(pass)].sort(),
    tags: Object.keys(wantedTags(pass)).sort(),
    approvals: approved === undefined ? rest.approvals : rest.approvals + 1,
  };
  const held = pass.heldItems.filter(({ from }) => from === undefined);
  const seconds = nextTrySeconds(pass, refusals);
  return seconds === undefined ? { is: 'settled', held } : { is: 'settled', held, lookAgainSeconds: seconds };
}

function nextTrySeconds(pass: Pass, refusals: readonly Refusal[]): number | undefined {
  const nowMs = pass.deps.clock.monotonic();
  const waits = refusals.map(({ untilMs }) => Math.max(1, (untilMs - nowMs) / 1000));
  if (awaitsConsent(pass)) waits.push(pass.deps.settings.deniedSeconds);
  const intentSeconds = openIntentSeconds(pass);
  if (intentSeconds !== undefined) waits.push(intentSeconds);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function declared(pass: Pass): readonly string[] {
  return Object.keys(pass.kind.resets).filter((field) => pass.spec[field] !== undefined);
}

/** Counted from when this process first saw the object settled without the field. */
function leftOutLately(pass: Pass): readonly string[] {
  const { leftOut } = pass.memo;
  const nowMs = pass.deps.clock.monotonic();
  const fields = pass.record.set.filter((field) => pass.spec[field] === undefined);
  for (const [field] of leftOut) if (!fields.includes(field)) leftOut.delete(field);
  for (const field of fields) if (!leftOut.has(field)) leftOut.set(field, nowMs);
  return fields.filter((field) => nowMs - (leftOut.get(field) ?? nowMs) < pass.settlingMs);
}

/** What is set and where, durable before the calls that do it; opening an intent saves the record anyway. */
export async function noteFieldsSet(pass: Pass, actions: readonly Action[]): Promise<void> {
  const set = [...new Set([...pass.record.set, ...declared(pass)])].sort();
  const isPlaceNoted = placeOf(pass.object) === pass.record.place;
  if (isPlaceNoted && set.length === pass.record.set.length) return;
  const opensIntent = pass.record.intent === undefined && actions.some(({ does }) => does === 'create');
  if (opensIntent) pass.record = { ...pass.record, set };
  else await pass.saveRecord({ ...pass.record, set });
}
