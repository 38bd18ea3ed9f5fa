// From an outcome to conditions: one table, so that every kind reports alike and kstatus, Flux and Argo CD read every
// object rightly. Ready, Synced and ReferencesResolved are always present; the others only while true.
// https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
//
//   outcome            Ready                    Synced              only while true
//   settled            True Available           True Available
//   settled, held      False (item's reason)    False (the same)
//   working            False Creating/Updating  False (the same)    Reconciling
//   waiting            False reason, or kept    False reason        Reconciling
//   refused            False reason             False reason        Stalled
//   throttled, limited kept                     kept                Reconciling
//   transient fault    kept; 3 in a row: False  False               Reconciling
//   waiting fault      kept                     False               Reconciling
//   denied             False reason             False reason        Stalled, when it was so before
//   bug                Unknown InternalError    Unknown
//   paused             kept                     False Paused
//   planned            kept; drifted: False     False Approval…     PlanPending, Reconciling
//   blocked            False Deleting           False Deleting      DeletionBlocked
//
// Kept means: as it was said before; of an object that is being deleted, a True is not kept.
import type { Reason } from '../model/reasons.ts';
import type { Outcome } from './outcome.ts';

export type Status = 'True' | 'False' | 'Unknown';
export type Condition = {
  type: string;
  status: Status;
  reason: Reason;
  message: string;
  observedGeneration: number;
  lastTransitionTime: string;
};
/** observedGeneration: of what was said before; left out: the present one. */
type Verdict = { status: Status; reason: Reason; message: string; observedGeneration?: number };

/** Of a status as the API server keeps it. */
export function conditionsIn(status: Readonly<Record<string, unknown>> | undefined): readonly Condition[] {
  return Array.isArray(status?.conditions) ? (status.conditions as readonly Condition[]) : [];
}

export type ConditionFacts = {
  generation: number;
  /** Wall clock, milliseconds since the Unix epoch. */
  nowMs: number;
  previous: readonly Condition[];
  /** The main part has an id. */
  exists: boolean;
  deleting: boolean;
  drifted: boolean;
  /** Faults of this object in a row, this one included. */
  failures: number;
  /** undefined: references were not looked at in this pass. */
  references: Verdict | undefined;
};

/** How many transient faults in a row are hidden from users. */
const FAULTS_HIDDEN = 2;
/** Longest message, characters: a condition is for reading; Kubernetes itself allows 32768. */
const LONGEST_MESSAGE = 2_000;

export function conditionsFor(outcome: Outcome, facts: ConditionFacts): readonly Condition[] {
  const { ready, synced, extra } = verdicts(outcome, facts);
  const references = facts.references ?? referencesBefore(facts);
  const drifted: [string, Verdict][] =
    facts.drifted && outcome.is !== 'settled'
      ? [['Drifted', yes('Updating', 'AWS differs from the declaration by another hand.')]]
      : [];
  const all: [string, Verdict][] = [
    ['Ready', ready],
    ['Synced', synced],
    ['ReferencesResolved', references],
    ...extra,
    ...drifted,
  ];
  return all.map(([type, verdict]) => condition(type, verdict, facts));
}

function verdicts(
  outcome: Outcome,
  facts: ConditionFacts,
): { ready: Verdict; synced: Verdict; extra: [string, Verdict][] } {
  const busy = facts.deleting ? 'Deleting' : facts.exists ? 'Updating' : 'Creating';
  switch (outcome.is) {
    case 'settled':
      return settledVerdicts(outcome.held);
    case 'working':
      return same(no(busy, outcome.message), [['Reconciling', yes(busy, outcome.message)]]);
    case 'waiting': {
      const verdict = no(outcome.reason, outcome.message);
      const ready = outcome.keepReady ? kept('Ready', facts, verdict) : verdict;
      return { ready, synced: verdict, extra: [['Reconciling', yes(outcome.reason, outcome.message)]] };
    }
    case 'refused': {
      const message = outcome.field === undefined ? outcome.message : `${outcome.field}: ${outcome.message}`;
      return same(no(outcome.reason, message), [['Stalled', yes(outcome.reason, message)]]);
    }
    case 'faulted':
      return faultVerdicts(outcome, facts);
    case 'limited':
      return keptVerdicts(
        facts,
        no('Throttled', `Waits for its turn: the rate limit of ${outcome.operation} is used up.`),
      );
    case 'paused': {
      const verdict = no(
        'Paused',
        'The annotation vpcraft.dev/paused holds this object; remove it to go on.',
      );
      return { ready: kept('Ready', facts, unknown('Paused', verdict.message)), synced: verdict, extra: [] };
    }
    case 'observing':
      return same(yes('Observing', 'managementPolicy is Observe: nothing is changed.'), []);
    case 'planned': {
      const verdict = no('ApprovalRequired', outcome.why);
      return {
        // What another hand changed is so now; a declared change is not yet.
        ready: facts.drifted ? verdict : kept('Ready', facts, verdict),
        synced: verdict,
        // Without Reconciling, readers that go by Ready alone would call a generation current that nobody applied.
        extra: [
          ['PlanPending', yes('ApprovalRequired', outcome.why)],
          ['Reconciling', yes('ApprovalRequired', outcome.why)],
        ],
      };
    }
    case 'blocked':
      return same(no('Deleting', outcome.message), [
        ['DeletionBlocked', yes(outcome.reason, outcome.message)],
      ]);
    case 'conflict':
    case 'gone':
      return keptVerdicts(facts, unknown('Pending', ''));
  }
}

