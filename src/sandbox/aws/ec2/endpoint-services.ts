// Which services an endpoint can be made for: AWS's own, as many as networks usually need, and those of partners.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html
// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { checkMaxResults, type PageSize } from '../core/describe.ts';
import { fail } from '../core/error.ts';
import { compileFilters, type FilterTable } from '../core/filters.ts';
import { checkId, notFound } from '../core/ids.ts';
import { type Call, type Operation, reads, type World } from '../core/operation.ts';
import type { Tagged } from '../core/table.ts';
import { awsPrefixList, awsPrefixLists } from './aws-prefix-lists.ts';
import { zonesOf } from './zones.ts';

export type EndpointType = 'Gateway' | 'Interface' | 'GatewayLoadBalancer';

export type EndpointService = {
  readonly name: string;
  readonly id: string;
  readonly type: EndpointType;
  /** Account of a partner; undefined: AWS's own. */
  readonly partner: string | undefined;
  readonly privateDnsNames: readonly string[];
  readonly policySupported: boolean;
  readonly acceptanceRequired: boolean;
  readonly ipAddressTypes: readonly EC2.ServiceConnectivityType[];
};

/** https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
const GATEWAY_SERVICES = ['s3', 'dynamodb', 's3express'];
/** Interface services with one private name, `<service>.<region>.amazonaws.com`. */
const NAMED_ALIKE = [
  'autoscaling',
  'ec2',
  'ec2messages',
  'elasticloadbalancing',
  'events',
  'kms',
  'lambda',
  'logs',
  'monitoring',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'ssmmessages',
  'sts',
];
/** Those with other names: `%` is the region. DynamoDB has an interface service without private DNS.
 *  https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-interface-endpoints.html */
const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  dynamodb: [],
  'ecr.api': ['api.ecr.%.amazonaws.com'],
  'ecr.dkr': ['dkr.ecr.%.amazonaws.com', '*.dkr.ecr.%.amazonaws.com'],
  'execute-api': ['*.execute-api.%.amazonaws.com'],
  s3: ['s3.%.amazonaws.com', '*.s3.%.amazonaws.com'],
};
/** Interface services that also speak IPv6; the others of the sandbox are IPv4 only. */
const DUALSTACK = new Set(['ec2', 's3', 'sts', 'kms']);
const ID_DIGITS = 17;
const PAGE: PageSize = { least: 1, most: 1000 };

