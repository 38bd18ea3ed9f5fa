// A security group and its rules. Name, description and VPC are fixed at creation. Two groups that admit each other are
// both made first; the rules follow when both have ids, and are released again when both are deleted.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
import {
  type Blocker,
  defineKind,
  type Input,
  type Part,
  type Plan,
  planOf,
  type Reference,
  type View,
} from '../../model/kind.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { ruleKey, type RuleRow } from '../../tables/rules.ts';
import { type SecurityGroupRuleRow, securityGroupRules } from '../../tables/security-group-rules.ts';
import { type SecurityGroupRow, securityGroups } from '../../tables/security-groups.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { blockerOf, interfaceBlocker } from '../blockers.ts';
import { column, defaultReference, linkReference, parentReference, wideColumn } from '../facts.ts';
import { changesOf, create, creation, fixed, idAt, refuse, together, waitFor } from '../planning.ts';
import { knowledgeFor, nothingKnown, type PeersKnown } from './peers.ts';
import { needsRuleIDs, planDifference } from './rules-in-place.ts';
import { allowAll, differenceOf, type RuleDifference, wantedRules } from './rules.ts';
import { type RuleSpec, securityGroupSchema, type SecurityGroupSpec } from './security-group.schema.ts';

/** ruleIDs: read only where a rule changes in place, because ids cost a call per group. */
export type SecurityGroupObserved = {
  group: SecurityGroupRow | undefined;
  ruleIDs: readonly SecurityGroupRuleRow[];
  peers: PeersKnown;
};

const main: Part<SecurityGroupRow> = {
  name: 'main',
  role: 'home',
  table: securityGroups,
  ownedBy: { tagType: 'security-group' },
  // Names are unique per VPC. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  create: {
    operation: 'CreateSecurityGroup',
    once: 'naturalKey',
    clash: {
      codes: ['InvalidGroup.Duplicate'],
      field: 'groupName',
      cure: 'choose a groupName that no other group of the VPC has',
      index: 'vpc-id',
      key: (input: Input<SecurityGroupSpec>) => idAt(input, 'vpcRef'),
      is: (row, input: Input<SecurityGroupSpec>) => isSameName(row.name, nameOf(input)),
    },
    mayReturnExisting: false,
    idPath: 'GroupId',
  },
  destroy: {
    operation: 'DeleteSecurityGroup',
    input: (id) => ({ GroupId: id }),
    goneCodes: ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'],
  },
  // A new group admits nothing: what gets it in place of another one loses its traffic until the rules are there.
  // https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html
  usableWhen: 'settled',
  arnResource: (id) => `security-group/${id}`,
};

const everywhere: RuleSpec['peers'] = [{ cidrBlock: '0.0.0.0/0' }, { ipv6CIDRBlock: '::/0' }];

export const peerReferences: readonly Reference[] = ['ingress', 'egress'].flatMap((direction) => [
  linkReference(`${direction}[].peers[].securityGroupRef`, 'SecurityGroup'),
  linkReference(`${direction}[].peers[].prefixListRef`, 'ManagedPrefixList', 'usable'),
  // Released with the address, it may be given to somebody else, whom the rule would let in.
  linkReference(`${direction}[].peers[].elasticIPRef`, 'ElasticIP'),
]);

export const securityGroup = defineKind({
  names: {
    kind: 'SecurityGroup',
    plural: 'securitygroups',
    singular: 'securitygroup',
    shortName: 'sg',
    columns: [
      column('VPC', '.status.vpcID', 'Id of the VPC.'),
      wideColumn('Group', '.status.groupName', 'Name in EC2.'),
      wideColumn('In', '.status.ingressRules', 'Rules for incoming traffic.', 'integer'),
      wideColumn('Out', '.status.egressRules', 'Rules for outgoing traffic.', 'integer'),
    ],
  },
  about: 'A firewall around network interfaces: what may reach them and what they may reach.',
  schema: securityGroupSchema,
  defaults: { ingress: [] },
  // Whoever takes a declaration back wants the way out open again, over both: a VPC without IPv6 takes the second one, too.
  // https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
  resets: { ingress: [], egress: [{ protocol: 'all', peers: everywhere }] },
  immutable: ['vpcRef', 'vpcID', 'groupName', 'description'],
  references: [parentReference('vpcRef', 'VPC'), defaultReference('VPC'), ...peerReferences],
  parts: [main],
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
  madeByAWS: {
    field: 'defaultOf',
    what: 'the default security group of the VPC',
    table: securityGroups,
    index: 'vpc-id',
    key: (input) => idAt(input, 'adopt.defaultOf'),
    is: (row: SecurityGroupRow) => row.name === 'default',
    of: vpcs,
  },
  writes: [
    'CreateSecurityGroup',
    'DeleteSecurityGroup',
    'AuthorizeSecurityGroupIngress',
    'AuthorizeSecurityGroupEgress',
    'RevokeSecurityGroupIngress',
    'RevokeSecurityGroupEgress',
    'ModifySecurityGroupRules',
    'CreateTags',
    'DeleteTags',
  ],
  faults: {},
  observe,
  plan,
  project: ({ group }: SecurityGroupObserved) => (group === undefined ? {} : statusOf(group)),
  blockers,
});

