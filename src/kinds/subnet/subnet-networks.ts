// Where a subnet's networks may lie: inside those of its VPC, and beside those of all other subnets.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
import { containsCidr, overlaps, parseCidr } from '../../model/cidr.ts';
import type { Input, Plan } from '../../model/kind.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import type { CidrBlock } from '../../tables/vpcs.ts';
import { refuse, waitFor } from '../planning.ts';
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

/** A network that the VPC is about to get is waited for: EC2 refuses a subnet outside of the VPC's networks. */
export function outsideOf(
  field: 'cidrBlock' | 'ipv6CIDRBlock',
  block: string | undefined,
  { id, blocks }: { id: string; blocks: readonly CidrBlock[] },
): Plan | undefined {
  if (block === undefined || block === '') return undefined;
  const cidr = parseCidr(block);
  if (cidr === undefined) return refuse(field, `${block} is not a network: write it like ${examples[field]}`);
  const inside = blocks.filter((one) => {
    const outer = parseCidr(one.cidrBlock);
    return outer !== undefined && containsCidr(outer, cidr);
  });
  if (inside.some((one) => one.state === 'associated')) return undefined;
  if (inside.some((one) => one.state === 'associating'))
    return waitFor(`${id} is getting the network of ${block}.`);
  const networks = blocks.filter((one) => one.state === 'associated').map((one) => one.cidrBlock);
  return refuse(
    field,
    `${block} lies outside the networks of ${id} (${networks.join(', ') || 'none'}): choose one inside, or add a network to the VPC`,
  );
}
