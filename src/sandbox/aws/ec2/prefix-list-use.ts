// Who uses a prefix list, and how much it weighs there: a customer's list counts its MaxEntries, used or not, and one of
// AWS's own its weight. Separate because routes, rules and the lists themselves are checked against the same quotas.
// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-quotas-managed-prefix-lists
// https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
import type { Route } from '@aws-sdk/client-ec2';
import { checkId, notFound } from '../core/ids.ts';
import type { Region } from '../core/region.ts';
import type { PrefixListRow, RouteTableRow, SecurityGroupRuleRow } from '../core/rows.ts';
import { awsPrefixList } from './aws-prefix-lists.ts';

/** A list that a route or rule names. */
export function knownList(region: Region, id: string): PrefixListRow {
  checkId('prefixList', id);
  const list = region.prefixLists.known(id);
  return list === undefined || list.State === 'delete-complete' ? notFound('prefixList', id) : list;
}

/** Weight of a list by its id. */
export type Weigh = (id: string) => number;

export function weigh(region: Region): Weigh {
  return (id) => awsPrefixList(region.name, id)?.weight ?? region.prefixLists.get(id)?.MaxEntries ?? 1;
}

/** Same page: the routes of one table, IPv4 and IPv6 counted apart. */
export function routesOf(
  region: Region,
  table: RouteTableRow,
  family: 4 | 6,
  weight = weigh(region),
): number {
  return table.Routes.filter((route) => familyOf(region, route) === family).reduce(
    (sum, { DestinationPrefixListId: id }) => sum + (id === undefined ? 1 : weight(id)),
    0,
  );
}

export function familyOfList(list: PrefixListRow): 4 | 6 {
  return list.AddressFamily === 'IPv6' ? 6 : 4;
}

function familyOf(region: Region, route: Route): 4 | 6 {
  if (route.DestinationPrefixListId !== undefined) {
    const list = region.prefixLists.get(route.DestinationPrefixListId);
    return list === undefined ? 4 : familyOfList(list);
  }
  return route.DestinationIpv6CidrBlock === undefined ? 4 : 6;
}

type Countable = Pick<SecurityGroupRuleRow, 'IsEgress' | 'CidrIpv4' | 'CidrIpv6' | 'PrefixListId'>;

/** Same page: IPv4 and IPv6 are counted apart; a rule that names a group or a prefix list counts for both. */
export function rulesOf(rules: readonly Countable[], isEgress: boolean, weight: Weigh): number {
  const same = rules.filter((rule) => rule.IsEgress === isEgress);
  const count = (some: readonly Countable[]) =>
    some.reduce((sum, { PrefixListId: id }) => sum + (id === undefined ? 1 : weight(id)), 0);
  return Math.max(
    count(same.filter((rule) => rule.CidrIpv6 === undefined)),
    count(same.filter((rule) => rule.CidrIpv4 === undefined)),
  );
}

/** Route tables and security groups that name the list, by id. */
export function usersOf(region: Region, id: string): string[] {
  const tables = region.routeTables.filter((table) =>
    table.Routes.some((route) => route.DestinationPrefixListId === id),
  );
  const groups = region.securityGroupRules.filter((rule) => rule.PrefixListId === id);
  return [...new Set([...tables.map((table) => table.RouteTableId), ...groups.map((rule) => rule.GroupId)])];
}

/** Users that cannot take the list at the size `most`. */
export function overfull(
  region: Region,
  list: PrefixListRow,
  most: number,
  quotas: { routesPerTable: number; rulesPerGroup: number },
): string[] {
  const now = weigh(region);
  const weight: Weigh = (id) => (id === list.PrefixListId ? most : now(id));
  return usersOf(region, list.PrefixListId).filter((user) => {
    const table = region.routeTables.get(user);
    if (table !== undefined)
      return routesOf(region, table, familyOfList(list), weight) > quotas.routesPerTable;
    const rules = region.securityGroupRules.filter((rule) => rule.GroupId === user);
    return [true, false].some((isEgress) => rulesOf(rules, isEgress, weight) > quotas.rulesPerGroup);
  });
}
