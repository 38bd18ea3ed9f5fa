// Where a subnet's networks may lie: inside those of its VPC, and beside those of all other subnets.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
import { containsCidr, overlaps, parseCidr } from '../../model/cidr.ts';
import type { Held, Input, Plan, View } from '../../model/kind.ts';
import { type SubnetRow, subnets } from '../../tables/subnets.ts';
import type { CidrBlock, VpcRow } from '../../tables/vpcs.ts';
import { blockerOf } from '../blockers.ts';
import { refuse, waitFor } from '../planning.ts';
import { isInRing } from '../rings.ts';
import { wantedIPv6 } from './subnet-attributes.ts';
import type { SubnetSpec } from './subnet.schema.ts';

const examples = { cidrBlock: '10.0.1.0/24', ipv6CIDRBlock: '2001:db8:0:1::/64' } as const;

/** What EC2 refuses two subnets for. */
export function sharesAddresses(row: SubnetRow, { spec }: Input<SubnetSpec>): boolean {
  const wanted = [spec.cidrBlock, spec.ipv6CIDRBlock].map((block) => parseCidr(block ?? ''));
  const taken = [row.cidrBlock, ...row.ipv6Blocks.map((block) => block.cidrBlock)].map(parseCidr);
  return wanted.some(
    (one) => one !== undefined && taken.some((other) => other !== undefined && overlaps(one, other)),
  );
}

type Outer = { id: string; blocks: readonly CidrBlock[] };

/** A network that the VPC is about to get is waited for: EC2 refuses a subnet outside of the VPC's networks. */
export function outsideOf(
  field: 'cidrBlock' | 'ipv6CIDRBlock',
  block: string | undefined,
  outer: Outer,
): Plan | undefined {
  const held = block === undefined || block === '' ? undefined : heldOutside(field, block, outer);
  if (held === undefined) return undefined;
  return held.reason === 'InvalidSpec' ? refuse(field, held.message) : waitFor(held.message, held.reason);
}

function heldOutside(path: 'cidrBlock' | 'ipv6CIDRBlock', block: string, outer: Outer): Held | undefined {
  const { id, blocks } = outer;
  const cidr = parseCidr(block);
  if (cidr === undefined)
    return {
      path,
      reason: 'InvalidSpec',
      message: `${block} is not a network: write it like ${examples[path]}`,
    };
  const inside = blocks.filter((one) => {
    const parsed = parseCidr(one.cidrBlock);
    return parsed !== undefined && containsCidr(parsed, cidr);
  });
  if (inside.some((one) => one.state === 'associated')) return undefined;
  if (inside.some((one) => one.state === 'associating'))
    return { path, reason: 'Pending', message: `${id} is getting the network of ${block}.` };
  const networks = blocks.filter((one) => one.state === 'associated').map((one) => one.cidrBlock);
  const message = `${block} lies outside the networks of ${id} (${networks.join(', ') || 'none'}): choose one inside, or add a network to the VPC`;
  return { path, reason: 'InvalidSpec', message };
}

/**
 * Why a subnet that exists cannot get the declared IPv6 network: the one that it has would be given up for nothing. Two
 * subnets that swap theirs must both give up theirs first.
 */
export function heldIPv6(
  input: Input<SubnetSpec>,
  row: SubnetRow,
  { vpc, view }: { vpc: VpcRow | undefined; view: View },
): Held | undefined {
  const wanted = wantedIPv6(input.spec, vpc);
  if (wanted.is !== 'block' || hasBlock(row, wanted.block)) return undefined;
  const path = input.spec.ipv6CIDRBlock === undefined ? 'ipv6Index' : 'ipv6CIDRBlock';
  if (vpc === undefined)
    return { path, reason: 'DependencyNotReady', message: `${row.vpcID} is not seen in AWS yet.` };
  const outside = heldOutside('ipv6CIDRBlock', wanted.block, { id: vpc.id, blocks: vpc.ipv6CidrBlocks });
  if (outside !== undefined) return { ...outside, path };
  const all = view.by('home', subnets, 'vpc-id', vpc.id);
  const withBlock = (block: string, but: string) =>
    all.find((one) => one.id !== but && hasOverlap(one, block));
  const other = withBlock(wanted.block, row.id);
  if (other === undefined) return undefined;
  const inPlaceOf = (one: SubnetRow) => {
    if (one.id === row.id) return other;
    const next = declaredIPv6(input, one, vpc);
    return next === undefined ? undefined : withBlock(next, one.id);
  };
  if (isInRing(row, inPlaceOf)) return undefined;
  const message = `${wanted.block} overlaps the network of ${other.id} (${blockerOf('subnet', other).owner}): remove it there, or choose another one`;
  return { path, reason: 'Conflict', message };
}

/** Only then the networks of the VPC matter. */
export function lacksIPv6(spec: SubnetSpec, row: SubnetRow): boolean {
  const wanted = wantedIPv6(spec, undefined);
  return wanted.is === 'block' && !hasBlock(row, wanted.block);
}

function declaredIPv6({ declaredBy }: Input<SubnetSpec>, { id }: SubnetRow, vpc: VpcRow): string | undefined {
  const ipv6CIDRBlock = declaredBy(id, 'ipv6CIDRBlock');
  const ipv6Index = declaredBy(id, 'ipv6Index');
  const wanted = wantedIPv6(
    {
      ...(ipv6CIDRBlock === undefined ? {} : { ipv6CIDRBlock }),
      ...(ipv6Index === undefined ? {} : { ipv6Index: Number(ipv6Index) }),
    },
    vpc,
  );
  return wanted.is === 'block' ? wanted.block : undefined;
}

const holdsAddresses = ['associating', 'associated', 'disassociating'];

function hasBlock(row: SubnetRow, block: string): boolean {
  return row.ipv6Blocks.some((one) => one.cidrBlock === block && one.state !== 'disassociated');
}

function hasOverlap(row: SubnetRow, block: string): boolean {
  const cidr = parseCidr(block);
  return row.ipv6Blocks.some((one) => {
    const taken = holdsAddresses.includes(one.state) ? parseCidr(one.cidrBlock) : undefined;
    return cidr !== undefined && taken !== undefined && overlaps(cidr, taken);
  });
}
