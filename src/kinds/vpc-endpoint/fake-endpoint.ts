// An interface endpoint as EC2 lists it, and what it depends on, for the tests beside it.
import { described, listed, usable } from '../../../test/support/plan-table.ts';
import { subnets } from '../../tables/subnets.ts';
import { endpointInterfaces, endpointServices, vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcDNSHostnames, vpcDNSSupport } from '../../tables/vpcs.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

export const SSM = 'com.amazonaws.ap-northeast-1.ssm';
export const withoutGroups: Partial<VPCEndpointSpec> = {
  vpcRef: usable('vpc-1'),
  type: 'Interface',
  service: 'ssm',
  subnetRefs: [usable('subnet-a')],
};
export const spec: Partial<VPCEndpointSpec> = { ...withoutGroups, securityGroupRefs: [usable('sg-1')] };
export const row = {
  VpcEndpointId: 'vpce-1',
  VpcEndpointType: 'Interface',
  VpcId: 'vpc-1',
  ServiceName: SSM,
  State: 'available',
  PolicyDocument: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  SubnetIds: ['subnet-a'],
  Groups: [{ GroupId: 'sg-1' }],
  NetworkInterfaceIds: ['eni-a'],
  IpAddressType: 'ipv4',
  DnsOptions: { DnsRecordIpType: 'ipv4', PrivateDnsOnlyForInboundResolverEndpoint: false },
  PrivateDnsEnabled: true,
  DnsEntries: [{ DnsName: 'vpce-1-x.ssm.ap-northeast-1.vpce.amazonaws.com', HostedZoneId: 'Z1' }],
};
export const subnet = (id: string, zone: string, more: object = {}) => ({
  SubnetId: id,
  VpcId: 'vpc-1',
  AvailabilityZone: `ap-northeast-1${zone}`,
  CidrBlock: '10.0.1.0/24',
  AvailableIpAddressCount: 8,
  ...more,
});
export const zones = listed(
  subnets,
  subnet('subnet-a', 'a'),
  subnet('subnet-a2', 'a', { CidrBlock: '10.0.3.0/24' }),
  subnet('subnet-full', 'a', { AvailableIpAddressCount: 0 }),
  subnet('subnet-c', 'c', { CidrBlock: '10.0.2.0/24' }),
  subnet('subnet-x', 'x'),
);
export const offer = (names: readonly string[]) => ({
  ServiceType: [{ ServiceType: 'Interface' }],
  PrivateDnsNames: names.map((PrivateDnsName) => ({ PrivateDnsName })),
  VpcEndpointPolicySupported: true,
  AvailabilityZones: ['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d'],
  SupportedIpAddressTypes: ['ipv4', 'ipv6'],
});
export const offering = (...names: string[]) =>
  described(endpointServices, SSM, { ServiceDetails: [offer(names)] });
export const named = offering('ssm.ap-northeast-1.amazonaws.com');
export const dns = (support: boolean, hostnames: boolean) => [
  described(vpcDNSSupport, 'vpc-1', { EnableDnsSupport: { Value: support } }),
  described(vpcDNSHostnames, 'vpc-1', { EnableDnsHostnames: { Value: hostnames } }),
];
export const interfaces = described(endpointInterfaces, 'eni-a', {
  NetworkInterfaces: [{ NetworkInterfaceId: 'eni-a', SubnetId: 'subnet-a', PrivateIpAddress: '10.0.1.9' }],
});
export const world = (...endpoints: readonly object[]) => [
  listed(vpcEndpoints, ...endpoints),
  interfaces,
  named,
  zones,
  ...dns(true, true),
];
