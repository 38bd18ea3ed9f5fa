// Private DNS names of an interface endpoint. https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
import { describe, expect, it } from 'vitest';
import { described, listed, planIn, planTable } from '../../../test/support/plan-table.ts';
import { endpointServices, vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import { spec, row, offer, offering, dns, interfaces, world } from './fake-endpoint.ts';

const OTHERS = 'com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0';

const off = { ...row, PrivateDnsEnabled: false };

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
