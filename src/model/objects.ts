// The ports through which the engine sees and changes Kubernetes. Implemented by the kube room.
import type { ObjectKey } from './kind.ts';
import type { KubeObject } from './object.ts';

/** What changed, as seen by the reflector; `old` is the state before (absent: added), `now` absent: gone. */
export type StoreChange = { key: ObjectKey; old?: KubeObject; now?: KubeObject; initial: boolean };

/**
 * A picture of Kubernetes older than this is not fresh, seconds: bookmarks come about once a minute, a silent watch is given
 * up after 130 s, and the list after it takes some seconds.
 */
export const STALE_SECONDS = 180;

export interface ObjectStore {
  /** Every kind has been listed once. */
  hasSynced(): boolean;
  get(key: ObjectKey): KubeObject | undefined;
  list(kind: string): readonly KubeObject[];
  /** Seconds since the watch of `kind` last proved to be alive; above STALE_SECONDS nothing is taken away. */
  staleSeconds(kind: string): number;
  onChange(listener: (change: StoreChange) => void): void;
}

export type MetadataChange = {
  addFinalizer?: string;
  removeFinalizer?: string;
  /** null removes. */
  annotations?: Readonly<Record<string, string | null>>;
};

/** Every write carries the resourceVersion of the object it was planned from; the answer is absorbed by the store. */
export interface ObjectWriter {
  /** Live, not from the store; undefined when it does not exist. @throws Fault */
  read(key: ObjectKey): Promise<KubeObject | undefined>;
  /** @throws Fault code 'Conflict' when the object has changed since. */
  patchMetadata(object: KubeObject, change: MetadataChange): Promise<KubeObject>;
  /** Through the status subresource; nothing is sent when it equals the present one. @throws Fault code 'Conflict' */
  writeStatus(object: KubeObject, status: Readonly<Record<string, unknown>>): Promise<KubeObject>;
}

export type EventNote = {
  object: KubeObject;
  type: 'Normal' | 'Warning';
  /** What was done to what, PascalCase: `CreatedVpc`, `ReplacedRoute`, `DeletionBlocked`. */
  reason: string;
  note: string;
};

/** Aggregated, never blocking, never throwing. */
export interface EventSink {
  record(event: EventNote): void;
}

/** Whether this process may change anything now. */
export interface Leadership {
  /** True until the renew deadline of the last successful renewal (monotonic clock). */
  isLeader(): boolean;
}

/** It exists, and somebody has asked for its deletion. */
export function isDeleting(store: Pick<ObjectStore, 'get'>, key: ObjectKey): boolean {
  return store.get(key)?.metadata.deletionTimestamp !== undefined;
}
