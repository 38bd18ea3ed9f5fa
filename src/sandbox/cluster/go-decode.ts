// Decodes JSON as Go does into the types of go-types.ts: what is of another type is refused in Go's words, what is unknown
// is dropped and reported, null and zero values vanish where the field says omitempty. The order of fields is that of the
// type, as in texts that show a whole value.
import { type GoStruct, GO_STRUCTS } from './go-types.ts';
import { isObject, type Obj } from './json.ts';

/** What Go's decoder says of a value that does not fit. */
export class DecodeError extends Error {}

export type Decoded = { value: Obj; unknown: string[] };

/** @param path of the value in its document, for unknown fields; fields of `errors` begin there when it is not the root. */
export function decodeStruct(name: string, value: Obj, path = ''): Decoded {
  const unknown: string[] = [];
  const decoder = new Decoder(unknown, path);
  return { value: decoder.struct(name, value, []), unknown };
}

type At = { owner: string; steps: readonly string[]; type: string };

class Decoder {
  readonly #unknown: string[];
  readonly #root: string;

  constructor(unknown: string[], root: string) {
    this.#unknown = unknown;
    this.#root = root;
  }

  struct(name: string, value: Obj, steps: readonly string[]): Obj {
    const fields = GO_STRUCTS[name] as GoStruct;
    const owner = name.split(' ')[0] ?? name;
    for (const member of Object.keys(value)) {
      if (fields[member] === undefined)
        this.#unknown.push([this.#root, ...steps, member].filter((step) => step !== '').join('.'));
    }
    const result: Obj = {};
    for (const [member, declared] of Object.entries(fields)) {
      const type = declared.replace(/[*!]/g, '');
      const sent = value[member];
      const decoded =
        sent === undefined || sent === null
          ? undefined
          : this.value(sent, { owner, steps: [...steps, member], type });
      if (decoded !== undefined && (declared.startsWith('*') || !isZero(decoded))) result[member] = decoded;
      else if (declared.endsWith('!')) result[member] = zeroOf(type);
    }
    return result;
  }

  value(value: unknown, at: At): unknown {
    const { type, steps } = at;
    if (type === 'any') return value;
    if (type === 'Time' || type === 'MicroTime') return this.#time(value, at);
    if (type === '[]uint8') return this.#bytes(value, at);
    if (type.startsWith('[]')) return this.#list(value, at);
    if (type.startsWith('map[string]')) return this.#map(value, at);
    if (GO_STRUCTS[type] !== undefined) {
      if (!isObject(value)) throw mismatch(value, { ...at, type: `v1.${type}` });
      return this.struct(type, value, steps);
    }
    const wanted = type === 'bool' ? 'boolean' : type === 'string' ? 'string' : 'number';
    if (typeof value !== wanted) throw mismatch(value, at);
    if (wanted === 'number' && !Number.isInteger(value)) throw mismatch(value, at, `number ${String(value)}`);
    return value;
  }

  #list(value: unknown, at: At): unknown {
    const item = at.type.slice(2);
    if (!Array.isArray(value))
      throw mismatch(value, { ...at, type: GO_STRUCTS[item] === undefined ? at.type : `[]v1.${item}` });
    return value.map((one, index) => {
      if (one === null) return zeroOf(item);
      const steps = [...at.steps.slice(0, -1), `${at.steps.at(-1)}[${index}]`];
      return this.value(one, { ...at, type: item, steps: isObject(one) ? steps : at.steps });
    });
  }

  #map(value: unknown, at: At): unknown {
    if (!isObject(value)) throw mismatch(value, at);
    const type = at.type.slice('map[string]'.length);
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        one === null ? zeroOf(type) : this.value(one, { ...at, type }),
      ]),
    );
  }

  #bytes(value: unknown, at: At): string {
    if (typeof value !== 'string') throw mismatch(value, at);
    const text = value.replaceAll(/[\r\n]/g, '');
    const bad = text.search(/[^A-Za-z0-9+/=]/);
    if (bad >= 0) throw new DecodeError(`illegal base64 data at input byte ${bad}`);
    if (text.length % BASE64_GROUP !== 0)
      throw new DecodeError(
        `illegal base64 data at input byte ${text.length - (text.length % BASE64_GROUP)}`,
      );
    return value;
  }

  #time(value: unknown, at: At): string {
    const micro = at.type === 'MicroTime';
    if (typeof value !== 'string') throw mismatch(value, { ...at, type: 'string' });
    const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
    const parsed = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(value);
    const refuse = (rest: string, element: string): never => {
      throw new DecodeError(
        `parsing time ${JSON.stringify(value)} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${element}"`,
      );
    };
    if (parsed === null) return refuse(value, '2006');
    const [, seconds = '', fraction = '', zone = ''] = parsed;
    if (micro && fraction.length !== MICRO_DIGITS) return refuse(`${fraction}${zone}`, '.000000');
    const whole = new Date(`${seconds}${zone}`).toISOString().slice(0, seconds.length);
    return micro ? `${whole}${fraction}Z` : `${whole}Z`;
  }
}

/** Characters that make three bytes. */
const BASE64_GROUP = 4;
/** A point and six digits. */
const MICRO_DIGITS = 7;

function mismatch(value: unknown, { owner, steps, type }: At, what = jsonType(value)): DecodeError {
  return new DecodeError(
    `json: cannot unmarshal ${what} into Go struct field ${owner}.${steps.join('.').replaceAll(/\[\d+\]/g, '')} of type ${type}`,
  );
}

/** As Go's decoder calls JSON values. */
export function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value === null ? 'null' : typeof value;
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function zeroOf(type: string): unknown {
  if (type === 'string' || type === '[]uint8') return '';
  if (type === 'bool') return false;
  if (type.startsWith('int')) return 0;
  return GO_STRUCTS[type] === undefined ? null : {};
}
