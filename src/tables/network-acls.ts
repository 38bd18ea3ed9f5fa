// DescribeNetworkAcls: entries and associations in one answer. Every subnet has exactly one association, with the default
// ACL of its VPC or with another, and gets a new association id whenever it changes.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html
import type { NetworkAcl } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { type AclEntryRow, entryFrom, entryKey } from './network-acl-entries.ts';
import { present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type AclAssociationRow = { id: string; subnetID: string };

export type NetworkAclRow = {
  id: string;
  ownerID: string;
  vpcID: string;
  isDefault: boolean;
  /** Without AWS's own two denials at the end. */
  entries: readonly AclEntryRow[];
  associations: readonly AclAssociationRow[];
  tags: Tags;
};

/** A full ACL is about 30 kB of XML: 40 entries each way, and an association per subnet.
 *  https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const PAGE_SIZE = 500;

export const networkAcls: Table<NetworkAclRow> = {
  name: 'network-acls',
  service: 'ec2',
  operation: 'DescribeNetworkAcls',
  items: 'NetworkAcls',
  idFilter: 'network-acl-id',
  pageSize: PAGE_SIZE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const acl = raw as NetworkAcl;
    const entries = (acl.Entries ?? []).map(entryFrom).filter((entry) => entry !== undefined);
    const associations = (acl.Associations ?? []).map((one) => ({
      id: one.NetworkAclAssociationId ?? '',
      subnetID: one.SubnetId ?? '',
    }));
    return {
      id: acl.NetworkAclId ?? '',
      ownerID: acl.OwnerId ?? '',
      vpcID: acl.VpcId ?? '',
      isDefault: acl.IsDefault ?? false,
      entries: sortedBy(entries, entryKey),
      associations: sortedBy(associations, (one) => one.id),
      tags: tagsFrom(acl.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: {
    'vpc-id': (row) => present(row.vpcID),
    'association.subnet-id': (row) => present(...row.associations.map((one) => one.subnetID)),
  },
};
