// Route tables and what they are associated with; routes are in route.ts.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  idempotency,
  make,
  refuses,
  shows,
} from '../case.ts';
import {
  attach,
  gateway,
  gatewayId,
  notFound,
  nothing,
  subnet,
  subnetId,
  table,
  tableId,
  vpc,
  vpcId,
} from './common.ts';

const tables = guide('VPC_Route_Tables');
const describe = { RouteTableIds: [tableId] };
const associate = make('link', 'AssociateRouteTable', { RouteTableId: tableId, SubnetId: subnetId });
/** The table, associated with the only subnet of the VPC. */
const associated = [vpc(), subnet(), table(), associate];
const linkId = '{link.AssociationId}';
const mainTable = {
  ...shows(
    'DescribeRouteTables',
    { Filters: [filter('vpc-id', vpcId), filter('association.main', 'true')] },
    { RouteTables: { $size: 1 } },
  ),
  save: 'main',
};
const mainId = '{main.RouteTables.0.RouteTableId}';

export const routeTableCases: readonly Case[] = [
  {
    name: 'a new route table has the local route and no association',
    page: api('CreateRouteTable'),
    steps: [
      vpc(),
      table(),
      shows('DescribeRouteTables', describe, {
        RouteTables: [
          {
            VpcId: vpcId,
            OwnerId: '{account.home}',
            Associations: { $absent: true },
            Routes: [
              {
                DestinationCidrBlock: '10.0.0.0/16',
                GatewayId: 'local',
                State: 'active',
                Origin: 'CreateRouteTable',
              },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'the same client token brings the same route table again',
    page: idempotency,
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      vpc(),
      make('table', 'CreateRouteTable', { VpcId: vpcId, ClientToken: 'one' }),
      {
        ...shows(
          'CreateRouteTable',
          { VpcId: vpcId, ClientToken: 'one' },
          { RouteTable: { RouteTableId: tableId } },
        ),
      },
    ],
  },
  {
    name: 'the same client token with other parameters is refused',
    page: idempotency,
    motoDiffers: 'moto does not look at client tokens',
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      make('table', 'CreateRouteTable', { VpcId: vpcId, ClientToken: 'one' }),
      refuses('IdempotentParameterMismatch', 'CreateRouteTable', {
        VpcId: '{second.Vpc.VpcId}',
        ClientToken: 'one',
      }),
    ],
  },
  {
    name: 'a route table of a VPC that is not there is refused',
    page: errorCodes,
    steps: [refuses('InvalidVpcID.NotFound', 'CreateRouteTable', { VpcId: nothing.vpc })],
  },
  {
    name: 'a subnet gets the route table it is associated with',
    page: api('AssociateRouteTable'),
    steps: [
      ...associated,
      shows('DescribeRouteTables', describe, {
        RouteTables: [
          {
            Associations: [
              {
                RouteTableAssociationId: linkId,
                SubnetId: subnetId,
                Main: false,
                AssociationState: { State: 'associated' },
              },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'a subnet cannot have a second route table',
    page: guide('subnet-route-tables'),
    motoDiffers: 'moto associates it',
    steps: [
      vpc(),
      subnet(),
      table(),
      table('second'),
      associate,
      refuses('Resource.AlreadyAssociated', 'AssociateRouteTable', {
        RouteTableId: '{second.RouteTable.RouteTableId}',
        SubnetId: subnetId,
      }),
    ],
  },
  {
    name: 'a subnet cannot have a route table of another VPC',
    page: guide('subnet-route-tables'),
    motoDiffers: 'moto associates it',
    steps: [
      vpc(),
      subnet(),
      vpc('second', '10.1.0.0/16'),
      table('table', '{second.Vpc.VpcId}'),
      refuses('*', 'AssociateRouteTable', { RouteTableId: tableId, SubnetId: subnetId }),
    ],
  },
  {
    name: 'a subnet or a table that is not there cannot be associated',
    page: errorCodes,
    steps: [
      vpc(),
      subnet(),
      table(),
      refuses(notFound.subnet, 'AssociateRouteTable', { RouteTableId: tableId, SubnetId: nothing.subnet }),
      refuses(notFound.table, 'AssociateRouteTable', { RouteTableId: nothing.table, SubnetId: subnetId }),
    ],
  },
  {
    name: 'replacing an association gives the subnet another table and a new association',
    page: api('ReplaceRouteTableAssociation'),
    steps: [
      vpc(),
      subnet(),
      table(),
      table('second'),
      associate,
      make('moved', 'ReplaceRouteTableAssociation', {
        AssociationId: linkId,
        RouteTableId: '{second.RouteTable.RouteTableId}',
      }),
      shows(
        'DescribeRouteTables',
        { Filters: [filter('association.subnet-id', subnetId)] },
        {
          RouteTables: [
            {
              RouteTableId: '{second.RouteTable.RouteTableId}',
              Associations: [{ SubnetId: subnetId, RouteTableAssociationId: '{moved.NewAssociationId}' }],
            },
          ],
        },
      ),
      refuses('InvalidAssociationID.NotFound', 'DisassociateRouteTable', { AssociationId: linkId }),
    ],
  },
  {
    name: 'another table can become the main one',
    page: api('ReplaceRouteTableAssociation'),
    steps: [
      vpc(),
      table(),
      mainTable,
      does('ReplaceRouteTableAssociation', {
        AssociationId: '{main.RouteTables.0.Associations.0.RouteTableAssociationId}',
        RouteTableId: tableId,
      }),
      shows(
        'DescribeRouteTables',
        { Filters: [filter('vpc-id', vpcId), filter('association.main', 'true')] },
        {
          RouteTables: [{ RouteTableId: tableId, Associations: [{ Main: true }] }],
        },
      ),
      does('DeleteRouteTable', { RouteTableId: mainId }),
    ],
  },
  {
    name: 'the main association cannot be taken away',
    page: api('DisassociateRouteTable'),
    steps: [
      vpc(),
      mainTable,
      refuses('*', 'DisassociateRouteTable', {
        AssociationId: '{main.RouteTables.0.Associations.0.RouteTableAssociationId}',
      }),
    ],
  },
  {
    name: 'a taken away association is gone, and the subnet has the main table again',
    page: api('DisassociateRouteTable'),
    steps: [
      ...associated,
      does('DisassociateRouteTable', { AssociationId: linkId }),
      shows(
        'DescribeRouteTables',
        { Filters: [filter('association.subnet-id', subnetId)] },
        { RouteTables: { $absent: true } },
      ),
      does('DeleteRouteTable', { RouteTableId: tableId }),
    ],
  },
  {
    name: 'taking away an association that is not there is refused',
    page: errorCodes,
    steps: [
      refuses('InvalidAssociationID.NotFound', 'DisassociateRouteTable', {
        AssociationId: nothing.association,
      }),
    ],
  },
  {
    name: 'a table in use by a subnet cannot be deleted',
    page: api('DeleteRouteTable'),
    steps: [...associated, refuses('DependencyViolation', 'DeleteRouteTable', { RouteTableId: tableId })],
  },
  {
    name: 'the main table cannot be deleted',
    page: api('DeleteRouteTable'),
    motoDiffers: 'moto deletes it',
    steps: [vpc(), mainTable, refuses('*', 'DeleteRouteTable', { RouteTableId: mainId })],
  },
  {
    name: 'the association of a deleted subnet is gone',
    page: tables,
    motoDiffers: 'moto keeps it, and the table can never be deleted',
    steps: [
      ...associated,
      does('DeleteSubnet', { SubnetId: subnetId }),
      shows('DescribeRouteTables', describe, { RouteTables: [{ Associations: { $absent: true } }] }),
      does('DeleteRouteTable', { RouteTableId: tableId }),
    ],
  },
  {
    name: 'an internet gateway can have a route table for what comes in',
    page: guide('gateway-route-tables'),
    steps: [
      vpc(),
      gateway(),
      attach(),
      table(),
      make('link', 'AssociateRouteTable', { RouteTableId: tableId, GatewayId: gatewayId }),
      shows('DescribeRouteTables', describe, {
        RouteTables: [{ Associations: [{ GatewayId: gatewayId, Main: false }] }],
      }),
    ],
  },
  {
    name: 'a deleted route table is gone',
    page: errorCodes,
    steps: [
      vpc(),
      table(),
      does('DeleteRouteTable', { RouteTableId: tableId }),
      refuses(notFound.table, 'DescribeRouteTables', describe),
      refuses(notFound.table, 'DeleteRouteTable', { RouteTableId: tableId }),
    ],
  },
  {
    name: 'a page of more than a hundred route tables is refused',
    page: api('DescribeRouteTables'),
    motoDiffers: 'moto does not look at MaxResults',
    steps: [refuses('*', 'DescribeRouteTables', { MaxResults: 101 })],
  },
];
