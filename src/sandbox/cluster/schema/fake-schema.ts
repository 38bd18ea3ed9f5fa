// What the tests of validation begin with: a schema around a spec, and what it answers as lines.
import { compileSchema, type CompiledSchema } from './compile.ts';
import { validate } from './validate.ts';

export function withSpec(spec: Record<string, unknown>): CompiledSchema {
  return compileSchema({ type: 'object', properties: { spec: { type: 'object', ...spec } } });
}

export function lines(schema: CompiledSchema, spec: unknown, old?: unknown): string[] {
  const errors = validate(schema, { spec }, old === undefined ? undefined : { spec: old });
  return errors.map(({ field, message }) => `${field}: ${message}`);
}
