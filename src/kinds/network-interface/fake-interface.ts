// An interface as EC2 lists it, and its subnet, for the tests beside it.
import { listed, usable } from '../../../test/support/plan-table.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { subnets } from '../../tables/subnets.ts';

const web = { GroupId: 'sg-1', GroupName: 'web' };
export const ours = {
  NetworkInterfaceId: 'eni-1',
  OwnerId: '111111111111',
  VpcId: 'vpc-1',
  SubnetId: 'subnet-1',
  AvailabilityZone: 'ap-northeast-1a',
  Status: 'available',
  Description: '',
  Groups: [web],
  InterfaceType: 'interface',
  MacAddress: '02:00:00:00:00:01',
  PrivateIpAddress: '10.0.1.10',
  PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.10' }],
  Ipv6Addresses: [],
  RequesterManaged: false,
  SourceDestCheck: true,
};
export const card = (more: object = {}) => listed(networkInterfaces, { ...ours, ...more });
export const withOther = (mine: object, theirs: object) =>
  listed(
    networkInterfaces,
    { ...ours, ...mine },
    { ...ours, NetworkInterfaceId: 'eni-2', TagSet: [], ...theirs },
  );
export const net = listed(subnets, {
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  CidrBlock: '10.0.1.0/24',
  AvailabilityZone: 'ap-northeast-1a',
  State: 'available',
});
export const net6 = listed(subnets, {
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  CidrBlock: '10.0.1.0/24',
  State: 'available',
  Ipv6CidrBlockAssociationSet: [
    { AssociationId: 'a', Ipv6CidrBlock: '2001:db8:0:1::/64', Ipv6CidrBlockState: { State: 'associated' } },
  ],
});
export const subnetRef = usable('subnet-1');
export const base = { subnetRef, securityGroupRefs: [usable('sg-1')] };
