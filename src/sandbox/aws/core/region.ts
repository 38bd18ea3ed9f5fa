// The state of one account in one region: a table per kind of resource. Separate from the simulator because handlers
// and invariants work on one region at a time; whatever crosses regions (peering) goes through the world.
import type { Random } from '../../../model/ports.ts';
import { awsPrefixLists } from '../ec2/aws-prefix-lists.ts';
import type { SimulatorOptions } from './options.ts';
import type {
  AddressRow,
  DhcpOptionsRow,
  FlowLogRow,
  InstanceRow,
  EgressOnlyInternetGatewayRow,
  InternetGatewayRow,
  NatGatewayRow,
  NetworkAclRow,
  NetworkInterfaceRow,
  PeeringRow,
  PrefixListRow,
  RouteTableRow,
  SecurityGroupRow,
  SecurityGroupRuleRow,
  SubnetRow,
  VpcEndpointRow,
  VpcRow,
} from './rows.ts';
import { Table, type TableHost, type Tagged } from './table.ts';

/** Bytes of randomness in an id; with a leading zero they make the 17 digits of today's ids. */
const ID_BYTES = 8;

export type ReplayRecord = { readonly fingerprint: string; readonly output: object };

export class Region {
  readonly account: string;
  readonly name: string;
  /** Raised by every change of every table. */
  version = 0;
  readonly #random: Random;
  readonly vpcs: Table<VpcRow>;
  readonly subnets: Table<SubnetRow>;
  readonly routeTables: Table<RouteTableRow>;
  readonly internetGateways: Table<InternetGatewayRow>;
  readonly egressOnlyInternetGateways: Table<EgressOnlyInternetGatewayRow>;
  readonly prefixLists: Table<PrefixListRow>;
  readonly securityGroups: Table<SecurityGroupRow>;
  readonly securityGroupRules: Table<SecurityGroupRuleRow>;
  readonly peerings: Table<PeeringRow>;
  readonly networkInterfaces: Table<NetworkInterfaceRow>;
  readonly addresses: Table<AddressRow>;
  readonly natGateways: Table<NatGatewayRow>;
  readonly vpcEndpoints: Table<VpcEndpointRow>;
  readonly networkAcls: Table<NetworkAclRow>;
  readonly dhcpOptions: Table<DhcpOptionsRow>;
  readonly instances: Table<InstanceRow>;
  readonly flowLogs: Table<FlowLogRow>;
  /** Id of the set that AWS made. */
  readonly defaultDhcpOptions: string;
  /** Answers by operation and client token. */
  readonly replays = new Map<string, ReplayRecord>();
  /** Where endpoints of others are that connect to services of this account and region, by endpoint id. */
  readonly endpointConnections = new Map<string, { serviceId: string; account: string; region: string }>();
  /** IPv6 blocks handed out so far; they are never handed out twice. */
  ipv6Blocks = 0;
  /** Public IPv4 addresses handed out so far; a fresh one is one that nobody had. */
  publicAddresses = 0;
  /** Public addresses that AWS took for services of its own. */
  serviceAddresses = 0;
  /** Released addresses, which their last owner can recover. */
  readonly releasedAddresses = new Set<string>();
  /** Associations of addresses that were: ending one again is no error. */
  readonly endedAssociations = new Set<string>();

  constructor(
    place: { account: string; name: string },
    host: { random: Random; options: SimulatorOptions; now(): number },
  ) {
    this.account = place.account;
    this.name = place.name;
    this.#random = host.random;
    const tables = tableHost(this, host);
    this.vpcs = new Table(tables, (row) => row.VpcId);
    this.subnets = new Table(tables, (row) => row.SubnetId);
    this.routeTables = new Table(tables, (row) => row.RouteTableId);
    this.internetGateways = new Table(tables, (row) => row.InternetGatewayId);
    this.egressOnlyInternetGateways = new Table(tables, (row) => row.EgressOnlyInternetGatewayId);
    this.prefixLists = new Table(tables, (row) => row.PrefixListId);
    this.securityGroups = new Table(tables, (row) => row.GroupId);
    this.securityGroupRules = new Table(tables, (row) => row.SecurityGroupRuleId);
    this.peerings = new Table(tables, (row) => row.VpcPeeringConnectionId);
    this.networkInterfaces = new Table(tables, (row) => row.NetworkInterfaceId);
    this.addresses = new Table(tables, (row) => row.AllocationId);
    this.natGateways = new Table(tables, (row) => row.NatGatewayId);
    this.vpcEndpoints = new Table(tables, (row) => row.VpcEndpointId);
    this.networkAcls = new Table(tables, (row) => row.NetworkAclId);
    this.dhcpOptions = new Table(tables, (row) => row.DhcpOptionsId);
    this.instances = new Table(tables, (row) => row.InstanceId);
    this.flowLogs = new Table(tables, (row) => row.FlowLogId);
    this.defaultDhcpOptions = this.#addDefaultDhcpOptions();
    this.#addPrefixListsOfAws();
  }

  /** Every table of the region, by the name of its member. */
  *tables(): Generator<readonly [name: string, table: Table<Tagged>]> {
    for (const [name, member] of Object.entries(this)) if (member instanceof Table) yield [name, member];
  }

  /** A fresh id such as `vpc-0a1b2c3d4e5f60718`. */
  id(prefix: string): string {
    return `${prefix}-0${this.#random.id(ID_BYTES)}`;
  }

  arn(type: string, id: string): string {
    return `arn:aws:ec2:${this.name}:${this.account}:${type}/${id}`;
  }

  /** https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html */
  #addPrefixListsOfAws(): void {
    for (const { id, name, addressFamily, entries } of awsPrefixLists(this.name)) {
      this.prefixLists.put({
        PrefixListId: id,
        PrefixListName: name,
        AddressFamily: addressFamily,
        State: 'create-complete',
        PrefixListArn: `arn:aws:ec2:${this.name}:aws:prefix-list/${id}`,
        OwnerId: 'AWS',
        Tags: [],
        versions: { 0: entries.map((Cidr) => ({ Cidr })) },
      });
    }
  }

  /** Every region has a default set, https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html */
  #addDefaultDhcpOptions(): string {
    const DhcpOptionsId = this.id('dopt');
    const domain = this.name === 'us-east-1' ? 'ec2.internal' : `${this.name}.compute.internal`;
    this.dhcpOptions.put({
      DhcpOptionsId,
      OwnerId: this.account,
      DhcpConfigurations: [
        { Key: 'domain-name', Values: [{ Value: domain }] },
        { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
      ],
      Tags: [],
    });
    return DhcpOptionsId;
  }
}

function tableHost(
  region: Region,
  host: { random: Random; options: SimulatorOptions; now(): number },
): TableHost {
  const { random, options } = host;
  return {
    now: () => host.now(),
    lag(kind) {
      const [from, to] = options.lag[kind];
      return to <= 0 ? 0 : from + random.next() * (to - from);
    },
    // The first half of a window always shows the old picture; in the second half answers flip between the two,
    // as they do when requests reach different replicas.
    behind(fromMs, untilMs) {
      const now = host.now();
      if (now >= untilMs) return false;
      return now < (fromMs + untilMs) / 2 || random.next() < 0.5;
    },
    touch() {
      region.version += 1;
    },
  };
}
