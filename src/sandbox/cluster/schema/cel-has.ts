// has(a.b) of a field that the schema does not know is a compile error in a real server, but the library looks only at
// `a`. This file adds the missing check to a parsed expression. Separate because it reaches into the library's tree:
// nothing else may.
import { isRecord } from '../../../model/json.ts';

type Checker = { check: (ast: unknown, context: unknown) => unknown };

/** Changes the tree of `ast` in place, before it is type-checked. */
export function checkMembersOfHas(ast: unknown): void {
  const seen = new Set<unknown>();
  const pending: unknown[] = [ast];
  while (pending.length > 0) {
    const node = pending.pop();
    if (Array.isArray(node)) pending.push(...node);
    else if (isRecord(node) && !seen.has(node)) {
      seen.add(node);
      pending.push(...partsOf(node));
    }
  }
}

function partsOf(node: Record<string, unknown>): unknown[] {
  const meta = isRecord(node.meta) ? node.meta : {};
  const macro = meta.macro;
  if (node.op === 'call' && Array.isArray(node.args) && node.args[0] === 'has' && isRecord(macro))
    extend(macro);
  const nested = ['iterable', 'init', 'step', 'receiver', 'arg', 'val', 'exp'];
  const parts = [node.args, ...nested.map((name) => node[name])];
  return isRecord(node.meta) ? [...parts, meta.alternate, macro] : parts;
}

function extend(macro: Record<string, unknown>): void {
  const original = macro.typeCheck;
  if (typeof original !== 'function') return;
  macro.typeCheck = (checker: Checker, self: Record<string, unknown>, context: unknown): unknown => {
    const type: unknown = original.call(macro, checker, self, context);
    if (Array.isArray(self.args)) checker.check(self.args[0], context);
    return type;
  };
}
