// Spec and status of a security group.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  cidrText,
  enumOf,
  exactlyOne,
  exactlyOneInside,
  flag,
  immutable,
  integer,
  list,
  objectOf,
  optional,
  ref,
  schemaOf,
  text,
  type Form,
} from '../../model/schema.ts';

/** 60 per direction and family, up to 1,000 on request; a rule here may stand for many. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const RULES_MAX = 200;
const PEERS_MAX = 100;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
const TEXT_MAX = 255;
const allowedText: Form = {
  like: '^[a-zA-Z0-9 ._:/()#,@\\\\[\\\\]+=&;{}!$*-]*$',
  says: 'must hold nothing but letters of English, digits, spaces and ._-:/()#,@[]+=&;{}!$*',
};
const PORT_MAX = 65_535;
const ICMP_MAX = 255;

export const peer = objectOf(
  {
    cidrBlock: optional(cidrText('An IPv4 network; a single address is a /32.', 4)),
    ipv6CIDRBlock: optional(cidrText('An IPv6 network; a single address is a /128.', 6)),
    ...ref('prefixList', {
      kind: 'ManagedPrefixList',
      prefix: 'pl',
      about:
        "The networks of a prefix list; all its places (maxEntries), used or not, count against the group's quota of rules.",
    }),
    awsService: optional(
      enumOf(
        ['s3', 'dynamodb'],
        "The addresses of Amazon S3 or DynamoDB in the region, by AWS's own prefix list, which AWS keeps up to date. It counts as one rule.",
      ),
    ),
    ...ref('securityGroup', {
      kind: 'SecurityGroup',
      prefix: 'sg',
      about:
        'Everything that has this security group, in the VPC, in a peered VPC of the region, or over a transit gateway that allows it.',
    }),
    ...ref('elasticIP', {
      kind: 'ElasticIP',
      prefix: 'eipalloc',
      about:
        'The one public address of an Elastic IP address in this account and region, as a /32; the rule is made when the address is known.',
    }),
    self: optional(flag('True: everything that has this very security group. False counts as a mistake.')),
  },
  'One other side of the traffic: exactly one of its fields is set.',
  {
    rules: [
      exactlyOneInside([
        'cidrBlock',
        'ipv6CIDRBlock',
        'prefixListRef',
        'prefixListID',
        'awsService',
        'securityGroupRef',
        'securityGroupID',
        'elasticIPRef',
        'elasticIPID',
        'self',
      ]),
      { rule: '!has(self.self) || self.self', message: 'self can only be true: leave it out instead' },
    ],
  },
);

export const portRules: readonly Rule[] = [
  {
    rule: '!has(self.toPort) || (has(self.fromPort) && self.fromPort <= self.toPort)',
    message: 'toPort needs a fromPort that is not larger',
  },
  {
    rule: "!has(self.fromPort) || self.protocol in ['tcp', 'udp', '6', '17']",
    message: 'ports belong to tcp and udp only',
  },
  {
    rule: "!has(self.icmp) || self.protocol in ['icmp', 'icmpv6', '1', '58']",
    message: 'icmp belongs to the protocols icmp and icmpv6 only',
  },
];

export const rule = objectOf(
  {
    protocol: text('tcp, udp, icmp, icmpv6, all, or a protocol number.', {
      min: 1,
      max: 6,
      form: {
        like: '^(tcp|udp|icmp|icmpv6|all|[0-9]{1,3})$',
        says: 'must be tcp, udp, icmp, icmpv6, all, or the number of a protocol, such as 6',
      },
    }),
    fromPort: optional(
      integer('First port, 0 to 65535, for tcp and udp. Left out: all ports.', { min: 0, max: PORT_MAX }),
    ),
    toPort: optional(
      integer('Last port, 0 to 65535, for tcp and udp. Left out: the same as fromPort.', {
        min: 0,
        max: PORT_MAX,
      }),
    ),
    icmp: optional(
      objectOf(
        {
          type: integer('ICMP type, 0 to 255; -1 means all.', { min: -1, max: ICMP_MAX }),
          code: optional(
            integer('ICMP code, 0 to 255; -1 means all. Left out: all.', { min: -1, max: ICMP_MAX }),
          ),
        },
        'ICMP type and code, for icmp and icmpv6. Left out: all of them.',
      ),
    ),
    peers: list(peer, 'The other sides of the traffic, 1 to 100.', { min: 1, max: PEERS_MAX }),
    description: optional(
      text('What the rule is for, up to 255 characters. It is changed in place. Left out: none.', {
        max: TEXT_MAX,
        form: allowedText,
      }),
    ),
  },
  'Traffic that is allowed.',
  { rules: portRules },
);

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about: 'The VPC that the group belongs to. Required, unless adopt is set; it cannot be changed.',
    }),
    groupName: optional(
      text(
        "Name of the group in EC2, unique in its VPC without regard to case; not default, and not beginning with sg-. It cannot be changed. Left out: this object's name.",
        { min: 1, max: TEXT_MAX, form: allowedText },
      ),
    ),
    description: optional(
      text(
        "Description of the group in EC2, up to 255 characters. It cannot be changed. Left out: this object's name.",
        { min: 1, max: TEXT_MAX, form: allowedText },
      ),
    ),
    ingress: optional(
      list(
        rule,
        'What may come in, up to 200 rules. It can change at any time: ports change in place, otherwise new rules are made before old ones go. Left out: nothing comes in; on an adopted group it is left alone.',
        { max: RULES_MAX },
      ),
    ),
    egress: optional(
      list(
        rule,
        'What may go out, up to 200 rules. It can change at any time. Left out: everything, by the rules that AWS makes (0.0.0.0/0, and ::/0 where the VPC had IPv6 at the time), and by both where other rules were declared before; an empty list: nothing; left out on an adopted group: left alone.',
        { max: RULES_MAX },
      ),
    ),
    policy: optional(
      enumOf(
        ['Exclusive', 'Additive'],
        'Exclusive: rules that are not declared are removed. Additive: only declared rules are managed. It can change at any time. Left out: Exclusive.',
      ),
    ),
  },
  'A security group of a VPC: what may reach, and be reached from, the network interfaces that have it.',
);

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC.', { max: 64 })),
    groupName: optional(text('Name of the group in EC2.', { max: TEXT_MAX })),
    ingressRules: optional(
      integer('Number of rules for incoming traffic, as EC2 counts them.', { min: 0, max: 10_000 }),
    ),
    egressRules: optional(
      integer('Number of rules for outgoing traffic, as EC2 counts them.', { min: 0, max: 10_000 }),
    ),
  },
  'Observed state of the security group.',
);

export type SecurityGroupSpec = Static<typeof spec>;
export type SecurityGroupStatus = Static<typeof status>;
export type RuleSpec = Static<typeof rule>;
export type PeerSpec = Static<typeof peer>;

const rules: readonly Rule[] = [
  exactlyOne(['vpcRef', 'vpcID']),
  {
    rule: "!has(self.groupName) || (self.groupName.lowerAscii() != 'default' && !self.groupName.startsWith('sg-'))",
    message: 'groupName may neither be default nor begin with sg-',
    fieldPath: '.groupName',
  },
  ...['vpcRef', 'vpcID', 'groupName', 'description'].map(immutable),
];

export const securityGroupSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
