// A route table with its routes and propagations. Associations are declared where there is exactly one: on subnets,
// gateways and, for the main table, on the VPC. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html
import {
  type Action,
  type Blocker,
  defineKind,
  type Input,
  type Part,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import { match } from '../../model/match.ts';
import { type RouteTableRow, routeTables } from '../../tables/route-tables.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { column, defaultReference, idReference, parentReference, wideColumn } from '../facts.ts';
import {
  change,
  changesOf,
  create,
  creation,
  fixed,
  idAt,
  nothing,
  type Planned,
  together,
  waitFor,
} from '../planning.ts';
import { planRoutes, wantedRoutes } from './routes.ts';
import { routeReferences } from './route-targets.ts';
import { type RouteSpec, routeTableSchema, type RouteTableSpec } from './route-table.schema.ts';

export type RouteTableObserved = { table: RouteTableRow | undefined };

const main: Part<RouteTableRow> = {
  name: 'main',
  role: 'home',
  table: routeTables,
  ownedBy: { tagType: 'route-table' },
  create: {
    operation: 'CreateRouteTable',
    once: 'token',
    mayReturnExisting: false,
    idPath: 'RouteTable.RouteTableId',
  },
  destroy: {
    operation: 'DeleteRouteTable',
    input: (id) => ({ RouteTableId: id }),
    goneCodes: ['InvalidRouteTableID.NotFound', 'InvalidRouteTableId.NotFound'],
  },
  // A new table has no way out, and gets its routes one by one: a subnet that is moved to it meanwhile loses its traffic.
  usableWhen: 'settled',
  arnResource: (id) => `route-table/${id}`,
};

export const routeTable = defineKind({
  names: {
    kind: 'RouteTable',
    plural: 'routetables',
    singular: 'routetable',
    shortName: 'rtb',
    columns: [
      column('VPC', '.status.vpcID', 'Id of the VPC.'),
      wideColumn('Main', '.status.main', "Whether it is the VPC's main route table."),
    ],
  },
  about: 'A route table of a VPC, with its routes.',
  schema: routeTableSchema,
  defaults: { routes: [], propagatingVPNGatewayIDs: [] },
  resets: { routes: [], propagatingVPNGatewayIDs: [] },
  immutable: ['vpcRef', 'vpcID'],
  references: [
    parentReference('vpcRef', 'VPC'),
    defaultReference('VPC'),
    ...routeReferences,
    idReference('propagatingVPNGatewayRefs', 'usable'),
  ],
  parts: [main],
  // https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#main-route-table
  madeByAWS: {
    field: 'defaultOf',
    what: 'the main route table of the VPC',
    table: routeTables,
    index: 'vpc-id',
    key: (input) => idAt(input, 'adopt.defaultOf'),
    is: (row: RouteTableRow) => row.associations.some(({ main }) => main),
    of: vpcs,
  },
  writes: [
    'CreateRouteTable',
    'DeleteRouteTable',
    'CreateRoute',
    'ReplaceRoute',
    'DeleteRoute',
    'EnableVgwRoutePropagation',
    'DisableVgwRoutePropagation',
    'CreateTags',
    'DeleteTags',
  ],
  // The gateway is not attached yet, or a peering or attachment is not yet seen by EC2's routing.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  faults: {
    'Gateway.NotAttached': 'waiting',
    'InvalidTransitGatewayID.NotFound': 'waiting',
    'InvalidGatewayID.NotFound': 'waiting',
  },
  observe: (_, view: View): RouteTableObserved => ({ table: view.own(main) }),
  plan,
  project: ({ table }: RouteTableObserved) => (table === undefined ? {} : statusOf(table)),
  goesWith: ({ table }: RouteTableObserved) =>
    table?.associations.some((one) => one.main) === true ? table.vpcID : undefined,
  blockers,
});

function plan(input: Input<RouteTableSpec>, { table }: RouteTableObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  return table === undefined ? planCreate(input) : planChanges(input, table);
}

function planCreate(input: Input<RouteTableSpec>): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID === undefined) return waitFor('The VPC has no id yet.', 'DependencyNotReady');
  const next = planChanges(input, {
    id: 'new',
    ownerID: '',
    vpcID,
    routes: [],
    associations: [],
    propagatingVPNGatewayIDs: [],
    tags: {},
  });
  if (next.is === 'refuse') return next;
  const why = 'the route table does not exist yet';
  const action = create('CreateRouteTable', { VpcId: vpcID }, creation({ vpcRef: vpcID }, why));
  return planOf([action], [], changesOf(next));
}

function planChanges(input: Input<RouteTableSpec>, table: RouteTableRow): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID !== undefined && vpcID !== table.vpcID)
    return fixed('vpcRef', { id: table.id, have: table.vpcID, want: vpcID });
  const propagation = planPropagation(input, table);
  const wanted = wantedRoutes(input.items<RouteSpec>('routes'));
  if ('problem' in wanted) return wanted.problem;
  return together(planRoutes(wanted.routes, wanted.held, table), propagation);
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableVgwRoutePropagation.html
function planPropagation(input: Input<RouteTableSpec>, table: RouteTableRow): Planned {
  if (input.spec.propagatingVPNGatewayIDs === undefined) return nothing;
  const refs = input.refs('propagatingVPNGatewayRefs');
  const held = refs.flatMap((ref) =>
    ref.is === 'missing'
      ? [{ path: `propagatingVPNGatewayIDs[${ref.name}]`, reason: ref.reason, message: ref.why }]
      : [],
  );
  const matched = match({
    desired: refs.flatMap((ref) => (ref.is === 'missing' ? [] : [ref.id])),
    observed: table.propagatingVPNGatewayIDs,
    keyOfDesired: (id) => id,
    keyOfObserved: (id) => id,
    same: () => true,
  });
  return {
    actions: [
      ...matched.missing.map((id) => propagate(table, id, true)),
      ...matched.extra.map((id) => propagate(table, id, false)),
    ],
    held,
  };
}

function propagate(table: RouteTableRow, id: string, on: boolean): Action {
  const field = `propagatingVPNGatewayIDs[${id}]`;
  const input = { RouteTableId: table.id, GatewayId: id };
  if (on) {
    const changes = [
      change(field, { from: null, to: id, why: 'the routes of this VPN gateway are not propagated' }),
    ];
    return { role: 'home', operation: 'EnableVgwRoutePropagation', does: 'add', input, changes };
  }
  const changes = [
    change(field, { from: id, to: null, risk: 'Interrupts', why: 'the propagation is not declared' }),
  ];
  return { role: 'home', operation: 'DisableVgwRoutePropagation', does: 'remove', input, changes };
}

function statusOf(table: RouteTableRow) {
  const subnetIDs = table.associations.map((association) => association.subnetID).filter((id) => id !== '');
  return {
    vpcID: table.vpcID,
    main: table.associations.some((association) => association.main),
    subnetIDs: subnetIDs.toSorted(),
  };
}

// Associations must go first, and the main table cannot be deleted; it goes with its VPC.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html
function blockers(_: unknown, { table }: RouteTableObserved): readonly Blocker[] {
  return (table?.associations ?? []).map((association) => {
    if (association.main)
      return {
        id: association.id,
        type: 'main route table association',
        owner: `VPC ${table?.vpcID ?? ''}: make another table main by its mainRouteTableRef, or let this one stay by deletionPolicy: Retain`,
      };
    return {
      id: association.id,
      type: 'route table association',
      owner: association.subnetID || association.gatewayID,
    };
  });
}
