// Which set of DHCP options a VPC is given. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateDhcpOptions.html
import { describe } from 'vitest';
import {
  type Answer,
  described,
  listed,
  missing,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { dhcpOptionSets } from '../../tables/dhcp-options.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { vpcDNSHostnames, vpcDNSSupport, vpcs } from '../../tables/vpcs.ts';
import { vpc } from './vpc.ts';

const spec = { cidrBlocks: ['10.0.0.0/16'] };
const blocks = [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' }, AssociationId: 'a' }];
const options = (DhcpOptionsId: string, domain: string, server = 'AmazonProvidedDNS') =>
  listed(dhcpOptionSets, {
    DhcpOptionsId,
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: domain }] },
      { Key: 'domain-name-servers', Values: [{ Value: server }] },
    ],
  });
const using = (DhcpOptionsId: string, ...more: readonly Answer[]) => ({
  own: 'vpc-1',
  rows: [
    listed(vpcs, {
      VpcId: 'vpc-1',
      State: 'available',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: blocks,
      DhcpOptionsId,
    }),
    listed(routeTables),
    described(vpcDNSSupport, 'vpc-1', { EnableDnsSupport: { Value: true } }),
    described(vpcDNSHostnames, 'vpc-1', { EnableDnsHostnames: { Value: true } }),
    ...more,
  ],
});

describe('the DHCP options of a VPC', () => {
  planTable(vpc, [
    {
      name: 'are announced before the VPC is made',
      spec: { ...spec, dhcpOptionsRef: usable('dopt-1') },
      expect: {
        calls: ['CreateVpc cidrBlocks[10.0.0.0/16] null → 10.0.0.0/16'],
        later: ['dhcpOptionsRef null → dopt-1', 'enableDNSHostnames false → true'],
      },
    },
    {
      name: 'are associated',
      spec: { ...spec, dhcpOptionsRef: usable('dopt-1') },
      ...using('dopt-region'),
      expect: {
        calls: ['AssociateDhcpOptions dhcpOptionsRef dopt-region → dopt-1'],
        inputs: [{ VpcId: 'vpc-1', DhcpOptionsId: 'dopt-1' }],
      },
    },
    {
      name: 'by their id are the same as by their object',
      spec: { ...spec, dhcpOptionsID: 'dopt-1' },
      ...using('dopt-2'),
      expect: { calls: ['AssociateDhcpOptions dhcpOptionsRef dopt-2 → dopt-1'] },
    },
    {
      name: 'are left alone when they are as declared',
      spec: { ...spec, dhcpOptionsRef: usable('dopt-1') },
      ...using('dopt-1'),
      expect: {},
    },
    {
      name: 'that do not exist are reported, and the old ones stay',
      spec: { ...spec, dhcpOptionsRef: missing('DHCPOptions corp') },
      ...using('dopt-2'),
      expect: { held: ['dhcpOptionsRef DependencyNotFound'] },
    },
    {
      name: 'whose grant is gone are not given anew',
      spec: { ...spec, dhcpOptionsRef: withdrawn('dopt-1') },
      ...using('dopt-2'),
      expect: { held: ['dhcpOptionsRef ReferenceNotGranted'] },
    },
    {
      name: 'whose grant is gone stay with the VPC that uses them',
      spec: { ...spec, dhcpOptionsRef: withdrawn('dopt-1') },
      ...using('dopt-1'),
      expect: {},
    },
    { name: 'that were never declared are left alone', spec, ...using('dopt-2'), expect: {} },
    {
      name: 'that are declared no more make room for those of the region',
      spec,
      wasSet: ['dhcpOptionsRef'],
      ...using('dopt-1', options('dopt-1', 'corp.example.com')),
      expect: {
        calls: ['AssociateDhcpOptions dhcpOptionsRef dopt-1 → default'],
        inputs: [{ VpcId: 'vpc-1', DhcpOptionsId: 'default' }],
      },
    },
    {
      name: 'that were declared by their id and are no more make room for those of the region',
      spec,
      wasSet: ['dhcpOptionsID'],
      ...using('dopt-1', options('dopt-1', 'ap-northeast-1.compute.internal', '10.0.0.2')),
      expect: { calls: ['AssociateDhcpOptions dhcpOptionsRef dopt-1 → default'] },
    },
    {
      name: 'are those of the region again where EC2 shows the word',
      spec,
      wasSet: ['dhcpOptionsRef'],
      ...using('default'),
      expect: {},
    },
    {
      name: 'are those of the region again where EC2 shows their id',
      spec,
      wasSet: ['dhcpOptionsRef'],
      ...using('dopt-region', options('dopt-region', 'ap-northeast-1.compute.internal')),
      expect: {},
    },
    {
      name: 'that are declared no more on an adopted VPC are left alone',
      spec: {},
      adopted: true,
      wasSet: ['dhcpOptionsRef'],
      ...using('dopt-1'),
      expect: {},
    },
    {
      name: 'need nothing before the VPC is deleted',
      spec: { ...spec, dhcpOptionsRef: usable('dopt-1') },
      want: 'absent',
      ...using('dopt-1'),
      expect: {},
    },
  ]);
});
