// The address blocks of a VPC: which to associate and which to let go. Separate from the rest of the VPC because blocks
// have states of their own. The primary block is never touched; a block that EC2 failed to associate is reported and
// not asked for again, because EC2 keeps a failed association only to be read.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
import { canonicalCidr, containsCidr, parseCidr } from '../../model/cidr.ts';
import type { Action, Held } from '../../model/kind.ts';
import { match } from '../../model/match.ts';
import type { CidrBlock, Ipv6Block, VpcRow } from '../../tables/vpcs.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import { blockerOf } from '../blockers.ts';
import { change, nothing, type Planned } from '../planning.ts';
import { besideProblem, routeProblem } from './vpc-block-rules.ts';
import type { VPCSpec } from './vpc.schema.ts';

const alive = (block: CidrBlock) => block.state === 'associated' || block.state === 'associating';
const failed = (block: CidrBlock) => block.state === 'failing' || block.state === 'failed';

/** A failed association stays to be read, also when a later one of the same block succeeded. */
function isLastWord(block: CidrBlock, vpc: VpcRow): boolean {
  return failed(block) && !vpc.cidrBlocks.some((one) => alive(one) && one.cidrBlock === block.cidrBlock);
}

/** Whether the VPC has a network that is to go, so that it matters what lies in it. */
export function losesBlock(spec: VPCSpec, vpc: VpcRow): boolean {
  const declared = spec.cidrBlocks?.map((block) => canonicalCidr(block) ?? block);
  return vpc.cidrBlocks.some(
    (block) =>
      alive(block) && block.cidrBlock !== vpc.cidrBlock && declared?.includes(block.cidrBlock) === false,
  );
}

/** @param inside the subnets of the VPC, where it loses a network */
export function planBlocks(
  spec: VPCSpec,
  vpc: VpcRow,
  { tables, inside }: { tables: readonly RouteTableRow[]; inside: readonly SubnetRow[] },
): Planned {
  if (spec.cidrBlocks === undefined) return nothing;
  const desired = spec.cidrBlocks.map((block) => canonicalCidr(block) ?? block);
  const matched = match({
    desired,
    observed: vpc.cidrBlocks.filter((block) => alive(block) || isLastWord(block, vpc)),
    keyOfDesired: (block) => block,
    keyOfObserved: (block) => block.cidrBlock,
    same: (_, block) => alive(block),
  });
  const missing = matched.missing.map((block) => ({ block, problem: problemOf(block, vpc, tables) }));
  const removable = matched.extra.filter((block) => block.cidrBlock !== vpc.cidrBlock && !failed(block));
  const used = removable.flatMap((block) => usedProblem(block, inside) ?? []);
  const coming = matched.same
    .filter(({ observed }) => observed.state === 'associating')
    .map(({ desired: block }) => block);
  return {
    actions: [
      ...missing.flatMap(({ block, problem }) => (problem === undefined ? [associate(vpc, block)] : [])),
      ...removable.filter((block) => usedProblem(block, inside) === undefined).map(disassociate),
    ],
    held: [
      ...missing.flatMap(({ problem }) => problem ?? []),
      ...used,
      ...matched.changed.map(({ desired: block, observed }) => ({
        path: pathOf(block),
        reason: 'Failed' as const,
        message: `AWS could not associate ${block}: ${observed.why || 'no reason given'}; remove it from cidrBlocks, or declare it again when the cause is gone`,
      })),
    ],
    ...(coming.length === 0 ? {} : { waits: `${coming.join(', ')} is being associated.` }),
  };
}

const pathOf = (block: string) => `cidrBlocks[${block}]`;

/** What AWS would refuse to associate beside the primary block and the routes that are there. */
function problemOf(block: string, vpc: VpcRow, tables: readonly RouteTableRow[]): Held | undefined {
  const beside = besideProblem(block, vpc.cidrBlock);
  if (beside !== undefined) return { path: pathOf(block), reason: 'InvalidSpec', message: beside };
  const route = routeProblem(block, tables);
  return route === undefined ? undefined : { path: pathOf(block), reason: 'Conflict', message: route };
}

