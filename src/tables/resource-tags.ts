// DescribeTags: tags of anything, for raw ids whose kind of thing has no table here; asked on demand.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html
import type { TagDescription } from '@aws-sdk/client-ec2';
import type { Table } from '../model/kind.ts';
import { present, SETTLING_SECONDS } from './raw.ts';

/** One row per thing and key. */
export type ResourceTagRow = { resourceID: string; resourceType: string; key: string; value: string };

export const resourceTags: Table<ResourceTagRow> = {
  name: 'resource-tags',
  service: 'ec2',
  operation: 'DescribeTags',
  items: 'Tags',
  idFilter: 'resource-id',
  pageSize: 1_000,
  settlingSeconds: SETTLING_SECONDS,
  swept: false,
  keep(raw) {
    const tag = raw as TagDescription;
    return {
      resourceID: tag.ResourceId ?? '',
      resourceType: tag.ResourceType ?? '',
      key: tag.Key ?? '',
      value: tag.Value ?? '',
    };
  },
  idOf: (row) => `${row.resourceID} ${row.key}`,
  dead: () => false,
  indexes: { 'resource-id': (row) => present(row.resourceID) },
};
