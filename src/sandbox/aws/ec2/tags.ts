// Tags as resources of their own: set, delete, list over every kind of resource.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html, API_DeleteTags.html, API_DescribeTags.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { checkMaxResults, type PageSize } from '../core/describe.ts';
import { fail, missing } from '../core/error.ts';
import { matcher } from '../core/filters.ts';
import { checkId, type IdKind, notFound } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { Table, Tagged } from '../core/table.ts';
import { withTags } from '../core/tagging.ts';

/** API_DescribeTags.html: MaxResults. */
const PAGE: PageSize = { least: 5, most: 1000 };
/** API_CreateTags.html: resources per request. */
const MOST_RESOURCES = 1000;

type Kind = {
  readonly prefix: string;
  readonly type: EC2.ResourceType;
  readonly kind: IdKind;
  table(region: Region): Holder;
};
/** A table of any rows: only tags are looked at and replaced. */
type Holder = {
  known(id: string): Tagged | undefined;
  setTags(id: string, tags: EC2.Tag[]): void;
  all(): Iterable<[string, EC2.Tag[]]>;
};

const KINDS: readonly Kind[] = [
  { prefix: 'vpc-', type: 'vpc', kind: 'vpc', table: (region) => holder(region.vpcs) },
  { prefix: 'subnet-', type: 'subnet', kind: 'subnet', table: (region) => holder(region.subnets) },
  { prefix: 'rtb-', type: 'route-table', kind: 'routeTable', table: (region) => holder(region.routeTables) },
  {
    prefix: 'igw-',
    type: 'internet-gateway',
    kind: 'internetGateway',
    table: (region) => holder(region.internetGateways),
  },
  {
    prefix: 'eigw-',
    type: 'egress-only-internet-gateway',
    kind: 'egressOnlyInternetGateway',
    table: (region) => holder(region.egressOnlyInternetGateways),
  },
  {
    prefix: 'pl-',
    type: 'prefix-list',
    kind: 'prefixList',
    table: (region) => holder(region.prefixLists),
  },
  {
    prefix: 'sg-',
    type: 'security-group',
    kind: 'securityGroup',
    table: (region) => holder(region.securityGroups),
  },
  {
    prefix: 'sgr-',
    type: 'security-group-rule',
    kind: 'securityGroupRule',
    table: (region) => holder(region.securityGroupRules),
  },
  {
    prefix: 'pcx-',
    type: 'vpc-peering-connection',
    kind: 'peering',
    table: (region) => holder(region.peerings),
  },
  {
    prefix: 'eni-',
    type: 'network-interface',
    kind: 'networkInterface',
    table: (region) => holder(region.networkInterfaces),
  },
  {
    prefix: 'eipalloc-',
    type: 'elastic-ip',
    kind: 'address',
    table: (region) => holder(region.addresses),
  },
  { prefix: 'nat-', type: 'natgateway', kind: 'natGateway', table: (region) => holder(region.natGateways) },
  {
    prefix: 'vpce-',
    type: 'vpc-endpoint',
    kind: 'vpcEndpoint',
    table: (region) => holder(region.vpcEndpoints),
  },
  { prefix: 'i-', type: 'instance', kind: 'instance', table: (region) => holder(region.instances) },
  { prefix: 'fl-', type: 'vpc-flow-log', kind: 'flowLog', table: (region) => holder(region.flowLogs) },
  { prefix: 'acl-', type: 'network-acl', kind: 'networkAcl', table: (region) => holder(region.networkAcls) },
  {
    prefix: 'dopt-',
    type: 'dhcp-options',
    kind: 'dhcpOptions',
    table: (region) => holder(region.dhcpOptions),
  },
];

const TAG = { Key: true, Value: true } as const;

export const TAG_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateTags: writes<EC2.CreateTagsRequest, object>({
    accepts: { Resources: true, Tags: TAG, DryRun: true },
    run({ region }, { Resources, Tags }) {
      if (Tags === undefined || Tags.length === 0) missing('tagSet');
      // All are checked before the first is changed.
      const changes = targets(region, Resources).map(({ id, holds, row }) => ({
        id,
        holds,
        row,
        tags: withTags(row.Tags, Tags),
      }));
      for (const { id, holds, row, tags } of changes) if (!sameTags(row.Tags, tags)) holds.setTags(id, tags);
      return {};
    },
  }),
  DeleteTags: writes<EC2.DeleteTagsRequest, object>({
    accepts: { Resources: true, Tags: TAG, DryRun: true },
    run({ region }, { Resources, Tags }) {
      for (const { id, holds, row } of targets(region, Resources)) {
        const left = row.Tags.filter((tag) => !removes(Tags, tag));
        if (left.length < row.Tags.length) holds.setTags(id, left);
      }
      return {};
    },
  }),
  DescribeTags: reads<EC2.DescribeTagsRequest, EC2.DescribeTagsResult>({
    accepts: { Filters: { Name: true, Values: true }, MaxResults: true, NextToken: true, DryRun: true },
    run: describeTags,
  }),
};