/** What was found of them last, of whichever declaration that was, holds until they are looked at again. */
function referencesBefore({ previous }: ConditionFacts): Verdict {
  const before = previous.find(({ type }) => type === 'ReferencesResolved');
  return before === undefined ? unknown('Pending', 'References were not looked at yet.') : said(before);
}

function wasSaid({ previous, generation }: ConditionFacts, { status, reason }: Verdict): boolean {
  const before = previous.find(({ type }) => type === 'Ready');
  return before?.status === status && before.reason === reason && before.observedGeneration === generation;
}

function settledVerdicts(held: readonly { path: string; reason: Reason; message: string }[]) {
  const [first] = held;
  if (first === undefined) return same(yes('Available', 'Everything is as declared.'), []);
  const message = held.map((item) => `${item.path}: ${item.message}`).join('; ');
  return same(no(first.reason, message), []);
}

function faultVerdicts(outcome: Extract<Outcome, { is: 'faulted' }>, facts: ConditionFacts) {
  const { disposition, reason, message } = outcome.fault.details;
  const where = outcome.fields.length === 0 ? '' : `${outcome.fields.slice(0, 3).join(', ')}: `;
  const text = `${where}${message}`;
  const verdict = no(reason, text);
  const reconciling: [string, Verdict][] = [['Reconciling', yes(reason, text)]];
  if (disposition === 'bug') return same(unknown('InternalError', text), []);
  // Permissions and quotas spread slowly: what is denied twice for the same reason waits for somebody.
  if (disposition === 'denied')
    return same(verdict, wasSaid(facts, verdict) ? [['Stalled', yes(reason, text)]] : []);
  if (disposition === 'refused') return same(verdict, [['Stalled', yes(reason, text)]]);
  if (disposition === 'throttled') return keptVerdicts(facts, verdict);
  const hide = disposition !== 'transient' || facts.failures <= FAULTS_HIDDEN;
  return { ready: hide ? kept('Ready', facts, verdict) : verdict, synced: verdict, extra: reconciling };
}

function keptVerdicts(facts: ConditionFacts, otherwise: Verdict) {
  const extra: [string, Verdict][] = [['Reconciling', yes(otherwise.reason, otherwise.message)]];
  return { ready: kept('Ready', facts, otherwise), synced: kept('Synced', facts, otherwise), extra };
}

function same(verdict: Verdict, extra: [string, Verdict][]) {
  return { ready: verdict, synced: verdict, extra };
}

/**
 * What was said before, with the generation it was said of, else the given. A new object was never Ready, and one that is
 * being deleted is not what it was before.
 */
function kept(type: string, facts: ConditionFacts, otherwise: Verdict): Verdict {
  const before = facts.previous.find((one) => one.type === type);
  // A trouble of an older declaration is none of this one.
  const isOld = before?.status !== 'True' && before?.observedGeneration !== facts.generation;
  return before === undefined || isOld || (facts.deleting && before.status === 'True')
    ? otherwise
    : said(before);
}

function said({ status, reason, message, observedGeneration }: Condition): Verdict {
  return { status, reason, message, observedGeneration };
}

function condition(type: string, verdict: Verdict, facts: ConditionFacts): Condition {
  const before = facts.previous.find((one) => one.type === type);
  const lastTransitionTime =
    before !== undefined && before.status === verdict.status
      ? before.lastTransitionTime
      : `${new Date(facts.nowMs).toISOString().slice(0, 19)}Z`;
  const message =
    verdict.message.length > LONGEST_MESSAGE
      ? `${verdict.message.slice(0, LONGEST_MESSAGE)}…`
      : verdict.message;
  return {
    type,
    status: verdict.status,
    reason: verdict.reason,
    message,
    observedGeneration: verdict.observedGeneration ?? facts.generation,
    lastTransitionTime,
  };
}

function yes(reason: Reason, message: string): Verdict {
  return { status: 'True', reason, message };
}

function no(reason: Reason, message: string): Verdict {
  return { status: 'False', reason, message };
}

function unknown(reason: Reason, message: string): Verdict {
  return { status: 'Unknown', reason, message };
}
