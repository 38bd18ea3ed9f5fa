// JSON Patch, RFC 6902, on values that must not be mutated: the document is copied once.
import type { Obj } from './json.ts';
import { clone, equal, isObject } from './json.ts';
import { badRequest, failure } from './status-errors.ts';

type Operation = { op: string; path: string; from?: string; value?: unknown };

export function jsonPatch(document: Obj, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('error decoding patch: a JSON patch is a list of operations');
  let root: unknown = clone(document);
  for (const operation of patch.map(operationOf)) root = perform(root, operation);
  return root;
}

function operationOf(value: unknown): Operation {
  if (!isObject(value) || typeof value.op !== 'string' || typeof value.path !== 'string') {
    throw badRequest('error decoding patch: each operation of a JSON patch has op and path');
  }
  return {
    op: value.op,
    path: value.path,
    value: value.value,
    ...(typeof value.from === 'string' ? { from: value.from } : {}),
  };
}

function perform(root: unknown, { op, path, from = '', value }: Operation): unknown {
  if (op === 'add') return put(root, path, clone(value), true);
  if (op === 'replace') {
    read(root, path);
    return put(root, path, clone(value), false);
  }
  if (op === 'remove') return drop(root, path);
  if (op === 'test') {
    if (equal(read(root, path), value)) return root;
    throw refused(`testing value ${path} failed`);
  }
  if (op === 'copy') return put(root, path, clone(read(root, from)), true);
  if (op === 'move') {
    const moved = read(root, from);
    return put(drop(root, from), path, moved, true);
  }
  throw badRequest(`error decoding patch: ${op} is no operation of a JSON patch`);
}

function refused(why: string): Error {
  return failure(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${why}`,
    {},
  );
}

function steps(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/'))
    throw badRequest(`error decoding patch: path ${path} does not begin with a slash`);
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function child(parent: unknown, step: string, path: string): unknown {
  const found = Array.isArray(parent)
    ? parent[indexOf(step, parent.length)]
    : isObject(parent)
      ? parent[step]
      : undefined;
  if (found === undefined) throw refused(`the path ${path} does not exist`);
  return found;
}

function indexOf(step: string, length: number): number {
  if (!/^(0|[1-9]\d*)$/.test(step)) throw refused(`${step} is no index of a list of ${length}`);
  return Number(step);
}

function read(root: unknown, path: string): unknown {
  return steps(path).reduce((value, step) => child(value, step, path), root);
}

function parentOf(root: unknown, path: string): { parent: unknown; last: string } {
  const all = steps(path);
  const last = all.pop() ?? '';
  return { parent: all.reduce((value, step) => child(value, step, path), root), last };
}

function put(root: unknown, path: string, value: unknown, insert: boolean): unknown {
  if (path === '') return value;
  const { parent, last } = parentOf(root, path);
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : indexOf(last, parent.length);
    if (index > parent.length) throw refused(`the index ${last} of ${path} is behind the end of the list`);
    parent.splice(index, insert ? 0 : 1, value);
  } else if (isObject(parent)) parent[last] = value;
  else throw refused(`the parent of ${path} is neither object nor list`);
  return root;
}

function drop(root: unknown, path: string): unknown {
  const { parent, last } = parentOf(root, path);
  child(parent, last, path);
  if (Array.isArray(parent)) parent.splice(indexOf(last, parent.length), 1);
  else if (isObject(parent)) delete parent[last];
  return root;
}
