// How a gateway or balancer endpoint is made, and what keeps it from being made.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
import { describe } from 'vitest';
import {
  listed,
  missing,
  notUsable,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcEndpoints } from '../../tables/vpc-endpoints.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import {
  S3,
  gateway,
  tables,
  policy,
  BALANCER,
  balancer,
  other,
  subnet,
  service,
} from './fake-gateway-endpoint.ts';

const around = [tables, listed(vpcEndpoints)];

describe('an endpoint that does not exist yet', () => {
  planTable(vpcEndpoint, [
    {
      name: 'is not made when it is not wanted',
      spec: gateway,
      want: 'absent',
      expect: {},
    },
    {
      name: 'is made on its tables, naming whose traffic is diverted',
      spec: { ...gateway, routeTableRefs: [usable('rtb-2'), usable('rtb-1')] },
      rows: [...around, service(S3, 'Gateway', 'Interface')],
      expect: {
        calls: [
          `CreateVpcEndpoint service null → ${S3}`,
          '… type null → Gateway',
          '… vpcRef null → vpc-1',
          '… routeTableRefs[rtb-1] null → rtb-1 (Interrupts)',
          '… routeTableRefs[rtb-2] null → rtb-2',
        ],
        inputs: [
          { VpcId: 'vpc-1', VpcEndpointType: 'Gateway', ServiceName: S3, RouteTableIds: ['rtb-1', 'rtb-2'] },
        ],
      },
    },
    {
      name: 'is made with its policy in the same call',
      spec: { ...gateway, policyDocument: policy },
      rows: [...around, service(S3, 'Gateway')],
      expect: {
        calls: [`CreateVpcEndpoint service null → ${S3}`, '… type null → Gateway', '… vpcRef null → vpc-1'],
        inputs: [
          {
            VpcId: 'vpc-1',
            VpcEndpointType: 'Gateway',
            ServiceName: S3,
            PolicyDocument: JSON.stringify(policy),
          },
        ],
      },
    },
    {
      name: 'may be of a service in another region, by its full name too',
      spec: { ...gateway, service: 'com.amazonaws.us-east-1.s3', serviceRegion: 'us-east-1' },
      rows: [...around, service('com.amazonaws.us-east-1.s3 us-east-1', 'Gateway')],
      expect: {
        calls: [
          'CreateVpcEndpoint service null → com.amazonaws.us-east-1.s3',
          '… type null → Gateway',
          '… vpcRef null → vpc-1',
        ],
        inputs: [
          {
            VpcId: 'vpc-1',
            VpcEndpointType: 'Gateway',
            ServiceName: 'com.amazonaws.us-east-1.s3',
            ServiceRegion: 'us-east-1',
          },
        ],
      },
    },
    {
      name: 'is not made for a service that does not exist',
      spec: { ...gateway, service: 's4' },
      rows: [...around, service('com.amazonaws.ap-northeast-1.s4')],
      expect: {
        refuses: 'InvalidSpec',
        field: 'service',
        says: /no service com\.amazonaws\.ap-northeast-1\.s4/,
      },
    },
    {
      name: 'is not made with a type that the service does not have',
      spec: { ...gateway, service: 'ssm' },
      rows: [...around, service('com.amazonaws.ap-northeast-1.ssm', 'Interface')],
      expect: { refuses: 'InvalidSpec', field: 'type', says: /of type Interface, not Gateway/ },
    },
    {
      name: 'waits for a table that is not there',
      spec: { ...gateway, routeTableRefs: [usable('rtb-1'), missing('RouteTable private')] },
      rows: [...around, service(S3, 'Gateway')],
      expect: { waits: 'DependencyNotFound', says: /RouteTable private does not exist/ },
    },
    {
      name: 'waits for a table that is not granted any more',
      spec: { ...gateway, routeTableRefs: [withdrawn('rtb-1')] },
      rows: [...around, service(S3, 'Gateway')],
      expect: { waits: 'ReferenceNotGranted' },
    },
    {
      name: 'is not made on a table that has an endpoint of the service',
      spec: { ...gateway, routeTableRefs: [usable('rtb-2')] },
      rows: [tables, listed(vpcEndpoints, other), service(S3, 'Gateway')],
      expect: { refuses: 'Conflict', field: 'routeTableRefs', says: /through vpce-2/ },
    },
    {
      name: 'waits until the endpoint of the service has left the table',
      spec: { ...gateway, routeTableRefs: [usable('rtb-2')] },
      rows: [tables, listed(vpcEndpoints, { ...other, State: 'deleting' }), service(S3, 'Gateway')],
      expect: { waits: 'Pending', says: /vpce-2 is leaving rtb-2/ },
    },
    {
      name: 'may share a table with an endpoint of another service',
      spec: { ...gateway, service: 'dynamodb', routeTableRefs: [usable('rtb-2')] },
      rows: [
        tables,
        listed(vpcEndpoints, other),
        service('com.amazonaws.ap-northeast-1.dynamodb', 'Gateway'),
      ],
      expect: {
        calls: [
          'CreateVpcEndpoint service null → com.amazonaws.ap-northeast-1.dynamodb',
          '… type null → Gateway',
          '… vpcRef null → vpc-1',
          '… routeTableRefs[rtb-2] null → rtb-2',
        ],
      },
    },
    {
      name: 'is made in one subnet for a balancer, whose service need not be listed',
      spec: { ...balancer, subnetIDs: ['subnet-a'] },
      rows: [listed(subnets, subnet('subnet-a')), service(BALANCER)],
      expect: {
        calls: [
          `CreateVpcEndpoint service null → ${BALANCER}`,
          '… type null → GatewayLoadBalancer',
          '… vpcRef null → vpc-1',
          '… subnetIDs[subnet-a] null → subnet-a',
        ],
        inputs: [
          {
            VpcId: 'vpc-1',
            VpcEndpointType: 'GatewayLoadBalancer',
            ServiceName: BALANCER,
            SubnetIds: ['subnet-a'],
          },
        ],
      },
    },
    {
      name: 'is not made in two subnets for a balancer',
      spec: { ...balancer, subnetIDs: ['subnet-a', 'subnet-b'] },
      rows: [listed(subnets, subnet('subnet-a'), subnet('subnet-b', 'c')), service(BALANCER)],
      expect: { refuses: 'InvalidSpec', field: 'subnetRefs', says: /exactly one subnet, not 2/ },
    },
    {
      name: 'waits for a subnet that cannot be used yet',
      spec: { ...balancer, subnetRefs: [notUsable('subnet-a')] },
      rows: [listed(subnets, subnet('subnet-a')), service(BALANCER)],
      expect: { waits: 'DependencyNotReady', says: /subnet-a is not usable yet/ },
    },
  ]);
});
