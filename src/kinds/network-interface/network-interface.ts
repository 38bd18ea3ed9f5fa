// A network interface: its place and primary address are fixed at creation; groups, further addresses, attributes and
// attachment change in place, each by a call of its own.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html
import { canonicalAddress } from '../../model/cidr.ts';
import {
  type Blocker,
  defineKind,
  type Held,
  type Input,
  type Part,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import { type NetworkInterfaceRow, networkInterfaces } from '../../tables/network-interfaces.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { type SubnetRow, subnets } from '../../tables/subnets.ts';
import { changesOf, idAt, refuse, TAKEN_SECONDS, waitFor } from '../planning.ts';
import { routesTo } from '../route-uses.ts';
import {
  addressProblem,
  heldAddresses,
  lacksAddresses,
  planAddresses,
  type Taken,
  takenAddresses,
} from './interface-addresses.ts';
import { type AttachmentPlan, noWayTo, planAttachment, planDetached } from './interface-attachment.ts';
import { creationOf } from './interface-creation.ts';
import { planAttributes } from './interface-attributes.ts';
import { planGroups, wantedGroups } from './interface-groups.ts';
import { statusOf } from './interface-status.ts';
import { networkInterfaceSchema, type NetworkInterfaceSpec } from './network-interface.schema.ts';

export type NetworkInterfaceObserved = {
  card: NetworkInterfaceRow | undefined;
  /** Asked only where something is to be placed in it. */
  subnet: SubnetRow | undefined;
  /** Asked only where the VPC's default group has to be put back. */
  defaultGroupID: string | undefined;
  /** Declared addresses that it does not have, and another one has. */
  taken: readonly Taken[];
  /** Why it cannot be attached as declared. */
  noWay: Held | undefined;
};

const main: Part<NetworkInterfaceRow> = {
  name: 'main',
  role: 'home',
  table: networkInterfaces,
  ownedBy: { tagType: 'network-interface' },
  create: {
    operation: 'CreateNetworkInterface',
    once: 'token',
    mayReturnExisting: false,
    idPath: 'NetworkInterface.NetworkInterfaceId',
  },
  // Both codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  destroy: {
    operation: 'DeleteNetworkInterface',
    input: (id) => ({ NetworkInterfaceId: id }),
    goneCodes: ['InvalidNetworkInterfaceID.NotFound', 'InvalidNetworkInterface.NotFound'],
  },
  state: (row) => (row.state === 'pending' ? 'settling' : 'ready'),
  word: (row) => row.state,
  arnResource: (id) => `network-interface/${id}`,
};

export const networkInterface = defineKind({
  names: {
    kind: 'NetworkInterface',
    plural: 'networkinterfaces',
    singular: 'networkinterface',
    shortName: 'eni',
    columns: [
      {
        name: 'Address',
        jsonPath: '.status.privateIPAddress',
        type: 'string',
        priority: 0,
        description: 'Primary IPv4 address.',
      },
      {
        name: 'Instance',
        jsonPath: '.status.attachment.instanceID',
        type: 'string',
        priority: 0,
        description: 'Instance that it is attached to.',
      },
      {
        name: 'State',
        jsonPath: '.status.state',
        type: 'string',
        priority: 1,
        description: "EC2's own word for its state.",
      },
      {
        name: 'Subnet',
        jsonPath: '.status.subnetID',
        type: 'string',
        priority: 1,
        description: 'Id of the subnet.',
      },
      {
        name: 'Zone',
        jsonPath: '.status.availabilityZone',
        type: 'string',
        priority: 1,
        description: 'Availability zone.',
      },
    ],
  },
  about: 'An elastic network interface, with its addresses and security groups.',
  schema: networkInterfaceSchema,
  defaults: { securityGroupRefs: [], sourceDestCheck: true },
  // What AWS gives a new interface; an empty instance stands for "not attached".
  resets: {
    securityGroupRefs: [],
    securityGroupIDs: [],
    secondaryPrivateIPAddresses: [],
    secondaryPrivateIPAddressCount: 0,
    ipv6Addresses: [],
    sourceDestCheck: true,
    description: '',
    attachment: { instanceID: '', deviceIndex: 0 },
  },
  immutable: ['subnetRef', 'subnetID', 'privateIPAddress'],
  references: [
    {
      path: 'subnetRef',
      to: ['Subnet'],
      needs: 'usable',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'change',
      places: true,
    },
    {
      path: 'securityGroupRefs',
      to: ['SecurityGroup'],
      needs: 'id',
      missing: 'holdItem',
      holdsTarget: true,
      releasable: true,
      verb: 'use',
    },
    {
      path: 'attachment.instanceID',
      to: [],
      needs: 'usable',
      missing: 'holdItem',
      holdsTarget: false,
      releasable: false,
      verb: 'use',
    },
  ],
  parts: [main],
  writes: [
    'CreateNetworkInterface',
    'DeleteNetworkInterface',
    'ModifyNetworkInterfaceAttribute',
    'AssignPrivateIpAddresses',
    'UnassignPrivateIpAddresses',
    'AssignIpv6Addresses',
    'UnassignIpv6Addresses',
    'AttachNetworkInterface',
    'DetachNetworkInterface',
    'CreateTags',
    'DeleteTags',
  ],
  // An address may be given back, an instance may start, and what is detached already has no attachment any more.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  faults: {
    'InvalidIPAddress.InUse': 'denied',
    IncorrectInstanceState: 'waiting',
    'InvalidAttachmentID.NotFound': 'stale',
  },
  observe,
  plan,
  project: ({ card }: NetworkInterfaceObserved) => (card === undefined ? {} : statusOf(card)),
  usedBy: (_, { card }: NetworkInterfaceObserved, view) => (card === undefined ? [] : routesTo(card, view)),
  blockers,
});

