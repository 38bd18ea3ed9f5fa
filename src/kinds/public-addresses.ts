// Public addresses behind the Elastic IP addresses that rules and entries name. EC2 knows no such rule or entry: it becomes
// one for the address as a /32. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import type { Held, Ref, View } from '../model/kind.ts';
import { addresses } from '../tables/addresses.ts';

/** By allocation id; one that AWS does not show is not in it. */
export type PublicIPs = ReadonlyMap<string, string>;

export function publicIPsOf(refs: readonly (Ref | undefined)[], view: View): PublicIPs {
  const ids = refs.flatMap((ref) => (ref === undefined || ref.is === 'missing' ? [] : [ref.id]));
  return new Map(
    [...new Set(ids)].flatMap((id) => {
      const row = view.byID('home', addresses, id);
      return row === undefined || row.publicIP === '' ? [] : [[id, row.publicIP] as const];
    }),
  );
}

/** The network of the one address; undefined: AWS does not show it. */
export function networkOf(id: string, publicIPs: PublicIPs): string | undefined {
  const address = publicIPs.get(id);
  return address === undefined ? undefined : `${address}/32`;
}

/** @param field where its /32 can be written instead */
export function unknownAddress(path: string, id: string, field: string): Held {
  const cure = `one of another account or region is declared by its /32 in ${field}`;
  const message = `AWS does not show the address ${id} in this account and region; ${cure}`;
  return { path, reason: 'DependencyNotReady', message };
}
