// DescribeEgressOnlyInternetGateways. It has filters for tags only, so a question by id or VPC reads them all: a region
// has five unless the quota is raised, https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-gateways
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeEgressOnlyInternetGateways.html
import type { EgressOnlyInternetGateway } from '@aws-sdk/client-ec2';
import type { Table, Tags } from '../model/kind.ts';
import { present, SETTLING_SECONDS, sortedBy, tagsFrom } from './raw.ts';

export type EgressOnlyInternetGatewayRow = {
  id: string;
  /** Exactly one, made with the gateway; `attached` means in use. */
  attachments: readonly { vpcID: string; state: string }[];
  tags: Tags;
};

/** The most that the call allows. */
const PAGE_SIZE = 255;

export const egressOnlyInternetGateways: Table<EgressOnlyInternetGatewayRow> = {
  name: 'egress-only-internet-gateways',
  service: 'ec2',
  operation: 'DescribeEgressOnlyInternetGateways',
  items: 'EgressOnlyInternetGateways',
  idFilter: undefined,
  pageSize: PAGE_SIZE,
  settlingSeconds: SETTLING_SECONDS,
  swept: true,
  keep(raw) {
    const gateway = raw as EgressOnlyInternetGateway;
    const attachments = (gateway.Attachments ?? []).map((one) => ({
      vpcID: one.VpcId ?? '',
      state: String(one.State ?? ''),
    }));
    return {
      id: gateway.EgressOnlyInternetGatewayId ?? '',
      attachments: sortedBy(attachments, (one) => one.vpcID),
      tags: tagsFrom(gateway.Tags),
    };
  },
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: () => false,
  indexes: { 'attachment.vpc-id': (row) => present(...row.attachments.map((one) => one.vpcID)) },
};
