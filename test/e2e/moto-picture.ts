// What moto itself says that there is, and another client of it. Separate from the tests that compare it.
import * as EC2 from '@aws-sdk/client-ec2';
import { tagKeys } from '../../src/model/names.ts';
import { type Settings, sandbox } from '../../src/model/settings.ts';
import { CALM_LEASE } from '../support/controller-process.ts';
import { isLiving } from '../support/living.ts';
import { REGION } from '../support/stage.ts';
import { idOfRow, type Noise, ownerOf, type PlacedRow, type Row, type TableName } from '../sim/end-state.ts';

/** moto shows everything at once, so that waits that exist because of EC2's minutes and limits may be shorter than the sandbox's. */
export const MOTO_SETTINGS: Partial<Settings> = {
  ...sandbox,
  ...CALM_LEASE,
  // moto takes any key for one of this account.
  flowLogRoleARN: 'arn:aws:iam::123456789012:role/flow-logs',
  sweepSeconds: 3,
  settlingBoundSeconds: 1,
  lostAnswerSeconds: 1,
  otherProcessSeconds: 3,
  backoffFirstSeconds: 0.2,
  backoffLongestSeconds: 2,
  limitShare: 1,
};
const credentials = { accessKeyId: 'AKIASANDBOX111111111', secretAccessKey: 'sandbox' };
const DESCRIBES: readonly (readonly [table: TableName, operation: string, member: string])[] = [
  ['vpcs', 'DescribeVpcs', 'Vpcs'],
  ['subnets', 'DescribeSubnets', 'Subnets'],
  ['routeTables', 'DescribeRouteTables', 'RouteTables'],
  ['internetGateways', 'DescribeInternetGateways', 'InternetGateways'],
  ['egressOnlyInternetGateways', 'DescribeEgressOnlyInternetGateways', 'EgressOnlyInternetGateways'],
  ['prefixLists', 'DescribeManagedPrefixLists', 'PrefixLists'],
  ['securityGroups', 'DescribeSecurityGroups', 'SecurityGroups'],
  ['securityGroupRules', 'DescribeSecurityGroupRules', 'SecurityGroupRules'],
  ['peerings', 'DescribeVpcPeeringConnections', 'VpcPeeringConnections'],
  ['networkInterfaces', 'DescribeNetworkInterfaces', 'NetworkInterfaces'],
  ['networkAcls', 'DescribeNetworkAcls', 'NetworkAcls'],
  ['flowLogs', 'DescribeFlowLogs', 'FlowLogs'],
  ['dhcpOptions', 'DescribeDhcpOptions', 'DhcpOptions'],
  ['addresses', 'DescribeAddresses', 'Addresses'],
  ['natGateways', 'DescribeNatGateways', 'NatGateways'],
  ['vpcEndpoints', 'DescribeVpcEndpoints', 'VpcEndpoints'],
];
/** What moto draws at random, beside ids: networks, addresses, host names with them in it. */
export const MOTO_NOISE: Noise = [
  [/(?<=Ipv6CidrBlock":")[0-9a-f:]+/g, 'ipv6'],
  [/(?<=(Public|CarrierI|PublicI)p":")[0-9.]+/g, 'public'],
  [/(?<=PrivateIp(Address)?":")10\.(?!20\.)[0-9.]+/g, 'private'],
  [/(ec2|ip)-\d+-\d+-\d+-\d+/g, '$1-address'],
  [/(?<=MacAddress":")[0-9a-f:]+/g, 'mac'],
];

export type Client = {
  call(operation: string, input?: object): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
};

export function clientOf(endpoint: string): Client {
  const client = new EC2.EC2Client({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  return {
    async call(operation, input = {}) {
      const Command: unknown = Reflect.get(EC2, `${operation}Command`);
      if (typeof Command !== 'function') throw new Error(`the SDK knows no ${operation}`);
      // All EC2 commands have one shape; which operation it is decides the caller.
      const command = new (Command as new (input: object) => EC2.DescribeVpcsCommand)(input);
      return { ...(await client.send(command)) };
    },
    close: () => client.destroy(),
  };
}

/** Everything that lives in moto, whoever it belongs to. */
export async function pictureOf({ call }: Client): Promise<readonly PlacedRow[]> {
  const tables = await Promise.all(
    DESCRIBES.map(async ([table, operation, member]) => {
      const rows = ((await call(operation))[member] ?? []) as readonly Row[];
      return rows.filter(isLiving).map((row) => ({ place: REGION, table, row }));
    }),
  );
  return tables.flat();
}

export function isOf(clusterID: string, { row }: PlacedRow): boolean {
  return row.Tags?.some(({ Key, Value }) => Key === tagKeys.cluster && Value === clusterID) ?? false;
}

/** Every thing that has an owner: whose it is, and its id. */
export function ownersIn(picture: readonly PlacedRow[]): readonly { owner: string; id: string }[] {
  return picture.flatMap(({ table, row }) => {
    const owner = ownerOf(row);
    const cluster = row.Tags?.find(({ Key }) => Key === tagKeys.cluster)?.Value;
    return owner === undefined ? [] : [{ owner: `${cluster} ${owner} ${table}`, id: idOfRow(table, row) }];
  });
}

/** What moto leaves by itself: of a VPC that is gone, and without any tag. */
export function isLeaving(picture: readonly PlacedRow[], { table, row }: PlacedRow): boolean {
  const living = picture.some((one) => one.table === 'vpcs' && one.row.VpcId === row.VpcId);
  return table !== 'vpcs' && row.VpcId !== undefined && !living && (row.Tags ?? []).length === 0;
}

/** As text, without what differs by itself: two pictures of the same world are equal. */
export function textOf(picture: readonly PlacedRow[]): readonly string[] {
  return picture.map(({ table, row }) => `${table} ${JSON.stringify({ ...row, Tags: undefined })}`).sort();
}

/** A bucket or a log group that flow logs are delivered into. */
export async function makeBucket(endpoint: string, name: string): Promise<void> {
  const body = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
  await must(fetch(`${endpoint}/${name}`, { method: 'PUT', body, headers: signedFor('s3') }));
}

export async function makeLogGroup(endpoint: string, logGroupName: string): Promise<void> {
  const headers = {
    ...signedFor('logs'),
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Logs_20140328.CreateLogGroup',
  };
  await must(fetch(endpoint, { method: 'POST', body: JSON.stringify({ logGroupName }), headers }));
}

/** moto reads service and region from the signature, and checks nothing of it. */
function signedFor(service: string): Readonly<Record<string, string>> {
  const scope = `${credentials.accessKeyId}/20260101/${REGION}/${service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=unchecked`,
  };
}

async function must(asked: Promise<Response>): Promise<void> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`moto answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}
