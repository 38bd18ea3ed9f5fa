// The end of a pass whose plan has nothing left to do: what is remembered of the declaration, and when something of it is
// to be tried again although nothing tells of it. And which fields were set, of those that fall back to EC2's default, and
// which keys of tags:
//
//   field or key               in the record
//   -----------------------------------------------------------------------------------------------------------
//   declared                   before the first call that may set it, because the process may die after any
//   left out, lately           still: a picture older than our last write may look as if it had gone already
//   left out, longer ago,      no more: it is left alone from here on
//   or taken off by us
import type { Action } from '../model/kind.ts';
import { forgetClash } from './clash.ts';
import { contributorOutcome } from './contributor.ts';
import { openIntentSeconds } from './intent.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';
import { placeOf } from './placement.ts';
import type { Refusal } from './refusals.ts';
import { awaitsConsent } from './prepare.ts';
import { tagField, tagKeysIn, union, wantedTags } from './tags.ts';

/** Held items of others are theirs to report. */
export function settled(pass: Pass, refusals: readonly Refusal[]): Outcome {
  if (pass.kind.contributesTo !== undefined) return contributorOutcome(pass);
  forgetClash(pass);
  const { approved, asked: _answered, failure: _healed, ...rest } = pass.record;
  const keys = Object.keys(wantedTags(pass));
  const lately = leftOutLately(pass, {
    fields: rest.set.filter((field) => pass.spec[field] === undefined),
    keys: rest.tags.filter((key) => !keys.includes(key)),
  });
  pass.record = {
    ...rest,
    set: [...declared(pass), ...lately.fields].sort(),
    tags: [...keys, ...lately.keys].sort(),
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

type LeftOut = { fields: readonly string[]; keys: readonly string[] };

/** Counted from when this process first saw the object settled without them. */
function leftOutLately(pass: Pass, { fields, keys }: LeftOut): LeftOut {
  const { leftOut } = pass.memo;
  const nowMs = pass.deps.clock.monotonic();
  const names = [...fields, ...keys.map(tagField)];
  for (const [name] of leftOut) if (!names.includes(name)) leftOut.delete(name);
  for (const name of names) if (!leftOut.has(name)) leftOut.set(name, nowMs);
  const isLate = (name: string) => nowMs - (leftOut.get(name) ?? nowMs) < pass.settlingMs;
  return { fields: fields.filter(isLate), keys: keys.filter((key) => isLate(tagField(key))) };
}

/** What is set and where, durable before the calls that do it; opening an intent saves the record anyway. */
export async function noteFieldsSet(pass: Pass, actions: readonly Action[]): Promise<void> {
  const { record, memo } = pass;
  const keys = tagKeysIn(actions).put;
  for (const key of keys) memo.leftOut.delete(tagField(key));
  const set = union(record.set, declared(pass));
  const tags = union(record.tags, keys);
  const isNoted = set.length === record.set.length && tags.length === record.tags.length;
  if (isNoted && placeOf(pass.object) === record.place) return;
  const opensIntent = record.intent === undefined && actions.some(({ does }) => does === 'create');
  if (opensIntent) pass.record = { ...record, set, tags };
  else await pass.saveRecord({ ...record, set, tags });
}
