// A CRD's schema as /openapi/v3 publishes it: kubectl explain, client-side validation and apply read it there. Separate
// because it works on the schema as written, not on the compiled one.
// Follows k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder/builder.go.
import { isRecord } from '../../../model/json.ts';

export const OBJECT_META_REF = '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const API_VERSION = {
  description: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${CONVENTIONS}#resources`,
  type: 'string',
};
const KIND = {
  description: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
  type: 'string',
};
const METADATA = {
  description: `Standard object's metadata. More info: ${CONVENTIONS}#metadata`,
  allOf: [{ $ref: OBJECT_META_REF }],
};

const EMBEDDED = {
  apiVersion: {
    description: `apiVersion defines the versioned schema of this representation of an object. More info: ${CONVENTIONS}#resources`,
    type: 'string',
  },
  kind: {
    description: `kind is a string value representing the type of this object. In CamelCase. More info: ${CONVENTIONS}#types-kinds`,
    type: 'string',
  },
  metadata: METADATA,
};

/** Embedded objects are published with the members that every object has, int-or-string as a choice. */
function published(schema: unknown): unknown {
  if (!isRecord(schema)) return schema;
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const below = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, published(member)]),
  );
  const walked = {
    ...schema,
    ...(isRecord(schema.properties) ? { properties: below } : {}),
    ...(isRecord(schema.items) ? { items: published(schema.items) } : {}),
    ...(schema['x-kubernetes-int-or-string'] === true
      ? { anyOf: [{ type: 'integer' }, { type: 'string' }] }
      : {}),
  };
  if (schema['x-kubernetes-embedded-resource'] !== true) return walked;
  return { ...walked, properties: { ...EMBEDDED, ...below }, required: ['kind', 'apiVersion'] };
}

export type Gvk = { group: string; version: string; kind: string };

export function toOpenAPIv3(schema: object, gvk: Gvk): object {
  const properties = 'properties' in schema && isRecord(schema.properties) ? schema.properties : {};
  const own = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, published(member)]),
  );
  return {
    ...schema,
    type: 'object',
    properties: { apiVersion: API_VERSION, kind: KIND, ...own, metadata: METADATA },
    'x-kubernetes-group-version-kind': [{ group: gvk.group, version: gvk.version, kind: gvk.kind }],
  };
}
