// What EC2 demands of the subnets of an endpoint.
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
import type { Held, Plan } from '../../model/kind.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import type { ServiceOffer } from '../../tables/vpc-endpoints.ts';
import { refuse } from '../planning.ts';
import type { Links } from './endpoint-links.ts';
import type { TakenAddress } from './modify-part.ts';

type Subnets = {
  field: string;
  /** Those that the endpoint is to have in the end. */
  wanted: readonly string[];
  rows: readonly SubnetRow[];
  offer: ServiceOffer | undefined;
  ipAddressType: string;
};

/** What EC2 would refuse: two subnets in one zone, a zone without the service, networks that do not fit. */
export function subnetProblem({ field, wanted, rows, offer, ipAddressType }: Subnets): Plan | undefined {
  const byZone = new Map<string, string>();
  for (const row of rows.filter((one) => wanted.includes(one.id))) {
    const other = byZone.get(row.availabilityZone);
    if (other !== undefined)
      return refuse(
        field,
        `${other} and ${row.id} both lie in ${row.availabilityZone}: an endpoint has at most one subnet per zone`,
      );
    byZone.set(row.availabilityZone, row.id);
    const zones = offer?.availabilityZones ?? [];
    if (zones.length > 0 && !zones.includes(row.availabilityZone))
      return refuse(
        field,
        `the service is not in ${row.availabilityZone}, where ${row.id} lies: choose subnets in ${zones.join(', ')}`,
      );
    const misfit = addressMisfit(row, ipAddressType);
    if (misfit !== undefined) return refuse('ipAddressType', misfit);
  }
  return undefined;
}

/**
 * A subnet without a free address is held, and so are one whose fixed address belongs to another, and what would give way to
 * either in its zone: the call would be refused when the old one has gone. https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html
 */
export function withRoom(links: Links, rows: readonly SubnetRow[], taken: readonly TakenAddress[]): Links {
  const full = rows.filter(
    (row) => links.add.includes(row.id) && !row.ipv6Native && row.availableIPAddressCount === 0,
  );
  const isHeld = (id: string) =>
    full.some((row) => row.id === id) || taken.some(({ subnetID }) => subnetID === id);
  const without = rows.filter((row) => links.add.includes(row.id) && isHeld(row.id));
  const zones = new Set(without.map((row) => row.availabilityZone));
  const zoneOf = (id: string) => rows.find((row) => row.id === id)?.availabilityZone ?? '';
  const held = full.map((row): Held => {
    const path = `${links.field}[${row.id}]`;
    const message = `${row.id} has no free address for the network interface of the endpoint: free one there, or choose another subnet`;
    return { path, shields: path, reason: 'DependencyNotReady', message };
  });
  return {
    ...links,
    add: links.add.filter((id) => !isHeld(id)),
    remove: links.remove.filter((id) => !zones.has(zoneOf(id))),
    held: [...links.held, ...held],
  };
}

function addressMisfit(row: SubnetRow, type: string): string | undefined {
  const hasIPv6 = row.ipv6Blocks.some((block) => block.state === 'associated');
  if (type === 'dualstack' && (!hasIPv6 || row.ipv6Native))
    return `DualStack needs an IPv4 and an IPv6 network in every subnet, ${row.id} has one of them only`;
  if (type === 'ipv6' && !row.ipv6Native)
    return `IPv6 needs subnets with IPv6 alone (ipv6Native), ${row.id} has IPv4`;
  if (type === 'ipv4' && row.ipv6Native)
    return `IPv4 needs an IPv4 network in every subnet, ${row.id} has none`;
  return undefined;
}
