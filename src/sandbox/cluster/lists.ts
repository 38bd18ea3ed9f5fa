// GET of a collection: selection, paging on the snapshot of the first page, and what resourceVersion may ask for.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
import type { ListMetadata } from './forms.ts';
import type { KubeObject } from './json.ts';
import { refuseListOptions } from './list-options.ts';
import type { Resource } from './resource.ts';
import { selectorOf } from './selectors.ts';
import { badRequest, expired, tooLargeResourceVersion } from './status-errors.ts';
import { Storage } from './storage.ts';
import { served } from './resource.ts';
import type { World } from './world.ts';

type Query = Readonly<Record<string, string>>;
export type Listed = { items: KubeObject[]; metadata: ListMetadata };

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the ' +
  'continue parameter.';

export function list(world: World, resource: Resource, namespace: string, query: Query): Listed {
  const selector = selectorOf(resource, query.labelSelector ?? '', query.fieldSelector ?? '');
  refuseListOptions(query, false);
  // A list of any revision comes from the server's cache, which knows no pages.
  const cached = query.resourceVersion === '0' && query.resourceVersionMatch !== 'Exact';
  const limit = cached ? 0 : Math.max(0, Number(query.limit ?? 0));
  const { revision, after } = startOf(world, resource, query);
  const within = resource.namespaced && namespace !== '' ? namespace : undefined;
  const all = world.storage.listAt(resource.store, revision, within);
  if (all === undefined) throw expired(after === '' ? tooOld(world, resource, revision) : CONTINUE_EXPIRED);
  const items: KubeObject[] = [];
  let position = after === '' ? 0 : all.findIndex((object) => keyOf(object) > after);
  if (position < 0) position = all.length;
  for (; position < all.length && (limit === 0 || items.length < limit); position++) {
    const object = all[position];
    if (object !== undefined && (selector === undefined || selector(object)))
      items.push(served(resource, object));
  }
  const metadata: ListMetadata = { resourceVersion: String(revision) };
  const last = all[position - 1];
  if (position < all.length && last !== undefined) {
    metadata.continue = continueToken(revision, keyOf(last));
    if (selector === undefined) metadata.remainingItemCount = all.length - position;
  }
  return { items, metadata };
}

function keyOf(object: KubeObject): string {
  return Storage.key(object.metadata.namespace, object.metadata.name);
}

function tooOld(world: World, resource: Resource, revision: number): string {
  return `The resourceVersion for the provided list is too old: ${revision} (${world.storage.floor(resource.store)})`;
}

function startOf(world: World, resource: Resource, query: Query): { revision: number; after: string } {
  if ((query.continue ?? '') !== '') {
    const token = parseToken(query.continue ?? '');
    if (query.resourceVersion !== undefined && !['', '0'].includes(query.resourceVersion))
      throw badRequest('specifying resource version is not allowed when using continue');
    if (token.revision < world.storage.floor(resource.store)) throw expired(CONTINUE_EXPIRED);
    return token;
  }
  const current = world.storage.revision;
  const asked = query.resourceVersion ?? '';
  if (asked === '' || asked === '0') return { revision: current, after: '' };
  if (!/^\d+$/.test(asked)) {
    const why = `strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`;
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(asked)}: ${why}`,
    );
  }
  const revision = Number(asked);
  if (revision > current) throw tooLargeResourceVersion(revision, current);
  return { revision: query.resourceVersionMatch === 'Exact' ? revision : current, after: '' };
}

function continueToken(revision: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url');
}

function parseToken(token: string): { revision: number; after: string } {
  const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  const bad = token.search(/[^A-Za-z0-9_-]/);
  if (bad >= 0) throw refuse(`illegal base64 data at input byte ${bad}`);
  const text = Buffer.from(token, 'base64url').toString('latin1');
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'rv' in parsed && 'start' in parsed)
      return { revision: Number(parsed.rv), after: String(parsed.start) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const code = text.charCodeAt(0);
    const printable = code >= FIRST_PRINTABLE && code <= LAST_PRINTABLE;
    const shown = printable ? text[0] : `\\u${code.toString(16).padStart(4, '0')}`;
    throw refuse(`invalid character '${shown}' looking for beginning of value`);
  }
  throw refuse('unrecognized encoded version ""');
}

/** ASCII. */
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;
