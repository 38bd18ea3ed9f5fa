// One part of a ModifyVpcEndpoint: what it adds to the call, what a person reads, what cannot be done now. And what all parts
// know of the endpoint's surroundings. Separate because each part has rules of its own, and one call carries them all.
import type { Change, Held } from '../../model/kind.ts';
import type { WriteInputs } from '../../model/operations.ts';
import type { NetworkInterfaceRow } from '../../tables/network-interfaces.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';
import type { SecurityGroupRow } from '../../tables/security-groups.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import type { EndpointInterface, ServiceOffer, VpcEndpointRow } from '../../tables/vpc-endpoints.ts';

export type Surroundings = {
  offers: readonly ServiceOffer[] | undefined;
  dns: PrivateDNSFacts;
  tables: readonly RouteTableRow[];
  subnets: readonly SubnetRow[];
  /** The VPC's default group, where it was asked for. */
  defaultGroup: SecurityGroupRow | undefined;
  interfaces: readonly EndpointInterface[] | undefined;
  /** Fixed addresses that are declared and belong to other interfaces. */
  taken: readonly TakenAddress[];
};

export type TakenAddress = { subnetID: string; address: string; by: NetworkInterfaceRow };

export type PrivateDNSFacts = {
  /** Of the VPC; undefined where nobody needed to know. */
  attributes: { support: boolean; hostnames: boolean } | undefined;
  /** Every endpoint of the VPC, where the plan depends on the others. */
  siblings: readonly VpcEndpointRow[];
};

type Modify = WriteInputs['ModifyVpcEndpoint'];
export type ModifyPart = {
  input: Omit<Modify, 'VpcEndpointId'>;
  changes: readonly Change[];
  held: readonly Held[];
};
export const nothing: ModifyPart = { input: {}, changes: [], held: [] };

/** Our words for EC2's address and record types. */
export const addressTypes = { IPv4: 'ipv4', IPv6: 'ipv6', DualStack: 'dualstack' } as const;
export const recordTypes = { ...addressTypes, ServiceDefined: 'service-defined' } as const;
