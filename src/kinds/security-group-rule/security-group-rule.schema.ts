// Spec and status of one rule that is contributed to a security group which somebody else declares.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import { enumOf, fixed, objectOf, optional, refTo, schemaOf, text } from '../../model/schema.ts';
import { peer, portRules, rule } from '../security-group/security-group.schema.ts';

const { peers: _several, ...ruleMembers } = rule.properties;

const spec = objectOf(
  {
    securityGroupRef: refTo(
      'SecurityGroup',
      "The security group that gets the rule. In another namespace it needs a NetworkGrant there with the verb change. The group's own rules win over contributed ones that EC2 takes for the same, then the oldest object wins. It cannot be changed.",
    ),
    direction: enumOf(
      ['Ingress', 'Egress'],
      'Ingress: what may come in. Egress: what may go out. It cannot be changed.',
    ),
    ...ruleMembers,
    peer,
  },
  'One rule in a security group that another object declares. All but group and direction can change at any time; the new rule is made before the old one goes.',
);

const status = objectOf(
  {
    securityGroupID: optional(text('Id of the security group.', { max: 64 })),
  },
  'Observed state of the contributed rule.',
);

export type SecurityGroupRuleSpec = Static<typeof spec>;
export type SecurityGroupRuleStatus = Static<typeof status>;

const rules: readonly Rule[] = [...portRules, fixed('securityGroupRef'), fixed('direction')];

export const securityGroupRuleSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
