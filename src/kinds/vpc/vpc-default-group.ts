// The security group that AWS makes with every VPC, and that cannot be deleted: emptied, nothing is let in or out of what
// names no other group. https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
import type { Action } from '../../model/kind.ts';
import { tagKeys } from '../../model/names.ts';
import { type Direction, type RuleRow, ruleText } from '../../tables/rules.ts';
import type { SecurityGroupRow } from '../../tables/security-groups.ts';
import { permissionsOf } from '../permissions.ts';
import { change, type Planned } from '../planning.ts';

const PATH = 'defaultSecurityGroup';

export function defaultGroup(groups: readonly SecurityGroupRow[]): SecurityGroupRow | undefined {
  return groups.find(({ name }) => name === 'default');
}

/** Its members among themselves, and everything out. */
export const defaultGroupAsMade: SecurityGroupRow = {
  id: 'new',
  arn: '',
  ownerID: '',
  vpcID: 'new',
  name: 'default',
  description: '',
  rules: [
    allTraffic('ingress', { kind: 'securityGroupID', value: 'new' }),
    allTraffic('egress', { kind: 'cidrBlock', value: '0.0.0.0/0' }),
  ],
  tags: {},
};

function allTraffic(direction: Direction, source: RuleRow['source']): RuleRow {
  return { direction, protocol: '-1', fromPort: -1, toPort: -1, source, description: '' };
}

/** A group that another object has adopted with rules is that object's to decide about. */
export function planDefaultGroup(group: SecurityGroupRow | undefined): Planned {
  if (group === undefined || group.rules.length === 0) return { actions: [], held: [] };
  const owner = group.tags[tagKeys.resource];
  if (owner === undefined)
    return { actions: [...empty(group, 'ingress'), ...empty(group, 'egress')], held: [] };
  const message = `${owner} has adopted the default group ${group.id} and gives it rules: set Keep, or leave its rules out`;
  return { actions: [], held: [{ path: PATH, reason: 'Conflict', message }] };
}

function empty(group: SecurityGroupRow, direction: 'ingress' | 'egress'): readonly Action[] {
  const rules = group.rules.filter((rule) => rule.direction === direction);
  if (rules.length === 0) return [];
  const why = 'the default group is to have no rules; what has no other group loses its traffic';
  const changes = [change(PATH, { from: rules.map(ruleText), to: 'Empty', risk: 'Interrupts', why })];
  const input = { GroupId: group.id, IpPermissions: permissionsOf(rules, false) };
  if (direction === 'egress')
    return [{ role: 'home', operation: 'RevokeSecurityGroupEgress', does: 'remove', input, changes }];
  return [{ role: 'home', operation: 'RevokeSecurityGroupIngress', does: 'remove', input, changes }];
}
