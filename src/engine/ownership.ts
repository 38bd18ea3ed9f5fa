// Whether the thing that was seen may be changed: its owner tags are the authority, recorded ids are only hints.
//
//   tags of the row   recorded, not adopted          adopting, consent given      adopting, no consent
//   ---------------------------------------------------------------------------------------------------
//   mine              go on                          go on                        go on
//   inherited         take over, once                take over, once              take over, once
//   inherited again   Conflict                       Conflict                     Conflict
//   foreign           NotOwned                       Conflict                     Conflict
//   nobody            NotOwned                       claim                        NotOwned
import { sameJson } from '../model/json.ts';
import type { Action, Tags } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { partsOfKey } from '../model/object.ts';
import { abandonCommand } from './abandon.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Pass } from './pass.ts';
import { performAll, wasJustDone } from './perform.ts';
import { recordOf } from './record.ts';
import { claimAction, type Ownership, ownershipOf, releaseAction, unseenReleaseAction } from './tags.ts';
import { consents } from './tenancy.ts';
import { partsOf, recordedID } from './things.ts';

/** claims: writes that make the thing ours, which no person has to approve. */
export type Authority = { is: 'ours'; claims: readonly Action[] } | { is: 'not'; outcome: Outcome };

export function authorityOver(pass: Pass, id: string, tags: Tags): Authority {
  const ownership = ownershipOf(tags, pass.owner);
  const adopting = pass.record.adopted;
  if (ownership === 'mine') return { is: 'ours', claims: [] };
  if (ownership === 'inherited') return inherited(pass, id, tags);
  if (ownership === 'foreign') {
    const owner = `${tags[tagKeys.resource] ?? 'unknown'} of cluster ${tags[tagKeys.cluster] ?? 'unknown'}`;
    const reason = adopting ? 'Conflict' : 'NotOwned';
    return not(
      refused(reason, `${id} belongs to ${owner}; it is not touched`, adopting ? 'adopt.id' : undefined),
    );
  }
  if (!adopting) {
    return not(
      refused(
        'NotOwned',
        `${id} has lost its owner tags (${tagKeys.cluster}, ${tagKeys.resource}, ${tagKeys.owner}); put them back, or delete this object and let go of what is in AWS: ${abandonCommand(pass, id)}`,
      ),
    );
  }
  return adoption(pass, id, tags);
}

function adoption(pass: Pass, id: string, tags: Tags): Authority {
  const elsewhere = pass.deps.facts.havingID(id).find((key) => !observes(pass, key));
  if (elsewhere !== undefined && elsewhere !== pass.key) {
    return not(refused('Conflict', `${id} is ${elsewhere} already`, 'adopt.id'));
  }
  const policy = pass.needsConsent ? (pass.placement?.account?.adoption ?? 'Allow') : 'Allow';
  if (policy === 'Deny')
    return not(
      refused('NotOwned', `AWSAccount ${pass.placement?.account?.name} has adoption: Deny`, 'adopt'),
    );
  if (policy === 'Tagged' && !hasConsented(pass, tags)) {
    const consent = `${tagKeys.adoptableBy}=${adopterOf(pass).join('/')}`;
    return not(
      refused(
        'NotOwned',
        `${id} has not been released for adoption: whoever owns it sets the tag ${consent}`,
        'adopt',
      ),
    );
  }
  return { is: 'ours', claims: [claimAction(id, pass.owner, { adopted: true, why: 'it was adopted' })] };
}

/** Whether the owner of a thing with these tags lets the object adopt it. */
export function hasConsented(pass: Pass, tags: Tags): boolean {
  return consents(tags[tagKeys.adoptableBy], adopterOf(pass));
}

function adopterOf(pass: Pass): readonly string[] {
  const { namespace, name } = partsOfKey(pass.key);
  return [pass.owner.cluster, namespace, name];
}

/** What only looks at a thing keeps nobody from it. */
function observes({ deps }: Pass, key: string): boolean {
  return deps.store.get(key)?.spec?.managementPolicy === 'Observe';
}

