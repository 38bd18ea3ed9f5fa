// One rule contributed to a security group that somebody else declares: an application team opens its own port, by grant,
// and takes it back. It has nothing of its own in AWS; the group's controller writes it, so that one hand writes each group.
// https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import { defineKind, type Input, planOf } from '../../model/kind.ts';
import { idAt } from '../planning.ts';
import { column, parentReference, wideColumn } from '../facts.ts';
import { peerReferences } from '../security-group/security-group.ts';
import { securityGroupRuleSchema, type SecurityGroupRuleSpec } from './security-group-rule.schema.ts';

type SecurityGroupRuleObserved = { groupID: string | undefined; direction: string };

const lists = { Ingress: 'ingress', Egress: 'egress' } as const;
/** The group's references stand once per direction; here there is one peer. */
const PEERS = 'ingress[].peers[].';

export const securityGroupRule = defineKind({
  names: {
    kind: 'SecurityGroupRule',
    plural: 'securitygrouprules',
    singular: 'securitygrouprule',
    shortName: 'sgr',
    columns: [
      column('Direction', '.spec.direction', 'Ingress or Egress.'),
      column('Protocol', '.spec.protocol', 'Protocol of the traffic.'),
      wideColumn('Port', '.spec.fromPort', 'First port.', 'integer'),
      wideColumn('Group', '.spec.securityGroupRef.name', 'Name of the SecurityGroup.'),
    ],
  },
  about: 'One rule in a security group that another object declares.',
  schema: securityGroupRuleSchema,
  defaults: {},
  resets: {},
  immutable: ['securityGroupRef', 'direction'],
  references: [
    parentReference('securityGroupRef', 'SecurityGroup', 'id'),
    ...peerReferences
      .filter(({ path }) => path.startsWith(PEERS))
      .map((reference) => ({ ...reference, path: `peer.${reference.path.slice(PEERS.length)}` })),
  ],
  parts: [],
  writes: [],
  faults: {},
  contributesTo: {
    ref: 'securityGroupRef',
    list: ({ direction }: SecurityGroupRuleSpec) => lists[direction],
    item: ({ securityGroupRef: _parent, direction: _list, peer, ...rule }: SecurityGroupRuleSpec) => ({
      ...rule,
      peers: [peer],
    }),
    pathOf: (field) => field.replace(/^peers\[0\]\./, 'peer.'),
  },
  observe: (input: Input<SecurityGroupRuleSpec>): SecurityGroupRuleObserved => ({
    groupID: idAt(input, 'securityGroupRef'),
    direction: lists[input.spec.direction],
  }),
  plan: () => planOf([]),
  project: ({ groupID, direction }: SecurityGroupRuleObserved) =>
    groupID === undefined ? {} : { id: `${groupID}/${direction}`, securityGroupID: groupID },
});
