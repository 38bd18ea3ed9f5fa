// An Elastic IP address, interfaces and an internet gateway as EC2 lists them, for the tests beside it.
import { type Case, listed } from '../../../test/support/plan-table.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import type { ElasticIPSpec, ElasticIPStatus } from './elastic-ip.schema.ts';

export type Cases = readonly Case<ElasticIPSpec, Partial<ElasticIPStatus>>[];

export const own = 'eipalloc-1';
export const free = {
  AllocationId: own,
  PublicIp: '198.18.0.1',
  PublicIpv4Pool: 'amazon',
  NetworkBorderGroup: 'r',
};
export const on = (id: string, more: object = {}) => ({
  ...free,
  AssociationId: 'eipassoc-1',
  NetworkInterfaceId: id,
  PrivateIpAddress: '10.0.0.10',
  ...more,
});
export const card = (id: string, more: object = {}) => ({
  NetworkInterfaceId: id,
  VpcId: 'vpc-1',
  PrivateIpAddress: '10.0.0.10',
  ...more,
});
export const ofAWS = { RequesterManaged: true, Description: 'Interface for NAT Gateway nat-1' };
export const cards = (...more: object[]) => listed(networkInterfaces, card('eni-1'), card('eni-2'), ...more);
export const attached = listed(internetGateways, {
  InternetGatewayId: 'igw-1',
  Attachments: [{ VpcId: 'vpc-1', State: 'available' }],
});
