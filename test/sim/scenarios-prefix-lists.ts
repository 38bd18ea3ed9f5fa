// Scenarios of egress-only internet gateways and of managed prefix lists, alone and where routes and rules use them.
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  gateway,
  goneAnd,
  https,
  idOf,
  ipv6VPC,
  key,
  object,
  scenariosOf,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
} from './scenario-kit.ts';
import { addressEntryScenarios } from './scenarios-prefix-list-addresses.ts';
import { ACCOUNT, conditionOf, isReady, REGION, type World } from './world.ts';

/** Waits for what the scenario is about; that it never comes is a failure of its own. */
async function seen(world: World, what: string, done: () => boolean): Promise<void> {
  if (!(await world.until(done, 60))) throw new Error(`never came: ${what}`);
}

const reasonOf = (world: World, of: string) => conditionOf(world.get(of), 'Ready')?.reason;

const outbound = object('EgressOnlyInternetGateway', 'out', { vpcRef: { name: 'net' } });
const gatewayKey = key('EgressOnlyInternetGateway', 'out');
const outboundTable = object('RouteTable', 'outbound', {
  vpcRef: { name: 'net' },
  routes: [{ destination: '::/0', egressOnlyInternetGatewayRef: { name: 'out' } }],
});

export const egressOnlyInternetGatewayScenarios = scenariosOf({
  subject: { kind: 'EgressOnlyInternetGateway', name: 'out', spec: { vpcRef: { name: 'net' } } },
  given: [ipv6VPC],
  edits: [tagEdit],
  drifts: [tagDrift],
  vanish: async (world, id) => {
    await world.as('DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateEgressOnlyInternetGateway', {
        VpcId: vpcID(world),
        TagSpecifications: bystander('egress-only-internet-gateway'),
      }),
      'EgressOnlyInternetGateway',
      'EgressOnlyInternetGatewayId',
    ),
  more: [
    {
      kind: 'EgressOnlyInternetGateway',
      name: 'create with its route',
      given: [ipv6VPC],
      async when(world) {
        for (const one of [outboundTable, outbound]) await world.apply(one);
      },
      goal: (world) => isReady(world.get(key('RouteTable', 'outbound'))) && allReady(world),
    },
    {
      kind: 'EgressOnlyInternetGateway',
      name: 'delete with its network',
      given: [ipv6VPC, outbound, outboundTable],
      async when(world) {
        await world.delete(key('VPC', 'net'));
        await world.delete(key('EgressOnlyInternetGateway', 'out'));
        await world.delete(key('RouteTable', 'outbound'));
      },
      goal: (world) => world.objects().length === 0,
    },
    {
      kind: 'EgressOnlyInternetGateway',
      name: 'made when the VPC is free of another one',
      given: [ipv6VPC],
      async when(world) {
        const { EgressOnlyInternetGateway: other } = (await world.as('CreateEgressOnlyInternetGateway', {
          VpcId: vpcID(world),
        })) as { EgressOnlyInternetGateway: { EgressOnlyInternetGatewayId: string } };
        await world.apply(outbound);
        await seen(world, 'Conflict', () => reasonOf(world, gatewayKey) === 'Conflict');
        await world.as('DeleteEgressOnlyInternetGateway', {
          EgressOnlyInternetGatewayId: other.EgressOnlyInternetGatewayId,
        });
      },
      goal: (world) => isReady(world.get(gatewayKey)) && allReady(world),
    },
  ],
});

const office = { cidr: '198.51.100.0/24', description: 'office' };
const branch = { cidr: '203.0.113.0/24' };
const third = { cidr: '192.0.2.0/24', description: 'third' };
const many = Array.from({ length: 130 }, (_, at) => ({ cidr: `10.99.${at}.0/24` }));
const self = key('ManagedPrefixList', 'list');
const spec = { addressFamily: 'IPv4', entries: [office, branch] };
const list = object('ManagedPrefixList', 'list', spec);

