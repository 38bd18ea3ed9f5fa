// The SDK's own schemas as a table of operations per service. They are what makes the wire layer generic: no operation
// is named in this folder. Loaded only by the HTTP front, because the client packages are large.
import { NormalizedSchema } from '@smithy/core/schema';

export type OperationSchema = { readonly input: NormalizedSchema; readonly output: NormalizedSchema };
export type ServiceSchemas = (operation: string) => OperationSchema | undefined;

/** Positions of input and output in an operation's schema; the first member of that array says that it is one. */
const OPERATION_KIND = 9;
const INPUT = 4;
const OUTPUT = 5;

export async function loadSchemas(): Promise<Readonly<Record<'ec2' | 'sts', ServiceSchemas>>> {
  const [ec2, sts] = await Promise.all([import('@aws-sdk/client-ec2'), import('@aws-sdk/client-sts')]);
  return { ec2: lookup(ec2), sts: lookup(sts) };
}

function lookup(client: object): ServiceSchemas {
  const exported = new Map<string, unknown>(Object.entries(client));
  const known = new Map<string, OperationSchema>();
  return (operation) => {
    const schema = exported.get(`${operation}$`);
    if (!Array.isArray(schema) || schema[0] !== OPERATION_KIND) return undefined;
    const found = known.get(operation) ?? {
      input: NormalizedSchema.of(schema[INPUT]),
      output: NormalizedSchema.of(schema[OUTPUT]),
    };
    known.set(operation, found);
    return found;
  };
}
