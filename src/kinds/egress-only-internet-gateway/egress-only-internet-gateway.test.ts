// What an egress-only internet gateway plans. https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
import { describe, expect, it } from 'vitest';
import { listed, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { tagKeys } from '../../model/names.ts';
import { egressOnlyInternetGateways } from '../../tables/egress-only-internet-gateways.ts';
import { egressOnlyInternetGateway } from './egress-only-internet-gateway.ts';

const gateway = (VpcId = 'vpc-1', State = 'attached', more: object = {}) => ({
  EgressOnlyInternetGatewayId: 'eigw-1',
  Attachments: [{ VpcId, State }],
  ...more,
});
const none = listed(egressOnlyInternetGateways);

describe('an egress-only internet gateway', () => {
  planTable(egressOnlyInternetGateway, [
    {
      name: 'is made in its VPC',
      spec: { vpcRef: usable('vpc-1') },
      rows: [none],
      expect: {
        calls: ['CreateEgressOnlyInternetGateway vpcRef null → vpc-1'],
        inputs: [{ VpcId: 'vpc-1' }],
        status: {},
      },
    },
    {
      name: 'is made in a VPC that is named by its id',
      spec: { vpcID: 'vpc-1' },
      rows: [none],
      expect: { calls: ['CreateEgressOnlyInternetGateway vpcRef null → vpc-1'] },
    },
    {
      name: 'waits while the VPC has another one, and says whose it is',
      spec: { vpcRef: usable('vpc-1') },
      rows: [
        listed(
          egressOnlyInternetGateways,
          gateway('vpc-1', 'attached', { Tags: [{ Key: tagKeys.name, Value: 'old' }] }),
        ),
      ],
      expect: { waits: 'Conflict', says: /eigw-1 \(old\).*adopt/ },
    },
    {
      name: 'does not mind those of other VPCs',
      spec: { vpcRef: usable('vpc-2') },
      rows: [listed(egressOnlyInternetGateways, gateway('vpc-1'))],
      expect: { calls: ['CreateEgressOnlyInternetGateway vpcRef null → vpc-2'] },
    },
    {
      name: 'is settled where it is declared',
      spec: { vpcRef: usable('vpc-1') },
      own: 'eigw-1',
      rows: [listed(egressOnlyInternetGateways, gateway())],
      expect: { status: { vpcID: 'vpc-1' } },
    },
    {
      name: 'stays when the grant for its VPC is withdrawn',
      spec: { vpcRef: withdrawn('vpc-1') },
      own: 'eigw-1',
      rows: [listed(egressOnlyInternetGateways, gateway())],
      expect: {},
    },
    {
      name: 'cannot move to another VPC',
      spec: { vpcRef: usable('vpc-2') },
      own: 'eigw-1',
      rows: [listed(egressOnlyInternetGateways, gateway())],
      expect: { refuses: 'ImmutableField', field: 'vpcRef', says: /vpc-1 and cannot become vpc-2/ },
    },
    {
      name: 'is left alone when it is adopted without a VPC',
      spec: {},
      adopted: true,
      own: 'eigw-1',
      rows: [listed(egressOnlyInternetGateways, gateway())],
      expect: { status: { vpcID: 'vpc-1' } },
    },
    {
      name: 'needs nothing undone before it is deleted',
      spec: { vpcRef: usable('vpc-1') },
      want: 'absent',
      own: 'eigw-1',
      rows: [listed(egressOnlyInternetGateways, gateway())],
      expect: {},
    },
    {
      name: 'has nothing to delete when it was never made',
      spec: { vpcRef: usable('vpc-1') },
      want: 'absent',
      expect: {},
    },
  ]);

  it.each([
    ['attached', 'ready', true],
    ['available', 'ready', true],
    ['attaching', 'settling', false],
    ['detaching', 'leaving', false],
    ['detached', 'ready', false],
  ] as const)('that is %s is %s, usable: %s', (word, state, usableNow) => {
    const [part] = egressOnlyInternetGateway.parts;
    const row = egressOnlyInternetGateways.keep(gateway('vpc-1', word));

    expect(part?.state?.(row)).toBe(state);
    expect(part?.usable?.(row)).toBe(usableNow);
    expect(part?.word?.(row)).toBe(word);
  });

  it('is destroyed without being detached, and gone by every code that EC2 has for it', () => {
    const [part] = egressOnlyInternetGateway.parts;

    expect(part?.destroy.input('eigw-1', undefined)).toEqual({ EgressOnlyInternetGatewayId: 'eigw-1' });
    expect(part?.destroy.goneCodes).toEqual([
      'InvalidEgressOnlyInternetGatewayId.NotFound',
      'InvalidEgressOnlyInternetGatewayID.NotFound',
      'InvalidGatewayID.NotFound',
    ]);
  });
});
