// What a set of DHCP options plans. https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html
import { describe } from 'vitest';
import { listed, planTable } from '../../../test/support/plan-table.ts';
import { dhcpOptionSets } from '../../tables/dhcp-options.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { dhcpOptions } from './dhcp-options.ts';

const set = (options: Readonly<Record<string, readonly string[]>>) =>
  listed(dhcpOptionSets, {
    DhcpOptionsId: 'dopt-1',
    DhcpConfigurations: Object.entries(options).map(([Key, values]) => ({
      Key,
      Values: values.map((Value) => ({ Value })),
    })),
  });
const used = listed(
  vpcs,
  { VpcId: 'vpc-2', DhcpOptionsId: 'dopt-1', Tags: [{ Key: 'Name', Value: 'shop' }] },
  { VpcId: 'vpc-1', DhcpOptionsId: 'dopt-1' },
  { VpcId: 'vpc-3', DhcpOptionsId: 'dopt-2' },
);
const unused = listed(vpcs);
const domain = { domainName: 'corp.example.com' };
const shown = { 'domain-name': ['corp.example.com'] };
const own = 'dopt-1';

describe('a set of DHCP options', () => {
  planTable(dhcpOptions, [
    {
      name: 'is made with every option, each value by itself and in order',
      spec: {
        ...domain,
        domainNameServers: ['10.0.0.2', 'AmazonProvidedDNS'],
        ntpServers: ['169.254.169.123', 'FD00:EC2:0::123'],
        netbiosNameServers: ['10.0.0.3'],
        netbiosNodeType: 2,
        ipv6AddressPreferredLeaseTime: 3600,
      },
      expect: {
        calls: [
          'CreateDhcpOptions domainName null → corp.example.com',
          '… domainNameServers null → 10.0.0.2, AmazonProvidedDNS',
          '… ntpServers null → 169.254.169.123, fd00:ec2::123',
          '… netbiosNameServers null → 10.0.0.3',
          '… netbiosNodeType null → 2',
          '… ipv6AddressPreferredLeaseTime null → 3600',
        ],
        inputs: [
          {
            DhcpConfigurations: [
              { Key: 'domain-name', Values: ['corp.example.com'] },
              { Key: 'domain-name-servers', Values: ['10.0.0.2', 'AmazonProvidedDNS'] },
              { Key: 'ntp-servers', Values: ['169.254.169.123', 'fd00:ec2::123'] },
              { Key: 'netbios-name-servers', Values: ['10.0.0.3'] },
              { Key: 'netbios-node-type', Values: ['2'] },
              { Key: 'ipv6-address-preferred-lease-time', Values: ['3600'] },
            ],
          },
        ],
      },
    },
    {
      name: 'with one option has no other',
      spec: domain,
      expect: {
        calls: ['CreateDhcpOptions domainName null → corp.example.com'],
        inputs: [{ DhcpConfigurations: [{ Key: 'domain-name', Values: ['corp.example.com'] }] }],
      },
    },
    {
      name: 'without options is not made',
      spec: {},
      expect: { refuses: 'InvalidSpec', field: '', says: /set at least one of domainName/ },
    },
    {
      name: 'is not made with a name server that is no address',
      spec: { domainNameServers: ['10.0.0.2,10.0.0.3'] },
      expect: { refuses: 'InvalidSpec', field: 'domainNameServers', says: /one per item/ },
    },
    {
      name: 'is not made with AmazonProvidedDNS for the time',
      spec: { ntpServers: ['AmazonProvidedDNS'] },
      expect: { refuses: 'InvalidSpec', field: 'ntpServers', says: /not an address/ },
    },
    {
      name: 'is not made with five time servers of one family',
      spec: { ntpServers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'] },
      expect: { refuses: 'InvalidSpec', field: 'ntpServers', says: /5 IPv4 time servers.*takes 4/ },
    },
    {
      name: 'is not made with a node type that there is not',
      spec: { netbiosNodeType: 3 },
      expect: { refuses: 'InvalidSpec', field: 'netbiosNodeType', says: /1, 2, 4 or 8/ },
    },
    { name: 'that is gone needs nothing', spec: domain, want: 'absent', expect: {} },
    {
      name: 'needs nothing before it is deleted: VPCs let go of it by their own objects',
      spec: domain,
      want: 'absent',
      own,
      rows: [set(shown), used],
      expect: { blockers: ['vpc vpc-2 shop', 'vpc vpc-1 made outside of this controller'] },
    },
    {
      name: 'is settled when EC2 shows the same, and names the VPCs that use it',
      spec: { ...domain, domainNameServers: ['10.0.0.2', '10.0.0.3'] },
      own,
      rows: [set({ ...shown, 'domain-name-servers': ['10.0.0.2', '10.0.0.3'] }), used],
      expect: {
        status: {
          domainName: 'corp.example.com',
          domainNameServers: ['10.0.0.2', '10.0.0.3'],
          vpcIDs: ['vpc-1', 'vpc-2'],
        },
      },
    },
    {
      name: 'takes a domain in other letters, and an address in another form, for the same',
      spec: { domainName: 'Corp.Example.com', domainNameServers: ['2001:DB8:0:0::1'] },
      own,
      rows: [set({ ...shown, 'domain-name-servers': ['2001:db8::1'] }), unused],
      expect: {},
    },
    {
      name: 'refuses an edit of its domain, and says what to do',
      spec: { domainName: 'next.example.com' },
      own,
      rows: [set(shown), unused],
      expect: {
        refuses: 'ImmutableField',
        field: 'domainName',
        says: /is corp\.example\.com and cannot become next\.example\.com.*create another DHCPOptions object/,
      },
    },
    {
      name: 'refuses another order of its name servers: instances ask in that order',
      spec: { domainNameServers: ['10.0.0.3', '10.0.0.2'] },
      own,
      rows: [set({ 'domain-name-servers': ['10.0.0.2', '10.0.0.3'] }), unused],
      expect: { refuses: 'ImmutableField', field: 'domainNameServers' },
    },
    {
      name: 'refuses an edit of its time servers',
      spec: { ntpServers: ['10.0.0.2'] },
      own,
      rows: [set({ 'ntp-servers': ['10.0.0.1'] }), unused],
      expect: { refuses: 'ImmutableField', field: 'ntpServers' },
    },
    {
      name: 'refuses an edit of its NetBIOS name servers',
      spec: { netbiosNameServers: ['10.0.0.2'] },
      own,
      rows: [set({ 'netbios-name-servers': ['10.0.0.1'] }), unused],
      expect: { refuses: 'ImmutableField', field: 'netbiosNameServers' },
    },
    {
      name: 'refuses an edit of its node type',
      spec: { netbiosNodeType: 2 },
      own,
      rows: [set({ 'netbios-node-type': ['8'] }), unused],
      expect: { refuses: 'ImmutableField', field: 'netbiosNodeType', says: /is 8 and cannot become 2/ },
    },
    {
      name: 'refuses an edit of its lease time',
      spec: { ipv6AddressPreferredLeaseTime: 140 },
      own,
      rows: [set({ 'ipv6-address-preferred-lease-time': ['3600'] }), unused],
      expect: { refuses: 'ImmutableField', field: 'ipv6AddressPreferredLeaseTime' },
    },
    {
      name: 'refuses an option more',
      spec: { ...domain, netbiosNodeType: 2 },
      own,
      rows: [set(shown), unused],
      expect: { refuses: 'ImmutableField', field: 'netbiosNodeType', says: /is not set and cannot become 2/ },
    },
    {
      name: 'refuses an option less',
      spec: domain,
      own,
      rows: [set({ ...shown, 'netbios-node-type': ['2'] }), unused],
      expect: { refuses: 'ImmutableField', field: 'netbiosNodeType', says: /cannot become not set/ },
    },
    {
      name: 'that is adopted keeps the options that the declaration leaves out',
      spec: {},
      adopted: true,
      own,
      rows: [set({ ...shown, 'netbios-node-type': ['2'] }), unused],
      expect: {},
    },
    {
      name: 'that is adopted has to be what is declared of it',
      spec: { netbiosNodeType: 1 },
      adopted: true,
      own,
      rows: [set({ 'netbios-node-type': ['2'] }), unused],
      expect: { refuses: 'ImmutableField', field: 'netbiosNodeType' },
    },
  ]);
});
