// What is left when all is quiet, in a form in which two runs can be compared: ids become the names of the objects that
// own them, everything drawn at random or read from a clock goes.
import { tagKeys } from '../../src/model/names.ts';
import { isLiving } from '../support/living.ts';
import type { World } from './world.ts';
import { ACCOUNT, OTHER_ACCOUNT, OTHER_REGION, REGION } from './world.ts';

export type Row = { Tags?: { Key?: string; Value?: string }[] } & Readonly<Record<string, unknown>>;

/** Whatever has a simulated AWS. */
type Seen = Pick<World, 'aws'>;

export const places = [
  { account: ACCOUNT, region: REGION },
  { account: ACCOUNT, region: OTHER_REGION },
  { account: OTHER_ACCOUNT, region: REGION },
  { account: OTHER_ACCOUNT, region: OTHER_REGION },
] as const;

export const tableNames = [
  'vpcs',
  'subnets',
  'routeTables',
  'internetGateways',
  'egressOnlyInternetGateways',
  'prefixLists',
  'securityGroups',
  'securityGroupRules',
  'peerings',
  'networkInterfaces',
  'networkAcls',
  'instances',
  'flowLogs',
  'dhcpOptions',
  'addresses',
  'natGateways',
  'vpcEndpoints',
] as const;
export type TableName = (typeof tableNames)[number];

/** Rows that exist; tombstones of peerings, prefix lists, NAT gateways and endpoints are none. */
export function livingRows(
  world: Seen,
  place: { account: string; region: string },
  table: TableName,
): readonly Row[] {
  const rows = (
    world.aws.region(place.account, place.region)[table] as unknown as {
      filter(test: (row: Row) => boolean): Row[];
    }
  ).filter(() => true);
  return rows.filter(isLiving);
}

export function ownerOf(row: Row): string | undefined {
  return row.Tags?.find((tag) => tag.Key === tagKeys.resource)?.Value;
}

export function idOfRow(table: TableName, row: Row): string {
  const member: Record<TableName, string> = {
    vpcs: 'VpcId',
    subnets: 'SubnetId',
    routeTables: 'RouteTableId',
    internetGateways: 'InternetGatewayId',
    egressOnlyInternetGateways: 'EgressOnlyInternetGatewayId',
    prefixLists: 'PrefixListId',
    securityGroups: 'GroupId',
    securityGroupRules: 'SecurityGroupRuleId',
    peerings: 'VpcPeeringConnectionId',
    networkInterfaces: 'NetworkInterfaceId',
    networkAcls: 'NetworkAclId',
    instances: 'InstanceId',
    flowLogs: 'FlowLogId',
    dhcpOptions: 'DhcpOptionsId',
    addresses: 'AllocationId',
    natGateways: 'NatGatewayId',
    vpcEndpoints: 'VpcEndpointId',
  };
  return String(row[member[table]]);
}

export type PlacedRow = { place: string; table: TableName; row: Row };
/** What of a row's text differs from run to run, beside what does so everywhere, and what is written in its place. */
export type Noise = readonly (readonly [pattern: RegExp, instead: string])[];

export function endState(world: Seen): string {
  const rows = places.flatMap((place) =>
    tableNames.flatMap((table) =>
      livingRows(world, place, table).map((row) => ({
        place: `${place.account}/${place.region}`,
        table,
        row,
      })),
    ),
  );
  return stateOf(rows, [
    [/2600:[0-9a-f:]+/g, 'ipv6'],
    [/198\.1[89]\.\d+\.\d+/g, 'public'],
  ]);
}

export function stateOf(rows: readonly PlacedRow[], noise: Noise): string {
  const names = new Map<string, string>();
  for (const { table, row } of rows) {
    const owner = ownerOf(row);
    if (owner !== undefined) names.set(idOfRow(table, row), owner);
  }
  const lines = rows.map(({ place, table, row }) => `${place} ${table} ${normal(row, names, noise)}`);
  return lines.sort().join('\n');
}

function normal(row: Row, names: ReadonlyMap<string, string>, noise: Noise): string {
  const text = JSON.stringify(row)
    .replace(/[a-z-]+-[0-9a-f]{17}/g, (id) => names.get(id) ?? id.replace(/-[0-9a-f]{17}$/, '-…'))
    .replace(/"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/g, '"uid"')
    .replace(/"\d{4}-\d\d-\d\dT[0-9:.]+Z"/g, '"time"')
    .replace(/"02(:[0-9a-f]{2}){5}"/g, '"mac"')
    // The DNS name of an endpoint has its id, and a piece of it once more.
    .replace(/-[0-9a-f]{8}(?=\.[^"]*\.vpce\.)/g, '');
  const quiet = noise.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  return JSON.stringify(sorted(JSON.parse(quiet)));
}

/** Members and lists in one order; the order of lists means nothing in EC2. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

/** The lines that only one of the two end states has. */
export function difference(wanted: string, got: string): string {
  const a = wanted.split('\n');
  const b = got.split('\n');
  const missing = a.filter((one) => !b.includes(one)).map((one) => `- ${one}`);
  const extra = b.filter((one) => !a.includes(one)).map((one) => `+ ${one}`);
  return `the end differs:\n${[...missing, ...extra].join('\n')}`;
}
