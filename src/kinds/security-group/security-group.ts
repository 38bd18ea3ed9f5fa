// A security group and its rules. Name, description and VPC are fixed at creation. Two groups that admit each other are
// both made first; the rules follow when both have ids, and are released again when both are deleted.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
import {
  type Action,
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
import { defaultReference } from '../facts.ts';
import { change, changesOf, creation, idAt, refuse, waitFor } from '../planning.ts';
import {
  allowAll,
  authorize,
  differenceOf,
  fieldOf,
  revoke,
  type RuleDifference,
  type WantedRule,
  wantedRules,
} from './rules.ts';
import { securityGroupSchema, type SecurityGroupSpec } from './security-group.schema.ts';

/** ruleIDs: read only where a rule changes in place, because ids cost a call per group. */
export type SecurityGroupObserved = {
  group: SecurityGroupRow | undefined;
  ruleIDs: readonly SecurityGroupRuleRow[];
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
    existsCodes: ['InvalidGroup.Duplicate'],
    mayReturnExisting: false,
    idPath: 'GroupId',
  },
  destroy: {
    operation: 'DeleteSecurityGroup',
    input: (id) => ({ GroupId: id }),
    goneCodes: ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'],
  },
  notFoundCodes: ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'],
  state: () => 'ready',
  word: () => 'available',
  arnResource: (id) => `security-group/${id}`,
};

export const peerReferences: readonly Reference[] = ['ingress', 'egress'].flatMap(
  (direction): Reference[] => [
    {
      path: `${direction}[].peers[].securityGroupRef`,
      to: ['SecurityGroup'],
      needs: 'id',
      missing: 'holdItem',
      holdsTarget: true,
      releasable: true,
      verb: 'use',
    },
    {
      path: `${direction}[].peers[].prefixListID`,
      to: [],
      needs: 'id',
      missing: 'holdItem',
      holdsTarget: false,
      releasable: false,
      verb: 'use',
    },
  ],
);

export const securityGroup = defineKind({
  names: {
    kind: 'SecurityGroup',
    plural: 'securitygroups',
    singular: 'securitygroup',
    shortName: 'sg',
    columns: [
      { name: 'VPC', jsonPath: '.status.vpcID', type: 'string', priority: 0, description: 'Id of the VPC.' },
      {
        name: 'Group',
        jsonPath: '.status.groupName',
        type: 'string',
        priority: 1,
        description: 'Name in EC2.',
      },
      {
        name: 'In',
        jsonPath: '.status.ingressRules',
        type: 'integer',
        priority: 1,
        description: 'Rules for incoming traffic.',
      },
      {
        name: 'Out',
        jsonPath: '.status.egressRules',
        type: 'integer',
        priority: 1,
        description: 'Rules for outgoing traffic.',
      },
    ],
  },
  about: 'A firewall around network interfaces: what may reach them and what they may reach.',
  schema: securityGroupSchema,
  defaults: { ingress: [] },
  resets: { ingress: [] },
  immutable: ['vpcRef', 'vpcID', 'groupName', 'description'],
  references: [
    {
      path: 'vpcRef',
      to: ['VPC'],
      needs: 'usable',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'change',
      places: true,
    },
    defaultReference('VPC'),
    ...peerReferences,
  ],
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
  if (group === undefined || input.want === 'absent') return { group, ruleIDs: [] };
  const differences = differencesOf(input, group);
  const inPlace =
    'differences' in differences && differences.differences.some((one) => one.described.length > 0);
  return { group, ruleIDs: inPlace ? view.by('home', securityGroupRules, 'group-id', group.id) : [] };
}

function plan(input: Input<SecurityGroupSpec>, { group, ruleIDs }: SecurityGroupObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  return group === undefined ? planCreate(input) : planChanges(input, group, ruleIDs);
}

function planCreate(input: Input<SecurityGroupSpec>): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID === undefined) return waitFor('The VPC has no id yet.', 'DependencyNotReady');
  const name = input.spec.groupName ?? input.name;
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
  const next = planChanges(input, made, []);
  if (next.is === 'refuse') return next;
  const action: Action = {
    role: 'home',
    operation: 'CreateSecurityGroup',
    does: 'create',
    part: 'main',
    input: { VpcId: vpcID, GroupName: name, Description: description },
    changes: creation(
      { groupName: name, description, vpcRef: vpcID },
      'the security group does not exist yet',
    ),
  };
  return planOf([action], [], changesOf(next));
}