/** Reading something by id or tags reaches past every reference, so the account's rule for raw ids counts. */
export function observationProblem(pass: Pass, id: string, tags: Tags): Outcome | undefined {
  const account = pass.placement?.account;
  const policy = pass.needsConsent ? (account?.rawIDs ?? 'Allow') : 'Allow';
  const { namespace } = partsOfKey(pass.key);
  if (policy === 'Deny')
    return refused('ReferenceNotGranted', `AWSAccount ${account?.name} has rawIDs: Deny`, 'adopt');
  if (policy === 'Allow' || consents(tags[tagKeys.usableBy], [pass.owner.cluster, namespace]))
    return undefined;
  const consent = `${tagKeys.usableBy}=${pass.owner.cluster}/${namespace}`;
  const message = `${id} may not be used from namespace ${namespace}: whoever owns it sets the tag ${consent}`;
  return refused('ReferenceNotGranted', message, 'adopt');
}

/**
 * Our key, another uid: a rebuilt cluster, a restored backup, a re-created object. Taken over once; when another uid
 * stands there again, somebody else takes it for his own too, and two controllers must not pull at it for ever.
 */
function inherited(pass: Pass, id: string, tags: Tags): Authority {
  const why = `they were of an earlier object of this name, with the uid ${tags[tagKeys.owner]}`;
  const claims = [claimAction(id, pass.owner, { adopted: pass.record.adopted, why })];
  // What this process has just written may be shown late.
  if (claims.every((claim) => wasJustDone(pass, claim))) return { is: 'ours', claims };
  const problem = inheritanceProblem(pass, id, tags);
  return problem === undefined ? { is: 'ours', claims } : not(refused('Conflict', problem));
}

/** Why a thing with our key and another uid is not ours; undefined: it is, or its uid is our own. */
export function inheritanceProblem(pass: Pass, id: string, tags: Tags): string | undefined {
  if (ownershipOf(tags, pass.owner) !== 'inherited') return undefined;
  const uid = tags[tagKeys.owner];
  const alive = pass.deps.store.list(pass.kind.names.kind).some((object) => object.metadata.uid === uid);
  if (alive) return `${id} belongs to another living object with the uid ${uid}`;
  if (!pass.record.takenOver.includes(id)) return undefined;
  return `${id} was taken over by this object before and carries the uid ${uid} again: another controller with the cluster id ${pass.owner.cluster} has an object of the same name; delete one of the two`;
}

/** Makes things ours, and remembers durably which, and which of them were another's. undefined: done, or nothing to do. */
export async function claim(pass: Pass, claims: readonly Action[]): Promise<Outcome | undefined> {
  const isNoted = sameJson(recordOf(pass.object).record.ids, pass.record.ids);
  if (claims.length > 0 && !isNoted) await pass.saveRecord(pass.record);
  const others = idsSeen(pass, 'inherited');
  const outcome = await performAll(pass, claims);
  if (outcome !== undefined || claims.length === 0 || others.length === 0) return outcome;
  await pass.saveRecord({
    ...pass.record,
    takenOver: [...new Set([...pass.record.takenOver, ...others])].sort(),
  });
  return undefined;
}

/**
 * The writes that take our owner tags off what the object lets go of, but for those that this process has made. A picture
 * without the tags is not believed as long as it may be older than they are: they would stay in AWS for ever.
 */
export function releases(pass: Pass): readonly Action[] {
  const { memo, owner, record } = pass;
  const isOld = pass.deps.clock.monotonic() - Math.max(memo.knownSince, memo.lastWriteAt) >= pass.settlingMs;
  const actions = partsOf(pass).flatMap((part): Action[] => {
    const id = recordedID(record, part.name);
    const row = pass.seen?.rows.get(part.name);
    if (row === undefined || id === undefined || part.table.tagsOf === undefined) return [];
    const seen = ownershipOf(part.table.tagsOf(row), owner);
    if (seen === 'mine') return [releaseAction(id)];
    const isClaimed = wasJustDone(pass, claimAction(id, owner, record));
    const mayBeOurs = seen === 'nobody' ? !isOld : seen === 'inherited' && isClaimed;
    return mayBeOurs ? [unseenReleaseAction(id, owner, record.adopted)] : [];
  });
  return actions.filter((action) => !wasJustDone(pass, action));
}

/** Ids of the recorded things whose tags, as last seen, say so. */
export function idsSeen(pass: Pass, ownership: Ownership): readonly string[] {
  return partsOf(pass).flatMap((part) => {
    const row = pass.seen?.rows.get(part.name);
    const id = recordedID(pass.record, part.name);
    if (row === undefined || id === undefined) return [];
    return ownershipOf(part.table.tagsOf?.(row) ?? {}, pass.owner) === ownership ? [id] : [];
  });
}

function not(outcome: Outcome): Authority {
  return { is: 'not', outcome };
}
