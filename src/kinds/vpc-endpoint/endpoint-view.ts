// The endpoint itself, and what else a plan needs to know: asked only where the plan depends on it, because every question
// wakes the object when its answer changes, and some cost a call.
import type { Input, Part, PartState, View } from '../../model/kind.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import {
  endpointInterfaces,
  endpointServices,
  type ServiceOffer,
  type VpcEndpointRow,
  vpcEndpoints,
} from '../../tables/vpc-endpoints.ts';
import { vpcDNSHostnames, vpcDNSSupport } from '../../tables/vpcs.ts';
import { idAt } from '../planning.ts';
import { type Fixed, fixedAddresses, takenAddresses, toldInterfaces } from './endpoint-addresses.ts';
import { wantsPrivateDNS } from './endpoint-dns.ts';
import { isDeclared, wantedIDs } from './endpoint-links.ts';
import { addressTypes, type Surroundings } from './modify-part.ts';
import { keyOf, namedService } from './endpoint-service.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

export type VPCEndpointObserved = { endpoint: VpcEndpointRow | undefined; around: Surroundings };

/** https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html. Whoever waits for acceptance is planned, and waits there. */
const states: Readonly<Record<string, PartState>> = {
  pendingAcceptance: 'ready',
  pending: 'settling',
  available: 'ready',
  partial: 'ready',
  deleting: 'leaving',
  rejected: 'failed',
  failed: 'failed',
  expired: 'failed',
};

export const main: Part<VpcEndpointRow> = {
  name: 'main',
  role: 'home',
  table: vpcEndpoints,
  ownedBy: { tagType: 'vpc-endpoint' },
  create: {
    operation: 'CreateVpcEndpoint',
    once: 'token',
    mayReturnExisting: false,
    idPath: 'VpcEndpoint.VpcEndpointId',
  },
  destroy: {
    operation: 'DeleteVpcEndpoints',
    input: (id) => ({ VpcEndpointIds: [id] }),
    goneCodes: ['InvalidVpcEndpointId.NotFound', 'InvalidVpcEndpoint.NotFound'],
  },
  state: (row) => states[row.state] ?? 'settling',
  failure,
  usable: (row) => row.state === 'available',
  word: (row) => row.state,
  arnResource: (id) => `vpc-endpoint/${id}`,
};

/** A failure, such as a subnet without a free address, may heal; what the owner of the service decided does not. */
function failure(row: VpcEndpointRow): { message: string; heals: boolean } {
  if (row.state === 'rejected')
    return { message: `the owner of ${row.serviceName} rejected the connection`, heals: false };
  if (row.state === 'expired')
    return { message: `the owner of ${row.serviceName} did not accept the connection in time`, heals: false };
  return { message: row.why === '' ? row.state : row.why, heals: true };
}

export function observe(input: Input<VPCEndpointSpec>, view: View): VPCEndpointObserved {
  const endpoint = view.own(main);
  const vpcID = endpoint?.vpcID ?? idAt(input, 'vpcRef');
  if (input.want === 'absent' || vpcID === undefined) return { endpoint, around: unasked };
  const type = endpoint?.type ?? input.spec.type ?? '';
  const offers = offersOf(input, view, { endpoint, type });
  const interfaces = interfacesOf(endpoint, view);
  const addresses =
    endpoint === undefined ? [] : fixedAddresses(input, toldInterfaces(endpoint, interfaces)).missing;
  const asks = questionsOf(input, { endpoint, type, offers, addresses });
  const around: Surroundings = {
    offers,
    dns: {
      attributes: asks.attributes
        ? {
            support: view.detail('home', vpcDNSSupport, vpcID),
            hostnames: view.detail('home', vpcDNSHostnames, vpcID),
          }
        : undefined,
      siblings: asks.siblings ? view.by('home', vpcEndpoints, 'vpc-id', vpcID) : [],
    },
    tables: asks.tables ? view.by('home', routeTables, 'vpc-id', vpcID) : [],
    subnets: asks.subnetIDs.flatMap((id) => view.byID('home', subnets, id) ?? []),
    defaultGroup: asks.defaultGroup
      ? view.by('home', securityGroups, 'vpc-id', vpcID).find((group) => group.name === 'default')
      : undefined,
    interfaces,
    taken: endpoint === undefined ? [] : takenAddresses(addresses, endpoint, view),
  };
  return { endpoint, around };
}

const unasked: Surroundings = {
  offers: undefined,
  dns: { attributes: undefined, siblings: [] },
  tables: [],
  subnets: [],
  defaultGroup: undefined,
  interfaces: undefined,
  taken: [],
};

type Subject = { endpoint: VpcEndpointRow | undefined; type: string };

/** What the service offers: for what is to be made, and for whether it has private names. */
function offersOf(
  input: Input<VPCEndpointSpec>,
  view: View,
  { endpoint, type }: Subject,
): readonly ServiceOffer[] | undefined {
  const service = namedService(input);
  if (service === undefined) return undefined;
  const isNeeded = endpoint === undefined || (type === 'Interface' && service.isAWS);
  return isNeeded ? view.detail('home', endpointServices, keyOf(service)) : undefined;
}

function questionsOf(
  input: Input<VPCEndpointSpec>,
  {
    endpoint,
    type,
    offers,
    addresses,
  }: Subject & { offers: readonly ServiceOffer[] | undefined; addresses: readonly Fixed[] },
) {
  const { spec } = input;
  const tables = differs(input, 'routeTable', endpoint?.routeTableIDs);
  const subnetsDiffer = differs(input, 'subnet', endpoint?.subnetIDs);
  const typeDiffers =
    spec.ipAddressType !== undefined && addressTypes[spec.ipAddressType] !== endpoint?.ipAddressType;
  const switchesOn = wantsPrivateDNS(input, type, offers) === true && endpoint?.privateDNSEnabled !== true;
  const inbound = spec.dnsOptions?.privateDNSOnlyForInboundResolverEndpoint === true;
  const wanted = wantedIDs(input, 'subnet');
  return {
    // Before the endpoint exists they decide nothing, and each costs a call.
    attributes: switchesOn && endpoint !== undefined,
    siblings: tables || switchesOn || inbound,
    tables,
    subnetIDs:
      subnetsDiffer || typeDiffers || addresses.length > 0
        ? [...new Set([...wanted, ...(endpoint?.subnetIDs ?? [])])].toSorted()
        : [],
    defaultGroup:
      endpoint !== undefined &&
      type === 'Interface' &&
      isDeclared(input, 'securityGroup') &&
      input.refs('securityGroupRefs').length === 0,
  };
}

function differs(
  input: Input<VPCEndpointSpec>,
  name: 'routeTable' | 'subnet',
  observed: readonly string[] = [],
): boolean {
  if (!isDeclared(input, name)) return false;
  const wanted = wantedIDs(input, name);
  return wanted.some((id) => !observed.includes(id)) || observed.some((id) => !wanted.includes(id));
}

/** Addresses of the interfaces, when all are told; of an endpoint that is leaving they are not asked any more. */
function interfacesOf(endpoint: VpcEndpointRow | undefined, view: View): Surroundings['interfaces'] {
  if (endpoint === undefined || endpoint.networkInterfaceIDs.length === 0) return undefined;
  if (endpoint.state !== 'available' && endpoint.state !== 'pending') return undefined;
  const found = view.detail('home', endpointInterfaces, endpoint.networkInterfaceIDs.join(','));
  return found.length === endpoint.networkInterfaceIDs.length ? found : undefined;
}
