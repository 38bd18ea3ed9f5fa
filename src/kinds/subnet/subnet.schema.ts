// Spec and status of a subnet.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  atMostOne,
  cidrText,
  enumOf,
  exactlyOne,
  flag,
  immutable,
  integer,
  objectOf,
  optional,
  ref,
  schemaOf,
  text,
} from '../../model/schema.ts';

/** An Amazon-given /56 holds 256 networks of /64. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const IPV6_INDEX_MAX = 255;
const ZONE_MAX = 64;
/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const IPV4_LENGTHS = { from: 16, to: 28 };
const IPV6_LENGTHS = { from: 44, to: 64, step: 4 };

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about: 'The VPC that the subnet is part of. Required, unless adopt is set; it cannot be changed.',
    }),
    cidrBlock: optional(
      cidrText(
        'IPv4 network of /16 to /28 inside a network of the VPC, with all host bits zero. AWS keeps the first four addresses and the last. It cannot be changed. Required, unless adopt or ipv6Native is set.',
        4,
        IPV4_LENGTHS,
      ),
    ),
    ipv6CIDRBlock: optional(
      cidrText(
        'IPv6 network of /44 to /64 inside an IPv6 network of the VPC. It can be set, changed and unset at any time; a change takes the addresses of the old network away. Excludes ipv6Index. Left out with ipv6Index: left alone; left out after it was set: removed.',
        6,
        IPV6_LENGTHS,
      ),
    ),
    ipv6Index: optional(
      integer(
        "Which /64 of the VPC's Amazon-given IPv6 network the subnet has, 0 to 255; for networks whose prefix is not known in advance. Excludes ipv6CIDRBlock; the rest is as there.",
        { min: 0, max: IPV6_INDEX_MAX },
      ),
    ),
    ipv6Native: optional(
      flag('True: the subnet has IPv6 addresses only. It cannot be changed. Left out: false.'),
    ),
    availabilityZone: optional(
      text(
        'Availability zone by its name in this account, such as ap-northeast-1a. It cannot be changed. Excludes availabilityZoneID. Left out with availabilityZoneID: AWS chooses one.',
        { min: 1, max: ZONE_MAX },
      ),
    ),
    availabilityZoneID: optional(
      text(
        'Availability zone by its id, such as apne1-az4, which means the same zone in every account. It cannot be changed. Excludes availabilityZone.',
        { min: 1, max: ZONE_MAX },
      ),
    ),
    mapPublicIPOnLaunch: optional(
      flag(
        'Whether instances launched here get a public IPv4 address, each of which costs money per hour. It can change at any time, for later launches. Left out: false; on an adopted subnet it is left alone.',
      ),
    ),
    assignIPv6AddressOnCreation: optional(
      flag(
        'Whether network interfaces made here get an IPv6 address. It needs an IPv6 network and can change at any time. Left out: left alone (AWS starts with false, with true where ipv6Native); left out after it was set: false.',
      ),
    ),
    enableDNS64: optional(
      flag(
        'Whether names without IPv6 addresses are answered with synthetic ones for NAT64. It can change at any time. Left out: left alone (AWS starts with false); left out after it was set: false.',
      ),
    ),
    privateDNSNameOptions: optional(
      objectOf(
        {
          hostnameType: optional(
            enumOf(
              ['IPName', 'ResourceName'],
              'Whether host names are made of the IPv4 address or of the instance id. Left out: left alone.',
            ),
          ),
          enableResourceNameDNSARecord: optional(
            flag('Whether resource names are answered with A records. Left out: left alone.'),
          ),
          enableResourceNameDNSAAAARecord: optional(
            flag('Whether resource names are answered with AAAA records. Left out: left alone.'),
          ),
        },
        'Private host names of instances launched here. It can change at any time, for later launches. Left out: left alone.',
      ),
    ),
    ...ref('routeTable', {
      kind: 'RouteTable',
      prefix: 'rtb',
      about:
        "The route table of the subnet. It can change at any time, without a moment in between. Left out: the VPC's main route table; on an adopted subnet it is left alone.",
    }),
    ...ref('networkACL', {
      kind: 'NetworkACL',
      prefix: 'acl',
      about:
        "The network ACL of the subnet, which must belong to the same VPC. It can change at any time, by one call, and only once all declared entries of the ACL are there. Left out: left alone (AWS starts with the VPC's default ACL); left out after it was set: the VPC's default ACL returns, except on an adopted subnet.",
    }),
  },
  'A subnet of a VPC, in one availability zone.',
);

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC.', { max: 64 })),
    cidrBlock: optional(text('IPv4 network.', { max: 43 })),
    ipv6CIDRBlock: optional(text('IPv6 network.', { max: 43 })),
    availabilityZone: optional(text('Availability zone by name.', { max: ZONE_MAX })),
    availabilityZoneID: optional(text('Availability zone by id.', { max: ZONE_MAX })),
    routeTableID: optional(
      text("Id of the subnet's own route table; absent where the VPC's main route table applies.", {
        max: 64,
      }),
    ),
    networkACLID: optional(text('Id of its network ACL; shown where the spec names one.', { max: 64 })),
  },
  'Observed state of the subnet.',
);

export type SubnetSpec = Static<typeof spec>;
export type SubnetStatus = Static<typeof status>;

const rules: readonly Rule[] = [
  exactlyOne(['vpcRef', 'vpcID']),
  {
    rule: '!has(self.adopt) || !has(self.adopt.defaultForAZ) || has(self.availabilityZone)',
    message: 'adopt.defaultForAZ needs availabilityZone',
    fieldPath: '.availabilityZone',
  },
  atMostOne(['ipv6CIDRBlock', 'ipv6Index']),
  atMostOne(['availabilityZone', 'availabilityZoneID']),
  atMostOne(['routeTableRef', 'routeTableID']),
  atMostOne(['networkACLRef', 'networkACLID']),
  {
    rule: 'has(self.adopt) || has(self.cidrBlock) != (has(self.ipv6Native) && self.ipv6Native)',
    message: 'set cidrBlock, or ipv6Native: true for a subnet without IPv4',
    fieldPath: '.cidrBlock',
  },
  {
    rule: '!(has(self.ipv6Native) && self.ipv6Native) || has(self.adopt) || has(self.ipv6CIDRBlock) || has(self.ipv6Index)',
    message: 'ipv6Native needs ipv6CIDRBlock or ipv6Index',
    fieldPath: '.ipv6Native',
  },
  ...['vpcRef', 'vpcID', 'cidrBlock', 'ipv6Native', 'availabilityZone', 'availabilityZoneID'].map(immutable),
];

export const subnetSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
