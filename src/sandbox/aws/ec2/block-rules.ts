// Which CIDR blocks a VPC and a subnet may have. Separate from the calls because create and associate share the rules.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
import {
  type Cidr,
  containsCidr,
  formatCidr,
  masked,
  nthSubnet,
  overlaps,
  parseCidr,
} from '../../../model/cidr.ts';
import { fail, invalidValue } from '../core/error.ts';
import type { Region } from '../core/region.ts';
import type { SubnetRow, VpcRow } from '../core/rows.ts';

/** Allowed prefix lengths of IPv4 blocks of VPCs and subnets. */
const IPV4_LARGEST = 16;
const IPV4_SMALLEST = 28;
/** IPv6 blocks of subnets: /44 to /64 in steps of 4. */
const IPV6_LARGEST = 44;
const IPV6_SMALLEST = 64;
const IPV6_STEP = 4;
/** Prefix length of an Amazon-provided block. */
const IPV6_VPC = 56;

const NEVER = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4'].map(block);

const TEN = block('10.0.0.0/8');
const TEN_FIRST_TWO = block('10.0.0.0/15');
const TEN_FIRST = block('10.0.0.0/16');
const SEVENTEEN = block('172.16.0.0/12');
const SEVENTEEN_DEFAULT = block('172.31.0.0/16');
const NINETEEN = block('192.168.0.0/16');
const BENCHMARK = block('198.19.0.0/16');
const SHARED = block('100.64.0.0/10');
const PRIVATE = [TEN, SEVENTEEN, NINETEEN];

export function block(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`${text} is not a CIDR block`);
  return cidr;
}

/** A block that a request names, host bits cleared as EC2 does
 *  (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html: 100.68.0.18/18 becomes 100.68.0.0/18). */
export function requestedBlock(parameter: string, text: string, family: 4 | 6): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined || cidr.family !== family)
    invalidValue(parameter, text, 'This is not a valid CIDR block.');
  return masked(cidr);
}

/** The code that EC2 gives; its list of codes spells it InvalidVpcRange. */
export function vpcRange(text: string, why = 'is invalid.'): never {
  fail('InvalidVpc.Range', `The CIDR '${text}' ${why}`);
}

export function checkVpcBlock(cidr: Cidr): void {
  if (cidr.prefixLength < IPV4_LARGEST || cidr.prefixLength > IPV4_SMALLEST) vpcRange(formatCidr(cidr));
  if (NEVER.some((never) => overlaps(never, cidr))) vpcRange(formatCidr(cidr));
}

/** The table "CIDR block association restrictions" of the page above. */
export function restricted(existing: Cidr, added: Cidr): boolean {
  const forbidden = forbiddenBeside(existing);
  if (containsCidr(TEN_FIRST_TWO, existing)) forbidden.push(TEN_FIRST);
  return forbidden.some((range) => overlaps(range, added));
}

function forbiddenBeside(existing: Cidr): Cidr[] {
  if (containsCidr(TEN, existing)) return [SEVENTEEN, NINETEEN, BENCHMARK];
  if (containsCidr(SEVENTEEN, existing)) return [TEN, NINETEEN, SEVENTEEN_DEFAULT, BENCHMARK];
  if (containsCidr(NINETEEN, existing)) return [TEN, SEVENTEEN, BENCHMARK];
  if (containsCidr(BENCHMARK, existing)) return [...PRIVATE];
  return containsCidr(SHARED, existing) || existing.family === 4 ? [...PRIVATE, BENCHMARK] : [];
}

const USABLE = new Set(['associated']);
const TAKEN = new Set(['associating', 'associated', 'disassociating']);

/** Blocks that subnets may lie in. */
export function usableBlocks(vpc: VpcRow): { ipv4: Cidr[]; ipv6: Cidr[] } {
  return { ipv4: ipv4Blocks(vpc, USABLE), ipv6: ipv6Blocks(vpc, USABLE) };
}

/** Blocks that the VPC has or is about to have. */
export function takenBlocks(vpc: VpcRow): Cidr[] {
  return [...ipv4Blocks(vpc, TAKEN), ...ipv6Blocks(vpc, TAKEN)];
}

function ipv4Blocks(vpc: VpcRow, states: ReadonlySet<string>): Cidr[] {
  const held = vpc.CidrBlockAssociationSet.filter((a) => states.has(a.CidrBlockState?.State ?? ''));
  return held.map((a) => block(a.CidrBlock ?? ''));
}

function ipv6Blocks(vpc: VpcRow, states: ReadonlySet<string>): Cidr[] {
  const held = vpc.Ipv6CidrBlockAssociationSet.filter(
    (a) => states.has(a.Ipv6CidrBlockState?.State ?? '') && a.Ipv6CidrBlock,
  );
  return held.map((a) => block(a.Ipv6CidrBlock ?? ''));
}

export function subnetBlocks(subnet: SubnetRow): Cidr[] {
  const ipv6 = subnet.Ipv6CidrBlockAssociationSet.filter((a) => TAKEN.has(a.Ipv6CidrBlockState?.State ?? ''));
  return [block(subnet.CidrBlock), ...ipv6.map((a) => block(a.Ipv6CidrBlock ?? ''))];
}

export function checkSubnetIpv4(region: Region, vpc: VpcRow, cidr: Cidr): void {
  const inside = usableBlocks(vpc).ipv4.some((outer) => containsCidr(outer, cidr));
  const sized = cidr.prefixLength >= IPV4_LARGEST && cidr.prefixLength <= IPV4_SMALLEST;
  if (!inside || !sized) fail('InvalidSubnet.Range', `The CIDR '${formatCidr(cidr)}' is invalid.`);
  checkNoSibling(region, vpc.VpcId, cidr);
}

export function checkSubnetIpv6(region: Region, vpc: VpcRow, cidr: Cidr): void {
  const inside = usableBlocks(vpc).ipv6.some((outer) => containsCidr(outer, cidr));
  const { prefixLength } = cidr;
  const sized =
    prefixLength >= IPV6_LARGEST && prefixLength <= IPV6_SMALLEST && prefixLength % IPV6_STEP === 0;
  if (!inside || !sized) fail('InvalidSubnet.Range', `The CIDR '${formatCidr(cidr)}' is invalid.`);
  checkNoSibling(region, vpc.VpcId, cidr);
}

function checkNoSibling(region: Region, vpcId: string, cidr: Cidr): void {
  const sibling = region.subnets.find(
    (subnet) => subnet.VpcId === vpcId && subnetBlocks(subnet).some((taken) => overlaps(taken, cidr)),
  );
  if (sibling !== undefined)
    fail('InvalidSubnet.Conflict', `The CIDR '${formatCidr(cidr)}' conflicts with another subnet`);
}

/** Amazon's part of 2600:1f00::/24 in this sandbox: one /56 after the other, different in every region. */
export function nextIpv6Block(region: Region): string {
  let place = 0;
  for (const character of `${region.account}${region.name}`)
    place = (place * 31 + character.charCodeAt(0)) % 2 ** 16;
  const regional = nthSubnet(block('2600:1f00::/24'), 40, place);
  const cidr = regional === undefined ? undefined : nthSubnet(regional, IPV6_VPC, region.ipv6Blocks++);
  if (cidr === undefined) fail('InsufficientCapacity', 'The sandbox has no more IPv6 blocks.');
  return formatCidr(cidr);
}
