// Public addresses behind the Elastic IP addresses that rules name. EC2 knows no such rule: it becomes a rule for the
// address as a /32. https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import type { Input, View } from '../../model/kind.ts';
import { addresses } from '../../tables/addresses.ts';
import type { RuleSpec, SecurityGroupSpec } from './security-group.schema.ts';

/** By allocation id; one that AWS does not show is not in it. */
export type PublicIPs = ReadonlyMap<string, string>;

export function publicIPsOf(input: Input<SecurityGroupSpec>, view: View): PublicIPs {
  const ids = (['ingress', 'egress'] as const).flatMap((direction) =>
    input.items<RuleSpec>(direction).flatMap((item) =>
      item.value.peers.flatMap((_, at) => {
        const ref = item.ref(`peers[${at}].elasticIPRef`);
        return ref === undefined || ref.is === 'missing' ? [] : [ref.id];
      }),
    ),
  );
  return new Map(
    [...new Set(ids)].flatMap((id) => {
      const row = view.byID('home', addresses, id);
      return row === undefined || row.publicIP === '' ? [] : [[id, row.publicIP] as const];
    }),
  );
}
