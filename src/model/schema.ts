// Schemas of custom resources: TypeBox values that are the JSON Schema themselves, so that TypeScript types, CRDs,
// documentation and the sandbox's validation come from one place. The builders here emit only what a structural OpenAPI
// v3 schema of a CRD may hold, and force a bound on every text and list: CEL rules are priced by these bounds.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
import Type, {
  type Static,
  type TArray,
  type TObject,
  type TOptional,
  type TProperties,
  type TSchema,
  type TString,
  type TUnsafe,
} from 'typebox';
import type { Rule } from './kind.ts';

declare const described: unique symbol;
/** A schema that carries the TypeScript type of what it describes. */
export type Schema<T> = TSchema & { readonly [described]?: T };

/** Gives a TypeBox schema the type it describes, for inference by `defineKind`. */
export function schemaOf<T extends TSchema>(schema: T): Schema<Static<T>> {
  return schema;
}

/** CEL rules of one value; each has a message, because without it the API server prints the rule's text. */
type Validated = { rules?: readonly Rule[] };

function validations(rules: readonly Rule[] | undefined): Record<string, unknown> {
  return rules === undefined || rules.length === 0 ? {} : { 'x-kubernetes-validations': rules };
}

/** The field may be left out; its description says what that means. */
export function optional<T extends TSchema>(schema: T): TOptional<T> {
  return Type.Optional(schema) as TOptional<T>;
}

/** A text of this form; anything else is answered with `says`, because nobody wants to read a regular expression. */
export type Form = { like: string; says: string };

export function text(
  description: string,
  options: { max: number; min?: number; pattern?: string; format?: string; form?: Form } & Validated,
): TString {
  const { max, min, form, rules = [], ...rest } = options;
  const formRule = form === undefined ? [] : [{ rule: `self.matches('${form.like}')`, message: form.says }];
  return Type.String({
    description,
    maxLength: max,
    ...(min === undefined ? {} : { minLength: min }),
    ...rest,
    ...validations([...formRule, ...rules]),
  });
}

/** Name of an AWS region. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
export const regionForm: Form = {
  like: '^[a-z]{2,}(-[a-z]+)+-[0-9]+$',
  says: 'must be the name of an AWS region, such as ap-northeast-1',
};

export function integer(
  description: string,
  range: { min: number; max: number } & Validated,
): TUnsafe<number> {
  return Type.Unsafe<number>(
    Type.Integer({
      description,
      minimum: range.min,
      maximum: range.max,
      format: 'int64',
      ...validations(range.rules),
    }),
  );
}

export function flag(description: string): TUnsafe<boolean> {
  return Type.Unsafe<boolean>(Type.Boolean({ description }));
}

/** One of a few words: `type: string` with `enum`, never `anyOf`. */
export function enumOf<const V extends readonly string[]>(
  values: V,
  description: string,
  preset?: V[number],
): TUnsafe<V[number]> {
  const base = { type: 'string', enum: [...values], description };
  return Type.Unsafe<V[number]>(preset === undefined ? base : { ...base, default: preset });
}

type ListOptions = { max: number; min?: number } & Validated;

function array<T extends TSchema>(
  item: T,
  description: string,
  options: ListOptions,
  extra: Record<string, unknown>,
): TArray<T> {
  const bounds = { maxItems: options.max, ...(options.min === undefined ? {} : { minItems: options.min }) };
  return Type.Array(item, { description, ...bounds, ...extra, ...validations(options.rules) });
}

/** A list that one writer owns as a whole. */
export function list<T extends TSchema>(item: T, description: string, options: ListOptions): TArray<T> {
  return array(item, description, options, { 'x-kubernetes-list-type': 'atomic' });
}

/** A list whose items are known by `keys` (required members), so that several writers can own items. */
export function keyedList<T extends TSchema>(
  item: T,
  description: string,
  options: ListOptions & { keys: readonly string[] },
): TArray<T> {
  return array(item, description, options, {
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': [...options.keys],
  });
}

export function objectOf<P extends TProperties>(
  properties: P,
  description: string,
  options: Validated = {},
): TObject<P> {
  return Type.Object(properties, { description, ...validations(options.rules) });
}

/** Text to text, such as tags. */
export function textMap(
  description: string,
  options: { maxEntries: number; maxValue: number } & Validated,
): TUnsafe<Record<string, string>> {
  return Type.Unsafe<Record<string, string>>({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: options.maxValue },
    maxProperties: options.maxEntries,
    description,
    ...validations(options.rules),
  });
}

