// The form of a case of the Kubernetes API: requests as data. What is expected is not written here: it is what a real
// kube-apiserver answered (recorded/, made by record.ts). Separate from running them, because the same cases go to the
// real server and, in process and over HTTP, to the embedded one.
// Texts may hold `{name.path.to.0.member}`: an earlier saved answer, and `{case.ns}`: the namespace of the case.

export type Query = Readonly<Record<string, string>>;
/** A member by name, or the first element of a list whose members have these values. */
export type PickStep = string | Readonly<Record<string, string>>;
export type Until = {
  code?: number;
  /** This text is in the answer's JSON. */
  has?: string;
};

export type Ask = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query;
  body?: unknown;
  contentType?: string;
  accept?: string;
  userAgent?: string;
  /** Keeps the body of the answer under this name. */
  save?: string;
  /** Asked again until the answer is this; the last answer is recorded. */
  until?: Until;
  /** Records only this part of the answer, where the rest is what else the server has. */
  pick?: readonly PickStep[];
};
/** Opens a watch under a name; its events are read by later steps. */
export type Open = { open: string; path: string; query?: Query; accept?: string };
/** The next `count` events of an open watch, or all until the server ends it. */
export type Read = { read: string; count: number | 'all' };
export type Step = Ask | Open | Read;

export type Case = { name: string; steps: readonly Step[] };
export type Group = { name: string; cases: readonly Case[] };

export const JSON_PATCH = 'application/json-patch+json';
export const MERGE_PATCH = 'application/merge-patch+json';
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
export const APPLY_PATCH = 'application/apply-patch+yaml';
export const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
export const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json';
export const PARTIAL_LIST =
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';

export const GROUP = 'corpus.dev';
export const GADGETS = `/apis/${GROUP}/v1/namespaces/{case.ns}/gadgets`;
export const CONFIG_MAPS = '/api/v1/namespaces/{case.ns}/configmaps';
export const SECRETS = '/api/v1/namespaces/{case.ns}/secrets';
export const PODS = '/api/v1/namespaces/{case.ns}/pods';
export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

type More = Partial<Omit<Ask, 'method' | 'path' | 'body'>>;

export function get(path: string, more: More = {}): Ask {
  return { method: 'GET', path, ...more };
}
export function post(path: string, body: unknown, more: More = {}): Ask {
  return { method: 'POST', path, body, ...more };
}
export function put(path: string, body: unknown, more: More = {}): Ask {
  return { method: 'PUT', path, body, ...more };
}
export function del(path: string, body?: unknown, more: More = {}): Ask {
  return { method: 'DELETE', path, ...(body === undefined ? {} : { body }), ...more };
}
export function merge(path: string, body: unknown, more: More = {}): Ask {
  return { method: 'PATCH', path, body, contentType: MERGE_PATCH, ...more };
}
export function json(path: string, body: unknown, more: More = {}): Ask {
  return { method: 'PATCH', path, body, contentType: JSON_PATCH, ...more };
}
export function strategic(path: string, body: unknown, more: More = {}): Ask {
  return { method: 'PATCH', path, body, contentType: STRATEGIC_PATCH, ...more };
}
/** Server-side apply by a field manager. */
export function apply(path: string, manager: string, body: unknown, more: More = {}): Ask {
  const query = { fieldManager: manager, ...more.query };
  return { method: 'PATCH', path, body, contentType: APPLY_PATCH, ...more, query };
}
/** What `path` is once the answer is so. */
export function until(path: string, wanted: Until, more: More = {}): Ask {
  return { method: 'GET', path, until: wanted, ...more };
}

export function one(name: string, ...steps: Step[]): Case {
  return { name, steps };
}

/** One case per row; the row's first member ends its name. */
export function family<T extends readonly unknown[]>(
  name: string,
  rows: readonly (readonly [string, ...T])[],
  steps: (...row: T) => readonly Step[],
): Case[] {
  return rows.map(([what, ...row]) => ({ name: `${name}: ${what}`, steps: steps(...row) }));
}

type Members = Readonly<Record<string, unknown>>;

export function gadget(name: string, spec: Members = {}, metadata: Members = {}): Members {
  return { apiVersion: `${GROUP}/v1`, kind: 'Gadget', metadata: { name, ...metadata }, spec };
}
export function configMap(name: string, data: Members = {}, metadata: Members = {}): Members {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}
export function secret(name: string, more: Members = {}, metadata: Members = {}): Members {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, ...metadata }, ...more };
}
