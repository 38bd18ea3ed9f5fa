// What the attacks are built from: a network of every kind, strangers in the same account, and the oracle. Nothing of a
// stranger is ever changed, nothing is made twice, nothing is left behind, and whatever is stuck says why.
import { expect } from 'vitest';
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import { type TableName, tableNames, idOfRow, livingRows, ownerOf } from '../sim/end-state.ts';
import { Invariants } from '../sim/invariants.ts';
import { idOf, key, object, text, zone } from '../sim/scenario-kit.ts';
import { ACCOUNT, conditionOf, isReady, REGION, World, type WorldOptions } from '../sim/world.ts';

export const place = { account: ACCOUNT, region: REGION };
export const region = (world: World) => world.aws.region(ACCOUNT, REGION);
export const pass = (world: World, seconds = 60) => world.until(() => false, seconds);
export const readyOf = (world: World, of: string) => conditionOf(world.get(of), 'Ready');

const inVPC = { vpcRef: { name: 'net' } };
export const subnet = (name: string, cidrBlock: string, more: object = {}) =>
  object('Subnet', name, { ...inVPC, cidrBlock, availabilityZone: zone, ...more });
export const base = [
  object('VPC', 'net', {
    cidrBlocks: ['10.20.0.0/16'],
    enableDNSHostnames: true,
    ipv6: { amazonProvided: true },
  }),
  object('InternetGateway', 'igw', inVPC),
  object('RouteTable', 'public', {
    ...inVPC,
    routes: [{ destination: '0.0.0.0/0', internetGatewayRef: { name: 'igw' } }],
  }),
  subnet('front', '10.20.0.0/24', { routeTableRef: { name: 'public' } }),
];
export const nat = [
  object('ElasticIP', 'eip', {}),
  object('NATGateway', 'nat', { subnetRef: { name: 'front' }, elasticIPRef: { name: 'eip' } }),
  object('RouteTable', 'private', {
    ...inVPC,
    routes: [{ destination: '0.0.0.0/0', natGatewayRef: { name: 'nat' } }],
  }),
  subnet('back', '10.20.1.0/24', { routeTableRef: { name: 'private' } }),
];
export const flowLog = (bucket: string) =>
  object('FlowLog', 'log', { ...inVPC, destination: { s3: { bucketARN: `arn:aws:s3:::${bucket}` } } });
/** An address sits on an interface, which is in a group, which lets the address in. */
export const addressCycle = [
  object('ElasticIP', 'seat', { networkInterfaceRef: { name: 'card' } }),
  object('NetworkInterface', 'card', {
    subnetRef: { name: 'front' },
    securityGroupRefs: [{ name: 'web' }],
  }),
  object('SecurityGroup', 'web', {
    ...inVPC,
    description: 'web',
    ingress: [
      { protocol: 'tcp', fromPort: 443, toPort: 443, peers: [{ elasticIPRef: { name: 'seat' } }] },
      { protocol: 'tcp', fromPort: 80, toPort: 80, peers: [{ securityGroupRef: { name: 'db' } }] },
    ],
  }),
  object('SecurityGroup', 'db', {
    ...inVPC,
    description: 'db',
    ingress: [
      { protocol: 'tcp', fromPort: 5432, toPort: 5432, peers: [{ securityGroupRef: { name: 'web' } }] },
    ],
  }),
];
export const prefixes = [
  object('ManagedPrefixList', 'offices', {
    addressFamily: 'IPv4',
    maxEntries: 5,
    entries: [{ cidr: '198.51.100.0/24', description: 'Tokyo' }],
  }),
];
export const everyKind: readonly object[] = [
  object('DHCPOptions', 'dopt', { domainName: 'corp.example.com', domainNameServers: ['AmazonProvidedDNS'] }),
  object('VPC', 'net', {
    cidrBlocks: ['10.20.0.0/16'],
    enableDNSHostnames: true,
    ipv6: { amazonProvided: true },
    dhcpOptionsRef: { name: 'dopt' },
    mainRouteTableRef: { name: 'private' },
  }),
  ...base.slice(1),
  ...nat,
  ...addressCycle,
  ...prefixes,
  flowLog('logs'),
  object('EgressOnlyInternetGateway', 'eigw', inVPC),
  object('NetworkACL', 'acl', {
    ...inVPC,
    ingress: [{ ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '0.0.0.0/0' }],
    egress: [{ ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '0.0.0.0/0' }],
  }),
  subnet('walled', '10.20.2.0/24', { networkACLRef: { name: 'acl' } }),
  object('VPC', 'far', { cidrBlocks: ['10.30.0.0/16'] }),
  object('VPCPeeringConnection', 'pcx', {
    requester: { vpcRef: { name: 'net' } },
    accepter: { vpcRef: { name: 'far' } },
  }),
  object('RouteTableRoute', 'far', {
    routeTableRef: { name: 'private' },
    destination: '10.30.0.0/16',
    vpcPeeringConnectionRef: { name: 'pcx' },
  }),
  object('RouteTableRoute', 'offices', {
    routeTableRef: { name: 'private' },
    destination: 'managedprefixlist/offices',
    natGatewayRef: { name: 'nat' },
  }),
  object('SecurityGroupRule', 'metrics', {
    securityGroupRef: { name: 'db' },
    direction: 'Ingress',
    protocol: 'tcp',
    fromPort: 9100,
    toPort: 9100,
    peer: { prefixListRef: { name: 'offices' } },
  }),
  object('VPCEndpoint', 's3', {
    ...inVPC,
    type: 'Gateway',
    service: 's3',
    routeTableRefs: [{ name: 'private' }, { name: 'public' }],
  }),
  object('VPCEndpoint', 'ssm', {
    ...inVPC,
    type: 'Interface',
    service: 'ssm',
    subnetRefs: [{ name: 'back' }],
    securityGroupRefs: [{ name: 'db' }],
  }),
];

