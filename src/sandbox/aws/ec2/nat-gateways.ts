// NAT gateways: create, delete, describe. Much of what is wrong with a new one shows only later, in its state.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html, API_NatGateway.html (FailureCode)
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html, nat-gateways-regional.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { fail } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes, writesOnce } from '../core/operation.ts';
import type { NatGatewayRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { regional, zonal } from './nat-creation.ts';
import { releaseAll } from './nat-interfaces.ts';
import { removeOwnTable } from './nat-regional.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html */
const PAGE: PageSize = { least: 5, most: 1000 };

const FILTERS: FilterTable<NatGatewayRow> = {
  'nat-gateway-id': (row) => [row.NatGatewayId],
  state: (row) => [row.State],
  'subnet-id': (row) => [row.SubnetId],
  'vpc-id': (row) => [row.VpcId],
};

export const NAT_GATEWAY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateNatGateway: writesOnce<EC2.CreateNatGatewayRequest, EC2.CreateNatGatewayResult>({
    accepts: {
      AvailabilityMode: true,
      ConnectivityType: true,
      SubnetId: true,
      VpcId: true,
      AllocationId: true,
      SecondaryAllocationIds: true,
      AvailabilityZoneAddresses: { AvailabilityZone: true, AvailabilityZoneId: true, AllocationIds: true },
      PrivateIpAddress: true,
      SecondaryPrivateIpAddresses: true,
      SecondaryPrivateIpAddressCount: true,
      ClientToken: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: create,
  }),
  DeleteNatGateway: writes<EC2.DeleteNatGatewayRequest, EC2.DeleteNatGatewayResult>({
    accepts: { NatGatewayId: true, DryRun: true },
    run: remove,
  }),
  DescribeNatGateways: reads<EC2.DescribeNatGatewaysRequest, EC2.DescribeNatGatewaysResult>({
    accepts: {
      NatGatewayIds: true,
      Filter: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, { Filter, MaxResults, NextToken, NatGatewayIds }) {
      const ids = { kind: 'natGateway', given: NatGatewayIds } as const;
      const { rows, ...rest } = list(
        call,
        { Filters: Filter, MaxResults, NextToken },
        { table: call.region.natGateways, filters: FILTERS, ids, page: PAGE },
      );
      return { NatGateways: rows, ...rest };
    },
  }),
};

function create(call: Call, input: EC2.CreateNatGatewayRequest): EC2.CreateNatGatewayResult {
  const { world, region } = call;
  const tags = tagsFor('natgateway', input.TagSpecifications);
  const made = input.AvailabilityMode === 'regional' ? regional(call, input) : zonal(call, input);
  const row: NatGatewayRow = { ...made, Tags: tags };
  region.natGateways.put(row);
  world.later(world.options.durations.natPending, region, () => settle(call, row.NatGatewayId));
  return {
    NatGateway: row,
    ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
  };
}

/** Pending ends. */
function settle(call: Call, id: string): void {
  const { region } = call;
  const row = region.natGateways.get(id);
  if (row?.State !== 'pending') return;
  if (row.FailureCode !== undefined) {
    region.natGateways.put({ ...row, State: 'failed', DeleteTime: call.world.date() });
    forgetLater(call, id);
    return;
  }
  const done = row.NatGatewayAddresses.map((one) => ({ ...one, Status: 'succeeded' as const }));
  region.natGateways.put({ ...row, State: 'available', NatGatewayAddresses: done });
}

function forgetLater({ world, region }: Call, id: string): void {
  world.later(world.options.durations.natListed, region, () => {
    region.natGateways.delete(id);
  });
}

/** Slow: deleting, then deleted; what it occupied becomes free a little later still. */
function remove(call: Call, input: EC2.DeleteNatGatewayRequest): EC2.DeleteNatGatewayResult {
  const { world, region } = call;
  const row = required(region.natGateways, 'natGateway', input.NatGatewayId);
  const { NatGatewayId } = row;
  if (row.State === 'deleted') fail('NatGatewayNotFound', `The NAT gateway '${NatGatewayId}' does not exist`);
  if (row.State === 'deleting') return { NatGatewayId };
  const isFailed = row.State === 'failed';
  region.natGateways.put({ ...row, State: 'deleting', DeleteTime: world.date() });
  const { natDeleting, natReleasing } = world.options.durations;
  world.later(natDeleting, region, () => {
    const now = region.natGateways.get(NatGatewayId);
    if (now === undefined) return;
    region.natGateways.put({ ...now, State: 'deleted' });
    removeOwnTable(region, now);
    if (!isFailed) forgetLater(call, NatGatewayId);
  });
  world.later(natDeleting + natReleasing, region, () => {
    const now = region.natGateways.get(NatGatewayId);
    if (now !== undefined && now.FailureCode === undefined) releaseAll(region, now);
  });
  return { NatGatewayId };
}