const table = object('RouteTable', 'table', {
  vpcRef: { name: 'net' },
  routes: [{ destination: 'managedprefixlist/list', internetGatewayRef: { name: 'igw' } }],
});
const rule = { ...https, peers: [{ prefixListRef: { name: 'list' } }, { awsService: 's3' }] };
const group = object('SecurityGroup', 'web', {
  vpcRef: { name: 'net' },
  description: 'web',
  ingress: [rule],
  egress: [rule],
});
const users = [vpc, gateway, table, group];

function version(world: World, id: string): number {
  return world.aws.region(ACCOUNT, REGION).prefixLists.get(id)?.Version ?? 0;
}

/** Another hand's change, which EC2 makes a moment later. */
async function change(world: World, id: string, input: object): Promise<void> {
  await world.as('ModifyManagedPrefixList', { PrefixListId: id, ...input });
  const isChanging = () =>
    world.aws.region(ACCOUNT, REGION).prefixLists.get(id)?.State === 'modify-in-progress';
  await world.until(() => !isChanging(), 10);
}

/** No version that anybody could read lacks an entry that is wanted before and after. */
function neverWithout(cidr: string): Scenario['always'] {
  return (world) => {
    const id = world.get(self)?.status?.id;
    if (typeof id !== 'string') return undefined;
    const row = world.aws.region(ACCOUNT, REGION).prefixLists.get(id);
    const entries = row?.versions[row.Version ?? 0] ?? [];
    return row === undefined || entries.some((entry) => entry.Cidr === cidr)
      ? undefined
      : `the entry ${cidr} was gone for a moment`;
  };
}

/** A rule of somebody else's group that names the list; answers how to take it back. */
async function foreignRule(world: World): Promise<() => Promise<void>> {
  const region = world.aws.region(ACCOUNT, REGION);
  const other = region.securityGroups.find((row) => row.GroupName === 'bystander');
  const permission = {
    GroupId: other?.GroupId,
    IpPermissions: [
      {
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        PrefixListIds: [{ PrefixListId: idOf(world, self) }],
      },
    ],
  };
  await world.as('AuthorizeSecurityGroupIngress', permission);
  return async () => {
    await world.as('RevokeSecurityGroupIngress', permission);
  };
}

const special: readonly Scenario[] = [
  {
    kind: 'ManagedPrefixList',
    name: 'create with routes and rules',
    given: [],
    async when(world) {
      for (const one of [...users, list]) await world.apply(one);
    },
    goal: (world) => isReady(world.get(self)) && allReady(world),
  },
  {
    kind: 'ManagedPrefixList',
    name: 'delete with routes and rules',
    given: [...users, list],
    async when(world) {
      await world.delete(self);
      for (const [kind, name] of [
        ['VPC', 'net'],
        ['InternetGateway', 'igw'],
        ['RouteTable', 'table'],
        ['SecurityGroup', 'web'],
      ] as const)
        await world.delete(key(kind, name));
    },
    goal: (world) => world.objects().length === 0,
  },
  {
    kind: 'ManagedPrefixList',
    name: 'delete while a rule of somebody else names it',
    given: [list],
    async when(world) {
      const takeBack = await foreignRule(world);
      await world.delete(self);
      const region = world.aws.region(ACCOUNT, REGION);
      const gaveUp = () => region.prefixLists.find((row) => row.State === 'delete-failed') !== undefined;
      await seen(world, 'delete-failed', gaveUp);
      const blocked = () => conditionOf(world.get(self), 'DeletionBlocked')?.message ?? '';
      await seen(world, 'the blocker by name', () => /security-group with a rule for it sg-/.test(blocked()));
      await takeBack();
    },
    goal: goneAnd(self),
  },
  {
    kind: 'ManagedPrefixList',
    name: 'grow beyond what a group can take',
    given: [vpc, object('ManagedPrefixList', 'list', { ...spec, maxEntries: 5 }), group],
    async when(world) {
      const wants = (maxEntries: number) => object('ManagedPrefixList', 'list', { ...spec, maxEntries });
      await world.apply(wants(200));
      await seen(world, 'QuotaExceeded', () => reasonOf(world, self) === 'QuotaExceeded');
      await world.apply(wants(10));
    },
    goal: allReady,
  },
  {
    kind: 'ManagedPrefixList',
    name: 'used from another namespace once that is granted',
    given: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app' } }, list],
    async when(world) {
      const here = (kind: string, name: string, its: object) => ({
        apiVersion: API_VERSION,
        kind,
        metadata: { name, namespace: 'app' },
        spec: its,
      });
      await world.apply(here('VPC', 'net', { cidrBlocks: ['10.40.0.0/16'] }));
      await world.apply(here('InternetGateway', 'igw', { vpcRef: { name: 'net' } }));
      await world.apply(
        here('RouteTable', 'table', {
          vpcRef: { name: 'net' },
          routes: [{ destination: 'managedprefixlist/default/list', internetGatewayRef: { name: 'igw' } }],
        }),
      );
      const far = keyOf('RouteTable', 'app', 'table');
      await seen(world, 'ReferenceNotGranted', () => reasonOf(world, far) === 'ReferenceNotGranted');
      await world.apply(
        object('NetworkGrant', 'lists', {
          from: [{ namespace: 'app' }],
          to: [{ kind: 'ManagedPrefixList' }],
          verbs: ['use'],
        }),
      );
    },
    goal: (world) => isReady(world.get(keyOf('RouteTable', 'app', 'table'))) && allReady(world),
  },
];

