// What has to be undone before a thing can go: links into what is being deleted are given back, and the kind's own plan for
// its absence is carried out. Both are ordinary plans, of a spec without the links or for want: absent.
import type { Fault } from '../model/fault.ts';
import type { Action } from '../model/kind.ts';
import { isDeleting } from '../model/objects.ts';
import { abandonCommand } from './abandon.ts';
import { changeHash } from './approval.ts';
import { blockersOf, namedBlockers } from './blockers.ts';
import { shielding } from './contributions.ts';
import type { AnyInput } from './input.ts';
import { look } from './look.ts';
import { withoutOccurrences } from './occurrences.ts';
import { blocked, type Outcome, refused, waiting } from './outcome.ts';
import { inheritanceProblem } from './ownership.ts';
import type { Pass, Seen } from './pass.ts';
import { patient } from './patience.ts';
import { performAll } from './perform.ts';
import { allowedActions, inOrder } from './policy.ts';
import { present, resolve } from './prepare.ts';
import type { Link } from './referrers.ts';
import { letFormerGo } from './replace.ts';
import { ownershipOf } from './tags.ts';
import { partsOf, recordedID, type SomePart, stateOf, wordOf } from './things.ts';
import { stillUsed } from './uses.ts';

const ROUNDS = 6;

/** Of the ordinary plan for the spec without these links, what is different without them. undefined: it has settled. */
export async function planWithout(pass: Pass, links: readonly Link[]): Promise<Outcome | undefined> {
  const spec = withoutOccurrences(
    pass.spec,
    links.map((link) => link.occurrence),
  );
  const pending = await pendingChanges(pass, present(pass, pass.spec));
  if ('outcome' in pending) return pending.outcome;
  await resolve(pass, spec);
  return plannedRounds(pass, { spec, want: 'present', not: pending.changes });
}

/** Changes that wait whatever is let go of: nobody asks for them any more, or has approved them. */
export async function pendingChanges(
  pass: Pass,
  input: AnyInput,
): Promise<{ changes: ReadonlySet<string> } | { outcome: Outcome }> {
  const looked = await look(pass, input, Math.max(pass.startedAt, pass.memo.lastWriteAt));
  if ('outcome' in looked) return looked;
  const plan = pass.kind.plan(input, looked.seen.observed);
  const actions = plan.is === 'act' ? plan.actions : [];
  return { changes: new Set(actions.flatMap(({ changes }) => changes.map(changeHash))) };
}

/** Without what makes only changes of `not`; of a batch, what makes others stays. */
function without(actions: readonly Action[], not: ReadonlySet<string>): readonly Action[] {
  return actions.flatMap((action) => {
    const left = action.changes.filter((change) => !not.has(changeHash(change)));
    if (left.length === action.changes.length) return [action];
    if (left.length === 0) return [];
    return action.split === undefined ? [action] : without(action.split, not);
  });
}

type Rounds = {
  spec: Readonly<Record<string, unknown>>;
  want: 'present' | 'absent';
  /** Hashes of changes that are not to be made. */
  not?: ReadonlySet<string>;
  /** The thing stays for a while. */
  stay?: Stay;
};

export type Stay = {
  /** What was read before the pass is enough to see that there is nothing to do. */
  mayBeOld: boolean;
  /** Whether items that cannot be resolved keep what may be theirs. */
  shields: boolean;
  /** Whoever must be asked before anything is taken out. */
  permission(): Promise<Outcome | undefined>;
};

/** Looks and acts until the plan for `spec` is settled; undefined when it is. Only of what stays it matters that a plan is refused. */
export async function plannedRounds(
  pass: Pass,
  { spec, want, not = new Set(), stay }: Rounds,
): Promise<Outcome | undefined> {
  let since = stay?.mayBeOld === true ? Number.NEGATIVE_INFINITY : pass.startedAt;
  for (let round = 0; round < ROUNDS; round++) {
    const input = present(pass, spec, want);
    const looked = await look(pass, input, Math.max(since, pass.memo.lastWriteAt));
    if ('outcome' in looked) return looked.outcome;
    if (gone(pass, looked.seen)) return undefined;
    const unready = stay === undefined ? undefined : unreadyPart(pass, looked.seen);
    if (unready !== undefined) return unready.outcome;
    const trouble = notOurs(pass, looked.seen);
    if (trouble !== undefined) return trouble;
    const used = want === 'absent' ? stillUsed(pass, looked.seen) : undefined;
    if (used !== undefined) return used;
    const plan = pass.kind.plan(input, looked.seen.observed);
    if (plan.is === 'wait' && plan.reason === 'DeletionBlocked')
      return blocked(plan.reason, plan.message, plan.seconds);
    if (plan.is === 'wait') return waiting(plan.reason, plan.message, plan.seconds);
    if (plan.is === 'refuse' && stay !== undefined) return refused(plan.reason, plan.message, plan.field);
    if (plan.is !== 'act') return undefined;
    const held = stay?.shields === true ? shielding(plan.held, pass.contributed) : [];
    const memory = { spec, adopted: pass.record.adopted, ours: pass.record.items, held };
    const actions = inOrder(without(allowedActions(plan.actions, memory), not)).filter(
      (action) => action.does !== 'create',
    );
    // What is to go gets nothing more, but in place of what it loses.
    const isIdle = stay !== undefined && actions.every(({ does }) => does === 'add');
    if (actions.length === 0 || isIdle) return undefined;
    if (Math.max(since, pass.memo.lastWriteAt) < pass.startedAt) {
      since = pass.startedAt;
      continue;
    }
    const forbidden = await stay?.permission();
    if (forbidden !== undefined) return forbidden;
    const outcome = await performAll(pass, actions);
    if (outcome !== undefined) return outcome.is === 'faulted' ? dependency(pass, outcome.fault) : outcome;
  }
  return { is: 'working', message: 'Links are being undone.', seconds: 1 };
}