function observe(input: Input<NetworkInterfaceSpec>, view: View): NetworkInterfaceObserved {
  const card = view.own(main);
  const none = { card, subnet: undefined, defaultGroupID: undefined, taken: [], noWay: undefined };
  if (input.want === 'absent') return none;
  const subnetID = card?.subnetID ?? idAt(input, 'subnetRef');
  const asksSubnet = card === undefined || lacksAddresses(input.spec, card);
  const subnet = asksSubnet && subnetID !== undefined ? view.byID('home', subnets, subnetID) : undefined;
  const taken = card === undefined ? [] : takenAddresses(input.spec, card, view);
  const noWay = card === undefined ? undefined : noWayTo(input, card, view);
  if (card === undefined || card.hasDefaultGroup || wantedGroups(input).is !== 'default')
    return { ...none, subnet, taken, noWay };
  const found = view
    .by('home', securityGroups, 'vpc-id', card.vpcID)
    .find((group) => group.name === 'default');
  return { card, subnet, defaultGroupID: found?.id, taken, noWay };
}

function plan(input: Input<NetworkInterfaceSpec>, observed: NetworkInterfaceObserved): Plan {
  const { card } = observed;
  if (input.want === 'absent') return card === undefined ? planOf([]) : planDetached(input, card);
  return card === undefined ? planCreate(input, observed.subnet) : planChanges(input, { ...observed, card });
}

function planCreate(input: Input<NetworkInterfaceSpec>, subnet: SubnetRow | undefined): Plan {
  if (subnet === undefined) return waitFor('The subnet is not seen in AWS yet.', 'DependencyNotReady');
  const creation = creationOf(input, subnet);
  if ('problem' in creation) return creation.problem;
  const { action, made } = creation;
  return planOf(
    [action],
    [],
    changesOf(
      planChanges(input, { card: made, subnet, defaultGroupID: undefined, taken: [], noWay: undefined }),
    ),
  );
}

function planChanges(
  input: Input<NetworkInterfaceSpec>,
  { card, subnet, defaultGroupID, taken, noWay }: NetworkInterfaceObserved & { card: NetworkInterfaceRow },
): Plan {
  const problem = managedProblem(card) ?? fixedProblem(input, card);
  if (problem !== undefined) return problem;
  const wrong = subnet === undefined ? undefined : addressProblem(input.spec, subnet, card.privateIPAddress);
  if (wrong !== undefined) return wrong;
  const groups = planGroups(wantedGroups(input), card, defaultGroupID);
  const attachment: AttachmentPlan =
    noWay === undefined ? planAttachment(input, card) : { actions: [], held: [] };
  const actions = [
    ...groups.actions,
    ...planAddresses(input.spec, card, taken),
    ...planAttributes(input.spec, card),
    ...attachment.actions,
  ];
  if (actions.length === 0 && attachment.moving !== undefined) return waitFor(attachment.moving, 'Updating');
  const held = [...groups.held, ...attachment.held];
  const awaited = [...heldAddresses(taken), ...(noWay === undefined ? [] : [noWay])];
  const [first] = awaited;
  if (actions.length > 0 || held.length > 0 || first === undefined)
    return planOf(actions, [...held, ...awaited]);
  const message = awaited.map((one) => one.message).join('; ');
  return { is: 'wait', reason: first.reason, message, seconds: TAKEN_SECONDS };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html: only the service changes it. */
function managedProblem(card: NetworkInterfaceRow): Plan | undefined {
  if (!card.requesterManaged) return undefined;
  return refuse(
    'adopt.id',
    `${card.id} (${card.type}) is managed by ${card.requesterID || 'a service of AWS'}, which alone may change it: adopt what it was made for instead`,
    'NotOwned',
  );
}

function fixedProblem(input: Input<NetworkInterfaceSpec>, card: NetworkInterfaceRow): Plan | undefined {
  const advice = 'put it back, or delete this interface and create a new one';
  const subnetID = idAt(input, 'subnetRef');
  if (subnetID !== undefined && subnetID !== card.subnetID)
    return refuse(
      'subnetRef',
      `${card.id} is in ${card.subnetID} and cannot move to ${subnetID}: ${advice}`,
      'ImmutableField',
    );
  const { privateIPAddress: declared } = input.spec;
  const primary = declared === undefined ? undefined : (canonicalAddress(declared) ?? declared);
  if (primary === undefined || primary === card.privateIPAddress) return undefined;
  return refuse(
    'privateIPAddress',
    `the primary address of ${card.id} is ${card.privateIPAddress} and cannot become ${primary}: ${advice}`,
    'ImmutableField',
  );
}

// What it is attached to. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html
function blockers(_: unknown, { card }: NetworkInterfaceObserved): readonly Blocker[] {
  const at = card?.attachment;
  if (at === undefined) return [];
  const owner = at.instanceID === '' ? 'a service of AWS' : `instance ${at.instanceID}`;
  return [{ id: at.id, type: 'attachment of the network interface', owner }];
}
