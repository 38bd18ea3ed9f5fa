// What has to be settled before AWS is asked: where the object lives, who may act there, what its references mean.
import { type AccountFacts, type AnyKind, reasonOf } from '../model/kind.ts';
import { type KubeObject, keyOfObject, partsOfKey } from '../model/object.ts';
import { annotations, TAG_PREFIX } from '../model/names.ts';
import { specProblem } from '../model/spec-problem.ts';
import { isDeleting } from '../model/objects.ts';
import { rawIDProblems } from './consent.ts';
import { asPlaced, type Contributed, contributedBy, parentOf } from './contributions.ts';
import { declaredBy } from './declared.ts';
import { completeSpec, inputOf, type AnyInput } from './input.ts';
import { type Outcome, refused, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { placementAnnotation, placementOf } from './placement.ts';
import { peerScope } from './peer.ts';
import { isProblem, type Problem } from './problem.ts';
import { recordOf } from './record.ts';
import { blocking, grantedKey, type Resolved, resolveAll, ungrantedParent } from './references.ts';
import { handoverLeft } from './uses.ts';

export function outcomeOf(problem: Problem): Outcome {
  if (problem.is === 'wait') return waiting(problem.reason, problem.message);
  return refused(problem.reason, problem.message, problem.field);
}

/** Account and region, with the account's identity verified. @throws Fault CredentialsUnavailable */
export async function place(pass: Pass): Promise<Outcome | undefined> {
  const { store, kinds, settings, accounts } = pass.deps;
  const placement = placementOf(pass.object, { store, kinds, defaultRegion: settings.defaultRegion });
  if (isProblem(placement)) {
    pass.unplaced = grantProblem(pass) ?? placement;
    return outcomeOf(pass.unplaced);
  }
  const account = await accounts.identify(placement.access);
  if (placement.accountID !== '' && placement.accountID !== account) {
    return refused(
      'AccountNotAllowed',
      `the object lives in account ${placement.accountID}, but the credentials are of ${account}`,
    );
  }
  pass.placement = { ...placement, accountID: account };
  pass.home = { via: placement.access.via, account, region: placement.region, service: 'ec2' };
  return undefined;
}

/** Without the grant, the account of the parent is none of the object's business, nor whether the parent exists. */
function grantProblem({ deps: { store, facts }, kind, object, record }: Pass): Problem | undefined {
  const parent = ungrantedParent(kind, object, { store, facts, granted: record.granted });
  if (parent === undefined) return undefined;
  const message = `${parent.occurrence.shown}: ${parent.why}`;
  return { is: 'wait', reason: 'ReferenceNotGranted', message, of: 'reference' };
}

/** The annotation that fixes the placement, where it is not written yet. */
export function missingPlacement(pass: Pass): string | undefined {
  if (pass.annotation(annotations.placement) !== undefined) return undefined;
  return placementAnnotation(pass.homeScope());
}

/** Resolves every reference of `spec`, and of what others contribute. @throws Fault */
export async function resolve(pass: Pass, spec: Readonly<Record<string, unknown>>): Promise<void> {
  const { key, kind, object, record } = pass;
  pass.resolved = await resolvedFor(pass, { key, kind, object, granted: record.granted, spec });
  pass.contributed = await contributedTo(pass);
  pass.peer = peerScope(pass);
  rememberGranted(pass);
}

/** The raw ids that may not be used are found first, in one look. */
async function resolvedFor(
  pass: Pass,
  asker: {
    key: string;
    kind: AnyKind;
    object: KubeObject;
    granted: Readonly<Record<string, string>>;
    spec: Readonly<Record<string, unknown>>;
  },
): Promise<readonly Resolved[]> {
  const rawProblems = await rawIDProblems(pass, asker);
  return resolveAll(asker.kind, asker.object, asker.spec, {
    store: pass.deps.store,
    facts: pass.deps.facts,
    granted: asker.granted,
    rawProblem: (id) => rawProblems.get(id),
  });
}

/** Items that others contribute, oldest first; each is resolved on its own object's behalf. */
async function contributedTo(pass: Pass): Promise<readonly Contributed[]> {
  const { referrers, store, kinds } = pass.deps;
  const objects = referrers
    .referrersOf(pass.key)
    .flatMap((key) => store.get(key) ?? [])
    .filter((object) => kinds.get(object.kind)?.contributesTo !== undefined)
    .toSorted((a, b) => compareText(ageOf(a), ageOf(b)));
  const contributed: Contributed[] = [];
  for (const object of objects) {
    const kind = kinds.get(object.kind);
    if (kind === undefined) continue;
    const key = keyOfObject(object);
    const { granted, placed } = recordOf(object).record;
    const isUnsound = specProblem(kind, object.spec) !== undefined;
    if (isUnsound && placed === undefined) continue;
    const spec = (isUnsound ? placed : object.spec) ?? {};
    const asker = { key, kind, object, granted };
    const resolved = await resolvedFor(pass, { ...asker, spec });
    if (parentOf(kind, resolved)?.target !== pass.key) continue;
    const one = contributedBy(kind, { ...object, spec }, resolved);
    if (one === undefined) continue;
    if (one.mayAdd || placed === undefined) contributed.push(one);
    else {
      const before = await resolvedFor(pass, { ...asker, spec: placed });
      contributed.push(asPlaced(kind, one, { spec: placed, resolved: before }));
    }
  }
  return contributed;
}

/** Objects of one second are told apart by their name, so that every process sees the same order. */
function ageOf(object: KubeObject): string {
  return `${object.metadata.creationTimestamp ?? ''} ${keyOfObject(object)}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** References that keep the object as a whole from being worked on. */
export function referenceOutcome(pass: Pass): Outcome | undefined {
  const exists = pass.record.ids.main !== undefined;
  const doomed = exists || pass.record.intent !== undefined ? undefined : leavingParent(pass);
  if (doomed !== undefined) return doomed;
  const [first, ...more] = blocking(pass.resolved, exists);
  if (first === undefined) return undefined;
  const all = [first, ...more].map(({ occurrence, ref }) => `${occurrence.shown}: ${ref.why}`);
  const reason = reasonOf(first.ref);
  const seconds = [first, ...more].some(isDeniedID) ? pass.deps.settings.deniedSeconds : undefined;
  return waiting(reason, all.join('; '), seconds);
}

/** Nothing is made in what is about to go: it would only hold up the deletion. */
function leavingParent({ deps, kind, resolved }: Pass): Outcome | undefined {
  if (kind.parts.length === 0) return undefined;
  const isLeaving = ({ target }: Resolved) => target !== undefined && isDeleting(deps.store, target);
  const parent = resolved.find((one) => one.occurrence.reference.missing === 'wait' && isLeaving(one));
  if (parent === undefined) return undefined;
  const { kind: word, name } = partsOfKey(parent.target ?? '');
  return waiting(
    'DependencyNotReady',
    `${parent.occurrence.shown}: ${word} ${name} is being deleted: delete this object as well, or let it wait for a new ${word} of that name`,
  );
}

/** Whether it hangs on a tag of consent that nobody would tell of: what has no table here is not swept. */
export function awaitsConsent(pass: Pass): boolean {
  return [...pass.resolved, ...pass.contributed.flatMap(({ resolved }) => resolved)].some(isDeniedID);
}

function isDeniedID({ occurrence, ref }: Resolved): boolean {
  return 'rawID' in occurrence.target && ref.is === 'missing';
}

/** Field problems of every kind: what the schema refuses, in case the API server has another one, and reserved tag keys. */
export function commonProblem(pass: Pass): Outcome | undefined {
  const problem = specProblem(pass.kind, pass.object.spec);
  if (problem !== undefined) return refused('InvalidSpec', problem.message, problem.field);
  const reserved = Object.keys((pass.spec.tags ?? {}) as object).find(
    (key) => key.startsWith(TAG_PREFIX) || key.toLowerCase().startsWith('aws:'),
  );
  if (reserved === undefined) return undefined;
  return refused(
    'InvalidSpec',
    `the key ${reserved} is reserved; choose one that begins neither with ${TAG_PREFIX} nor with aws:`,
    'tags',
  );
}

export function present(
  pass: Pass,
  spec: Readonly<Record<string, unknown>>,
  want: 'present' | 'absent' = 'present',
): AnyInput {
  return inputOf(pass.object, {
    want,
    spec: completeSpec(pass.kind, spec, { record: pass.record, adopted: pass.record.adopted }),
    resolved: pass.resolved,
    contributed: pass.contributed,
    adopted: pass.record.adopted,
    account: accountFacts(pass),
    now: pass.deps.clock.now(),
    scope: (role) => pass.scope(role),
    isOverdue: (id) => isOverdue(pass, id),
    declaredBy: (id, path) => declaredBy(pass, id, path),
  });
}

function isOverdue({ deps: { clock, facts, store } }: Pass, id: string): boolean {
  const [key] = facts.havingID(id);
  const object = key === undefined ? undefined : store.get(key);
  return object !== undefined && handoverLeft(object, clock.now()) <= 0;
}

function accountFacts(pass: Pass): AccountFacts {
  const account = pass.placement?.account;
  const role = account === undefined ? pass.deps.settings.flowLogRoleARN : account.flowLogRoleARN;
  return { name: account?.name, flowLogRoleARN: role };
}

/** The last id behind a granted reference into another namespace outlives the grant. */
function rememberGranted(pass: Pass): void {
  const own = pass.object.metadata.namespace ?? '';
  const granted = Object.fromEntries(
    pass.resolved.flatMap(({ occurrence, ref, target }) => {
      if (target === undefined || partsOfKey(target).namespace === own || ref.is === 'missing') return [];
      return [[grantedKey(occurrence.reference, target), ref.id]];
    }),
  );
  pass.record = { ...pass.record, granted };
}
