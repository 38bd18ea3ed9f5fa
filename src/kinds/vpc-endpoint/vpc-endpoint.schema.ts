// Spec and status of a VPC endpoint.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  anyObject,
  enumOf,
  exactlyOne,
  exactlyOneInside,
  flag,
  immutable,
  list,
  objectOf,
  optional,
  ref,
  refs,
  required,
  schemaOf,
  text,
  regionForm,
} from '../../model/schema.ts';

/** Longest names are those of services of others, about 70 characters; room for more. */
const SERVICE_MAX = 255;
const REGION_MAX = 32;
/** Route tables of a VPC. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const TABLES_MAX = 200;
/** One subnet per availability zone; no region has as many zones. */
const SUBNETS_MAX = 16;
/** Groups per network interface, 16 on request. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const GROUPS_MAX = 16;
const IPV4_MAX = 15;
const IPV6_MAX = 39;
const STATUS_LIST_MAX = 200;

const subnetConfiguration = objectOf(
  {
    ...ref('subnet', {
      kind: 'Subnet',
      prefix: 'subnet',
      about: 'The subnet that is meant, one of subnetRefs or subnetIDs.',
    }),
    ipv4Address: optional(
      text(
        'IPv4 address of the network interface in this subnet. Changing it replaces the interface, which cuts the subnet off for a moment. Left out: AWS chooses one, or leaves the present one.',
        { max: IPV4_MAX, pattern: '^[0-9.]+$' },
      ),
    ),
    ipv6Address: optional(
      text(
        'IPv6 address of the network interface in this subnet, in canonical form; only with ipAddressType DualStack or IPv6. Changing it replaces the interface, which cuts the subnet off for a moment. Left out: AWS chooses one, or leaves the present one.',
        { max: IPV6_MAX, pattern: '^[0-9a-f:]+$' },
      ),
    ),
  },
  'Fixed addresses in one subnet.',
  { rules: [exactlyOneInside(['subnetRef', 'subnetID'])] },
);

const dnsOptions = objectOf(
  {
    dnsRecordIPType: optional(
      enumOf(
        ['IPv4', 'IPv6', 'DualStack', 'ServiceDefined'],
        "Which DNS records the endpoint's names have; it must fit ipAddressType. It can change at any time. Left out: left alone; AWS begins with the type that fits ipAddressType.",
      ),
    ),
    privateDNSOnlyForInboundResolverEndpoint: optional(
      flag(
        'True: private DNS answers only queries that come in through an inbound Resolver endpoint, so that the VPC itself goes on using the gateway endpoint of the same service, which must exist in the VPC. Only for services with both types (s3). It can change at any time. Left out: false.',
      ),
    ),
  },
  'DNS options of the endpoint. They can change at any time. Left out: left alone; left out after they were set: those that AWS begins with.',
);

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about: 'The VPC in which the endpoint is. Required, unless adopt is set; it cannot be changed.',
    }),
    type: optional(
      enumOf(
        ['Gateway', 'Interface', 'GatewayLoadBalancer'],
        'Gateway: routes to s3 or dynamodb in routeTableRefs, free of charge. Interface: a network interface in each of subnetRefs, which costs money per hour and zone (0.01 to 0.014 USD) and per GB (0.01 USD). GatewayLoadBalancer: one network interface to which routes send traffic for inspection, which costs money per hour and per GB. It cannot be changed. Required, unless adopt is set.',
      ),
    ),
    service: optional(
      text(
        "The service: a short name such as s3, ssm or ecr.api for AWS's own service in the region of the endpoint (or of serviceRegion), or a full name such as com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0. In the regions of China, where two forms exist, give the full name. It cannot be changed. Required, unless adopt is set.",
        { min: 1, max: SERVICE_MAX, pattern: '^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$' },
      ),
    ),
    serviceRegion: optional(
      text(
        "Region in which the service is hosted, for services that can be reached from other regions. It cannot be changed. Left out: the endpoint's own region.",
        { max: REGION_MAX, form: regionForm },
      ),
    ),
    ...refs('routeTable', {
      kind: 'RouteTable',
      prefix: 'rtb',
      about:
        'Type Gateway: the route tables that get a route to the service. A table has one endpoint per service. They can change at any time: new ones are added before old ones are removed, in one call. Traffic to the service of all subnets that use such a table goes through the endpoint from then on, and open connections break. Left out: none; on an adopted endpoint they are left alone.',
      max: TABLES_MAX,
    }),
    ...refs('subnet', {
      kind: 'Subnet',
      prefix: 'subnet',
      about:
        'Types Interface and GatewayLoadBalancer: the subnets that get a network interface, at most one per availability zone, exactly one for GatewayLoadBalancer, where it cannot be changed. They can change at any time: new ones are added before old ones are removed, in one call, unless both lie in one zone. Left out: none; on an adopted endpoint they are left alone.',
      max: SUBNETS_MAX,
    }),
    ...refs('securityGroup', {
      kind: 'SecurityGroup',
      prefix: 'sg',
      about:
        "Type Interface: the security groups of the network interfaces; they must admit the clients, mostly on port 443. They can change at any time: new ones are added before old ones are removed, in one call. Left out: the VPC's default group, which AWS takes; later left alone, and the default group again after others were set.",
      max: GROUPS_MAX,
    }),
    subnetConfigurations: optional(
      list(
        subnetConfiguration,
        'Fixed addresses for subnets of subnetRefs or subnetIDs. They can change at any time. Left out: AWS chooses the addresses.',
        { max: SUBNETS_MAX },
      ),
    ),
    privateDNSEnabled: optional(
      flag(
        "Type Interface: whether the service's own names (such as ssm.ap-northeast-1.amazonaws.com) lead to the endpoint in the whole VPC. Needs enableDNSSupport and enableDNSHostnames of the VPC, and only one endpoint per service and VPC can have it. It is switched on after the endpoint is available, so that no name leads nowhere. It can change at any time. Left out: true for AWS's services that offer it, false for services of others; on an adopted endpoint left alone.",
      ),
    ),
    dnsOptions: optional(dnsOptions),
    ipAddressType: optional(
      enumOf(
        ['IPv4', 'IPv6', 'DualStack'],
        'Addresses of the network interfaces; the service and every subnet must have them. It can change at any time; the interfaces are replaced, which cuts traffic for a moment. Left out: left alone, IPv4 at first; IPv4 again after it was set.',
      ),
    ),
    policyDocument: optional(
      anyObject(
        'Types Gateway and Interface: an IAM policy in its JSON form, up to 20,480 characters, which limits what can be done through the endpoint. It is compared by its meaning: order and the ways to write one value do not matter. It can change at any time. Left out, or an empty object: full access; on an adopted endpoint left alone.',
      ),
    ),
  },
  'A private way from a VPC to a service.',
);

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC.', { max: 64 })),
    type: optional(text('Type of the endpoint.', { max: 64 })),
    serviceName: optional(text('Full name of the service.', { max: SERVICE_MAX })),
    privateDNSEnabled: optional(flag("Whether the service's own names lead to the endpoint.")),
    routeTableIDs: optional(
      list(text('Id of a route table.', { max: 64 }), 'Route tables with a route to the service.', {
        max: STATUS_LIST_MAX,
      }),
    ),
    securityGroupIDs: optional(
      list(text('Id of a security group.', { max: 64 }), 'Security groups of the network interfaces.', {
        max: STATUS_LIST_MAX,
      }),
    ),
    dnsEntries: optional(
      list(
        objectOf(
          {
            dnsName: text('DNS name.', { max: 255 }),
            hostedZoneID: optional(
              text('Id of the hosted zone of the name, for alias records.', { max: 64 }),
            ),
          },
          'One DNS name.',
        ),
        'DNS names of the endpoint.',
        { max: STATUS_LIST_MAX },
      ),
    ),
    networkInterfaces: optional(
      list(
        objectOf(
          {
            id: text('Id of the network interface.', { max: 64 }),
            subnetID: text('Id of its subnet.', { max: 64 }),
            privateIP: optional(text('Its private IPv4 address.', { max: IPV4_MAX })),
            ipv6Address: optional(text('Its IPv6 address.', { max: IPV6_MAX })),
          },
          'One network interface.',
        ),
        'Network interfaces of the endpoint. They are made and removed by AWS.',
        { max: STATUS_LIST_MAX },
      ),
    ),
  },
  'Observed state of the endpoint.',
);

export type VPCEndpointSpec = Static<typeof spec>;
export type VPCEndpointStatus = Static<typeof status>;
export type SubnetConfigurationSpec = Static<typeof subnetConfiguration>;

const has = (...fields: string[]) => fields.map((field) => `has(self.${field})`).join(' || ');

/** The fields may be set with these types only; an adopting spec need not name its type. */
function onlyWith(types: readonly string[], fields: readonly string[]): Rule {
  return {
    rule: `!has(self.type) || self.type in [${types.map((type) => `'${type}'`).join(', ')}] || !(${has(...fields)})`,
    message: `${fields.join(' and ')} can be set for type ${types.join(' or ')} only`,
  };
}

const rules: readonly Rule[] = [
  exactlyOne(['vpcRef', 'vpcID']),
  required('type'),
  required('service'),
  onlyWith(['Gateway'], ['routeTableRefs', 'routeTableIDs']),
  onlyWith(['Interface', 'GatewayLoadBalancer'], ['subnetRefs', 'subnetIDs', 'subnetConfigurations']),
  onlyWith(['Interface'], ['securityGroupRefs', 'securityGroupIDs', 'privateDNSEnabled']),
  onlyWith(['Gateway', 'Interface'], ['policyDocument']),
  ...['vpcRef', 'vpcID', 'type', 'service', 'serviceRegion'].map(immutable),
];

export const vpcEndpointSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
