// IPv4 and IPv6 blocks of a VPC after its creation.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateVpcCidrBlock.html
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { type Cidr, containsCidr, formatCidr, overlaps } from '../../../model/cidr.ts';
import { combination, fail, missing } from '../core/error.ts';
import { checkId, notFound, required } from '../core/ids.ts';
import { type Call, type Operation, type World, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { VpcRow } from '../core/rows.ts';
import {
  block,
  checkVpcBlock,
  nextIpv6Block,
  requestedBlock,
  restricted,
  subnetBlocks,
  takenBlocks,
  vpcRange,
} from './block-rules.ts';
import { concerns, end, isLive, isPending, isSide } from './peering-state.ts';
import { addLocalRoutes, openDefaultsToIpv6, removeLocalRoutes } from './vpc-children.ts';

/** How long a block that was taken away is still listed. AWS publishes no time; clients must pass over it. */
const DISASSOCIATED_VISIBLE_MS = 60_000;
const HELD = new Set(['associating', 'associated']);

export const VPC_BLOCK_OPERATIONS: Readonly<Record<string, Operation>> = {
  AssociateVpcCidrBlock: writes<EC2.AssociateVpcCidrBlockRequest, EC2.AssociateVpcCidrBlockResult>({
    accepts: {
      VpcId: true,
      CidrBlock: true,
      AmazonProvidedIpv6CidrBlock: true,
      Ipv6CidrBlockNetworkBorderGroup: true,
    },
    run: associate,
  }),
  DisassociateVpcCidrBlock: writes<EC2.DisassociateVpcCidrBlockRequest, EC2.DisassociateVpcCidrBlockResult>({
    accepts: { AssociationId: true },
    run: disassociate,
  }),
};

function associate(
  { world, region }: Call,
  input: EC2.AssociateVpcCidrBlockRequest,
): EC2.AssociateVpcCidrBlockResult {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const { CidrBlock, AmazonProvidedIpv6CidrBlock } = input;
  if (CidrBlock !== undefined && AmazonProvidedIpv6CidrBlock === true) {
    combination('Either cidrBlock or amazonProvidedIpv6CidrBlock can be given, not both.');
  }
  if (AmazonProvidedIpv6CidrBlock === true) {
    checkRoom(
      vpc.VpcId,
      vpc.Ipv6CidrBlockAssociationSet.map((a) => a.Ipv6CidrBlockState),
      world.options.quotas.ipv6BlocksPerVpc,
    );
    return { VpcId: vpc.VpcId, Ipv6CidrBlockAssociation: associateIpv6(world, region, vpc.VpcId) };
  }
  if (CidrBlock === undefined) missing('cidrBlock');
  const cidr = requestedBlock('cidrBlock', CidrBlock, 4);
  checkSecondary(world, region, vpc, cidr);
  return { VpcId: vpc.VpcId, CidrBlockAssociation: associateIpv4(world, region, vpc, formatCidr(cidr)) };
}

function checkSecondary(world: World, region: Region, vpc: VpcRow, cidr: Cidr): void {
  const text = formatCidr(cidr);
  checkVpcBlock(cidr);
  const taken = takenBlocks(vpc);
  if (taken.some((existing) => overlaps(existing, cidr)))
    vpcRange(text, 'conflicts with a CIDR block of the VPC.');
  if (taken.some((existing) => existing.family === 4 && restricted(existing, cidr))) {
    vpcRange(
      text,
      'is restricted. Use a CIDR from the same private address range as the current VPC CIDR, or use a publicly-routable CIDR.',
    );
  }
  checkRoom(
    vpc.VpcId,
    vpc.CidrBlockAssociationSet.map((a) => a.CidrBlockState),
    world.options.quotas.ipv4BlocksPerVpc,
  );
  checkRoutes(region, vpc.VpcId, cidr);
  checkPeers(world, region, vpc.VpcId, cidr);
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: blocks per VPC. */
function checkRoom(
  vpcId: string,
  states: readonly (EC2.VpcCidrBlockState | undefined)[],
  most: number,
): void {
  const held = states.filter((state) => HELD.has(state?.State ?? '')).length;
  if (held >= most)
    fail('CidrLimitExceeded', `This network '${vpcId}' has met its maximum number of allowed CIDRs: ${most}`);
}

/** Must not be equal to or larger than the destination of a route in any table of the VPC. */
function checkRoutes(region: Region, vpcId: string, cidr: Cidr): void {
  for (const table of region.routeTables.filter((row) => row.VpcId === vpcId)) {
    const hit = table.Routes.find(
      (route) => route.DestinationCidrBlock && containsCidr(cidr, block(route.DestinationCidrBlock)),
    );
    if (hit !== undefined) {
      vpcRange(
        formatCidr(cidr),
        `is equal to or larger than the route to ${hit.DestinationCidrBlock} in ${table.RouteTableId}.`,
      );
    }
  }
}

/** A peer's blocks must not overlap; a requester cannot add blocks while its request is pending, and a block that an
 *  accepter adds ends an overlapping request. */
function checkPeers(world: World, region: Region, vpcId: string, cidr: Cidr): void {
  for (const row of region.peerings.filter((peering) => concerns(peering, region, vpcId))) {
    const requester = row.RequesterVpcInfo.VpcId === vpcId && isSide(row, region, 'RequesterVpcInfo');
    if (isPending(row) && requester) {
      fail(
        'OperationNotPermitted',
        `A CIDR block cannot be added while ${row.VpcPeeringConnectionId} is pending acceptance.`,
      );
    }
    const other = requester ? row.AccepterVpcInfo : row.RequesterVpcInfo;
    const peer = world.region(other.OwnerId ?? '', other.Region ?? '').vpcs.get(other.VpcId ?? '');
    if (peer === undefined || !takenBlocks(peer).some((taken) => overlaps(taken, cidr))) continue;
    if (isLive(row))
      vpcRange(
        formatCidr(cidr),
        `overlaps with a CIDR block of the peer VPC of ${row.VpcPeeringConnectionId}.`,
      );
    if (isPending(row))
      end(world, row, {
        Code: 'failed',
        Message: 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range',
      });
  }
}

function associateIpv4(
  world: World,
  region: Region,
  vpc: VpcRow,
  cidrBlock: string,
): EC2.VpcCidrBlockAssociation {
  const AssociationId = region.id('vpc-cidr-assoc');
  const association: EC2.VpcCidrBlockAssociation = {
    AssociationId,
    CidrBlock: cidrBlock,
    CidrBlockState: { State: 'associating' },
  };
  region.vpcs.put({ ...vpc, CidrBlockAssociationSet: [...vpc.CidrBlockAssociationSet, association] });
  world.later(world.options.durations.cidrAssociating, region, () => {
    if (setIpv4(region, vpc.VpcId, AssociationId, 'associated')) addLocalRoutes(region, vpc.VpcId, cidrBlock);
  });
  return association;
}

/** The block itself appears only when it is associated: the answer to the request does not have it yet. */
export function associateIpv6(world: World, region: Region, vpcId: string): EC2.VpcIpv6CidrBlockAssociation {
  const AssociationId = region.id('vpc-cidr-assoc');
  const association: EC2.VpcIpv6CidrBlockAssociation = {
    AssociationId,
    Ipv6CidrBlock: '',
    Ipv6CidrBlockState: { State: 'associating' },
    NetworkBorderGroup: region.name,
    Ipv6Pool: 'Amazon',
    Ipv6AddressAttribute: 'public',
    IpSource: 'amazon',
  };
  // The truth: CreateVpc comes here before its own id is known to other calls.
  const vpc = region.vpcs.get(vpcId) ?? required(region.vpcs, 'vpc', vpcId);
  region.vpcs.put({ ...vpc, Ipv6CidrBlockAssociationSet: [...vpc.Ipv6CidrBlockAssociationSet, association] });
  world.later(world.options.durations.cidrAssociating, region, () => {
    const now = region.vpcs.get(vpcId);
    const waiting = now?.Ipv6CidrBlockAssociationSet.find((a) => a.AssociationId === AssociationId);
    if (now === undefined || waiting?.Ipv6CidrBlockState?.State !== 'associating') return;
    const Ipv6CidrBlock = nextIpv6Block(region);
    putIpv6(region, now, { ...waiting, Ipv6CidrBlock, Ipv6CidrBlockState: { State: 'associated' } });
    addLocalRoutes(region, vpcId, Ipv6CidrBlock);
    openDefaultsToIpv6(region, vpcId);
  });
  return association;
}

function disassociate(
  { world, region }: Call,
  { AssociationId }: EC2.DisassociateVpcCidrBlockRequest,
): EC2.DisassociateVpcCidrBlockResult {
  const id = AssociationId ?? missing('associationId');
  checkId('vpcCidrAssociation', id);
  const holds = (a: { AssociationId?: string | undefined }) => a.AssociationId === id;
  const vpc = region.vpcs.find(
    (row) => row.CidrBlockAssociationSet.some(holds) || row.Ipv6CidrBlockAssociationSet.some(holds),
  );
  if (vpc === undefined) notFound('vpcCidrAssociation', id);
  const ipv4 = vpc.CidrBlockAssociationSet.find(holds);
  const ipv6 = vpc.Ipv6CidrBlockAssociationSet.find(holds);
  const cidrBlock = ipv4?.CidrBlock ?? ipv6?.Ipv6CidrBlock ?? '';
  const state = ipv4?.CidrBlockState?.State ?? ipv6?.Ipv6CidrBlockState?.State ?? '';
  if (!HELD.has(state)) notFound('vpcCidrAssociation', id);
  if (cidrBlock === vpc.CidrBlock) {
    fail(
      'OperationNotPermitted',
      `The vpc CIDR block with association ID ${id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
    );
  }
  checkUnused(region, vpc, cidrBlock);
  return startDisassociation(world, region, { vpc, id, cidrBlock, isIpv4: ipv4 !== undefined });
}

function checkUnused(region: Region, vpc: VpcRow, cidrBlock: string): void {
  if (cidrBlock === '') return;
  const outer = block(cidrBlock);
  const inUse = region.subnets.find(
    (row) => row.VpcId === vpc.VpcId && subnetBlocks(row).some((cidr) => overlaps(outer, cidr)),
  );
  if (inUse !== undefined) {
    fail(
      'InvalidCidrBlock.InUse',
      `The vpc ${vpc.VpcId} currently has a subnet within CIDR block ${cidrBlock}`,
    );
  }
}

function startDisassociation(
  world: World,
  region: Region,
  what: { vpc: VpcRow; id: string; cidrBlock: string; isIpv4: boolean },
): EC2.DisassociateVpcCidrBlockResult {
  const { vpc, id, cidrBlock, isIpv4 } = what;
  const set = isIpv4 ? setIpv4 : setIpv6;
  set(region, vpc.VpcId, id, 'disassociating');
  removeLocalRoutes(region, vpc.VpcId, cidrBlock);
  const ms = world.options.durations.cidrAssociating;
  world.later(ms, region, () => set(region, vpc.VpcId, id, 'disassociated'));
  world.later(ms + DISASSOCIATED_VISIBLE_MS, region, () => forget(region, vpc.VpcId, id));
  const now = region.vpcs.get(vpc.VpcId);
  const CidrBlockAssociation = now?.CidrBlockAssociationSet.find((a) => a.AssociationId === id);
  const Ipv6CidrBlockAssociation = now?.Ipv6CidrBlockAssociationSet.find((a) => a.AssociationId === id);
  return { VpcId: vpc.VpcId, ...(isIpv4 ? { CidrBlockAssociation } : { Ipv6CidrBlockAssociation }) };
}

function setIpv4(region: Region, vpcId: string, id: string, State: EC2.VpcCidrBlockStateCode): boolean {
  const vpc = region.vpcs.get(vpcId);
  const held = vpc?.CidrBlockAssociationSet.find((a) => a.AssociationId === id);
  if (
    vpc === undefined ||
    held === undefined ||
    (State === 'associated' && held.CidrBlockState?.State !== 'associating')
  )
    return false;
  const changed = { ...held, CidrBlockState: { State } };
  const CidrBlockAssociationSet = vpc.CidrBlockAssociationSet.map((a) => (a === held ? changed : a));
  region.vpcs.put({ ...vpc, CidrBlockAssociationSet });
  return true;
}

function setIpv6(region: Region, vpcId: string, id: string, State: EC2.VpcCidrBlockStateCode): boolean {
  const vpc = region.vpcs.get(vpcId);
  const held = vpc?.Ipv6CidrBlockAssociationSet.find((a) => a.AssociationId === id);
  if (vpc === undefined || held === undefined) return false;
  putIpv6(region, vpc, { ...held, Ipv6CidrBlockState: { State } });
  return true;
}

function putIpv6(region: Region, vpc: VpcRow, changed: EC2.VpcIpv6CidrBlockAssociation): void {
  const set = vpc.Ipv6CidrBlockAssociationSet.map((a) =>
    a.AssociationId === changed.AssociationId ? changed : a,
  );
  region.vpcs.put({ ...vpc, Ipv6CidrBlockAssociationSet: set });
}

function forget(region: Region, vpcId: string, id: string): void {
  const vpc = region.vpcs.get(vpcId);
  if (vpc === undefined) return;
  region.vpcs.put({
    ...vpc,
    CidrBlockAssociationSet: vpc.CidrBlockAssociationSet.filter((a) => a.AssociationId !== id),
    Ipv6CidrBlockAssociationSet: vpc.Ipv6CidrBlockAssociationSet.filter((a) => a.AssociationId !== id),
  });
}