/** A thing at which AWS is at work is left alone until it is done, one that fails or leaves for good. */
function unreadyPart(pass: Pass, seen: Seen): { outcome: Outcome | undefined } | undefined {
  for (const part of pass.kind.parts) {
    const row = seen.rows.get(part.name);
    if (row === undefined || stateOf(part, row) === 'ready') continue;
    if (stateOf(part, row) !== 'settling') return { outcome: undefined };
    const what = `${recordedID(pass.record, part.name)} is ${wordOf(part, row)}.`;
    return { outcome: waiting('Pending', what, pass.deps.settings.settlingLookSeconds) };
  }
  return undefined;
}

function gone(pass: Pass, seen: Seen): boolean {
  return partsOf(pass).every(({ name }) => seen.rows.get(name) === undefined);
}

/** Only what carries our key, and no living object's or other controller's uid, is ever changed or destroyed. */
function notOurs(pass: Pass, seen: Seen): Outcome | undefined {
  for (const part of partsOf(pass)) {
    const id = recordedID(pass.record, part.name);
    const row = seen.rows.get(part.name);
    if (id === undefined || row === undefined) continue;
    const tags = part.table.tagsOf?.(row) ?? {};
    const ownership = ownershipOf(tags, pass.owner);
    const problem = inheritanceProblem(pass, id, tags);
    if (ownership === 'mine' || (ownership === 'inherited' && problem === undefined)) continue;
    if (pass.record.former.some((former) => former.id === id)) {
      letFormerGo(pass, id);
      continue;
    }
    const why = problem ?? `${id} does not carry this object's owner tags`;
    return blocked(
      'NotOwned',
      `${why}, so it is not deleted; put them back, or let go of it: ${abandonCommand(pass, id)}`,
    );
  }
  return undefined;
}

/** Something in AWS stands in the way: find out what, and say so. */
export async function dependency(pass: Pass, fault: Fault): Promise<Outcome> {
  const { disposition, reason, operation, code } = fault.details;
  if (disposition !== 'waiting') return { is: 'faulted', fault, fields: [] };
  if (pass.kind.blockers === undefined)
    return reason === 'DependencyNotReady'
      ? triedAgainLater(pass, fault.message)
      : { is: 'faulted', fault, fields: [] };
  const blockers = await blockersOf(pass);
  const named = namedBlockers(blockers);
  const what = named === undefined ? 'AWS does not show by what yet' : `in the way: ${named}`;
  const outcome = triedAgainLater(pass, `${operation} was refused with ${code}; ${what}`);
  const allLeave = blockers.every(({ owner }) => isDeleting(pass.deps.store, owner));
  return allLeave ? patient(outcome, 'they leave too') : outcome;
}

/** Most of what is in the way goes within a minute or needs somebody; each try costs a delete and some reads. Chosen. */
const BLOCKED_LONGEST_SECONDS = 120;

export function triedAgainLater({ memo, deps }: Pass, message: string): ReturnType<typeof blocked> {
  const { settlingLookSeconds } = deps.settings;
  const times = memo.blocked?.times ?? 0;
  memo.blocked = { times: times + 1, message };
  const seconds = Math.min(settlingLookSeconds * 2 ** times, BLOCKED_LONGEST_SECONDS);
  return blocked('DeletionBlocked', message, Math.max(seconds, settlingLookSeconds));
}

/** Where a deletion that AWS accepts may come to nothing: the next try is under way, and what stopped the last may stop it. */
export function stillBlocked({ memo }: Pass, { undeleted }: SomePart, outcome: Outcome): Outcome {
  const isTried = outcome.is === 'waiting' && outcome.reason === 'Deleting';
  if (!isTried || undeleted === undefined || memo.blocked === undefined) return outcome;
  return blocked('DeletionBlocked', memo.blocked.message, outcome.seconds);
}
