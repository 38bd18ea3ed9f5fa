// Spec and status of a DHCP option set.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import { immutable, integer, list, objectOf, optional, schemaOf, text } from '../../model/schema.ts';

/** Characters of one option: DHCP writes its length into one octet. https://www.rfc-editor.org/rfc/rfc2132#section-2 */
const OPTION_MAX = 255;
/** Characters of the longest text form of an IPv6 address; `AmazonProvidedDNS` is shorter. */
const ADDRESS_MAX = 45;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html */
const NAME_SERVERS_MAX = 4;
const NTP_SERVERS_MAX = 8;
const NETBIOS_SERVERS_MAX = 4;
const LEASE_MIN_SECONDS = 140;
const LEASE_MAX_SECONDS = 2_147_483_647;

const FIXED = 'It cannot be changed';

const spec = objectOf(
  {
    domainName: optional(
      text(
        `Domain that completes names without dots, such as corp.example.com. Several with spaces between them work on some Linux systems only. ${FIXED}. Left out: none is given out; on an adopted set it is left alone.`,
        {
          min: 1,
          max: OPTION_MAX,
          pattern: '^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9.])?( [A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9.])?)*$',
        },
      ),
    ),
    domainNameServers: optional(
      list(
        text("One name server: its address, or AmazonProvidedDNS for the VPC's own.", {
          min: 1,
          max: ADDRESS_MAX,
          rules: [
            {
              rule: "self == 'AmazonProvidedDNS' || isIP(self)",
              message: 'must be an IPv4 or IPv6 address, or AmazonProvidedDNS',
            },
          ],
        }),
        `Name servers, 1 to 4, in the order in which they are asked. ${FIXED}. Left out: none is given out; on an adopted set it is left alone.`,
        { min: 1, max: NAME_SERVERS_MAX },
      ),
    ),
    ntpServers: optional(
      list(
        text('Address of one time server; 169.254.169.123 is the one of Amazon.', {
          min: 1,
          max: ADDRESS_MAX,
          rules: [{ rule: 'isIP(self)', message: 'must be an IPv4 or IPv6 address' }],
        }),
        `Time servers (NTP), in order: at most 4 IPv4 and 4 IPv6 addresses. ${FIXED}. Left out: none is given out; on an adopted set it is left alone.`,
        {
          min: 1,
          max: NTP_SERVERS_MAX,
          rules: [
            {
              rule: 'self.filter(one, isIP(one) && ip(one).family() == 4).size() <= 4 && self.filter(one, isIP(one) && ip(one).family() == 6).size() <= 4',
              message: 'at most 4 IPv4 and 4 IPv6 addresses',
            },
          ],
        },
      ),
    ),
    netbiosNameServers: optional(
      list(
        text('IPv4 address of one NetBIOS name server.', {
          min: 1,
          max: ADDRESS_MAX,
          rules: [{ rule: 'isIP(self) && ip(self).family() == 4', message: 'must be an IPv4 address' }],
        }),
        `NetBIOS name servers, 1 to 4, in order. ${FIXED}. Left out: none is given out; on an adopted set it is left alone.`,
        { min: 1, max: NETBIOS_SERVERS_MAX },
      ),
    ),
    netbiosNodeType: optional(
      integer(
        `How NetBIOS names are looked up: 1, 2, 4 or 8; AWS advises 2, because a VPC has no broadcast. ${FIXED}. Left out: none is given out; on an adopted set it is left alone.`,
        {
          min: 1,
          max: 8,
          rules: [{ rule: 'self in [1, 2, 4, 8]', message: 'must be 1, 2, 4 or 8' }],
        },
      ),
    ),
    ipv6AddressPreferredLeaseTime: optional(
      integer(
        `Seconds after which an instance has to renew the lease of its IPv6 address, 140 to 2147483647. ${FIXED}. Left out: AWS uses 140; on an adopted set it is left alone.`,
        { min: LEASE_MIN_SECONDS, max: LEASE_MAX_SECONDS },
      ),
    ),
  },
  'A set of DHCP options: what instances of a VPC are told about names and time. EC2 cannot change a set: to change one, create another object and let the VPC refer to that. VPCs refer to it by dhcpOptionsRef; one set may serve many VPCs. Free of charge.',
);

const status = objectOf(
  {
    domainName: optional(text('Domain that it gives out.', { max: OPTION_MAX })),
    domainNameServers: optional(
      list(text('One name server.', { max: ADDRESS_MAX }), 'Name servers that it gives out, in order.', {
        max: NTP_SERVERS_MAX,
      }),
    ),
    vpcIDs: optional(
      list(text('Id of a VPC.', { max: 64 }), 'VPCs that use it, the first 100.', { max: 100 }),
    ),
  },
  'Observed state of the DHCP option set.',
);

export type DHCPOptionsSpec = Static<typeof spec>;
export type DHCPOptionsStatus = Static<typeof status>;

export const fields = [
  'domainName',
  'domainNameServers',
  'ntpServers',
  'netbiosNameServers',
  'netbiosNodeType',
  'ipv6AddressPreferredLeaseTime',
] as const;

const rules: readonly Rule[] = [
  {
    rule: `has(self.adopt) || ${fields.map((field) => `has(self.${field})`).join(' || ')}`,
    message: `set at least one of ${fields.join(', ')}`,
  },
  ...fields.map(immutable),
];

export const dhcpOptionsSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
