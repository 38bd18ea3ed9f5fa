// Spec and status of a network interface.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  addressText,
  atMostOne,
  exactlyOne,
  flag,
  idOf,
  immutable,
  integer,
  list,
  objectOf,
  optional,
  ref,
  refs,
  schemaOf,
  text,
} from '../../model/schema.ts';

/** Five, and sixteen on request. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const GROUPS_MAX = 16;
/** The largest instance types have 50 addresses of each family. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html */
const ADDRESSES_MAX = 50;
const SECONDARY_MAX = ADDRESSES_MAX - 1;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html; EC2 keeps 255 characters. */
const DESCRIPTION_MAX = 255;
/** No instance type has more interfaces. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html */
const DEVICE_INDEX_MAX = 31;

const attachment = objectOf(
  {
    instanceID: idOf(
      'i',
      "Id of the instance (i-…), which must be in the subnet's availability zone, and running or stopped; it may be in another VPC of the account. The AWSAccount's rawIDs must allow it.",
    ),
    deviceIndex: integer(
      'Index of the device at the instance, 1 to 31; how many there are depends on the instance type. Index 0 is what an instance is launched with and cannot be declared here.',
      { min: 1, max: DEVICE_INDEX_MAX },
    ),
  },
  'The instance that the interface is attached to. It can change at any time: AWS allows one attachment, so the interface is detached first, which cuts its traffic, and is attached anew. Left out: left alone, so that whoever launches instances may attach it; left out after it was set: detached.',
);

const spec = objectOf(
  {
    ...ref('subnet', {
      kind: 'Subnet',
      prefix: 'subnet',
      about:
        'The subnet that the interface is in, and with it the availability zone. Required, unless adopt is set; it cannot be changed.',
    }),
    ...refs('securityGroup', {
      kind: 'SecurityGroup',
      prefix: 'sg',
      max: GROUPS_MAX,
      about:
        "Security groups of the interface, of the same VPC, up to 5 (16 with a raised quota). They can change at any time, all in one call. Left out: the VPC's default group, because AWS wants at least one; on an adopted interface they are left alone.",
    }),
    privateIPAddress: optional(
      addressText(
        'Primary IPv4 address, inside the network of the subnet; AWS keeps the first four addresses and the last. It cannot be changed. Left out: AWS chooses one.',
        4,
      ),
    ),
    secondaryPrivateIPAddresses: optional(
      list(
        addressText('One IPv4 address.', 4),
        'Further IPv4 addresses, inside the network of the subnet. They can change at any time; new ones are assigned before old ones go, so there must be room for both. They are never taken from another interface. Excludes secondaryPrivateIPAddressCount. Left out with secondaryPrivateIPAddressCount: left alone; left out after it was set: removed.',
        { max: SECONDARY_MAX },
      ),
    ),
    secondaryPrivateIPAddressCount: optional(
      integer(
        'How many further IPv4 addresses the interface has, 0 to 49; AWS chooses them. It can change at any time; when it shrinks, the highest addresses go. Excludes secondaryPrivateIPAddresses; the rest is as there.',
        { min: 0, max: SECONDARY_MAX },
      ),
    ),
    ipv6Addresses: optional(
      list(
        addressText('One IPv6 address.', 6),
        'IPv6 addresses, inside the IPv6 network of the subnet. They can change at any time; an empty list means none. Left out: left alone (AWS gives one where the subnet has assignIPv6AddressOnCreation); left out after it was set: removed.',
        { max: ADDRESSES_MAX },
      ),
    ),
    sourceDestCheck: optional(
      flag(
        'Whether AWS drops packets that are neither from nor to an address of the interface. A router, firewall or NAT instance needs false. It can change at any time. Left out: true; on an adopted interface it is left alone.',
      ),
    ),
    description: optional(
      text(
        'Description in EC2, up to 255 characters. It can change at any time. Left out: left alone (AWS starts with none); left out after it was set: none.',
        { max: DESCRIPTION_MAX },
      ),
    ),
    attachment: optional(attachment),
  },
  'An elastic network interface in a subnet, with its addresses and security groups. Free of charge; public IPv4 addresses are not.',
);

const shownAttachment = objectOf(
  {
    id: text('Id of the attachment.', { max: 64 }),
    instanceID: optional(text('Id of the instance; absent where AWS itself attached it.', { max: 64 })),
    deviceIndex: integer('Index of the device at the instance.', { min: 0, max: DEVICE_INDEX_MAX }),
    state: text("EC2's own word for its state.", { max: 32 }),
  },
  'What it is attached to.',
);

const ADDRESS_MAX = 39;

const status = objectOf(
  {
    vpcID: optional(text('Id of the VPC.', { max: 64 })),
    subnetID: optional(text('Id of the subnet.', { max: 64 })),
    availabilityZone: optional(text('Availability zone by name.', { max: 64 })),
    macAddress: optional(text('MAC address.', { max: 32 })),
    privateIPAddress: optional(text('Primary IPv4 address.', { max: ADDRESS_MAX })),
    secondaryPrivateIPAddresses: optional(
      list(text('One IPv4 address.', { max: ADDRESS_MAX }), 'Further IPv4 addresses.', {
        max: SECONDARY_MAX,
      }),
    ),
    ipv6Addresses: optional(
      list(text('One IPv6 address.', { max: ADDRESS_MAX }), 'IPv6 addresses.', { max: ADDRESSES_MAX }),
    ),
    publicIP: optional(text('Public IPv4 address of the primary address.', { max: ADDRESS_MAX })),
    securityGroupIDs: optional(
      list(text('Id of one security group.', { max: 64 }), 'Security groups of the interface.', {
        max: GROUPS_MAX,
      }),
    ),
    attachment: optional(shownAttachment),
  },
  'Observed state of the network interface.',
);

export type NetworkInterfaceSpec = Static<typeof spec>;
export type NetworkInterfaceStatus = Static<typeof status>;

const rules: readonly Rule[] = [
  exactlyOne(['subnetRef', 'subnetID']),
  atMostOne(['secondaryPrivateIPAddresses', 'secondaryPrivateIPAddressCount']),
  ...['subnetRef', 'subnetID', 'privateIPAddress'].map(immutable),
];

export const networkInterfaceSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