export const managedPrefixListScenarios = scenariosOf({
  subject: { kind: 'ManagedPrefixList', name: 'list', spec },
  given: [],
  edits: [
    tagEdit,
    { field: 'entries added', to: { entries: [office, branch, third] }, always: neverWithout(office.cidr) },
    { field: 'entries removed', to: { entries: [office] }, always: neverWithout(office.cidr) },
    { field: 'all entries removed', to: { entries: [] } },
    {
      field: 'entries exchanged in a full list',
      from: { maxEntries: 2 },
      to: { maxEntries: 2, entries: [office, third] },
      always: neverWithout(office.cidr),
    },
    { field: 'more entries than a call takes', to: { entries: [office, ...many] } },
    {
      field: 'description of an entry',
      to: { entries: [{ ...office, description: 'headquarters' }, branch] },
      always: neverWithout(office.cidr),
    },
    { field: 'description removed', to: { entries: [{ cidr: office.cidr }, branch] } },
    { field: 'prefixListName', to: { prefixListName: 'partners' } },
    { field: 'maxEntries raised', from: { maxEntries: 4 }, to: { maxEntries: 9 } },
    { field: 'maxEntries lowered', from: { maxEntries: 9 }, to: { maxEntries: 4 } },
    { field: 'maxEntries left out', from: { maxEntries: 9 }, to: { maxEntries: undefined } },
    {
      field: 'entries of a list in use',
      given: users,
      from: { maxEntries: 10 },
      to: { maxEntries: 10, entries: [office, third] },
    },
  ],
  drifts: [
    tagDrift,
    {
      what: 'entry removed',
      by: (world, id) =>
        change(world, id, { CurrentVersion: version(world, id), RemoveEntries: [{ Cidr: office.cidr }] }),
    },
    {
      what: 'entry added',
      from: { maxEntries: 5 },
      by: (world, id) =>
        change(world, id, { CurrentVersion: version(world, id), AddEntries: [{ Cidr: '10.0.0.0/8' }] }),
    },
    { what: 'name', by: (world, id) => change(world, id, { PrefixListName: 'somebody-elses' }) },
    { what: 'maxEntries', by: (world, id) => change(world, id, { MaxEntries: 50 }) },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteManagedPrefixList', { PrefixListId: id });
  },
  foreign: async (world) =>
    text(
      await world.as('CreateManagedPrefixList', {
        PrefixListName: 'foreign',
        AddressFamily: 'IPv4',
        MaxEntries: 3,
        Entries: [{ Cidr: '192.0.2.0/25' }],
        TagSpecifications: bystander('prefix-list'),
      }),
      'PrefixList',
      'PrefixListId',
    ),
  more: [...special, ...addressEntryScenarios],
});
