// Steps that cases about endpoints begin with.
import { does, make, refuses, shows, type Shape, type Step } from '../case.ts';
import { subnetId, tableId, vpcId } from './common.ts';

export const S3 = 'com.amazonaws.us-east-1.s3';
export const DYNAMODB = 'com.amazonaws.us-east-1.dynamodb';
export const SSM = 'com.amazonaws.us-east-1.ssm';

type Members = Readonly<Record<string, unknown>>;

/** A gateway endpoint for S3 in the VPC `vpc`. */
export function gatewayEndpoint(save = 'endpoint', more: Members = {}): Step {
  return make(save, 'CreateVpcEndpoint', {
    VpcId: vpcId,
    VpcEndpointType: 'Gateway',
    ServiceName: S3,
    ...more,
  });
}

/** An interface endpoint for Systems Manager in the subnet `subnet`. */
export function interfaceEndpoint(save = 'endpoint', more: Members = {}): Step {
  return make(save, 'CreateVpcEndpoint', {
    VpcId: vpcId,
    VpcEndpointType: 'Interface',
    ServiceName: SSM,
    SubnetIds: [subnetId],
    PrivateDnsEnabled: false,
    ...more,
  });
}

export const endpointId = '{endpoint.VpcEndpoint.VpcEndpointId}';

export function showsEndpoint(shape: Shape, id = endpointId): Step {
  return shows('DescribeVpcEndpoints', { VpcEndpointIds: [id] }, { VpcEndpoints: [shape] });
}

/** Nothing can be changed before. */
export const isAvailable = showsEndpoint({ State: 'available' });

/** The endpoint, and nothing was left undone. */
export const deletes: Step = shows(
  'DeleteVpcEndpoints',
  { VpcEndpointIds: [endpointId] },
  { Unsuccessful: { $absent: true } },
);

/** The codes for an id that nothing has, and such an id. */
export const unknownEndpoint = ['InvalidVpcEndpointId.NotFound', 'InvalidVpcEndpoint.NotFound'];
export const noEndpoint = 'vpce-0123456789abcdef0';
/** Of an answer: there is another page. */
export const more: Shape = { NextToken: { $like: '.' } };

export function privatelink(page: string): string {
  return `https://docs.aws.amazon.com/vpc/latest/privatelink/${page}.html`;
}
export const gateways = privatelink('gateway-endpoints');
export const interfaces = privatelink('privatelink-access-aws-services');

export function refusesEndpoint(code: string | readonly string[], input: Members): Step {
  return refuses(code, 'CreateVpcEndpoint', { VpcId: vpcId, ...input });
}

export function modify(change: Members): Step {
  return does('ModifyVpcEndpoint', { VpcEndpointId: endpointId, ...change });
}

/** Routes of the table `table` to prefix lists. */
export function showsListRoutes(...routes: Shape[]): Step {
  const shape: Shape =
    routes.length === 0
      ? { $not: { $has: [{ DestinationPrefixListId: { $like: '^pl-' } }] } }
      : { $has: routes };
  return shows('DescribeRouteTables', { RouteTableIds: [tableId] }, { RouteTables: [{ Routes: shape }] });
}

/** Both DNS attributes of the VPC on. */
export const dnsOn: readonly Step[] = [
  does('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsSupport: { Value: true } }),
  does('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: true } }),
];

export function policy(effect: 'Allow' | 'Deny', action = '*'): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Principal: '*', Action: action, Resource: '*' }],
  });
}
