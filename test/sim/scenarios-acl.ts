// Scenarios of network ACLs, and of the subnets that have them: at no moment may an edit cut what is allowed before and
// after it.
import { parseCidr, containsCidr } from '../../src/model/cidr.ts';
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  goneAnd,
  key,
  object,
  scenariosOf,
  type Spec,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
  zone,
} from './scenario-kit.ts';
import { ACCOUNT, conditionOf, REGION, type World } from './world.ts';

const https = { ruleNumber: 100, action: 'Allow', protocol: 'tcp', cidrBlock: '0.0.0.0/0', fromPort: 443 };
const answers = {
  ruleNumber: 110,
  action: 'Allow',
  protocol: 'tcp',
  cidrBlock: '0.0.0.0/0',
  fromPort: 1024,
  toPort: 65535,
};
const everything = { ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '0.0.0.0/0' };
const intruder = { ruleNumber: 10, action: 'Deny', protocol: 'all', cidrBlock: '203.0.113.7/32' };
const acl: Spec = { vpcRef: { name: 'net' }, ingress: [https, answers], egress: [everything] };
/** More entries than the rate limiter lets through at once: the ACL is half made for seconds. HTTPS comes near the end. */
const INTRUDERS = 14;
const long: Spec = {
  ...acl,
  ingress: [
    ...Array.from({ length: INTRUDERS }, (_, at) => ({
      ...intruder,
      ruleNumber: at + 1,
      cidrBlock: `203.0.113.${at}/32`,
    })),
    https,
    answers,
  ],
};
const subnet: Spec = { vpcRef: { name: 'net' }, cidrBlock: '10.20.1.0/24', availabilityZone: zone };
const withAcl = (name: string): Spec => ({ ...subnet, networkACLRef: { name } });

