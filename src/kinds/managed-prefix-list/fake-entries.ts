// Entries that name an Elastic IP address, and the addresses that AWS shows, for the tests beside it.
import { type Answer, listed, usable } from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { rows as listRows, tokyo } from './fake-list.ts';

export const office = { cidr: tokyo.Cidr, description: tokyo.Description };
export const nat = { cidr: 'elasticip/nat', description: 'ours' };
export const at = (address: string, Description = 'ours') => ({ Cidr: `${address}/32`, Description });
export const second = { 'entries[1].cidr': usable('eipalloc-1') };
export const spec = { addressFamily: 'IPv4' as const, entries: [office, nat] };
export const gives = (...publicIPs: string[]) =>
  listed(addresses, ...publicIPs.map((PublicIp, i) => ({ AllocationId: `eipalloc-${i + 1}`, PublicIp })));

/** The list as it is, and the addresses that AWS shows. */
export function rows(entries: readonly object[], publicIPs: readonly string[], more: object = {}): Answer[] {
  return [...listRows(more, entries), gives(...publicIPs)];
}
export const own = 'pl-1';
