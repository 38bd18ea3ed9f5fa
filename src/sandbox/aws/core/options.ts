// What can be set when a simulator is made, with its defaults. Separate because the HTTP front, the in-process front,
// the command line and tests all choose from it, and because every number here must carry its source.
import type { Clock, Random } from '../../../model/ports.ts';

/** Milliseconds from .. to, drawn uniformly. */
export type Range = readonly [number, number];

export type AccountOptions = {
  readonly id: string;
  readonly accessKeys?: readonly string[];
  /** ExternalId that AssumeRole must bring, by role name; roles not named need none. */
  readonly externalIds?: Readonly<Record<string, string>>;
};

/** How long EC2 takes to show what happened; each upper end is a bound that is never exceeded. All 0 by default. */
export type Lag = {
  /** A new id may be unknown. */
  readonly ids: Range;
  /** New or changed tags may be unknown to filters. */
  readonly tags: Range;
  /** A changed row may still be shown as it was. */
  readonly attributes: Range;
  /** A deleted thing may still be shown, and still count as a dependency. */
  readonly deletions: Range;
};

/** Milliseconds that EC2 spends in transitional states. AWS publishes none: these keep the order of real ones. */
export type Durations = {
  readonly vpcPending: number;
  readonly cidrAssociating: number;
  readonly subnetPending: number;
  readonly peeringInitiating: number;
  readonly peeringProvisioning: number;
  readonly interfacePending: number;
  readonly interfaceAttaching: number;
  readonly interfaceDetaching: number;
  readonly instancePending: number;
  readonly instanceShuttingDown: number;
  /** Until the first delivery of a flow log has been tried. */
  readonly flowLogDelivering: number;
  /** Until a flow log goes whose network has gone. */
  readonly flowLogOrphaned: number;
  /** Making, changing and deleting a prefix list. */
  readonly prefixListChanging: number;
  /** How long a deleted prefix list is still shown, as delete-complete. */
  readonly prefixListDeleted: number;
  readonly natPending: number;
  readonly natDeleting: number;
  /** From `deleted` until its network interface and its Elastic IP addresses are free. */
  readonly natReleasing: number;
  readonly natAddressChanging: number;
  /** Longest drain of a secondary address, however long the request allows. */
  readonly natDraining: number;
  /** How long a deleted or failed NAT gateway stays listed: about an hour,
   *  https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html */
  readonly natListed: number;
  /** Interface and Gateway Load Balancer endpoints; those of gateways take no longer than a route. */
  readonly endpointPending: number;
  readonly gatewayEndpointPending: number;
  readonly endpointDeleting: number;
  /** From `deleted` until the last network interface of an endpoint has left its subnet. */
  readonly endpointInterfaceRelease: number;
  /** How long a deleted endpoint is still described. */
  readonly endpointTombstone: number;
  /** How long the owner of a service may take to accept an endpoint. */
  readonly endpointAcceptance: number;
};

/** Default quotas, https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html unless named otherwise. */
export type Quotas = {
  readonly vpcs: number;
  readonly internetGateways: number;
  readonly egressOnlyInternetGateways: number;
  readonly prefixLists: number;
  readonly entriesPerPrefixList: number;
  readonly ipv4BlocksPerVpc: number;
  readonly ipv6BlocksPerVpc: number;
  readonly subnetsPerVpc: number;
  readonly routeTablesPerVpc: number;
  readonly routesPerTable: number;
  readonly securityGroups: number;
  /** Per direction and IP family. */
  readonly rulesPerGroup: number;
  readonly groupsPerInterface: number;
  /** Per availability zone. */
  readonly networkInterfaces: number;
  /** Per VPC, subnet or network interface. */
  readonly flowLogsPerResource: number;
  readonly networkAclsPerVpc: number;
  /** Without AWS's own denials at the end. */
  readonly networkAclEntriesPerDirection: number;
  readonly addresses: number;
  /** Per zone; pending, available and deleting ones count. */
  readonly natGatewaysPerZone: number;
  /** Elastic IP addresses of one zonal public NAT gateway. */
  readonly addressesPerNatGateway: number;
  /** Private IPv4 addresses of one NAT gateway, the primary included. */
  readonly privateAddressesPerNatGateway: number;
  /** Elastic IP addresses of a regional NAT gateway in one zone,
   *  https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html */
  readonly addressesPerNatGatewayZone: number;
  /** https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-connection-quotas.html */
  readonly activePeeringsPerVpc: number;
  /** Same page: outstanding requests of one account. */
  readonly outstandingPeerings: number;
  /** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html: per region. */
  readonly gatewayEndpoints: number;
  /** Same page: interface and Gateway Load Balancer endpoints, per VPC. */
  readonly interfaceEndpointsPerVpc: number;
};

/** An endpoint service of somebody else, such as a partner: enough to connect to, without what stands behind it. */
export type PartnerService = {
  /** Such as `vpce-svc-00000000000000001`; its name follows from it and the region. */
  readonly id: string;
  readonly owner: string;
  readonly type: 'Interface' | 'GatewayLoadBalancer';
  readonly acceptanceRequired: boolean;
};

