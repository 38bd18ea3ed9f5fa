// In which form an object goes out: itself, a row of a Table, or its metadata alone, as the Accept header asks.
import type { KubeObject, Obj } from './json.ts';
import { textOf } from './json.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';
import type { IncludeObject } from './table.ts';
import { columnDefinitions, partialMetadata, table, tableRow } from './table.ts';

export type Form = { as: 'Object' | 'Table' | 'PartialObjectMetadata'; include: IncludeObject };

export function formOf(accept: string, query: Readonly<Record<string, string>>): Form {
  const include =
    query.includeObject === 'None' || query.includeObject === 'Object' ? query.includeObject : 'Metadata';
  for (const media of accept.split(',')) {
    const as = /;\s*as=(\w+)/.exec(media)?.[1];
    if (!media.trim().startsWith('application/json') && !media.includes('*/*')) continue;
    if (as === 'Table') return { as, include };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
      return { as: 'PartialObjectMetadata', include };
    if (as === undefined) break;
  }
  return { as: 'Object', include };
}

export type ListMetadata = { resourceVersion: string; continue?: string; remainingItemCount?: number };

export function oneInForm(resource: Resource, object: KubeObject, form: Form, nowMs: number): Obj {
  if (form.as === 'PartialObjectMetadata') return partialMetadata(object);
  if (form.as === 'Object') return object;
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  const row = tableRow(resource, rowSource(resource, object), { nowMs, include: form.include });
  return table([row], metadata, columnDefinitions(resource));
}

/** Columns of events read the stored form. */
function rowSource(resource: Resource, object: KubeObject): KubeObject {
  return resource.toStored === undefined ? object : (resource.toStored(object) as KubeObject);
}

export function listInForm(
  resource: Resource,
  items: readonly KubeObject[],
  metadata: ListMetadata,
  at: Form & { nowMs: number },
): Obj {
  if (at.as === 'Table') {
    const rows = items.map((item) => tableRow(resource, rowSource(resource, item), at));
    return table(rows, metadata, columnDefinitions(resource));
  }
  if (at.as === 'PartialObjectMetadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.map(partialMetadata),
    };
  }
  return { apiVersion: apiVersionOf(resource), kind: resource.listKind, metadata, items };
}

/** The text of a watch event's object; `first` says whether a Table brings its columns. */
export function eventText(
  resource: Resource,
  object: KubeObject,
  at: Form & { nowMs: number; first: boolean },
): string {
  if (at.as === 'Object') return textOf(object);
  if (at.as === 'PartialObjectMetadata') return JSON.stringify(partialMetadata(object));
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  const row = tableRow(resource, rowSource(resource, object), at);
  return JSON.stringify(table([row], metadata, at.first ? columnDefinitions(resource) : null));
}

/** A bookmark carries nothing but a resourceVersion, in the form of the watch. */
export function bookmarkText(
  resource: Resource,
  revision: number,
  at: Form & { initialEnd: boolean },
): string {
  const annotations = at.initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...annotations };
  if (at.as === 'Table') {
    const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
    return JSON.stringify(table([{ cells: [], object }], { resourceVersion: String(revision) }, null));
  }
  if (at.as === 'PartialObjectMetadata')
    return JSON.stringify({ kind: at.as, apiVersion: 'meta.k8s.io/v1', metadata });
  return JSON.stringify({ kind: resource.kind, apiVersion: apiVersionOf(resource), metadata });
}
