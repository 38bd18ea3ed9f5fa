// Gateway and balancer endpoints as EC2 lists them, for the tests beside it.
import { described, listed, usable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { endpointServices, vpcEndpoints } from '../../tables/vpc-endpoints.ts';

export const S3 = 'com.amazonaws.ap-northeast-1.s3';
export const gateway = { vpcRef: usable('vpc-1'), type: 'Gateway', service: 's3' } as const;
export const fullAccess = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});
export const row = {
  VpcEndpointId: 'vpce-1',
  VpcEndpointType: 'Gateway',
  VpcId: 'vpc-1',
  ServiceName: S3,
  State: 'available',
  PolicyDocument: fullAccess,
  RouteTableIds: ['rtb-1'],
  DnsOptions: { DnsRecordIpType: 'service-defined' },
  IpAddressType: 'ipv4',
};
export const table = (id: string, ...associations: readonly object[]) => ({
  RouteTableId: id,
  VpcId: 'vpc-1',
  Associations: associations,
});
export const tables = listed(
  routeTables,
  table('rtb-1', { SubnetId: 'subnet-b', Main: false }, { SubnetId: 'subnet-a', Main: false }),
  table('rtb-2'),
  table('rtb-main', { Main: true }),
);
export const only = (endpoint: object) => [listed(vpcEndpoints, endpoint), tables];
export const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
};

export const BALANCER = 'com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0';
export const balancer = { vpcRef: usable('vpc-1'), type: 'GatewayLoadBalancer', service: BALANCER } as const;
export const other = { ...row, VpcEndpointId: 'vpce-2', RouteTableIds: ['rtb-2'] };
export const subnet = (id: string, zone = 'a') => ({
  SubnetId: id,
  VpcId: 'vpc-1',
  AvailabilityZone: `ap-northeast-1${zone}`,
});
const detail = (type: string) => ({ ServiceType: [{ ServiceType: type }], VpcEndpointPolicySupported: true });
export const service = (name: string, ...types: readonly string[]) =>
  described(endpointServices, name, { ServiceDetails: types.map(detail) });
