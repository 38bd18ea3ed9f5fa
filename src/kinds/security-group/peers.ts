// The other side of a rule as EC2 names it. Separate from the rules, because a peer may be known only by the name of
// another object, or by that of an AWS service, whose own prefix list has an id of its own in every region.
import type { Held, Input, Item, Ref, View } from '../../model/kind.ts';
import type { ScopeAnswer } from '../../model/scope.ts';
import { AWS_OWNER, managedPrefixLists } from '../../tables/managed-prefix-lists.ts';
import { canonicalSource, type RuleRow, type SourceKind } from '../../tables/rules.ts';
import { heldBy, linkOf } from '../planning.ts';
import { networkOf, type PublicIPs, publicIPsOf, unknownAddress } from '../public-addresses.ts';
import type { PeerSpec, RuleSpec, SecurityGroupSpec } from './security-group.schema.ts';

type AWSService = NonNullable<PeerSpec['awsService']>;
/** Ids of AWS's own prefix lists, as far as they are known. */
export type AWSLists = Partial<Record<AWSService, string>>;
/** What AWS shows behind the names of peers. */
export type PeersKnown = { awsLists: AWSLists; publicIPs: PublicIPs };
export type PeerKnowledge = PeersKnown & { groupID: string; home: ScopeAnswer };

export const nothingKnown: PeersKnown = { awsLists: {}, publicIPs: new Map() };

export function knowledgeFor(input: Input<SecurityGroupSpec>, view: View): PeersKnown {
  return { awsLists: awsListsFor(input, view), publicIPs: publicIPsOf(addressRefs(input), view) };
}

function addressRefs(input: Input<SecurityGroupSpec>): readonly (Ref | undefined)[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    input
      .items<RuleSpec>(direction)
      .flatMap((item) => item.value.peers.map((_, at) => item.ref(`peers[${at}].elasticIPRef`))),
  );
}

export const nothing: Held = { path: '', reason: 'DependencyNotReady', message: '' };

/** mayUse false: a rule of it stays where it exists, but is not made. */
export type Source = { source: RuleRow['source']; mayUse: boolean; whyHeld: () => Held };

/** The lists that the declared peers need. https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
function awsListsFor(input: Input<SecurityGroupSpec>, view: View): AWSLists {
  const home = input.scope('home');
  const rules = [...input.items<RuleSpec>('ingress'), ...input.items<RuleSpec>('egress')];
  const lists: AWSLists = {};
  if ('none' in home) return lists;
  for (const service of new Set(rules.flatMap(({ value }) => value.peers.map((peer) => peer.awsService)))) {
    if (service === undefined) continue;
    const name = `com.amazonaws.${home.region}.${service}`;
    const list = view
      .by('home', managedPrefixLists, 'prefix-list-name', name)
      .find((row) => row.ownerID === AWS_OWNER);
    if (list !== undefined) lists[service] = list.id;
  }
  return lists;
}

export function sourceOf(
  item: Item<RuleSpec>,
  { peer, at, known }: { peer: PeerSpec; at: number; known: PeerKnowledge },
): Source | { held: Held } {
  if (peer.self === true) return plain('securityGroupID', known.groupID);
  if (peer.cidrBlock !== undefined) return plain('cidrBlock', peer.cidrBlock);
  if (peer.ipv6CIDRBlock !== undefined) return plain('ipv6CIDRBlock', peer.ipv6CIDRBlock);
  if (peer.awsService !== undefined) return awsSource(peer.awsService, known);
  const field = references.find((one) => item.ref(`peers[${at}].${one}`) !== undefined) ?? 'securityGroupRef';
  const ref = item.ref(`peers[${at}].${field}`);
  const link = linkOf(ref, ref?.name ?? field, field === 'prefixListRef' ? 'usable' : 'id');
  if (link.is === 'unset')
    return {
      held: {
        path: field,
        reason: 'InvalidSpec',
        message: 'the peer names nothing: set exactly one of its fields',
      },
    };
  if (link.is === 'held') return link;
  const source = referred(field, { id: link.id, ref }, known);
  if (source === undefined) return { held: unknownAddress(ref?.name ?? field, link.id, 'cidrBlock') };
  return { source, mayUse: link.mayUse, whyHeld: () => heldBy(ref, ref?.name ?? field) };
}

const references = ['prefixListRef', 'elasticIPRef', 'securityGroupRef'] as const;

/** undefined: AWS does not show the address. */
function referred(
  field: (typeof references)[number],
  { id, ref }: { id: string; ref: Ref | undefined },
  { publicIPs, home }: PeerKnowledge,
): RuleRow['source'] | undefined {
  if (field === 'prefixListRef') return canonicalSource('prefixListID', id);
  if (field === 'securityGroupRef')
    return { ...canonicalSource('securityGroupID', id), ...foreignAccount(ref, home) };
  const network = networkOf(id, publicIPs);
  return network === undefined ? undefined : canonicalSource('cidrBlock', network);
}

/** A raw id has no scope of its own: it is taken for one of the group's account. */
function foreignAccount(ref: Ref | undefined, home: ScopeAnswer): { account?: string } {
  if (ref === undefined || ref.is === 'missing' || ref.scope === undefined || 'none' in home) return {};
  const { account } = ref.scope;
  return account === '' || account === home.account ? {} : { account };
}

function plain(kind: SourceKind, value: string): Source {
  return { source: canonicalSource(kind, value), mayUse: true, whyHeld: () => nothing };
}

function awsSource(service: AWSService, { awsLists }: PeerKnowledge): Source | { held: Held } {
  const id = awsLists[service];
  if (id !== undefined) return plain('prefixListID', id);
  const message = `AWS shows no prefix list of its own for ${service} in this region: the rule is made when it does`;
  return { held: { path: service, reason: 'DependencyNotFound', message } };
}
