// In which form an object goes out: itself, a row of a Table, or its metadata alone, as the Accept header asks.
import type { KubeObject, Obj } from './json.ts';
import { textOf } from './json.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';
import { badRequest, notAcceptable } from './status-errors.ts';
import type { IncludeObject } from './table.ts';
import { columnDefinitions, emptyCells, partialMetadata, table, tableRow } from './table.ts';

export type Form = {
  as: 'Object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  include: IncludeObject;
};

const MEDIA = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

/** Throws the 406 of a form that is not served. Whatever the media type, the answer is JSON. */
export function formOf(resource: Resource, accept: string, query: Readonly<Record<string, string>>): Form {
  for (const media of accept === '' ? ['*/*'] : accept.split(',')) {
    if (
      !/^\s*(application\/(json|yaml|vnd\.kubernetes\.protobuf)|application\/\*|\*\/\*)\s*(;|$)/.test(media)
    )
      continue;
    const as = /;\s*as=(\w+)/.exec(media)?.[1];
    const version = /;\s*v=(\w+)/.exec(media)?.[1];
    if (as === undefined) return { as: 'Object', include: 'Metadata' };
    if (version === 'v1' && as === 'Table') return { as, include: includeOf(query.includeObject ?? '') };
    if (version === 'v1' && (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList'))
      return { as, include: 'Metadata' };
  }
  if (resource.compiled !== undefined || accept.includes('application/'))
    throw notAcceptable(`only the following media types are accepted: ${MEDIA}`);
  const streams = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
  throw notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${MEDIA}, ${streams}`, {});
}

function includeOf(text: string): IncludeObject {
  if (text === '') return 'Metadata';
  if (text === 'Metadata' || text === 'Object' || text === 'None') return text;
  const why = `Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`;
  throw badRequest(`Unable to convert to Table as requested: includeObject: ${why}`);
}

export type ListMetadata = { resourceVersion: string; continue?: string; remainingItemCount?: number };

export function oneInForm(resource: Resource, object: KubeObject, form: Form, nowMs: number): Obj {
  if (form.as === 'PartialObjectMetadata') return partialMetadata(object);
  if (form.as === 'PartialObjectMetadataList')
    throw notAcceptable('you requested PartialObjectMetadataList, but the requested object is not a list');
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
    const list =
      resource.compiled === undefined ? `*v1.${resource.listKind}` : '*unstructured.UnstructuredList';
    throw notAcceptable(`you requested PartialObjectMetadata, but the requested object is a list (${list})`);
  }
  if (at.as === 'PartialObjectMetadataList') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.length === 0 ? null : items.map(partialMetadata),
    };
  }
  const list = { apiVersion: apiVersionOf(resource), kind: resource.listKind };
  if (resource.compiled !== undefined) return { ...list, metadata: { continue: '', ...metadata }, items };
  // Items of a built-in list do not repeat what the list says.
  return { ...list, metadata, items: items.map(({ apiVersion: _, kind: __, ...item }) => item) };
}

/** The text of a watch event's object; `first` says whether a Table brings its columns. */
export function eventText(
  resource: Resource,
  object: KubeObject,
  at: Form & { nowMs: number; first: boolean },
): string {
  if (at.as === 'Object') return textOf(object);
  if (at.as.startsWith('Partial')) return JSON.stringify(partialMetadata(object));
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
  const metadata = { resourceVersion: String(revision), ...annotations };
  if (at.as === 'Table') {
    const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
    return JSON.stringify(
      table([{ cells: emptyCells(resource), object }], { resourceVersion: String(revision) }, null),
    );
  }
  if (at.as.startsWith('Partial'))
    return JSON.stringify({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata });
  return JSON.stringify({ kind: resource.kind, apiVersion: apiVersionOf(resource), metadata });
}
