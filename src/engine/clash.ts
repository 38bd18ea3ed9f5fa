// Somebody else's thing is where ours should be: which one that is, what its people or ours can do about it, and when it is
// worth another try.
//
//   what is known of the clash             it is said                  the create is repeated
//   ----------------------------------------------------------------------------------------------------------------
//   the other may be our own, shown late   Creating, for the window    when the other is gone; after deniedSeconds
//   it is somebody else's                  Conflict                    the same
//   of an earlier process: Conflict        Conflict, at once           the same
//   of another generation or target        nothing                     at once
//
// The other is gone when a sweep shows it no more, having shown it before; that wakes the object.
import type { Fault } from '../model/fault.ts';
import type { Tags, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { Scope } from '../model/scope.ts';
import { conditionsIn } from './conditions.ts';
import { findOwn } from './discovery.ts';
import { EMPTY_LOOKS, LONGEST_BETWEEN_LOOKS_MS } from './intent.ts';
import { type Outcome, refused, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { present } from './prepare.ts';
import { withoutIntent } from './record.ts';
import { targetsOf } from './replace.ts';
import type { SomePart } from './things.ts';

/** A create that AWS refused because something exists already; times in monotonic milliseconds. */
export type KnownClash = {
  part: string;
  /** The declaration that clashes, and with which targets. */
  generation: number;
  targets: string;
  fault: Fault;
  sinceMs: number;
  triedMs: number;
  /** What is in the way was seen since the last try. */
  isSeen: boolean;
  isConflict: boolean;
};

/** What stands against making `part` now; undefined: try. @throws Fault when what is there could not be read. */
export async function standingClash(pass: Pass, part: SomePart): Promise<Outcome | undefined> {
  const clash = clashOf(pass, part);
  if (clash === undefined) return undefined;
  const others = await clashing(pass, part);
  const isOld = pass.deps.clock.monotonic() - clash.triedMs >= pass.deps.settings.deniedSeconds * 1000;
  const isGone = clash.isSeen && others.length === 0;
  if (isOld || isGone) return undefined;
  return outcomeOf(pass, { part, clash, others });
}

/** "Exists already": ours from an earlier attempt, or someone else's. undefined: found, look again. */
export async function clashed(
  pass: Pass,
  { part, scope, fault }: { part: SomePart; scope: Scope; fault: Fault },
): Promise<Outcome | undefined> {
  const found = await findOwn(pass, part, scope);
  if (found !== undefined) return found.outcome;
  if (pass.memo.intent !== undefined) pass.memo.intent.emptyLooks += 1;
  const before = clashOf(pass, part);
  const triedMs = pass.deps.clock.monotonic();
  const clash: KnownClash = {
    part: part.name,
    generation: pass.generation,
    targets: targetsOf(pass),
    fault,
    sinceMs: before?.sinceMs ?? triedMs,
    triedMs,
    isSeen: false,
    isConflict: before?.isConflict ?? saidConflict(pass),
  };
  pass.memo.clash = clash;
  return outcomeOf(pass, { part, clash, others: await clashing(pass, part) });
}

/** It is over. */
export function forgetClash({ memo, deps, key }: Pass): void {
  if (memo.clash === undefined) return;
  memo.clash = undefined;
  memo.questions.delete(questionOf(key));
  deps.reader.forget(questionOf(key));
}

function clashOf(pass: Pass, part: SomePart): KnownClash | undefined {
  const known = pass.memo.clash;
  if (known?.part !== part.name || known.generation !== pass.generation) return undefined;
  return known.targets === targetsOf(pass) ? known : undefined;
}

/** Whether a process said so of this declaration already: a restart must not take it back for a while. */
function saidConflict(pass: Pass): boolean {
  return conditionsIn(pass.object.status).some(
    (one) =>
      one.type === 'Stalled' && one.reason === 'Conflict' && one.observedGeneration === pass.generation,
  );
}

type Found = { part: SomePart; clash: KnownClash; others: readonly Other[] };

/** The intent stays open as long as the other may be what it made. */
async function outcomeOf(pass: Pass, { part, clash, others }: Found): Promise<Outcome> {
  const { clock, settings } = pass.deps;
  if (others.length > 0) clash.isSeen = true;
  const windowMs = 1000 * Math.min(part.table.settlingSeconds, settings.settlingBoundSeconds);
  const leftMs = windowMs - (clock.monotonic() - clash.sinceMs);
  const looks = pass.memo.intent?.emptyLooks ?? EMPTY_LOOKS;
  if (leftMs <= 0 && looks >= EMPTY_LOOKS) {
    clash.isConflict = true;
    pass.memo.intent = undefined;
    if (pass.record.intent !== undefined) await pass.saveRecord(withoutIntent(pass.record));
  }
  if (clash.isConflict) return conflictWith(pass, { part, clash, others });
  const message = `${clash.fault.details.code}: looks whether the existing one is this object's own.`;
  const seconds = Math.min(leftMs, LONGEST_BETWEEN_LOOKS_MS) / 1000;
  return waiting('Creating', message, Math.max(seconds, settings.settlingLookSeconds));
}

/** What another object has, of this cluster or another one, cannot be adopted: that would be a conflict again. */
function conflictWith(
  { owner }: Pass,
  { part, clash: { fault }, others }: Pick<Found, 'part' | 'clash' | 'others'>,
): Outcome {
  const { clash } = part.create;
  const cure = clash === undefined ? '' : `${clash.cure}, or `;
  const said = fault.details.message.replace(/\.$/, '');
  const who =
    others.length === 0 ? 'the existing one' : others.map((one) => named(one, owner.cluster)).join(', ');
  const isTaken = others.length > 0 && others.every(({ tags }) => tags[tagKeys.resource] !== undefined);
  const what = isTaken
    ? `which another object has: ${cure}delete that object`
    : `without this object's owner tags: ${cure}delete this object and create one that adopts it (adopt)`;
  return refused('Conflict', `${said}; in the way: ${who}, ${what}`, clash?.field);
}

type Other = { id: string; tags: Tags };

function named({ id, tags }: Other, cluster: string): string {
  const owner = tags[tagKeys.resource];
  if (owner === undefined) return tags[tagKeys.name] === undefined ? id : `${id} (${tags[tagKeys.name]})`;
  const { [tagKeys.cluster]: other = 'unknown' } = tags;
  return `${id} (${owner}${other === cluster ? '' : ` of cluster ${other}`})`;
}

function questionOf(key: string): string {
  return `${key}#clash`;
}

/** The question is remembered apart from the object's own, so that its new answer wakes the object. */
async function clashing(pass: Pass, part: SomePart): Promise<readonly Other[]> {
  const { clash } = part.create;
  const input = present(pass, pass.spec);
  const under = clash?.key(input);
  if (clash === undefined || under === undefined) return [];
  const look = (view: View): readonly Other[] =>
    view
      .by(part.role, part.table, clash.index, under)
      .filter((row: unknown) => clash.is(row, input))
      .map((row: unknown) => ({ id: part.table.idOf(row), tags: part.table.tagsOf?.(row) ?? {} }));
  const key = questionOf(pass.key);
  pass.memo.questions.add(key);
  const scope: Pass['scope'] = (role) => pass.scope(role);
  const own = () => ({ is: 'none' }) as const;
  const since = Number.NEGATIVE_INFINITY;
  const observation = await pass.deps.reader.observe({ key, scope, own, since }, look);
  return observation.is === 'seen' ? observation.value.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : [];
}
