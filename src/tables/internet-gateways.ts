// DescribeInternetGateways. The route table of an edge association stands with the route tables.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInternetGateways.html
import type { InternetGateway } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type InternetGatewayRow = {
  id: string;
  ownerID: string;
  /** A gateway has at most one; `available` means attached. */
  attachments: readonly { vpcID: string; state: string }[];
  tags: Tags;
};

export const internetGateways: Table<InternetGatewayRow> = {
  name: 'internet-gateways',
  service: 'ec2',
  operation: 'DescribeInternetGateways',
  items: 'InternetGateways',
  idFilter: 'internet-gateway-id',
  pageSize: 1_000,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const gateway = raw as InternetGateway;
    const attachments = (gateway.Attachments ?? []).map((one) => ({
      vpcID: one.VpcId ?? '',
      state: String(one.State ?? ''),
    }));
    return {
      id: gateway.InternetGatewayId ?? '',
      ownerID: gateway.OwnerId ?? '',
      attachments: sortedBy(attachments, (one) => one.vpcID),
      tags: tagsFrom(gateway.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: { 'attachment.vpc-id': (row) => present(...row.attachments.map((one) => one.vpcID)) },
};
