// Routes that endpoints have in a table: declared ones to balancer endpoints are ours, those of gateway endpoints are nobody's
// drift. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
import { describe } from 'vitest';
import { listed, missing, notUsable, planTable, usable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { routeTable } from './route-table.ts';

const local = {
  DestinationCidrBlock: '10.0.0.0/16',
  GatewayId: 'local',
  Origin: 'CreateRouteTable',
  State: 'active',
};
const ofGatewayEndpoint = {
  DestinationPrefixListId: 'pl-61a54008',
  GatewayId: 'vpce-s3',
  Origin: 'CreateRoute',
  State: 'active',
};
const toBalancer = {
  DestinationCidrBlock: '0.0.0.0/0',
  GatewayId: 'vpce-1',
  Origin: 'CreateRoute',
  State: 'active',
};
const table = (...routes: readonly object[]) => [
  listed(routeTables, { RouteTableId: 'rtb-1', VpcId: 'vpc-1', OwnerId: '1', Routes: [local, ...routes] }),
];
const vpc = { vpcRef: usable('vpc-1') };
const declared = { ...vpc, routes: [{ destination: '0.0.0.0/0', vpcEndpointRef: usable('vpce-1') }] };

describe('a route table with routes of endpoints', () => {
  planTable(routeTable, [
    {
      name: 'leaves the route of a gateway endpoint alone, though it is exclusive',
      spec: vpc,
      own: 'rtb-1',
      rows: table(ofGatewayEndpoint),
      expect: {},
    },
    {
      name: 'leaves it alone while its own routes change',
      spec: declared,
      own: 'rtb-1',
      rows: table(ofGatewayEndpoint),
      expect: {
        calls: ['CreateRoute routes[0.0.0.0/0] null → vpce-1'],
        inputs: [{ RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', VpcEndpointId: 'vpce-1' }],
      },
    },
    {
      name: 'knows its route to a balancer endpoint again, which EC2 shows as a gateway',
      spec: declared,
      own: 'rtb-1',
      rows: table(toBalancer, ofGatewayEndpoint),
      expect: {},
    },
    {
      name: 'removes a route to a balancer endpoint that is not declared',
      spec: vpc,
      own: 'rtb-1',
      rows: table(toBalancer),
      expect: { calls: ['DeleteRoute routes[0.0.0.0/0] vpce-1 → null (Interrupts)'] },
    },
    {
      name: 'replaces the target in place',
      spec: { ...vpc, routes: [{ destination: '0.0.0.0/0', vpcEndpointID: 'vpce-2' }] },
      own: 'rtb-1',
      rows: table(toBalancer),
      expect: {
        calls: ['ReplaceRoute routes[0.0.0.0/0] vpce-1 → vpce-2 (Interrupts)'],
        inputs: [{ RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', VpcEndpointId: 'vpce-2' }],
      },
    },
    {
      name: 'waits with the route until the endpoint is available: EC2 refuses a pending one',
      spec: { ...vpc, routes: [{ destination: '0.0.0.0/0', vpcEndpointRef: notUsable('vpce-1') }] },
      own: 'rtb-1',
      rows: table(),
      expect: { held: ['routes[0.0.0.0/0] DependencyNotReady'] },
    },
    {
      name: 'reports an endpoint that does not exist',
      spec: {
        ...vpc,
        routes: [{ destination: '0.0.0.0/0', vpcEndpointRef: missing('VPCEndpoint inspection') }],
      },
      own: 'rtb-1',
      rows: table(),
      expect: { held: ['routes[0.0.0.0/0] DependencyNotFound'] },
    },
    {
      name: 'makes a declared route to a prefix list through an endpoint, though it looks like a gateway endpoint’s own',
      spec: { ...vpc, routes: [{ destination: 'pl-61a54008', vpcEndpointID: 'vpce-1' }] },
      own: 'rtb-1',
      rows: table(),
      expect: { calls: ['CreateRoute routes[pl-61a54008] null → vpce-1'] },
    },
    {
      name: 'knows such a route again when it is there',
      spec: { ...vpc, routes: [{ destination: 'pl-61a54008', vpcEndpointID: 'vpce-s3' }] },
      own: 'rtb-1',
      rows: table(ofGatewayEndpoint),
      expect: {},
    },
  ]);
});
