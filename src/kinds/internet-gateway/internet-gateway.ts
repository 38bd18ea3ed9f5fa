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
import { tagKeys } from '../../model/names.ts';
import { type InternetGatewayRow, internetGateways } from '../../tables/internet-gateways.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { interfaceBlocker } from '../blockers.ts';
import { column, linkReference, parentReference, wideColumn } from '../facts.ts';
import {
  change,
  changesOf,
  create,
  creation,
  linkStep,
  type Planned,
  together,
  waitFor,
} from '../planning.ts';
import { isInRing } from '../rings.ts';
import { type Associated, associatedTable, disassociate, planRouteTableLink } from '../route-table-link.ts';
import { internetGatewaySchema, type InternetGatewaySpec } from './internet-gateway.schema.ts';

export type InternetGatewayObserved = {
  gateway: InternetGatewayRow | undefined;
  edge: Associated | undefined;
  /** What has the declared VPC instead, and whether that waits for the VPC which this one is to leave. */
  other: InternetGatewayRow | undefined;
  inRing: boolean;
};

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
      column('VPC', '.status.vpcID', 'VPC that it is attached to.'),
      wideColumn('State', '.status.state', "EC2's own word for the attachment."),
    ],
  },
  about: 'The way between a VPC and the internet.',
  schema: internetGatewaySchema,
  defaults: {},
  resets: {},
  immutable: [],
  references: [parentReference('vpcRef', 'VPC'), linkReference('routeTableRef', 'RouteTable')],
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

function observe(input: Input<InternetGatewaySpec>, view: View): InternetGatewayObserved {
  const gateway = view.own(main);
  if (gateway === undefined) return { gateway, edge: undefined, other: undefined, inRing: false };
  const tables = view.by('home', routeTables, 'association.gateway-id', gateway.id);
  const edge = associatedTable(tables, (one) => one.gatewayID === gateway.id);
  const isIn = (one: InternetGatewayRow, id: string) =>
    one.id === gateway.id
      ? attachedTo(one) === id
      : one.attachments.some(({ vpcID, state }) => vpcID === id && state !== 'detached');
  const inVPC = (id: string) =>
    view.by('home', internetGateways, 'attachment.vpc-id', id).find((one) => isIn(one, id));
  const step = input.want === 'absent' ? undefined : vpcStep(input, gateway);
  const other = step?.is === 'make' ? inVPC(step.id) : undefined;
  const inPlaceOf = (one: InternetGatewayRow) => {
    if (one.id === gateway.id) return other;
    const id = input.declaredBy(one.id, 'vpcRef');
    return id === undefined ? undefined : inVPC(id);
  };
  return { gateway, edge, other, inRing: isInRing(gateway, inPlaceOf) };
}

function vpcStep(input: Input<InternetGatewaySpec>, row: InternetGatewayRow) {
  return linkStep(input.ref('vpcRef'), 'vpcRef', { needs: 'usable', have: attachedTo(row) });
}

function plan(input: Input<InternetGatewaySpec>, observed: InternetGatewayObserved): Plan {
  const { gateway, edge } = observed;
  if (input.want === 'absent')
    return planOf(gateway === undefined ? [] : undone(gateway, edge, 'the gateway is to be deleted'));
  return gateway === undefined ? planCreate(input) : planChanges(input, { ...observed, gateway });
}

function planCreate(input: Input<InternetGatewaySpec>): Plan {
  const why = 'the internet gateway does not exist yet';
  const action = create('CreateInternetGateway', {}, creation({ id: 'new internet gateway' }, why));
  const made: InternetGatewayRow = { id: 'new', ownerID: '', attachments: [], tags: {} };
  const asMade = { gateway: made, edge: undefined, other: undefined, inRing: false };
  return planOf([action], [], changesOf(planChanges(input, asMade)));
}

function planChanges(
  input: Input<InternetGatewaySpec>,
  { gateway: row, edge, other, inRing }: InternetGatewayObserved & { gateway: InternetGatewayRow },
): Plan {
  const attached = attachedTo(row);
  const step = vpcStep(input, row);
  if (step.is === 'held') return planOf([], [step.held]);
  if (step.is === 'unset' && attached !== undefined && !input.adopted)
    return planOf(undone(row, edge, 'no VPC is declared'));
  if (step.is !== 'make') return together(planEdge(input, { row, edge, attached }));
  if (other !== undefined && !inRing) return planOf([], [takenBy(other, step.id)]);
  const arrival = attach(row, step.id);
  const onArrival = changesOf(together(planEdge(input, { row, edge: undefined, attached: step.id })));
  if (attached !== undefined) {
    const why = `${step.id} is declared, and a gateway is attached to one VPC at a time`;
    return planOf(undone(row, edge, why), [], [...arrival.changes, ...onArrival]);
  }
  const leaves = row.attachments.find((one) => one.state === 'detaching');
  if (leaves !== undefined) return waitFor(`The gateway is leaving ${leaves.vpcID}.`, 'Updating');
  return planOf([arrival], [], onArrival);
}

/** AWS attaches one to a VPC: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html */
function takenBy(other: InternetGatewayRow, vpcID: string): Held {
  const owner = other.tags[tagKeys.resource];
  const message = `${vpcID} has the internet gateway ${other.id}${owner === undefined ? '' : ` (${owner})`}, and a VPC has one only: detach that one, or name another VPC here`;
  return { path: 'vpcRef', reason: 'Conflict', message };
}

function attach(row: InternetGatewayRow, vpcID: string): Action {
  return {
    role: 'home',
    operation: 'AttachInternetGateway',
    does: 'add',
    input: { InternetGatewayId: row.id, VpcId: vpcID },
    changes: [change('vpcRef', { from: null, to: vpcID, why: 'the gateway is not attached' })],
  };
}

/** The edge association goes before the attachment that it belongs to. */
function undone(row: InternetGatewayRow, edge: Associated | undefined, why: string): readonly Action[] {
  const attached = attachedTo(row);
  if (attached === undefined) return edge === undefined ? [] : [disassociate(edge, why)];
  const detach: Action = {
    role: 'home',
    operation: 'DetachInternetGateway',
    does: 'remove',
    input: { InternetGatewayId: row.id, VpcId: attached },
    changes: [
      change('vpcRef', {
        from: attached,
        to: null,
        risk: 'Interrupts',
        why: `${why}; traffic with the internet stops`,
      }),
    ],
  };
  return edge === undefined ? [detach] : [disassociate(edge, why), detach];
}

// Edge associations: https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
function planEdge(
  input: Input<InternetGatewaySpec>,
  at: { row: InternetGatewayRow; edge: Associated | undefined; attached: string | undefined },
): Planned {
  const { row, edge, attached } = at;
  if (attached === undefined && input.ref('routeTableRef') !== undefined) {
    const message = 'a gateway without a VPC has no route table: set vpcRef';
    return { actions: [], held: [{ path: 'routeTableRef', reason: 'InvalidSpec', message }] };
  }
  return planRouteTableLink(input, {
    have: edge,
    of: { GatewayId: row.id },
    without: { why: 'the gateway has no route table of its own', risk: 'Interrupts' },
    undeclared: 'no route table is declared',
  });
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
