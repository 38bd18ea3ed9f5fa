// The scenarios, by kind. Every kind has at least: create, each mutable field, drift, vanish, adopt, release, delete,
// delete while creating; a test that walks the registry says what is missing.
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import type { Scenario } from './scenario.ts';
import {
  ACCOUNT,
  conditionOf,
  isReady,
  NAMESPACE,
  OTHER_ACCOUNT,
  OTHER_REGION,
  REGION,
  type World,
} from './world.ts';

type Spec = Readonly<Record<string, unknown>>;
type Subject = { kind: string; name: string; spec: Spec };

function object(kind: string, name: string, spec: Spec): object {
  return { apiVersion: API_VERSION, kind, metadata: { name, namespace: NAMESPACE }, spec };
}

function key(kind: string, name: string): string {
  return keyOf(kind, NAMESPACE, name);
}

const zone = `${REGION}a`;
const vpc = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] });
const ipv6VPC = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], ipv6: { amazonProvided: true } });
const gateway = object('InternetGateway', 'igw', { vpcRef: { name: 'net' } });
const table = object('RouteTable', 'table', { vpcRef: { name: 'net' } });
const secondTable = object('RouteTable', 'table2', { vpcRef: { name: 'net' } });
const otherGroup = object('SecurityGroup', 'other', { vpcRef: { name: 'net' }, description: 'other' });
const peerVPC = object('VPC', 'far', { cidrBlocks: ['10.30.0.0/16'] });

function allReady(world: World): boolean {
  return world
    .objects()
    .every(
      (one) => one.kind === 'NetworkGrant' || (isReady(one) && one.metadata.deletionTimestamp === undefined),
    );
}

function goneAnd(keyOfGone: string): (world: World) => boolean {
  return (world) => world.get(keyOfGone) === undefined && allReady(world);
}

/** The first id of the subject, as its status shows it. */
function idOf(world: World, of: string): string {
  const id = world.get(of)?.status?.id;
  if (typeof id !== 'string') throw new Error(`${of} has no id`);
  return id;
}

type Edit = { field: string; from?: Spec; to: Spec; given?: readonly object[]; always?: Scenario['always'] };
type Drift = {
  what: string;
  by: (world: World, id: string) => Promise<void>;
  from?: Spec;
  given?: readonly object[];
};

type KindScenarios = {
  subject: Subject;
  given: readonly object[];
  edits: readonly Edit[];
  drifts: readonly Drift[];
  /** Deletes the thing by another hand, with what hangs on it. */
  vanish: (world: World, id: string) => Promise<void>;
  /** Makes such a thing by another hand, tagged as a bystander; answers its id. */
  foreign: (world: World) => Promise<string>;
  /** Spec fields for the adopted one, besides adopt. */
  adopted?: Spec;
  more?: readonly Scenario[];
};

function scenariosOf({
  subject,
  given,
  edits,
  drifts,
  vanish,
  foreign,
  adopted,
  more = [],
}: KindScenarios): readonly Scenario[] {
  const { kind, name, spec } = subject;
  const self = key(kind, name);
  const declared = object(kind, name, spec);
  const standard: Scenario[] = [
    {
      kind,
      name: 'create',
      given,
      when: (world) => world.apply(declared),
      goal: (world) => world.get(self) !== undefined && allReady(world),
    },
    {
      kind,
      name: 'delete',
      given: [...given, declared],
      when: (world) => world.delete(self),
      goal: goneAnd(self),
    },
    {
      kind,
      name: 'delete while creating',
      given,
      async when(world) {
        const since = world.aws.ledger.next;
        await world.apply(declared);
        await world.until(() => world.aws.ledger.count({ mutating: true, since }) > 0, 30);
        await world.delete(self);
      },
      goal: goneAnd(self),
    },
    {
      kind,
      name: 'vanish',
      given: [...given, declared],
      when: async (world) => {
        const id = idOf(world, self);
        await vanish(world, id);
        await world.until(() => world.get(self)?.status?.id !== id, 120);
      },
      goal: allReady,
    },
    {
      kind,
      name: 'release',
      given: [...given, object(kind, name, { ...spec, deletionPolicy: 'Retain' })],
      when: (world) => world.delete(self),
      goal: goneAnd(self),
      leaves: 'retained',
    },
    adoption({ kind, name }, { given, foreign, adopted: adopted ?? {} }),
  ];
  const edited = edits.map(
    (edit): Scenario => ({
      kind,
      name: `edit ${edit.field}`,
      given: [...given, ...(edit.given ?? []), object(kind, name, { ...spec, ...edit.from })],
      when: (world) => world.apply(object(kind, name, { ...spec, ...edit.to })),
      goal: allReady,
      ...(edit.always === undefined ? {} : { always: edit.always }),
    }),
  );
  const drifted = drifts.map(
    (drift): Scenario => ({
      kind,
      name: `drift ${drift.what}`,
      given: [...given, ...(drift.given ?? []), object(kind, name, { ...spec, ...drift.from })],
      async when(world) {
        await drift.by(world, idOf(world, self));
        const since = world.aws.ledger.next;
        await world.until(() => world.aws.ledger.count({ mutating: true, since }) > 0, 120);
      },
      goal: allReady,
    }),
  );
  return [...standard, ...edited, ...drifted, ...more];
}