/** Characters below which a message explains nothing. */
const SHORTEST_MESSAGE = 10;

/** Every living row of the tables, by id. */
export function living(world: World): ReadonlyMap<string, { table: TableName; row: object }> {
  return new Map(
    tableNames.flatMap((table) =>
      livingRows(world, place, table).map((row) => [idOfRow(table, row), { table, row }] as const),
    ),
  );
}

/** Ids of a stranger's things. */
export type Strange = Readonly<
  Record<
    'vpc' | 'subnet' | 'nat' | 'address' | 'list' | 'endpoint' | 'table' | 'card' | 'log' | 'group',
    string
  >
>;

export class Attack {
  readonly world: World;
  readonly invariants: Invariants;
  readonly strangers = new Map<string, string>();

  constructor(options: Partial<WorldOptions> = {}) {
    this.world = new World({ seed: 17, ...options });
    this.invariants = new Invariants(this.world, {
      kind: '',
      name: '',
      given: [],
      when: async () => {},
      goal: () => true,
    });
  }

  /** A network with a NAT gateway, an address, a list and an endpoint, that is nobody's business. */
  async settleStrangers(): Promise<Strange> {
    const { world } = this;
    const before = new Set(living(world).keys());
    const vpc = text(await world.as('CreateVpc', { CidrBlock: '172.30.0.0/16' }), 'Vpc', 'VpcId');
    const gateway = text(await world.as('CreateInternetGateway', {}), 'InternetGateway', 'InternetGatewayId');
    await world.as('AttachInternetGateway', { VpcId: vpc, InternetGatewayId: gateway });
    const inStrange = { VpcId: vpc, CidrBlock: '172.30.1.0/24' };
    const strange = text(await world.as('CreateSubnet', inStrange), 'Subnet', 'SubnetId');
    const address = text(await world.as('AllocateAddress', { Domain: 'vpc' }), 'AllocationId');
    const gate = { SubnetId: strange, AllocationId: address };
    const nat = text(await world.as('CreateNatGateway', gate), 'NatGateway', 'NatGatewayId');
    const table = text(await world.as('CreateRouteTable', { VpcId: vpc }), 'RouteTable', 'RouteTableId');
    const list = text(
      await world.as('CreateManagedPrefixList', {
        PrefixListName: 'strange',
        AddressFamily: 'IPv4',
        MaxEntries: 3,
        Entries: [{ Cidr: '192.0.2.0/24' }],
      }),
      'PrefixList',
      'PrefixListId',
    );
    const service = `com.amazonaws.${REGION}.s3`;
    const endpoint = text(
      await world.as('CreateVpcEndpoint', { VpcId: vpc, ServiceName: service, RouteTableIds: [table] }),
      'VpcEndpoint',
      'VpcEndpointId',
    );
    const cards = await world.as('CreateNetworkInterface', { SubnetId: strange });
    const card = text(cards, 'NetworkInterface', 'NetworkInterfaceId');
    const logs = await world.as('CreateFlowLogs', {
      ResourceIds: [vpc],
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: 'arn:aws:s3:::strange',
    });
    const log = text(logs, 'FlowLogIds', '0');
    const groups = { VpcId: vpc, GroupName: 'strange', Description: 'strange' };
    const group = text(await world.as('CreateSecurityGroup', groups), 'GroupId');
    await pass(world, 30);
    for (const [id, { row }] of living(world))
      if (!before.has(id)) this.strangers.set(id, JSON.stringify(row));
    return { vpc, subnet: strange, nat, address, list, endpoint, table, card, log, group };
  }

  /** What a stranger's thing looks like from now on: somebody else changed it. */
  remember(id: string): void {
    this.strangers.set(id, JSON.stringify(living(this.world).get(id)?.row));
  }

  async apply(objects: readonly object[]): Promise<void> {
    for (const one of objects) await this.world.apply(one);
  }

