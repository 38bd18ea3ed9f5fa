// DescribeVpcEndpoints, and what it does not tell: which services there are, and the addresses of the network interfaces.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
import type {
  DescribeNetworkInterfacesCommandOutput,
  DescribeVpcEndpointServicesCommandOutput,
  ServiceDetail,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { canonicalAddress } from '../model/cidr.ts';
import type { Detail, Table, Tags } from '../model/kind.ts';
import { compare, LARGEST_PAGE, present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type VpcEndpointRow = {
  id: string;
  ownerID: string;
  vpcID: string;
  /** Gateway, Interface, GatewayLoadBalancer; or a type that no kind here makes. */
  type: string;
  serviceName: string;
  serviceRegion: string;
  /** pendingAcceptance, pending, available, deleting, deleted, rejected, failed, expired, partial. */
  state: string;
  why: string;
  /** JSON text; empty where the service knows no policy. */
  policy: string;
  routeTableIDs: readonly string[];
  subnetIDs: readonly string[];
  securityGroupIDs: readonly string[];
  networkInterfaceIDs: readonly string[];
  ipAddressType: string;
  dnsRecordIPType: string;
  privateDNSOnlyForInboundResolverEndpoint: boolean;
  privateDNSEnabled: boolean;
  dnsEntries: readonly { dnsName: string; hostedZoneID: string }[];
  tags: Tags;
};

export const vpcEndpoints: Table<VpcEndpointRow> = {
  name: 'vpc-endpoints',
  service: 'ec2',
  operation: 'DescribeVpcEndpoints',
  items: 'VpcEndpoints',
  idFilter: 'vpc-endpoint-id',
  pageSize: LARGEST_PAGE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const endpoint = raw as VpcEndpoint;
    return {
      id: endpoint.VpcEndpointId ?? '',
      ownerID: endpoint.OwnerId ?? '',
      vpcID: endpoint.VpcId ?? '',
      // API_CreateVpcEndpoint.html: "Default: Gateway".
      type: endpoint.VpcEndpointType ?? 'Gateway',
      serviceName: endpoint.ServiceName ?? '',
      serviceRegion: endpoint.ServiceRegion ?? '',
      state: wireState(endpoint.State ?? ''),
      why: endpoint.LastError?.Message ?? endpoint.FailureReason ?? '',
      policy: endpoint.PolicyDocument ?? '',
      routeTableIDs: present(...(endpoint.RouteTableIds ?? [])).toSorted(compare),
      subnetIDs: present(...(endpoint.SubnetIds ?? [])).toSorted(compare),
      securityGroupIDs: present(...(endpoint.Groups ?? []).map((group) => group.GroupId)).toSorted(compare),
      networkInterfaceIDs: present(...(endpoint.NetworkInterfaceIds ?? [])).toSorted(compare),
      ipAddressType: endpoint.IpAddressType ?? '',
      dnsRecordIPType: endpoint.DnsOptions?.DnsRecordIpType ?? '',
      privateDNSOnlyForInboundResolverEndpoint:
        endpoint.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint ?? false,
      privateDNSEnabled: endpoint.PrivateDnsEnabled ?? false,
      dnsEntries: sortedBy(
        (endpoint.DnsEntries ?? []).map((entry) => ({
          dnsName: entry.DnsName ?? '',
          hostedZoneID: entry.HostedZoneId ?? '',
        })),
        (entry) => entry.dnsName,
      ),
      tags: tagsFrom(endpoint.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: (row) => row.state === 'deleted',
  indexes: { 'vpc-id': (row) => present(row.vpcID) },
};

/** The SDK's enumeration spells `PendingAcceptance`, the wire `pendingAcceptance`. */
function wireState(state: string): string {
  return state.slice(0, 1).toLowerCase() + state.slice(1);
}

/** One way in which a service can be connected to. */
export type ServiceOffer = {
  type: string;
  privateDNSNames: readonly string[];
  policySupported: boolean;
  /** Names, as this account has them; empty: not told, which AWS leaves out for services of other regions. */
  availabilityZones: readonly string[];
  ipAddressTypes: readonly string[];
};

/** Which types of a service exist changes with AWS's own releases. Chosen: an hour, as of other details. */
const SERVICE_MAX_AGE_SECONDS = 3_600;

/** Keyed by the service's full name, or `name region` where it is hosted in another region. Empty: there is none, or none
 *  that this account may see. */
export const endpointServices: Detail<readonly ServiceOffer[]> = {
  name: 'vpc-endpoint-services',
  service: 'ec2',
  operation: 'DescribeVpcEndpointServices',
  maxAgeSeconds: SERVICE_MAX_AGE_SECONDS,
  unaffected: true,
  input(key) {
    const [name = '', region] = key.split(' ');
    const Filters = [{ Name: 'service-name', Values: [name] }];
    return region === undefined ? { Filters } : { Filters, ServiceRegions: [region] };
  },
  keep: (raw) =>
    sortedBy(
      ((raw as DescribeVpcEndpointServicesCommandOutput).ServiceDetails ?? []).flatMap(offersOf),
      (offer) => offer.type,
    ),
};

function offersOf(detail: ServiceDetail): readonly ServiceOffer[] {
  const names = (detail.PrivateDnsNames ?? []).map((one) => one.PrivateDnsName);
  return present(...(detail.ServiceType ?? []).map((one) => one.ServiceType)).map((type) => ({
    type,
    privateDNSNames: present(...new Set([...names, detail.PrivateDnsName])).toSorted(compare),
    policySupported: detail.VpcEndpointPolicySupported ?? false,
    availabilityZones: present(...(detail.AvailabilityZones ?? [])).toSorted(compare),
    ipAddressTypes: present(...(detail.SupportedIpAddressTypes ?? [])).toSorted(compare),
  }));
}

export type EndpointInterface = { id: string; subnetID: string; privateIP: string; ipv6Address: string };

/** Chosen: an interface never changes its addresses; it is read again only in case an answer was not whole. */
const INTERFACES_MAX_AGE_SECONDS = 86_400;

/** Keyed by the ids of an endpoint's network interfaces, joined by commas. An interface keeps its addresses: another address
 *  means another interface, and with it another key. API_SubnetConfiguration.html */
export const endpointInterfaces: Detail<readonly EndpointInterface[]> = {
  name: 'vpc-endpoint-interfaces',
  service: 'ec2',
  operation: 'DescribeNetworkInterfaces',
  maxAgeSeconds: INTERFACES_MAX_AGE_SECONDS,
  unaffected: true,
  input: (key) => ({ NetworkInterfaceIds: key.split(',') }),
  keep: (raw) =>
    sortedBy(
      ((raw as DescribeNetworkInterfacesCommandOutput).NetworkInterfaces ?? []).map((card) => ({
        id: card.NetworkInterfaceId ?? '',
        subnetID: card.SubnetId ?? '',
        privateIP: card.PrivateIpAddress ?? '',
        ipv6Address: canonical(card.Ipv6Addresses?.[0]?.Ipv6Address ?? ''),
      })),
      (card) => card.subnetID,
    ),
};

function canonical(address: string): string {
  return canonicalAddress(address) ?? address;
}
