// Sets of DHCP options and which VPC uses which. A set is never changed; every region has one that AWS made.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatAddress, parseAddress } from '../../../model/cidr.ts';
import { list, type PageSize } from '../core/describe.ts';
import { fail, invalidValue, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { DhcpOptionsRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';

const PAGE: PageSize = { least: 5, most: 1000 };

const FILTERS: FilterTable<DhcpOptionsRow> = {
  'dhcp-options-id': (row) => [row.DhcpOptionsId],
  key: (row) => (row.DhcpConfigurations ?? []).map((item) => item.Key),
  value: (row) =>
    (row.DhcpConfigurations ?? []).flatMap((item) => (item.Values ?? []).map((value) => value.Value)),
  'owner-id': (row) => [row.OwnerId],
};

export const DHCP_OPTIONS_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateDhcpOptions: writes<EC2.CreateDhcpOptionsRequest, EC2.CreateDhcpOptionsResult>({
    accepts: {
      DhcpConfigurations: { Key: true, Values: true },
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run({ region }, input) {
      const DhcpConfigurations = configurations(input.DhcpConfigurations);
      const Tags = tagsFor('dhcp-options', input.TagSpecifications);
      const set = { DhcpOptionsId: region.id('dopt'), OwnerId: region.account, DhcpConfigurations, Tags };
      region.dhcpOptions.put(set);
      return { DhcpOptions: set };
    },
  }),
  DeleteDhcpOptions: writes<EC2.DeleteDhcpOptionsRequest, object>({
    accepts: { DhcpOptionsId: true, DryRun: true },
    run: deleteDhcpOptions,
  }),
  AssociateDhcpOptions: writes<EC2.AssociateDhcpOptionsRequest, object>({
    accepts: { DhcpOptionsId: true, VpcId: true, DryRun: true },
    run: associateDhcpOptions,
  }),
  DescribeDhcpOptions: reads<EC2.DescribeDhcpOptionsRequest, EC2.DescribeDhcpOptionsResult>({
    accepts: {
      DhcpOptionsIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'dhcpOptions', given: input.DhcpOptionsIds } as const;
      const table = call.region.dhcpOptions;
      const { rows, ...rest } = list(call, input, { table, filters: FILTERS, ids, page: PAGE });
      return { DhcpOptions: rows, ...rest };
    },
  }),
};

/** Checks the values of one option; API_CreateDhcpOptions.html lists the options and what they take. */
const OPTIONS: Readonly<Record<string, (key: string, values: readonly string[]) => void>> = {
  'domain-name': (key, values) => atMost(key, values, 1),
  'domain-name-servers': (key, values) => {
    atMost(key, values, 4);
    addresses(
      key,
      values.filter((value) => value !== 'AmazonProvidedDNS'),
    );
  },
  'ntp-servers': (key, values) => {
    addresses(key, values);
    for (const family of [4, 6])
      atMost(
        key,
        values.filter((value) => parseAddress(value)?.family === family),
        4,
      );
  },
  'netbios-name-servers': (key, values) => {
    atMost(key, values, 4);
    addresses(key, values);
  },
  'netbios-node-type': (key, values) => {
    atMost(key, values, 1);
    if (!['1', '2', '4', '8'].includes(values[0] ?? '')) invalidValue(key, values[0]);
  },
  'ipv6-address-preferred-lease-time': (key, values) => {
    atMost(key, values, 1);
    const seconds = /^[0-9]+$/.test(values[0] ?? '') ? Number(values[0]) : 0;
    if (seconds < LEAST_LEASE_SECONDS || seconds > MOST_LEASE_SECONDS) invalidValue(key, values[0]);
  },
};
const LEAST_LEASE_SECONDS = 140;
const MOST_LEASE_SECONDS = 2_147_483_647;

/** Several values may stand in one, with commas between them; same page. */
function configurations(given: readonly EC2.NewDhcpConfiguration[] | undefined): EC2.DhcpConfiguration[] {
  if (given === undefined || given.length === 0) missing('dhcpConfigurations');
  const seen = new Set<string>();
  return given.map(({ Key, Values }) => {
    const key = Key ?? missing('dhcpConfiguration.key');
    const check = Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined;
    if (check === undefined) invalidValue('dhcpConfiguration.key', key);
    if (seen.has(key)) invalidValue('dhcpConfiguration.key', key, 'The option is given twice.');
    seen.add(key);
    const values = (Values ?? []).flatMap((value) => value.split(',')).map((value) => value.trim());
    if (values.length === 0 || values.includes('')) missing(`values of ${key}`);
    check(key, values);
    return { Key: key, Values: values.map((Value) => ({ Value: canonical(Value) })) };
  });
}

function canonical(value: string): string {
  const address = parseAddress(value);
  return address === undefined ? value : formatAddress(address);
}

function atMost(key: string, values: readonly string[], most: number): void {
  if (values.length > most) invalidValue(key, values.join(','), `At most ${most} can be given.`);
}

function addresses(key: string, values: readonly string[]): void {
  const wrong = values.find((value) => parseAddress(value) === undefined);
  if (wrong !== undefined) invalidValue(key, wrong, 'This is not an IP address.');
}

/** API_DeleteDhcpOptions.html: first every VPC must use another set, or none. */
function deleteDhcpOptions({ region }: Call, input: EC2.DeleteDhcpOptionsRequest): object {
  const { DhcpOptionsId } = required(region.dhcpOptions, 'dhcpOptions', input.DhcpOptionsId);
  for (const vpc of region.vpcs.lingering()) {
    if (vpc.DhcpOptionsId === DhcpOptionsId)
      fail(
        'DependencyViolation',
        `The dhcpOptions '${DhcpOptionsId}' has dependencies and cannot be deleted.`,
      );
  }
  region.dhcpOptions.delete(DhcpOptionsId);
  return {};
}

/** API_AssociateDhcpOptions.html: `default` stands for no set of one's own, and is what a describe shows then. */
function associateDhcpOptions({ region }: Call, input: EC2.AssociateDhcpOptionsRequest): object {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const wanted = input.DhcpOptionsId ?? missing('dhcpOptionsId');
  if (wanted !== 'default') required(region.dhcpOptions, 'dhcpOptions', wanted);
  if (vpc.DhcpOptionsId !== wanted) region.vpcs.put({ ...vpc, DhcpOptionsId: wanted });
  return {};
}
