// labelSelector and fieldSelector of a query as one question to an object. An unparsable selector is a 400 as on a real
// server, never "everything". Fields follow k8s.io/apimachinery/pkg/fields/selector.go.
import type { KubeObject } from './json.ts';
import { isObject } from './json.ts';
import { labelMatchers } from './label-selector.ts';
import type { Resource } from './resource.ts';
import { badRequest } from './status-errors.ts';

export type Matcher = (object: KubeObject) => boolean;

/** Returns undefined when there is nothing to select on. */
export function selectorOf(
  resource: Resource,
  labelSelector: string,
  fieldSelector: string,
): Matcher | undefined {
  const labels = labelMatchers(labelSelector);
  const fields = termsOf(fieldSelector).map((term) => fieldRequirement(resource, term, fieldSelector));
  if (labels.length === 0 && fields.length === 0) return undefined;
  return (object) => {
    const own = object.metadata.labels ?? {};
    return labels.every((matches) => matches(own)) && fields.every((matches) => matches(object));
  };
}

/** Splits at commas that no backslash takes their meaning. */
function termsOf(selector: string): string[] {
  return (selector.match(/(?:\\.|[^,\\])+/gs) ?? []).filter((term) => term !== '').sort();
}

function fieldRequirement(resource: Resource, term: string, whole: string): (object: KubeObject) => boolean {
  const parsed = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
  if (parsed === null) throw badRequest(`invalid selector: '${whole}'; can't understand '${term}'`);
  const [, path = '', operator, escaped = ''] = parsed;
  const value = unescaped(escaped);
  if (path !== 'metadata.name' && path !== 'metadata.namespace' && !resource.selectable.includes(path))
    throw badRequest(unknownFieldText(resource, path));
  const steps = (resource.selectPaths?.[path] ?? path).split('.');
  return (object) => (textAt(object, steps) === value) !== (operator === '!=');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.?)/gs, (sequence, character: string) => {
    if (['\\', ',', '='].includes(character)) return character;
    throw badRequest(`invalid field selector: invalid escape sequence: ${sequence}`);
  });
}

function unknownFieldText(resource: Resource, path: string): string {
  if (resource.compiled !== undefined || resource.selectable.length > 0)
    return `field label not supported: ${path}`;
  return `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function textAt(object: KubeObject, steps: readonly string[]): string {
  let value: unknown = object;
  for (const step of steps) value = isObject(value) ? value[step] : undefined;
  return value === undefined || value === null ? '' : String(value);
}
