// Spec and status of a NAT gateway.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  atMostOne,
  enumOf,
  exactlyOne,
  exactlyOneInside,
  immutable,
  list,
  objectOf,
  optional,
  ref,
  refs,
  schemaOf,
  text,
} from '../../model/schema.ts';

/** Addresses of one zonal gateway, the primary included. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
const SECONDARIES_MAX = 7;
/** Addresses of a regional gateway in one zone. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html */
const PER_ZONE_MAX = 32;
/** Chosen: no region has more zones. */
const ZONES_MAX = 8;
const ZONE_MAX = 64;
const ADDRESS_MAX = 15;
const ADDRESS_RULE: Rule = {
  rule: 'isIP(self) && ip(self).family() == 4',
  message: 'must be an IPv4 address, such as 10.0.0.10',
};

const zoneAddresses = objectOf(
  {
    availabilityZone: optional(
      text(
        'Availability zone by its name in this account, such as ap-northeast-1a. Excludes availabilityZoneID.',
        { min: 1, max: ZONE_MAX },
      ),
    ),
    availabilityZoneID: optional(
      text(
        'Availability zone by its id, such as apne1-az4, which means the same zone in every account. Excludes availabilityZone.',
        { min: 1, max: ZONE_MAX },
      ),
    ),
    ...refs('elasticIP', {
      kind: 'ElasticIP',
      prefix: 'eipalloc',
      about:
        'The Elastic IP addresses that traffic from this zone gets, up to 32; together with the other form at least one. They can change at any time.',
      max: PER_ZONE_MAX,
    }),
  },
  'One zone that the gateway serves, and its addresses there.',
  {
    rules: [
      exactlyOneInside(['availabilityZone', 'availabilityZoneID']),
      {
        rule: '(has(self.elasticIPRefs) && size(self.elasticIPRefs) > 0) || (has(self.elasticIPIDs) && size(self.elasticIPIDs) > 0)',
        message: 'name at least one address in elasticIPRefs or elasticIPIDs',
      },
    ],
  },
);

const spec = objectOf(
  {
    connectivityType: optional(
      enumOf(
        ['Public', 'Private'],
        'Public: to the internet, with an Elastic IP address. Private: to other networks (over a transit gateway or a VPN), with private addresses only. It cannot be changed. Left out: Public.',
      ),
    ),
    availabilityMode: optional(
      enumOf(
        ['Zonal', 'Regional'],
        'Zonal: the gateway lies in one subnet. Regional: it serves all zones of the VPC and lies in no subnet; it is always public, and may take up to an hour to reach a new zone. It cannot be changed. Left out: Zonal.',
      ),
    ),
    ...ref('subnet', {
      kind: 'Subnet',
      prefix: 'subnet',
      about:
        'The subnet in which a zonal gateway lies; for a public one it should have a route to the internet gateway. Required for a zonal gateway, unless adopt is set; it cannot be changed.',
    }),
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about: 'The VPC of a regional gateway. Required for it, unless adopt is set; it cannot be changed.',
    }),
    ...ref('elasticIP', {
      kind: 'ElasticIP',
      prefix: 'eipalloc',
      about:
        'The address that a public zonal gateway has first; it must be free, and of the network border group of the zone. Required for one, unless adopt is set; it cannot be changed.',
    }),
    ...refs('secondaryElasticIP', {
      kind: 'ElasticIP',
      prefix: 'eipalloc',
      about:
        'Further addresses of a public zonal gateway, up to 7 in both forms together (more than 1 needs a raised quota); each adds 55,000 connections to one destination. They can change at any time: new ones are added before old ones are drained, which takes up to 350 seconds. Left out: none; on an adopted gateway they are left alone.',
      max: SECONDARIES_MAX,
    }),
    availabilityZoneAddresses: optional(
      list(
        zoneAddresses,
        'Zones and addresses of a regional gateway in manual mode, one entry per zone, up to 8. Addresses can change at any time, also those of a new zone. Left out: automatic mode, in which AWS chooses zones and takes addresses, each of which costs money per hour; the mode cannot be changed.',
        { min: 1, max: ZONES_MAX },
      ),
    ),
    privateIPAddress: optional(
      text(
        'Private IPv4 address of a zonal gateway in its subnet. It cannot be changed. Left out: AWS chooses one.',
        { max: ADDRESS_MAX, rules: [ADDRESS_RULE] },
      ),
    ),
    secondaryPrivateIPAddresses: optional(
      list(
        text('A private IPv4 address of the subnet.', { max: ADDRESS_MAX, rules: [ADDRESS_RULE] }),
        'Further private IPv4 addresses of a private gateway, up to 7, all in its subnet. They can change at any time: new ones are added before old ones are drained, which takes up to 350 seconds. Left out: none; on an adopted gateway they are left alone. For a public gateway AWS chooses one for each Elastic IP address.',
        { max: SECONDARIES_MAX },
      ),
    ),
  },
  'A NAT gateway: lets what has private addresses begin connections to the internet or to other networks. It costs money per hour and per gigabyte; a public one also for its addresses.',
);

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC.', { max: 64 })),
    subnetID: optional(text('Id of the subnet, for a zonal gateway.', { max: 64 })),
    publicIPs: optional(
      list(text('A public IPv4 address.', { max: ADDRESS_MAX }), 'Public addresses that destinations see.', {
        max: 256,
      }),
    ),
    privateIPs: optional(
      list(text('A private IPv4 address.', { max: ADDRESS_MAX }), 'Private addresses.', { max: 256 }),
    ),
    networkInterfaceID: optional(
      text('Network interface of a zonal gateway, which AWS looks after.', { max: 64 }),
    ),
    routeTableID: optional(text('Route table that AWS made for a regional gateway.', { max: 64 })),
    failure: optional(text('Why AWS could not make it.', { max: 512 })),
  },
  'Observed state of the NAT gateway.',
);

