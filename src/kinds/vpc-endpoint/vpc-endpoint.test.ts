// What a gateway or balancer endpoint plans, and what all types have in common.
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
import { describe, expect, it } from 'vitest';
import { listed, missing, planIn, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { endpointInterfaces, vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import {
  S3,
  gateway,
  row,
  table,
  tables,
  only,
  policy,
  BALANCER,
  balancer,
  other,
  subnet,
  service,
} from './fake-gateway-endpoint.ts';

const balancerRow = {
  VpcEndpointId: 'vpce-1',
  VpcEndpointType: 'GatewayLoadBalancer',
  VpcId: 'vpc-1',
  ServiceName: BALANCER,
  State: 'available',
  SubnetIds: ['subnet-a'],
  IpAddressType: 'ipv4',
};

describe('an endpoint that exists', () => {
  planTable(vpcEndpoint, [
    {
      name: 'stays as it is when it is not wanted: the engine deletes it',
      spec: gateway,
      want: 'absent',
      own: 'vpce-1',
      rows: only(row),
      expect: {},
    },
    {
      name: 'has nothing to do when all is as declared',
      spec: { ...gateway, routeTableRefs: [usable('rtb-1')] },
      own: 'vpce-1',
      rows: only(row),
      expect: {
        status: { vpcID: 'vpc-1', type: 'Gateway', serviceName: S3, routeTableIDs: ['rtb-1'] },
      },
    },
    {
      name: 'adds a table before it removes another, in one call',
      spec: { ...gateway, routeTableRefs: [usable('rtb-2')] },
      own: 'vpce-1',
      rows: only(row),
      expect: {
        calls: [
          'ModifyVpcEndpoint routeTableRefs[rtb-2] null → rtb-2',
          '… routeTableRefs[rtb-1] rtb-1 → null (Interrupts)',
        ],
        inputs: [{ VpcEndpointId: 'vpce-1', AddRouteTableIds: ['rtb-2'], RemoveRouteTableIds: ['rtb-1'] }],
      },
    },
    {
      name: 'counts the main table as shared by all who have none of their own',
      spec: { ...gateway, routeTableIDs: ['rtb-1', 'rtb-main'] },
      own: 'vpce-1',
      rows: only(row),
      expect: { calls: ['ModifyVpcEndpoint routeTableIDs[rtb-main] null → rtb-main (Interrupts)'] },
    },
    {
      name: 'removes every table when none is declared',
      spec: gateway,
      own: 'vpce-1',
      rows: only(row),
      expect: {
        calls: ['ModifyVpcEndpoint routeTableRefs[rtb-1] rtb-1 → null (Interrupts)'],
        inputs: [{ VpcEndpointId: 'vpce-1', RemoveRouteTableIds: ['rtb-1'] }],
      },
    },
    {
      name: 'leaves what an adopting spec leaves out',
      spec: {},
      adopted: true,
      own: 'vpce-1',
      rows: only({ ...row, PolicyDocument: JSON.stringify(policy) }),
      expect: {},
    },
    {
      name: 'removes nothing while a table is missing, and says which',
      spec: { ...gateway, routeTableRefs: [usable('rtb-2'), missing('RouteTable private')] },
      own: 'vpce-1',
      rows: only(row),
      expect: {
        calls: ['ModifyVpcEndpoint routeTableRefs[rtb-2] null → rtb-2'],
        held: ['routeTableRefs[RouteTable private] DependencyNotFound'],
      },
    },
    {
      name: 'keeps a table whose grant was withdrawn',
      spec: { ...gateway, routeTableRefs: [withdrawn('rtb-1')] },
      own: 'vpce-1',
      rows: only(row),
      expect: {},
    },
    {
      name: 'does not add a table whose grant was withdrawn',
      spec: { ...gateway, routeTableRefs: [usable('rtb-1'), withdrawn('rtb-2')] },
      own: 'vpce-1',
      rows: only(row),
      expect: { held: ['routeTableRefs[rtb-2] ReferenceNotGranted'] },
    },
    {
      name: 'holds a table that another endpoint of the service has',
      spec: { ...gateway, routeTableRefs: [usable('rtb-1'), usable('rtb-2')] },
      own: 'vpce-1',
      rows: [listed(vpcEndpoints, row, other), tables],
      expect: { held: ['routeTableRefs[rtb-2] Conflict'], says: /through vpce-2/ },
    },
    ...(
      [
        ['vpcRef', { vpcRef: usable('vpc-2') }],
        ['type', { type: 'Interface' }],
        ['service', { service: 'dynamodb' }],
      ] as const
    ).map(([field, change]) => ({
      name: `refuses another ${field}, which is fixed`,
      spec: { ...gateway, routeTableRefs: [usable('rtb-1')], ...change },
      own: 'vpce-1',
      rows: [
        ...only(row),
        service(S3, 'Gateway'),
        service('com.amazonaws.ap-northeast-1.dynamodb', 'Gateway'),
      ],
      expect: { refuses: 'ImmutableField' as const, field },
    })),
    {
      name: 'waits while the owner of the service has not accepted it',
      spec: { ...gateway, routeTableRefs: [usable('rtb-1')] },
      own: 'vpce-1',
      rows: only({ ...row, State: 'PendingAcceptance' }),
      expect: { waits: 'Pending', says: /until the owner of .* accepts/ },
    },
    {
      name: 'stays in its subnet, for a balancer',
      spec: { ...balancer, subnetIDs: ['subnet-b'] },
      own: 'vpce-1',
      rows: [listed(vpcEndpoints, balancerRow), listed(subnets, subnet('subnet-a'), subnet('subnet-b'))],
      expect: { refuses: 'ImmutableField', field: 'subnetIDs' },
    },
    {
      name: 'takes no policy, for a balancer',
      spec: { ...balancer, subnetIDs: ['subnet-a'], policyDocument: policy },
      own: 'vpce-1',
      rows: [listed(vpcEndpoints, balancerRow)],
      expect: { refuses: 'InvalidSpec', field: 'policyDocument' },
    },
    {
      name: 'names the tables whose routes lead to it, which must go first',
      spec: { ...balancer, subnetIDs: ['subnet-a'] },
      own: 'vpce-1',
      want: 'absent',
      rows: [
        listed(vpcEndpoints, balancerRow),
        listed(
          routeTables,
          { ...table('rtb-1'), Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'vpce-1' }] },
          { ...table('rtb-2'), Routes: [{ DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1' }] },
        ),
      ],
      expect: { blockers: ['route-table whose routes lead to it rtb-1 made outside of this controller'] },
    },
  ]);

  it('names the subnets whose traffic is diverted', () => {
    const spec = { ...gateway, routeTableRefs: [usable('rtb-1')] };
    const rows = only({ ...row, RouteTableIds: [] });

    const { plan } = planIn(vpcEndpoint, { spec, own: 'vpce-1', rows });

    expect(plan).toMatchObject({
      actions: [{ changes: [{ risk: 'Interrupts', why: expect.stringContaining('subnet-a, subnet-b') }] }],
    });
  });
});

describe('the thing itself', () => {
  const part = vpcEndpoint.parts[0];
  const states = ['pendingAcceptance', 'pending', 'available', 'deleting', 'rejected', 'failed', 'expired'];

  it('is settling, ready, leaving or failed by EC2 state, in either spelling', () => {
    const of = (state: string) => part?.state?.(vpcEndpoints.keep({ State: state }));
    expect(states.map(of)).toEqual(['ready', 'settling', 'ready', 'leaving', 'failed', 'failed', 'failed']);
    expect(of('PendingAcceptance')).toBe('ready');
    expect(vpcEndpoints.dead(vpcEndpoints.keep({ State: 'Deleted' }))).toBe(true);
  });

  it('can be used by routes only when it is available', () => {
    const usableIn = (state: string) => part?.usable?.(vpcEndpoints.keep({ State: state }));
    expect(states.filter(usableIn)).toEqual(['available']);
  });

  it('says why it failed; what another decided does not heal', () => {
    const failed = { State: 'failed', LastError: { Message: 'no free address' }, ServiceName: BALANCER };
    expect(part?.failure?.(vpcEndpoints.keep(failed))).toEqual({ message: 'no free address', heals: true });
    for (const State of ['rejected', 'expired']) {
      expect(part?.failure?.(vpcEndpoints.keep({ State, ServiceName: BALANCER }))).toMatchObject({
        message: expect.stringContaining(BALANCER),
        heals: false,
      });
    }
  });

  it('asks for its interfaces by their ids, so that another set is another question', () => {
    expect(endpointInterfaces.input('eni-1,eni-2')).toEqual({ NetworkInterfaceIds: ['eni-1', 'eni-2'] });
  });
});
