// Spec and status of an internet gateway.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import { atMostOne, objectOf, optional, ref, schemaOf, text } from '../../model/schema.ts';

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about:
        'The VPC that the gateway is attached to. It can change at any time: the gateway is detached, which cuts its traffic, and attached anew. Left out: not attached; on an adopted gateway it is left alone.',
    }),
    ...ref('routeTable', {
      kind: 'RouteTable',
      prefix: 'rtb',
      about:
        'The route table for traffic that enters the VPC through the gateway (edge association); it may hold routes to network interfaces and gateway load balancer endpoints only. It can change at any time. Left out: none; on an adopted gateway it is left alone.',
    }),
  },
  'An internet gateway: the way between a VPC and the internet. Free of charge; public IPv4 addresses are not.',
);

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC that it is attached to.', { max: 64 })),
    routeTableID: optional(text('Id of its route table (edge association).', { max: 64 })),
  },
  'Observed state of the internet gateway.',
);

export type InternetGatewaySpec = Static<typeof spec>;
export type InternetGatewayStatus = Static<typeof status>;

const rules: readonly Rule[] = [atMostOne(['vpcRef', 'vpcID']), atMostOne(['routeTableRef', 'routeTableID'])];

export const internetGatewaySchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
