// A VPC peering connection with both of its sides: home asks, peer accepts and has options of its own. EC2 neither refuses
// a second request for the same pair reliably nor networks that overlap (it makes a connection that has failed), so both are
// looked at first. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
import { overlaps, parseCidr } from '../../model/cidr.ts';
import {
  defineKind,
  type Input,
  type Part,
  type PartState,
  type Plan,
  planOf,
  type Use,
  type View,
} from '../../model/kind.ts';
import { isScope } from '../../model/scope.ts';
import { type PeeringRow, vpcPeeringConnections } from '../../tables/vpc-peering-connections.ts';
import { type VpcRow, vpcs } from '../../tables/vpcs.ts';
import { column, parentReference, wideColumn } from '../facts.ts';
import { changesOf, create, creation, fixed, idAt, refuse, waitFor } from '../planning.ts';
import { routesTo } from '../route-uses.ts';
import { planAcceptance, planSides } from './peering-sides.ts';
import { peeringSchema, type PeeringSpec } from './vpc-peering-connection.schema.ts';

export type PeeringObserved = {
  peering: PeeringRow | undefined;
  /** The accepting side's own picture, where somebody here can look: a request shows there later than here. */
  atPeer: PeeringRow | undefined;
  /** Another living connection between the two. */
  other: PeeringRow | undefined;
  requester: VpcRow | undefined;
  accepter: VpcRow | undefined;
};

// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
const states: Readonly<Record<string, PartState>> = {
  'initiating-request': 'settling',
  provisioning: 'settling',
  // There is work to do: somebody has to accept.
  'pending-acceptance': 'ready',
  active: 'ready',
  deleting: 'leaving',
  deleted: 'leaving',
  failed: 'failed',
  rejected: 'failed',
  expired: 'failed',
};

const main: Part<PeeringRow> = {
  name: 'main',
  role: 'home',
  table: vpcPeeringConnections,
  ownedBy: { tagType: 'vpc-peering-connection' },
  create: {
    operation: 'CreateVpcPeeringConnection',
    once: 'none',
    mayReturnExisting: true,
    idPath: 'VpcPeeringConnection.VpcPeeringConnectionId',
  },
  // A connection that has failed, expired or was rejected cannot be deleted; it stays visible for hours to days.
  // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
  destroy: {
    operation: 'DeleteVpcPeeringConnection',
    input: (id) => ({ VpcPeeringConnectionId: id }),
    goneCodes: ['InvalidVpcPeeringConnectionID.NotFound', 'InvalidVpcPeeringConnectionId.NotFound'],
    deadCodes: ['InvalidStateTransition'],
  },
  state: (row) => states[row.state] ?? 'settling',
  // An overlap, a rejection, seven days without an answer: none of it heals without somebody.
  failure: (row) => ({ message: row.why || 'AWS gives no reason', heals: false }),
  usable: (row) => row.state === 'active',
  word: (row) => row.state,
  arnResource: (id) => `vpc-peering-connection/${id}`,
};

export const vpcPeeringConnection = defineKind({
  names: {
    kind: 'VPCPeeringConnection',
    plural: 'vpcpeeringconnections',
    singular: 'vpcpeeringconnection',
    shortName: 'pcx',
    columns: [
      column('Requester', '.status.requesterVPCID', 'VPC that asked.'),
      column('Accepter', '.status.accepterVPCID', 'VPC that was asked.'),
      wideColumn('State', '.status.state', "EC2's own word for the state."),
    ],
  },
  about: 'A direct connection between two VPCs, also of two accounts or regions; both sides in one object.',
  schema: peeringSchema,
  defaults: { acceptance: 'Automatic' },
  resets: {
    requesterOptions: { allowRemoteVPCDNSResolution: false },
    accepterOptions: { allowRemoteVPCDNSResolution: false },
  },
  immutable: ['requester', 'accepter'],
  references: [
    parentReference('requester.vpcRef', 'VPC'),
    {
      path: 'accepter.vpcRef',
      to: ['VPC'],
      needs: 'usable',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'use',
    },
  ],
  parts: [main],
  writes: [
    'CreateVpcPeeringConnection',
    'DeleteVpcPeeringConnection',
    'AcceptVpcPeeringConnection',
    'ModifyVpcPeeringConnectionOptions',
    'CreateTags',
    'DeleteTags',
  ],
  // Options before both ends know that the connection is active.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  faults: { OperationNotPermitted: 'waiting' },
  peerScope: { reference: 'accepter.vpcRef' },
  observe,
  plan,
  project: ({ peering }: PeeringObserved) =>
    peering === undefined
      ? {}
      : {
          requesterVPCID: peering.requester.vpcID,
          accepterVPCID: peering.accepter.vpcID,
          accepterAccountID: peering.accepter.ownerID,
          accepterRegion: peering.accepter.region,
        },
  usedBy,
});

