// Route tables, subnets and security groups of an endpoint: declared against observed. Separate because all three are lists
// of ids that change in the same way, and all are carried out by one call.
//
//   id                       declared, usable    declared, not usable    not declared
//   ---------------------------------------------------------------------------------
//   with the endpoint        same                same                    remove; stays while an item is held
//   not with it              add                 held                    –
//
// A group needs an id only, so that groups can name each other; but while a declared one is not as declared yet, no group
// gives way: what admits the clients now would be gone before what is to admit them is there.
import type { Held, Input, Ref } from '../../model/kind.ts';
import { heldBy, linkOf } from '../planning.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

export type LinkName = 'routeTable' | 'subnet' | 'securityGroup';
export type Links = {
  /** Name of the field as the user wrote it. */
  field: string;
  add: readonly string[];
  remove: readonly string[];
  held: readonly Held[];
};

const needs: Readonly<Record<LinkName, 'id' | 'usable'>> = {
  routeTable: 'id',
  subnet: 'usable',
  securityGroup: 'id',
};

/** Whether the spec has an opinion: an adopting one may leave the list out; groups are left alone when left out. */
export function isDeclared(input: Input<VPCEndpointSpec>, name: LinkName): boolean {
  return input.spec[`${name}Refs`] !== undefined || input.spec[`${name}IDs`] !== undefined;
}

export function fieldOf(input: Input<VPCEndpointSpec>, name: LinkName): string {
  const ids = input.spec[`${name}IDs`] ?? [];
  const named = input.spec[`${name}Refs`] ?? [];
  return ids.length > 0 && named.length === 0 ? `${name}IDs` : `${name}Refs`;
}

/** The ids that are declared and known, whether usable or not. */
export function wantedIDs(input: Input<VPCEndpointSpec>, name: LinkName): readonly string[] {
  const ids = input.refs(`${name}Refs`).flatMap((ref) => (ref.is === 'missing' ? [] : [ref.id]));
  return [...new Set(ids)];
}

export function linksOf(input: Input<VPCEndpointSpec>, name: LinkName, observed: readonly string[]): Links {
  const field = fieldOf(input, name);
  if (!isDeclared(input, name)) return { field, add: [], remove: [], held: [] };
  const refs = input.refs(`${name}Refs`);
  const held = refs.flatMap((ref) => heldLink(ref, { field, name, observed }));
  const usable = refs.flatMap((ref) => usableID(ref, name)).filter((id) => !observed.includes(id));
  const wanted = wantedIDs(input, name);
  const undeclared = observed.filter((id) => !wanted.includes(id));
  const incomplete = name === 'securityGroup' ? refs.filter((ref) => ref.is === 'notUsable') : [];
  if (held.length === 0 && undeclared.length > 0 && incomplete.length > 0)
    return {
      field,
      add: [],
      remove: [],
      held: incomplete.map((ref) => heldBy(ref, `${field}[${ref.name}]`)),
    };
  return {
    field,
    add: [...new Set(usable)],
    // What a held item stands for may be the very thing that is there.
    remove: held.length > 0 ? [] : undeclared,
    held,
  };
}

function usableID(ref: Ref, name: LinkName): readonly string[] {
  const link = linkOf(ref, name, needs[name]);
  return link.is === 'linked' && link.mayUse ? [link.id] : [];
}

function heldLink(
  ref: Ref,
  { field, name, observed }: { field: string; name: LinkName; observed: readonly string[] },
): readonly Held[] {
  const path = `${field}[${ref.name}]`;
  const link = linkOf(ref, path, needs[name]);
  if (link.is === 'held') return [link.held];
  if (link.is === 'unset' || link.mayUse || observed.includes(link.id)) return [];
  return [heldBy(ref, path)];
}
