// DescribeDhcpOptions: a set is a list of options, each with its values in the order in which instances use them.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeDhcpOptions.html
import type { DhcpOptions } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { compare, present, SETTLING_SECONDS, tagsFrom } from './raw.ts';

export type DhcpOptionsRow = {
  id: string;
  ownerID: string;
  /** Values by option, such as `domain-name-servers`. */
  options: Readonly<Record<string, readonly string[]>>;
  tags: Tags;
};

export const dhcpOptionSets: Table<DhcpOptionsRow> = {
  name: 'dhcp-options',
  service: 'ec2',
  operation: 'DescribeDhcpOptions',
  items: 'DhcpOptions',
  idFilter: 'dhcp-options-id',
  pageSize: 1_000,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const set = raw as DhcpOptions;
    const options = (set.DhcpConfigurations ?? []).map(
      ({ Key, Values }) => [Key ?? '', present(...(Values ?? []).map((one) => one.Value))] as const,
    );
    return {
      id: set.DhcpOptionsId ?? '',
      ownerID: set.OwnerId ?? '',
      options: Object.fromEntries(options.toSorted(([a], [b]) => compare(a, b))),
      tags: tagsFrom(set.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: {},
};
