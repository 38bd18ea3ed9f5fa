// Reads the protobuf in which kubectl creates a few built-in kinds (`kubectl create namespace|configmap|secret`, `auth
// can-i`): the k8s envelope and just the fields of these kinds. Everything else in protobuf is refused with 415.
// Field numbers: k8s.io/apimachinery/pkg/runtime/generated.proto, meta/v1/generated.proto, k8s.io/api/core/v1/generated.proto.
import type { Obj } from './json.ts';
import { unsupportedMediaType } from './status-errors.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

type Wire = { number: number; value: number | Buffer };
type Read = (value: number | Buffer, into: Obj) => void;
type Message = Readonly<Record<number, Read>>;

function* fields(bytes: Buffer): Generator<Wire> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) yield { number, value: varint() };
    else if (tag % 8 === 2) {
      const length = varint();
      yield { number, value: bytes.subarray(at, at + length) };
      at += length;
    } else throw unsupportedMediaType(['application/json', 'application/yaml']);
  }
}

function decode(bytes: Buffer, message: Message): Obj {
  const object: Obj = {};
  for (const { number, value } of fields(bytes)) message[number]?.(value, object);
  return object;
}

function buffer(value: number | Buffer): Buffer {
  return typeof value === 'number' ? Buffer.alloc(0) : value;
}

function text(name: string): Read {
  return (value, into) => {
    const content = buffer(value).toString('utf8');
    if (content !== '') into[name] = content;
  };
}

function flag(name: string): Read {
  return (value, into) => {
    into[name] = value === 1;
  };
}

function nested(name: string, message: Message): Read {
  return (value, into) => {
    const object = decode(buffer(value), message);
    if (Object.keys(object).length > 0) into[name] = object;
  };
}

function entries(name: string, encoding: 'utf8' | 'base64'): Read {
  return (value, into) => {
    let key = '';
    let content = '';
    for (const entry of fields(buffer(value))) {
      if (entry.number === 1) key = buffer(entry.value).toString('utf8');
      else content = buffer(entry.value).toString(encoding);
    }
    into[name] = { ...(into[name] as Obj | undefined), [key]: content };
  };
}

const META: Message = {
  1: text('name'),
  2: text('generateName'),
  3: text('namespace'),
  11: entries('labels', 'utf8'),
  12: entries('annotations', 'utf8'),
};
const metadata = nested('metadata', META);
const KINDS: Readonly<Record<string, Message>> = {
  Namespace: { 1: metadata },
  ServiceAccount: { 1: metadata },
  ConfigMap: {
    1: metadata,
    2: entries('data', 'utf8'),
    3: entries('binaryData', 'base64'),
    4: flag('immutable'),
  },
  Secret: {
    1: metadata,
    2: entries('data', 'base64'),
    3: text('type'),
    4: entries('stringData', 'utf8'),
    5: flag('immutable'),
  },
  SelfSubjectAccessReview: {
    1: metadata,
    2: nested('spec', {
      1: nested('resourceAttributes', {
        1: text('namespace'),
        2: text('verb'),
        3: text('group'),
        4: text('version'),
        5: text('resource'),
        6: text('subresource'),
        7: text('name'),
      }),
    }),
  },
};

export function decodeProtobuf(bytes: Buffer): Obj {
  if (MAGIC.some((byte, index) => bytes[index] !== byte))
    throw unsupportedMediaType(['application/json', 'application/yaml']);
  let type: Obj = {};
  let raw = Buffer.alloc(0);
  for (const { number, value } of fields(bytes.subarray(MAGIC.length))) {
    if (number === 1) type = decode(buffer(value), { 1: text('apiVersion'), 2: text('kind') });
    if (number === 2) raw = Buffer.from(buffer(value));
  }
  const message = KINDS[String(type.kind)];
  if (message === undefined) throw unsupportedMediaType(['application/json', 'application/yaml']);
  return { ...type, ...decode(raw, message) };
}
