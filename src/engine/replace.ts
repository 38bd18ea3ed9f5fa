// When a thing gives way to another of its part: because a kind plans a new one beside it, or because AWS reports it failed.
//
//   recorded thing               the same declaration            spec or a referred id changed
//   ----------------------------------------------------------------------------------------------
//   failed, cause heals          made anew after a back-off      made anew
//   failed, cause does not heal  stays, and says why             made anew
//   failed, removed by AWS       as if it were still there       as if it were still there
//   replaced ('after')           destroyed when the new one is ready; stays while that is settling or failed
//   failed, nobody can delete it it is remembered until AWS shows it no more, and the new one is made meanwhile
import { createHash } from 'node:crypto';
import { canonicalText } from '../model/json.ts';
import { destroyThing } from './destroy.ts';
import { type Outcome, refused, waiting } from './outcome.ts';
import type { Pass, Seen } from './pass.ts';
import { approvalOf } from './permit.ts';
import { type Failure, type Former, retired, withoutFormer, withoutID } from './record.ts';
import { STALE_LOOK_SECONDS, staleWatch } from './stale-watch.ts';
import { ownershipOf } from './tags.ts';
import { formerPart, partNamed, type SomePart, stateOf, wordOf } from './things.ts';

/** Back-off before a failed thing whose cause may heal is made anew; doubled with each failure. Chosen: a NAT gateway fails within minutes. */
const FAILED_FIRST_SECONDS = 60;
const FAILED_LONGEST_SECONDS = 3_600;

type Failed = { part: SomePart; id: string; row: unknown };

/** What to do about a failed thing: remember it and wait, or let it give way. row undefined: AWS removed it meanwhile. */
export async function failedThing(
  pass: Pass,
  failed: Failed,
): Promise<{ again: true } | { outcome: Outcome }> {
  const { id } = failed;
  const failure = failureOf(pass, id, cause(pass, failed));
  const waitSeconds = failure.heals ? secondsLeft(pass, failure) : undefined;
  const before = pass.record.failure;
  const isNew = before?.id === id && !isSame(before, failure);
  if (!pass.record.adopted && (isNew || (waitSeconds !== undefined && waitSeconds <= 0)))
    return giveWay(pass, failed, failure);
  pass.record = { ...pass.record, failure: before?.id === id ? before : failure };
  if (waitSeconds === undefined) {
    const cure = 'change the declaration, or delete the object and create it anew';
    return { outcome: refused('Failed', `AWS reports ${id} as failed: ${failure.message}; ${cure}`) };
  }
  const message = `AWS reports ${id} as failed: ${failure.message}; it is made anew after a while, at once when the declaration changes`;
  return { outcome: waiting('Failed', message, waitSeconds) };
}

type Cause = Pick<Failure, 'message' | 'heals'>;

function cause({ record }: Pass, { part, row }: Failed): Cause {
  const known = record.failure;
  if (row === undefined) return { message: known?.message ?? '', heals: known?.heals ?? false };
  return part.failure?.(row) ?? { message: wordOf(part, row), heals: false };
}

/** Durably, before it is destroyed: otherwise it would be missed as if another hand had taken it. */
async function giveWay(
  pass: Pass,
  { part, id, row }: Failed,
  failure: Failure,
): Promise<{ again: true } | { outcome: Outcome }> {
  const record = { ...pass.record, failure };
  if (row === undefined) {
    pass.record = withoutID(record, part.name);
    return { again: true };
  }
  const field = part.name === pass.mainPart.name ? 'status.id' : part.name;
  const change = { field, from: id, to: null, risk: 'Destroys', why: failure.message } as const;
  const unapproved = await approvalOf(pass, [change], 'The replacement of what AWS reports as failed');
  if (unapproved !== undefined) return { outcome: unapproved };
  await pass.saveRecord(retired({ ...pass.record, failure }, part.name));
  return { again: true };
}

function failureOf(pass: Pass, id: string, { message, heals }: Cause): Failure {
  const before = pass.record.failure;
  const present = { id, generation: pass.generation, targets: targetsOf(pass) };
  const again = before !== undefined && isSame(before, present);
  const times = !again ? 1 : before.id === id ? before.times : before.times + 1;
  return { ...present, reason: 'Failed', message, heals, times };
}

function isSame(a: Pick<Failure, 'generation' | 'targets'>, b: Pick<Failure, 'generation' | 'targets'>) {
  return a.generation === b.generation && a.targets === b.targets;
}

/** Digest of the ids that the declaration refers to. */
export function targetsOf(pass: Pass): string {
  const ids = pass.resolved.map(({ occurrence, ref }) => [
    occurrence.path,
    ref.is === 'missing' ? null : ref.id,
  ]);
  return createHash('sha256').update(canonicalText(ids)).digest('hex').slice(0, 16);
}

/** Counted from when this process first saw the failure. */
function secondsLeft(pass: Pass, { id, times }: Failure): number {
  const nowMs = pass.deps.clock.monotonic();
  if (pass.memo.failed?.id !== id) pass.memo.failed = { id, sinceMs: nowMs };
  const seconds = Math.min(FAILED_FIRST_SECONDS * 2 ** (times - 1), FAILED_LONGEST_SECONDS);
  return seconds - (nowMs - pass.memo.failed.sinceMs) / 1000;
}

/** Destroys what has given way, as far as its time has come; undefined: go on. */
export async function destroyFormer(pass: Pass, seen: Seen): Promise<Outcome | undefined> {
  if (pass.policy('managementPolicy', 'Manage') !== 'Manage') return undefined;
  for (const former of pass.record.former.filter((one) => isDue(pass, one, seen))) {
    const part = formerPart(pass.kind, former);
    const row = seen.rows.get(part.name);
    if (row !== undefined && ownershipOf(part.table.tagsOf?.(row) ?? {}, pass.owner) !== 'mine') {
      letFormerGo(pass, former.id);
      continue;
    }
    const frozen = pass.deps.reader.frozen(pass.homeScope(), pass.key);
    if (frozen !== undefined) return waiting('Frozen', frozen, pass.deps.settings.deniedSeconds);
    const stale = staleWatch(pass);
    if (stale !== undefined) return { ...waiting('WatchStale', stale, STALE_LOOK_SECONDS), keepReady: true };
    const outcome = await destroyThing(pass, part, 'another one takes its place');
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** What has given way and is not ours any more is nobody's business here: nothing waits for its end. */
export function letFormerGo(pass: Pass, id: string): void {
  pass.event('Warning', 'LetGo', `${id} lost its owner tags, so it stays in AWS.`);
  pass.record = withoutFormer(pass.record, id);
}

function isDue(pass: Pass, former: Former, seen: Seen): boolean {
  if (former.goes === 'now') return true;
  if (former.goes === 'itself') return seen.rows.get(formerPart(pass.kind, former).name) === undefined;
  const row = seen.rows.get(former.part);
  return row !== undefined && stateOf(partNamed(pass.kind, former.part), row) === 'ready';
}
