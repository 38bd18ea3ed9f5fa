// What an interface endpoint plans. https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
import { describe, expect, it } from 'vitest';
import { described, listed, missing, planIn, planTable, usable } from '../../../test/support/plan-table.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { subnets } from '../../tables/subnets.ts';
import { endpointInterfaces, endpointServices, vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcDNSHostnames, vpcDNSSupport } from '../../tables/vpcs.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

const SSM = 'com.amazonaws.ap-northeast-1.ssm';
const OTHERS = 'com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0';
const withoutGroups: Partial<VPCEndpointSpec> = {
  vpcRef: usable('vpc-1'),
  type: 'Interface',
  service: 'ssm',
  subnetRefs: [usable('subnet-a')],
};
const spec: Partial<VPCEndpointSpec> = { ...withoutGroups, securityGroupRefs: [usable('sg-1')] };
const row = {
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
const off = { ...row, PrivateDnsEnabled: false };
const subnet = (id: string, zone: string, more: object = {}) => ({
  SubnetId: id,
  VpcId: 'vpc-1',
  AvailabilityZone: `ap-northeast-1${zone}`,
  AvailableIpAddressCount: 8,
  ...more,
});
const ipv6 = {
  Ipv6CidrBlockAssociationSet: [
    { Ipv6CidrBlock: '2001:db8::/64', Ipv6CidrBlockState: { State: 'associated' } },
  ],
};
const zones = listed(
  subnets,
  subnet('subnet-a', 'a'),
  subnet('subnet-a2', 'a'),
  subnet('subnet-full', 'a', { AvailableIpAddressCount: 0 }),
  subnet('subnet-c', 'c'),
  subnet('subnet-x', 'x'),
);
const offer = (names: readonly string[]) => ({
  ServiceType: [{ ServiceType: 'Interface' }],
  PrivateDnsNames: names.map((PrivateDnsName) => ({ PrivateDnsName })),
  VpcEndpointPolicySupported: true,
  AvailabilityZones: ['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d'],
  SupportedIpAddressTypes: ['ipv4', 'ipv6'],
});
const offering = (...names: string[]) => described(endpointServices, SSM, { ServiceDetails: [offer(names)] });
const named = offering('ssm.ap-northeast-1.amazonaws.com');
const dns = (support: boolean, hostnames: boolean) => [
  described(vpcDNSSupport, 'vpc-1', { EnableDnsSupport: { Value: support } }),
  described(vpcDNSHostnames, 'vpc-1', { EnableDnsHostnames: { Value: hostnames } }),
];
const interfaces = described(endpointInterfaces, 'eni-a', {
  NetworkInterfaces: [{ NetworkInterfaceId: 'eni-a', SubnetId: 'subnet-a', PrivateIpAddress: '10.0.1.9' }],
});
const world = (...endpoints: readonly object[]) => [
  listed(vpcEndpoints, ...endpoints),
  interfaces,
  named,
  zones,
  ...dns(true, true),
];
const groups = listed(
  securityGroups,
  { GroupId: 'sg-default', GroupName: 'default', VpcId: 'vpc-1' },
  { GroupId: 'sg-1', GroupName: 'clients', VpcId: 'vpc-1' },
);

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
      rows: world(row),
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

describe('private DNS', () => {
  const s3 = 'com.amazonaws.ap-northeast-1.s3';
  const inbound = { privateDNSOnlyForInboundResolverEndpoint: true };
  planTable(vpcEndpoint, [
    {
      name: 'is switched on by default where the service offers it',
      spec,
      own: 'vpce-1',
      rows: world(off),
      expect: {
        calls: ['ModifyVpcEndpoint privateDNSEnabled false → true (Interrupts)'],
        inputs: [{ VpcEndpointId: 'vpce-1', PrivateDnsEnabled: true }],
      },
    },
    {
      name: 'stays off by default where the service does not offer it',
      spec,
      own: 'vpce-1',
      rows: [listed(vpcEndpoints, off), interfaces, offering()],
      expect: {},
    },
    {
      name: 'stays off by default for a service of others',
      spec: { ...spec, service: OTHERS },
      own: 'vpce-1',
      rows: [listed(vpcEndpoints, { ...off, ServiceName: OTHERS }), interfaces],
      expect: {},
    },
    {
      name: 'is switched on for a service of others when that is declared',
      spec: { ...spec, service: OTHERS, privateDNSEnabled: true },
      own: 'vpce-1',
      rows: [listed(vpcEndpoints, { ...off, ServiceName: OTHERS }), interfaces, ...dns(true, true)],
      expect: { calls: ['ModifyVpcEndpoint privateDNSEnabled false → true (Interrupts)'] },
    },
    {
      name: 'is left alone by default on an adopted endpoint',
      spec,
      adopted: true,
      own: 'vpce-1',
      rows: world(off),
      expect: {},
    },
    {
      name: 'is switched off when declared so',
      spec: { ...spec, privateDNSEnabled: false },
      own: 'vpce-1',
      rows: world(row),
      expect: { calls: ['ModifyVpcEndpoint privateDNSEnabled true → false (Interrupts)'] },
    },
    ...(
      [
        [false, true, /enableDNSSupport of vpc-1/],
        [true, false, /enableDNSHostnames of vpc-1/],
        [false, false, /enableDNSSupport and enableDNSHostnames of vpc-1/],
      ] as const
    ).map(([support, hostnames, says]) => ({
      name: `waits for the VPC's attributes (support ${support}, host names ${hostnames})`,
      spec,
      own: 'vpce-1',
      rows: [...world(off).slice(0, 4), ...dns(support, hostnames)],
      expect: { held: ['privateDNSEnabled DependencyNotReady'], says },
    })),
    {
      name: 'is held while another endpoint of the service has it in the VPC',
      spec,
      own: 'vpce-1',
      rows: world(off, { ...row, VpcEndpointId: 'vpce-2' }),
      expect: { held: ['privateDNSEnabled Conflict'], says: /vpce-2 has the private DNS names/ },
    },
    {
      name: 'does not mind another endpoint of the service without it, or one that failed',
      spec,
      own: 'vpce-1',
      rows: world(
        off,
        { ...off, VpcEndpointId: 'vpce-2' },
        { ...row, VpcEndpointId: 'vpce-3', State: 'failed' },
      ),
      expect: { calls: ['ModifyVpcEndpoint privateDNSEnabled false → true (Interrupts)'] },
    },
    {
      name: 'for inbound queries alone is held without a gateway endpoint, and not switched on for all meanwhile',
      spec: { ...spec, service: 's3', dnsOptions: inbound },
      own: 'vpce-1',
      rows: [
        listed(vpcEndpoints, { ...off, ServiceName: s3 }),
        interfaces,
        described(endpointServices, s3, { ServiceDetails: [offer(['s3.ap-northeast-1.amazonaws.com'])] }),
        ...dns(true, true),
      ],
      expect: {
        held: ['dnsOptions.privateDNSOnlyForInboundResolverEndpoint DependencyNotReady'],
        says: /no gateway endpoint for com\.amazonaws\.ap-northeast-1\.s3/,
      },
    },
    {
      name: 'for inbound queries alone is switched on beside a gateway endpoint, in one call',
      spec: { ...spec, service: 's3', dnsOptions: inbound },
      own: 'vpce-1',
      rows: [
        listed(
          vpcEndpoints,
          { ...off, ServiceName: s3 },
          {
            VpcEndpointId: 'vpce-2',
            VpcEndpointType: 'Gateway',
            VpcId: 'vpc-1',
            ServiceName: s3,
            State: 'available',
          },
        ),
        interfaces,
        described(endpointServices, s3, { ServiceDetails: [offer(['s3.ap-northeast-1.amazonaws.com'])] }),
        ...dns(true, true),
      ],
      expect: {
        calls: [
          'ModifyVpcEndpoint dnsOptions {"dnsRecordIPType":"ipv4","privateDNSOnlyForInboundResolverEndpoint":false} → {"dnsRecordIPType":"ipv4","privateDNSOnlyForInboundResolverEndpoint":true} (Interrupts)',
          '… privateDNSEnabled false → true (Interrupts)',
        ],
        inputs: [
          {
            VpcEndpointId: 'vpce-1',
            DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
            PrivateDnsEnabled: true,
          },
        ],
      },
    },
  ]);

  it('names whose names lead elsewhere, and which', () => {
    const { plan } = planIn(vpcEndpoint, { spec, own: 'vpce-1', rows: world(off) });

    expect(plan).toMatchObject({
      actions: [
        {
          changes: [
            {
              risk: 'Interrupts',
              why: expect.stringMatching(/everything in vpc-1 resolves ssm\.ap-northeast-1\.amazonaws\.com/),
            },
          ],
        },
      ],
    });
  });
});