export type SimulatorOptions = {
  readonly accounts: readonly AccountOptions[];
  readonly lag: Lag;
  readonly durations: Durations;
  readonly quotas: Quotas;
  /** ARNs of destinations of flow logs that do not exist, or that do not let AWS write. */
  readonly flowLogDestinations: { readonly missing: readonly string[]; readonly denied: readonly string[] };
  /** `scale` multiplies every published bucket; `enabled: false` never throttles. */
  readonly throttling: { readonly enabled: boolean; readonly scale: number };
  /** Milliseconds a request and its answer travel; the effect happens between the two. */
  readonly latency: { readonly request: Range; readonly answer: Range };
  /** Endpoint services of others that every region has beside AWS's own. */
  readonly partnerServices: readonly PartnerService[];
  /** Answer lists in random order, as EC2 may. */
  readonly shuffle: boolean;
  /** Calls that the ledger keeps; the counts go on for ever. */
  readonly ledgerEntries: number;
};

export type SimulatorSetup = {
  readonly clock: Clock;
  readonly random: Random;
  readonly options?: Partial<
    Omit<SimulatorOptions, 'lag' | 'durations' | 'quotas' | 'throttling' | 'latency'>
  > & {
    readonly lag?: Partial<Lag>;
    readonly durations?: Partial<Durations>;
    readonly quotas?: Partial<Quotas>;
    readonly throttling?: Partial<SimulatorOptions['throttling']>;
    readonly latency?: Partial<SimulatorOptions['latency']>;
  };
};

const NONE: Range = [0, 0];

export const DEFAULT_QUOTAS: Quotas = {
  vpcs: 5,
  internetGateways: 5,
  egressOnlyInternetGateways: 5,
  prefixLists: 100,
  entriesPerPrefixList: 1000,
  ipv4BlocksPerVpc: 5,
  ipv6BlocksPerVpc: 5,
  subnetsPerVpc: 200,
  routeTablesPerVpc: 200,
  routesPerTable: 500,
  securityGroups: 2500,
  rulesPerGroup: 60,
  groupsPerInterface: 5,
  networkInterfaces: 5000,
  flowLogsPerResource: 2,
  networkAclsPerVpc: 200,
  networkAclEntriesPerDirection: 20,
  addresses: 5,
  natGatewaysPerZone: 5,
  addressesPerNatGateway: 2,
  privateAddressesPerNatGateway: 8,
  addressesPerNatGatewayZone: 32,
  activePeeringsPerVpc: 50,
  outstandingPeerings: 25,
  gatewayEndpoints: 20,
  interfaceEndpointsPerVpc: 50,
};

/** Three accounts, so that grants, roles and peerings across accounts can be tried without setting anything. */
export const DEFAULT_ACCOUNTS: readonly AccountOptions[] = [
  { id: '111111111111', accessKeys: ['AKIASANDBOX111111111'] },
  { id: '222222222222', accessKeys: ['AKIASANDBOX222222222'] },
  { id: '333333333333', accessKeys: ['AKIASANDBOX333333333'] },
];

/** The third account plays the partner. */
const PARTNER = '333333333333';

/** One of each sort, so that endpoints for services of others can be tried without setting anything. */
export const DEFAULT_PARTNER_SERVICES: readonly PartnerService[] = [
  { id: 'vpce-svc-00000000000000001', owner: PARTNER, type: 'Interface', acceptanceRequired: false },
  { id: 'vpce-svc-00000000000000002', owner: PARTNER, type: 'Interface', acceptanceRequired: true },
  {
    id: 'vpce-svc-00000000000000003',
    owner: PARTNER,
    type: 'GatewayLoadBalancer',
    acceptanceRequired: false,
  },
];

/** The bound of every visibility lag in the sandbox; AWS advises to allow for minutes,
 *  https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
export const SANDBOX_LAG_BOUND_MS = 5000;

const DEFAULTS: SimulatorOptions = {
  accounts: DEFAULT_ACCOUNTS,
  lag: { ids: NONE, tags: NONE, attributes: NONE, deletions: NONE },
  durations: {
    vpcPending: 300,
    cidrAssociating: 1000,
    subnetPending: 300,
    peeringInitiating: 500,
    peeringProvisioning: 1000,
    interfacePending: 300,
    interfaceAttaching: 600,
    interfaceDetaching: 1000,
    instancePending: 500,
    instanceShuttingDown: 1000,
    flowLogDelivering: 2000,
    flowLogOrphaned: 60_000,
    prefixListChanging: 1000,
    prefixListDeleted: 3000,
    natPending: 3000,
    natDeleting: 3000,
    natReleasing: 1000,
    natAddressChanging: 500,
    natDraining: 2000,
    natListed: 3_600_000,
    endpointPending: 2000,
    gatewayEndpointPending: 300,
    endpointDeleting: 1500,
    endpointInterfaceRelease: 1500,
    endpointTombstone: 60_000,
    endpointAcceptance: 168 * 3_600_000,
  },
  quotas: DEFAULT_QUOTAS,
  flowLogDestinations: { missing: [], denied: [] },
  throttling: { enabled: true, scale: 1 },
  latency: { request: NONE, answer: [30, 30] },
  partnerServices: DEFAULT_PARTNER_SERVICES,
  shuffle: false,
  ledgerEntries: 100_000,
};

export function completeOptions(given: SimulatorSetup['options'] = {}): SimulatorOptions {
  return {
    ...DEFAULTS,
    ...given,
    lag: { ...DEFAULTS.lag, ...given.lag },
    durations: { ...DEFAULTS.durations, ...given.durations },
    quotas: { ...DEFAULTS.quotas, ...given.quotas },
    throttling: { ...DEFAULTS.throttling, ...given.throttling },
    latency: { ...DEFAULTS.latency, ...given.latency },
  };
}
