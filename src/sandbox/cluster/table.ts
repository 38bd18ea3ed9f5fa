// Tables, the form in which kubectl asks for lists: cells are made here so that kubectl need not know any kind.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
import { ageOf } from './duration-text.ts';
import type { KubeObject, Obj } from './json.ts';
import { valuesAt } from './json-path.ts';
import type { Column, Resource } from './resource.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

const NAME: Obj = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a ' +
    'client to request the generation of an appropriate name automatically. Name is primarily intended for creation ' +
    'idempotence and configuration definition. Cannot be updated. More info: ' +
    'https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};

export function columnDefinitions(resource: Resource): Obj[] {
  const own = resource.columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format: format ?? '',
    description: description ?? '',
    priority: priority ?? 0,
  }));
  return resource.store === '/events' ? own : [NAME, ...own];
}

/** The row of a bookmark: cells of an object that has nothing. */
export function emptyCells(resource: Resource): unknown[] {
  return columnDefinitions(resource).map(({ name }) => (name === 'Name' ? '' : null));
}

export function tableRow(
  resource: Resource,
  object: KubeObject,
  at: { nowMs: number; include: IncludeObject },
): Obj {
  const own = resource.columns.map((column) => cellOf(column, object, at.nowMs));
  const cells = resource.store === '/events' ? own : [object.metadata.name, ...own];
  if (at.include === 'None') return { cells, object: null };
  return { cells, object: at.include === 'Object' ? object : partialMetadata(object) };
}

export function table(rows: readonly Obj[], metadata: Obj, columns: readonly Obj[] | null): Obj {
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: columns, rows };
}

export function partialMetadata(object: KubeObject): Obj {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function cellOf(column: Column, object: KubeObject, nowMs: number): unknown {
  if (column.cell !== undefined) return column.cell(object, nowMs);
  const values = valuesAt(column.jsonPath ?? '', object);
  if (column.type === 'date') return ageOf(values[0], nowMs);
  const first = values[0];
  if (first === undefined) return null;
  if (column.type === 'string') return values.length > 1 ? values.map(text).join(',') : text(first);
  return first;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
