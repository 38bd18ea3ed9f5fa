// VPC peering connections, within and across accounts and regions.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html and the pages of the other calls
// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { overlaps } from '../../../model/cidr.ts';
import { list, type PageSize } from '../core/describe.ts';
import { fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, reads, type World, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { PeeringRow, VpcRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { takenBlocks } from './block-rules.ts';
import {
  changeBoth,
  concerns,
  end,
  isLive,
  isPending,
  isSide,
  type PeeringCode,
  sidesOf,
  statusOf,
} from './peering-state.ts';

const PAGE: PageSize = { least: 5, most: 1000 };
/** vpc-peering-connection-quotas.html: a request that nobody accepts ends after 168 hours. */
const EXPIRY_MS = 168 * 3_600_000;
const BAD_PEER = 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';

const OPTIONS = {
  AllowDnsResolutionFromRemoteVpc: true,
  AllowEgressFromLocalClassicLinkToRemoteVpc: true,
  AllowEgressFromLocalVpcToRemoteClassicLink: true,
} as const;

const FILTERS: FilterTable<PeeringRow> = {
  'accepter-vpc-info.cidr-block': (row) => [row.AccepterVpcInfo.CidrBlock],
  'accepter-vpc-info.owner-id': (row) => [row.AccepterVpcInfo.OwnerId],
  'accepter-vpc-info.vpc-id': (row) => [row.AccepterVpcInfo.VpcId],
  'expiration-time': (row) => [row.ExpirationTime?.toISOString()],
  'requester-vpc-info.cidr-block': (row) => [row.RequesterVpcInfo.CidrBlock],
  'requester-vpc-info.owner-id': (row) => [row.RequesterVpcInfo.OwnerId],
  'requester-vpc-info.vpc-id': (row) => [row.RequesterVpcInfo.VpcId],
  'status-code': (row) => [row.Status.Code],
  'status-message': (row) => [row.Status.Message],
  'vpc-peering-connection-id': (row) => [row.VpcPeeringConnectionId],
};

export const PEERING_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateVpcPeeringConnection: writes<
    EC2.CreateVpcPeeringConnectionRequest,
    EC2.CreateVpcPeeringConnectionResult
  >({
    accepts: {
      VpcId: true,
      PeerVpcId: true,
      PeerOwnerId: true,
      PeerRegion: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: create,
  }),
  AcceptVpcPeeringConnection: writes<
    EC2.AcceptVpcPeeringConnectionRequest,
    EC2.AcceptVpcPeeringConnectionResult
  >({
    accepts: { VpcPeeringConnectionId: true, DryRun: true },
    run: accept,
  }),
  RejectVpcPeeringConnection: writes<
    EC2.RejectVpcPeeringConnectionRequest,
    EC2.RejectVpcPeeringConnectionResult
  >({
    accepts: { VpcPeeringConnectionId: true, DryRun: true },
    run({ world, region }, input) {
      const row = asAccepter(region, input.VpcPeeringConnectionId, 'rejected');
      checkTransition(row, ['pending-acceptance'], 'rejected');
      end(world, row, { Code: 'rejected', Message: `Rejected by ${region.account}` }, region);
      return { Return: true };
    },
  }),
  DeleteVpcPeeringConnection: writes<
    EC2.DeleteVpcPeeringConnectionRequest,
    EC2.DeleteVpcPeeringConnectionResult
  >({
    accepts: { VpcPeeringConnectionId: true, DryRun: true },
    run: remove,
  }),
  ModifyVpcPeeringConnectionOptions: writes<
    EC2.ModifyVpcPeeringConnectionOptionsRequest,
    EC2.ModifyVpcPeeringConnectionOptionsResult
  >({
    accepts: {
      VpcPeeringConnectionId: true,
      RequesterPeeringConnectionOptions: OPTIONS,
      AccepterPeeringConnectionOptions: OPTIONS,
      DryRun: true,
    },
    run: modifyOptions,
  }),
  DescribeVpcPeeringConnections: reads<
    EC2.DescribeVpcPeeringConnectionsRequest,
    EC2.DescribeVpcPeeringConnectionsResult
  >({
    accepts: {
      VpcPeeringConnectionIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'peering', given: input.VpcPeeringConnectionIds } as const;
      const { rows, ...rest } = list(call, input, {
        table: call.region.peerings,
        filters: FILTERS,
        ids,
        page: PAGE,
      });
      return { VpcPeeringConnections: rows.map((row) => view(call.world, row)), ...rest };
    },
  }),
};

function create(
  { world, region }: Call,
  input: EC2.CreateVpcPeeringConnectionRequest,
): EC2.CreateVpcPeeringConnectionResult {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const peer = {
    VpcId: input.PeerVpcId ?? missing('peerVpcId'),
    OwnerId: input.PeerOwnerId ?? region.account,
    Region: input.PeerRegion ?? region.name,
  };
  const isHere = peer.OwnerId === region.account && peer.Region === region.name;
  // Only the own account's VPCs can be known to be missing; for others the request is made and fails.
  if (isHere) required(region.vpcs, 'vpc', peer.VpcId);
  const Tags = tagsFor('vpc-peering-connection', input.TagSpecifications);
  // The same request again answers the connection that exists; the two VPCs the other way round do not.
  const existing = region.peerings.find(
    (row) => (isLive(row) || isPending(row)) && isPair(row, vpc.VpcId, peer.VpcId),
  );
  if (existing !== undefined) return { VpcPeeringConnection: view(world, existing) };
  checkOutstanding(world, region);
  const row: PeeringRow = {
    VpcPeeringConnectionId: region.id('pcx'),
    ...statusOf('initiating-request', `Initiating Request to ${peer.OwnerId}`),
    RequesterVpcInfo: { ...infoOf(vpc), OwnerId: region.account, Region: region.name },
    AccepterVpcInfo: peer,
    ExpirationTime: new Date(world.date().getTime() + EXPIRY_MS),
    Tags,
  };
  region.peerings.put(row);
  world.later(world.options.durations.peeringInitiating, region, () => initiated(world, region, row));
  return { VpcPeeringConnection: view(world, row) };
}

function isPair(row: PeeringRow, requester: string, accepter: string): boolean {
  return row.RequesterVpcInfo.VpcId === requester && row.AccepterVpcInfo.VpcId === accepter;
}

function checkOutstanding(world: World, region: Region): void {
  const outstanding = region.peerings.filter(
    (row) => isPending(row) && isSide(row, region, 'RequesterVpcInfo'),
  ).length;
  if (outstanding >= world.options.quotas.outstandingPeerings) {
    fail(
      'OutstandingVpcPeeringConnectionLimitExceeded',
      'The maximum number of outstanding VPC peering connection requests has been reached.',
    );
  }
}

/** Both sides are looked at only now: an unknown peer or an overlap makes a failed connection, not an error. */
function initiated(world: World, region: Region, made: PeeringRow): void {
  const row = region.peerings.get(made.VpcPeeringConnectionId);
  if (row?.Status.Code !== 'initiating-request') return;
  const { OwnerId = '', Region: name = '', VpcId = '' } = row.AccepterVpcInfo;
  const own = region.vpcs.get(row.RequesterVpcInfo.VpcId ?? '');
  const peer = world.knowsAccount(OwnerId) ? world.region(OwnerId, name).vpcs.get(VpcId) : undefined;
  if (own === undefined || peer === undefined || haveOverlap(own, peer)) {
    region.peerings.put({ ...row, Status: { Code: 'failed', Message: BAD_PEER } });
    end(world, row, { Code: 'failed', Message: BAD_PEER });
    return;
  }
  const pending = { ...row, ...statusOf('pending-acceptance', `Pending Acceptance by ${OwnerId}`) };
  region.peerings.put(pending);
  for (const side of sidesOf(world, row)) if (side !== region) side.peerings.put({ ...pending, Tags: [] });
  world.later(EXPIRY_MS - world.options.durations.peeringInitiating, region, () => {
    const now = region.peerings.get(row.VpcPeeringConnectionId);
    if (now?.Status.Code === 'pending-acceptance') end(world, now, { Code: 'expired', Message: 'Expired' });
  });
}

function haveOverlap(own: VpcRow, peer: VpcRow): boolean {
  return takenBlocks(own).some((a) => takenBlocks(peer).some((b) => overlaps(a, b)));
}

function accept(
  { world, region }: Call,
  input: EC2.AcceptVpcPeeringConnectionRequest,
): EC2.AcceptVpcPeeringConnectionResult {
  const row = asAccepter(region, input.VpcPeeringConnectionId, 'accepted');
  checkTransition(row, ['pending-acceptance'], 'active');
  const { VpcId: requester = '' } = row.RequesterVpcInfo;
  const { VpcId: accepter = '' } = row.AccepterVpcInfo;
  const other = region.peerings.find(
    (peering) =>
      isLive(peering) && (isPair(peering, requester, accepter) || isPair(peering, accepter, requester)),
  );
  if (other !== undefined) {
    fail(
      'VpcPeeringConnectionAlreadyExists',
      `A VPC peering connection between ${requester} and ${accepter} already exists: ${other.VpcPeeringConnectionId}`,
    );
  }
  const active = region.peerings.filter(
    (peering) => isLive(peering) && concerns(peering, region, accepter),
  ).length;
  if (active >= world.options.quotas.activePeeringsPerVpc) {
    fail(
      'ActiveVpcPeeringConnectionPerVpcLimitExceeded',
      `The maximum number of active VPC peering connections of ${accepter} has been reached.`,
    );
  }
  changeBoth(world, row, statusOf('provisioning', 'Provisioning'));
  world.later(world.options.durations.peeringProvisioning, region, () => activate(world, region, row));
  return { VpcPeeringConnection: view(world, region.peerings.get(row.VpcPeeringConnectionId) ?? row) };
}

function activate(world: World, region: Region, row: PeeringRow): void {
  if (region.peerings.get(row.VpcPeeringConnectionId)?.Status.Code !== 'provisioning') return;
  const accepter = region.vpcs.get(row.AccepterVpcInfo.VpcId ?? '');
  const options = { AllowDnsResolutionFromRemoteVpc: false };
  changeBoth(world, row, {
    ...statusOf('active', 'Active'),
    RequesterVpcInfo: { ...row.RequesterVpcInfo, PeeringOptions: options },
    AccepterVpcInfo: {
      ...row.AccepterVpcInfo,
      ...(accepter === undefined ? {} : infoOf(accepter)),
      PeeringOptions: options,
    },
  });
}

/** Only the accepter's account, in the accepter's region. */
function asAccepter(region: Region, id: string | undefined, what: string): PeeringRow {
  const row = required(region.peerings, 'peering', id);
  if (isSide(row, region, 'AccepterVpcInfo')) return row;
  const { VpcPeeringConnectionId } = row;
  if (row.AccepterVpcInfo.OwnerId === region.account) {
    fail(
      'OperationNotPermitted',
      `Incorrect region (${region.name}) specified for this request. VPC peering connection ${VpcPeeringConnectionId} must be ${what} in region ${row.AccepterVpcInfo.Region}`,
    );
  }
  fail(
    'OperationNotPermitted',
    `User ${region.account} cannot act on peering ${VpcPeeringConnectionId}: it must be ${what} by ${row.AccepterVpcInfo.OwnerId}`,
  );
}

function checkTransition(row: PeeringRow, from: readonly PeeringCode[], to: string): void {
  const { Code } = row.Status;
  if (from.includes(Code)) return;
  fail(
    'InvalidStateTransition',
    `Invalid state transition for ${row.VpcPeeringConnectionId}, attempted to transition from ${Code} to ${to}`,
  );
}

/** API_DeleteVpcPeeringConnection.html: both sides while active, the requester while pending, nobody afterwards. */
function remove(
  { world, region }: Call,
  input: EC2.DeleteVpcPeeringConnectionRequest,
): EC2.DeleteVpcPeeringConnectionResult {
  const row = required(region.peerings, 'peering', input.VpcPeeringConnectionId);
  checkTransition(row, ['active', 'provisioning', 'pending-acceptance', 'initiating-request'], 'deleting');
  if (isPending(row) && !isSide(row, region, 'RequesterVpcInfo')) {
    fail(
      'OperationNotPermitted',
      `User ${region.account} cannot delete peering ${row.VpcPeeringConnectionId} while it is pending: reject it`,
    );
  }
  const deleted = { Code: 'deleted', Message: `Deleted by ${region.account}` } as const;
  // vpc-peering-basics.html: `deleting` exists between regions only.
  if (row.RequesterVpcInfo.Region === row.AccepterVpcInfo.Region) end(world, row, deleted, region);
  else {
    changeBoth(world, row, statusOf('deleting', `Deleting by ${region.account}`));
    world.later(world.options.durations.peeringProvisioning, region, () => end(world, row, deleted, region));
  }
  return { Return: true };
}

/** API_ModifyVpcPeeringConnectionOptions.html: when active; each side's options in that side's account and region. */
function modifyOptions(
  { world, region }: Call,
  input: EC2.ModifyVpcPeeringConnectionOptionsRequest,
): EC2.ModifyVpcPeeringConnectionOptionsResult {
  const row = required(region.peerings, 'peering', input.VpcPeeringConnectionId);
  const id = row.VpcPeeringConnectionId;
  const { RequesterPeeringConnectionOptions: requester, AccepterPeeringConnectionOptions: accepter } = input;
  if (requester === undefined && accepter === undefined) missing('requesterPeeringConnectionOptions');
  if (row.Status.Code !== 'active') {
    fail(
      'OperationNotPermitted',
      `Peering ${id} is not active. Peering options can be added only to active peerings.`,
    );
  }
  const sides = { RequesterVpcInfo: requester, AccepterVpcInfo: accepter } as const;
  const change: Partial<PeeringRow> = {};
  for (const side of ['RequesterVpcInfo', 'AccepterVpcInfo'] as const) {
    const options = sides[side];
    if (options === undefined) continue;
    if (!isSide(row, region, side))
      fail(
        'OperationNotPermitted',
        `User ${region.account} cannot modify the ${side === 'RequesterVpcInfo' ? 'requester' : 'accepter'} options of ${id}`,
      );
    checkDns(region, row[side].VpcId, options);
    const info = { ...row[side], PeeringOptions: { ...row[side].PeeringOptions, ...options } };
    if (JSON.stringify(info) !== JSON.stringify(row[side])) change[side] = info;
  }
  if (Object.keys(change).length > 0) changeBoth(world, row, change);
  return {
    ...(requester === undefined
      ? {}
      : {
          RequesterPeeringConnectionOptions:
            change.RequesterVpcInfo?.PeeringOptions ?? row.RequesterVpcInfo.PeeringOptions,
        }),
    ...(accepter === undefined
      ? {}
      : {
          AccepterPeeringConnectionOptions:
            change.AccepterVpcInfo?.PeeringOptions ?? row.AccepterVpcInfo.PeeringOptions,
        }),
  };
}

/** vpc-peering-dns.html: DNS host names and support must be on in the VPC whose option is set. */
function checkDns(
  region: Region,
  vpcId: string | undefined,
  options: EC2.PeeringConnectionOptionsRequest,
): void {
  const attributes = region.vpcs.get(vpcId ?? '')?.attributes;
  if (options.AllowDnsResolutionFromRemoteVpc !== true || attributes === undefined) return;
  if (!attributes.dnsHostnames || !attributes.dnsSupport) {
    fail(
      'InvalidVpcPeeringConnectionState.DnsHostnamesDisabled',
      `DNS hostnames are disabled in ${vpcId}: enable them first.`,
    );
  }
}

function infoOf(vpc: VpcRow): EC2.VpcPeeringConnectionVpcInfo {
  const ipv4 = vpc.CidrBlockAssociationSet.filter((a) => a.CidrBlockState?.State === 'associated');
  const ipv6 = vpc.Ipv6CidrBlockAssociationSet.filter((a) => a.Ipv6CidrBlockState?.State === 'associated');
  return {
    VpcId: vpc.VpcId,
    CidrBlock: vpc.CidrBlock,
    CidrBlockSet: ipv4.map((a) => ({ CidrBlock: a.CidrBlock })),
    Ipv6CidrBlockSet: ipv6.map((a) => ({ Ipv6CidrBlock: a.Ipv6CidrBlock })),
  };
}

/** API_VpcPeeringConnectionVpcInfo.html: blocks are answered only for an active connection; the time it expires only
 *  while it can. */
function view(world: World, row: PeeringRow): EC2.VpcPeeringConnection {
  const { ExpirationTime, ...rest } = row;
  const info = row.Status.Code === 'active' ? withBlocks : bare;
  const RequesterVpcInfo = info(row.RequesterVpcInfo, world);
  const AccepterVpcInfo = info(row.AccepterVpcInfo, world);
  return { ...rest, RequesterVpcInfo, AccepterVpcInfo, ...(isPending(row) ? { ExpirationTime } : {}) };
}

/** The blocks as they are now: a VPC may have got some since. */
function withBlocks(info: EC2.VpcPeeringConnectionVpcInfo, world: World): EC2.VpcPeeringConnectionVpcInfo {
  const vpc = world.region(info.OwnerId ?? '', info.Region ?? '').vpcs.get(info.VpcId ?? '');
  return vpc === undefined ? info : { ...info, ...infoOf(vpc) };
}

function bare({ OwnerId, Region, VpcId }: EC2.VpcPeeringConnectionVpcInfo): EC2.VpcPeeringConnectionVpcInfo {
  return { OwnerId, Region, VpcId };
}
