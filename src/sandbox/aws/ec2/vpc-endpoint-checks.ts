// What CreateVpcEndpoint and ModifyVpcEndpoint refuse alike: services, members of other types, DNS and address types.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { fail, invalidValue, missing } from '../core/error.ts';
import type { World } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { VpcEndpointRow } from '../core/rows.ts';
import { type EndpointService, type EndpointType, endpointServices } from './endpoint-services.ts';

const TYPES: readonly string[] = ['Gateway', 'Interface', 'GatewayLoadBalancer'];
/** API_CreateVpcEndpoint.html: "Default: Gateway". */
const DEFAULT_TYPE = 'Gateway';

/** The service of that name and type, in the region where it is hosted. */
export function serviceFor(
  world: World,
  region: Region,
  { ServiceName, ServiceRegion, VpcEndpointType }: EC2.CreateVpcEndpointRequest,
): EndpointService {
  const name = ServiceName ?? missing('ServiceName');
  const type = VpcEndpointType ?? DEFAULT_TYPE;
  if (!TYPES.includes(type)) invalidValue('VpcEndpointType', type, `The sandbox knows ${TYPES.join(', ')}.`);
  const named = endpointServices(world, ServiceRegion ?? region.name).filter((one) => one.name === name);
  if (named.length === 0) fail('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  return (
    named.find((one) => one.type === type) ??
    fail(
      'InvalidParameter',
      `Endpoint type (${type}) does not match available service types ([${named.map((one) => one.type).join(', ')}]).`,
    )
  );
}

export function serviceOf(world: World, row: VpcEndpointRow): EndpointService {
  const services = endpointServices(world, row.ServiceRegion ?? '');
  return (
    services.find((one) => one.name === row.ServiceName && one.type === row.VpcEndpointType) ??
    fail('InvalidServiceName', `The Vpc Endpoint Service '${row.ServiceName}' does not exist`)
  );
}

type Members = Pick<
  EC2.CreateVpcEndpointRequest,
  | 'RouteTableIds'
  | 'SubnetIds'
  | 'SecurityGroupIds'
  | 'PrivateDnsEnabled'
  | 'PolicyDocument'
  | 'SubnetConfigurations'
>;

/** Each type has members of its own; those of another are refused. API_CreateVpcEndpoint.html names them. */
export function checkMembersOfType(type: EndpointType, input: Members): void {
  const refused: Readonly<Record<EndpointType, readonly (keyof Members)[]>> = {
    Gateway: ['SubnetIds', 'SecurityGroupIds', 'PrivateDnsEnabled', 'SubnetConfigurations'],
    Interface: ['RouteTableIds'],
    GatewayLoadBalancer: ['RouteTableIds', 'SecurityGroupIds', 'PrivateDnsEnabled', 'PolicyDocument'],
  };
  for (const member of refused[type]) {
    const value = input[member];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    if (isGiven) fail('InvalidParameter', `${member} cannot be given for endpoints of type ${type}.`);
  }
  if (type === 'GatewayLoadBalancer' && (input.SubnetIds ?? []).length > 1)
    fail('InvalidParameter', 'A Gateway Load Balancer endpoint has exactly one subnet.');
}

/** Both DNS attributes of the VPC must be on, the service must have private names, and no other endpoint may have them. */
export function checkPrivateDns(
  region: Region,
  endpoint: Pick<VpcEndpointRow, 'VpcEndpointId' | 'VpcId' | 'DnsOptions' | 'ServiceName'>,
  service: EndpointService,
): void {
  const attributes = region.vpcs.get(endpoint.VpcId)?.attributes;
  if (attributes === undefined || !attributes.dnsSupport || !attributes.dnsHostnames) {
    fail(
      'InvalidParameter',
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${endpoint.VpcId}`,
    );
  }
  const [name] = service.privateDnsNames;
  if (name === undefined)
    fail(
      'InvalidParameter',
      `Private DNS can't be enabled because the service ${service.name} does not provide a private DNS name.`,
    );
  const inVpc = region.vpcEndpoints.filter(
    (row) => row.VpcId === endpoint.VpcId && row.ServiceName === endpoint.ServiceName && isLiving(row),
  );
  if (inVpc.some((row) => row.VpcEndpointId !== endpoint.VpcEndpointId && row.PrivateDnsEnabled === true)) {
    fail(
      'InvalidParameter',
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${endpoint.VpcId}`,
    );
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns
  const onlyInbound = endpoint.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint === true;
  if (onlyInbound && !inVpc.some((row) => row.VpcEndpointType === 'Gateway')) {
    fail(
      'InvalidParameter',
      `To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC ${endpoint.VpcId} must have a Gateway endpoint for the service.`,
    );
  }
}

function isLiving({ State }: VpcEndpointRow): boolean {
  return State === 'pendingAcceptance' || State === 'pending' || State === 'available';
}

/** IPv4 unless another type is asked for that the service speaks. */
export function addressTypeOf(
  service: EndpointService,
  wanted: EC2.IpAddressType | undefined,
): EC2.IpAddressType {
  const type = wanted ?? 'ipv4';
  const needs: readonly string[] = type === 'dualstack' ? ['ipv4', 'ipv6'] : [type];
  if (needs.some((one) => !service.ipAddressTypes.includes(one as EC2.ServiceConnectivityType)))
    fail('InvalidParameter', `The service ${service.name} does not support the IP address type ${type}.`);
  return type;
}

/** Records of the endpoint's own address type, unless others are asked for that it has.
 *  https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DnsOptionsSpecification.html */
export function dnsOptionsOf(
  type: EndpointType,
  addresses: EC2.IpAddressType,
  wanted: EC2.DnsOptionsSpecification | undefined,
): EC2.DnsOptions {
  const preset = type === 'Gateway' ? 'service-defined' : addresses;
  const records = wanted?.DnsRecordIpType ?? preset;
  const fits = records === addresses || records === 'service-defined' || addresses === 'dualstack';
  if (!fits)
    fail('InvalidParameter', `DNS records of type ${records} do not fit the IP address type ${addresses}.`);
  return {
    DnsRecordIpType: records,
    PrivateDnsOnlyForInboundResolverEndpoint: wanted?.PrivateDnsOnlyForInboundResolverEndpoint ?? false,
  };
}
