// The security groups of a network interface. EC2 takes the whole list at once and wants at least one; with none it
// gives the VPC's default group. While a declared group cannot be used or lacks rules that it declares, nothing is taken away.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html
import type { Action, Held, Input } from '../../model/kind.ts';
import type { NetworkInterfaceRow } from '../../tables/network-interfaces.ts';
import { change, heldBy, linkOf } from '../planning.ts';
import type { NetworkInterfaceSpec } from './network-interface.schema.ts';

const PATH = 'securityGroupRefs';

export type WantedGroups =
  | { is: 'leftAlone' }
  | { is: 'default' }
  | {
      is: 'some';
      ids: readonly string[];
      /** No longer granted: it may stay where it is, and is not added anywhere. */
      withdrawn: readonly { id: string; held: Held }[];
      /** Without an id. */
      held: readonly Held[];
      /** Of groups that are not as declared yet: what they are to admit may be cut off still. */
      incomplete: readonly Held[];
    };

export function wantedGroups(input: Input<NetworkInterfaceSpec>): WantedGroups {
  const refs = input.refs(PATH);
  const { securityGroupRefs: named, securityGroupIDs: raw } = input.spec;
  if (refs.length === 0) return { is: named === undefined && raw === undefined ? 'leftAlone' : 'default' };
  const links = refs.map((ref) => {
    const path = `${PATH}[${ref.name}]`;
    return { ref, link: linkOf(ref, path, 'id'), held: heldBy(ref, path) };
  });
  const linked = links.flatMap(({ link, held }) => (link.is === 'linked' ? [{ ...link, held }] : []));
  return {
    is: 'some',
    ids: [...new Set(linked.filter((one) => one.mayUse).map((one) => one.id))].toSorted(),
    withdrawn: linked.filter((one) => !one.mayUse),
    held: links.flatMap(({ link }) => (link.is === 'held' ? [link.held] : [])),
    incomplete: links.filter(({ ref }) => ref.is === 'notUsable').map((one) => one.held),
  };
}

export function planGroups(
  wanted: WantedGroups,
  card: NetworkInterfaceRow,
  defaultGroupID: string | undefined,
): { actions: readonly Action[]; held: readonly Held[] } {
  if (wanted.is === 'leftAlone') return { actions: [], held: [] };
  if (wanted.is === 'default') return planDefault(card, defaultGroupID);
  const has = (id: string) => card.groupIDs.includes(id);
  const held = [...wanted.held, ...wanted.withdrawn.filter((one) => !has(one.id)).map((one) => one.held)];
  const stay = held.length > 0 ? card.groupIDs : wanted.withdrawn.map((one) => one.id);
  const target = [...new Set([...wanted.ids, ...stay])].toSorted();
  if (target.length === card.groupIDs.length && target.every(has)) return { actions: [], held };
  const loses = card.groupIDs.some((id) => !target.includes(id));
  if (loses && wanted.incomplete.length > 0) return { actions: [], held: [...held, ...wanted.incomplete] };
  return { actions: [set(card, target, 'the groups differ from what is declared')], held };
}

function planDefault(
  card: NetworkInterfaceRow,
  defaultGroupID: string | undefined,
): { actions: readonly Action[]; held: readonly Held[] } {
  if (card.hasDefaultGroup) return { actions: [], held: [] };
  if (defaultGroupID !== undefined)
    return { actions: [set(card, [defaultGroupID], 'no group is declared')], held: [] };
  const message = `the default security group of ${card.vpcID} is not seen in AWS yet`;
  return { actions: [], held: [{ path: PATH, reason: 'DependencyNotReady', message }] };
}

function set(card: NetworkInterfaceRow, ids: readonly string[], why: string): Action {
  const loses = card.groupIDs.some((id) => !ids.includes(id));
  return {
    role: 'home',
    operation: 'ModifyNetworkInterfaceAttribute',
    does: 'set',
    input: { NetworkInterfaceId: card.id, Groups: [...ids] },
    changes: [
      change(PATH, { from: [...card.groupIDs], to: [...ids], risk: loses ? 'Interrupts' : 'None', why }),
    ],
  };
}
