// Letting go of exactly the thing that the annotation names, without touching AWS: for people, when nothing else helps. A
// value that names something else does nothing, and the object says so.
import { Fault } from '../model/fault.ts';
import { annotations } from '../model/names.ts';
import { annotateCommand } from './kubectl.ts';
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';

/** What the annotation says where nothing is known to be in AWS. */
const UNKNOWN = 'unknown';

/** Whether the object, being deleted, is to be let go of; told and audited here. */
export function abandons(pass: Pass): boolean {
  const id = pass.annotation(annotations.abandon) ?? '';
  if (!abandonable(pass).includes(id)) return false;
  pass.event(
    'Warning',
    'Abandoned',
    `${id} was abandoned by annotation: it stays in AWS and nobody looks after it.`,
  );
  pass.deps.log.warn({ kind: pass.kind.names.kind, key: pass.key, awsId: id }, 'abandoned by annotation');
  return true;
}

export function abandonCommand(pass: Pass, id = pass.record.ids.main ?? UNKNOWN): string {
  return annotateCommand(pass, annotations.abandon, id);
}

/** The outcome, with a word about an annotation that does nothing. */
export function noteAbandon(pass: Pass, outcome: Outcome): Outcome {
  const given = pass.annotation(annotations.abandon) ?? '';
  if (given === '') return outcome;
  const [id = UNKNOWN] = abandonable(pass);
  const note = `The annotation ${annotations.abandon} says ${given}, which does nothing: to let go of ${id}, without touching AWS: ${abandonCommand(pass, id)}`;
  const noted = (message: string) => `${message.replace(/\.$/, '')}. ${note}`;
  if (outcome.is === 'planned') return { ...outcome, why: noted(outcome.why) };
  if (outcome.is === 'faulted') {
    const { details } = outcome.fault;
    return { ...outcome, fault: new Fault({ ...details, message: noted(details.message) }) };
  }
  return 'message' in outcome ? { ...outcome, message: noted(outcome.message) } : outcome;
}

function abandonable({ record }: Pass): readonly string[] {
  const ids = Object.values(record.ids);
  return ids.length === 0 ? [UNKNOWN] : ids;
}
