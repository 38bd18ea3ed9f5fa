// Whether an address can lie in a subnet at all. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
import { type Cidr, containsCidr, parseAddress, parseCidr } from '../model/cidr.ts';
import type { SubnetRow } from '../tables/subnets.ts';

const RESERVED_FIRST = 4;
const examples = { 4: '10.0.1.10', 6: '2001:db8::10' } as const;
const BITS = { 4: 32, 6: 128 } as const;

/** What AWS would refuse it for, and the cure. */
export function misplaced(text: string, family: 4 | 6, subnet: SubnetRow): string | undefined {
  const address = parseAddress(text);
  if (address?.family !== family)
    return `${text} is not an IPv${family} address: write it like ${examples[family]}`;
  const network =
    family === 4
      ? subnet.cidrBlock
      : (subnet.ipv6Blocks.find((one) => one.state === 'associated')?.cidrBlock ?? '');
  const block = parseCidr(network);
  if (block === undefined)
    return `${text}: ${subnet.id} has no IPv${family} network: give it one, or remove the address`;
  if (!containsCidr(block, address))
    return `${text} lies outside ${network}, the network of ${subnet.id}: choose an address inside`;
  if (isReserved(block, address))
    return `${text} is one of the first four addresses of ${network} or the last, which AWS keeps for itself: choose another`;
  return undefined;
}

function isReserved(block: Cidr, address: Cidr): boolean {
  const offset = BigInt(address.address) - BigInt(block.address);
  return (
    offset < BigInt(RESERVED_FIRST) || offset === (1n << BigInt(BITS[block.family] - block.prefixLength)) - 1n
  );
}
