// What the parts of the server share. A plain record, so that each part says in its signature what it reads.
import type { Clock, Random } from '../../model/ports.ts';
import type { KubeObject } from './json.ts';
import type { Registry } from './registry.ts';
import type { Resource } from './resource.ts';
import type { Change, ChangeType, Storage } from './storage.ts';

export type Committed = {
  type: ChangeType;
  resource: Resource;
  object: KubeObject;
  old: KubeObject | undefined;
};

export type Authorize = (
  user: string,
  verb: string,
  group: string,
  resource: string,
  subresource: string,
  namespace: string,
) => boolean;

export type World = {
  clock: Clock;
  random: Random;
  storage: Storage;
  registry: Registry;
  /** Keep metadata.managedFields. Off, writes are cheaper and server-side apply never conflicts. */
  managedFields: boolean;
  /** Who may do what; undefined: everybody everything. */
  authorize: Authorize | undefined;
  /** Stores and tells everybody; the only way to change storage. */
  commit(resource: Resource, type: Change['type'], object: KubeObject): KubeObject;
};

/** Metadata times have whole seconds. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A random uid in the form of RFC 4122 version 4. */
export function newUid(random: Random): string {
  const hex = random.id(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