/** "You must first delete all resources that use it": https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateVpcCidrBlock.html */
function usedProblem({ cidrBlock }: CidrBlock, inside: readonly SubnetRow[]): Held | undefined {
  const network = parseCidr(cidrBlock);
  const users = inside.filter((subnet) => {
    const own = parseCidr(subnet.cidrBlock);
    return network !== undefined && own !== undefined && containsCidr(network, own);
  });
  if (users.length === 0) return undefined;
  const named = users.map((subnet) => blockerOf('subnet', subnet)).map(({ id, owner }) => `${id} (${owner})`);
  const message = `${cidrBlock} is not declared any more, but subnets lie in it: ${named.toSorted().join(', ')}; delete them first, or put ${cidrBlock} back`;
  return { path: pathOf(cidrBlock), reason: 'DependencyNotReady', message, shields: pathOf(cidrBlock) };
}

function associate(vpc: VpcRow, block: string): Action {
  return {
    role: 'home',
    operation: 'AssociateVpcCidrBlock',
    does: 'add',
    input: { VpcId: vpc.id, CidrBlock: block },
    changes: [change(pathOf(block), { from: null, to: block, why: 'the VPC does not have this network' })],
  };
}

function disassociate(block: CidrBlock): Action {
  return {
    role: 'home',
    operation: 'DisassociateVpcCidrBlock',
    does: 'remove',
    input: { AssociationId: block.associationID },
    changes: [
      change(pathOf(block.cidrBlock), {
        from: block.cidrBlock,
        to: null,
        risk: 'Interrupts',
        why: 'the VPC has a network that is not declared',
      }),
    ],
  };
}

/** Amazon's pool has this name in DescribeVpcs. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcIpv6CidrBlockAssociation.html */
const AMAZON_POOL = 'Amazon';

export function amazonBlocks(vpc: VpcRow): readonly Ipv6Block[] {
  return vpc.ipv6CidrBlocks.filter((block) => alive(block) && isAmazons(block));
}

function isAmazons({ pool }: Ipv6Block): boolean {
  return pool === AMAZON_POOL || pool === '';
}

export function planIPv6(spec: VPCSpec, vpc: VpcRow): Planned {
  if (spec.ipv6 === undefined) return nothing;
  const blocks = amazonBlocks(vpc);
  if (!spec.ipv6.amazonProvided) {
    const leaving = vpc.ipv6CidrBlocks.find((block) => isAmazons(block) && block.state === 'disassociating');
    if (blocks.length > 0 || leaving === undefined) return { actions: blocks.map(giveBack), held: [] };
    return { ...nothing, waits: `${leaving.cidrBlock} is leaving ${vpc.id}.` };
  }
  if (blocks.some((block) => block.state === 'associated')) return nothing;
  if (blocks.length > 0) return { ...nothing, waits: 'The IPv6 network is being associated.' };
  const lost = vpc.ipv6CidrBlocks.find(failed);
  if (lost !== undefined) {
    const message = `AWS could not give the VPC an IPv6 network: ${lost.why || 'no reason given'}`;
    return { actions: [], held: [{ path: 'ipv6', reason: 'Failed', message }] };
  }
  const action: Action = {
    role: 'home',
    operation: 'AssociateVpcCidrBlock',
    does: 'add',
    input: { VpcId: vpc.id, AmazonProvidedIpv6CidrBlock: true },
    addsAgain: true,
    changes: [
      change('ipv6.amazonProvided', { from: false, to: true, why: 'the VPC has no IPv6 network of Amazon' }),
    ],
  };
  return { actions: [action], held: [] };
}

function giveBack(block: Ipv6Block): Action {
  return {
    role: 'home',
    operation: 'DisassociateVpcCidrBlock',
    does: 'remove',
    input: { AssociationId: block.associationID },
    changes: [
      change('ipv6.amazonProvided', {
        from: block.cidrBlock,
        to: false,
        risk: 'Destroys',
        why: 'the IPv6 network is not declared; Amazon will not give the same one again',
      }),
    ],
  };
}

/** The blocks that are in use, the primary first. */
export function usedBlocks(vpc: VpcRow): readonly string[] {
  const others = vpc.cidrBlocks.filter((block) => alive(block) && block.cidrBlock !== vpc.cidrBlock);
  return [vpc.cidrBlock, ...others.map((block) => block.cidrBlock).toSorted()].filter(
    (block) => block !== '',
  );
}