/** Any JSON object; the API server keeps every member. */
export function anyObject(description: string): TUnsafe<Record<string, unknown>> {
  return Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    description,
    'x-kubernetes-preserve-unknown-fields': true,
  });
}

/** Any JSON value. */
export function anyValue(description: string): TUnsafe<unknown> {
  return Type.Unsafe<unknown>({ description, 'x-kubernetes-preserve-unknown-fields': true });
}

// 253: DNS subdomain names, 63: DNS labels. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
const NAME_MAX = 253;
const NAMESPACE_MAX = 63;
/** Longest EC2 id form is a prefix, a hyphen and 17 hexadecimal digits; 64 leaves room for every prefix. */
const ID_MAX = 64;
/** Longest IPv6 network: 39 characters, a slash and three digits. */
const CIDR_MAX = 43;

const nameField = (kind: string): TString => text(`Name of the ${kind}.`, { min: 1, max: NAME_MAX });
const namespaceField = (kind: string): TString =>
  text(
    `Namespace of the ${kind}. Left out: the namespace of this object. Another namespace needs a NetworkGrant there.`,
    { min: 1, max: NAMESPACE_MAX },
  );

export type RefObject = TObject<{ name: TString; namespace: TOptional<TString> }>;

/** `{name, namespace?}` of an object of `kind`. */
export function refTo(kind: string, description: string): RefObject {
  return objectOf({ name: nameField(kind), namespace: optional(namespaceField(kind)) }, description);
}

