// An egress-only internet gateway. EC2 makes it attached to its VPC and deletes it without a detachment; a route that
// points to a deleted one stays as a black hole, so route tables hold it.
// https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
import {
  defineKind,
  type Input,
  type Part,
  type PartState,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import {
  type EgressOnlyInternetGatewayRow,
  egressOnlyInternetGateways,
} from '../../tables/egress-only-internet-gateways.ts';
import { blockerOf } from '../blockers.ts';
import { column, parentReference, wideColumn } from '../facts.ts';
import { create, creation, fixed, idAt, TAKEN_SECONDS, waitFor } from '../planning.ts';
import { routesTo } from '../route-uses.ts';
import {
  egressOnlyInternetGatewaySchema,
  type EgressOnlyInternetGatewaySpec,
} from './egress-only-internet-gateway.schema.ts';

export type EgressOnlyInternetGatewayObserved = {
  gateway: EgressOnlyInternetGatewayRow | undefined;
  /** Others of the declared VPC, asked for only while there is none of ours. */
  others: readonly EgressOnlyInternetGatewayRow[];
};

/** The error list, the API's own answers and Cluster API's provider spell it in three ways. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const GONE_CODES = [
  'InvalidEgressOnlyInternetGatewayId.NotFound',
  'InvalidEgressOnlyInternetGatewayID.NotFound',
  'InvalidGatewayID.NotFound',
];

const main: Part<EgressOnlyInternetGatewayRow> = {
  name: 'main',
  role: 'home',
  table: egressOnlyInternetGateways,
  ownedBy: { tagType: 'egress-only-internet-gateway' },
  create: {
    operation: 'CreateEgressOnlyInternetGateway',
    once: 'token',
    mayReturnExisting: false,
    idPath: 'EgressOnlyInternetGateway.EgressOnlyInternetGatewayId',
  },
  destroy: {
    operation: 'DeleteEgressOnlyInternetGateway',
    input: (id) => ({ EgressOnlyInternetGatewayId: id }),
    goneCodes: GONE_CODES,
  },
  state,
  usable: (row) => attachedTo(row) !== undefined,
  word: (row) => row.attachments[0]?.state ?? 'detached',
  arnResource: (id) => `egress-only-internet-gateway/${id}`,
};

export const egressOnlyInternetGateway = defineKind({
  names: {
    kind: 'EgressOnlyInternetGateway',
    plural: 'egressonlyinternetgateways',
    singular: 'egressonlyinternetgateway',
    shortName: 'eigw',
    columns: [
      column('VPC', '.status.vpcID', 'VPC that it is attached to.'),
      wideColumn('State', '.status.state', "EC2's own word for the attachment."),
    ],
  },
  about: 'The way out of a VPC to the internet for IPv6, closed to connections from outside.',
  schema: egressOnlyInternetGatewaySchema,
  defaults: {},
  resets: {},
  immutable: ['vpcRef', 'vpcID'],
  references: [parentReference('vpcRef', 'VPC')],
  parts: [main],
  writes: ['CreateEgressOnlyInternetGateway', 'DeleteEgressOnlyInternetGateway', 'CreateTags', 'DeleteTags'],
  faults: {},
  observe,
  plan,
  project: ({ gateway }: EgressOnlyInternetGatewayObserved) => {
    const vpcID = gateway === undefined ? undefined : attachedTo(gateway);
    return vpcID === undefined ? {} : { vpcID };
  },
  usedBy: (_, { gateway }: EgressOnlyInternetGatewayObserved, view) =>
    gateway === undefined ? [] : routesTo({ ...gateway, vpcID: attachedTo(gateway) ?? '' }, view),
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGatewayAttachment.html
function state(row: EgressOnlyInternetGatewayRow): PartState {
  const word = row.attachments[0]?.state;
  if (word === 'attaching') return 'settling';
  return word === 'detaching' ? 'leaving' : 'ready';
}

function attachedTo(row: EgressOnlyInternetGatewayRow): string | undefined {
  return row.attachments.find((one) => one.state === 'attached' || one.state === 'available')?.vpcID;
}

function observe(input: Input<EgressOnlyInternetGatewaySpec>, view: View): EgressOnlyInternetGatewayObserved {
  const gateway = view.own(main);
  const vpcID = idAt(input, 'vpcRef');
  if (gateway !== undefined || vpcID === undefined || input.want === 'absent') return { gateway, others: [] };
  return { gateway, others: view.by('home', egressOnlyInternetGateways, 'attachment.vpc-id', vpcID) };
}

function plan(
  input: Input<EgressOnlyInternetGatewaySpec>,
  { gateway, others }: EgressOnlyInternetGatewayObserved,
): Plan {
  if (input.want === 'absent') return planOf([]);
  const vpcID = idAt(input, 'vpcRef');
  if (gateway === undefined) return planCreate(vpcID, others);
  const attached = gateway.attachments[0]?.vpcID;
  if (vpcID === undefined || attached === undefined || vpcID === attached) return planOf([]);
  return fixed('vpcRef', { id: gateway.id, have: attached, want: vpcID });
}

function planCreate(vpcID: string | undefined, others: readonly EgressOnlyInternetGatewayRow[]): Plan {
  if (vpcID === undefined) return waitFor('The VPC has no id yet.', 'DependencyNotReady');
  const [other] = others;
  if (other !== undefined) {
    // One per VPC: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-gateways
    const { id, owner } = blockerOf('egress-only-internet-gateway', other);
    const message = `${vpcID} has the egress-only internet gateway ${id} (${owner}) already, and a VPC has at most one: adopt that one, or delete it`;
    return { is: 'wait', reason: 'Conflict', message, seconds: TAKEN_SECONDS };
  }
  const changes = creation({ vpcRef: vpcID }, 'the egress-only internet gateway does not exist yet');
  return planOf([create('CreateEgressOnlyInternetGateway', { VpcId: vpcID }, changes)]);
}