function observe(input: Input<PeeringSpec>, view: View): PeeringObserved {
  const peering = view.own(main);
  const [from, to] = [idAt(input, 'requester.vpcRef'), idAt(input, 'accepter.vpcRef')];
  const canLook = isScope(input.scope('peer'));
  const nobody = { other: undefined, requester: undefined, accepter: undefined };
  if (peering !== undefined) {
    const asks = canLook && input.want === 'present' && peering.state === 'pending-acceptance';
    return {
      peering,
      atPeer: asks ? view.byID('peer', vpcPeeringConnections, peering.id) : undefined,
      ...nobody,
    };
  }
  if (from === undefined || to === undefined || input.want === 'absent')
    return { peering, atPeer: undefined, ...nobody };
  const between = [
    ...view
      .by('home', vpcPeeringConnections, 'requester-vpc-info.vpc-id', from)
      .filter((row) => row.accepter.vpcID === to),
    ...view
      .by('home', vpcPeeringConnections, 'accepter-vpc-info.vpc-id', from)
      .filter((row) => row.requester.vpcID === to),
  ];
  return {
    peering,
    atPeer: undefined,
    other: between.find((row) => states[row.state] !== 'failed' && states[row.state] !== 'leaving'),
    requester: view.byID('home', vpcs, from),
    accepter: canLook ? view.byID('peer', vpcs, to) : undefined,
  };
}

/** Routes of both sides, as far as somebody here can look. */
function usedBy(input: Input<PeeringSpec>, { peering }: PeeringObserved, view: View): readonly Use[] {
  if (peering === undefined) return [];
  const { id, tags, requester, accepter } = peering;
  const far = isScope(input.scope('peer'))
    ? routesTo({ id, tags, vpcID: accepter.vpcID, role: 'peer' }, view)
    : [];
  return [...routesTo({ id, tags, vpcID: requester.vpcID }, view), ...far];
}

function plan(input: Input<PeeringSpec>, observed: PeeringObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  return observed.peering === undefined
    ? planCreate(input, observed)
    : planChanges(input, observed, observed.peering);
}

function planCreate(input: Input<PeeringSpec>, observed: PeeringObserved): Plan {
  const [from, to] = [idAt(input, 'requester.vpcRef'), idAt(input, 'accepter.vpcRef')];
  if (from === undefined || to === undefined) return waitFor('A VPC has no id yet.', 'DependencyNotReady');
  if (from === to) return refuse('accepter', `a VPC cannot be peered with itself (${from}): name two`);
  const { other } = observed;
  if (other !== undefined) {
    return refuse(
      'accepter',
      `${other.id} (${other.state}) already joins ${from} and ${to}: there is one connection per pair; adopt it or delete it`,
      'Conflict',
    );
  }
  const shared = sharedBlock(observed);
  if (shared !== undefined)
    return refuse('accepter', `${shared}: AWS does not peer VPCs whose networks overlap`);
  const where = peerPlace(input);
  const action = create(
    'CreateVpcPeeringConnection',
    { VpcId: from, PeerVpcId: to, ...where },
    creation(
      {
        requester: from,
        accepter: to,
        'accepter.accountID': where.PeerOwnerId,
        'accepter.region': where.PeerRegion,
      },
      'the peering connection does not exist yet',
    ),
  );
  const made = asMade(from, to);
  const next = planAcceptance(input, made, made);
  return planOf([action], [], changesOf(next.is === 'wait' ? planSides(input, made) : next));
}

/** Owner and region only where they differ from home's, as EC2 takes home's for both. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html */
function peerPlace(input: Input<PeeringSpec>): { PeerOwnerId?: string; PeerRegion?: string } {
  const home = input.scope('home');
  const peer = input.scope('peer');
  const ref = input.ref('accepter.vpcRef');
  const known = isScope(peer) ? peer : ref !== undefined && ref.is !== 'missing' ? ref.scope : undefined;
  const account = known?.account ?? input.spec.accepter?.accountID;
  const region = known?.region ?? input.spec.accepter?.region;
  return {
    ...(account === undefined || (isScope(home) && home.account === account) ? {} : { PeerOwnerId: account }),
    ...(region === undefined || (isScope(home) && home.region === region) ? {} : { PeerRegion: region }),
  };
}

function sharedBlock({ requester, accepter }: PeeringObserved): string | undefined {
  for (const one of blocksOf(requester)) {
    for (const two of blocksOf(accepter)) {
      const [a, b] = [parseCidr(one), parseCidr(two)];
      if (a !== undefined && b !== undefined && overlaps(a, b))
        return `${one} of ${requester?.id} overlaps ${two} of ${accepter?.id}`;
    }
  }
  return undefined;
}

function blocksOf(row: VpcRow | undefined): readonly string[] {
  const blocks = [...(row?.cidrBlocks ?? []), ...(row?.ipv6CidrBlocks ?? [])];
  return blocks
    .filter((block) => block.state === 'associated' || block.state === 'associating')
    .map((block) => block.cidrBlock);
}

function asMade(from: string, to: string): PeeringRow {
  const side = (vpcID: string) => ({
    vpcID,
    ownerID: '',
    region: '',
    cidrBlocks: [],
    allowRemoteVPCDNSResolution: false,
  });
  return {
    id: 'new',
    state: 'pending-acceptance',
    why: '',
    requester: side(from),
    accepter: side(to),
    tags: {},
  };
}

function planChanges(input: Input<PeeringSpec>, { atPeer }: PeeringObserved, row: PeeringRow): Plan {
  for (const side of ['requester', 'accepter'] as const) {
    const want = idAt(input, `${side}.vpcRef`);
    const have = row[side].vpcID;
    if (want !== undefined && want !== have) return fixed(side, { id: row.id, have, want });
  }
  return row.state === 'pending-acceptance' ? planAcceptance(input, row, atPeer) : planSides(input, row);
}
