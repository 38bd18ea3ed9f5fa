// A set of DHCP options. EC2 has no call that changes one, so every edit is refused with what to do instead: replacing the
// set under its name would take options away from VPCs that nobody named.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html
import { formatAddress, parseAddress } from '../../model/cidr.ts';
import {
  type Blocker,
  defineKind,
  type Input,
  type Part,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import { type DhcpOptionsRow, dhcpOptionSets } from '../../tables/dhcp-options.ts';
import { type VpcRow, vpcs } from '../../tables/vpcs.ts';
import { blockerOf } from '../blockers.ts';
import { create, creation, refuse } from '../planning.ts';
import { column, wideColumn } from '../facts.ts';
import { dhcpOptionsSchema, type DHCPOptionsSpec, fields } from './dhcp-options.schema.ts';

export type DHCPOptionsObserved = { set: DhcpOptionsRow | undefined; vpcs: readonly VpcRow[] };
type Field = (typeof fields)[number];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html */
const keys: Readonly<Record<Field, string>> = {
  domainName: 'domain-name',
  domainNameServers: 'domain-name-servers',
  ntpServers: 'ntp-servers',
  netbiosNameServers: 'netbios-name-servers',
  netbiosNodeType: 'netbios-node-type',
  ipv6AddressPreferredLeaseTime: 'ipv6-address-preferred-lease-time',
};
/** At most so many IPv4 and so many IPv6 time servers; see the same page. */
const NTP_SERVERS_PER_FAMILY = 4;
/** VPCs that status names; a set may serve any number. */
const VPCS_SHOWN = 100;

const main: Part<DhcpOptionsRow> = {
  name: 'main',
  role: 'home',
  table: dhcpOptionSets,
  ownedBy: { tagType: 'dhcp-options' },
  // CreateDhcpOptions has no client token. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
  create: {
    operation: 'CreateDhcpOptions',
    once: 'none',
    mayReturnExisting: false,
    idPath: 'DhcpOptions.DhcpOptionsId',
  },
  destroy: {
    operation: 'DeleteDhcpOptions',
    input: (id) => ({ DhcpOptionsId: id }),
    goneCodes: ['InvalidDhcpOptionID.NotFound', 'InvalidDhcpOptionsID.NotFound'],
  },
  arnResource: (id) => `dhcp-options/${id}`,
};

export const dhcpOptions = defineKind({
  names: {
    kind: 'DHCPOptions',
    plural: 'dhcpoptions',
    singular: 'dhcpoptions',
    shortName: 'dopt',
    columns: [
      column('Domain', '.status.domainName', 'Domain that it gives out.'),
      wideColumn('Server', '.status.domainNameServers[0]', 'First name server.'),
    ],
  },
  about: 'What instances of a VPC are told by DHCP: domain, name servers, time servers.',
  schema: dhcpOptionsSchema,
  defaults: {},
  resets: {},
  immutable: [...fields],
  references: [],
  parts: [main],
  writes: ['CreateDhcpOptions', 'DeleteDhcpOptions', 'CreateTags', 'DeleteTags'],
  faults: {},
  observe,
  plan,
  project: ({ set, vpcs: users }: DHCPOptionsObserved) => (set === undefined ? {} : statusOf(set, users)),
  blockers: (_, { vpcs: users }: DHCPOptionsObserved): readonly Blocker[] =>
    users.map((row) => blockerOf('vpc', row)),
});

function observe(_: Input<DHCPOptionsSpec>, view: View): DHCPOptionsObserved {
  const set = view.own(main);
  return { set, vpcs: set === undefined ? [] : view.by('home', vpcs, 'dhcp-options-id', set.id) };
}

function plan(input: Input<DHCPOptionsSpec>, { set }: DHCPOptionsObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  return set === undefined ? planCreate(input.spec) : planChanges(input, set);
}

function planCreate(spec: DHCPOptionsSpec): Plan {
  const problem = problemOf(spec);
  if (problem !== undefined) return problem;
  const declared = fields.flatMap((field) => {
    const values = declaredValues(spec, field);
    return values === undefined ? [] : [{ field, values }];
  });
  if (declared.length === 0)
    return refuse('', `a set without options is none: set at least one of ${fields.join(', ')}`);
  const action = create(
    'CreateDhcpOptions',
    {
      DhcpConfigurations: declared.map(({ field, values }) => ({ Key: keys[field], Values: [...values] })),
    },
    creation(
      Object.fromEntries(declared.map(({ field, values }) => [field, values.join(', ')])),
      'the DHCP option set does not exist yet',
    ),
  );
  return planOf([action]);
}

/** What AWS would refuse, or take for something else. */
function problemOf(spec: DHCPOptionsSpec): Plan | undefined {
  for (const field of ['domainNameServers', 'ntpServers', 'netbiosNameServers'] as const) {
    for (const server of spec[field] ?? []) {
      if (parseAddress(server) !== undefined) continue;
      if (field === 'domainNameServers' && server === 'AmazonProvidedDNS') continue;
      return refuse(field, `${server} is not an address: write it like 10.0.0.2, one per item`);
    }
  }
  for (const family of [4, 6] as const) {
    const servers = (spec.ntpServers ?? []).filter((server) => parseAddress(server)?.family === family);
    if (servers.length > NTP_SERVERS_PER_FAMILY)
      return refuse(
        'ntpServers',
        `${servers.length} IPv${family} time servers are declared, and AWS takes ${NTP_SERVERS_PER_FAMILY}: remove some`,
      );
  }
  const node = spec.netbiosNodeType;
  if (node !== undefined && ![1, 2, 4, 8].includes(node))
    return refuse('netbiosNodeType', `${node} is no NetBIOS node type: choose 1, 2, 4 or 8`);
  return undefined;
}

/** The values of an option in EC2's own form; undefined: not declared. */
function declaredValues(spec: DHCPOptionsSpec, field: Field): readonly string[] | undefined {
  const value = spec[field];
  if (value === undefined) return undefined;
  return typeof value === 'object' ? value.map(canonical) : [String(value)];
}

/** Addresses in one form; everything else as it is. */
function canonical(value: string): string {
  const address = parseAddress(value.trim());
  return address === undefined ? value.trim() : formatAddress(address);
}

/** Order counts, because instances ask in that order; the case of names does not. */
function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one.toLowerCase() === b[at]?.toLowerCase());
}

function planChanges(input: Input<DHCPOptionsSpec>, set: DhcpOptionsRow): Plan {
  for (const field of fields) {
    const declared = declaredValues(input.spec, field);
    const observed = (set.options[keys[field]] ?? []).map(canonical);
    if (declared === undefined && input.adopted) continue;
    if (sameValues(declared ?? [], observed)) continue;
    const [is, wanted] = [observed, declared ?? []].map((values) =>
      values.length === 0 ? 'not set' : values.join(', '),
    );
    return refuse(
      field,
      `${field} of ${set.id} is ${is} and cannot become ${wanted}, because EC2 changes no option set: put it back, or create another DHCPOptions object and let the VPC's dhcpOptionsRef name that`,
      'ImmutableField',
    );
  }
  return planOf([]);
}

function statusOf(set: DhcpOptionsRow, users: readonly VpcRow[]) {
  const [domainName] = set.options[keys.domainName] ?? [];
  const servers = set.options[keys.domainNameServers];
  return {
    ...(domainName === undefined ? {} : { domainName }),
    ...(servers === undefined ? {} : { domainNameServers: [...servers] }),
    vpcIDs: users
      .map((row) => row.id)
      .toSorted()
      .slice(0, VPCS_SHOWN),
  };
}
