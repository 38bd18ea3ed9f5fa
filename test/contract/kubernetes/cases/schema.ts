// What a schema says of values: types, limits, formats, defaults, lists, rules. One case per rule and value.
import type { Case } from '../case.ts';
import { family, GADGETS, gadget, get, merge, one, post } from '../case.ts';
import { FORMATS } from '../definitions.ts';

type Spec = Readonly<Record<string, unknown>>;
const DRY = { query: { dryRun: 'All' } };
const creates = (spec: unknown) => [post(GADGETS, gadget('a', spec as Spec), DRY)];
const field =
  (name: string) =>
  (value: unknown): ReturnType<typeof creates> =>
    creates({ [name]: value });

const WRONG_TYPES: readonly [string, unknown][] = [
  ['a text', 'x'],
  ['a number', 1],
  ['a fraction', 1.5],
  ['a boolean', true],
  ['a list', ['x']],
  ['an object', { x: 'y' }],
  ['null', null],
];
const TYPED = ['short', 'size', 'open', 'flag', 'few', 'map', 'nested', 'port', 'free', 'nothing'] as const;

const FORMAT_VALUES: Readonly<Record<string, readonly string[]>> = {
  byte: ['aGVsbG8=', 'no base64!'],
  date: ['2026-01-31', '2026-02-31', '31.01.2026'],
  'date-time': ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00+01:00', '2026-01-31 10:00:00', '2026-01-31'],
  duration: ['5m', '1h30m', '2 days', '5 minutes', 'soon'],
  email: ['a@example.com', 'nobody'],
  hostname: ['host.example.com', 'under_score', '-bad'],
  ipv4: ['10.0.0.1', '10.0.0.256', '::1', '010.0.0.1'],
  ipv6: ['::1', 'fd00::1', '10.0.0.1', ':::'],
  cidr: ['10.0.0.0/16', '10.0.0.1/16', '10.0.0.0', '10.0.0.0/33', 'fd00::/8'],
  mac: ['01:23:45:67:89:ab', '01:23:45'],
  uri: ['https://example.com/x', '/path', 'not a uri', ''],
  uuid: ['11111111-2222-3333-4444-555555555555', '1111'],
  uuid4: ['11111111-2222-4333-8444-555555555555', '11111111-2222-3333-4444-555555555555'],
  bsonobjectid: ['507f1f77bcf86cd799439011', '507f'],
  creditcard: ['4111111111111111', '4111'],
  hexcolor: ['#ff00aa', '#zz'],
  rgbcolor: ['rgb(1,2,3)', 'rgb(1,2)'],
  ssn: ['123-45-6789', '12-3'],
  isbn10: ['0306406152', '030'],
  password: ['anything'],
};

