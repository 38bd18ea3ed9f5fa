// The query protocols' answer: a typed output to XML, by schema. Members that the schema does not know are an error of
// the simulator, not something to leave out in silence.
import type { NormalizedSchema } from '@smithy/core/schema';
import type { AwsError } from '../core/error.ts';
import type { Dialect } from './query.ts';

const NAMESPACE = {
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const SERVER_ERRORS = 500;

export type Answer = { dialect: Dialect; operation: string; requestId: string };

export function encodeOutput(
  schema: NormalizedSchema,
  output: object,
  { dialect, operation, requestId }: Answer,
): string {
  const members = encodeStruct(schema, output);
  const open = `${HEAD}<${operation}Response xmlns="${NAMESPACE[dialect]}">`;
  const close = `</${operation}Response>`;
  if (dialect === 'ec2') return `${open}<requestId>${requestId}</requestId>${members}${close}`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `${open}<${operation}Result>${members}</${operation}Result>${metadata}${close}`;
}

export function encodeError(
  { code, message, status }: AwsError,
  dialect: Dialect,
  requestId: string,
): string {
  const body = `<Code>${escapeText(code)}</Code><Message>${escapeText(message)}</Message>`;
  if (dialect === 'ec2') {
    return `${HEAD}<Response><Errors><Error>${body}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  }
  const type = status >= SERVER_ERRORS ? 'Receiver' : 'Sender';
  const error = `<Error><Type>${type}</Type>${body}</Error><RequestId>${requestId}</RequestId>`;
  return `${HEAD}<ErrorResponse xmlns="${NAMESPACE[dialect]}">${error}</ErrorResponse>`;
}

function encodeStruct(schema: NormalizedSchema, value: object): string {
  const left = new Set(Object.keys(value));
  let xml = '';
  if (schema.isStructSchema()) {
    for (const [name, member] of schema.structIterator()) {
      left.delete(name);
      const held = Reflect.get(value, name);
      if (held !== undefined && held !== null) {
        xml += encode(member, held, String(member.getMemberTraits().xmlName ?? name));
      }
    }
  }
  const unknown = [...left].filter((name) => Reflect.get(value, name) !== undefined);
  if (unknown.length > 0) throw new Error(`The output schema has no member ${unknown.join(', ')}`);
  return xml;
}

function encode(schema: NormalizedSchema, value: unknown, tag: string): string {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const name = String(item.getMergedTraits().xmlName ?? 'member');
    const items = (Array.isArray(value) ? value : [value]).map((held) => encode(item, held, name));
    return `<${tag}>${items.join('')}</${tag}>`;
  }
  if (schema.isStructSchema() && typeof value === 'object' && value !== null)
    return `<${tag}>${encodeStruct(schema, value)}</${tag}>`;
  return `<${tag}>${escapeText(textOf(value))}</${tag}>`;
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}
