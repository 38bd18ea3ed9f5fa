// What an interface endpoint plans. https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
import { describe } from 'vitest';
import {
  described,
  listed,
  missing,
  notUsable,
  planTable,
  usable,
} from '../../../test/support/plan-table.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { endpointInterfaces, endpointServices, vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import { SSM, withoutGroups, spec, row, zones, offer, named, interfaces, world } from './fake-endpoint.ts';

const groups = listed(
  securityGroups,
  { GroupId: 'sg-default', GroupName: 'default', VpcId: 'vpc-1' },
  { GroupId: 'sg-1', GroupName: 'clients', VpcId: 'vpc-1' },
);

describe('an interface endpoint that exists', () => {
  planTable(vpcEndpoint, [
    {
      name: 'has nothing to do when all is as declared',
      spec,
      own: 'vpce-1',
      rows: world(row),
      expect: {
        status: {
          vpcID: 'vpc-1',
          type: 'Interface',
          serviceName: SSM,
          privateDNSEnabled: true,
          securityGroupIDs: ['sg-1'],
          dnsEntries: [{ dnsName: 'vpce-1-x.ssm.ap-northeast-1.vpce.amazonaws.com', hostedZoneID: 'Z1' }],
          networkInterfaces: [{ id: 'eni-a', subnetID: 'subnet-a', privateIP: '10.0.1.9' }],
        },
      },
    },
    {
      name: 'loses no group while a declared one lacks rules yet',
      spec: { ...spec, securityGroupRefs: [notUsable('sg-2')] },
      own: 'vpce-1',
      rows: world(row),
      expect: { held: ['securityGroupRefs[sg-2] DependencyNotReady'], says: /sg-2 is not usable yet/ },
    },
    {
      name: 'gets a group that lacks rules yet, where that takes nothing away',
      spec: { ...spec, securityGroupRefs: [usable('sg-1'), notUsable('sg-2')] },
      own: 'vpce-1',
      rows: world(row),
      expect: { calls: ['ModifyVpcEndpoint securityGroupRefs[sg-2] null → sg-2'] },
    },
    {
      name: 'changes everything in one call',
      spec: {
        ...spec,
        subnetRefs: [usable('subnet-c')],
        securityGroupRefs: [usable('sg-2')],
        privateDNSEnabled: false,
        dnsOptions: { dnsRecordIPType: 'ServiceDefined' },
      },
      own: 'vpce-1',
      rows: world(row),
      expect: {
        calls: [
          'ModifyVpcEndpoint subnetRefs[subnet-c] null → subnet-c',
          '… subnetRefs[subnet-a] subnet-a → null (Interrupts)',
          '… securityGroupRefs[sg-2] null → sg-2',
          '… securityGroupRefs[sg-1] sg-1 → null (Interrupts)',
          '… dnsOptions {"dnsRecordIPType":"ipv4","privateDNSOnlyForInboundResolverEndpoint":false} → {"dnsRecordIPType":"service-defined","privateDNSOnlyForInboundResolverEndpoint":false}',
          '… privateDNSEnabled true → false (Interrupts)',
        ],
        inputs: [
          {
            VpcEndpointId: 'vpce-1',
            AddSubnetIds: ['subnet-c'],
            RemoveSubnetIds: ['subnet-a'],
            AddSecurityGroupIds: ['sg-2'],
            RemoveSecurityGroupIds: ['sg-1'],
            DnsOptions: { DnsRecordIpType: 'service-defined' },
            PrivateDnsEnabled: false,
          },
        ],
      },
    },
    {
      name: 'removes a subnet first where another of its zone takes its place',
      spec: { ...spec, subnetRefs: [usable('subnet-a2')] },
      own: 'vpce-1',
      rows: world(row),
      expect: {
        calls: ['ModifyVpcEndpoint subnetRefs[subnet-a] subnet-a → null (Interrupts)'],
        inputs: [{ VpcEndpointId: 'vpce-1', RemoveSubnetIds: ['subnet-a'] }],
        later: ['subnetRefs[subnet-a2] null → subnet-a2'],
      },
    },
    {
      name: 'keeps a subnet whose successor in its zone has no free address',
      spec: { ...spec, subnetRefs: [usable('subnet-full')] },
      own: 'vpce-1',
      rows: world(row),
      expect: {
        held: ['subnetRefs[subnet-full] DependencyNotReady'],
        says: /free one there, or choose another subnet/,
      },
    },
    {
      name: 'adds no subnet to a zone whose old one is kept for a missing one',
      spec: { ...spec, subnetRefs: [usable('subnet-a2'), usable('subnet-c'), missing('Subnet d')] },
      own: 'vpce-1',
      rows: world(row),
      expect: {
        calls: ['ModifyVpcEndpoint subnetRefs[subnet-c] null → subnet-c'],
        held: ['subnetRefs[Subnet d] DependencyNotFound'],
      },
    },
    {
      name: 'refuses a second subnet in a zone',
      spec: { ...spec, subnetRefs: [usable('subnet-a'), usable('subnet-a2')] },
      own: 'vpce-1',
      rows: world(row),
      expect: { refuses: 'InvalidSpec', field: 'subnetRefs' },
    },
    {
      name: 'leaves the groups alone that were never declared',
      spec: withoutGroups,
      own: 'vpce-1',
      rows: world(row),
      expect: {},
    },
    {
      name: 'takes the default group again after groups were declared',
      spec: withoutGroups,
      wasSet: ['securityGroupRefs'],
      own: 'vpce-1',
      rows: [...world(row), groups],
      expect: {
        calls: [
          'ModifyVpcEndpoint securityGroupRefs[sg-default] null → sg-default',
          '… securityGroupRefs[sg-1] sg-1 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'is content with the default group when an empty list is declared',
      spec: { ...spec, securityGroupRefs: [] },
      own: 'vpce-1',
      rows: [...world({ ...row, Groups: [{ GroupId: 'sg-default' }] }), groups],
      expect: {},
    },
    {
      name: 'replaces the interface for another address',
      spec: { ...spec, subnetConfigurations: [{ subnetRef: usable('subnet-a'), ipv4Address: '10.0.1.10' }] },
      own: 'vpce-1',
      rows: [...world(row), listed(networkInterfaces)],
      expect: {
        calls: ['ModifyVpcEndpoint subnetConfigurations[subnet-a] 10.0.1.9 → 10.0.1.10 (Interrupts)'],
        inputs: [
          { VpcEndpointId: 'vpce-1', SubnetConfigurations: [{ SubnetId: 'subnet-a', Ipv4: '10.0.1.10' }] },
        ],
      },
    },
    {
      name: 'leaves the address that is declared and there',
      spec: { ...spec, subnetConfigurations: [{ subnetRef: usable('subnet-a'), ipv4Address: '10.0.1.9' }] },
      own: 'vpce-1',
      rows: world(row),
      expect: {},
    },
    {
      name: 'changes no address while not all interfaces are told',
      spec: { ...spec, subnetConfigurations: [{ subnetRef: usable('subnet-a'), ipv4Address: '10.0.1.10' }] },
      own: 'vpce-1',
      rows: [
        listed(vpcEndpoints, row),
        described(endpointInterfaces, 'eni-a', { NetworkInterfaces: [] }),
        named,
        zones,
      ],
      expect: {},
    },
    {
      name: 'goes back to IPv4 when its address type is left out after it was set',
      spec,
      wasSet: ['ipAddressType'],
      own: 'vpce-1',
      rows: world({ ...row, IpAddressType: 'dualstack', DnsOptions: { DnsRecordIpType: 'dualstack' } }),
      expect: { calls: ['ModifyVpcEndpoint ipAddressType dualstack → ipv4 (Interrupts)'] },
    },
    {
      name: 'refuses an address type that the service does not have',
      spec: { ...spec, ipAddressType: 'IPv6' },
      own: 'vpce-1',
      rows: [
        listed(vpcEndpoints, row),
        interfaces,
        zones,
        described(endpointServices, SSM, {
          ServiceDetails: [{ ...offer([]), SupportedIpAddressTypes: ['ipv4'] }],
        }),
      ],
      expect: { refuses: 'InvalidSpec', field: 'ipAddressType', says: /does not offer IPv6: it has ipv4/ },
    },
    {
      name: 'has the DNS options of AWS again when they are left out after they were set',
      spec,
      wasSet: ['dnsOptions'],
      own: 'vpce-1',
      rows: world({ ...row, DnsOptions: { DnsRecordIpType: 'service-defined' } }),
      expect: {
        calls: [
          'ModifyVpcEndpoint dnsOptions {"dnsRecordIPType":"service-defined","privateDNSOnlyForInboundResolverEndpoint":false} → {"dnsRecordIPType":"ipv4","privateDNSOnlyForInboundResolverEndpoint":false}',
        ],
      },
    },
  ]);
});
