// Fixed addresses of an endpoint: they come with their subnets, and none that AWS would refuse is sent.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SubnetConfiguration.html
import { describe } from 'vitest';
import { described, listed, notUsable, planTable, usable } from '../../../test/support/plan-table.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { subnets } from '../../tables/subnets.ts';
import { endpointInterfaces, vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { dns, named, row, spec, subnet, world } from './fake-endpoint.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';

const own = 'vpce-1';
const at = (id: string, ipv4Address: string) => ({ subnetRef: usable(id), ipv4Address });
const card = (id: string, subnetID: string, ip: string) => ({
  NetworkInterfaceId: id,
  SubnetId: subnetID,
  PrivateIpAddress: ip,
  Description: 'web',
});
const free = listed(networkInterfaces, card('eni-a', 'subnet-a', '10.0.1.9'));
const taken = (subnetID: string, ip: string) =>
  listed(networkInterfaces, card('eni-a', 'subnet-a', '10.0.1.9'), card('eni-x', subnetID, ip));
const securityGroupRefs = [usable('sg-1'), usable('sg-2')];
const groupCall = ['ModifyVpcEndpoint securityGroupRefs[sg-2] null → sg-2'];
const groupInput = [{ VpcEndpointId: own, AddSecurityGroupIds: ['sg-2'] }];

describe('a fixed address in a subnet that is to be added', () => {
  const both: Partial<VPCEndpointSpec> = {
    ...spec,
    subnetRefs: [usable('subnet-a'), usable('subnet-c')],
    subnetConfigurations: [at('subnet-c', '10.0.2.10')],
  };
  planTable(vpcEndpoint, [
    {
      name: 'comes with it in one call',
      spec: both,
      own,
      rows: [...world(row), free],
      expect: {
        calls: [
          'ModifyVpcEndpoint subnetRefs[subnet-c] null → subnet-c',
          '… subnetConfigurations[subnet-c] null → 10.0.2.10',
        ],
        inputs: [
          {
            VpcEndpointId: own,
            AddSubnetIds: ['subnet-c'],
            SubnetConfigurations: [{ SubnetId: 'subnet-c', Ipv4: '10.0.2.10' }],
          },
        ],
      },
    },
    {
      name: 'waits with one that is full, and holds up nothing else',
      spec: { ...both, securityGroupRefs },
      own,
      rows: [
        listed(
          subnets,
          subnet('subnet-a', 'a'),
          subnet('subnet-c', 'c', { CidrBlock: '10.0.2.0/24', AvailableIpAddressCount: 0 }),
        ),
        ...world(row),
        free,
      ],
      expect: {
        calls: groupCall,
        inputs: groupInput,
        held: ['subnetRefs[subnet-c] DependencyNotReady'],
      },
    },
    {
      name: 'waits with one that cannot be used yet',
      spec: {
        ...both,
        subnetRefs: [usable('subnet-a'), notUsable('subnet-c')],
      },
      own,
      rows: [...world(row), free],
      expect: { held: ['subnetRefs[subnet-c] DependencyNotReady'] },
    },
    {
      name: 'that belongs to another holds the subnet, and names it',
      spec: both,
      own,
      rows: [...world(row), taken('subnet-c', '10.0.2.10')],
      expect: {
        held: ['subnetConfigurations[subnet-c] Conflict'],
        says: /10\.0\.2\.10 belongs to eni-x \(web\): free it there/,
      },
    },
    {
      name: 'is free where another subnet has the same address',
      spec: both,
      own,
      rows: [...world(row), taken('subnet-elsewhere', '10.0.2.10')],
      expect: {
        calls: [
          'ModifyVpcEndpoint subnetRefs[subnet-c] null → subnet-c',
          '… subnetConfigurations[subnet-c] null → 10.0.2.10',
        ],
      },
    },
  ]);
});

describe('a subnet that is to give way to another of its zone', () => {
  const moved = (ip: string): Partial<VPCEndpointSpec> => ({
    ...spec,
    subnetRefs: [usable('subnet-a2')],
    subnetConfigurations: [at('subnet-a2', ip)],
  });
  planTable(vpcEndpoint, [
    {
      name: 'goes first, and the address comes with the new one',
      spec: moved('10.0.3.10'),
      own,
      rows: [...world(row), free],
      expect: {
        calls: ['ModifyVpcEndpoint subnetRefs[subnet-a] subnet-a → null (Interrupts)'],
        later: ['subnetRefs[subnet-a2] null → subnet-a2', 'subnetConfigurations[subnet-a2] null → 10.0.3.10'],
      },
    },
    {
      name: 'stays where the declared address lies outside of the new one',
      spec: moved('10.0.7.10'),
      own,
      rows: [...world(row), free],
      expect: {
        refuses: 'InvalidSpec',
        field: 'subnetConfigurations[subnet-a2]',
        says: /10\.0\.7\.10 lies outside 10\.0\.3\.0\/24, the network of subnet-a2/,
      },
    },
    {
      name: 'stays where AWS keeps the declared address for itself',
      spec: moved('10.0.3.3'),
      own,
      rows: [...world(row), free],
      expect: {
        refuses: 'InvalidSpec',
        field: 'subnetConfigurations[subnet-a2]',
        says: /first four addresses of 10\.0\.3\.0\/24/,
      },
    },
    {
      name: 'stays while the declared address belongs to another',
      spec: moved('10.0.3.10'),
      own,
      rows: [...world(row), taken('subnet-a2', '10.0.3.10')],
      expect: { held: ['subnetConfigurations[subnet-a2] Conflict'] },
    },
  ]);
});

describe('a fixed address in a subnet that the endpoint has', () => {
  planTable(vpcEndpoint, [
    {
      name: 'that belongs to another is held, and everything else is done',
      spec: { ...spec, securityGroupRefs, subnetConfigurations: [at('subnet-a', '10.0.1.10')] },
      own,
      rows: [...world(row), taken('subnet-a', '10.0.1.10')],
      expect: {
        calls: groupCall,
        inputs: groupInput,
        held: ['subnetConfigurations[subnet-a] Conflict'],
      },
    },
    {
      name: 'is there, whatever the spelling of an IPv6 address',
      spec: {
        ...spec,
        ipAddressType: 'DualStack',
        subnetConfigurations: [{ subnetRef: usable('subnet-a'), ipv6Address: '2001:db8:0:0:0:0:0:10' }],
      },
      own,
      rows: [
        listed(vpcEndpoints, {
          ...row,
          IpAddressType: 'dualstack',
          DnsOptions: { ...row.DnsOptions, DnsRecordIpType: 'dualstack' },
        }),
        described(endpointInterfaces, 'eni-a', {
          NetworkInterfaces: [
            { ...card('eni-a', 'subnet-a', '10.0.1.9'), Ipv6Addresses: [{ Ipv6Address: '2001:DB8::10' }] },
          ],
        }),
        named,
        ...dns(true, true),
      ],
      expect: {},
    },
  ]);
});
