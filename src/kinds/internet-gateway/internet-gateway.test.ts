// What an internet gateway plans. https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
import { describe } from 'vitest';
import { listed, missing, planTable, usable } from '../../../test/support/plan-table.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { internetGateway } from './internet-gateway.ts';

describe('an internet gateway', () => {
  planTable(internetGateway, [
    {
      name: 'is made, and its attachment announced',
      spec: { vpcRef: usable('vpc-1') },
      expect: {
        calls: ['CreateInternetGateway id null → new internet gateway'],
        later: ['vpcRef null → vpc-1'],
      },
    },
    {
      name: 'reports a VPC that does not exist',
      spec: { vpcRef: missing('VPC shop') },
      own: 'igw-1',
      rows: [listed(internetGateways, { InternetGatewayId: 'igw-1' }), listed(routeTables)],
      expect: { held: ['vpcRef DependencyNotFound'] },
    },
  ]);
});
