// Where a spec refers to other things: the reference patterns of a kind ('routes[].natGatewayRef') spread out over one
// object's spec. Separate because deletion, wake-up, tenancy and planning must all see the same references.
import { isRecord, memberAt } from '../model/json.ts';
import type { AnyKind, Reference } from '../model/kind.ts';

export type Occurrence = {
  reference: Reference;
  /** Concrete, in the form of the Ref field: 'routes[3].natGatewayRef', 'securityGroupRefs[0]'. */
  path: string;
  /** Path that the user wrote: that of the raw-id sibling where this was used. */
  written: string;
  /** The same as people are told, in the form of changes: an item by its key, 'routes[0.0.0.0/0].natGatewayRef'. */
  shown: string;
  target: { name: string; namespace: string | undefined } | { rawID: string };
};

/** How a target is named to people: with its namespace, where that is another one. */
export function shownTarget(
  kind: string,
  { name, namespace }: { name: string; namespace: string | undefined },
  from: string | undefined,
): string {
  return namespace === undefined || namespace === from ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** What to say of a target that is not there. */
export function notThere(shown: string): string {
  return `${shown} does not exist: create it, or correct the reference`;
}

/** 'vpcRef' → 'vpcID', 'subnetRefs' → 'subnetIDs'; a field that is raw itself has no sibling. */
export function rawSibling(field: string): string | undefined {
  if (field.endsWith('Refs')) return `${field.slice(0, -4)}IDs`;
  if (field.endsWith('Ref')) return `${field.slice(0, -3)}ID`;
  return undefined;
}

export function occurrencesOf(kind: AnyKind, spec: Readonly<Record<string, unknown>>): readonly Occurrence[] {
  return kind.references.flatMap((reference) => {
    const segments = reference.path.split('.');
    const field = segments[segments.length - 1] ?? '';
    const keys = (list: string) => keysOf(kind, list);
    return holdersOf(spec, segments.slice(0, -1), { path: '', shown: '', keys }).flatMap(
      ({ holder, path, shown }) => inHolder(reference, holder, { prefix: path, shown, field }),
    );
  });
}

/** Names of the members by which the items of a list of the spec are told apart; none: their places are. */
function keysOf({ schema }: AnyKind, list: string): readonly string[] {
  const keys = memberAt(schema, `spec.properties.${list}.x-kubernetes-list-map-keys`);
  return Array.isArray(keys) ? keys.map(String) : [];
}

type At = { path: string; shown: string; keys(list: string): readonly string[] };

function holdersOf(
  value: unknown,
  segments: readonly string[],
  { path, shown, keys }: At,
): { holder: Readonly<Record<string, unknown>>; path: string; shown: string }[] {
  if (!isRecord(value)) return [];
  const [segment, ...rest] = segments;
  if (segment === undefined) return [{ holder: value, path, shown }];
  const name = segment.replace(/\[\]$/, '');
  const member = Object.hasOwn(value, name) ? value[name] : undefined;
  const at = (before: string) => (before === '' ? name : `${before}.${name}`);
  if (!segment.endsWith('[]')) return holdersOf(member, rest, { path: at(path), shown: at(shown), keys });
  if (!Array.isArray(member)) return [];
  return member.flatMap((item, i) => {
    const place = { path: `${at(path)}[${i}]`, shown: `${at(shown)}[${keyIn(item, keys(at(path))) ?? i}]` };
    return holdersOf(item, rest, { ...place, keys });
  });
}

function keyIn(item: unknown, keys: readonly string[]): string | undefined {
  if (!isRecord(item) || keys.length === 0) return undefined;
  const values = keys.map((key) => item[key]);
  return values.includes(undefined) ? undefined : values.join('/');
}

function inHolder(
  reference: Reference,
  holder: Readonly<Record<string, unknown>>,
  place: { prefix: string; shown: string; field: string },
): Occurrence[] {
  const at = (field: string) => (place.prefix === '' ? field : `${place.prefix}.${field}`);
  const shownAt = (field: string) => (place.shown === '' ? field : `${place.shown}.${field}`);
  const own = Object.hasOwn(holder, place.field) ? holder[place.field] : undefined;
  const sibling = rawSibling(place.field);
  const raw = sibling !== undefined && Object.hasOwn(holder, sibling) ? holder[sibling] : undefined;
  if (sibling === undefined) {
    const path = at(place.field);
    return one(reference, inText(reference, own), { path, written: path, shown: shownAt(place.field) });
  }
  if (!place.field.endsWith('Refs')) {
    return [
      ...one(reference, own, {
        path: at(place.field),
        written: at(place.field),
        shown: shownAt(place.field),
      }),
      ...one(reference, raw, { path: at(place.field), written: at(sibling), shown: shownAt(sibling) }),
    ];
  }
  const named = Array.isArray(own) ? own : [];
  const ids = Array.isArray(raw) ? raw : [];
  return [
    ...named.flatMap((item, i) => {
      const path = `${at(place.field)}[${i}]`;
      return one(reference, item, { path, written: path, shown: shownAt(place.field) });
    }),
    ...ids.flatMap((item, i) =>
      one(reference, item, {
        path: `${at(place.field)}[${named.length + i}]`,
        written: `${at(sibling)}[${i}]`,
        shown: shownAt(sibling),
      }),
    ),
  ];
}

/** What a text that may hold a reference stands for; other values as they are. */
function inText({ inText: form }: Reference, value: unknown): unknown {
  if (form === undefined || typeof value !== 'string' || value.startsWith(form.rawID)) return value;
  if (!value.startsWith(form.name)) return undefined;
  const [first = '', second] = value.slice(form.name.length).split('/');
  return second === undefined ? { name: first } : { namespace: first, name: second };
}

type Place = Pick<Occurrence, 'path' | 'written' | 'shown'>;

/** Of a plural field, people are told the item by what it names. */
function one(reference: Reference, value: unknown, { shown, ...place }: Place): Occurrence[] {
  const item = (name: string) => (place.path.endsWith(']') ? `${shown}[${name}]` : shown);
  if (typeof value === 'string' && value !== '')
    return [{ reference, ...place, shown: item(value), target: { rawID: value } }];
  if (!isRecord(value) || typeof value.name !== 'string' || value.name === '') return [];
  const { name } = value;
  const namespace = typeof value.namespace === 'string' ? value.namespace : undefined;
  return [{ reference, ...place, shown: item(name), target: { name, namespace } }];
}

/**
 * The spec without the given occurrences: the innermost list item that holds one goes with it, a plain field alone.
 * This is how links are released: the ordinary plan for a spec without them.
 */
export function withoutOccurrences(
  spec: Readonly<Record<string, unknown>>,
  occurrences: readonly Occurrence[],
): Readonly<Record<string, unknown>> {
  const paths = new Set(occurrences.map((occurrence) => occurrence.written));
  const drop = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) {
      return value
        .filter((item, i) => !paths.has(`${path}[${i}]`) && !holdsDirectly(item, `${path}[${i}]`))
        .map((item, i) => (isRecord(item) ? drop(item, `${path}[${value.indexOf(item, i)}]`) : item));
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !paths.has(path === '' ? name : `${path}.${name}`))
        .map(([name, member]) => [name, drop(member, path === '' ? name : `${path}.${name}`)]),
    );
  };
  const holdsDirectly = (item: unknown, path: string) =>
    isRecord(item) && Object.keys(item).some((name) => paths.has(`${path}.${name}`));
  return drop(spec, '') as Readonly<Record<string, unknown>>;
}
