// Spec and status of a network ACL.
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
  keyedList,
  list,
  objectOf,
  optional,
  ref,
  schemaOf,
  text,
} from '../../model/schema.ts';
import { LAST_RULE_NUMBER, PORT_MAX } from '../../tables/network-acl-entries.ts';

/** Entries each way: 20, up to 40 on request. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
export const ENTRIES_MAX = 40;
const ICMP_MAX = 255;
/** Subnets per VPC on request; see the same page. */
const SUBNETS_MAX = 1_000;

const entry = objectOf(
  {
    ruleNumber: integer(
      'Number of the entry, 1 to 32766, unique in its direction; it identifies the entry. Entries are tried from the lowest number on, and the first that matches decides. What no entry matches is denied.',
      { min: 1, max: LAST_RULE_NUMBER },
    ),
    action: enumOf(
      ['Allow', 'Deny'],
      'What happens to traffic that the entry matches. It is changed in place.',
    ),
    protocol: text(
      'tcp, udp, icmp, icmpv6, all, or a protocol number from 0 to 255. It is changed in place.',
      {
        min: 1,
        max: 6,
        form: {
          like: '^(tcp|udp|icmp|icmpv6|all|[0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])$',
          says: 'must be tcp, udp, icmp, icmpv6, all, or the number of a protocol, 0 to 255',
        },
      },
    ),
    cidrBlock: optional(
      cidrText(
        'IPv4 network where incoming traffic comes from, or outgoing traffic goes to; 0.0.0.0/0 is all of IPv4. Excludes ipv6CIDRBlock. It is changed in place.',
        4,
      ),
    ),
    ipv6CIDRBlock: optional(
      cidrText('IPv6 network in the same sense; ::/0 is all of IPv6. Excludes cidrBlock.', 6),
    ),
    fromPort: optional(
      integer(
        'First destination port, 0 to 65535, for tcp and udp. It is changed in place. Left out: all ports.',
        { min: 0, max: PORT_MAX },
      ),
    ),
    toPort: optional(
      integer(
        'Last destination port, 0 to 65535, for tcp and udp. It is changed in place. Left out: the same as fromPort.',
        { min: 0, max: PORT_MAX },
      ),
    ),
    icmp: optional(
      objectOf(
        {
          type: integer('ICMP type, 0 to 255; -1 means all.', { min: -1, max: ICMP_MAX }),
          code: optional(
            integer('ICMP code, 0 to 255; -1 means all. Left out: all.', { min: -1, max: ICMP_MAX }),
          ),
        },
        'ICMP type and code, for icmp, and for icmpv6 with ipv6CIDRBlock. It is changed in place. Left out: all of them.',
        {
          rules: [
            {
              rule: 'self.type != -1 || !has(self.code) || self.code == -1',
              message: 'with type -1 (all types) there is no single code: leave code out',
            },
          ],
        },
      ),
    ),
  },
  'One entry: which traffic is allowed or denied. Answers are traffic too: an ACL does not remember connections.',
  {
    rules: [
      exactlyOneInside(['cidrBlock', 'ipv6CIDRBlock']),
      {
        rule: '!has(self.toPort) || (has(self.fromPort) && self.fromPort <= self.toPort)',
        message: 'toPort needs a fromPort that is not larger',
      },
      {
        rule: "!has(self.fromPort) || self.protocol in ['tcp', 'udp', '6', '17']",
        message: 'ports belong to tcp and udp only',
      },
      {
        rule: "!has(self.icmp) || self.protocol in ['icmp', '1'] || (self.protocol in ['icmpv6', '58'] && has(self.ipv6CIDRBlock))",
        message: 'icmp belongs to the protocol icmp, and to icmpv6 with ipv6CIDRBlock, only',
      },
    ],
  },
);

const ABOUT_ENTRIES =
  'up to 40 entries (more than 20 need a raised quota, also for the moment in which old and new entries stand side by side). They can change at any time: new entries are made before others are replaced in place and old ones go, so that traffic which both the old and the new entries allow is never cut';

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about: 'The VPC that the ACL belongs to. Required, unless adopt is set; it cannot be changed.',
    }),
    ingress: optional(
      keyedList(
        entry,
        `What may enter the subnets of the ACL, ${ABOUT_ENTRIES}. Left out: nothing may enter; on an adopted ACL it is left alone.`,
        { max: ENTRIES_MAX, keys: ['ruleNumber'] },
      ),
    ),
    egress: optional(
      keyedList(
        entry,
        `What may leave the subnets of the ACL, ${ABOUT_ENTRIES}. Left out: nothing may leave; on an adopted ACL it is left alone.`,
        { max: ENTRIES_MAX, keys: ['ruleNumber'] },
      ),
    ),
    policy: optional(
      enumOf(
        ['Exclusive', 'Additive'],
        "Exclusive: entries that are not declared are removed. Additive: only declared entries are managed. AWS's own denials at the end are never touched. It can change at any time. Left out: Exclusive.",
      ),
    ),
  },
  'A network ACL of a VPC: what may enter and leave the subnets that name it. Free of charge.',
);

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC.', { max: 64 })),
    isDefault: optional(flag('Whether it is the ACL of the subnets that name none.')),
    subnetIDs: optional(
      list(text('Id of a subnet.', { max: 64 }), 'Subnets that have it.', { max: SUBNETS_MAX }),
    ),
    ingressEntries: optional(
      integer("Number of entries for incoming traffic, without AWS's own denials.", { min: 0, max: 1_000 }),
    ),
    egressEntries: optional(
      integer("Number of entries for outgoing traffic, without AWS's own denials.", { min: 0, max: 1_000 }),
    ),
  },
  'Observed state of the network ACL.',
);

export type NetworkACLSpec = Static<typeof spec>;
export type NetworkACLStatus = Static<typeof status>;
export type EntrySpec = Static<typeof entry>;

const rules: readonly Rule[] = [exactlyOne(['vpcRef', 'vpcID']), immutable('vpcRef'), immutable('vpcID')];

export const networkACLSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
