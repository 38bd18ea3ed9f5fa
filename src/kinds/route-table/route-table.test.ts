// What a route table plans. https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callsOf,
  type Case,
  listed,
  missing,
  notUsable,
  planIn,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import type { Action } from '../../model/kind.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { routeTable } from './route-table.ts';
import type { RouteSpec, RouteTableSpec, RouteTableStatus } from './route-table.schema.ts';

const own = 'rtb-1';
const vpcRef = usable('vpc-1');
const local: Route = {
  DestinationCidrBlock: '10.1.0.0/16',
  GatewayId: 'local',
  Origin: 'CreateRouteTable',
  State: 'active',
};
/** An entry as EC2 lists what CreateRoute made. */
const made = (destination: string, target: Partial<Route>): Route => ({
  ...(destination.startsWith('pl-')
    ? { DestinationPrefixListId: destination }
    : destination.includes(':')
      ? { DestinationIpv6CidrBlock: destination }
      : { DestinationCidrBlock: destination }),
  Origin: 'CreateRoute',
  State: 'active',
  ...target,
});
const table = (routes: readonly Route[] = [], more: Partial<RouteTable> = {}): RouteTable => ({
  RouteTableId: own,
  OwnerId: '111111111111',
  VpcId: 'vpc-1',
  Routes: [local, ...routes],
  ...more,
});
const seen = (...routes: readonly Route[]) => [listed(routeTables, table(routes))];
const everywhere = '0.0.0.0/0';

describe('a route table', () => {
  planTable(routeTable, [
    {
      name: 'absent and wanted: is made; the preview shows its routes',
      spec: {
        vpcRef,
        routes: [
          { destination: everywhere, internetGatewayRef: usable('igw-1') },
          { destination: '10.9.0.0/16', vpcPeeringConnectionRef: missing('VPCPeeringConnection peer') },
        ],
        propagatingVPNGatewayIDs: ['vgw-1'],
      },
      expect: {
        calls: ['CreateRouteTable vpcRef null → vpc-1'],
        inputs: [{ VpcId: 'vpc-1' }],
        later: ['routes[0.0.0.0/0] null → igw-1', 'propagatingVPNGatewayIDs[vgw-1] null → vgw-1'],
        status: {},
      },
    },
    {
      name: 'absent and wanted with a route that AWS would refuse: is not made first',
      spec: { vpcRef, routes: [{ destination: '::/0', natGatewayID: 'nat-1' }] },
      expect: { refuses: 'InvalidSpec', field: 'routes[::/0]' },
    },
    { name: 'absent and not wanted: nothing', spec: { vpcRef }, want: 'absent', expect: {} },
    {
      name: 'present and wanted as it is: nothing',
      spec: { vpcRef, routes: [{ destination: everywhere, internetGatewayRef: usable('igw-1') }] },
      own,
      rows: [
        listed(
          routeTables,
          table([made(everywhere, { GatewayId: 'igw-1' })], {
            Associations: [
              { RouteTableAssociationId: 'a-1', Main: true },
              { RouteTableAssociationId: 'a-2', SubnetId: 'subnet-2' },
              { RouteTableAssociationId: 'a-3', SubnetId: 'subnet-1' },
              { RouteTableAssociationId: 'a-4', GatewayId: 'igw-1' },
            ],
          }),
        ),
      ],
      expect: { status: { vpcID: 'vpc-1', main: true, subnetIDs: ['subnet-1', 'subnet-2'] } },
    },
    {
      name: 'present and not wanted: routes go with it',
      spec: { vpcRef },
      want: 'absent',
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: {},
    },
    {
      name: 'in another VPC than declared: cannot move',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: seen(),
      expect: { refuses: 'ImmutableField', field: 'vpcRef', says: /rtb-1 is vpc-1/ },
    },
  ]);
});

const one = (route: RouteSpec) => ({ vpcRef, routes: [route] });

