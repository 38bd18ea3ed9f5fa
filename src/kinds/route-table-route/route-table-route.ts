// One route contributed to a table that somebody else declares: an application team adds its own route, by grant, and
// takes it back. It has nothing of its own in AWS; the table's controller writes it, so that one hand writes each table.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
import { defineKind, type Input, planOf } from '../../model/kind.ts';
import { idAt } from '../planning.ts';
import { routeReferences } from '../route-table/route-targets.ts';
import { routeTableRouteSchema, type RouteTableRouteSpec } from './route-table-route.schema.ts';

type RouteTableRouteObserved = { tableID: string | undefined; destination: string };

const LIST = 'routes';
const ITEM = `${LIST}[].`;

export const routeTableRoute = defineKind({
  names: {
    kind: 'RouteTableRoute',
    plural: 'routetableroutes',
    singular: 'routetableroute',
    columns: [
      {
        name: 'Destination',
        jsonPath: '.spec.destination',
        type: 'string',
        priority: 0,
        description: 'Where the traffic goes.',
      },
      {
        name: 'Table',
        jsonPath: '.spec.routeTableRef.name',
        type: 'string',
        priority: 1,
        description: 'Name of the RouteTable.',
      },
    ],
  },
  about: 'One route in a route table that another object declares.',
  schema: routeTableRouteSchema,
  defaults: {},
  resets: {},
  immutable: ['routeTableRef', 'destination'],
  references: [
    {
      path: 'routeTableRef',
      to: ['RouteTable'],
      needs: 'id',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'change',
      places: true,
    },
    ...routeReferences.map((reference) => ({ ...reference, path: reference.path.slice(ITEM.length) })),
  ],
  parts: [],
  writes: [],
  faults: {},
  contributesTo: {
    ref: 'routeTableRef',
    list: () => LIST,
    item: ({ routeTableRef: _parent, ...route }: RouteTableRouteSpec) => route,
    pathOf: (field) => field,
  },
  observe: (input: Input<RouteTableRouteSpec>): RouteTableRouteObserved => ({
    tableID: idAt(input, 'routeTableRef'),
    destination: input.spec.destination,
  }),
  plan: () => planOf([]),
  project: ({ tableID, destination }: RouteTableRouteObserved) =>
    tableID === undefined ? {} : { id: `${tableID}/${destination}`, routeTableID: tableID },
});