export type NATGatewaySpec = Static<typeof spec>;
export type NATGatewayStatus = Static<typeof status>;
export type ZoneAddresses = Static<typeof zoneAddresses>;

const isRegional = "has(self.availabilityMode) && self.availabilityMode == 'Regional'";
const isPrivate = "has(self.connectivityType) && self.connectivityType == 'Private'";
const has = (...fields: string[]) => fields.map((field) => `has(self.${field})`).join(' || ');
const addressForms = [
  'elasticIPRef',
  'elasticIPID',
  'secondaryElasticIPRefs',
  'secondaryElasticIPIDs',
] as const;
const zonalOnly = [
  'subnetRef',
  'subnetID',
  ...addressForms,
  'privateIPAddress',
  'secondaryPrivateIPAddresses',
];

const rules: readonly Rule[] = [
  atMostOne(['subnetRef', 'subnetID']),
  atMostOne(['vpcRef', 'vpcID']),
  atMostOne(['elasticIPRef', 'elasticIPID']),
  exactlyOne(['subnetRef', 'subnetID', 'vpcRef', 'vpcID']),
  {
    rule: `(${isRegional}) ? !(${has(...zonalOnly)}) : !(${has('vpcRef', 'vpcID', 'availabilityZoneAddresses')})`,
    message:
      'a Regional gateway takes vpcRef or vpcID and availabilityZoneAddresses only; a Zonal one neither of them',
  },
  {
    rule: `!(${isRegional}) || !(${isPrivate})`,
    message: 'a Regional gateway is always Public: set availabilityMode to Zonal for a Private one',
    fieldPath: '.connectivityType',
  },
  {
    rule: `has(self.adopt) || (${isRegional}) || (${isPrivate}) || ${has('elasticIPRef', 'elasticIPID')}`,
    message: 'a Public gateway needs an address: set elasticIPRef or elasticIPID',
    fieldPath: '.elasticIPRef',
  },
  {
    rule: `!(${isPrivate}) || !(${has(...addressForms)})`,
    message: 'a Private gateway has no Elastic IP address: remove them, or set connectivityType to Public',
  },
  {
    rule: `(${isPrivate}) || !has(self.secondaryPrivateIPAddresses)`,
    message: 'secondaryPrivateIPAddresses belong to a Private gateway only',
    fieldPath: '.secondaryPrivateIPAddresses',
  },
  {
    rule: '(has(self.secondaryElasticIPRefs) ? size(self.secondaryElasticIPRefs) : 0) + (has(self.secondaryElasticIPIDs) ? size(self.secondaryElasticIPIDs) : 0) <= 7',
    message: 'a gateway has at most 7 secondary addresses',
  },
  ...[
    'connectivityType',
    'availabilityMode',
    'subnetRef',
    'subnetID',
    'vpcRef',
    'vpcID',
    'elasticIPRef',
    'elasticIPID',
    'privateIPAddress',
  ].map(immutable),
  {
    rule: 'has(self.availabilityZoneAddresses) == has(oldSelf.availabilityZoneAddresses) || has(self.adopt)',
    message:
      'a regional gateway cannot change between automatic and manual mode: put availabilityZoneAddresses back as it was, or delete this object and create a new one',
    fieldPath: '.availabilityZoneAddresses',
  },
];

export const natGatewaySchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