describe('a route', () => {
  planTable(routeTable, [
    {
      name: 'that is missing: is made',
      spec: one({ destination: everywhere, natGatewayID: 'nat-1' }),
      own,
      rows: seen(),
      expect: {
        calls: ['CreateRoute routes[0.0.0.0/0] null → nat-1'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: everywhere, NatGatewayId: 'nat-1' }],
      },
    },
    {
      name: 'with another target: is replaced in one call, never without',
      spec: one({ destination: everywhere, natGatewayID: 'nat-2' }),
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1' })),
      expect: {
        calls: ['ReplaceRoute routes[0.0.0.0/0] nat-1 → nat-2 (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: everywhere, NatGatewayId: 'nat-2' }],
      },
    },
    {
      name: 'with another kind of target: is replaced too',
      spec: one({ destination: everywhere, internetGatewayRef: usable('igw-1') }),
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1' })),
      expect: { calls: ['ReplaceRoute routes[0.0.0.0/0] nat-1 → igw-1 (Interrupts)'] },
    },
    {
      name: 'to another destination: the new one is there before the old one goes',
      spec: one({ destination: '10.8.0.0/16', natGatewayID: 'nat-1' }),
      own,
      rows: seen(made('10.9.0.0/16', { NatGatewayId: 'nat-1' })),
      expect: {
        calls: [
          'CreateRoute routes[10.8.0.0/16] null → nat-1',
          'DeleteRoute routes[10.9.0.0/16] nat-1 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'that is not declared: is deleted',
      spec: { vpcRef, routes: [] },
      own,
      rows: seen(made('2001:db8::/32', { EgressOnlyInternetGatewayId: 'eigw-1' })),
      expect: {
        calls: ['DeleteRoute routes[2001:db8::/32] eigw-1 → null (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationIpv6CidrBlock: '2001:db8::/32' }],
      },
    },
    {
      name: 'that is not declared, routes left out: ours is none',
      spec: { vpcRef },
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: { calls: ['DeleteRoute routes[0.0.0.0/0] igw-1 → null (Interrupts)'] },
    },
    {
      name: 'of an adopted table, routes left out: is left alone',
      spec: { vpcRef },
      adopted: true,
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: {},
    },
    {
      name: 'of an adopted table, routes unset after they were set: those that we added go',
      spec: { vpcRef },
      adopted: true,
      ours: ['routes[0.0.0.0/0]'],
      wasSet: ['routes'],
      own,
      rows: seen(made(everywhere, { GatewayId: 'igw-1' })),
      expect: { calls: ['DeleteRoute routes[0.0.0.0/0] igw-1 → null (Interrupts)'] },
    },
    {
      name: 'whose destination is written differently: is the same',
      spec: one({ destination: '2001:0DB8:0::/32', egressOnlyInternetGatewayID: 'eigw-1' }),
      own,
      rows: seen(made('2001:db8::/32', { EgressOnlyInternetGatewayId: 'eigw-1' })),
      expect: {},
    },
    {
      name: 'that is a black hole: its health is no drift',
      spec: one({ destination: everywhere, natGatewayID: 'nat-1' }),
      own,
      rows: seen(made(everywhere, { NatGatewayId: 'nat-1', State: 'blackhole' })),
      expect: {},
    },
    {
      name: 'that lost its target altogether: is replaced',
      spec: one({ destination: everywhere, natGatewayID: 'nat-1' }),
      own,
      rows: seen(made(everywhere, { State: 'blackhole' })),
      expect: { calls: ['ReplaceRoute routes[0.0.0.0/0] null → nat-1 (Interrupts)'] },
    },
    {
      name: 'to a prefix list',
      spec: one({ destination: 'pl-12345678', transitGatewayID: 'tgw-1' }),
      own,
      rows: seen(),
      expect: {
        calls: ['CreateRoute routes[pl-12345678] null → tgw-1'],
        inputs: [{ RouteTableId: own, DestinationPrefixListId: 'pl-12345678', TransitGatewayId: 'tgw-1' }],
      },
    },
    {
      name: 'to an instance: is read with the instance’s interface, and is the same',
      spec: one({ destination: everywhere, instanceID: 'i-1' }),
      own,
      rows: seen(
        made(everywhere, { InstanceId: 'i-1', InstanceOwnerId: '111111111111', NetworkInterfaceId: 'eni-1' }),
      ),
      expect: {},
    },
    {
      name: 'to another instance: names instances, not interfaces',
      spec: one({ destination: everywhere, instanceID: 'i-2' }),
      own,
      rows: seen(
        made(everywhere, { InstanceId: 'i-1', InstanceOwnerId: '111111111111', NetworkInterfaceId: 'eni-1' }),
      ),
      expect: { calls: ['ReplaceRoute routes[0.0.0.0/0] i-1 → i-2 (Interrupts)'] },
    },
    {
      name: 'to a gateway load balancer endpoint: is listed as a gateway, and is the same',
      spec: one({ destination: everywhere, vpcEndpointID: 'vpce-1' }),
      own,
      rows: seen(made(everywhere, { GatewayId: 'vpce-1' })),
      expect: {},
    },
    ...(
      [
        ['internetGatewayID', 'igw-1', 'GatewayId'],
        ['vpnGatewayID', 'vgw-1', 'GatewayId'],
        ['vpcPeeringConnectionID', 'pcx-1', 'VpcPeeringConnectionId'],
        ['natGatewayID', 'nat-1', 'NatGatewayId'],
        ['transitGatewayID', 'tgw-1', 'TransitGatewayId'],
        ['vpcEndpointID', 'vpce-1', 'VpcEndpointId'],
        ['networkInterfaceID', 'eni-1', 'NetworkInterfaceId'],
        ['instanceID', 'i-1', 'InstanceId'],
        ['carrierGatewayID', 'cagw-1', 'CarrierGatewayId'],
        ['localGatewayID', 'lgw-1', 'LocalGatewayId'],
        ['coreNetworkARN', 'arn:aws:networkmanager::111111111111:core-network/cn-1', 'CoreNetworkArn'],
      ] as const
    ).map(([field, id, member]) => ({
      name: `by ${field}: goes to EC2 as ${member}`,
      spec: one({ destination: everywhere, [field]: id }),
      own,
      rows: seen(),
      expect: {
        calls: [`CreateRoute routes[0.0.0.0/0] null → ${id}`],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: everywhere, [member]: id }],
      },
    })),
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
describe('a route that AWS put there', () => {
  planTable(routeTable, [
    {
      name: 'propagated: is left; a declared one stands beside it',
      spec: one({ destination: '10.9.0.0/16', transitGatewayID: 'tgw-1' }),
      own,
      rows: seen(
        { DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
        { DestinationCidrBlock: '10.8.0.0/16', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
        { DestinationCidrBlock: '10.7.0.0/16', NetworkInterfaceId: 'eni-9', Origin: 'Advertisement' },
      ),
      expect: { calls: ['CreateRoute routes[10.9.0.0/16] null → tgw-1'] },
    },
    {
      name: 'of a gateway endpoint: is left',
      spec: { vpcRef },
      own,
      rows: seen(made('pl-61a54008', { GatewayId: 'vpce-9' })),
      expect: {},
    },
    {
      name: 'of a gateway load balancer endpoint to a prefix list, declared: is ours and there',
      spec: one({ destination: 'pl-61a54008', vpcEndpointID: 'vpce-9' }),
      own,
      rows: seen(made('pl-61a54008', { GatewayId: 'vpce-9' })),
      expect: {},
    },
    {
      name: 'of a service: is left',
      spec: { vpcRef },
      own,
      rows: seen(
        made('pl-0aaaaaaa', { GatewayId: 'VpcLattice' }),
        made('10.5.0.0/16', { NetworkInterfaceId: 'eni-5', InstanceOwnerId: 'amazon-aws' }),
      ),
      expect: {},
    },
    { name: 'local: is left', spec: { vpcRef }, own, rows: seen(), expect: {} },
    {
      name: 'local, declared through a middlebox: its target is replaced',
      spec: one({ destination: '10.1.0.0/16', networkInterfaceID: 'eni-1' }),
      own,
      rows: seen(),
      expect: {
        calls: ['ReplaceRoute routes[10.1.0.0/16] local → eni-1 (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: '10.1.0.0/16', NetworkInterfaceId: 'eni-1' }],
      },
    },
    {
      name: 'local, through a middlebox that is not declared any more: becomes local again',
      spec: { vpcRef },
      own,
      rows: [
        listed(routeTables, {
          ...table(),
          Routes: [
            { DestinationCidrBlock: '10.1.0.0/16', NetworkInterfaceId: 'eni-1', Origin: 'CreateRouteTable' },
          ],
        }),
      ],
      expect: {
        calls: ['ReplaceRoute routes[10.1.0.0/16] eni-1 → local (Interrupts)'],
        inputs: [{ RouteTableId: own, DestinationCidrBlock: '10.1.0.0/16', LocalTarget: true }],
      },
    },
  ]);
});

// https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
describe('a route that AWS would refuse', () => {
  const refused = (
    name: string,
    routes: readonly RouteSpec[],
    says: RegExp,
  ): Case<RouteTableSpec, RouteTableStatus> => ({
    name,
    spec: { vpcRef, routes: [...routes] },
    own,
    rows: seen(),
    expect: { refuses: 'InvalidSpec', field: `routes[${routes[0]?.destination}]`, says },
  });

  planTable(routeTable, [
    refused(
      'IPv6 through a NAT gateway',
      [{ destination: '::/0', natGatewayID: 'nat-1' }],
      /IPv4 destinations only/,
    ),
    refused(
      'IPv4 through an egress-only gateway',
      [{ destination: everywhere, egressOnlyInternetGatewayID: 'eigw-1' }],
      /IPv6 destinations only/,
    ),
    refused('without a target', [{ destination: everywhere }], /no target/),
    refused(
      'twice, written differently',
      [
        { destination: '2001:db8::/32', egressOnlyInternetGatewayID: 'eigw-1' },
        { destination: '2001:0db8::/32', transitGatewayID: 'tgw-1' },
      ],
      /stands twice/,
    ),
    refused(
      'into what AWS keeps for itself',
      [{ destination: '169.254.169.0/24', transitGatewayID: 'tgw-1' }],
      /169\.254\.168\.0\/22/,
    ),
    refused(
      'into what AWS keeps for itself, IPv6',
      [{ destination: 'fd00:ec2::254/128', transitGatewayID: 'tgw-1' }],
      /fd00:ec2::\/32/,
    ),
    {
      name: 'not: a wider one around what AWS keeps',
      spec: one({ destination: '169.254.0.0/16', transitGatewayID: 'tgw-1' }),
      own,
      rows: seen(),
      expect: { calls: ['CreateRoute routes[169.254.0.0/16] null → tgw-1'] },
    },
    {
      name: 'not: NAT64 through a NAT gateway',
      spec: one({ destination: '64:ff9b::/96', natGatewayID: 'nat-1' }),
      own,
      rows: seen(),
      expect: { calls: ['CreateRoute routes[64:ff9b::/96] null → nat-1'] },
    },
    {
      name: 'within the VPC through what lies outside: is reported, the others are made',
      spec: {
        vpcRef,
        routes: [
          { destination: '10.1.8.0/24', internetGatewayRef: usable('igw-1') },
          { destination: everywhere, internetGatewayRef: usable('igw-1') },
        ],
      },
      own,
      rows: seen(),
      expect: {
        calls: ['CreateRoute routes[0.0.0.0/0] null → igw-1'],
        held: ['routes[10.1.8.0/24] InvalidSpec'],
        says: /10\.1\.0\.0\/16 of the VPC itself/,
      },
    },
    {
      name: 'not: within the VPC through an interface',
      spec: one({ destination: '10.1.8.0/24', networkInterfaceID: 'eni-1' }),
      own,
      rows: seen(),
      expect: { calls: ['CreateRoute routes[10.1.8.0/24] null → eni-1'] },
    },
  ]);
});

describe('a route whose target', () => {
  const to = (internetGatewayRef: ReturnType<typeof usable>) => ({
    vpcRef,
    routes: [
      { destination: everywhere, internetGatewayRef },
      { destination: '10.9.0.0/16', transitGatewayID: 'tgw-1' },
    ],
  });
  const other = 'CreateRoute routes[10.9.0.0/16] null → tgw-1';
  const there = made(everywhere, { GatewayId: 'igw-1' });

  planTable(routeTable, [
    {
      name: 'does not exist: is reported, the others are made',
      spec: to(missing('InternetGateway shop')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotFound'] },
    },
    {
      name: 'does not exist any more: what is there stays',
      spec: to(missing('InternetGateway shop')),
      own,
      rows: seen(there),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotFound'] },
    },
    {
      name: 'is not usable yet: is not made as a black hole',
      spec: to(notUsable('igw-1')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotReady'] },
    },
    {
      name: 'is not usable any more: what is there stays',
      spec: to(notUsable('igw-1')),
      own,
      rows: seen(there),
      expect: { calls: [other] },
    },
    {
      name: 'is another that is not usable yet: the old one is not replaced by it',
      spec: to(notUsable('igw-2')),
      own,
      rows: seen(there),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] DependencyNotReady'] },
    },
    {
      name: 'is not granted any more: what is there stays',
      spec: to(withdrawn('igw-1')),
      own,
      rows: seen(there),
      expect: { calls: [other] },
    },
    {
      name: 'is not granted any more: is not made anew',
      spec: to(withdrawn('igw-1')),
      own,
      rows: seen(),
      expect: { calls: [other], held: ['routes[0.0.0.0/0] ReferenceNotGranted'] },
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableVgwRoutePropagation.html
describe('propagatingVPNGatewayIDs', () => {
  const propagating = (...ids: readonly string[]) => [
    listed(routeTables, table([], { PropagatingVgws: ids.map((GatewayId) => ({ GatewayId })) })),
  ];

  planTable(routeTable, [
    {
      name: 'changed: the new one is on before the old one goes off',
      spec: { vpcRef, propagatingVPNGatewayIDs: ['vgw-2'] },
      own,
      rows: propagating('vgw-1'),
      expect: {
        calls: [
          'EnableVgwRoutePropagation propagatingVPNGatewayIDs[vgw-2] null → vgw-2',
          'DisableVgwRoutePropagation propagatingVPNGatewayIDs[vgw-1] vgw-1 → null (Interrupts)',
        ],
        inputs: [
          { RouteTableId: own, GatewayId: 'vgw-2' },
          { RouteTableId: own, GatewayId: 'vgw-1' },
        ],
      },
    },
    {
      name: 'as declared: nothing',
      spec: { vpcRef, propagatingVPNGatewayIDs: ['vgw-1'] },
      own,
      rows: propagating('vgw-1'),
      expect: {},
    },
    {
      name: 'left out: none',
      spec: { vpcRef },
      own,
      rows: propagating('vgw-1'),
      expect: {
        calls: ['DisableVgwRoutePropagation propagatingVPNGatewayIDs[vgw-1] vgw-1 → null (Interrupts)'],
      },
    },
    {
      name: 'left out of an adopted table: left alone',
      spec: { vpcRef },
      adopted: true,
      own,
      rows: propagating('vgw-1'),
      expect: {},
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html
describe('what blocks the end of a route table', () => {
  planTable(routeTable, [
    {
      name: 'are its associations, named by what they hold',
      spec: { vpcRef },
      want: 'absent',
      own,
      rows: [
        listed(
          routeTables,
          table([], {
            Associations: [
              { RouteTableAssociationId: 'a-1', Main: true },
              { RouteTableAssociationId: 'a-2', SubnetId: 'subnet-1' },
              { RouteTableAssociationId: 'a-3', GatewayId: 'igw-1' },
            ],
          }),
        ),
      ],
      expect: {
        blockers: [
          'main route table association a-1 VPC vpc-1: make another table main by its mainRouteTableRef, or let this one stay by deletionPolicy: Retain',
          'route table association a-2 subnet-1',
          'route table association a-3 igw-1',
        ],
      },
    },
  ]);
});

/** What EC2 makes of a call, with its refusals. */
function applied(routes: readonly Route[], call: Action): readonly Route[] {
  if (
    call.operation !== 'CreateRoute' &&
    call.operation !== 'ReplaceRoute' &&
    call.operation !== 'DeleteRoute'
  )
    throw new Error(`unexpected ${call.operation}`);
  const { RouteTableId: _, DestinationCidrBlock: destination = '', ...target } = call.input;
  const at = routes.find(
    (route) => route.DestinationCidrBlock === destination && route.GatewayId !== 'vgw-1',
  );
  // RouteAlreadyExists, InvalidRoute.NotFound
  expect(at === undefined).toBe(call.operation === 'CreateRoute');
  const others = routes.filter((route) => route !== at);
  if (call.operation === 'DeleteRoute') return others;
  if ('LocalTarget' in target) return [...others, local];
  return [...others, { ...made(destination, target), Origin: at?.Origin ?? 'CreateRoute' }];
}

describe('whatever routes a table has and should have', () => {
  const destination = fc.constantFrom(everywhere, '10.9.0.0/16', '10.8.0.0/16', '10.1.0.0/16');
  const target = fc.constantFrom('eni-1', 'eni-2');
  const route = fc.record({ destination, networkInterfaceID: target });
  const routes = fc.uniqueArray(route, { selector: (one) => one.destination });
  const propagated = fc.subarray(['10.9.0.0/16', '10.7.0.0/16']);
  const observed = fc.tuple(routes, propagated).map(([own, vgw]): readonly Route[] => [
    ...(own.some((one) => one.destination === '10.1.0.0/16') ? [] : [local]),
    ...own.map((one) => ({
      ...made(one.destination, { NetworkInterfaceId: one.networkInterfaceID }),
      ...(one.destination === '10.1.0.0/16' ? { Origin: 'CreateRouteTable' as const } : {}),
    })),
    ...vgw.map((cidr) => ({
      DestinationCidrBlock: cidr,
      GatewayId: 'vgw-1',
      Origin: 'EnableVgwRoutePropagation' as const,
    })),
  ]);
  const planned = (wanted: readonly RouteSpec[], rows: readonly Route[]) =>
    planIn(routeTable, {
      spec: { vpcRef, routes: [...wanted] },
      own,
      rows: [listed(routeTables, { ...table(), Routes: [...rows] })],
    }).plan;

  it('planning against what the plan made of it is settled, and AWS’s own routes are there as before', () => {
    fc.assert(
      fc.property(routes, observed, (wanted, before) => {
        const after = callsOf(planned(wanted, before)).reduce(applied, before);
        expect(planned(wanted, after)).toEqual({ is: 'settled', held: [] });
        const foreign = (rows: readonly Route[]) => rows.filter((one) => one.GatewayId === 'vgw-1');
        expect(foreign(after)).toEqual(foreign(before));
        expect(after.filter((one) => one.DestinationCidrBlock === '10.1.0.0/16')).toHaveLength(1);
      }),
    );
  });

  it('the order in which EC2 lists them does not matter', () => {
    fc.assert(
      fc.property(routes, observed, (wanted, rows) => {
        expect(planned(wanted, rows.toReversed())).toEqual(planned(wanted, rows));
      }),
    );
  });
});
