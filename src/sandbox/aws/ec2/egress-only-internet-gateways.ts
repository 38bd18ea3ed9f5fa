// Egress-only internet gateways: made attached to a VPC, deleted without being detached.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateEgressOnlyInternetGateway.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { fail } from '../core/error.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes, writesOnce } from '../core/operation.ts';
import type { EgressOnlyInternetGatewayRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';

/** API_DescribeEgressOnlyInternetGateways.html: MaxResults. */
const PAGE: PageSize = { least: 5, most: 255 };

export const EGRESS_ONLY_INTERNET_GATEWAY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateEgressOnlyInternetGateway: writesOnce<
    EC2.CreateEgressOnlyInternetGatewayRequest,
    EC2.CreateEgressOnlyInternetGatewayResult
  >({
    accepts: { VpcId: true, ClientToken: true, TagSpecifications: TAG_SPECIFICATIONS, DryRun: true },
    run: create,
  }),
  DeleteEgressOnlyInternetGateway: writes<
    EC2.DeleteEgressOnlyInternetGatewayRequest,
    EC2.DeleteEgressOnlyInternetGatewayResult
  >({
    accepts: { EgressOnlyInternetGatewayId: true, DryRun: true },
    // https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html: routes to it do not hold it,
    // they become black holes.
    run({ region }, input) {
      const gateway = required(
        region.egressOnlyInternetGateways,
        'egressOnlyInternetGateway',
        input.EgressOnlyInternetGatewayId,
      );
      region.egressOnlyInternetGateways.delete(gateway.EgressOnlyInternetGatewayId);
      return { ReturnCode: true };
    },
  }),
  DescribeEgressOnlyInternetGateways: reads<
    EC2.DescribeEgressOnlyInternetGatewaysRequest,
    EC2.DescribeEgressOnlyInternetGatewaysResult
  >({
    accepts: {
      EgressOnlyInternetGatewayIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'egressOnlyInternetGateway', given: input.EgressOnlyInternetGatewayIds } as const;
      const { rows, ...rest } = list(call, input, {
        table: call.region.egressOnlyInternetGateways,
        // The page names no filter but those for tags.
        filters: {},
        ids,
        page: PAGE,
      });
      return { EgressOnlyInternetGateways: rows, ...rest };
    },
  }),
};

function create(
  { world, region }: Call,
  input: EC2.CreateEgressOnlyInternetGatewayRequest,
): EC2.CreateEgressOnlyInternetGatewayResult {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const tags = tagsFor('egress-only-internet-gateway', input.TagSpecifications);
  const table = region.egressOnlyInternetGateways;
  // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: one per VPC, five per region. AWS publishes
  // no code for either; these are the codes of the same limits of internet gateways.
  if (table.find((row) => row.Attachments.some((a) => a.VpcId === vpc.VpcId)) !== undefined) {
    fail(
      'Resource.AlreadyAssociated',
      `Network ${vpc.VpcId} already has an egress-only internet gateway attached`,
    );
  }
  if (table.size >= world.options.quotas.egressOnlyInternetGateways) {
    fail(
      'EgressOnlyInternetGatewayLimitExceeded',
      'The maximum number of egress-only internet gateways has been reached.',
    );
  }
  const gateway: EgressOnlyInternetGatewayRow = {
    EgressOnlyInternetGatewayId: region.id('eigw'),
    Attachments: [{ VpcId: vpc.VpcId, State: 'attached' }],
    Tags: tags,
  };
  table.put(gateway);
  const { ClientToken } = input;
  return { EgressOnlyInternetGateway: gateway, ...(ClientToken === undefined ? {} : { ClientToken }) };
}