export const schemaCases: readonly Case[] = [
  ...TYPED.flatMap((name) => family<[unknown]>(`type of ${name}`, WRONG_TYPES, field(name))),
  ...FORMATS.flatMap((format) =>
    family<[string]>(
      `format ${format}`,
      (FORMAT_VALUES[format] ?? []).map((value) => [JSON.stringify(value), value] as const),
      (value) => creates({ formats: { [format]: value } }),
    ),
  ),
  ...family<[Spec]>(
    'limits',
    [
      ['the shortest text', { short: 'ab' }],
      ['a text that is too short', { short: 'a' }],
      ['the longest text', { short: 'abcde' }],
      ['a text that is too long', { short: 'abcdef' }],
      ['a text of long characters', { short: 'äöüßé' }],
      ['a text of surrogate pairs', { short: '😀😀😀😀😀' }],
      ['a text that fits its pattern', { lower: 'abc' }],
      ['a text that does not fit its pattern', { lower: 'ABC' }],
      ['one of the choices', { choice: 'green' }],
      ['none of the choices', { choice: 'Green' }],
      ['the smallest number', { size: 1 }],
      ['a number that is too small', { size: 0 }],
      ['the largest number', { size: 10 }],
      ['a number that is too large', { size: 11 }],
      ['a number of 33 bits', { small: 2147483648 }],
      ['a number of 53 bits', { big: 9007199254740991 }],
      ['a fraction between exclusive limits', { open: 0.5 }],
      ['an exclusive lower limit', { open: 0 }],
      ['an exclusive upper limit', { open: 1 }],
      ['a multiple', { even: 4 }],
      ['no multiple', { even: 5 }],
      ['a whole number written as a fraction', { size: 2.0 }],
      ['too few items', { few: [] }],
      ['as many items as may be', { few: ['a', 'b', 'c'] }],
      ['too many items', { few: ['a', 'b', 'c', 'd'] }],
      ['an item of another type', { few: ['a', 2] }],
      ['too many members', { map: { a: 'x', b: 'x', c: 'x', d: 'x' } }],
      ['a member of another type', { map: { a: 1 } }],
      ['a port as a number', { port: 80 }],
      ['a port as a text', { port: 'http' }],
      ['several faults at once', { short: 'abcdef', choice: 'x', size: 11, few: [], lower: 'A' }],
    ],
    creates,
  ),
  ...family<[Spec]>(
    'lists',
    [
      ['a set', { set: ['a', 'b'] }],
      ['a set with one item twice', { set: ['a', 'b', 'a'] }],
      ['a set with one item three times', { set: ['a', 'a', 'a'] }],
      ['a keyed list', { routes: [{ to: 'a' }, { to: 'b', via: 'x' }] }],
      ['a keyed list with one key twice', { routes: [{ to: 'a' }, { to: 'a', via: 'x' }] }],
      ['a keyed list without a key', { routes: [{ via: 'x' }] }],
      ['a keyed list with a default key', { endpoints: [{ port: 1 }, { port: 1, protocol: 'UDP' }] }],
      ['a keyed list with a default key twice', { endpoints: [{ port: 1 }, { port: 1, protocol: 'TCP' }] }],
      ['an item that is null', { few: ['a', null] }],
      ['a list in a list', { steps: [{ name: 'a', args: ['x', 'x'] }] }],
    ],
    creates,
  ),
  ...family<[Spec]>(
    'defaults',
    [
      ['of a member', {}],
      ['of a member that is null', { level: null }],
      ['in an object', { nested: { inner: { required: 'x' } } }],
      ['in an object that defaults', { filled: {} }],
      ['in an object that is null', { filled: null }],
      ['in the items of a list', { routes: [{ to: 'a' }] }],
      ['not of what is nullable and null', { nothing: null }],
    ],
    creates,
  ),
  ...family<[Spec]>(
    'structure',
    [
      ['a required member is missing', { nested: { inner: {} } }],
      ['a required member is empty', { nested: { inner: { required: '' } } }],
      ['one of two', { either: { left: 'x' } }],
      ['none of two', { either: {} }],
      ['both of two', { either: { left: 'x', right: 'y' } }],
      ['anything in a free object', { free: { any: [1, { thing: true }] } }],
      [
        'an embedded object',
        { embedded: { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x' }, more: 1 } },
      ],
      ['an embedded object without kind', { embedded: { apiVersion: 'v1' } }],
      [
        'an embedded object with bad metadata',
        { embedded: { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'x', labels: { 'a b': 'c' } } } },
      ],
      ['no spec at all', {}],
    ],
    creates,
  ),
  ...family<[Spec]>(
    'rules',
    [
      ['a CIDR block', { block: '10.0.0.0/16' }],
      ['no CIDR block', { block: 'ten' }],
      ['bits beyond the prefix', { block: '10.0.0.1/16' }],
      ['a CIDR block that is too long', { block: `10.0.0.0/16${' '.repeat(40)}` }],
      ['a range', { range: { from: 1, to: 2 } }],
      ['a range upside down', { range: { from: 2, to: 1 } }],
      ['a rule without a message', { silent: 13 }],
      ['one of two that exclude each other', { short: 'ab' }],
      ['two that exclude each other', { short: 'ab', lower: 'ab' }],
      ['rules are not asked when the schema refuses', { short: 'abcdef', lower: 'ab', block: 'ten' }],
      ['two rules refuse', { block: 'ten', silent: 13 }],
    ],
    creates,
  ),
  one(
    'a member that cannot be changed',
    post(GADGETS, gadget('a', { once: 'x' })),
    merge(`${GADGETS}/a`, { spec: { once: 'y' } }),
    merge(`${GADGETS}/a`, { spec: { once: null } }),
    merge(`${GADGETS}/a`, { spec: { once: 'z' } }),
  ),
  one(
    'a member that can be neither set nor unset later',
    post(GADGETS, gadget('a', { flag: true })),
    merge(`${GADGETS}/a`, { spec: { flag: false } }),
    merge(`${GADGETS}/a`, { spec: { flag: null } }),
    post(GADGETS, gadget('b')),
    merge(`${GADGETS}/b`, { spec: { flag: true } }),
  ),
  one('spec of another type', ...WRONG_TYPES.map(([, spec]) => post(GADGETS, { ...gadget('a'), spec }, DRY))),
  one(
    'status is validated through its own endpoint',
    post(GADGETS, gadget('a')),
    merge(`${GADGETS}/a/status`, { status: { ready: 'x' } }),
    merge(`${GADGETS}/a/status`, { status: { conditions: [{ type: 'A' }] } }),
    get(`${GADGETS}/a`),
  ),
];
