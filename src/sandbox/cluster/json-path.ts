// The JSONPath subset of printer columns: fields, quoted fields, indexes, wildcards and filters that compare one field with
// a literal, as in `.status.conditions[?(@.type=="Ready")].status`.
// https://kubernetes.io/docs/reference/kubectl/jsonpath/
import { isObject } from './json.ts';

type Step = (values: readonly unknown[]) => unknown[];

const compiledPaths = new Map<string, readonly Step[]>();

/** Every value at the path; none when the path leads nowhere. */
export function valuesAt(path: string, root: unknown): unknown[] {
  let steps = compiledPaths.get(path);
  if (steps === undefined) {
    steps = compile(path);
    compiledPaths.set(path, steps);
  }
  return steps
    .reduce<unknown[]>((values, step) => step(values), [root])
    .filter((value) => value !== undefined && value !== null);
}

const TOKEN =
  /\.?\[\?\(@\.([\w.-]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([^)]+))\)\]|\.?\[(?:'([^']*)'|"([^"]*)"|(\*)|(-?\d+))\]|\.(\*)|\.?((?:[^.[\]\\]|\\.)+)/y;

function compile(path: string): Step[] {
  const steps: Step[] = [];
  const text = path.replace(/^\{(.*)\}$/, '$1');
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null)
      throw new Error(
        `JSONPath ${path}: cannot read from "${text.slice(start)}"; see the printer columns' notation`,
      );
    steps.push(stepOf(token));
  }
  return steps;
}

function stepOf(token: RegExpExecArray): Step {
  const [, filterPath, operator, quoted, single, bare, key, doubleKey, star, index, dotStar, field] = token;
  if (filterPath !== undefined)
    return filter(filterPath.split('.'), operator === '!=', quoted ?? single ?? (bare ?? '').trim());
  if (star !== undefined || dotStar !== undefined) return (values) => values.flatMap(children);
  if (index !== undefined)
    return (values) => values.map((value) => (Array.isArray(value) ? value.at(Number(index)) : undefined));
  const name = key ?? doubleKey ?? (field ?? '').replaceAll('\\', '');
  return (values) => values.map((value) => (isObject(value) ? value[name] : undefined));
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function filter(steps: readonly string[], negated: boolean, literal: string): Step {
  const matches = (item: unknown) => {
    let value = item;
    for (const step of steps) value = isObject(value) ? value[step] : undefined;
    return (value !== undefined && String(value) === literal) !== negated;
  };
  return (values) => values.flatMap(children).filter(matches);
}
