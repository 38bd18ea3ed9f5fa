// Spec and status of an egress-only internet gateway.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import { exactlyOne, immutable, objectOf, optional, ref, schemaOf, text } from '../../model/schema.ts';

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about:
        'The VPC whose IPv6 traffic may leave through the gateway; a VPC has at most one of them. Required, unless adopt is set; it cannot be changed.',
    }),
  },
  'An egress-only internet gateway: the way from a VPC to the internet for IPv6, by which nothing from outside can begin a connection. Free of charge; the data it carries is charged as usual.',
);

const status = objectOf(
  { vpcID: optional(text('Id of the VPC that it is attached to.', { max: 64 })) },
  'Observed state of the egress-only internet gateway.',
);

export type EgressOnlyInternetGatewaySpec = Static<typeof spec>;
export type EgressOnlyInternetGatewayStatus = Static<typeof status>;

const rules: readonly Rule[] = [exactlyOne(['vpcRef', 'vpcID']), immutable('vpcRef'), immutable('vpcID')];

export const egressOnlyInternetGatewaySchema = {
  spec: schemaOf(spec),
  status: schemaOf(status),
  rules,
};
