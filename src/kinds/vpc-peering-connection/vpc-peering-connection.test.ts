// What a peering connection plans. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
import type { Vpc, VpcPeeringConnection } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { homeScope, listed, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { vpcPeeringConnections } from '../../tables/vpc-peering-connections.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { vpcPeeringConnection } from './vpc-peering-connection.ts';
import { partner, nobody, base, type Options, pcx, there } from './fake-peering.ts';

const abroad = { ...homeScope, region: 'eu-west-1' };

function net(id: string, ...blocks: readonly string[]): Vpc {
  return {
    VpcId: id,
    CidrBlockAssociationSet: blocks
      .filter((block) => !block.includes(':'))
      .map((CidrBlock) => ({ CidrBlock, CidrBlockState: { State: 'associated' } })),
    Ipv6CidrBlockAssociationSet: blocks
      .filter((block) => block.includes(':'))
      .map((Ipv6CidrBlock) => ({ Ipv6CidrBlock, Ipv6CidrBlockState: { State: 'associated' } })),
  };
}

/** What both sides answer before there is a connection. */
const between = (requester: Vpc, accepter: Vpc, ...others: readonly VpcPeeringConnection[]) => ({
  rows: [listed(vpcPeeringConnections, ...others), listed(vpcs, requester)],
  peerRows: [listed(vpcs, accepter)],
  peer: partner,
});

const apart = between(net('vpc-1', '10.1.0.0/16'), net('vpc-2', '10.2.0.0/16'));

describe('a peering connection', () => {
  planTable(vpcPeeringConnection, [
    {
      name: 'absent and wanted: is asked for; the preview shows acceptance and options',
      spec: { ...base, accepterOptions: { allowRemoteVPCDNSResolution: true } },
      ...apart,
      expect: {
        calls: [
          'CreateVpcPeeringConnection requester null → vpc-1',
          '… accepter null → vpc-2',
          '… accepter.accountID null → 222222222222',
        ],
        inputs: [{ VpcId: 'vpc-1', PeerVpcId: 'vpc-2', PeerOwnerId: '222222222222' }],
        later: [
          'acceptance pending-acceptance → active',
          'accepterOptions.allowRemoteVPCDNSResolution false → true',
        ],
        status: {},
      },
    },
    {
      name: 'absent and wanted in one account and region: names neither, EC2 takes home’s',
      spec: base,
      ...apart,
      peer: homeScope,
      expect: {
        calls: ['CreateVpcPeeringConnection requester null → vpc-1', '… accepter null → vpc-2'],
        inputs: [{ VpcId: 'vpc-1', PeerVpcId: 'vpc-2' }],
        later: ['acceptance pending-acceptance → active'],
      },
    },
    {
      name: 'absent and wanted in another region: names it',
      spec: base,
      ...apart,
      peer: abroad,
      expect: {
        calls: [
          'CreateVpcPeeringConnection requester null → vpc-1',
          '… accepter null → vpc-2',
          '… accepter.region null → eu-west-1',
        ],
        inputs: [{ VpcId: 'vpc-1', PeerVpcId: 'vpc-2', PeerRegion: 'eu-west-1' }],
        later: ['acceptance pending-acceptance → active'],
      },
    },
    {
      name: 'absent and wanted with a VPC that is not ours: what stands beside its id says where it is',
      spec: {
        ...base,
        accepter: { vpcID: 'vpc-9', accountID: '333333333333', region: 'eu-west-1' },
        requesterOptions: { allowRemoteVPCDNSResolution: true },
      },
      ...apart,
      peer: nobody,
      expect: {
        calls: [
          'CreateVpcPeeringConnection requester null → vpc-1',
          '… accepter null → vpc-9',
          '… accepter.accountID null → 333333333333',
          '… accepter.region null → eu-west-1',
        ],
        inputs: [
          { VpcId: 'vpc-1', PeerVpcId: 'vpc-9', PeerOwnerId: '333333333333', PeerRegion: 'eu-west-1' },
        ],
        later: ['requesterOptions.allowRemoteVPCDNSResolution false → true'],
      },
    },
    { name: 'absent and not wanted: nothing, and nothing is asked', spec: base, want: 'absent', expect: {} },
    {
      name: 'present and wanted as it is: nothing',
      spec: base,
      ...there(pcx()),
      expect: {
        status: {
          requesterVPCID: 'vpc-1',
          accepterVPCID: 'vpc-2',
          accepterAccountID: '222222222222',
          accepterRegion: 'ap-northeast-1',
        },
      },
    },
    {
      name: 'present and not wanted: nothing has to be undone',
      spec: base,
      want: 'absent',
      ...there(pcx({ at: 'pending-acceptance' })),
      expect: {},
    },
    {
      name: 'present, its grant withdrawn: stays',
      spec: { ...base, accepter: { vpcRef: withdrawn('vpc-2') } },
      ...there(pcx()),
      expect: {},
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html
describe('a peering connection that cannot be', () => {
  const foreign = (more: Options = {}) => ({ ...pcx(more), VpcPeeringConnectionId: 'pcx-9' });
  const nets = [net('vpc-1', '10.1.0.0/16'), net('vpc-2', '10.2.0.0/16')] as const;

  planTable(vpcPeeringConnection, [
    {
      name: 'of a VPC with itself',
      spec: { ...base, accepter: { vpcRef: usable('vpc-1') } },
      ...apart,
      peerRows: [listed(vpcs, net('vpc-1', '10.1.0.0/16'))],
      expect: { refuses: 'InvalidSpec', field: 'accepter', says: /itself/ },
    },
    {
      name: 'because EC2 would make one that has failed: the networks overlap',
      spec: base,
      ...between(net('vpc-1', '10.1.0.0/16', '10.3.0.0/16'), net('vpc-2', '10.2.0.0/16', '10.3.128.0/20')),
      expect: {
        refuses: 'InvalidSpec',
        field: 'accepter',
        says: /10\.3\.0\.0\/16 of vpc-1 overlaps 10\.3\.128\.0\/20 of vpc-2/,
      },
    },
    {
      name: 'because IPv6 networks overlap, too',
      spec: base,
      ...between(net('vpc-1', '10.1.0.0/16', '2001:db8::/56'), net('vpc-2', '10.2.0.0/16', '2001:db8::/60')),
      expect: { refuses: 'InvalidSpec', field: 'accepter', says: /overlaps/ },
    },
    {
      name: 'because another joins the two: EC2 might answer with that one',
      spec: base,
      ...between(...nets, foreign()),
      expect: { refuses: 'Conflict', field: 'accepter', says: /pcx-9 \(active\) already joins/ },
    },
    {
      name: 'because another joins them the other way round: EC2 would make a second one that is never accepted',
      spec: base,
      ...between(...nets, foreign({ at: 'pending-acceptance', sides: ['vpc-2', 'vpc-1'] })),
      expect: { refuses: 'Conflict', field: 'accepter', says: /pending-acceptance/ },
    },
    ...(['failed', 'rejected', 'expired', 'deleting', 'deleted'] as const).map((at) => ({
      name: `not: beside one that is ${at} and only there to be read`,
      spec: base,
      ...between(...nets, foreign({ at })),
      expect: {
        calls: [
          'CreateVpcPeeringConnection requester null → vpc-1',
          '… accepter null → vpc-2',
          '… accepter.accountID null → 222222222222',
        ],
        later: ['acceptance pending-acceptance → active'],
      },
    })),
    {
      name: 'not: because nobody here sees the other side',
      spec: base,
      ...apart,
      peer: nobody,
      expect: {
        calls: [
          'CreateVpcPeeringConnection requester null → vpc-1',
          '… accepter null → vpc-2',
          '… accepter.accountID null → 222222222222',
        ],
      },
    },
  ]);
});

describe('what of a peering connection cannot change', () => {
  planTable(vpcPeeringConnection, [
    {
      name: 'requester',
      spec: { ...base, requester: { vpcRef: usable('vpc-3') } },
      ...there(pcx()),
      expect: { refuses: 'ImmutableField', field: 'requester', says: /pcx-1 is vpc-1/ },
    },
    {
      name: 'accepter',
      spec: { ...base, accepter: { vpcRef: usable('vpc-3') } },
      ...there(pcx()),
      expect: { refuses: 'ImmutableField', field: 'accepter' },
    },
    {
      name: 'who asked whom, of an adopted one',
      spec: base,
      adopted: true,
      ...there(pcx({ sides: ['vpc-2', 'vpc-1'] })),
      expect: { refuses: 'ImmutableField', field: 'requester' },
    },
    {
      name: 'not: an adopted one whose sides are left out',
      spec: {},
      adopted: true,
      ...there(pcx()),
      expect: {},
    },
  ]);
});

// https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
describe('the state of a peering connection', () => {
  const [main] = vpcPeeringConnection.parts;

  it.each([
    ['initiating-request', 'settling', false],
    ['pending-acceptance', 'ready', false],
    ['provisioning', 'settling', false],
    ['active', 'ready', true],
    ['deleting', 'leaving', false],
    ['failed', 'failed', false],
    ['rejected', 'failed', false],
    ['expired', 'failed', false],
  ] as const)('%s counts as %s', (at, state, usable) => {
    const row = vpcPeeringConnections.keep(pcx({ at }));

    expect(main?.state?.(row)).toBe(state);
    expect(main?.usable?.(row)).toBe(usable);
  });

  it('has failed for the reason that AWS gives, and does not heal by itself', () => {
    const overlap = { ...pcx(), Status: { Code: 'failed', Message: 'overlapping CIDR ranges' } } as const;

    expect(main?.failure?.(vpcPeeringConnections.keep(overlap))).toEqual({
      message: 'overlapping CIDR ranges',
      heals: false,
    });
  });
});