/** Adopted with an empty change set, or approved by its hash. */
function adoption(
  { kind, name }: { kind: string; name: string },
  {
    given,
    foreign,
    adopted,
  }: { given: readonly object[]; foreign: (world: World) => Promise<string>; adopted: Spec },
): Scenario {
  const self = key(kind, name);
  return {
    kind,
    name: 'adopt',
    given,
    async when(world) {
      const id = await foreign(world);
      await world.apply(object(kind, name, { ...adopted, adopt: { id }, tags: { team: 'adopted' } }));
      await world.until(() => conditionOf(world.get(self), 'PlanPending') !== undefined, 120);
      const plan = world.get(self)?.status?.plan as { hash: string } | undefined;
      if (plan !== undefined) await world.annotate(self, { 'vpcraft.dev/approve-plan': plan.hash });
    },
    goal: allReady,
  };
}

const bystander = (type: string) => [{ ResourceType: type, Tags: [{ Key: 'whose', Value: 'bystander' }] }];
const tagEdit: Edit = {
  field: 'tags',
  from: { tags: { team: 'net', old: 'x' } },
  to: { tags: { team: 'web', new: 'y' } },
};
const tagDrift: Drift = {
  what: 'tags',
  from: { tags: { team: 'net' } },
  by: async (world, id) => {
    await world.as('CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: 'someone else' }] });
  },
};

const vpcID = (world: World) => idOf(world, key('VPC', 'net'));
const text = (answer: Readonly<Record<string, unknown>>, ...path: string[]): string =>
  String(path.reduce<unknown>((value, member) => (value as Record<string, unknown>)[member], answer));

const vpcScenarios = scenariosOf({
  subject: { kind: 'VPC', name: 'net', spec: { cidrBlocks: ['10.20.0.0/16'] } },
  given: [],
  edits: [
    tagEdit,
    {
      field: 'cidrBlocks',
      from: { cidrBlocks: ['10.20.0.0/16', '10.21.0.0/16'] },
      to: { cidrBlocks: ['10.20.0.0/16', '10.22.0.0/16'] },
    },
    { field: 'ipv6', to: { ipv6: { amazonProvided: true } } },
    { field: 'ipv6 removed', from: { ipv6: { amazonProvided: true } }, to: {} },
    { field: 'instanceTenancy', from: { instanceTenancy: 'Dedicated' }, to: { instanceTenancy: 'Default' } },
    { field: 'enableDNSSupport', to: { enableDNSSupport: false, enableDNSHostnames: false } },
    { field: 'enableDNSHostnames', to: { enableDNSHostnames: false } },
    { field: 'enableNetworkAddressUsageMetrics', to: { enableNetworkAddressUsageMetrics: true } },
    { field: 'mainRouteTableRef', given: [], to: { mainRouteTableRef: { name: 'table' } } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'cidrBlocks',
      from: { cidrBlocks: ['10.20.0.0/16', '10.21.0.0/16'] },
      by: async (world, id) => {
        const row = world.aws.region(ACCOUNT, REGION).vpcs.get(id);
        const block = row?.CidrBlockAssociationSet.find((one) => one.CidrBlock === '10.21.0.0/16');
        await world.as('DisassociateVpcCidrBlock', { AssociationId: block?.AssociationId });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteVpc', { VpcId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16', TagSpecifications: bystander('vpc') }),
      'Vpc',
      'VpcId',
    ),
  more: [
    {
      kind: 'VPC',
      name: 'delete with its own main route table, in one go',
      given: [
        object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], mainRouteTableRef: { name: 'table' } }),
        table,
      ],
      async when(world) {
        await world.delete(key('VPC', 'net'));
        await world.delete(key('RouteTable', 'table'));
      },
      goal: (world) =>
        world.get(key('VPC', 'net')) === undefined && world.get(key('RouteTable', 'table')) === undefined,
    },
  ],
}).map((scenario) => (scenario.name === 'edit mainRouteTableRef' ? withMainTable(scenario) : scenario));

