// Spec and status of an Elastic IP address.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import { atMostOne, idOf, immutable, objectOf, optional, ref, schemaOf, text } from '../../model/schema.ts';

/** Dotted decimal. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html */
const ADDRESS_MAX = 15;
const ADDRESS_RULE: Rule = {
  rule: 'isIP(self) && ip(self).family() == 4',
  message: 'must be an IPv4 address, such as 10.0.0.10',
};
const NAME_MAX = 64;

const spec = objectOf(
  {
    publicIPv4Pool: optional(
      text(
        "Id of a pool of your own addresses (ipv4pool-ec2-…) from which AWS takes one. It cannot be changed. Left out: AWS's own pool.",
        { max: NAME_MAX, pattern: '^(amazon|ipv4pool-ec2-[0-9a-f]+)$' },
      ),
    ),
    networkBorderGroup: optional(
      text(
        'Group of zones from which AWS advertises the address, such as ap-northeast-1 or the group of a Local Zone. An address can be used in the zones of its group only. It cannot be changed. Left out: the group of the region.',
        { min: 1, max: NAME_MAX },
      ),
    ),
    address: optional(
      text(
        'A certain address: one that this account released a short while ago, or one of publicIPv4Pool. It cannot be changed. Left out: AWS chooses one.',
        { max: ADDRESS_MAX, rules: [ADDRESS_RULE] },
      ),
    ),
    ...ref('networkInterface', {
      kind: 'NetworkInterface',
      prefix: 'eni',
      about:
        'The network interface that has the address; an internet gateway must be attached to its VPC. It can change at any time: the address moves in one call, and connections through it end. Excludes instanceID. Left out, all three forms: where the address sits is left alone, as is fitting for one that a NAT gateway names; left out after one was set: it is taken off.',
    }),
    instanceID: optional(
      idOf(
        'i',
        "Id of the instance (i-…) that has the address; it must have exactly one network interface, and the AWSAccount's rawIDs must allow it. Excludes networkInterfaceRef; the rest is as there.",
      ),
    ),
    privateIPAddress: optional(
      text(
        'Which private IPv4 address of the network interface the public one stands for. It needs a network interface or an instance, and can change at any time. Left out: the primary one; once the address sits, it is left where it is.',
        { max: ADDRESS_MAX, rules: [ADDRESS_RULE] },
      ),
    ),
  },
  'An Elastic IP address: a public IPv4 address that stays the same. It costs money for every hour that it is allocated, in use or not. A NAT gateway that uses it names it in its own spec.',
);

const status = objectOf(
  {
    publicIP: optional(text('The public IPv4 address.', { max: ADDRESS_MAX })),
    associationID: optional(text('Id of the association, while the address sits somewhere.', { max: 64 })),
    networkInterfaceID: optional(text('Network interface on which it sits.', { max: 64 })),
    instanceID: optional(text('Instance on which it sits.', { max: 64 })),
    privateIPAddress: optional(text('Private IPv4 address for which it stands.', { max: ADDRESS_MAX })),
    networkBorderGroup: optional(text('Group of zones that can use it.', { max: NAME_MAX })),
  },
  'Observed state of the Elastic IP address.',
);

export type ElasticIPSpec = Static<typeof spec>;
export type ElasticIPStatus = Static<typeof status>;

const fixed = ['publicIPv4Pool', 'networkBorderGroup', 'address'];

const rules: readonly Rule[] = [
  atMostOne(['networkInterfaceRef', 'networkInterfaceID', 'instanceID']),
  {
    rule: '!has(self.privateIPAddress) || has(self.networkInterfaceRef) || has(self.networkInterfaceID) || has(self.instanceID)',
    message:
      'privateIPAddress belongs to a network interface: set networkInterfaceRef, networkInterfaceID or instanceID',
    fieldPath: '.privateIPAddress',
  },
  ...fixed.map(immutable),
];

export const elasticIPSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
