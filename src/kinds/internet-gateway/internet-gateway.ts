// An internet gateway, its attachment to a VPC, and the route table of what comes in through it. A gateway is attached to
// one VPC at a time, so a move detaches first.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
import {
  type Action,
  type Blocker,
  defineKind,
  type Held,
  type Input,
  type Part,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import { type InternetGatewayRow, internetGateways } from '../../tables/internet-gateways.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { type AssociationRow, type RouteTableRow, routeTables } from '../../tables/route-tables.ts';
import { interfaceBlocker } from '../blockers.ts';
import { change, changesOf, creation, heldBy, linkOf, waitFor } from '../planning.ts';
import { internetGatewaySchema, type InternetGatewaySpec } from './internet-gateway.schema.ts';

type Edge = { table: RouteTableRow; association: AssociationRow };
export type InternetGatewayObserved = { gateway: InternetGatewayRow | undefined; edge: Edge | undefined };

const main: Part<InternetGatewayRow> = {
  name: 'main',
  role: 'home',
  table: internetGateways,
  ownedBy: { tagType: 'internet-gateway' },
  create: {
    operation: 'CreateInternetGateway',
    once: 'none',
    mayReturnExisting: false,
    idPath: 'InternetGateway.InternetGatewayId',
  },
  destroy: {
    operation: 'DeleteInternetGateway',
    input: (id) => ({ InternetGatewayId: id }),
    goneCodes: ['InvalidInternetGatewayID.NotFound'],
  },
  notFoundCodes: ['InvalidInternetGatewayID.NotFound'],
  state: () => 'ready',
  usable: (row) => attachedTo(row) !== undefined,
  word: (row) => row.attachments[0]?.state ?? 'detached',
  arnResource: (id) => `internet-gateway/${id}`,
};

export const internetGateway = defineKind({
  names: {
    kind: 'InternetGateway',
    plural: 'internetgateways',
    singular: 'internetgateway',
    shortName: 'igw',
    columns: [
      {
        name: 'VPC',
        jsonPath: '.status.vpcID',
        type: 'string',
        priority: 0,
        description: 'VPC that it is attached to.',
      },
      {
        name: 'State',
        jsonPath: '.status.state',
        type: 'string',
        priority: 1,
        description: "EC2's own word for the attachment.",
      },
    ],
  },
  about: 'The way between a VPC and the internet.',
  schema: internetGatewaySchema,
  defaults: {},
  resets: {},
  immutable: [],
  references: [
    {
      path: 'vpcRef',
      to: ['VPC'],
      needs: 'usable',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'change',
      places: true,
    },
    {
      path: 'routeTableRef',
      to: ['RouteTable'],
      needs: 'id',
      missing: 'holdItem',
      holdsTarget: true,
      releasable: true,
      verb: 'use',
    },
  ],
  parts: [main],
  writes: [
    'CreateInternetGateway',
    'DeleteInternetGateway',
    'AttachInternetGateway',
    'DetachInternetGateway',
    'AssociateRouteTable',
    'ReplaceRouteTableAssociation',
    'DisassociateRouteTable',
    'CreateTags',
    'DeleteTags',
  ],
  // Detached already. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  faults: { 'Gateway.NotAttached': 'stale' },
  observe,
  plan,
  project: ({ gateway, edge }: InternetGatewayObserved) => {
    const vpcID = gateway === undefined ? undefined : attachedTo(gateway);
    return {
      ...(vpcID === undefined ? {} : { vpcID }),
      ...(edge === undefined ? {} : { routeTableID: edge.table.id }),
    };
  },
  blockers,
});

/** EC2 says `available` for an attached gateway. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGatewayAttachment.html */
function attachedTo(row: InternetGatewayRow): string | undefined {
  return row.attachments.find((one) => one.state !== 'detaching' && one.state !== 'detached')?.vpcID;
}

function observe(_: Input<InternetGatewaySpec>, view: View): InternetGatewayObserved {
  const gateway = view.own(main);
  if (gateway === undefined) return { gateway, edge: undefined };
  for (const table of view.by('home', routeTables, 'association.gateway-id', gateway.id)) {
    const association = table.associations.find(
      (one) => one.gatewayID === gateway.id && (one.state === 'associated' || one.state === 'associating'),
    );
    if (association !== undefined) return { gateway, edge: { table, association } };
  }
  return { gateway, edge: undefined };
}

function plan(input: Input<InternetGatewaySpec>, { gateway, edge }: InternetGatewayObserved): Plan {
  if (input.want === 'absent')
    return planOf(gateway === undefined ? [] : undone(gateway, edge, 'the gateway is to be deleted'));
  return gateway === undefined ? planCreate(input) : planChanges(input, gateway, edge);
}

function planCreate(input: Input<InternetGatewaySpec>): Plan {
  const action: Action = {
    role: 'home',
    operation: 'CreateInternetGateway',
    does: 'create',
    part: 'main',
    input: {},
    changes: creation({ id: 'new internet gateway' }, 'the internet gateway does not exist yet'),
  };
  const made: InternetGatewayRow = { id: 'new', ownerID: '', attachments: [], tags: {} };
  return planOf([action], [], changesOf(planChanges(input, made, undefined)));
}

function planChanges(
  input: Input<InternetGatewaySpec>,
  row: InternetGatewayRow,
  edge: Edge | undefined,
): Plan {
  const ref = input.ref('vpcRef');
  const link = linkOf(ref, 'vpcRef', 'usable');
  const attached = attachedTo(row);
  if (link.is === 'held') return planOf([], [link.held]);
  if (link.is === 'unset') {
    if (attached === undefined || input.adopted) return planEdge(input, { row, edge, attached });
    return planOf(undone(row, edge, 'no VPC is declared'));
  }
  if (attached === link.id) return planEdge(input, { row, edge, attached });
  if (!link.mayUse) return planOf([], [heldBy(ref, 'vpcRef')]);
  if (attached !== undefined)
    return planOf(
      undone(row, edge, `${link.id} is declared, and a gateway is attached to one VPC at a time`),
    );
  if (row.attachments.length > 0)
    return waitFor(`The gateway is leaving ${row.attachments[0]?.vpcID ?? 'its VPC'}.`, 'Updating');
  const attach: Action = {
    role: 'home',
    operation: 'AttachInternetGateway',
    does: 'add',
    input: { InternetGatewayId: row.id, VpcId: link.id },
    changes: [change('vpcRef', { from: null, to: link.id, why: 'the gateway is not attached' })],
  };
  return planOf([attach]);
}

/** The edge association goes before the attachment that it belongs to. */
function undone(row: InternetGatewayRow, edge: Edge | undefined, why: string): readonly Action[] {
  const attached = attachedTo(row);
  const detach: Action = {
    role: 'home',
    operation: 'DetachInternetGateway',
    does: 'remove',
    input: { InternetGatewayId: row.id, VpcId: attached ?? '' },
    changes: [
      change('vpcRef', {
        from: attached ?? null,
        to: null,
        risk: 'Interrupts',
        why: `${why}; traffic with the internet stops`,
      }),
    ],
  };
  return [
    ...(edge === undefined ? [] : [disassociate(edge, why)]),
    ...(attached === undefined ? [] : [detach]),
  ];
}

function disassociate(edge: Edge, why: string): Action {
  return {
    role: 'home',
    operation: 'DisassociateRouteTable',
    does: 'remove',
    input: { AssociationId: edge.association.id },
    changes: [change('routeTableRef', { from: edge.table.id, to: null, risk: 'Interrupts', why })],
  };
}

// Edge associations: https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
function planEdge(
  input: Input<InternetGatewaySpec>,
  at: { row: InternetGatewayRow; edge: Edge | undefined; attached: string | undefined },
): Plan {
  const { row, edge, attached } = at;
  const ref = input.ref('routeTableRef');
  const link = linkOf(ref, 'routeTableRef', 'id');
  if (link.is === 'held') return planOf([], [link.held]);
  if (link.is === 'unset')
    return planOf(
      edge === undefined || input.adopted ? [] : [disassociate(edge, 'no route table is declared')],
    );
  if (edge?.table.id === link.id) return planOf([]);
  const held: Held[] = link.mayUse ? [] : [heldBy(ref, 'routeTableRef')];
  if (attached === undefined)
    held.push({
      path: 'routeTableRef',
      reason: 'InvalidSpec',
      message: 'a gateway without a VPC has no route table: set vpcRef',
    });
  if (held.length > 0) return planOf([], held);
  return planOf([edge === undefined ? associate(row, link.id) : replace(edge, link.id)]);
}

function associate(row: InternetGatewayRow, tableID: string): Action {
  return {
    role: 'home',
    operation: 'AssociateRouteTable',
    does: 'add',
    input: { RouteTableId: tableID, GatewayId: row.id },
    changes: [
      change('routeTableRef', {
        from: null,
        to: tableID,
        risk: 'Interrupts',
        why: 'the gateway has no route table of its own',
      }),
    ],
  };
}

function replace(edge: Edge, tableID: string): Action {
  return {
    role: 'home',
    operation: 'ReplaceRouteTableAssociation',
    does: 'replace',
    input: { AssociationId: edge.association.id, RouteTableId: tableID },
    changes: [
      change('routeTableRef', {
        from: edge.table.id,
        to: tableID,
        risk: 'Interrupts',
        why: 'the gateway has another route table',
      }),
    ],
  };
}

// Public addresses in the VPC hold the attachment. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html
function blockers(
  _: Input<InternetGatewaySpec>,
  { gateway }: InternetGatewayObserved,
  view: View,
): readonly Blocker[] {
  const vpcID = gateway === undefined ? undefined : attachedTo(gateway);
  if (vpcID === undefined) return [];
  return view
    .by('home', networkInterfaces, 'vpc-id', vpcID)
    .filter((card) => card.publicIP !== '')
    .map(interfaceBlocker);
}
