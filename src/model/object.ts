// Kubernetes objects as this controller sees them: plain JSON, only the members it reads.
import type { ObjectKey } from './kind.ts';

export const GROUP = 'vpcraft.dev';
export const VERSION = 'v1alpha1';
export const API_VERSION = `${GROUP}/${VERSION}`;

export type ObjectMeta = {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
  finalizers?: readonly string[];
  ownerReferences?: readonly unknown[];
};

export type KubeObject = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: Readonly<Record<string, unknown>>;
  status?: Readonly<Record<string, unknown>>;
};

/** Cluster-scoped objects have an empty namespace: `AWSAccount//prod`. */
export function keyOf(kind: string, namespace: string | undefined, name: string): ObjectKey {
  return `${kind}/${namespace ?? ''}/${name}`;
}

export function keyOfObject(object: KubeObject): ObjectKey {
  return keyOf(object.kind, object.metadata.namespace, object.metadata.name);
}

/** Kubernetes names hold no slash, so the parts of a key are unambiguous. */
export function partsOfKey(key: ObjectKey): { kind: string; namespace: string; name: string } {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  return { kind, namespace, name };
}
