// An Elastic IP address and where it sits. AllocateAddress has neither a token nor a natural key, so that only intent and
// discovery keep it from being made twice. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html
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
import { type AddressRow, addresses } from '../../tables/addresses.ts';
import { type InternetGatewayRow, internetGateways } from '../../tables/internet-gateways.ts';
import { type NetworkInterfaceRow, networkInterfaces } from '../../tables/network-interfaces.ts';
import { interfaceBlocker } from '../blockers.ts';
import { change, changesOf, creation, refuse } from '../planning.ts';
import { isInRing } from '../rings.ts';
import { isServices, otherOn, planSeat, type Seat, seatOf, takeOff } from './address-seat.ts';
import { elasticIPSchema, type ElasticIPSpec } from './elastic-ip.schema.ts';

export type ElasticIPObserved = {
  address: AddressRow | undefined;
  /** The interface on which it sits, and what must be known of the one where it is to sit; asked only when it is to move. */
  at: NetworkInterfaceRow | undefined;
  target: NetworkInterfaceRow | undefined;
  gateways: readonly InternetGatewayRow[];
  neighbours: readonly AddressRow[];
  /** What sits in its declared place waits for the place that it has now. */
  inRing: boolean;
};

const main: Part<AddressRow> = {
  name: 'main',
  role: 'home',
  table: addresses,
  ownedBy: { tagType: 'elastic-ip' },
  create: { operation: 'AllocateAddress', once: 'none', mayReturnExisting: false, idPath: 'AllocationId' },
  destroy: {
    operation: 'ReleaseAddress',
    // Outside of the region's own group the call must name it. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
    input: (id, row) => ({
      AllocationId: id,
      ...(row.networkBorderGroup === '' ? {} : { NetworkBorderGroup: row.networkBorderGroup }),
    }),
    // AuthFailure: the address belongs to somebody else by now. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    goneCodes: [
      'InvalidAllocationID.NotFound',
      'InvalidAddress.NotFound',
      'InvalidAddressID.NotFound',
      'AuthFailure',
    ],
  },
  word: (row) => (row.associationID === '' ? 'available' : 'in-use'),
  arnResource: (id) => `elastic-ip/${id}`,
};

export const elasticIP = defineKind({
  names: {
    kind: 'ElasticIP',
    plural: 'elasticips',
    singular: 'elasticip',
    shortName: 'awseip',
    columns: [
      {
        name: 'Address',
        jsonPath: '.status.publicIP',
        type: 'string',
        priority: 0,
        description: 'The public IPv4 address.',
      },
      {
        name: 'Interface',
        jsonPath: '.status.networkInterfaceID',
        type: 'string',
        priority: 1,
        description: 'Network interface on which it sits.',
      },
    ],
  },
  about: 'A public IPv4 address that stays the same.',
  schema: elasticIPSchema,
  defaults: {},
  // An empty name or id stands for "nowhere".
  resets: { networkInterfaceRef: { name: '' }, networkInterfaceID: '', instanceID: '' },
  immutable: ['publicIPv4Pool', 'networkBorderGroup', 'address'],
  references: [
    {
      path: 'networkInterfaceRef',
      to: ['NetworkInterface'],
      needs: 'usable',
      missing: 'holdItem',
      holdsTarget: true,
      releasable: true,
      verb: 'change',
      places: true,
    },
    {
      path: 'instanceID',
      to: [],
      needs: 'usable',
      missing: 'holdItem',
      holdsTarget: false,
      releasable: false,
      verb: 'change',
    },
  ],
  parts: [main],
  writes: [
    'AllocateAddress',
    'ReleaseAddress',
    'AssociateAddress',
    'DisassociateAddress',
    'CreateTags',
    'DeleteTags',
  ],
  // In use, or its VPC has no internet gateway yet. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  faults: { 'InvalidIPAddress.InUse': 'waiting', 'Gateway.NotAttached': 'waiting' },
  observe,
  plan,
  project: ({ address }: ElasticIPObserved) => (address === undefined ? {} : statusOf(address)),
  blockers,
});

const nothing = { at: undefined, target: undefined, gateways: [], neighbours: [], inRing: false };

function observe(input: Input<ElasticIPSpec>, view: View): ElasticIPObserved {
  const address = view.own(main);
  const seat = seatOf(input);
  const sits = address !== undefined && address.networkInterfaceID !== '';
  const stays = seat.is === 'any' || (address !== undefined && seat.is === 'on' && isAt(address, seat));
  if (stays || (input.want === 'absent' && input.adopted)) return { address, ...nothing };
  const at = sits ? view.byID('home', networkInterfaces, address.networkInterfaceID) : undefined;
  if (input.want === 'absent' || seat.is !== 'on' || seat.field === 'instanceID')
    return { address, ...nothing, at };
  const target = view.byID('home', networkInterfaces, seat.id);
  const neighbours = view.by('home', addresses, 'network-interface-id', seat.id);
  const other = address === undefined ? undefined : otherOn(seat, { address, target, neighbours });
  return {
    address,
    at,
    target,
    gateways:
      target === undefined ? [] : view.by('home', internetGateways, 'attachment.vpc-id', target.vpcID),
    neighbours,
    inRing:
      address !== undefined &&
      sits &&
      other !== undefined &&
      isInRing(address, (one) => (one.id === address.id ? other : inPlaceOf(one, input, view))),
  };
}