/** `a VPC`, `an InternetGateway`: by the sound of the first letter, which in our kinds is the letter. */
function withArticle(kind: string): string {
  return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** A raw EC2 id such as `vpc-0123456789abcdef0`. */
export function idOf(prefix: string, description: string): TString {
  return text(description, { max: ID_MAX, pattern: `^${prefix}-[0-9a-f]{8,17}$` });
}

export type RefPair<N extends string> = { [K in `${N}Ref`]: TOptional<RefObject> } & {
  [K in `${N}ID`]: TOptional<TString>;
};

/**
 * The pair of a reference and its raw sibling: `vpcRef` and `vpcID`. `about` is one sentence or more on what the field
 * does, whether it changes, and what leaving it out means.
 */
export function ref<const N extends string>(
  name: N,
  options: { kind: string; prefix: string; about: string },
): RefPair<N> {
  const { kind, prefix, about } = options;
  return {
    [`${name}Ref`]: optional(refTo(kind, `${about} Names ${withArticle(kind)}; excludes ${name}ID.`)),
    [`${name}ID`]: optional(rawID(name, prefix, about)),
  } as unknown as RefPair<N>;
}

function rawID(name: string, prefix: string, about: string): TString {
  return idOf(
    prefix,
    `${about} Names something that exists only in AWS by its id (${prefix}-…); excludes ${name}Ref, and the AWSAccount's rawIDs must allow it, where there is an AWSAccount at all.`,
  );
}

export type RefPlural<N extends string> = { [K in `${N}Refs`]: TOptional<TArray<RefObject>> } & {
  [K in `${N}IDs`]: TOptional<TArray<TString>>;
};

/** The plural pair, `routeTableRefs` and `routeTableIDs`: they add up. */
export function refs<const N extends string>(
  name: N,
  options: { kind: string; prefix: string; about: string; max: number },
): RefPlural<N> {
  const { kind, prefix, about, max } = options;
  return {
    [`${name}Refs`]: optional(
      list(refTo(kind, `One ${kind}.`), `${about} Names ${kind} objects; adds to ${name}IDs.`, { max }),
    ),
    [`${name}IDs`]: optional(
      list(
        idOf(prefix, `One id (${prefix}-…).`),
        `${about} Ids of things that exist only in AWS; adds to ${name}Refs.`,
        { max },
      ),
    ),
  } as unknown as RefPlural<N>;
}

/** Prefix lengths that a network may have, in bits: every `step`-th from `from` to `to`. */
type PrefixLengths = { from: number; to: number; step?: number };

const networkWords = {
  4: 'an IPv4 network with all host bits zero, such as 10.0.0.0/16',
  6: 'an IPv6 network with all host bits zero, such as 2001:db8::/56',
  any: 'a network with all host bits zero, such as 10.0.0.0/16 or 2001:db8::/56',
} as const;

/** No text that is put together from the value: the API server cannot tell how much that costs, and refuses it. */
const hostBits = {
  4: 'has host bits that are not zero: write the network, such as 10.20.0.0/16 for 10.20.1.0/16',
  6: 'has host bits that are not zero: write the network, such as 2001:db8::/56 for 2001:db8::1/56',
  any: 'has host bits that are not zero: write the network, such as 10.20.0.0/16 for 10.20.1.0/16',
} as const;

/** A network in canonical form: host bits zero. CEL's CIDR functions: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library */
export function cidrText(description: string, family: 4 | 6 | 'any', lengths?: PrefixLengths): TString {
  const message = `must be ${networkWords[family]}`;
  const rules: Rule[] = [
    {
      rule: 'isCIDR(self) && cidr(self) == cidr(self).masked()',
      message,
      messageExpression: `isCIDR(self) ? '${hostBits[family]}' : isIP(self) ? 'is an address without a prefix length: ${message}' : '${message}'`,
    },
  ];
  if (family !== 'any')
    rules.push({
      rule: `!isCIDR(self) || cidr(self).ip().family() == ${family}`,
      message: `must be an IPv${family} network`,
    });
  if (lengths !== undefined) rules.push(lengthRule(lengths));
  return text(description, { max: CIDR_MAX, rules });
}

function lengthRule({ from, to, step = 1 }: PrefixLengths): Rule {
  const length = 'cidr(self).prefixLength()';
  const isStep = step === 1 ? '' : ` && (${length} - ${from}) % ${step} == 0`;
  const every = step === 1 ? '' : ` in steps of ${step}`;
  return {
    rule: `!isCIDR(self) || (${length} >= ${from} && ${length} <= ${to}${isStep})`,
    message: `must be a network of /${from} to /${to}${every}`,
  };
}

/** Longest IPv6 address. */
const ADDRESS_MAX = 39;

/** One address without a prefix length. CEL's IP functions: same page as above. */
export function addressText(description: string, family: 4 | 6): TString {
  const message =
    family === 4
      ? 'must be an IPv4 address, such as 10.0.1.20'
      : 'must be an IPv6 address, such as 2001:db8::20';
  return text(description, {
    max: ADDRESS_MAX,
    rules: [{ rule: `isIP(self) && ip(self).family() == ${family}`, message }],
  });
}

/** Rules on the spec. `adopt` makes what is required optional, and lets a field that was left out be stated later. */

/** The field must be set, unless the object adopts. */
export function required(field: string): Rule {
  return {
    rule: `has(self.adopt) || has(self.${field})`,
    message: `${field} is required, unless adopt is set`,
    fieldPath: `.${field}`,
  };
}

function countOf(fields: readonly string[]): string {
  return fields.map((field) => `(has(self.${field}) ? 1 : 0)`).join(' + ');
}

/** Exactly one of the fields must be set; with adopt, at most one. */
export function exactlyOne(fields: readonly string[]): Rule {
  return {
    rule: `${countOf(fields)} == 1 || (has(self.adopt) && ${countOf(fields)} == 0)`,
    message: `set exactly one of ${fields.join(', ')}`,
  };
}

/** The same for an object inside the spec, where adopt makes no difference. */
export function exactlyOneInside(fields: readonly string[]): Rule {
  return { rule: `${countOf(fields)} == 1`, message: `set exactly one of ${fields.join(', ')}` };
}

export function atMostOne(fields: readonly string[]): Rule {
  return { rule: `${countOf(fields)} <= 1`, message: `set at most one of ${fields.join(', ')}` };
}

/** The same for a required field of what cannot be adopted. */
export function fixed(field: string): Rule {
  return {
    rule: `self.${field} == oldSelf.${field}`,
    message: `${field} cannot be changed: put the old value back, or delete this object and create a new one`,
    fieldPath: `.${field}`,
  };
}

/** The field can be neither changed, set nor unset; an adopting object may state it later. */
export function immutable(field: string): Rule {
  const kept = `(!has(self.${field}) || self.${field} == oldSelf.${field})`;
  return {
    rule: `has(self.${field}) == has(oldSelf.${field}) ? ${kept} : (has(self.adopt) && has(self.${field}))`,
    message: `${field} cannot be changed: put the old value back, or delete this object and create a new one`,
    fieldPath: `.${field}`,
  };
}
