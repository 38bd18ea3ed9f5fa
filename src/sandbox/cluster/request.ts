// One API request after the path is read, in the words of the server: verb, resource, name. Both fronts make these.
import type { Obj } from './json.ts';
import { badRequest, noSuchPath } from './status-errors.ts';

export type RawRequest = {
  method: string;
  /** Without the query. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body?: unknown;
};

export type ResourcePath = {
  group: string;
  version: string;
  namespace: string;
  plural: string;
  name: string;
  subresource: string;
};

const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

/** The resource that a path names, or undefined when it is no resource's path. */
export function resourcePath(path: string): ResourcePath | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return undefined;
  const [group = '', version = ''] = core ? ['', parts[1]] : [parts[1], parts[2]];
  const rest = parts.slice(core ? 2 : 3);
  if (version === '' || rest.length === 0) return undefined;
  let namespace = '';
  if (rest[0] === 'namespaces' && rest.length >= 3 && !NAMESPACE_SUBRESOURCES.includes(rest[2] ?? '')) {
    namespace = rest[1] ?? '';
    rest.splice(0, 2);
  }
  const [plural = '', name = '', subresource = ''] = rest;
  if (rest.length > 3) throw noSuchPath();
  return { group, version, namespace, plural, name, subresource };
}

export function verbOf(method: string, named: boolean, watch: boolean): string {
  if (method === 'GET') return watch ? 'watch' : named ? 'get' : 'list';
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection';
  const verb = { POST: 'create', PUT: 'update', PATCH: 'patch' }[method];
  if (verb === undefined)
    throw badRequest(`the method ${method} is not one of GET, POST, PUT, PATCH, DELETE`);
  return verb;
}

/** How a write is to be made; from the query and, for DELETE, the body. */
export type WriteOptions = {
  dryRun: boolean;
  fieldManager: string;
  force: boolean;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  time: string;
};

export function writeOptions(request: RawRequest, time: string): WriteOptions {
  const { query, headers } = request;
  const validation = query.fieldValidation ?? 'Warn';
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') {
    throw badRequest(
      `fieldValidation: Unsupported value: "${validation}": supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  return {
    dryRun: query.dryRun === 'All',
    fieldManager: query.fieldManager ?? managerOf(headers['user-agent'] ?? ''),
    force: query.force === 'true',
    fieldValidation: validation,
    time,
  };
}

/** What a server calls a client that names no field manager: its user agent up to the first slash. */
function managerOf(userAgent: string): string {
  const name = userAgent.split('/')[0] ?? '';
  return name === '' ? 'unknown' : name;
}

export type DeleteOptions = {
  uid?: string;
  resourceVersion?: string;
  policy: 'Background' | 'Foreground' | 'Orphan';
  dryRun: boolean;
};

export function deleteOptions(request: RawRequest): DeleteOptions {
  const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Obj;
  const preconditions = (body.preconditions ?? {}) as Obj;
  const policy =
    request.query.propagationPolicy ??
    body.propagationPolicy ??
    (body.orphanDependents === true ? 'Orphan' : 'Background');
  if (policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan') {
    throw badRequest(
      `propagationPolicy: Unsupported value: "${String(policy)}": supported values: "Background", "Foreground", "Orphan"`,
    );
  }
  return {
    policy,
    dryRun: request.query.dryRun === 'All' || (Array.isArray(body.dryRun) && body.dryRun.includes('All')),
    ...(typeof preconditions.uid === 'string' ? { uid: preconditions.uid } : {}),
    ...(typeof preconditions.resourceVersion === 'string'
      ? { resourceVersion: preconditions.resourceVersion }
      : {}),
  };
}
