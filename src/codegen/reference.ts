// The reference page of one resource, for people: every field with its default and whether it can change, the status, the
// rules, the conditions, what it may call in AWS. Made from the same facts as the CRD, so it cannot be out of date.
import type { AnyKind } from '../model/kind.ts';
import { API_VERSION } from '../model/object.ts';
import { commonSpecFields, commonStatusFields } from '../model/spec-fields.ts';
import { type Field, fieldsOf } from './fields.ts';
import type { Resource } from './resource.ts';
import type { Node } from './structural.ts';

/** Text that may stand in a cell of a Markdown table. */
function cell(value: string): string {
  return value.replaceAll('\n', ' ').replace(/(?<!\\)\|/g, '\\|');
}

function defaultOf(field: Field, kind: AnyKind | undefined): string {
  if (field.default !== undefined) return `\`${JSON.stringify(field.default)}\``;
  const ours = kind?.defaults[field.path];
  return ours === undefined ? '' : `\`${JSON.stringify(ours)}\``;
}

function specRow(field: Field, kind: AnyKind | undefined): string {
  const top = field.path.split(/[.[]/, 1)[0] ?? '';
  const fixed = kind?.immutable.some((path) => path === field.path || path === top) ? 'no' : 'yes';
  const name = field.required ? `\`${field.path}\` (required)` : `\`${field.path}\``;
  return `| ${name} | ${cell(field.type)} | ${cell(defaultOf(field, kind))} | ${kind === undefined ? '' : fixed} | ${cell(field.description)} |`;
}

function statusRow(field: Field): string {
  return `| \`${field.path}\` | ${cell(field.type)} | ${cell(field.description)} |`;
}

function isShared(field: Field, shared: object): boolean {
  return Object.hasOwn(shared, field.path.split(/[.[]/, 1)[0] ?? '');
}

function specTable(fields: readonly Field[], kind: AnyKind | undefined): readonly string[] {
  const head = ['| Field | Type | Default | Can change | Meaning |', '|---|---|---|---|---|'];
  return [...head, ...fields.map((field) => specRow(field, kind))];
}

function statusTable(fields: readonly Field[]): readonly string[] {
  return ['| Field | Type | Meaning |', '|---|---|---|', ...fields.map(statusRow)];
}

function rulesOf(node: Node): readonly string[] {
  const rules = node['x-kubernetes-validations'];
  const messages = (Array.isArray(rules) ? rules : []).map(
    (rule: { message: string }) => `- ${rule.message}`,
  );
  return messages.length === 0
    ? []
    : ['', '## Rules', '', 'The API server refuses what breaks one of these:', '', ...messages];
}

function referencesOf(kind: AnyKind): readonly string[] {
  if (kind.references.length === 0) return [];
  const rows = kind.references.map(({ path, to, needs, missing, holdsTarget }) => {
    const target = to.length === 0 ? 'something without a kind' : to.join(', ');
    const wait = missing === 'wait' ? 'this object waits' : 'only this item is held back';
    return `| \`${path}\` | ${target} | ${needs === 'id' ? 'it has an id' : 'it is usable'} | ${wait} | ${holdsTarget ? 'yes' : 'no'} |`;
  });
  return [
    '',
    '## References',
    '',
    '| Field | To | Needs that | Until then | Holds its target |',
    '|---|---|---|---|---|',
    ...rows,
  ];
}

const conditions = [
  '| Condition | Present | True means |',
  '|---|---|---|',
  '| `Ready` | always | AWS is as declared, and the thing is in use. The reason says why not. |',
  '| `Synced` | always | The last pass could do its work. |',
  '| `ReferencesResolved` | always | Every reference has what it needs. |',
  '| `Reconciling` | while true | Work is under way. |',
  '| `Stalled` | while true | Nothing will happen until somebody acts; the message says what. |',
  '| `Drifted` | while true | Something was changed in AWS by another hand. |',
  '| `PlanPending` | while true | A change set stands in `status.plan` and is not applied. |',
  '| `DeletionBlocked` | while true | The deletion cannot go on; the message names what stands in the way. |',
];

function ofKind(kind: AnyKind): readonly string[] {
  return [
    ...referencesOf(kind),
    '',
    '## Conditions',
    '',
    ...conditions,
    '',
    'All reasons are listed in [reasons.md](reasons.md).',
    '',
    '## Calls that change AWS',
    '',
    [...kind.writes]
      .sort()
      .map((operation) => `\`${operation}\``)
      .join(', '),
  ];
}

export function referencePage(resource: Resource): string {
  const { kind, plural, shortName, about, scope, spec, status, from } = resource;
  const specFields = fieldsOf(spec, '');
  const statusFields = status === undefined ? [] : fieldsOf(status, '');
  const own = specFields.filter((field) => from === undefined || !isShared(field, commonSpecFields));
  const shared = from === undefined ? [] : specFields.filter((field) => isShared(field, commonSpecFields));
  const ownStatus = statusFields.filter(
    (field) => from === undefined || !isShared(field, commonStatusFields),
  );
  const names = `\`${plural}.vpcraft.dev\`${shortName === undefined ? '' : `, short \`${shortName}\``}`;
  return [
    '<!-- Generated by `npm run generate`; do not edit. -->',
    `# ${kind}`,
    '',
    about,
    '',
    `\`${API_VERSION}\`, ${names}, ${scope === 'Cluster' ? 'cluster scoped' : 'namespaced'}.`,
    '',
    '## Spec',
    '',
    ...specTable(own, from),
    ...(shared.length === 0 ? [] : ['', '### Shared by every kind', '', ...specTable(shared, undefined)]),
    ...(status === undefined ? [] : ['', '## Status', '', ...statusTable(ownStatus)]),
    ...(from === undefined
      ? []
      : ['', 'The fields that every kind shares are described in [status.md](status.md).']),
    ...rulesOf(spec),
    ...(from === undefined ? [] : ofKind(from)),
    '',
  ].join('\n');
}

/** The status fields that every kind shares. */
export function statusPage(shared: Node): string {
  const intro = [
    '<!-- Generated by `npm run generate`; do not edit. -->',
    '# Status fields of every kind',
    '',
  ];
  return [...intro, ...statusTable(fieldsOf(shared, '')), '', '## Conditions', '', ...conditions, ''].join(
    '\n',
  );
}
