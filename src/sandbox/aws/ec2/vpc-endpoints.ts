// VPC endpoints: create, delete, describe; of the types Gateway, Interface and GatewayLoadBalancer.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { list, type PageSize } from '../core/describe.ts';
import { AwsError, fail, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { checkId, required } from '../core/ids.ts';
import { type Call, type Operation, reads, type World, writes, writesOnce } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { VpcEndpointRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { baseDnsName, type EndpointService, type EndpointType } from './endpoint-services.ts';
import { groupsOf } from './network-interfaces.ts';
import { addInterfaces, addressesOf, checkSubnets } from './vpc-endpoint-interfaces.ts';
import {
  addressTypeOf,
  checkMembersOfType,
  checkPrivateDns,
  dnsOptionsOf,
  serviceFor,
} from './vpc-endpoint-checks.ts';
import { connect } from './endpoint-connections.ts';
import { modifyEndpoint } from './vpc-endpoint-changes.ts';
import { DEFAULT_POLICY, storedPolicy } from './vpc-endpoint-policy.ts';
import { addRoutes, checkTables, tablesNaming } from './vpc-endpoint-routes.ts';
import { awaitAcceptance, becomeAvailable, startDeleting } from './vpc-endpoint-state.ts';

/** API_DescribeVpcEndpoints.html: above 1,000, only 1,000 are returned; no smallest size is named. */
const PAGE: PageSize = { least: 1, most: 1000 };

const DNS_OPTIONS = { DnsRecordIpType: true, PrivateDnsOnlyForInboundResolverEndpoint: true } as const;
const SUBNET_CONFIGURATIONS = { SubnetId: true, Ipv4: true, Ipv6: true } as const;

const FILTERS: FilterTable<VpcEndpointRow> = {
  'ip-address-type': (row) => [row.IpAddressType],
  'service-name': (row) => [row.ServiceName],
  'service-region': (row) => [row.ServiceRegion],
  'vpc-endpoint-id': (row) => [row.VpcEndpointId],
  'vpc-endpoint-state': (row) => [row.State],
  'vpc-endpoint-type': (row) => [row.VpcEndpointType],
  'vpc-id': (row) => [row.VpcId],
};

export const VPC_ENDPOINT_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateVpcEndpoint: writesOnce<EC2.CreateVpcEndpointRequest, EC2.CreateVpcEndpointResult>({
    accepts: {
      VpcId: true,
      VpcEndpointType: true,
      ServiceName: true,
      ServiceRegion: true,
      PolicyDocument: true,
      RouteTableIds: true,
      SubnetIds: true,
      SecurityGroupIds: true,
      IpAddressType: true,
      DnsOptions: DNS_OPTIONS,
      PrivateDnsEnabled: true,
      SubnetConfigurations: SUBNET_CONFIGURATIONS,
      ClientToken: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: createEndpoint,
  }),
  ModifyVpcEndpoint: writes<EC2.ModifyVpcEndpointRequest, EC2.ModifyVpcEndpointResult>({
    accepts: {
      VpcEndpointId: true,
      PolicyDocument: true,
      ResetPolicy: true,
      AddRouteTableIds: true,
      RemoveRouteTableIds: true,
      AddSubnetIds: true,
      RemoveSubnetIds: true,
      AddSecurityGroupIds: true,
      RemoveSecurityGroupIds: true,
      IpAddressType: true,
      DnsOptions: DNS_OPTIONS,
      PrivateDnsEnabled: true,
      SubnetConfigurations: SUBNET_CONFIGURATIONS,
      DryRun: true,
    },
    run: modifyEndpoint,
  }),
  DeleteVpcEndpoints: writes<EC2.DeleteVpcEndpointsRequest, EC2.DeleteVpcEndpointsResult>({
    accepts: { VpcEndpointIds: true, DryRun: true },
    run: deleteEndpoints,
  }),
  DescribeVpcEndpoints: reads<EC2.DescribeVpcEndpointsRequest, EC2.DescribeVpcEndpointsResult>({
    accepts: {
      VpcEndpointIds: true,
      Filters: { Name: true, Values: true },
      MaxResults: true,
      NextToken: true,
      DryRun: true,
    },
    run(call, input) {
      const ids = { kind: 'vpcEndpoint', given: input.VpcEndpointIds } as const;
      const MaxResults = input.MaxResults === undefined ? undefined : Math.min(input.MaxResults, PAGE.most);
      const table = call.region.vpcEndpoints;
      const { rows, ...rest } = list(
        call,
        { ...input, MaxResults },
        { table, filters: FILTERS, ids, page: PAGE },
      );
      return { VpcEndpoints: rows.map(view), ...rest };
    },
  }),
};

function createEndpoint(
  { world, region }: Call,
  input: EC2.CreateVpcEndpointRequest,
): EC2.CreateVpcEndpointResult {
  const vpc = required(region.vpcs, 'vpc', input.VpcId);
  const service = serviceFor(world, region, input);
  const Tags = tagsFor('vpc-endpoint', input.TagSpecifications);
  checkMembersOfType(service.type, input);
  checkQuota(world, region, { VpcId: vpc.VpcId, type: service.type });
  const row = newEndpoint({ world, region }, { service, input, tags: Tags });
  if (row.VpcEndpointType === 'Gateway') checkTables(region, row, row.RouteTableIds);
  else
    checkSubnets(region, { ...row, IpAddressType: row.IpAddressType ?? 'ipv4', present: [] }, row.SubnetIds);
  if (row.PrivateDnsEnabled === true) checkPrivateDns(region, row, service);
  const addresses = addressesOf(input.SubnetConfigurations, row.SubnetIds);
  region.vpcEndpoints.put(row);
  addRoutes(region, row, row.RouteTableIds);
  if (service.partner !== undefined) connect(world, region, { service, endpoint: row });
  const made = withInterfaces(region, row, addresses);
  if (made.State === 'pendingAcceptance') awaitAcceptance(world, region, made);
  else if (made.State === 'pending') becomeAvailable(world, region, made);
  return {
    VpcEndpoint: view(made),
    ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
  };
}

/** The interfaces are made after the call was accepted: without a free address the endpoint fails.
 *  https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LastError.html */
function withInterfaces(
  region: Region,
  row: VpcEndpointRow,
  addresses: ReturnType<typeof addressesOf>,
): VpcEndpointRow {
  let made: VpcEndpointRow;
  try {
    const ids = addInterfaces(region, row, { subnetIds: row.SubnetIds, addresses });
    made = { ...row, NetworkInterfaceIds: ids };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const LastError = { Code: error.code, Message: error.message };
    made = { ...row, State: 'failed', FailureReason: error.message, LastError };
  }
  region.vpcEndpoints.put(made);
  return made;
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html */
function checkQuota(
  { options }: World,
  region: Region,
  { VpcId, type }: { VpcId: string; type: EndpointType },
): void {
  const isGateway = type === 'Gateway';
  const same = region.vpcEndpoints.filter(
    (row) =>
      row.State !== 'deleted' &&
      (row.VpcEndpointType === 'Gateway') === isGateway &&
      (isGateway || row.VpcId === VpcId),
  ).length;
  const most = isGateway ? options.quotas.gatewayEndpoints : options.quotas.interfaceEndpointsPerVpc;
  if (same >= most) fail('VpcEndpointLimitExceeded', 'The maximum number of VPC endpoints has been reached.');
}

function newEndpoint(
  { world, region }: { world: World; region: Region },
  {
    service,
    input,
    tags,
  }: { service: EndpointService; input: EC2.CreateVpcEndpointRequest; tags: EC2.Tag[] },
): VpcEndpointRow {
  const id = region.id('vpce');
  const VpcId = input.VpcId ?? missing('VpcId');
  const isInterface = service.type === 'Interface';
  const most = world.options.quotas.groupsPerInterface;
  const IpAddressType = addressTypeOf(service, input.IpAddressType);
  return {
    VpcEndpointId: id,
    VpcEndpointType: service.type,
    VpcId,
    ServiceName: service.name,
    ServiceRegion: input.ServiceRegion ?? region.name,
    State: service.acceptanceRequired ? 'pendingAcceptance' : 'pending',
    ...(service.type === 'GatewayLoadBalancer'
      ? {}
      : {
          PolicyDocument:
            input.PolicyDocument === undefined ? DEFAULT_POLICY : storedPolicy(input.PolicyDocument),
        }),
    RouteTableIds: [...new Set(input.RouteTableIds ?? [])],
    SubnetIds: [...new Set(input.SubnetIds ?? [])],
    Groups: isInterface ? groupsOf(region, VpcId, input.SecurityGroupIds, most) : [],
    IpAddressType,
    DnsOptions: dnsOptionsOf(service.type, IpAddressType, input.DnsOptions),
    PrivateDnsEnabled: isInterface && (input.PrivateDnsEnabled ?? false),
    RequesterManaged: false,
    NetworkInterfaceIds: [],
    DnsEntries: isInterface ? dnsEntriesOf({ world, region }, id, service) : [],
    CreationTimestamp: world.date(),
    OwnerId: region.account,
    Tags: tags,
  };
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html: a name for the endpoint, made
 *  of its id, and one hosted zone for all endpoints of a region. */
function dnsEntriesOf(
  { region }: { world: World; region: Region },
  id: string,
  service: EndpointService,
): EC2.DnsEntry[] {
  const HostedZoneId = `Z${region.name.toUpperCase().replaceAll('-', '')}SANDBOX`;
  return [{ DnsName: `${id}-${id.slice(-8)}.${baseDnsName(service, region.name)}`, HostedZoneId }];
}

/** Bulk: what cannot be deleted is told inside a success. */
function deleteEndpoints(
  { world, region }: Call,
  { VpcEndpointIds: ids }: EC2.DeleteVpcEndpointsRequest,
): EC2.DeleteVpcEndpointsResult {
  if (ids === undefined || ids.length === 0) missing('VpcEndpointIds');
  const Unsuccessful: EC2.UnsuccessfulItem[] = [];
  for (const ResourceId of new Set(ids)) {
    try {
      deleteOne(world, region, ResourceId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Unsuccessful.push({ ResourceId, Error: { Code: error.code, Message: error.message } });
    }
  }
  return { Unsuccessful };
}

function deleteOne(world: World, region: Region, id: string): void {
  checkId('vpcEndpoint', id);
  const endpoint = region.vpcEndpoints.known(id);
  if (endpoint === undefined || endpoint.State === 'deleted')
    fail('InvalidVpcEndpoint.NotFound', `The VPC Endpoint '${id}' does not exist`);
  if (endpoint.State === 'deleting') return;
  const tables = tablesNaming(region, id);
  if (tables.length > 0) {
    const names = tables.map((table) => table.RouteTableId).join(', ');
    fail('DependencyViolation', `Endpoint ${id} is the target of routes in ${names}: delete them first.`);
  }
  startDeleting(world, region, endpoint);
}

/** The wire has EC2's own word for the state; the SDK's type spells it otherwise. */
function view(row: VpcEndpointRow): EC2.VpcEndpoint {
  const { State, ...rest } = row;
  return { ...rest, State: State as unknown as EC2.State };
}