function observe(input: Input<SecurityGroupSpec>, view: View): SecurityGroupObserved {
  const group = view.own(main);
  if (input.want === 'absent') return { group, ruleIDs: [], peers: nothingKnown };
  const peers = knowledgeFor(input, view);
  if (group === undefined) return { group, ruleIDs: [], peers };
  const differences = differencesOf(input, group, peers);
  const inPlace = 'differences' in differences && differences.differences.some(needsRuleIDs);
  const ruleIDs = inPlace ? view.by('home', securityGroupRules, 'group-id', group.id) : [];
  return { group, ruleIDs, peers };
}

function nameOf({ spec, name }: Input<SecurityGroupSpec>): string {
  return spec.groupName ?? name;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html: trailing blanks are cut, letters count once. */
function isSameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function plan(input: Input<SecurityGroupSpec>, observed: SecurityGroupObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  const { group } = observed;
  return group === undefined ? planCreate(input, observed) : planChanges(input, group, observed);
}

type Known = Pick<SecurityGroupObserved, 'ruleIDs' | 'peers'>;

function planCreate(input: Input<SecurityGroupSpec>, known: Known): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID === undefined) return waitFor('The VPC has no id yet.', 'DependencyNotReady');
  const name = nameOf(input);
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  if (name.startsWith('sg-') || name.toLowerCase() === 'default') {
    return refuse(
      'groupName',
      `AWS does not allow a group named ${name}: set groupName to a name that is not default and does not begin with sg-`,
    );
  }
  const description = input.spec.description ?? input.name;
  const made: SecurityGroupRow = {
    id: 'new',
    arn: '',
    ownerID: '',
    vpcID,
    name,
    description,
    rules: [allowAll('0.0.0.0/0')],
    tags: {},
  };
  const next = planChanges(input, made, known);
  if (next.is === 'refuse') return next;
  const action = create(
    'CreateSecurityGroup',
    { VpcId: vpcID, GroupName: name, Description: description },
    creation({ groupName: name, description, vpcRef: vpcID }, 'the security group does not exist yet'),
  );
  return planOf([action], [], changesOf(next));
}

function planChanges(
  input: Input<SecurityGroupSpec>,
  group: SecurityGroupRow,
  { ruleIDs, peers }: Known,
): Plan {
  const problem = fixedProblem(input, group);
  if (problem !== undefined) return problem;
  const found = differencesOf(input, group, peers);
  if ('problem' in found) return found.problem;
  return together(...found.differences.map((one) => planDifference(group.id, one, ruleIDs)));
}

function differencesOf(
  input: Input<SecurityGroupSpec>,
  group: SecurityGroupRow,
  peers: PeersKnown,
): { differences: readonly RuleDifference[] } | { problem: Plan } {
  const differences: RuleDifference[] = [];
  const home = input.scope('home');
  for (const direction of ['ingress', 'egress'] as const) {
    const wanted = wantedRules(input, direction, { ...peers, groupID: group.id, home });
    if ('problem' in wanted) return wanted;
    const observed = group.rules.filter(
      (rule) => rule.direction === direction && !isOwnIPv6Default(input, rule),
    );
    differences.push(differenceOf(wanted, observed));
  }
  return { differences };
}

/** With egress left out, the second allow-all rule stays where AWS made it. */
function isOwnIPv6Default(input: Input<SecurityGroupSpec>, rule: RuleRow): boolean {
  return input.spec.egress === undefined && ruleKey(rule) === ruleKey(allowAll('::/0'));
}

function fixedProblem(input: Input<SecurityGroupSpec>, group: SecurityGroupRow): Plan | undefined {
  const { groupName, description } = input.spec;
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID !== undefined && vpcID !== group.vpcID)
    return fixed('vpcRef', { id: group.id, have: group.vpcID, want: vpcID });
  // EC2 trims both and takes no account of case in names.
  if (groupName !== undefined && !isSameName(groupName, group.name))
    return fixed('groupName', { id: group.id, have: group.name, want: groupName });
  if (description !== undefined && description.trim() !== group.description.trim())
    return fixed('description', { id: group.id, have: group.description, want: description });
  return undefined;
}

function statusOf(group: SecurityGroupRow) {
  const count = (direction: string) => group.rules.filter((rule) => rule.direction === direction).length;
  return {
    vpcID: group.vpcID,
    groupName: group.name,
    ingressRules: count('ingress'),
    egressRules: count('egress'),
  };
}

// Interfaces that have the group, and other groups whose rules name it.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
function blockers(
  _: Input<SecurityGroupSpec>,
  { group }: SecurityGroupObserved,
  view: View,
): readonly Blocker[] {
  if (group === undefined) return [];
  const naming = [
    ...view.by('home', securityGroups, 'ip-permission.group-id', group.id),
    ...view.by('home', securityGroups, 'egress.ip-permission.group-id', group.id),
  ].filter((other, at, all) => other.id !== group.id && all.findIndex((one) => one.id === other.id) === at);
  return [
    ...view.by('home', networkInterfaces, 'group-id', group.id).map(interfaceBlocker),
    ...naming.map((other) => blockerOf('security-group whose rules name it', other)),
  ];
}
