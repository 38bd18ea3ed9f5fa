// Scenarios of security groups.
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  group,
  https,
  key,
  object,
  otherGroup,
  scenariosOf,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
} from './scenario-kit.ts';
import { ACCOUNT, isReady, REGION, type World } from './world.ts';

export const securityGroupScenarios = scenariosOf({
  subject: { kind: 'SecurityGroup', name: 'group', spec: group },
  given: [vpc],
  edits: [
    tagEdit,
    { field: 'ingress added', to: { ingress: [https, { ...https, fromPort: 80, toPort: 80 }] } },
    { field: 'ingress peer', to: { ingress: [{ ...https, peers: [{ cidrBlock: '10.1.0.0/16' }] }] } },
    {
      field: 'rule description',
      to: { ingress: [{ ...https, description: 'from the office' }] },
      always: (world) => neverWithoutRule(world),
    },
    {
      field: 'ingress port',
      to: { ingress: [{ ...https, fromPort: 8443, toPort: 8443 }] },
      always: (world) => alwaysOneRule(world),
    },
    { field: 'ingress removed', to: { ingress: [] } },
    { field: 'egress opened', from: { egress: [] }, to: { egress: [https] } },
    { field: 'egress closed', to: { egress: [] } },
    {
      field: 'ingress group',
      given: [otherGroup],
      to: { ingress: [https, { ...https, peers: [{ securityGroupRef: { name: 'other' } }] }] },
    },
    { field: 'policy', from: { policy: 'Additive' }, to: { policy: 'Exclusive' } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'rule revoked',
      by: async (world, id) => {
        await world.as('RevokeSecurityGroupIngress', {
          GroupId: id,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
          ],
        });
      },
    },
    {
      what: 'rule added',
      by: async (world, id) => {
        await world.as('AuthorizeSecurityGroupIngress', {
          GroupId: id,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
        });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteSecurityGroup', { GroupId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateSecurityGroup', {
        VpcId: vpcID(world),
        GroupName: 'foreign',
        Description: 'foreign',
        TagSpecifications: bystander('security-group'),
      }),
      'GroupId',
    ),
  more: [twoGroups('create'), twoGroups('delete')],
});

/** Two groups that admit each other: shells first, links after; deleted in one go. */
function twoGroups(what: 'create' | 'delete'): Scenario {
  const admits = (name: string, other: string) =>
    object('SecurityGroup', name, {
      vpcRef: { name: 'net' },
      description: name,
      ingress: [{ ...https, peers: [{ securityGroupRef: { name: other } }] }],
    });
  const both = [admits('left', 'right'), admits('right', 'left')];
  const keys = [key('SecurityGroup', 'left'), key('SecurityGroup', 'right')];
  return {
    kind: 'SecurityGroup',
    name: `${what} two that admit each other`,
    given: what === 'create' ? [vpc] : [vpc, ...both],
    async when(world) {
      if (what === 'create') for (const one of both) await world.apply(one);
      else for (const one of keys) await world.delete(one);
    },
    goal: (world) =>
      keys.every((one) => (what === 'create' ? isReady(world.get(one)) : world.get(one) === undefined)) &&
      allReady(world),
  };
}

/** The rule changes in place: never without, and never open twice. */
function alwaysOneRule(world: World): string | undefined {
  const rules = ingressOf(world);
  return rules === undefined || rules.length === 1
    ? undefined
    : `the group had ${rules.length} rules for a moment`;
}

function neverWithoutRule(world: World): string | undefined {
  const rules = ingressOf(world);
  return rules === undefined || rules.some((rule) => rule.FromPort === 443)
    ? undefined
    : 'the rule for port 443 was gone for a moment';
}

/** What comes in by EC2's own picture, once the group is edited. */
function ingressOf(world: World): readonly { FromPort: number | undefined }[] | undefined {
  const state = world.get(key('SecurityGroup', 'group'));
  if (typeof state?.status?.id !== 'string' || (state.metadata.generation ?? 0) < 2) return undefined;
  const id = state.status.id;
  return world.aws
    .region(ACCOUNT, REGION)
    .securityGroupRules.filter((rule) => rule.GroupId === id && !rule.IsEgress)
    .map(({ FromPort }) => ({ FromPort }));
}
