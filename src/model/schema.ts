// Schemas of custom resources: TypeBox values that are the JSON Schema themselves, so that TypeScript types, CRDs,
// documentation and the sandbox's validation come from one place.
import type { Static, TSchema } from 'typebox';

declare const described: unique symbol;
/** A schema that carries the TypeScript type of what it describes. */
export type Schema<T> = TSchema & { readonly [described]?: T };

/** Gives a TypeBox schema the type it describes, for inference by `defineKind`. */
export function schemaOf<T extends TSchema>(schema: T): Schema<Static<T>> {
  return schema;
}
