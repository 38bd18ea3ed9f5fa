// Internet gateways and what they are attached to.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { fail } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { InternetGatewayRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { hasPublicAddress } from './address-links.ts';
import { regionalGatewayOf } from './nat-interfaces.ts';

const PAGE: PageSize = { least: 5, most: 1000 };

const FILTERS: FilterTable<InternetGatewayRow> = {
  'attachment.state': (gateway) => gateway.Attachments.map((a) => a.State),
  'attachment.vpc-id': (gateway) => gateway.Attachments.map((a) => a.VpcId),
  'internet-gateway-id': (gateway) => [gateway.InternetGatewayId],
  'owner-id': (gateway) => [gateway.OwnerId],
};

export const INTERNET_GATEWAY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateInternetGateway: writes<EC2.CreateInternetGatewayRequest, EC2.CreateInternetGatewayResult>({
    accepts: { TagSpecifications: TAG_SPECIFICATIONS, DryRun: true },
    run({ world, region }, input) {
      const tags = tagsFor('internet-gateway', input.TagSpecifications);
      if (region.internetGateways.size >= world.options.quotas.internetGateways) {
        fail('InternetGatewayLimitExceeded', 'The maximum number of internet gateways has been reached.');
      }
      const gateway = {
        InternetGatewayId: region.id('igw'),
        OwnerId: region.account,
        Attachments: [],
        Tags: tags,
      };
      region.internetGateways.put(gateway);
      return { InternetGateway: gateway };
    },
  }),
  DeleteInternetGateway: writes<EC2.DeleteInternetGatewayRequest, object>({
    accepts: { InternetGatewayId: true, DryRun: true },
    run({ region }, input) {
      const gateway = required(region.internetGateways, 'internetGateway', input.InternetGatewayId);
      if (gateway.Attachments.length > 0) {
        fail(
          'DependencyViolation',
          `The internetGateway '${gateway.InternetGatewayId}' has dependencies and cannot be deleted.`,
        );
      }
      region.internetGateways.delete(gateway.InternetGatewayId);
      return {};
    },
  }),
  AttachInternetGateway: writes<EC2.AttachInternetGatewayRequest, object>({
    accepts: { InternetGatewayId: true, VpcId: true, DryRun: true },
    run: attach,
  }),
  DetachInternetGateway: writes<EC2.DetachInternetGatewayRequest, object>({
    accepts: { InternetGatewayId: true, VpcId: true, DryRun: true },
    run: detach,
  }),
  DescribeInternetGateways: reads<EC2.DescribeInternetGatewaysRequest, EC2.DescribeInternetGatewaysResult>({
    accepts: {
      InternetGatewayIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'internetGateway', given: input.InternetGatewayIds } as const;
      const { rows, ...rest } = list(call, input, {
        table: call.region.internetGateways,
        filters: FILTERS,
        ids,
        page: PAGE,
      });
      return { InternetGateways: rows, ...rest };
    },
  }),
};

function attach({ region }: Call, input: EC2.AttachInternetGatewayRequest): object {
  const gateway = required(region.internetGateways, 'internetGateway', input.InternetGatewayId);
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const [attachment] = gateway.Attachments;
  if (attachment !== undefined) {
    fail(
      'Resource.AlreadyAssociated',
      `resource ${gateway.InternetGatewayId} is already attached to network ${attachment.VpcId}`,
    );
  }
  // One gateway per VPC, https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  const other = region.internetGateways.find((row) => row.Attachments.some((a) => a.VpcId === vpc.VpcId));
  if (other !== undefined)
    fail('InvalidParameterValue', `Network ${vpc.VpcId} already has an internet gateway attached`);
  // EC2 calls the state of an attached internet gateway `available`; the SDK's type knows only the words for gateways of other kinds.
  const State = 'available' as EC2.AttachmentStatus;
  region.internetGateways.put({ ...gateway, Attachments: [{ VpcId: vpc.VpcId, State }] });
  return {};
}

/** Refused while interfaces of the VPC have public addresses, or a route table serves the gateway. */
function detach({ region }: Call, input: EC2.DetachInternetGatewayRequest): object {
  const gateway = required(region.internetGateways, 'internetGateway', input.InternetGatewayId);
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  if (!gateway.Attachments.some((a) => a.VpcId === vpc.VpcId)) {
    fail(
      'Gateway.NotAttached',
      `resource ${gateway.InternetGatewayId} is not attached to network ${vpc.VpcId}`,
    );
  }
  for (const row of region.networkInterfaces.lingering()) {
    if (row.VpcId === vpc.VpcId && hasPublicAddress(row)) mapped(vpc.VpcId);
  }
  if (regionalGatewayOf(region, vpc.VpcId) !== undefined) mapped(vpc.VpcId);
  const edge = region.routeTables.find((row) =>
    row.Associations.some((a) => a.GatewayId === gateway.InternetGatewayId),
  );
  if (edge !== undefined) {
    fail(
      'DependencyViolation',
      `The internetGateway '${gateway.InternetGatewayId}' is associated with route table ${edge.RouteTableId}.`,
    );
  }
  region.internetGateways.put({ ...gateway, Attachments: [] });
  return {};
}

function mapped(vpcId: string): never {
  fail(
    'DependencyViolation',
    `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
  );
}
