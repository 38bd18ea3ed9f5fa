// What a network interface is attached to. EC2 knows one attachment, so a move detaches first; the interface at index 0
// came with its instance and is detached only by ending that. Nothing is detached by force.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network-interface-attachments.html
//
//   declared             attached: no      there already    elsewhere, index > 0      elsewhere, index 0
//   ----------------------------------------------------------------------------------------------------------
//   left out             –                 –                leave                     leave
//   an instance          attach            –                detach, then attach       hold
//   what cannot take it  hold              –                hold                      hold
//   none (was set)       –                 –                detach                    hold
//   object is deleted    –                 detach           declared: detach          block
//                                                           else: block
import type { Action, Held, Input, Plan, View } from '../../model/kind.ts';
import { planOf } from '../../model/kind.ts';
import {
  type AttachmentRow,
  type NetworkInterfaceRow,
  networkInterfaces,
} from '../../tables/network-interfaces.ts';
import { interfaceBlocker } from '../blockers.ts';
import { change, heldBy, linkOf, waitFor } from '../planning.ts';
import { isInRing } from '../rings.ts';
import type { NetworkInterfaceSpec } from './network-interface.schema.ts';

const PATH = 'attachment';
const INSTANCE = 'attachment.instanceID';

/** `moving`: EC2 is still at work on it. */
export type AttachmentPlan = { actions: readonly Action[]; held: readonly Held[]; moving?: string };
/** Where EC2 attaches, when the call names no network card. */
const FIRST_CARD = 0;
const nothing: AttachmentPlan = { actions: [], held: [] };

const shown = (at: { instanceID: string; deviceIndex: number }) =>
  `${at.instanceID === '' ? 'a service of AWS' : at.instanceID} at index ${at.deviceIndex}`;

/**
 * Why the interface cannot be attached as declared: the old attachment would be given up for nothing. Every instance has a
 * primary interface in its zone, so that no permission to describe instances is needed.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html
 */
export function noWayTo(
  input: Input<NetworkInterfaceSpec>,
  row: NetworkInterfaceRow,
  view: View,
): Held | undefined {
  const wanted = input.spec.attachment;
  const at = row.attachment;
  if (wanted === undefined || wanted.instanceID === '' || at?.state === 'detaching') return undefined;
  if (input.ref(INSTANCE)?.is !== 'usable') return undefined;
  if (at?.deviceIndex === 0 || isAt(at, wanted)) return undefined;
  const there = view.by('home', networkInterfaces, 'attachment.instance-id', wanted.instanceID);
  const problem =
    at === undefined || at.instanceID === wanted.instanceID
      ? undefined
      : instanceProblem(wanted.instanceID, row, { at, there });
  return problem ?? indexProblem(input, row, { wanted, there, view });
}

type Place = { instanceID: string; deviceIndex: number };

function isAt(at: AttachmentRow | undefined, { instanceID, deviceIndex }: Place): boolean {
  return at?.instanceID === instanceID && at.deviceIndex === deviceIndex;
}

function instanceProblem(
  id: string,
  row: NetworkInterfaceRow,
  { at, there: [other] }: { at: AttachmentRow; there: readonly NetworkInterfaceRow[] },
): Held | undefined {
  if (other === undefined) {
    const message = `instance ${id} is not seen in this account and region: correct ${INSTANCE}; until then ${row.id} stays with ${shown(at)}`;
    return { path: PATH, reason: 'DependencyNotFound', message };
  }
  if (other.availabilityZone === row.availabilityZone) return undefined;
  const message = `instance ${id} runs in ${other.availabilityZone}, and ${row.id} lies in ${row.availabilityZone}: name an instance of that zone; until then it stays with ${shown(at)}`;
  return { path: PATH, reason: 'InvalidSpec', message };
}

