// Where a kind lives in the Kubernetes API: the one place that builds URL paths.
import { API_VERSION } from '../model/object.ts';

export type KubeResource = {
  kind: string;
  /** `v1`, `vpcraft.dev/v1alpha1`. */
  apiVersion: string;
  plural: string;
  namespaced: boolean;
};

export const LEASES: KubeResource = {
  kind: 'Lease',
  apiVersion: 'coordination.k8s.io/v1',
  plural: 'leases',
  namespaced: true,
};
export const EVENTS: KubeResource = {
  kind: 'Event',
  apiVersion: 'events.k8s.io/v1',
  plural: 'events',
  namespaced: true,
};

/** A kind of our own group. */
export function ownResource(kind: string, plural: string, namespaced = true): KubeResource {
  return { kind, apiVersion: API_VERSION, plural, namespaced };
}

/** Path of the collection; an empty namespace means all of them. */
export function collectionPath(resource: KubeResource, namespace = ''): string {
  const root = resource.apiVersion.includes('/')
    ? `/apis/${resource.apiVersion}`
    : `/api/${resource.apiVersion}`;
  const scope = resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${resource.plural}`;
}

export function objectPath(resource: KubeResource, namespace: string, name: string): string {
  return `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;
}

/** Name of the CustomResourceDefinition that must exist, or undefined for kinds that are built in. */
export function crdName(resource: KubeResource): string | undefined {
  return resource.apiVersion === API_VERSION ? `${resource.plural}.${API_VERSION.split('/')[0]}` : undefined;
}
