// Preview, approval, freeze, an old picture of Kubernetes: what of the wanted actions, or of a deletion, may run now. approval.ts says what a change set
// is; this asks for it and remembers the answer.
import type { Action, Change } from '../model/kind.ts';
import { annotations, tagKeys } from '../model/names.ts';
import {
  approvedNow,
  changeHash,
  changesOf,
  howToApprove,
  isApproved,
  previewed,
  type StatusPlan,
  statusPlan,
} from './approval.ts';
import { type Outcome, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { withoutRemovals } from './stale-watch.ts';
import { ownershipOf } from './tags.ts';
import { partsOf, recordedID } from './things.ts';

/** What of the object stands for its deletion. */
export const DELETION_FIELD = 'metadata.deletionTimestamp';

type Wanted = { wanted: readonly Action[]; later: Parameters<typeof changesOf>[1] };
type Permitted = { actions: readonly Action[] } | { outcome: Outcome };

/** Preview, approval, freeze, an old picture of Kubernetes: what of the wanted actions may run now. */
export async function permit(pass: Pass, wanted: Wanted): Promise<Permitted> {
  const permitted = await wantedAndApproved(pass, wanted);
  return 'outcome' in permitted ? permitted : withoutRemovals(pass, permitted.actions);
}

async function wantedAndApproved(pass: Pass, { wanted, later }: Wanted): Promise<Permitted> {
  const frozen = pass.deps.reader.frozen(pass.homeScope(), pass.key);
  if (frozen !== undefined && wanted.some((action) => action.does === 'create')) {
    return { outcome: waiting('Frozen', frozen, pass.deps.settings.deniedSeconds) };
  }
  const changes = changesOf(wanted, later);
  if (pass.policy('managementPolicy', 'Manage') === 'Preview') {
    const plan = statusPlan(changes, pass.question);
    return { outcome: asked(pass, plan, previewed(pass, plan)) };
  }
  if (!needsApproval(pass)) return { actions: wanted };
  return approvedActions(pass, wanted, changes);
}

function needsApproval(pass: Pass): boolean {
  if (pass.policy('approval', 'Automatic') === 'Manual') return true;
  return pass.record.adopted && !isClaimed(pass);
}

/** The owner tags are on the adopted thing: its first change set was approved or empty. */
function isClaimed(pass: Pass): boolean {
  const part = pass.mainPart;
  const row = pass.seen?.rows.get(part.name);
  const tags = row === undefined ? {} : (part.table.tagsOf?.(row) ?? {});
  return ownershipOf(tags, pass.owner) === 'mine' && tags[tagKeys.adopted] === 'true';
}

async function approvedActions(
  pass: Pass,
  wanted: readonly Action[],
  changes: ReturnType<typeof changesOf>,
): Promise<Permitted> {
  if (changes.length === 0) return { actions: wanted };
  const plan = statusPlan(changes, pass.question);
  if (pass.annotation(annotations.approvePlan) === plan.hash && pass.record.approved?.hash !== plan.hash) {
    await pass.saveRecord({
      ...pass.record,
      approved: {
        hash: plan.hash,
        generation: pass.question.declared.generation,
        changes: changes.map(changeHash),
        ...replacedIn(wanted),
      },
    });
    pass.event('Normal', 'Approved', `The change set ${plan.hash} was approved.`);
  }
  const approved = approvedNow(pass.record.approved, pass.question);
  const actions = wanted.filter(
    (action) => isApproved(action, approved) || isRestOfReplacement(pass, action),
  );
  if (actions.length > 0 && actions.some((action) => action.changes.length > 0)) return { actions };
  const what = changes.length === 1 ? 'change waits' : 'changes wait';
  const why = `${changes.length} ${what} for approval: ${howToApprove(pass, plan)}`;
  return { outcome: asked(pass, plan, why) };
}

/** Remembered, so that the same question has the same hash whatever is said meanwhile about how the object is handled. */
function asked(pass: Pass, plan: StatusPlan, why: string): Outcome {
  pass.record = { ...pass.record, asked: pass.question.declared };
  return { is: 'planned', plan, why };
}

function replacedIn(actions: readonly Action[]): { replaces?: readonly string[] } {
  const parts = actions.flatMap(({ part, replaces }) =>
    part === undefined || replaces === undefined ? [] : [part],
  );
  return parts.length === 0 ? {} : { replaces: parts };
}

/** The old thing went by an approved change set: asking again before there is a new one would leave nothing meanwhile. */
function isRestOfReplacement(pass: Pass, { does, part = '' }: Action): boolean {
  const { approved } = pass.record;
  return (
    does === 'create' &&
    approved?.generation === pass.question.declared.generation &&
    approved.replaces?.includes(part) === true
  );
}

/** One line for each thing that the deletion destroys; what is undone first goes with it and needs no word of its own. */
export function destruction(pass: Pass): readonly Change[] {
  return partsOf(pass).flatMap((part): Change[] => {
    const id = recordedID(pass.record, part.name);
    if (id === undefined) return [];
    const field = part.name === pass.mainPart.name ? DELETION_FIELD : part.name;
    return [{ field, from: id, to: null, risk: 'Destroys', why: 'the object is deleted' }];
  });
}

/** Under Manual approval a deletion is a change set like any other: asked for once, as a whole. */
export async function approvalOf(
  pass: Pass,
  changes: readonly Change[],
  what = 'The deletion',
): Promise<Outcome | undefined> {
  if (pass.policy('approval', 'Automatic') !== 'Manual' || changes.length === 0) return undefined;
  const plan = statusPlan(changes, pass.question);
  const hashes = changes.map(changeHash);
  const approved = approvedNow(pass.record.approved, pass.question);
  if (hashes.every((hash) => approved.includes(hash))) return undefined;
  if (pass.annotation(annotations.approvePlan) !== plan.hash) {
    return asked(pass, plan, `${what} waits for approval: ${howToApprove(pass, plan)}`);
  }
  await pass.saveRecord({
    ...pass.record,
    approved: { hash: plan.hash, generation: pass.question.declared.generation, changes: hashes },
  });
  pass.event('Normal', 'Approved', `${what} ${plan.hash} was approved.`);
  return undefined;
}
