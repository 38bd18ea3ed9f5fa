// The address blocks of a VPC: which to associate and which to let go. Separate from the rest of the VPC because blocks
// have states of their own. The primary block is never touched; a block that EC2 failed to associate is reported and
// not asked for again, because EC2 keeps a failed association only to be read.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
import { canonicalCidr, overlaps, parseCidr } from '../../model/cidr.ts';
import type { Action, Held } from '../../model/kind.ts';
import { match } from '../../model/match.ts';
import type { CidrBlock, Ipv6Block, VpcRow } from '../../tables/vpcs.ts';
import { change } from '../planning.ts';
import type { VPCSpec } from './vpc.schema.ts';

export type Planned = { actions: readonly Action[]; held: readonly Held[] };

const alive = (block: CidrBlock) => block.state === 'associated' || block.state === 'associating';
/** Left out of planning: on the way out, or failed and only there to be read. */
const leaving = (block: CidrBlock) => block.state === 'disassociating' || block.state === 'disassociated';
const failed = (block: CidrBlock) => block.state === 'failing' || block.state === 'failed';

/** Why the declared blocks cannot stand beside each other, or undefined. */
export function blockProblem(blocks: readonly string[]): string | undefined {
  for (const [at, block] of blocks.entries()) {
    const cidr = parseCidr(block);
    if (cidr === undefined) return `${block} is not a network`;
    const other = blocks.slice(0, at).find((before) => {
      const parsed = parseCidr(before);
      return parsed !== undefined && overlaps(parsed, cidr);
    });
    if (other !== undefined)
      return `${block} overlaps ${other}: networks of one VPC must not share addresses; remove one of the two`;
  }
  return undefined;
}

export function planBlocks(spec: VPCSpec, vpc: VpcRow): Planned {
  if (spec.cidrBlocks === undefined) return { actions: [], held: [] };
  const desired = spec.cidrBlocks.map((block) => canonicalCidr(block) ?? block);
  const matched = match({
    desired,
    observed: vpc.cidrBlocks.filter((block) => !leaving(block)),
    keyOfDesired: (block) => block,
    keyOfObserved: (block) => block.cidrBlock,
    same: (_, block) => alive(block),
  });
  const removable = matched.extra.filter((block) => block.cidrBlock !== vpc.cidrBlock && !failed(block));
  return {
    actions: [...matched.missing.map((block) => associate(vpc, block)), ...removable.map(disassociate)],
    held: matched.changed.map(({ desired: block, observed }) => ({
      path: `cidrBlocks[${block}]`,
      reason: 'Failed' as const,
      message: `AWS could not associate ${block}: ${observed.why || 'no reason given'}; remove it from cidrBlocks, or declare it again when the cause is gone`,
    })),
  };
}

function associate(vpc: VpcRow, block: string): Action {
  return {
    role: 'home',
    operation: 'AssociateVpcCidrBlock',
    does: 'add',
    input: { VpcId: vpc.id, CidrBlock: block },
    changes: [
      change(`cidrBlocks[${block}]`, { from: null, to: block, why: 'the VPC does not have this network' }),
    ],
  };
}

function disassociate(block: CidrBlock): Action {
  return {
    role: 'home',
    operation: 'DisassociateVpcCidrBlock',
    does: 'remove',
    input: { AssociationId: block.associationID },
    changes: [
      change(`cidrBlocks[${block.cidrBlock}]`, {
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
  return vpc.ipv6CidrBlocks.filter(
    (block) => alive(block) && (block.pool === AMAZON_POOL || block.pool === ''),
  );
}

export function planIPv6(spec: VPCSpec, vpc: VpcRow): Planned {
  if (spec.ipv6 === undefined) return { actions: [], held: [] };
  const blocks = amazonBlocks(vpc);
  if (!spec.ipv6.amazonProvided) return { actions: blocks.map(giveBack), held: [] };
  if (blocks.length > 0) return { actions: [], held: [] };
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
