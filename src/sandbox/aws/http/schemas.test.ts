import type { NormalizedSchema } from '@smithy/core/schema';
import { expect, it, test } from 'vitest';
import type { AnyShape } from '../core/operation.ts';
import { EC2_OPERATIONS } from '../ec2/operations.ts';
import { loadSchemas } from './schemas.ts';

/** Members that the handler says it accepts and the SDK's schema does not have. */
function strange(accepts: AnyShape, schema: NormalizedSchema, path = ''): string[] {
  const members = new Map(schema.isStructSchema() ? schema.structIterator() : []);
  return Object.entries(accepts).flatMap(([name, shape]) => {
    const member = members.get(name);
    if (member === undefined) return [`${path}${name}`];
    if (shape === true) return [];
    return strange(shape, member.isListSchema() ? member.getValueSchema() : member, `${path}${name}.`);
  });
}

test.each(Object.entries(EC2_OPERATIONS))(
  '%s is known to the SDK with every member it accepts',
  async (name, operation) => {
    const { ec2 } = await loadSchemas();
    const schema = ec2(name);
    expect(schema).toBeDefined();
    if (schema !== undefined) expect(strange(operation.accepts, schema.input)).toEqual([]);
  },
);

it('finds no operation under names that are none', async () => {
  const { ec2 } = await loadSchemas();
  expect([ec2('Vpc'), ec2('toString'), ec2('')]).toEqual([undefined, undefined, undefined]);
});