function planChanges(
  input: Input<SecurityGroupSpec>,
  group: SecurityGroupRow,
  ruleIDs: readonly SecurityGroupRuleRow[],
): Plan {
  const fixed = fixedProblem(input, group);
  if (fixed !== undefined) return fixed;
  const found = differencesOf(input, group);
  if ('problem' in found) return found.problem;
  const actions = found.differences.flatMap((one) => [
    ...authorize(group.id, one.missing),
    ...describe(group.id, one.described, ruleIDs),
    ...revoke(group.id, one.extra),
  ]);
  return planOf(
    actions,
    found.differences.flatMap((one) => one.held),
  );
}

function differencesOf(
  input: Input<SecurityGroupSpec>,
  group: SecurityGroupRow,
): { differences: readonly RuleDifference[] } | { problem: Plan } {
  const differences: RuleDifference[] = [];
  for (const direction of ['ingress', 'egress'] as const) {
    const wanted = wantedRules(input, direction, group.id);
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

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html
function describe(
  groupID: string,
  rules: readonly WantedRule[],
  ruleIDs: readonly SecurityGroupRuleRow[],
): readonly Action[] {
  const known = rules.flatMap(({ rule }) => {
    const row = ruleIDs.find((one) => ruleKey(one.rule) === ruleKey(rule));
    return row === undefined ? [] : [{ rule, row }];
  });
  if (known.length === 0) return [];
  return [
    {
      role: 'home',
      operation: 'ModifySecurityGroupRules',
      does: 'set',
      input: {
        GroupId: groupID,
        SecurityGroupRules: known.map(({ rule, row }) => ({
          SecurityGroupRuleId: row.id,
          SecurityGroupRule: requestOf(rule),
        })),
      },
      changes: known.map(({ rule, row }) =>
        change(`${fieldOf(rule)}.description`, {
          from: row.rule.description,
          to: rule.description,
          why: 'the description differs',
        }),
      ),
    },
  ];
}

function requestOf(rule: RuleRow) {
  const members = {
    cidrBlock: 'CidrIpv4',
    ipv6CIDRBlock: 'CidrIpv6',
    prefixListID: 'PrefixListId',
    securityGroupID: 'ReferencedGroupId',
  } as const;
  const ports = { IpProtocol: rule.protocol, FromPort: rule.fromPort, ToPort: rule.toPort };
  return { ...ports, [members[rule.source.kind]]: rule.source.value, Description: rule.description };
}

function fixedProblem(input: Input<SecurityGroupSpec>, group: SecurityGroupRow): Plan | undefined {
  const { spec } = input;
  const vpcID = idAt(input, 'vpcRef');
  const advice = 'put it back, or delete this group and create a new one';
  if (vpcID !== undefined && vpcID !== group.vpcID) {
    return refuse(
      'vpcRef',
      `${group.id} belongs to ${group.vpcID} and cannot move to ${vpcID}: ${advice}`,
      'ImmutableField',
    );
  }
  if (
    spec.groupName !== undefined &&
    spec.groupName.trim().toLowerCase() !== group.name.trim().toLowerCase()
  ) {
    return refuse('groupName', `${group.id} is named ${group.name}: ${advice}`, 'ImmutableField');
  }
  if (spec.description !== undefined && spec.description.trim() !== group.description.trim()) {
    return refuse(
      'description',
      `the description of ${group.id} is "${group.description}": ${advice}`,
      'ImmutableField',
    );
  }
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
