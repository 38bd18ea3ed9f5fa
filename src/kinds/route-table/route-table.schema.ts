// Spec and status of a route table.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  enumOf,
  exactlyOne,
  exactlyOneInside,
  flag,
  idOf,
  immutable,
  keyedList,
  list,
  objectOf,
  optional,
  ref,
  schemaOf,
  text,
} from '../../model/schema.ts';
import { networkOrName } from '../named-in-text.ts';
import { PREFIX_LIST, targets } from './route-targets.ts';

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: 500 routes, 1,000 on request. */
const ROUTES_MAX = 1_000;
const ARN_MAX = 256;
/** Subnets per VPC. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const SUBNETS_MAX = 1_000;
const VPN_GATEWAYS_MAX = 16;

export const exactlyOneTarget = exactlyOneInside(
  targets.flatMap((target) => (target.raw === undefined ? [target.field] : [target.field, target.raw])),
);

export const route = objectOf(
  {
    destination: networkOrName(
      'Where the traffic goes: a network with all host bits zero (10.0.0.0/8, ::/0), the id of a prefix list (pl-…), or the ManagedPrefixList of this or another namespace (managedprefixlist/NAME, managedprefixlist/NAMESPACE/NAME; another namespace needs a NetworkGrant there). All places of a prefix list count against the quota of routes. It identifies the route.',
      PREFIX_LIST,
      'a prefix list id',
    ),
    ...ref('internetGateway', {
      kind: 'InternetGateway',
      prefix: 'igw',
      about: 'Target: an internet gateway, which must be attached to the VPC.',
    }),
    ...ref('vpcPeeringConnection', {
      kind: 'VPCPeeringConnection',
      prefix: 'pcx',
      about: 'Target: a peering connection; the route is made when it is active.',
    }),
    ...ref('natGateway', {
      kind: 'NATGateway',
      prefix: 'nat',
      about:
        'Target: a NAT gateway, for IPv4 destinations and 64:ff9b::/96 (NAT64); the route is made when it is available.',
    }),
    vpnGatewayID: optional(idOf('vgw', 'Target: id of a VPN gateway that is attached to the VPC.')),
    ...ref('egressOnlyInternetGateway', {
      kind: 'EgressOnlyInternetGateway',
      prefix: 'eigw',
      about: 'Target: an egress-only internet gateway of the VPC, for IPv6 destinations.',
    }),
    transitGatewayID: optional(idOf('tgw', 'Target: id of a transit gateway to which the VPC is attached.')),
    ...ref('vpcEndpoint', {
      kind: 'VPCEndpoint',
      prefix: 'vpce',
      about:
        'Target: an endpoint of type GatewayLoadBalancer in the VPC, for networks; the route is made when it is available. Gateway endpoints put their routes here by themselves.',
    }),
    ...ref('networkInterface', {
      kind: 'NetworkInterface',
      prefix: 'eni',
      about:
        'Target: a network interface in the VPC, such as that of a firewall or NAT instance; what it forwards needs its sourceDestCheck to be false.',
    }),
    instanceID: optional(
      idOf('i', 'Target: id of an instance in the VPC that has exactly one network interface.'),
    ),
    carrierGatewayID: optional(idOf('cagw', 'Target: id of a carrier gateway (Wavelength).')),
    localGatewayID: optional(idOf('lgw', 'Target: id of a local gateway (Outposts).')),
    coreNetworkARN: optional(
      text('Target: ARN of a Cloud WAN core network.', {
        max: ARN_MAX,
        pattern: '^arn:[a-z-]+:networkmanager:',
      }),
    ),
  },
  'One route: a destination and exactly one target.',
  { rules: [exactlyOneTarget] },
);

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about: 'The VPC that the table belongs to. Required, unless adopt is set; it cannot be changed.',
    }),
    routes: optional(
      keyedList(
        route,
        "Routes of the table, up to 1,000 (more than 500 need a raised quota). They can change at any time; a changed target is replaced in place. AWS's own routes (local, propagated, endpoints, services) are never touched, but a declared destination that equals a network of the VPC replaces its local target. Left out: no routes of ours; on an adopted table they are left alone.",
        { max: ROUTES_MAX, keys: ['destination'] },
      ),
    ),
    propagatingVPNGatewayIDs: optional(
      list(
        idOf('vgw', 'Id of one VPN gateway.'),
        'Ids of the VPN gateways (vgw-…) whose routes are propagated into the table. They can change at any time. Left out: none; on an adopted table they are left alone.',
        { max: VPN_GATEWAYS_MAX },
      ),
    ),
    policy: optional(
      enumOf(
        ['Exclusive', 'Additive'],
        'Exclusive: routes that are not declared are removed. Additive: only declared routes are managed. It can change at any time. Left out: Exclusive.',
      ),
    ),
  },
  'A route table of a VPC. Subnets name their table; the table does not name its subnets.',
);

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC.', { max: 64 })),
    main: optional(flag("Whether it is the VPC's main route table.")),
    subnetIDs: optional(
      list(text('Id of a subnet.', { max: 64 }), 'Subnets that are associated with it.', {
        max: SUBNETS_MAX,
      }),
    ),
  },
  'Observed state of the route table.',
);

export type RouteTableSpec = Static<typeof spec>;
export type RouteTableStatus = Static<typeof status>;
export type RouteSpec = Static<typeof route>;

const rules: readonly Rule[] = [exactlyOne(['vpcRef', 'vpcID']), immutable('vpcRef'), immutable('vpcID')];

export const routeTableSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
