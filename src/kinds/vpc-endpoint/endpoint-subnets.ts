// What EC2 demands of the subnets of an endpoint, and fixed addresses in them.
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
import { isIPv4, isIPv6 } from 'node:net';
import type { Change, Held, Input, Plan } from '../../model/kind.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import type { EndpointInterface, ServiceOffer } from '../../tables/vpc-endpoints.ts';
import { change, linkOf, refuse } from '../planning.ts';
import type { Links } from './endpoint-links.ts';
import type { SubnetConfigurationSpec, VPCEndpointSpec } from './vpc-endpoint.schema.ts';

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
 * A subnet without a free address is held, and so is what would give way to it in its zone: the call would be refused when
 * the old one has gone. https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html
 */
export function withRoom(links: Links, rows: readonly SubnetRow[]): Links {
  const full = rows.filter(
    (row) => links.add.includes(row.id) && !row.ipv6Native && row.availableIPAddressCount === 0,
  );
  const zones = new Set(full.map((row) => row.availabilityZone));
  const zoneOf = (id: string) => rows.find((row) => row.id === id)?.availabilityZone ?? '';
  const held = full.map((row): Held => {
    const path = `${links.field}[${row.id}]`;
    const message = `${row.id} has no free address for the network interface of the endpoint: free one there, or choose another subnet`;
    return { path, shields: path, reason: 'DependencyNotReady', message };
  });
  return {
    ...links,
    add: links.add.filter((id) => !full.some((row) => row.id === id)),
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

export type Configured = {
  configurations: readonly { SubnetId: string; Ipv4?: string; Ipv6?: string }[];
  changes: readonly Change[];
  held: readonly Held[];
};

/** Fixed addresses that the interfaces do not have yet. */
export function configured(
  input: Input<VPCEndpointSpec>,
  { wanted, interfaces }: { wanted: readonly string[]; interfaces: readonly EndpointInterface[] | undefined },
): Configured | { problem: Plan } {
  const result = { configurations: [], changes: [], held: [] } as {
    configurations: { SubnetId: string; Ipv4?: string; Ipv6?: string }[];
    changes: Change[];
    held: Held[];
  };
  for (const item of input.items<SubnetConfigurationSpec>('subnetConfigurations')) {
    const link = linkOf(item.ref('subnetRef'), item.path, 'id');
    if (link.is === 'held') result.held.push(link.held);
    if (link.is !== 'linked') continue;
    const path = `subnetConfigurations[${link.id}]`;
    const problem = configurationProblem(path, { id: link.id, wanted, value: item.value });
    if (problem !== undefined) return { problem };
    const has = interfaces?.find((one) => one.subnetID === link.id);
    const { ipv4Address: ipv4, ipv6Address: ipv6 } = item.value;
    const isNew = interfaces !== undefined && has === undefined;
    const differs =
      (ipv4 !== undefined && ipv4 !== has?.privateIP) || (ipv6 !== undefined && ipv6 !== has?.ipv6Address);
    // Unread addresses are unknown, which is no difference.
    if (interfaces === undefined || !differs) continue;
    result.configurations.push({
      SubnetId: link.id,
      ...(ipv4 === undefined ? {} : { Ipv4: ipv4 }),
      ...(ipv6 === undefined ? {} : { Ipv6: ipv6 }),
    });
    const to = [ipv4, ipv6].filter((one) => one !== undefined).join(' ');
    const from =
      has === undefined ? null : [has.privateIP, has.ipv6Address].filter((one) => one !== '').join(' ');
    const why = isNew
      ? 'the subnet is to have this address'
      : 'the network interface is replaced by one with this address, which cuts the subnet off for a moment';
    result.changes.push(change(path, { from, to, why, risk: isNew ? 'None' : 'Interrupts' }));
  }
  return result;
}

function configurationProblem(
  path: string,
  { id, wanted, value }: { id: string; wanted: readonly string[]; value: SubnetConfigurationSpec },
): Plan | undefined {
  if (!wanted.includes(id))
    return refuse(
      path,
      `${id} is not one of the endpoint's subnets: add it to subnetRefs, or remove its addresses`,
    );
  if (value.ipv4Address !== undefined && !isIPv4(value.ipv4Address))
    return refuse(path, `${value.ipv4Address} is not an IPv4 address: write it like 10.0.1.10`);
  if (value.ipv6Address !== undefined && !isIPv6(value.ipv6Address))
    return refuse(path, `${value.ipv6Address} is not an IPv6 address: write it like 2001:db8::10`);
  return undefined;
}
