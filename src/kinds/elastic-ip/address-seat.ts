// Where an address is to sit, and the one call that puts it there. Separate because what must not be cut or taken over is
// a rule of its own:
//
//   declared          sits nowhere    there           elsewhere                     with a service of AWS
//   ------------------------------------------------------------------------------------------------------
//   an interface      associate       –               moved in one call             held: named there, not here
//   one where another
//   sits              held            –               held; taken off where that    held
//                                                     one waits for this one's place
//   taken out again   –               –               taken off                     left alone
//   never declared    –               –               left alone                    left alone
//
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html
import {
  type Action,
  type Change,
  type Held,
  type Input,
  type Plan,
  planOf,
  type Ref,
} from '../../model/kind.ts';
import { tagKeys } from '../../model/names.ts';
import type { AddressRow } from '../../tables/addresses.ts';
import { change, heldBy, linkOf, waitFor } from '../planning.ts';
import type { ElasticIPObserved } from './elastic-ip.ts';
import type { ElasticIPSpec } from './elastic-ip.schema.ts';

const fields = ['networkInterfaceRef', 'instanceID'] as const;
type Field = (typeof fields)[number];

export type Seat =
  | { is: 'any' }
  | { is: 'none' }
  | { is: 'held'; held: Held }
  | {
      is: 'on';
      field: Field;
      id: string;
      mayUse: boolean;
      ref: Ref | undefined;
      privateIP: string | undefined;
    };

export function seatOf(input: Input<ElasticIPSpec>): Seat {
  for (const field of fields) {
    const ref = input.ref(field);
    const link = linkOf(ref, field, 'usable');
    if (link.is === 'held') return link;
    if (link.is === 'linked')
      return {
        is: 'on',
        field,
        id: link.id,
        mayUse: link.mayUse,
        ref,
        privateIP: input.spec.privateIPAddress,
      };
  }
  const { networkInterfaceRef, networkInterfaceID, instanceID } = input.spec;
  const wasSet = [networkInterfaceRef?.name, networkInterfaceID, instanceID].includes('');
  return wasSet ? { is: 'none' } : { is: 'any' };
}

export function takeOff(row: AddressRow, why: Change): Action {
  return {
    role: 'home',
    operation: 'DisassociateAddress',
    does: 'remove',
    input: { AssociationId: row.associationID },
    changes: [why],
  };
}

type Seen = ElasticIPObserved & { address: AddressRow };
export type On = Extract<Seat, { is: 'on' }>;

export function planSeat(seat: Extract<Seat, { is: 'on' | 'none' }>, seen: Seen): Plan {
  const row = seen.address;
  if (seat.is === 'on') return planOn(seat, seen);
  if (row.associationID === '' || isServices(seen)) return planOf([]);
  const field = 'networkInterfaceRef';
  const why = 'no network interface is declared any more';
  return planOf([
    takeOff(row, change(field, { from: row.networkInterfaceID, to: null, risk: 'Interrupts', why })),
  ]);
}

function planOn(seat: On, seen: Seen): Plan {
  const held = problemOf(seat, seen);
  if (held !== undefined) return planOf([], [held]);
  const other = otherOn(seat, seen);
  if (other !== undefined)
    return planOf(seen.inRing ? [makeRoom(seat, seen, other)] : [], [takenBy(other, seat)]);
  return unready(seat, seen) ?? planOf([associate(seat, seen.address)]);
}

/** What may come about by itself. */
function unready(seat: On, { target, gateways }: Seen): Plan | undefined {
  // Of an instance AWS alone knows the interface; what is wrong there comes back as its error.
  if (seat.field === 'instanceID') return undefined;
  if (target === undefined)
    return waitFor(`${seat.id} does not exist in this account and region (yet).`, 'DependencyNotFound');
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: Gateway.NotAttached
  if (gateways.some((gateway) => gateway.attachments.some((one) => one.state === 'available')))
    return undefined;
  return waitFor(
    `Waits for an internet gateway: ${target.vpcID}, in which ${seat.id} lies, has none attached.`,
    'DependencyNotReady',
  );
}

/** An interface of a service, or none that this account can see: a NAT gateway, a load balancer. */
export function isServices({ address, at }: Pick<Seen, 'address' | 'at'>): boolean {
  if (address.associationID === '') return false;
  return address.networkInterfaceID === '' || at?.requesterManaged === true;
}

function problemOf(seat: On, seen: Seen): Held | undefined {
  const { address: row, at, target } = seen;
  const held = (reason: Held['reason'], message: string): Held => ({ path: seat.field, reason, message });
  if (!seat.mayUse) return heldBy(seat.ref, seat.field);
  if (isServices(seen)) {
    const user = at?.description || 'a service of AWS';
    return held(
      'Conflict',
      `${row.publicIP || row.id} is in use (${user}): free it there, or leave ${seat.field} out here`,
    );
  }
  if (target === undefined) return undefined;
  if (target.requesterManaged)
    return held(
      'InvalidSpec',
      `${seat.id} is looked after by AWS (${target.description}) and takes no address: name another one`,
    );
  return undefined;
}

/** Whom the call would put off. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export function otherOn(
  seat: On,
  { address, target, neighbours }: Pick<Seen, 'address' | 'target' | 'neighbours'>,
): AddressRow | undefined {
  const privateIP = seat.privateIP ?? target?.privateIPAddress;
  return neighbours.find((one) => one.id !== address.id && one.privateIP === privateIP);
}

function takenBy(other: AddressRow, seat: On): Held {
  const message = `${other.privateIP} of ${seat.id} has the address ${other.publicIP} (${other.id}) already: take that off first, or choose another privateIPAddress`;
  return { path: seat.field, reason: 'Conflict', message };
}

/** The other one waits for the very place that this one is to leave: one must go first. */
function makeRoom(seat: On, { address }: Seen, other: AddressRow): Action {
  const from = placeText(address.networkInterfaceID, address.privateIP);
  const why = `it is declared for ${seat.id}, where ${other.publicIP} (${other.tags[tagKeys.resource] ?? other.id}) sits, which waits for the place of this one; it makes room, and serves nobody until that one has moved`;
  return takeOff(address, change(seat.field, { from, to: null, risk: 'Interrupts', why }));
}

/** Moved in one call, so that it is nowhere for no longer than AWS needs; a free one must not be taken from elsewhere. */
function associate(seat: On, row: AddressRow): Action {
  const moves = row.associationID !== '';
  const from = row.instanceID !== '' && seat.field === 'instanceID' ? row.instanceID : row.networkInterfaceID;
  const target = seat.field === 'instanceID' ? { InstanceId: seat.id } : { NetworkInterfaceId: seat.id };
  return {
    role: 'home',
    operation: 'AssociateAddress',
    does: moves ? 'replace' : 'add',
    input: {
      AllocationId: row.id,
      ...target,
      ...(seat.privateIP === undefined ? {} : { PrivateIpAddress: seat.privateIP }),
      AllowReassociation: moves,
    },
    changes: [
      change(seat.field, {
        from: moves ? placeText(from, row.privateIP) : null,
        to: placeText(seat.id, seat.privateIP ?? ''),
        risk: moves ? 'Interrupts' : 'None',
        why: moves ? 'the address sits elsewhere; connections through it end' : 'the address sits nowhere',
      }),
    ],
  };
}

function placeText(id: string, privateIP: string): string {
  return privateIP === '' ? id : `${id} ${privateIP}`;
}