/** Everything that can be connected to in a region, in the order of names. */
export function endpointServices(world: World, region: string): readonly EndpointService[] {
  const own = [
    ...GATEWAY_SERVICES.map((service) => awsService(region, service, 'Gateway', [])),
    ...NAMED_ALIKE.map((service) =>
      awsService(region, service, 'Interface', [`${service}.${region}.amazonaws.com`]),
    ),
    ...Object.entries(NAMED_OTHERWISE).map(([service, names]) =>
      awsService(
        region,
        service,
        'Interface',
        names.map((name) => name.replace('%', region)),
      ),
    ),
  ];
  const partners = world.options.partnerServices.map(
    (service): EndpointService => ({
      name: `com.amazonaws.vpce.${region}.${service.id}`,
      id: service.id,
      type: service.type,
      partner: service.owner,
      privateDnsNames: [],
      policySupported: service.type === 'Interface',
      acceptanceRequired: service.acceptanceRequired,
      ipAddressTypes: ['ipv4'],
    }),
  );
  return [...own, ...partners].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function awsService(
  region: string,
  service: string,
  type: EndpointType,
  privateDnsNames: readonly string[],
): EndpointService {
  const name = `com.amazonaws.${region}.${service}`;
  return {
    name,
    id: `vpce-svc-${digits(name + type)}`,
    type,
    partner: undefined,
    privateDnsNames,
    policySupported: true,
    acceptanceRequired: false,
    ipAddressTypes: type === 'Interface' && DUALSTACK.has(service) ? ['ipv4', 'ipv6'] : ['ipv4'],
  };
}

/** An id that stays the same over runs. */
function digits(text: string): string {
  let hash = 0n;
  for (const character of text) hash = (hash * 131n + BigInt(character.codePointAt(0) ?? 0)) % 16n ** 16n;
  return hash.toString(16).padStart(ID_DIGITS, '0');
}

const SERVICE_FILTERS: FilterTable<EC2.ServiceDetail & Tagged> = {
  owner: (service) => [service.Owner],
  'service-name': (service) => [service.ServiceName],
  'service-region': (service) => [service.ServiceRegion],
  'service-type': (service) => (service.ServiceType ?? []).map((type) => type.ServiceType),
  'supported-ip-address-types': (service) => service.SupportedIpAddressTypes ?? [],
};

const LIST_FILTERS: FilterTable<EC2.PrefixList & Tagged> = {
  'prefix-list-id': (row) => [row.PrefixListId],
  'prefix-list-name': (row) => [row.PrefixListName],
};

const FILTERS = { Name: true, Values: true } as const;

export const ENDPOINT_SERVICE_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeVpcEndpointServices: reads<
    EC2.DescribeVpcEndpointServicesRequest,
    EC2.DescribeVpcEndpointServicesResult
  >({
    accepts: {
      ServiceNames: true,
      ServiceRegions: true,
      Filters: FILTERS,
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run: describeServices,
  }),
  DescribePrefixLists: reads<EC2.DescribePrefixListsRequest, EC2.DescribePrefixListsResult>({
    accepts: { PrefixListIds: true, Filters: FILTERS, MaxResults: true, NextToken: true, DryRun: true },
    run: describePrefixLists,
  }),
};

function describeServices(
  { world, region }: Call,
  input: EC2.DescribeVpcEndpointServicesRequest,
): EC2.DescribeVpcEndpointServicesResult {
  const regions = input.ServiceRegions ?? [region.name];
  const known = regions.flatMap((name) =>
    endpointServices(world, name).map((service) => viewService(service, name)),
  );
  for (const name of input.ServiceNames ?? []) {
    if (!known.some((service) => service.ServiceName === name))
      fail('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  }
  const asked = known.filter(({ ServiceName = '' }) =>
    (input.ServiceNames ?? [ServiceName]).includes(ServiceName),
  );
  const { rows, ...rest } = pageOf('services', filtered(asked, SERVICE_FILTERS, input.Filters), input);
  // The names of the page, each once: a service with two types has two details.
  return {
    ServiceNames: [...new Set(rows.map(({ ServiceName = '' }) => ServiceName))],
    ServiceDetails: rows,
    ...rest,
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ServiceDetail.html */
function viewService(service: EndpointService, region: string): EC2.ServiceDetail {
  const [first] = service.privateDnsNames;
  return {
    ServiceName: service.name,
    ServiceId: service.id,
    ServiceType: [{ ServiceType: service.type }],
    ServiceRegion: region,
    AvailabilityZones: zonesOf(region).map((zone) => zone.name),
    Owner: service.partner ?? 'amazon',
    BaseEndpointDnsNames: [baseDnsName(service, region)],
    ...(first === undefined
      ? {}
      : {
          PrivateDnsName: first,
          PrivateDnsNames: service.privateDnsNames.map((PrivateDnsName) => ({ PrivateDnsName })),
          PrivateDnsNameVerificationState: 'verified',
        }),
    VpcEndpointPolicySupported: service.policySupported,
    AcceptanceRequired: service.acceptanceRequired,
    ManagesVpcEndpoints: false,
    SupportedIpAddressTypes: [...service.ipAddressTypes],
    Tags: [],
  };
}

/** What the names of an endpoint end in; `{service}.{region}.vpce.amazonaws.com`. */
export function baseDnsName(service: EndpointService, region: string): string {
  if (service.partner !== undefined) return `${service.id}.${region}.vpce.amazonaws.com`;
  const own = service.name.slice(`com.amazonaws.${region}.`.length);
  const name = service.privateDnsNames[0]?.replace('*.', '') ?? `${own}.${region}.amazonaws.com`;
  return name.replace('.amazonaws.com', '.vpce.amazonaws.com');
}

function describePrefixLists(
  { region }: Call,
  input: EC2.DescribePrefixListsRequest,
): EC2.DescribePrefixListsResult {
  for (const id of input.PrefixListIds ?? []) {
    checkId('prefixList', id);
    if (awsPrefixList(region.name, id) === undefined) notFound('prefixList', id);
  }
  const lists = awsPrefixLists(region.name)
    .filter(({ id }) => (input.PrefixListIds ?? [id]).includes(id))
    .map(({ id, name, entries }) => ({ PrefixListId: id, PrefixListName: name, Cidrs: [...entries] }));
  const { rows, ...rest } = pageOf('prefixes', filtered(lists, LIST_FILTERS, input.Filters), input);
  return { PrefixLists: rows, ...rest };
}

function filtered<R extends object>(
  rows: readonly R[],
  table: FilterTable<R & Tagged>,
  filters: EC2.Filter[] | undefined,
): R[] {
  const matches = compileFilters(table, filters);
  return rows.filter((row, sequence) =>
    matches({ id: '', sequence, row: { ...row, Tags: [] }, filterTags: [] }),
  );
}

/** By position: nobody adds or removes services while somebody pages. */
function pageOf<R>(
  what: string,
  rows: readonly R[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { rows: R[]; NextToken?: string } {
  // API_DescribeVpcEndpointServices.html: above 1,000, only 1,000 are returned.
  const size = MaxResults === undefined ? undefined : Math.min(MaxResults, PAGE.most);
  checkMaxResults(size, PAGE);
  const from = NextToken === undefined ? 0 : positionOf(what, NextToken);
  const to = Math.min(rows.length, from + (size ?? rows.length));
  const page = rows.slice(from, to);
  if (to >= rows.length) return { rows: page };
  return { rows: page, NextToken: Buffer.from(`${what}:${to}`).toString('base64url') };
}

function positionOf(what: string, token: string): number {
  const [name, position = ''] = Buffer.from(token, 'base64url').toString().split(':');
  if (name !== what || !/^[0-9]+$/.test(position))
    fail('InvalidNextToken', `The specified NextToken ${token} is not valid.`);
  return Number(position);
}