/** The table names the VPC, so it is applied after it. */
function withMainTable(scenario: Scenario): Scenario {
  return { ...scenario, given: [...scenario.given, table] };
}

const subnetScenarios = scenariosOf({
  subject: {
    kind: 'Subnet',
    name: 'subnet',
    spec: { vpcRef: { name: 'net' }, cidrBlock: '10.20.1.0/24', availabilityZone: zone },
  },
  given: [vpc],
  edits: [
    tagEdit,
    { field: 'mapPublicIPOnLaunch', to: { mapPublicIPOnLaunch: true } },
    { field: 'mapPublicIPOnLaunch left out', from: { mapPublicIPOnLaunch: true }, to: {} },
    {
      field: 'privateDNSNameOptions',
      to: { privateDNSNameOptions: { hostnameType: 'ResourceName', enableResourceNameDNSARecord: true } },
    },
    {
      field: 'routeTableRef',
      given: [table, secondTable],
      from: { routeTableRef: { name: 'table' } },
      to: { routeTableRef: { name: 'table2' } },
      always: (world) => neverWithoutTable(world),
    },
    { field: 'routeTableRef removed', given: [table], from: { routeTableRef: { name: 'table' } }, to: {} },
  ],
  drifts: [
    tagDrift,
    {
      what: 'routeTableRef',
      given: [table],
      from: { routeTableRef: { name: 'table' } },
      by: async (world, id) => {
        const association = associationOf(world, id);
        await world.as('DisassociateRouteTable', { AssociationId: association });
      },
    },
    {
      what: 'mapPublicIPOnLaunch',
      from: { mapPublicIPOnLaunch: true },
      by: async (world, id) => {
        await world.as('ModifySubnetAttribute', { SubnetId: id, MapPublicIpOnLaunch: { Value: false } });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteSubnet', { SubnetId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateSubnet', {
        VpcId: vpcID(world),
        CidrBlock: '10.20.9.0/24',
        TagSpecifications: bystander('subnet'),
      }),
      'Subnet',
      'SubnetId',
    ),
  more: [
    ...(['ipv6Index', 'assignIPv6AddressOnCreation', 'enableDNS64'] as const).map((field): Scenario => {
      const spec = { vpcRef: { name: 'net' }, cidrBlock: '10.20.1.0/24', availabilityZone: zone };
      const to = field === 'ipv6Index' ? { ipv6Index: 3 } : { ipv6Index: 3, [field]: true };
      return {
        kind: 'Subnet',
        name: `edit ${field}`,
        given: [
          ipv6VPC,
          object('Subnet', 'subnet', field === 'ipv6Index' ? spec : { ...spec, ipv6Index: 3 }),
        ],
        when: (world) => world.apply(object('Subnet', 'subnet', { ...spec, ...to })),
        goal: allReady,
      };
    }),
  ],
});

function associationOf(world: World, subnetID: string): string | undefined {
  return world.aws
    .region(ACCOUNT, REGION)
    .routeTables.filter(() => true)
    .flatMap((row) => row.Associations)
    .find((association) => association.SubnetId === subnetID)?.RouteTableAssociationId;
}

/** Once it had one, a subnet whose table is exchanged is never without. */
function neverWithoutTable(world: World): string | undefined {
  const id = world.get(key('Subnet', 'subnet'))?.status?.id;
  const settledBefore = (world.get(key('Subnet', 'subnet'))?.metadata.generation ?? 0) > 1;
  if (typeof id !== 'string' || !settledBefore) return undefined;
  return associationOf(world, id) === undefined
    ? 'the subnet had no route table of its own for a moment'
    : undefined;
}

const internetRoute = { destination: '0.0.0.0/0', internetGatewayRef: { name: 'igw' } };

const routeTableScenarios = scenariosOf({
  subject: { kind: 'RouteTable', name: 'table', spec: { vpcRef: { name: 'net' }, routes: [internetRoute] } },
  given: [vpc, gateway],
  edits: [
    tagEdit,
    {
      field: 'routes added',
      to: { routes: [internetRoute, { destination: '192.0.2.0/24', internetGatewayRef: { name: 'igw' } }] },
    },
    { field: 'routes removed', to: { routes: [] } },
    {
      field: 'route target',
      given: [
        peerVPC,
        object('VPCPeeringConnection', 'pcx', {
          requester: { vpcRef: { name: 'net' } },
          accepter: { vpcRef: { name: 'far' } },
        }),
      ],
      from: { routes: [{ destination: '10.30.0.0/16', internetGatewayRef: { name: 'igw' } }] },
      to: { routes: [{ destination: '10.30.0.0/16', vpcPeeringConnectionRef: { name: 'pcx' } }] },
      always: (world) => neverWithoutRoute(world, '10.30.0.0/16'),
    },
    { field: 'policy', from: { policy: 'Additive' }, to: { policy: 'Exclusive' } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'route deleted',
      by: async (world, id) => {
        await world.as('DeleteRoute', { RouteTableId: id, DestinationCidrBlock: '0.0.0.0/0' });
      },
    },
    {
      what: 'route added',
      by: async (world, id) => {
        await world.as('CreateRoute', {
          RouteTableId: id,
          DestinationCidrBlock: '198.51.100.0/24',
          GatewayId: idOf(world, key('InternetGateway', 'igw')),
        });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteRouteTable', { RouteTableId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateRouteTable', {
        VpcId: vpcID(world),
        TagSpecifications: bystander('route-table'),
      }),
      'RouteTable',
      'RouteTableId',
    ),
});

function neverWithoutRoute(world: World, destination: string): string | undefined {
  const state = world.get(key('RouteTable', 'table'));
  if (typeof state?.status?.id !== 'string' || (state.metadata.generation ?? 0) < 2) return undefined;
  const row = world.aws.region(ACCOUNT, REGION).routeTables.get(state.status.id);
  return row?.Routes.some((route) => route.DestinationCidrBlock === destination)
    ? undefined
    : `the route to ${destination} was gone for a moment`;
}

const internetGatewayScenarios = scenariosOf({
  subject: { kind: 'InternetGateway', name: 'igw', spec: { vpcRef: { name: 'net' } } },
  given: [vpc],
  edits: [
    tagEdit,
    { field: 'vpcRef removed', to: { vpcRef: undefined } },
    { field: 'vpcRef', given: [peerVPC], to: { vpcRef: { name: 'far' } } },
    { field: 'routeTableRef', given: [table], to: { routeTableRef: { name: 'table' } } },
    { field: 'routeTableRef removed', given: [table], from: { routeTableRef: { name: 'table' } }, to: {} },
  ],
  drifts: [
    tagDrift,
    {
      what: 'attachment',
      by: async (world, id) => {
        await world.as('DetachInternetGateway', { InternetGatewayId: id, VpcId: vpcID(world) });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DetachInternetGateway', { InternetGatewayId: id, VpcId: vpcID(world) });
    await world.as('DeleteInternetGateway', { InternetGatewayId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateInternetGateway', { TagSpecifications: bystander('internet-gateway') }),
      'InternetGateway',
      'InternetGatewayId',
    ),
});

const https = { protocol: 'tcp', fromPort: 443, toPort: 443, peers: [{ cidrBlock: '10.0.0.0/8' }] };
const group = { vpcRef: { name: 'net' }, description: 'web servers', ingress: [https] };

const securityGroupScenarios = scenariosOf({
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
    { field: 'ingress removed', to: { ingress: [] } },
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

function neverWithoutRule(world: World): string | undefined {
  const state = world.get(key('SecurityGroup', 'group'));
  if (typeof state?.status?.id !== 'string' || (state.metadata.generation ?? 0) < 2) return undefined;
  const id = state.status.id;
  const rules = world.aws
    .region(ACCOUNT, REGION)
    .securityGroupRules.filter((rule) => rule.GroupId === id && !rule.IsEgress);
  return rules.some((rule) => rule.FromPort === 443)
    ? undefined
    : 'the rule for port 443 was gone for a moment';
}

const peering = { requester: { vpcRef: { name: 'net' } }, accepter: { vpcRef: { name: 'far' } } };
const twoAccounts = [ACCOUNT, OTHER_ACCOUNT].map((accountID, i) => ({
  apiVersion: API_VERSION,
  kind: 'AWSAccount',
  metadata: { name: i === 0 ? 'main' : 'other' },
  spec: {
    accountID,
    roleARN: `arn:aws:iam::${accountID}:role/vpcraft`,
    defaultRegion: REGION,
    allowedNamespaces: { names: [NAMESPACE] },
    ...(i === 0 ? { defaultFor: [NAMESPACE] } : {}),
  },
}));
const farAway = object('VPC', 'far', {
  cidrBlocks: ['10.30.0.0/16'],
  accountRef: { name: 'other' },
  region: OTHER_REGION,
});

const peeringScenarios = scenariosOf({
  subject: { kind: 'VPCPeeringConnection', name: 'pcx', spec: peering },
  given: [vpc, peerVPC],
  edits: [
    tagEdit,
    { field: 'requesterOptions', to: { requesterOptions: { allowRemoteVPCDNSResolution: true } } },
    { field: 'accepterOptions', to: { accepterOptions: { allowRemoteVPCDNSResolution: true } } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'accepterOptions',
      from: { accepterOptions: { allowRemoteVPCDNSResolution: true } },
      by: async (world, id) => {
        await world.as('ModifyVpcPeeringConnectionOptions', {
          VpcPeeringConnectionId: id,
          AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: false },
        });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteVpcPeeringConnection', { VpcPeeringConnectionId: id });
  },
  foreign: async (world) => {
    const far = idOf(world, key('VPC', 'far'));
    const answer = await world.as('CreateVpcPeeringConnection', {
      VpcId: vpcID(world),
      PeerVpcId: far,
      TagSpecifications: bystander('vpc-peering-connection'),
    });
    const id = text(answer, 'VpcPeeringConnection', 'VpcPeeringConnectionId');
    await world.until(() => false, 2);
    await world.as('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id });
    await world.until(() => false, 3);
    return id;
  },
  more: [
    {
      kind: 'VPCPeeringConnection',
      name: 'create across accounts and regions',
      given: [...twoAccounts, vpc, farAway],
      when: (world) =>
        world.apply(
          object('VPCPeeringConnection', 'pcx', {
            ...peering,
            accepterOptions: { allowRemoteVPCDNSResolution: true },
          }),
        ),
      goal: (world) => isReady(world.get(key('VPCPeeringConnection', 'pcx'))) && allReady(world),
    },
    {
      kind: 'VPCPeeringConnection',
      name: 'delete across accounts and regions',
      given: [...twoAccounts, vpc, farAway, object('VPCPeeringConnection', 'pcx', peering)],
      when: (world) => world.delete(key('VPCPeeringConnection', 'pcx')),
      goal: goneAnd(key('VPCPeeringConnection', 'pcx')),
    },
  ],
});

const wholeNetwork: Scenario = {
  kind: 'VPC',
  name: 'delete a whole network in one go',
  given: [
    vpc,
    gateway,
    object('RouteTable', 'table', { vpcRef: { name: 'net' }, routes: [internetRoute] }),
    object('Subnet', 'subnet', {
      vpcRef: { name: 'net' },
      cidrBlock: '10.20.1.0/24',
      availabilityZone: zone,
      routeTableRef: { name: 'table' },
    }),
    object('SecurityGroup', 'group', group),
  ],
  async when(world) {
    for (const [kind, name] of [
      ['VPC', 'net'],
      ['InternetGateway', 'igw'],
      ['RouteTable', 'table'],
      ['Subnet', 'subnet'],
      ['SecurityGroup', 'group'],
    ] as const) {
      await world.delete(key(kind, name));
    }
  },
  goal: (world) => world.objects().length === 0,
};

export const scenarios: readonly Scenario[] = [
  ...vpcScenarios,
  ...subnetScenarios,
  ...routeTableScenarios,
  ...internetGatewayScenarios,
  ...securityGroupScenarios,
  ...peeringScenarios,
  wholeNetwork,
];
