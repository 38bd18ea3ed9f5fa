// Which IPv4 blocks a VPC may have, as far as it can be known before asking.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
import { type Cidr, containsCidr, overlaps, parseCidr } from '../../model/cidr.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';

/** No VPC can have a block in these. */
const NEVER = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4'];

/**
 * "CIDR block association restrictions" of the page above: where the VPC has a block in `has`, none of `not` can be added.
 * Asked of the primary block only, which stays for ever: what others forbid may change, and AWS answers that.
 */
const RESTRICTIONS: readonly { has: string; not: readonly string[] }[] = [
  { has: '10.0.0.0/15', not: ['10.0.0.0/16'] },
  { has: '10.0.0.0/8', not: ['172.16.0.0/12', '192.168.0.0/16', '198.19.0.0/16'] },
  { has: '172.16.0.0/12', not: ['10.0.0.0/8', '192.168.0.0/16', '172.31.0.0/16', '198.19.0.0/16'] },
  { has: '192.168.0.0/16', not: ['10.0.0.0/8', '172.16.0.0/12', '198.19.0.0/16'] },
  { has: '198.19.0.0/16', not: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] },
];
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '198.19.0.0/16'];

/** Why the declared blocks cannot be, or not beside each other; undefined when nothing is known against them. */
export function blockProblem(blocks: readonly string[]): string | undefined {
  for (const [at, block] of blocks.entries()) {
    const cidr = parseCidr(block);
    if (cidr === undefined) return `${block} is not a network`;
    const never = NEVER.find((range) => meets(range, cidr));
    if (never !== undefined)
      return `${block} lies in ${never}, which no VPC can have: choose another network`;
    const other = blocks.slice(0, at).find((before) => meets(before, cidr));
    if (other !== undefined)
      return `${block} overlaps ${other}: networks of one VPC must not share addresses; remove one of the two`;
  }
  return undefined;
}

/** Why AWS does not associate the block with a VPC that has this primary one. */
export function besideProblem(block: string, primary: string): string | undefined {
  const cidr = parseCidr(block);
  const not = cidr && forbiddenBeside(primary).find((range) => meets(range, cidr));
  return not === undefined
    ? undefined
    : `AWS does not add networks in ${not} to a VPC that has ${primary}: choose another in the same private range, in 100.64.0.0/10, or a public one`;
}

function forbiddenBeside(block: string): readonly string[] {
  const cidr = parseCidr(block);
  if (cidr === undefined || cidr.family === 6) return [];
  const rules = RESTRICTIONS.filter(({ has }) => contains(has, cidr));
  return rules.length === 0 ? PRIVATE : rules.flatMap(({ not }) => not);
}

/** The local route of a new block may not be equal to or wider than a route that is there. */
export function routeProblem(block: string, tables: readonly RouteTableRow[]): string | undefined {
  const cidr = parseCidr(block);
  if (cidr === undefined) return undefined;
  for (const table of tables) {
    const route = table.routes.find(({ destination, origin }) => {
      const inner = parseCidr(destination);
      return origin !== 'CreateRouteTable' && inner !== undefined && containsCidr(cidr, inner);
    });
    if (route !== undefined)
      return `${block} is as wide as, or wider than, the route to ${route.destination} in ${table.id}, which AWS does not allow: remove that route first`;
  }
  return undefined;
}

function meets(range: string, cidr: Cidr): boolean {
  const outer = parseCidr(range);
  return outer !== undefined && overlaps(outer, cidr);
}

function contains(range: string, cidr: Cidr): boolean {
  const outer = parseCidr(range);
  return outer !== undefined && containsCidr(outer, cidr);
}
