// The life of a peering connection, seen from both sides: one row in the requester's region, one in the accepter's,
// kept equal in everything but tags. Separate from the calls because deleting a VPC and routes need it too.
// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html (lifecycle, how long dead ones stay visible)
import type { World } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { PeeringRow } from '../core/rows.ts';

const HOUR_MS = 3_600_000;
/** Same page: how long each side still sees a connection that ended. */
const SHORT_MS = 2 * HOUR_MS;
const LONG_MS = 48 * HOUR_MS;

export type PeeringCode = PeeringRow['Status']['Code'];
const LIVE: ReadonlySet<PeeringCode> = new Set(['provisioning', 'active']);
const PENDING: ReadonlySet<PeeringCode> = new Set(['initiating-request', 'pending-acceptance']);

export function isLive(row: PeeringRow): boolean {
  return LIVE.has(row.Status.Code);
}

export function isPending(row: PeeringRow): boolean {
  return PENDING.has(row.Status.Code);
}

export function isSide(
  row: PeeringRow,
  region: Region,
  side: 'RequesterVpcInfo' | 'AccepterVpcInfo',
): boolean {
  return row[side].OwnerId === region.account && row[side].Region === region.name;
}

export function concerns(row: PeeringRow, region: Region, vpcId: string): boolean {
  return (
    (row.RequesterVpcInfo.VpcId === vpcId && isSide(row, region, 'RequesterVpcInfo')) ||
    (row.AccepterVpcInfo.VpcId === vpcId && isSide(row, region, 'AccepterVpcInfo'))
  );
}

export function hasLivePeering(region: Region, vpcId: string): boolean {
  for (const row of region.peerings.lingering()) if (isLive(row) && concerns(row, region, vpcId)) return true;
  return false;
}

/** The regions of both sides; one when they are the same. */
export function sidesOf(world: World, row: PeeringRow): Region[] {
  const requester = world.region(row.RequesterVpcInfo.OwnerId ?? '', row.RequesterVpcInfo.Region ?? '');
  const accepter = world.region(row.AccepterVpcInfo.OwnerId ?? '', row.AccepterVpcInfo.Region ?? '');
  return requester === accepter ? [requester] : [requester, accepter];
}

/** Changes the connection on both sides; each keeps its tags. */
export function changeBoth(world: World, row: PeeringRow, change: Partial<PeeringRow>): void {
  for (const region of sidesOf(world, row)) {
    const side = region.peerings.get(row.VpcPeeringConnectionId);
    if (side !== undefined) region.peerings.put({ ...side, ...change, Tags: side.Tags });
  }
}

export function statusOf(code: PeeringCode, message: string): { Status: PeeringRow['Status'] } {
  return { Status: { Code: code, Message: message } };
}

/** Ends the connection; `by` is the side that did it, undefined when nobody did. */
export function end(world: World, row: PeeringRow, status: PeeringRow['Status'], by?: Region): void {
  changeBoth(world, row, { Status: status });
  const sides = sidesOf(world, row);
  for (const region of sides) {
    const ms = visibleMs(row, region, { code: status.Code, by, alone: sides.length === 1 });
    world.later(ms, region, () => region.peerings.delete(row.VpcPeeringConnectionId));
  }
}

function visibleMs(
  row: PeeringRow,
  region: Region,
  how: { code: PeeringCode; by: Region | undefined; alone: boolean },
): number {
  if (how.code === 'failed' || how.alone) return SHORT_MS;
  if (how.code === 'expired') return LONG_MS;
  if (how.code === 'rejected') return isSide(row, region, 'RequesterVpcInfo') ? LONG_MS : SHORT_MS;
  return region === how.by ? SHORT_MS : LONG_MS;
}

/** Requests that were never accepted end with the VPC. AWS does not document this; active ones block the deletion. */
export function endPeeringsOf(world: World, region: Region, vpcId: string): void {
  for (const row of region.peerings.filter(
    (peering) => isPending(peering) && concerns(peering, region, vpcId),
  )) {
    end(world, row, { Code: 'deleted', Message: `Deleted by ${region.account}` }, region);
  }
}
