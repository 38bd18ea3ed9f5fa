// Spec and status of one route that is contributed to a table which somebody else declares.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import { fixed, objectOf, optional, refTo, schemaOf, text } from '../../model/schema.ts';
import { exactlyOneTarget, route } from '../route-table/route-table.schema.ts';

const spec = objectOf(
  {
    routeTableRef: refTo(
      'RouteTable',
      "The route table that gets the route. In another namespace it needs a NetworkGrant there with the verb change. The table's own routes win over contributed ones of the same destination, then the oldest object wins. It cannot be changed.",
    ),
    ...route.properties,
  },
  'One route in a route table that another object declares: a destination and exactly one target. The destination cannot be changed; the target can, at any time.',
);

const status = objectOf(
  {
    routeTableID: optional(text('Id of the route table.', { max: 64 })),
  },
  'Observed state of the contributed route.',
);

export type RouteTableRouteSpec = Static<typeof spec>;
export type RouteTableRouteStatus = Static<typeof status>;

const rules: readonly Rule[] = [exactlyOneTarget, fixed('routeTableRef'), fixed('destination')];

export const routeTableRouteSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
