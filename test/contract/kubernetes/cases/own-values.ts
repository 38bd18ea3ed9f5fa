// Values for the fields of our own kinds, read from their schemas: one that fits, and those that each rule refuses.
// Separate from the cases made of them. The real server says what is right; these only have to be varied.

export type Members = Readonly<Record<string, unknown>>;
export type Field = { path: string; steps: readonly string[]; schema: Members };

/** Texts that some pattern or rule of ours accepts; the first that fits a pattern and its lengths is taken. */
const TEXTS = [
  ...[
    'main',
    '10.0.0.0/16',
    'us-east-1',
    'us-east-1a',
    '123456789012',
    'tcp',
    'VPC',
    '2600:1f14::/56',
    '10.0.0.5',
  ],
  ...[
    'vpc',
    'subnet',
    'rtb',
    'igw',
    'sg',
    'pcx',
    'eni',
    'nat',
    'pl',
    'tgw',
    'vgw',
    'eigw',
    'dopt',
    'lgw',
    'cagw',
    'vpce',
    'i',
  ].map((prefix) => `${prefix}-0123456789abcdef0`),
  'arn:aws:iam::123456789012:role/network',
  'arn:aws:s3:::logs',
  'arn:aws:networkmanager::123456789012:core-network/x',
];
const DEEPEST = 6;

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The fields below `schema`, items of lists as `0`. */
export function fieldsOf(schema: unknown, steps: readonly string[]): Field[] {
  if (steps.length > DEEPEST) return [];
  return Object.entries(members(members(schema).properties)).flatMap(([name, property]) => {
    const own: Field = {
      path: [...steps, name].join('.'),
      steps: [...steps, name],
      schema: members(property),
    };
    const items = own.schema.items;
    const below = items === undefined ? fieldsOf(property, own.steps) : fieldsOf(items, [...own.steps, '0']);
    return [own, ...below];
  });
}

/** A value that fits the schema: the first of an enum, the default, the smallest; objects with what they require. */
export function example(schema: unknown): unknown {
  const { type, enum: choices, default: fallback, minimum, items, properties, required } = members(schema);
  if (Array.isArray(choices)) return choices[0];
  if (fallback !== undefined) return fallback;
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (type === 'boolean') return true;
  if (type === 'array') return [example(items)];
  if (type === 'string') return textFor(members(schema));
  const known = members(properties);
  return Object.fromEntries(list(required).map((name) => [String(name), example(known[String(name)])]));
}

function textFor(schema: Members): string {
  const { minLength, maxLength } = schema;
  const fits = (text: string): boolean =>
    formsOf(schema).every((form) => form.test(text)) &&
    text.length >= Number(minLength ?? 0) &&
    text.length <= Number(maxLength ?? text.length);
  return TEXTS.find(fits) ?? 'main';
}

/** What the text must be like: by its pattern, and by those rules that are no more than one, or that want a network. */
function formsOf({ pattern, 'x-kubernetes-validations': rules }: Members): readonly RegExp[] {
  const ruled = list(rules).flatMap((rule) => {
    const text = String(members(rule).rule);
    const like = /^self\.matches\('(.*)'\)$/.exec(text)?.[1];
    // CEL's own escape. https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values
    if (like !== undefined) return [new RegExp(like.replaceAll('\\\\', '\\'))];
    const family = /ip\(\)\.family\(\) == (\d)/.exec(text)?.[1];
    if (family !== undefined) return [family === '6' ? /:/ : /^[^:]+$/];
    return text.startsWith('isCIDR(self)') ? [/^[0-9a-f.:]+\/\d+$/] : [];
  });
  return [...(typeof pattern === 'string' ? [new RegExp(pattern)] : []), ...ruled];
}

/** Values that break one rule of the schema each, by what they break. */
export function broken(schema: Members): [string, unknown][] {
  const { type, maxLength, minLength, enum: choices, minimum, maximum, maxItems, minItems, items } = schema;
  const good = example(schema);
  const found: [string, unknown][] = [['of another type', type === 'string' ? 5 : 'text']];
  if (typeof maxLength === 'number' && maxLength <= LONGEST_TRIED)
    found.push(['too long', 'x'.repeat(maxLength + 1)]);
  if (typeof minLength === 'number' && minLength > 0) found.push(['too short', '']);
  if (formsOf(schema).length > 0 && type === 'string') found.push(['against its pattern', '!']);
  if (Array.isArray(choices)) found.push(['none of the choices', 'none-of-them']);
  if (typeof minimum === 'number') found.push(['too small', minimum - 1]);
  if (typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER)
    found.push(['too large', maximum + 1]);
  if (typeof minItems === 'number') found.push(['too few', []]);
  if (typeof maxItems === 'number' && maxItems <= MOST_TRIED)
    found.push(['too many', Array.from({ length: maxItems + 1 }, () => example(items))]);
  if (schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map')
    found.push(['one item twice', Array.isArray(good) ? [good[0], good[0]] : good]);
  if (Array.isArray(schema['x-kubernetes-validations']) && type === 'string') {
    found.push(['no text that a rule knows', 'x/y'], ['host bits beyond a prefix', '10.0.0.1/16']);
  }
  return found;
}

/** Characters and items above which a limit is not tried: the answer repeats what was sent. */
const LONGEST_TRIED = 2100;
const MOST_TRIED = 70;

/** `spec` with `value` at the steps; objects and one-item lists are made on the way. undefined removes. */
export function placed(spec: unknown, steps: readonly string[], value: unknown): unknown {
  const [first, ...rest] = steps;
  if (first === undefined) return value;
  if (first === '0') {
    const items = Array.isArray(spec) ? spec : [];
    return [placed(items[0], rest, value), ...items.slice(1)];
  }
  const { [first]: old, ...others } = members(spec);
  const next = placed(old, rest, value);
  return next === undefined ? others : { ...members(spec), [first]: next };
}
