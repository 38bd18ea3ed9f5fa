// Spec and status of a VPC: what people write and see. Descriptions are what `kubectl explain` shows.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  atMostOne,
  cidrText,
  enumOf,
  flag,
  list,
  objectOf,
  optional,
  ref,
  required,
  schemaOf,
  text,
} from '../../model/schema.ts';

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: 5 blocks, 50 on request. */
const CIDR_BLOCKS_MAX = 50;
/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const IPV4_LENGTHS = { from: 16, to: 28 };

const spec = objectOf(
  {
    cidrBlocks: optional(
      list(
        cidrText('One IPv4 network of /16 to /28, with all host bits zero.', 4, IPV4_LENGTHS),
        'IPv4 networks of the VPC, 1 to 50 (more than 5 need a raised quota). The first is the primary network and cannot be changed; the others can be added and removed, and removing one fails while a subnet lies in it. Required, unless adopt is set; left out of an adopted VPC, its networks are left alone. Free of charge.',
        { min: 1, max: CIDR_BLOCKS_MAX },
      ),
    ),
    ipv6: optional(
      objectOf(
        {
          amazonProvided: flag(
            'True: Amazon gives the VPC a /56 of its public IPv6 space, shown in status. False: Amazon takes it back, which fails while a subnet uses it. Free of charge.',
          ),
        },
        'IPv6 network of the VPC. It can change at any time. Left out: left alone; left out after it was set: given back.',
      ),
    ),
    instanceTenancy: optional(
      enumOf(
        ['Default', 'Dedicated'],
        'Where instances run. Dedicated: on hardware of their own, which costs money per region and instance. It can change from Dedicated to Default only. Left out: Default for a new VPC.',
      ),
    ),
    enableDNSSupport: optional(
      flag(
        "Whether the VPC's own DNS server answers. It can change at any time. Left out: true; on an adopted VPC it is left alone.",
      ),
    ),
    enableDNSHostnames: optional(
      flag(
        'Whether instances with public addresses get DNS names. It needs enableDNSSupport and can change at any time. Left out: true where enableDNSSupport is true, else false; on an adopted VPC it is left alone.',
      ),
    ),
    enableNetworkAddressUsageMetrics: optional(
      flag(
        'Whether network address usage is published to CloudWatch. It can change at any time. Left out: left alone (AWS starts with false); left out after it was set: false.',
      ),
    ),
    ...ref('dhcpOptions', {
      kind: 'DHCPOptions',
      prefix: 'dopt',
      about:
        "The set of DHCP options that the VPC uses. It can change at any time; running instances follow when they renew their lease. Left out: left alone (AWS starts with the region's own set); left out after it was set: the region's own set returns, except on an adopted VPC.",
    }),
    ...ref('mainRouteTable', {
      kind: 'RouteTable',
      prefix: 'rtb',
      about:
        'The route table of every subnet that names none. It must belong to this VPC and can change at any time; subnets without a table of their own switch at once. Left out: the table that AWS made with the VPC stays, or becomes, the main table.',
    }),
    defaultSecurityGroup: optional(
      enumOf(
        ['Keep', 'Empty'],
        'The security group that AWS makes with the VPC, for what names no other. Keep: left alone. Empty: all its rules are removed, and removed again when they come back. It can change at any time; Keep does not bring removed rules back. Conflict while another object has adopted that group with rules. Left out: Keep.',
      ),
    ),
  },
  'A VPC: an isolated network in one region of one AWS account.',
);

const status = objectOf(
  {
    cidrBlocks: optional(
      list(text('One network.', { max: 43 }), 'IPv4 networks in use, the primary first.', {
        max: CIDR_BLOCKS_MAX,
      }),
    ),
    ipv6CIDRBlocks: optional(
      list(text('One network.', { max: 43 }), 'IPv6 networks in use.', { max: CIDR_BLOCKS_MAX }),
    ),
    mainRouteTableID: optional(text('Id of the main route table.', { max: 64 })),
    dhcpOptionsID: optional(text('Id of the DHCP option set.', { max: 64 })),
    isDefault: optional(flag("Whether it is the region's default VPC.")),
  },
  'Observed state of the VPC.',
);

export type VPCSpec = Static<typeof spec>;
export type VPCStatus = Static<typeof status>;

const rules: readonly Rule[] = [
  required('cidrBlocks'),
  {
    rule: '!has(self.cidrBlocks) || !has(oldSelf.cidrBlocks) || self.cidrBlocks[0] == oldSelf.cidrBlocks[0]',
    message:
      'the first of cidrBlocks is the primary network and cannot be changed: put it back, or delete this VPC and create a new one',
    fieldPath: '.cidrBlocks',
  },
  {
    rule: '!(has(self.enableDNSSupport) && !self.enableDNSSupport && has(self.enableDNSHostnames) && self.enableDNSHostnames)',
    message: 'enableDNSHostnames needs enableDNSSupport: set both to true, or enableDNSHostnames to false',
    fieldPath: '.enableDNSHostnames',
  },
  atMostOne(['mainRouteTableRef', 'mainRouteTableID']),
  atMostOne(['dhcpOptionsRef', 'dhcpOptionsID']),
];

export const vpcSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