function targets(
  region: Region,
  ids: readonly string[] | undefined,
): { id: string; holds: Holder; row: Tagged }[] {
  if (ids === undefined || ids.length === 0) missing('resourceIdSet');
  if (ids.length > MOST_RESOURCES)
    fail('ResourceCountExceeded', `At most ${MOST_RESOURCES} resources can be tagged per request.`);
  return [...new Set(ids)].map((id) => {
    const kind = KINDS.find(({ prefix }) => id.startsWith(prefix));
    if (kind === undefined) fail('InvalidID', `The ID '${id}' is not valid`);
    checkId(kind.kind, id);
    const holds = kind.table(region);
    return { id, holds, row: holds.known(id) ?? notFound(kind.kind, id) };
  });
}

/** No list removes every tag of the user's own; no value removes any value; an empty value only the empty one. */
function removes(wanted: readonly EC2.Tag[] | undefined, tag: EC2.Tag): boolean {
  if (tag.Key?.startsWith('aws:')) return false;
  if (wanted === undefined || wanted.length === 0) return true;
  return wanted.some(({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value));
}

function sameTags(a: readonly EC2.Tag[], b: readonly EC2.Tag[]): boolean {
  return (
    a.length === b.length &&
    a.every((tag, index) => tag.Key === b[index]?.Key && tag.Value === b[index]?.Value)
  );
}

function describeTags({ region }: Call, input: EC2.DescribeTagsRequest): EC2.DescribeTagsResult {
  checkMaxResults(input.MaxResults, PAGE);
  const tests = (input.Filters ?? []).map(compile);
  const found: EC2.TagDescription[] = [];
  for (const { type, table } of KINDS) {
    for (const [ResourceId, tags] of table(region).all()) {
      for (const { Key, Value } of tags) {
        const row = { Key, Value, ResourceId, ResourceType: type };
        if (tests.every((test) => test(row))) found.push(row);
      }
    }
  }
  return pageOf(found, input);
}

function compile({ Name = '', Values = [] }: EC2.Filter): (row: EC2.TagDescription) => boolean {
  if (Values.length === 0) fail('InvalidParameterValue', `The filter '${Name}' has no values`);
  const matches = matcher(Values);
  if (Name === 'key') return (row) => matches(row.Key ?? '');
  if (Name === 'value') return (row) => matches(row.Value ?? '');
  if (Name === 'resource-id') return (row) => matches(row.ResourceId ?? '');
  if (Name === 'resource-type') return (row) => matches(row.ResourceType ?? '');
  if (Name.startsWith('tag:'))
    return (row) => row.Key === Name.slice('tag:'.length) && matches(row.Value ?? '');
  fail('InvalidParameterValue', `The filter '${Name}' is invalid`);
}

/** By position: tags have no order of their own, and pages are no snapshot. */
function pageOf(
  found: EC2.TagDescription[],
  { MaxResults, NextToken }: EC2.DescribeTagsRequest,
): EC2.DescribeTagsResult {
  const from =
    NextToken === undefined
      ? 0
      : Number(/^tags:([0-9]+)$/.exec(Buffer.from(NextToken, 'base64url').toString())?.[1]);
  if (Number.isNaN(from)) fail('InvalidNextToken', `The specified NextToken ${NextToken} is not valid.`);
  const to = from + (MaxResults ?? found.length);
  const Tags = found.slice(from, to);
  return to < found.length ? { Tags, NextToken: Buffer.from(`tags:${to}`).toString('base64url') } : { Tags };
}

function holder<R extends Tagged>(table: Table<R>): Holder {
  return {
    known: (id) => table.known(id),
    setTags(id, tags) {
      const row = table.get(id);
      if (row !== undefined) table.put({ ...row, Tags: tags });
    },
    *all() {
      for (const seen of table.seenAll()) yield [seen.id, seen.filterTags];
    },
  };
}
