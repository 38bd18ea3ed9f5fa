// The pass of an object that contributes one item to a list of another: it has nothing in AWS of its own, waits for what
// the parent says, and goes when the parent has taken the item out.
import type { Held, ObjectKey } from '../model/kind.ts';
import { annotations, FINALIZER } from '../model/names.ts';
import { type KubeObject, partsOfKey } from '../model/object.ts';
import { declarationOf, howToApprove, previewed } from './approval.ts';
import { conditionsIn } from './conditions.ts';
import {
  type Contributed,
  contributedBy,
  contributionPlan,
  isApproved,
  parentOf,
  type Report,
} from './contributions.ts';
import { annotateCommand } from './kubectl.ts';
import { blocked, type Outcome, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';

/** How the living object stands; its references are resolved. */
export function contributorOutcome(pass: Pass): Outcome {
  const parent = parentOf(pass.kind, pass.resolved)?.target;
  const own = contributedBy(pass.kind, pass.object, pass.resolved);
  if (parent === undefined || own === undefined)
    return waiting('DependencyNotFound', `${pass.kind.contributesTo?.ref}: nothing to contribute to`);
  const policy = pass.policy('managementPolicy', 'Manage');
  if (policy === 'Observe') return { is: 'observing' };
  // What was asked of an older declaration must not be taken for this one's when that is declared again.
  if (pass.record.asked !== undefined)
    pass.record = { ...pass.record, asked: declarationOf(pass.object, pass.record) };
  const report = pass.deps.reports.of(parent, pass.key);
  const isKnown = report?.face === own.face;
  if (!isKnown || report.sight !== own.sight) pass.wake([parent]);
  const needsApproval =
    pass.policy('approval', 'Automatic') === 'Manual' && !isApproved(pass.kind, pass.object);
  if (policy === 'Preview' || needsApproval) return planned(pass, policy);
  if (!isKnown) {
    const pending = waiting('Pending', `${named(parent)} is about to take the item up.`);
    return report === undefined && own.stood ? { ...pending, keepReady: true, saysNothing: true } : pending;
  }
  if (report.is === 'held') return { is: 'settled', held: [asOwn(report.held, own)] };
  if (report.is === 'inPlace' && own.mayAdd) pass.record = { ...pass.record, placed: pass.spec };
  return report.is === 'pending' ? pendingAs(report, { parent, own }) : { is: 'settled', held: [] };
}

/**
 * A parent that has not got to the item yet in this process, be it that the controller has just started, says nothing
 * against what it said before.
 */
function pendingAs(
  { message, goesOn, isFirst }: Extract<Report, { is: 'pending' }>,
  { parent, own }: { parent: ObjectKey; own: Contributed },
): Outcome {
  const pending = waiting('Pending', `${named(parent)}: ${message}`);
  if (!isFirst || !own.stood) return pending;
  return goesOn ? { ...pending, keepReady: true, saysNothing: true } : { ...pending, keepReady: true };
}

/** The parent knows the item by the object that contributes it; here it is said in this object's own fields. */
function asOwn(held: Held, { from, list, pathOf }: Contributed): Held {
  const item = `${list}[${from}]`;
  if (!held.path.startsWith(item)) return held;
  const member = held.path.slice(item.length + 1);
  return { ...held, path: member === '' ? list : pathOf(member) };
}

function planned(pass: Pass, policy: string): Outcome {
  const plan = contributionPlan(pass.kind, pass.object);
  pass.record = { ...pass.record, asked: declarationOf(pass.object, pass.record) };
  const why =
    policy === 'Preview' ? previewed(pass, plan) : `1 change waits for approval: ${howToApprove(pass, plan)}`;
  return { is: 'planned', plan, why };
}

/** undefined: nothing of it is left in the parent's list, the finalizer may go. */
export function withdrawal(pass: Pass): Outcome | undefined {
  const parent = parentOf(pass.kind, pass.resolved);
  const own = contributedBy(pass.kind, pass.object, pass.resolved);
  if (parent?.target === undefined || own === undefined) return undefined;
  const object = pass.deps.store.get(parent.target);
  // With the parent's thing the item goes.
  if (object === undefined || isLetGo(object)) return undefined;
  if (pass.deps.facts.of(parent.target)?.id === undefined) return undefined;
  if ((object.spec?.managementPolicy ?? 'Manage') !== 'Manage') {
    leaveItem(pass, `${named(parent.target)} is not managed (managementPolicy)`);
    return undefined;
  }
  const report = pass.deps.reports.of(parent.target, pass.key);
  if (report?.face !== own.face) pass.wake([parent.target]);
  else if (report.is === 'withdrawn') return undefined;
  const what = `Waits until ${named(parent.target)} has taken the item out`;
  const obstacle = obstacleOf(object, report?.face === own.face ? report : undefined);
  const seconds = isDeleted(object) ? pass.deps.settings.deniedSeconds : undefined;
  if (obstacle === undefined) return waiting('Deleting', `${what}.`, seconds);
  const command = annotateCommand(pass, annotations.abandon, 'unknown');
  const wayOut = `To let go of the item without waiting, so that it stays in AWS: ${command}`;
  return blocked('DeletionBlocked', `${what}: ${obstacle}. ${wayOut}`, pass.deps.settings.deniedSeconds);
}

function isDeleted({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** What is left of it waits for somebody else's finalizer: nobody here looks after its thing any more. */
function isLetGo(object: KubeObject): boolean {
  return isDeleted(object) && !(object.metadata.finalizers ?? []).includes(FINALIZER);
}

/** What was in place once may still be there, and nobody takes it out. */
function leaveItem(pass: Pass, why: string): void {
  if (pass.record.placed !== undefined)
    pass.event('Warning', 'LetGo', `${why}: if its item is in AWS, it stays there.`);
}

/** Why the parent does not take the item out now, as far as it says so; undefined: it is about to look. */
function obstacleOf(parent: KubeObject, report: Report | undefined): string | undefined {
  if (parent.metadata.annotations?.[annotations.paused] === 'true')
    return `it is paused; remove the annotation ${annotations.paused} from it`;
  if (report?.is === 'pending') return withoutStop(report.message);
  const stalled = conditionsIn(parent.status).find(({ type }) => type === 'Stalled');
  return stalled === undefined ? undefined : withoutStop(stalled.message);
}

function withoutStop(message: string): string {
  return message.replace(/\.$/, '');
}

function named(key: string): string {
  const { kind, namespace, name } = partsOfKey(key);
  return `${kind} ${namespace}/${name}`;
}
