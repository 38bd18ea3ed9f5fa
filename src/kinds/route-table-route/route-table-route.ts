// One route contributed to a table that somebody else declares: an application team adds its own route, by grant, and
// takes it back. It has nothing of its own in AWS; the table's controller writes it, so that one hand writes each table.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
import { defineKind, type Input, planOf } from '../../model/kind.ts';
import { idAt } from '../planning.ts';
import { column, parentReference, wideColumn } from '../facts.ts';
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
      column('Destination', '.spec.destination', 'Where the traffic goes.'),
      wideColumn('Table', '.spec.routeTableRef.name', 'Name of the RouteTable.'),
    ],
  },
  about: 'One route in a route table that another object declares.',
  schema: routeTableRouteSchema,
  defaults: {},
  resets: {},
  immutable: ['routeTableRef', 'destination'],
  references: [
    parentReference('routeTableRef', 'RouteTable', 'id'),
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
