// Every tag of ours: who owns a thing, what the user wants on it, and the writes that put it right. Owner tags are no
// change of the user's; user tags are managed by key, so that foreign tags are left alone.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
import type { Action, Change, Tags } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { Pass } from './pass.ts';

export type OwnerKey = { cluster: string; resource: string; uid: string };

export function ownerTags(owner: OwnerKey): Tags {
  return { [tagKeys.cluster]: owner.cluster, [tagKeys.resource]: owner.resource, [tagKeys.owner]: owner.uid };
}

/**
 * mine: our key and our uid. inherited: our key, another uid (a rebuilt cluster, a restored backup, a re-created
 * object). foreign: someone else's key. nobody: no owner tags.
 */
export type Ownership = 'mine' | 'inherited' | 'foreign' | 'nobody';

export function ownershipOf(tags: Tags, owner: OwnerKey): Ownership {
  const cluster = tags[tagKeys.cluster];
  const resource = tags[tagKeys.resource];
  if (cluster === undefined && resource === undefined && tags[tagKeys.owner] === undefined) return 'nobody';
  if (cluster !== owner.cluster || resource !== owner.resource) return 'foreign';
  return tags[tagKeys.owner] === owner.uid ? 'mine' : 'inherited';
}

export type WantedTags = {
  /** The object's own, over the account's defaults. */
  declared: Tags;
  /** Name, unless the user sets one; undefined for adopted objects. */
  defaultName: string | undefined;
};

export function userTags(wanted: WantedTags): Tags {
  return {
    ...(wanted.defaultName === undefined ? {} : { [tagKeys.name]: wanted.defaultName }),
    ...wanted.declared,
  };
}

export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/**
 * The writes that bring the managed keys in line: set what differs, remove what we managed before and nobody wants any
 * more.
 */
export function tagActions(
  id: string,
  present: Tags,
  wanted: { tags: Tags; managedBefore: readonly string[] },
): readonly Action[] {
  const differing = Object.entries(wanted.tags).filter(([key, value]) => tagAt(present, key) !== value);
  const superfluous = wanted.managedBefore.filter(
    (key) => !Object.hasOwn(wanted.tags, key) && Object.hasOwn(present, key),
  );
  const actions: Action[] = [];
  if (differing.length > 0) {
    actions.push({
      role: 'home',
      operation: 'CreateTags',
      does: 'set',
      input: { Resources: [id], Tags: tagList(Object.fromEntries(differing)) },
      changes: differing.map(([key, value]) => tagChange(key, tagAt(present, key), value)),
    });
  }
  if (superfluous.length > 0) {
    actions.push({
      role: 'home',
      operation: 'DeleteTags',
      does: 'remove',
      input: { Resources: [id], Tags: superfluous.map((Key) => ({ Key })) },
      changes: superfluous.map((key) => tagChange(key, tagAt(present, key), undefined)),
    });
  }
  return actions;
}

/** How a change names a tag. */
export function tagField(key: string): string {
  return `tags[${key}]`;
}

/** Keys of the user's tags that the actions put on a thing, and that they take off. */
export function tagKeysIn(actions: readonly Action[]): Record<'put' | 'taken', readonly string[]> {
  const changed = actions.flatMap(({ changes }) =>
    changes.flatMap(({ field, to }) => {
      const key = /^tags\[(.*)\]$/s.exec(field)?.[1];
      return key === undefined ? [] : [{ key, isPut: to !== null }];
    }),
  );
  const keysOf = (put: boolean) => changed.filter(({ isPut }) => isPut === put).map(({ key }) => key);
  return { put: keysOf(true), taken: keysOf(false) };
}

/** Keys that may stand on a thing by our hand: these, and those known before. */
export function union(before: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...before, ...more])].sort();
}

function tagAt(tags: Tags, key: string): string | undefined {
  return Object.hasOwn(tags, key) ? tags[key] : undefined;
}

function tagChange(key: string, from: string | undefined, to: string | undefined): Change {
  return {
    field: tagField(key),
    from: from ?? null,
    to: to ?? null,
    risk: 'None',
    why: 'tag differs from the declaration',
  };
}

/** Puts our owner tags on a thing (take-over, adoption): no change that a person has to approve. */
export function claimAction(
  id: string,
  owner: OwnerKey,
  { adopted, why = 'it is this object’s' }: { adopted: boolean; why?: string },
): Action {
  return {
    role: 'home',
    operation: 'CreateTags',
    does: 'add',
    input: { Resources: [id], Tags: tagList(ownTags(owner, adopted)) },
    changes: [],
    why: `Owner tags were put on ${id}: ${why}.`,
  };
}

/** Takes our owner tags off again (release): only those, whatever else is on the thing stays. */
export function releaseAction(id: string): Action {
  const keys = [tagKeys.cluster, tagKeys.resource, tagKeys.owner, tagKeys.adopted];
  return {
    role: 'home',
    operation: 'DeleteTags',
    does: 'remove',
    input: { Resources: [id], Tags: keys.map((Key) => ({ Key })) },
    changes: [
      {
        field: 'tags',
        from: 'owned',
        to: 'released',
        risk: 'None',
        why: `the owner tags are taken off ${id}: the object lets go of it`,
      },
    ],
  };
}

/**
 * The same for a thing whose tags AWS may not show yet: only tags with our own values go, so that what turns out to be
 * another's keeps them. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
 */
export function unseenReleaseAction(id: string, owner: OwnerKey, adopted: boolean): Action {
  const release = releaseAction(id);
  const input = { Resources: [id], Tags: tagList(ownTags(owner, adopted)) };
  return { ...release, operation: 'DeleteTags', input } as Action;
}

function ownTags(owner: OwnerKey, adopted: boolean): Tags {
  return { ...ownerTags(owner), ...(adopted ? { [tagKeys.adopted]: 'true' } : {}) };
}

/** What the object wants on its thing: its own tags over the account's, and a name. */
export function wantedTags(pass: Pass): Readonly<Record<string, string>> {
  const declared = (pass.spec.tags ?? {}) as Readonly<Record<string, string>>;
  return userTags({
    declared: { ...pass.placement?.account?.defaultTags, ...declared },
    defaultName: pass.record.adopted ? undefined : pass.object.metadata.name,
  });
}
