// What a person on call reads without looking at every object: one event and one line in the log when an object becomes
// Ready, and when it gets into a trouble that somebody should know of, told anew only when the trouble changes.
import { isRecord } from '../model/json.ts';
import type { Reason } from '../model/reasons.ts';
import type { Condition } from './conditions.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';

/** Reasons that somebody may have to do something about; all others are on the way, or what people asked for. */
const troubles: ReadonlySet<Reason> = new Set<Reason>([
  'ReferenceNotGranted',
  'InvalidSpec',
  'ImmutableField',
  'Conflict',
  'QuotaExceeded',
  'AccessDenied',
  'AccountNotAllowed',
  'CredentialsUnavailable',
  'AWSError',
  'Failed',
  'Vanished',
  'ExpectationFailed',
  'Frozen',
  'DeletionBlocked',
  'NotOwned',
  'InternalError',
]);

/** Conditions that tell of trouble, the most telling first; `DeletionBlocked` says of a deletion what Ready cannot. */
const telling = ['DeletionBlocked', 'Ready'];

/** @param patienceSeconds how long people are not yet to be told of what holds a deletion */
export function announce(
  pass: Pass,
  before: readonly Condition[],
  now: readonly Condition[],
  patienceSeconds = 0,
): void {
  const was = troubleIn(before);
  const is = troubleIn(now);
  const fields = { kind: pass.kind.names.kind, key: pass.key, generation: pass.generation };
  const isTold = was?.type === is?.type && was?.reason === is?.reason && !pass.memo.untold;
  pass.memo.untold = is !== undefined && !isTold && patienceSeconds > 0;
  if (is !== undefined && !isTold && patienceSeconds <= 0) {
    pass.event('Warning', is.reason, is.message);
    pass.deps.log.warn({ ...fields, reason: is.reason, detail: is.message }, 'needs attention');
  }
  const ready = readyIn(now);
  if (ready !== undefined && readyIn(before) === undefined) {
    pass.event('Normal', ready.reason, ready.message);
    pass.deps.log.info(fields, 'ready');
  }
}

/** Once for every change set, when it begins to wait for people. */
export function announcePlan(
  pass: Pass,
  { plan, why }: Extract<Outcome, { is: 'planned' }>,
  before: unknown,
): void {
  if (isRecord(before) && before.hash === plan.hash) return;
  pass.event('Normal', 'PlanPending', why);
}

function troubleIn(conditions: readonly Condition[]): Condition | undefined {
  return telling
    .flatMap((type) => conditions.filter((one) => one.type === type))
    .find(({ type, status, reason }) => (status === 'True') === (type !== 'Ready') && troubles.has(reason));
}

function readyIn(conditions: readonly Condition[]): Condition | undefined {
  return conditions.find(({ type, status }) => type === 'Ready' && status === 'True');
}
