// Which network ACL a subnet has. Every subnet has exactly one at every moment, that of its VPC unless it got another, and
// one replacing call switches it. The association gets a new id each time, so it is looked up and never remembered.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html
import type { Action, Held, Input, View } from '../../model/kind.ts';
import { type AclAssociationRow, type NetworkAclRow, networkAcls } from '../../tables/network-acls.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import { change, heldBy, linkOf, nothing, type Planned, wasDeclared } from '../planning.ts';
import type { SubnetSpec } from './subnet.schema.ts';

const PATH = 'networkACLRef' as const;

type OwnAcl = { acl: NetworkAclRow; association: AclAssociationRow };
/**
 * own: undefined while EC2 does not show the association of a new subnet yet. target: what the subnet should have. torn: EC2
 * shows the subnet at two ACLs, an older picture of one beside a new one of the other.
 */
export type AclLinks = { own: OwnAcl | undefined; target: NetworkAclRow | undefined; torn?: boolean };

export const noLinks: AclLinks = { own: undefined, target: undefined };

/** Asked only where the spec has, or had, a word on it: another table to sweep is not free. */
export function observeAcl(input: Input<SubnetSpec>, row: SubnetRow, view: View): AclLinks {
  if (!wasDeclared(input, PATH)) return noLinks;
  const shown = view
    .by('home', networkAcls, 'association.subnet-id', row.id)
    .flatMap((acl) =>
      acl.associations.filter((one) => one.subnetID === row.id).map((one) => association(acl, one)),
    );
  const target = input.want === 'present' ? targetOf(input, row, view) : undefined;
  // While two claim the subnet, the declared one is believed: a wrong belief is put right by the next sweep, a wrong write
  // would be one too many. Where none is declared any more nobody looks again afterwards, so there the plan waits.
  return {
    own: shown.find(({ acl }) => acl.id === target?.id) ?? shown[0],
    target,
    torn: shown.length > 1,
  };
}

function association(acl: NetworkAclRow, one: AclAssociationRow): OwnAcl {
  return { acl, association: one };
}

function targetOf(input: Input<SubnetSpec>, row: SubnetRow, view: View): NetworkAclRow | undefined {
  const link = linkOf(input.ref(PATH), PATH, 'usable');
  if (link.is === 'linked') return view.byID('home', networkAcls, link.id);
  if (link.is !== 'unset' || !wasDeclared(input, PATH)) return undefined;
  return view.by('home', networkAcls, 'vpc-id', row.vpcID).find((acl) => acl.isDefault);
}

/** What a new subnet will have, so that a preview shows what follows the create. */
export function aclsAsMade(input: Input<SubnetSpec>, vpcID: string): AclLinks {
  const acl = (id: string): NetworkAclRow => ({
    id,
    ownerID: '',
    vpcID,
    isDefault: false,
    entries: [],
    associations: [],
    tags: {},
  });
  const link = linkOf(input.ref(PATH), PATH, 'usable');
  return {
    own: association(acl(`the default one of ${vpcID}`), { id: 'new', subnetID: 'new' }),
    target: link.is === 'linked' ? acl(link.id) : undefined,
  };
}

/** Never set: left alone, because another ACL is another hand's protection. */
export function planAcl(input: Input<SubnetSpec>, row: SubnetRow, { own, target, torn }: AclLinks): Planned {
  const ref = input.ref(PATH);
  const link = linkOf(ref, PATH, 'usable');
  if (link.is === 'held') return { actions: [], held: [link.held] };
  if (link.is === 'unset' && (input.adopted || !wasDeclared(input, PATH))) return nothing;
  if (link.is === 'linked' && own?.acl.id === link.id) return nothing;
  // A new ACL denies everything until all its entries are there.
  if (link.is === 'linked' && !link.mayUse) return { actions: [], held: [heldBy(ref, PATH)] };
  if (target === undefined)
    return {
      actions: [],
      held: [notSeen(link.is === 'linked' ? link.id : `the default one of ${row.vpcID}`)],
    };
  if (target.vpcID !== row.vpcID) return { actions: [], held: [elsewhere(target, row)] };
  if (link.is === 'unset' && torn === true)
    return { ...nothing, waits: `EC2 shows ${row.id} at two network ACLs.` };
  if (own === undefined || own.acl.id === target.id) return nothing;
  return { actions: [replace(own, target, link.is === 'unset')], held: [] };
}

/** The declared ACL cannot be put in place yet: EC2 does not show what it would replace. */
export function awaitsAssociation(input: Input<SubnetSpec>, { own, target }: AclLinks): boolean {
  return own === undefined && target !== undefined && linkOf(input.ref(PATH), PATH, 'usable').is === 'linked';
}

function notSeen(which: string): Held {
  return { path: PATH, reason: 'DependencyNotReady', message: `network ACL ${which} is not seen in AWS` };
}

function elsewhere(target: NetworkAclRow, row: SubnetRow): Held {
  return {
    path: PATH,
    reason: 'InvalidSpec',
    message: `${target.id} belongs to ${target.vpcID}, and ${row.id} to ${row.vpcID}: name a network ACL of the subnet's own VPC`,
  };
}

function replace(own: OwnAcl, target: NetworkAclRow, isReset: boolean): Action {
  return {
    role: 'home',
    operation: 'ReplaceNetworkAclAssociation',
    does: 'replace',
    input: { AssociationId: own.association.id, NetworkAclId: target.id },
    changes: [
      change(PATH, {
        from: own.acl.id,
        to: target.id,
        risk: 'Interrupts',
        why: isReset
          ? 'no network ACL is declared any more: the default one of the VPC applies again'
          : 'the subnet has another network ACL',
      }),
    ],
  };
}
