// labelSelector and fieldSelector in the query's text form. An unparsable selector is a 400 as on a real server,
// never "everything".
import type { KubeObject } from './json.ts';
import { isObject } from './json.ts';
import type { Resource } from './resource.ts';
import { badRequest } from './status-errors.ts';

export type Matcher = (object: KubeObject) => boolean;
type Labels = Readonly<Record<string, string>>;

/** Returns undefined when there is nothing to select on. */
export function selectorOf(
  resource: Resource,
  labelSelector: string,
  fieldSelector: string,
): Matcher | undefined {
  const labels = labelSelector === '' ? [] : splitTop(labelSelector).map(labelRequirement);
  const fields =
    fieldSelector === '' ? [] : fieldSelector.split(',').map((term) => fieldRequirement(resource, term));
  if (labels.length === 0 && fields.length === 0) return undefined;
  return (object) => {
    const own = object.metadata.labels ?? {};
    return labels.every((matches) => matches(own)) && fields.every((matches) => matches(object));
  };
}

/** Splits at commas outside parentheses. */
function splitTop(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function labelRequirement(term: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    if (operator === 'in') return (labels) => labels[key] !== undefined && values.includes(labels[key]);
    return (labels) => labels[key] === undefined || !values.includes(labels[key]);
  }
  const comparison = /^([^!=\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (comparison !== null) {
    const [, key = '', operator, value = ''] = comparison;
    if (operator === '!=') return (labels) => labels[key] !== value;
    return (labels) => labels[key] === value;
  }
  const existence = /^(!?)\s*([A-Za-z0-9._/-]+)$/.exec(term);
  if (existence === null)
    throw badRequest(`unable to parse requirement: ${JSON.stringify(term)} is no label requirement`);
  const [, not, key = ''] = existence;
  return (labels) => (labels[key] === undefined) === (not === '!');
}

function fieldRequirement(resource: Resource, term: string): (object: KubeObject) => boolean {
  const parsed = /^([^!=]+)(==|=|!=)(.*)$/.exec(term.trim());
  if (parsed === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, path = '', operator, value = ''] = parsed;
  if (path !== 'metadata.name' && path !== 'metadata.namespace' && !resource.selectable.includes(path)) {
    throw badRequest(`field label not supported: ${path}`);
  }
  const steps = path.split('.');
  return (object) => (textAt(object, steps) === value) !== (operator === '!=');
}

function textAt(object: KubeObject, steps: readonly string[]): string {
  let value: unknown = object;
  for (const step of steps) value = isObject(value) ? value[step] : undefined;
  return value === undefined || value === null ? '' : String(value);
}
