// One custom resource as codegen sees it, whether it comes from a kind or is one of the engine's two settings objects:
// everything generated is a function of a list of these. The fields shared by all kinds are merged in here and nowhere else.
import { isRecord } from '../model/json.ts';
import type { AnyKind, Column, Rule } from '../model/kind.ts';
import { commonSpecRules, commonStatusFields, sharedFieldsOf, statusDefault } from '../model/spec-fields.ts';
import { type Node, structural } from './structural.ts';

export type Resource = {
  kind: string;
  plural: string;
  singular: string;
  shortName?: string;
  scope: 'Namespaced' | 'Cluster';
  about: string;
  /** Between ID and Age. */
  columns: readonly Column[];
  /** Whether it stands for something in AWS and so has an id. */
  hasID: boolean;
  spec: Node;
  status: Node;
  /** What the API server fills in before anybody reports. */
  statusDefault: object;
  /** Where the resource comes from, when it is a kind. */
  from?: AnyKind;
};

/** Schema and rules of a settings object, complete as they stand. */
export type SettingsDefinition = {
  names: { kind: string; plural: string; singular: string; shortName?: string; columns: readonly Column[] };
  about: string;
  scope: 'Namespaced' | 'Cluster';
  /** `statusDefault` left out: one that nobody takes for current. */
  schema: { spec: unknown; status: unknown; statusDefault?: object; rules: readonly Rule[] };
};

function membersOf(node: Node): Readonly<Record<string, unknown>> {
  return isRecord(node['properties']) ? node['properties'] : {};
}

function merged(own: Node, shared: unknown, path: string): Node {
  const common = structural({ type: 'object', properties: shared }, path);
  const clash = Object.keys(membersOf(own)).find((name) => Object.hasOwn(membersOf(common), name));
  if (clash !== undefined)
    throw new Error(`${path}.${clash} is a field that every kind shares: leave it out of the kind`);
  return { ...own, properties: { ...membersOf(common), ...membersOf(own) } };
}

function withRules(node: Node, rules: readonly Rule[]): Node {
  const present = node['x-kubernetes-validations'];
  const all = [...(Array.isArray(present) ? present : []), ...rules];
  return all.length === 0 ? node : { ...node, 'x-kubernetes-validations': all };
}

/** Nothing is required in a status: the default is nearly empty, and each writer knows only a part. */
function withoutRequired(node: Node): Node {
  const { required: _, ...rest } = node;
  return rest;
}

/** @throws Error naming the field that is not structural or declared twice. */
export function resourceOfKind(kind: AnyKind): Resource {
  const { names } = kind;
  const isContribution = kind.contributesTo !== undefined;
  const spec = structural(kind.schema.spec, `${names.kind}.spec`);
  const status = withoutRequired(structural(kind.schema.status, `${names.kind}.status`));
  return {
    ...names,
    scope: 'Namespaced',
    about: kind.about,
    hasID: true,
    spec: withRules(merged(spec, sharedFieldsOf(kind), `${names.kind}.spec`), [
      ...(isContribution ? [] : commonSpecRules),
      ...kind.schema.rules,
    ]),
    status: merged(status, commonStatusFields, `${names.kind}.status`),
    statusDefault,
    from: kind,
  };
}

export function resourceOfSettings(definition: SettingsDefinition): Resource {
  const { names, about, scope, schema } = definition;
  return {
    ...names,
    scope,
    about,
    hasID: false,
    spec: withRules(structural(schema.spec, `${names.kind}.spec`), schema.rules),
    status: withoutRequired(structural(schema.status, `${names.kind}.status`)),
    statusDefault: schema.statusDefault ?? statusDefault,
  };
}
