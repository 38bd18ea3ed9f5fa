// One API request after the path is read, in the words of the server: verb, resource, name. Both fronts make these.
import { badRequest } from './status-errors.ts';

export type RawRequest = {
  method: string;
  /** Without the query. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body?: unknown;
};

/** A body that is no value in its format; whoever needs it refuses it. */
export class UnreadableBody {
  readonly text: string;
  readonly why: string;

  constructor(text: string, why: string) {
    this.text = text;
    this.why = why;
  }
}

export type ResourcePath = {
  group: string;
  version: string;
  namespace: string;
  plural: string;
  name: string;
  subresource: string;
  /** The path itself asks for a watch. */
  watch: boolean;
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
  // The older form of a watch: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
  const watch = rest[0] === 'watch' && rest.length > 1;
  if (watch) rest.shift();
  if (version === '' || rest.length === 0) return undefined;
  let namespace = '';
  if (rest[0] === 'namespaces' && rest.length >= 3 && !NAMESPACE_SUBRESOURCES.includes(rest[2] ?? '')) {
    namespace = rest[1] ?? '';
    rest.splice(0, 2);
  }
  const [plural = '', name = '', subresource = ''] = rest;
  return { group, version, namespace, plural, name, subresource, watch };
}

export function verbOf(method: string, named: boolean, watch: boolean): string {
  if (method === 'GET') return watch ? 'watch' : named ? 'get' : 'list';
  if (method === 'DELETE') return named ? 'delete' : 'deletecollection';
  const verb = { POST: 'create', PUT: 'update', PATCH: 'patch' }[method];
  if (verb === undefined)
    throw badRequest(`the method ${method} is not one of GET, POST, PUT, PATCH, DELETE`);
  return verb;
}
