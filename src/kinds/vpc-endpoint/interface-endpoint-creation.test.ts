// How an interface endpoint is made, and what keeps it from being made. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
import { describe } from 'vitest';
import { listed, missing, planTable, usable } from '../../../test/support/plan-table.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import { SSM, spec, row, subnet, named, world } from './fake-endpoint.ts';

const ipv6 = {
  Ipv6CidrBlockAssociationSet: [
    { Ipv6CidrBlock: '2001:db8::/64', Ipv6CidrBlockState: { State: 'associated' } },
  ],
};

describe('an interface endpoint that does not exist yet', () => {
  planTable(vpcEndpoint, [
    {
      name: 'is made without private DNS, which is switched on when it is available',
      spec,
      rows: world(),
      expect: {
        calls: [
          `CreateVpcEndpoint service null → ${SSM}`,
          '… type null → Interface',
          '… vpcRef null → vpc-1',
          '… subnetRefs[subnet-a] null → subnet-a',
          '… securityGroupRefs[sg-1] null → sg-1',
        ],
        inputs: [
          {
            VpcId: 'vpc-1',
            VpcEndpointType: 'Interface',
            ServiceName: SSM,
            SubnetIds: ['subnet-a'],
            SecurityGroupIds: ['sg-1'],
            PrivateDnsEnabled: false,
          },
        ],
        later: ['privateDNSEnabled false → true (Interrupts)'],
      },
    },
    {
      name: 'is made with fixed addresses, address type and DNS options in the same call',
      spec: {
        ...spec,
        privateDNSEnabled: false,
        ipAddressType: 'DualStack',
        dnsOptions: { dnsRecordIPType: 'IPv4' },
        subnetConfigurations: [
          { subnetRef: usable('subnet-a'), ipv4Address: '10.0.1.10', ipv6Address: '2001:db8::10' },
        ],
      },
      rows: [named, listed(subnets, subnet('subnet-a', 'a', ipv6)), listed(vpcEndpoints)],
      expect: {
        calls: [
          `CreateVpcEndpoint service null → ${SSM}`,
          '… type null → Interface',
          '… vpcRef null → vpc-1',
          '… subnetRefs[subnet-a] null → subnet-a',
          '… securityGroupRefs[sg-1] null → sg-1',
        ],
        inputs: [
          {
            VpcId: 'vpc-1',
            VpcEndpointType: 'Interface',
            ServiceName: SSM,
            SubnetIds: ['subnet-a'],
            SecurityGroupIds: ['sg-1'],
            SubnetConfigurations: [{ SubnetId: 'subnet-a', Ipv4: '10.0.1.10', Ipv6: '2001:db8::10' }],
            IpAddressType: 'dualstack',
            DnsOptions: { DnsRecordIpType: 'ipv4' },
            PrivateDnsEnabled: false,
          },
        ],
      },
    },
    {
      name: 'waits for all of its groups: with a part of them it would admit the wrong clients',
      spec: { ...spec, securityGroupRefs: [usable('sg-1'), missing('SecurityGroup web')] },
      rows: world(),
      expect: { waits: 'DependencyNotFound', says: /securityGroupRefs\[SecurityGroup web\]/ },
    },
    {
      name: 'is not made in two subnets of one zone',
      spec: { ...spec, subnetRefs: [usable('subnet-a'), usable('subnet-a2')] },
      rows: world(),
      expect: { refuses: 'InvalidSpec', field: 'subnetRefs', says: /subnet-a and subnet-a2 both lie in/ },
    },
    {
      name: 'is not made in a zone where the service is not',
      spec: { ...spec, subnetRefs: [usable('subnet-x')] },
      rows: world(),
      expect: { refuses: 'InvalidSpec', field: 'subnetRefs', says: /choose subnets in ap-northeast-1a/ },
    },
    {
      name: 'is not made dual-stack in a subnet without IPv6',
      spec: { ...spec, ipAddressType: 'DualStack' },
      rows: world(),
      expect: { refuses: 'InvalidSpec', field: 'ipAddressType', says: /subnet-a has one of them only/ },
    },
    {
      name: 'is not made with addresses in a subnet that is not its own',
      spec: { ...spec, subnetConfigurations: [{ subnetRef: usable('subnet-c'), ipv4Address: '10.0.2.10' }] },
      rows: world(),
      expect: { refuses: 'InvalidSpec', field: 'subnetConfigurations[subnet-c]' },
    },
    {
      name: 'is not made with something that is no address',
      spec: { ...spec, subnetConfigurations: [{ subnetRef: usable('subnet-a'), ipv4Address: '10.0.1.999' }] },
      rows: world(),
      expect: { refuses: 'InvalidSpec', field: 'subnetConfigurations[subnet-a]', says: /10\.0\.1\.999/ },
    },
    {
      name: 'says at once which endpoint will keep private DNS off',
      spec,
      rows: world({ ...row, VpcEndpointId: 'vpce-2' }),
      expect: {
        calls: [
          `CreateVpcEndpoint service null → ${SSM}`,
          '… type null → Interface',
          '… vpcRef null → vpc-1',
          '… subnetRefs[subnet-a] null → subnet-a',
          '… securityGroupRefs[sg-1] null → sg-1',
        ],
        held: ['privateDNSEnabled Conflict'],
      },
    },
  ]);
});