  /** Everything that must be so at every time. */
  wrongs(): readonly string[] {
    const now = living(this.world);
    const changed = [...this.strangers].flatMap(([id, before]) => {
      const after = JSON.stringify(now.get(id)?.row);
      return after === before ? [] : [`I3 the stranger ${id} was ${before} and is ${after}`];
    });
    const leaks = [...now].flatMap(([id, { row }]) => {
      const owner = this.strangers.has(id) ? undefined : ownerOf(row as Parameters<typeof ownerOf>[0]);
      return owner === undefined || this.world.get(owner) !== undefined
        ? []
        : [`I2 ${id} of ${owner} is left`];
    });
    return [
      ...this.invariants.violations,
      ...this.world.defects,
      ...this.world.aws.defects.map((defect) => `a defect of the simulator: ${String(defect)}`),
      ...changed,
      ...leaks,
      ...this.unexplained(),
    ];
  }

  /** Objects of which nobody learns what is wrong with them. */
  unexplained(): readonly string[] {
    return this.world.objects().flatMap((one) => {
      if (one.kind === 'NetworkGrant' || (isReady(one) && one.metadata.deletionTimestamp === undefined))
        return [];
      const ready = conditionOf(one, 'Ready');
      // What was Ready before stays so while an edit waits: then Synced says what it waits for.
      const kept = ready?.status === 'True' && one.metadata.deletionTimestamp === undefined;
      const says = kept ? conditionOf(one, 'Synced') : ready;
      const isSaid = says !== undefined && says.message.length > SHORTEST_MESSAGE;
      const good = isSaid && says.status !== 'True' && says.reason !== 'InternalError';
      return good
        ? []
        : [`${one.kind}/${one.metadata.name} is stuck and says ${JSON.stringify(one.status?.conditions)}`];
    });
  }

  unready(): string {
    return this.world
      .objects()
      .filter(
        (one) =>
          one.kind !== 'NetworkGrant' && (!isReady(one) || one.metadata.deletionTimestamp !== undefined),
      )
      .map((one) => {
        const { status, reason, message } = conditionOf(one, 'Ready') ?? {
          status: '-',
          reason: '-',
          message: '-',
        };
        const going = one.metadata.deletionTimestamp === undefined ? '' : ' (going)';
        return `${one.kind}/${one.metadata.namespace}/${one.metadata.name}${going} ${status} ${reason}: ${message}`;
      })
      .join('\n');
  }

  /** '' when everything became Ready and stays quiet; else what is wrong. */
  async settles(seconds = 400): Promise<string> {
    const { world } = this;
    await pass(world, 1);
    await world.until(() => this.unready() === '', seconds);
    await pass(world, 20);
    const since = world.aws.ledger.next;
    await pass(world, 20);
    const writes = world.aws.ledger
      .query({ mutating: true, since })
      .map((entry) => `a late ${entry.operation}`);
    return [this.unready(), ...writes, ...this.wrongs()].filter((line) => line !== '').join('\n');
  }

  async vanishes(seconds = 600): Promise<string> {
    await this.world.until(() => this.world.objects().every((one) => one.kind === 'AWSAccount'), seconds);
    const left = this.world.objects().filter((one) => one.kind !== 'AWSAccount');
    const rest = [...living(this.world).keys()].filter(
      (id) => !this.strangers.has(id) && !/^(acl-|dopt-|pl-.{8}$)/.test(id),
    );
    const of = left.map((one) => `${one.kind}/${one.metadata.name}`).join(', ');
    return [left.length === 0 ? '' : `${of} left:\n${this.unready()}`, ...this.wrongs(), ...rest]
      .filter((line) => line !== '')
      .join('\n');
  }

  async deleteAll(order: (keys: readonly string[]) => readonly string[] = (keys) => keys): Promise<void> {
    const keys = this.world
      .objects()
      .map((one) => keyOf(one.kind, one.metadata.namespace, one.metadata.name));
    for (const one of order(keys)) await this.world.delete(one);
  }

  /** Status written by a hand that may do so. */
  async forge(of: string, plural: string, status: object | null): Promise<void> {
    const [, namespace, name] = of.split('/');
    const answer = this.world.user.request({
      method: 'PATCH',
      path: `/apis/${API_VERSION}/namespaces/${namespace}/${plural}/${name}/status`,
      body: { status },
      contentType: 'application/merge-patch+json',
    });
    await pass(this.world, 0.2);
    const { status: code, body } = await answer;
    if (code !== 200) throw new Error(JSON.stringify(body));
  }
}

/** A world with strangers in it, in which all of this is Ready. */
export async function standing(
  objects: readonly object[],
  options: Partial<WorldOptions> = {},
): Promise<{ attack: Attack; world: World; strange: Strange }> {
  const attack = new Attack(options);
  const strange = await attack.settleStrangers();
  attack.world.start();
  await attack.apply(objects);
  expect(await attack.settles()).toBe('');
  return { attack, world: attack.world, strange };
}

export { idOf, key, object };