/** Who has the place that another address of this cluster is declared for. */
function inPlaceOf(one: AddressRow, input: Input<ElasticIPSpec>, view: View): AddressRow | undefined {
  const cardID = input.declaredBy(one.id, 'networkInterfaceRef');
  const card = cardID === undefined ? undefined : view.byID('home', networkInterfaces, cardID);
  if (card === undefined) return undefined;
  const privateIP = input.declaredBy(one.id, 'privateIPAddress') ?? card.privateIPAddress;
  return view
    .by('home', addresses, 'network-interface-id', card.id)
    .find((there) => there.privateIP === privateIP);
}

function isOn(row: AddressRow, seat: Extract<Seat, { is: 'on' }>): boolean {
  return seat.id === (seat.field === 'instanceID' ? row.instanceID : row.networkInterfaceID);
}

function isAt(row: AddressRow, seat: Extract<Seat, { is: 'on' }>): boolean {
  return isOn(row, seat) && (seat.privateIP === undefined || row.privateIP === seat.privateIP);
}

function plan(input: Input<ElasticIPSpec>, observed: ElasticIPObserved): Plan {
  const { address } = observed;
  const seat = seatOf(input);
  if (input.want === 'absent') return planOf(undone(input, observed, seat));
  if (address !== undefined) return planChanges(input, { ...observed, address });
  const action: Action = {
    role: 'home',
    operation: 'AllocateAddress',
    does: 'create',
    part: 'main',
    input: {
      Domain: 'vpc',
      ...(input.spec.publicIPv4Pool === undefined ? {} : { PublicIpv4Pool: input.spec.publicIPv4Pool }),
      ...(input.spec.networkBorderGroup === undefined
        ? {}
        : { NetworkBorderGroup: input.spec.networkBorderGroup }),
      ...(input.spec.address === undefined ? {} : { Address: input.spec.address }),
    },
    changes: creation({ address: input.spec.address ?? 'new address' }, 'the address is not allocated yet'),
  };
  const next = planChanges(input, { ...observed, address: asMade(input.spec) });
  if (next.is === 'refuse') return next;
  return planOf([action], [], changesOf(next));
}

function asMade(spec: ElasticIPSpec): AddressRow {
  return {
    id: 'new',
    publicIP: spec.address ?? '',
    associationID: '',
    networkInterfaceID: '',
    instanceID: '',
    privateIP: '',
    publicIPv4Pool: '',
    networkBorderGroup: '',
    tags: {},
  };
}

const fixed = [
  ['address', (row: AddressRow) => row.publicIP],
  ['publicIPv4Pool', (row: AddressRow) => row.publicIPv4Pool],
  ['networkBorderGroup', (row: AddressRow) => row.networkBorderGroup],
] as const;

function planChanges(
  input: Input<ElasticIPSpec>,
  observed: ElasticIPObserved & { address: AddressRow },
): Plan {
  const row = observed.address;
  for (const [field, read] of fixed) {
    const want = input.spec[field];
    if (want !== undefined && read(row) !== '' && want !== read(row))
      return refuse(
        field,
        `${field} of ${row.id} is ${read(row)} and cannot become ${want}: put it back, or delete this address and create a new one`,
        'ImmutableField',
      );
  }
  const seat = seatOf(input);
  if (seat.is === 'held') return planOf([], [seat.held]);
  if (seat.is === 'any' || (seat.is === 'on' && isAt(row, seat))) return planOf([]);
  return planSeat(seat, observed);
}

/**
 * Off the declared place; what somebody else did with an adopted address, or with one that was never declared to sit anywhere,
 * is not ours to cut. An address of ours that was to move sits where we put it before.
 */
function undone(
  { adopted }: Input<ElasticIPSpec>,
  { address, at }: ElasticIPObserved,
  seat: Seat,
): readonly Action[] {
  if (address === undefined || address.associationID === '' || seat.is === 'any') return [];
  const declared = seat.is === 'on' && isOn(address, seat);
  if (!declared && (adopted || isServices({ address, at }))) return [];
  const field = seat.is === 'on' ? seat.field : 'networkInterfaceRef';
  const from = field === 'instanceID' && declared ? address.instanceID : address.networkInterfaceID;
  return [
    takeOff(address, change(field, { from, to: null, risk: 'Interrupts', why: 'it is to be released' })),
  ];
}

function statusOf(row: AddressRow) {
  return {
    publicIP: row.publicIP,
    ...(row.associationID === '' ? {} : { associationID: row.associationID }),
    ...(row.networkInterfaceID === '' ? {} : { networkInterfaceID: row.networkInterfaceID }),
    ...(row.instanceID === '' ? {} : { instanceID: row.instanceID }),
    ...(row.privateIP === '' ? {} : { privateIPAddress: row.privateIP }),
    ...(row.networkBorderGroup === '' ? {} : { networkBorderGroup: row.networkBorderGroup }),
  };
}

// Whatever it sits on: an interface says in its description which NAT gateway it belongs to. One keeps its addresses until
// some time after it was deleted; a regional one has no interface in the account.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
function blockers(_: Input<ElasticIPSpec>, { address }: ElasticIPObserved, view: View): readonly Blocker[] {
  if (address === undefined || address.associationID === '') return [];
  const card =
    address.networkInterfaceID === ''
      ? undefined
      : view.byID('home', networkInterfaces, address.networkInterfaceID);
  if (card !== undefined) return [interfaceBlocker(card)];
  return [
    {
      id: address.associationID,
      type: 'association',
      owner: 'a service of AWS, such as a regional NAT gateway',
    },
  ];
}