export const networkAclScenarios = scenariosOf({
  subject: { kind: 'NetworkACL', name: 'acl', spec: acl },
  given: [vpc],
  edits: [
    tagEdit,
    { field: 'ingress added', to: { ingress: [intruder, https, answers] } },
    { field: 'ingress removed', to: { ingress: undefined } },
    {
      field: 'ingress replaced',
      to: {
        ingress: [
          { ...https, fromPort: 8443 },
          { ...answers, action: 'Deny' },
        ],
      },
    },
    {
      field: 'icmp and IPv6',
      to: {
        egress: [
          { ...everything, protocol: 'icmp', icmp: { type: 8 } },
          { ruleNumber: 101, action: 'Allow', protocol: 'icmpv6', ipv6CIDRBlock: '::/0', icmp: { type: -1 } },
          { ruleNumber: 102, action: 'Deny', protocol: '47', ipv6CIDRBlock: '2001:db8::/32' },
        ],
      },
    },
    { field: 'policy', from: { policy: 'Additive' }, to: { policy: 'Exclusive' } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'entry deleted',
      by: async (world, id) => {
        await world.as('DeleteNetworkAclEntry', { NetworkAclId: id, RuleNumber: 100, Egress: false });
      },
    },
    {
      what: 'entry added',
      by: async (world, id) => {
        await world.as('CreateNetworkAclEntry', { ...allowAll(id), RuleNumber: 50 });
      },
    },
    {
      what: 'entry replaced',
      by: async (world, id) => {
        await world.as('ReplaceNetworkAclEntry', { ...allowAll(id), RuleNumber: 110, RuleAction: 'deny' });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteNetworkAcl', { NetworkAclId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateNetworkAcl', {
        VpcId: vpcID(world),
        TagSpecifications: bystander('network-acl'),
      }),
      'NetworkAcl',
      'NetworkAclId',
    ),
  adopted: { ingress: [https] },
  more: [
    {
      kind: 'NetworkACL',
      name: 'renumber everything under a subnet',
      given: [vpc, object('NetworkACL', 'acl', acl), object('Subnet', 'subnet', withAcl('acl'))],
      when: (world) =>
        world.apply(
          object('NetworkACL', 'acl', {
            ...acl,
            ingress: [intruder, { ...https, ruleNumber: 20 }, { ...answers, ruleNumber: 30 }],
            egress: [
              { ...everything, ruleNumber: 5 },
              { ...everything, ruleNumber: 6, action: 'Deny' },
            ],
          }),
        ),
      goal: allReady,
      always: servesHttps,
    },
    {
      kind: 'NetworkACL',
      name: 'adopt the default one',
      given: [vpc],
      async when(world) {
        const adopt = { defaultOf: { name: 'net' } };
        await world.apply(object('NetworkACL', 'acl', { adopt, ingress: [https] }));
        const self = key('NetworkACL', 'acl');
        await world.until(() => conditionOf(world.get(self), 'PlanPending') !== undefined, 120);
        const plan = world.get(self)?.status?.plan as { hash: string } | undefined;
        if (plan !== undefined) await world.annotate(self, { 'vpcraft.dev/approve-plan': plan.hash });
      },
      goal: allReady,
    },
    {
      kind: 'NetworkACL',
      name: 'delete with its subnet and VPC, in one go',
      given: [vpc, object('NetworkACL', 'acl', acl), object('Subnet', 'subnet', withAcl('acl'))],
      async when(world) {
        await world.delete(key('NetworkACL', 'acl'));
        await world.delete(key('VPC', 'net'));
        await world.delete(key('Subnet', 'subnet'));
      },
      goal: (world) => world.objects().length === 0,
    },
    {
      kind: 'NetworkACL',
      name: 'delete while its subnet goes back to the default one',
      given: [vpc, object('NetworkACL', 'acl', acl), object('Subnet', 'subnet', withAcl('acl'))],
      async when(world) {
        await world.delete(key('NetworkACL', 'acl'));
        await world.apply(object('Subnet', 'subnet', subnet));
      },
      goal: goneAnd(key('NetworkACL', 'acl')),
      always: servesHttps,
    },
  ],
});

/** Of subnets; a new ACL, or a new declaration of an old one, comes in the same moment. */
export const subnetAclScenarios: readonly Scenario[] = [
  {
    kind: 'Subnet',
    name: 'edit networkACLRef, made in the same moment',
    given: [vpc, object('Subnet', 'subnet', subnet)],
    async when(world) {
      await world.apply(object('Subnet', 'subnet', withAcl('acl')));
      await world.apply(object('NetworkACL', 'acl', long));
    },
    goal: (world) => allReady(world) && hasAcl(world, 'acl'),
    always: servesHttps,
  },
  {
    kind: 'Subnet',
    name: 'edit networkACLRef, opened in the same moment',
    given: [vpc, object('NetworkACL', 'acl', { ...acl, ingress: [] }), object('Subnet', 'subnet', subnet)],
    async when(world) {
      await world.apply(object('NetworkACL', 'acl', long));
      await world.apply(object('Subnet', 'subnet', withAcl('acl')));
    },
    goal: (world) => allReady(world) && hasAcl(world, 'acl'),
    always: servesHttps,
  },
  {
    kind: 'Subnet',
    name: 'edit networkACLRef to another',
    given: [
      vpc,
      object('NetworkACL', 'acl', acl),
      object('NetworkACL', 'acl2', acl),
      object('Subnet', 'subnet', withAcl('acl')),
    ],
    when: (world) => world.apply(object('Subnet', 'subnet', withAcl('acl2'))),
    goal: (world) => allReady(world) && hasAcl(world, 'acl2'),
    always: servesHttps,
  },
  {
    kind: 'Subnet',
    name: 'edit networkACLRef removed',
    given: [vpc, object('NetworkACL', 'acl', acl), object('Subnet', 'subnet', withAcl('acl'))],
    when: (world) => world.apply(object('Subnet', 'subnet', subnet)),
    goal: (world) => allReady(world) && aclOfSubnet(world)?.IsDefault === true,
    always: servesHttps,
  },
  {
    kind: 'Subnet',
    name: 'drift networkACLRef',
    given: [vpc, object('NetworkACL', 'acl', acl), object('Subnet', 'subnet', withAcl('acl'))],
    async when(world) {
      const association = aclOfSubnet(world)?.Associations[0]?.NetworkAclAssociationId;
      const target = defaultAclOf(world)?.NetworkAclId;
      await world.as('ReplaceNetworkAclAssociation', { AssociationId: association, NetworkAclId: target });
      await world.until(() => hasAcl(world, 'acl'), 120);
    },
    goal: (world) => allReady(world) && hasAcl(world, 'acl'),
  },
  {
    kind: 'Subnet',
    name: 'release while its network ACL is deleted',
    given: [
      vpc,
      object('NetworkACL', 'acl', acl),
      object('Subnet', 'subnet', { ...withAcl('acl'), deletionPolicy: 'Retain' }),
    ],
    async when(world) {
      await world.delete(key('NetworkACL', 'acl'));
      await world.delete(key('Subnet', 'subnet'));
    },
    goal: (world) =>
      world.get(key('Subnet', 'subnet')) === undefined && world.get(key('NetworkACL', 'acl')) === undefined,
    leaves: 'retained',
  },
];

const allowAll = (id: string) => ({
  NetworkAclId: id,
  Egress: false,
  RuleAction: 'allow',
  Protocol: '6',
  CidrBlock: '0.0.0.0/0',
  PortRange: { From: 1024, To: 65535 },
});

const aclRows = (world: World) => world.aws.region(ACCOUNT, REGION).networkAcls;

function defaultAclOf(world: World) {
  return aclRows(world).find((row) => row.VpcId === vpcID(world) && row.IsDefault === true);
}

function aclOfSubnet(world: World) {
  const row = world.aws.region(ACCOUNT, REGION).subnets.find((one) => one.CidrBlock === subnet.cidrBlock);
  return row === undefined
    ? undefined
    : aclRows(world).find((one) => one.Associations.some((a) => a.SubnetId === row.SubnetId));
}

function hasAcl(world: World, name: string): boolean {
  const id = world.get(key('NetworkACL', name))?.status?.id;
  return id !== undefined && aclOfSubnet(world)?.NetworkAclId === id;
}

const CLIENT = '198.51.100.9/32';
const HTTPS_PORT = 443;
const CLIENT_PORT = 50_000;

/** A client of the internet reaches port 443 of the subnet, and its answers come back. */
function servesHttps(world: World): string | undefined {
  const row = aclOfSubnet(world);
  if (row === undefined) return undefined;
  const passes = (Egress: boolean, port: number): boolean => {
    const first = (row.Entries ?? [])
      .filter((entry) => entry.Egress === Egress && matches(entry, port))
      .toSorted((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0))[0];
    return first?.RuleAction === 'allow';
  };
  if (!passes(false, HTTPS_PORT)) return 'port 443 of the subnet was closed for a moment';
  return passes(true, CLIENT_PORT) ? undefined : 'answers of the subnet were held back for a moment';
}

type Entry = NonNullable<NonNullable<ReturnType<typeof aclOfSubnet>>['Entries']>[number];

function matches({ Protocol, CidrBlock, PortRange }: Entry, port: number): boolean {
  const [network, client] = [parseCidr(CidrBlock ?? ''), parseCidr(CLIENT)];
  if (network === undefined || client === undefined || !containsCidr(network, client)) return false;
  if (Protocol === '-1') return true;
  return Protocol === '6' && (PortRange?.From ?? 0) <= port && port <= (PortRange?.To ?? 0);
}
