// JSON Patch, RFC 6902, on values that must not be mutated: the document is copied once. Where the RFC and the library of
// the API server (github.com/evanphx/json-patch) part, it is the library that is followed: a member that is missing can be
// replaced, copied (as null) and tested for null.
import type { Obj } from './json.ts';
import { clone, equal, isObject } from './json.ts';
import { badRequest, failure } from './status-errors.ts';

type Operation = { op: string; path: string; from?: string; value?: unknown };

/** Operations in one patch (k8s.io/apiserver/pkg/endpoints/handlers/patch.go, maxJSONPatchOperations). */
const MOST_OPERATIONS = 10_000;

export function jsonPatch(document: Obj, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    const type = isObject(patch) ? 'object' : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${type} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > MOST_OPERATIONS) {
    const message = `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`;
    throw failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
  }
  let root: unknown = clone(document);
  for (const operation of patch.map(operationOf)) root = perform(root, operation);
  return root;
}

function operationOf(value: unknown): Operation {
  if (!isObject(value) || typeof value.op !== 'string' || typeof value.path !== 'string') throw refused();
  return {
    op: value.op,
    path: value.path,
    value: value.value,
    ...(typeof value.from === 'string' ? { from: value.from } : {}),
  };
}

function perform(root: unknown, { op, path, from = '', value }: Operation): unknown {
  switch (op) {
    case 'add':
      return put(root, path, clone(value), true);
    case 'replace':
      return put(root, path, clone(value), false);
    case 'remove':
      return drop(root, path);
    case 'test':
      if (!equal(read(root, path) ?? null, value ?? null)) throw refused();
      return root;
    case 'copy':
      return put(root, path, clone(read(root, from) ?? null), true);
    case 'move': {
      const moved = read(root, from);
      if (moved === undefined) throw refused();
      return put(drop(root, from), path, moved, true);
    }
    default:
      throw refused();
  }
}

/** The server does not say which operation failed, nor why. */
function refused(): Error {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

function steps(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw refused();
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function indexOf(step: string): number {
  if (!/^(0|[1-9]\d*)$/.test(step)) throw refused();
  return Number(step);
}

/** A member that may be missing; an item must be there. */
function child(parent: unknown, step: string): unknown {
  if (isObject(parent)) return parent[step];
  if (!Array.isArray(parent) || indexOf(step) >= parent.length) throw refused();
  return parent[indexOf(step)];
}

function parentOf(root: unknown, path: string): { parent: unknown; last: string } {
  const all = steps(path);
  const last = all.pop();
  if (last === undefined) throw refused();
  const parent = all.reduce((value, step) => child(value, step), root);
  if (!isObject(parent) && !Array.isArray(parent)) throw refused();
  return { parent, last };
}

function read(root: unknown, path: string): unknown {
  if (path === '') return root;
  const { parent, last } = parentOf(root, path);
  return child(parent, last);
}

function put(root: unknown, path: string, value: unknown, insert: boolean): unknown {
  if (path === '') return value;
  const { parent, last } = parentOf(root, path);
  if (isObject(parent)) parent[last] = value;
  else if (Array.isArray(parent)) {
    const index = insert && last === '-' ? parent.length : indexOf(last);
    if (index > parent.length - (insert ? 0 : 1)) throw refused();
    parent.splice(index, insert ? 0 : 1, value);
  }
  return root;
}

function drop(root: unknown, path: string): unknown {
  const { parent, last } = parentOf(root, path);
  if (child(parent, last) === undefined) throw refused();
  if (Array.isArray(parent)) parent.splice(indexOf(last), 1);
  else if (isObject(parent)) delete parent[last];
  return root;
}