/** Another interface at the index: it is waited for, unless it waits itself for the place that this one is to leave. */
function indexProblem(
  input: Input<NetworkInterfaceSpec>,
  row: NetworkInterfaceRow,
  { wanted, there, view }: { wanted: Place; there: readonly NetworkInterfaceRow[]; view: View },
): Held | undefined {
  const has = (place: Place) => (one: NetworkInterfaceRow) =>
    isAt(one.attachment, place) && one.attachment?.networkCardIndex === FIRST_CARD;
  const other = there.find(has(wanted));
  if (other === undefined) return undefined;
  const inPlaceOf = (one: NetworkInterfaceRow) => {
    if (one.id === row.id) return other;
    const instanceID = input.declaredBy(one.id, INSTANCE);
    const deviceIndex = Number(input.declaredBy(one.id, 'attachment.deviceIndex'));
    if (instanceID === undefined) return undefined;
    return view
      .by('home', networkInterfaces, 'attachment.instance-id', instanceID)
      .find(has({ instanceID, deviceIndex }));
  };
  if (row.attachment !== undefined && isInRing(row, inPlaceOf)) return undefined;
  const stays =
    row.attachment === undefined ? '' : `; until then ${row.id} stays with ${shown(row.attachment)}`;
  const message = `${other.id} (${interfaceBlocker(other).owner}) is ${shown(wanted)}: detach it, or declare another deviceIndex${stays}`;
  return { path: PATH, reason: 'Conflict', message };
}

export function planAttachment(input: Input<NetworkInterfaceSpec>, row: NetworkInterfaceRow): AttachmentPlan {
  const wanted = input.spec.attachment;
  const at = row.attachment;
  if (wanted === undefined) return nothing;
  if (wanted.instanceID === '')
    return at === undefined ? nothing : left(row, at, 'no attachment is declared');
  const ref = input.ref(INSTANCE);
  const link = linkOf(ref, PATH, 'usable');
  if (link.is === 'held') return { actions: [], held: [link.held] };
  if (at !== undefined && isAt(at, wanted)) {
    return at.state === 'attached' ? nothing : { ...nothing, moving: `It is ${at.state} (${shown(at)}).` };
  }
  if (link.is !== 'linked' || !link.mayUse) return { actions: [], held: [heldBy(ref, PATH)] };
  if (at !== undefined)
    return left(row, at, `${shown(wanted)} is declared, and an interface has one attachment only`);
  return { actions: [attach(row, wanted)], held: [] };
}

function attach(row: NetworkInterfaceRow, to: { instanceID: string; deviceIndex: number }): Action {
  return {
    role: 'home',
    operation: 'AttachNetworkInterface',
    does: 'add',
    input: { NetworkInterfaceId: row.id, InstanceId: to.instanceID, DeviceIndex: to.deviceIndex },
    changes: [change(PATH, { from: null, to: shown(to), why: 'the interface is not attached' })],
  };
}

function left(row: NetworkInterfaceRow, at: AttachmentRow, why: string): AttachmentPlan {
  if (at.state === 'detaching') return { ...nothing, moving: `It is leaving ${shown(at)}.` };
  if (at.deviceIndex === 0) {
    const message = `${row.id} is the primary interface of ${at.instanceID}, which AWS detaches only when the instance is terminated`;
    return { actions: [], held: [{ path: PATH, reason: 'Conflict', message }] };
  }
  return { actions: [detach(at, why)], held: [] };
}

function detach(at: AttachmentRow, why: string): Action {
  return {
    role: 'home',
    operation: 'DetachNetworkInterface',
    does: 'remove',
    input: { AttachmentId: at.id },
    changes: [
      change(PATH, { from: shown(at), to: null, risk: 'Interrupts', why: `${why}; its traffic stops` }),
    ],
  };
}

/** An interface in use cannot be deleted. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html */
export function planDetached(input: Input<NetworkInterfaceSpec>, row: NetworkInterfaceRow): Plan {
  const at = row.attachment;
  if (at === undefined) return planOf([]);
  if (at.state === 'detaching') return waitFor(`${row.id} is leaving ${shown(at)}.`, 'Deleting');
  if (at.deviceIndex === 0)
    return waitFor(
      `${row.id} is the primary interface of instance ${at.instanceID}: AWS lets go of it when the instance is terminated.`,
      'DeletionBlocked',
    );
  if (input.spec.attachment === undefined)
    return waitFor(
      `${row.id} was attached to ${shown(at)} by another hand: detach it, or terminate the instance.`,
      'DeletionBlocked',
    );
  return planOf([detach(at, 'the interface is to be deleted')]);
}
