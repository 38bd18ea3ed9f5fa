// Managed prefix lists where they are used: in routes and in rules, what they weigh there, and what that holds up.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  refuses,
  type Shape,
  shows,
  type Step,
} from '../case.ts';
import {
  attach,
  gateway,
  gatewayId,
  group,
  groupId,
  listIs,
  notFound,
  nothing,
  prefixList,
  prefixListId,
  s3,
  s3Id,
  table,
  tableId,
  vpc,
} from './common.ts';

const limits = guide('amazon-vpc-limits');
const working = guide('work-with-cust-managed-prefix-lists');
const ready = [prefixList(), listIs('create-complete')];
const ground = [vpc(), gateway(), attach(), table(), ...ready];
const grouped = [vpc(), group(), ...ready];
const route = { RouteTableId: tableId, DestinationPrefixListId: prefixListId, GatewayId: gatewayId };
const routes = { RouteTableIds: [tableId] };
const rule = (id = prefixListId, port = 443, Description?: string) => ({
  GroupId: groupId,
  IpPermissions: [
    {
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      PrefixListIds: [{ PrefixListId: id, ...(Description === undefined ? {} : { Description }) }],
    },
  ],
});
const sized = (MaxEntries: number) => [prefixList('list', { MaxEntries }), listIs('create-complete')];

function listShows(shape: Shape): Step {
  return shows('DescribeManagedPrefixLists', { PrefixListIds: [prefixListId] }, { PrefixLists: [shape] });
}

export const prefixListUseCases: readonly Case[] = [
  {
    name: 'a route may have a prefix list as its destination',
    page: api('CreateRoute'),
    steps: [
      ...ground,
      does('CreateRoute', route),
      shows('DescribeRouteTables', routes, {
        RouteTables: [
          {
            Routes: {
              $has: [
                {
                  DestinationPrefixListId: prefixListId,
                  DestinationCidrBlock: { $absent: true },
                  GatewayId: gatewayId,
                  State: 'active',
                  Origin: 'CreateRoute',
                },
              ],
            },
          },
        ],
      }),
    ],
  },
  {
    name: 'a second route for a prefix list is refused',
    page: errorCodes,
    motoDiffers: 'moto does it',
    steps: [...ground, does('CreateRoute', route), refuses('RouteAlreadyExists', 'CreateRoute', route)],
  },
  {
    name: 'a route for a prefix list is replaced and deleted by it',
    page: api('ReplaceRoute'),
    steps: [
      ...ground,
      does('CreateRoute', route),
      does('ReplaceRoute', route),
      does('DeleteRoute', { RouteTableId: tableId, DestinationPrefixListId: prefixListId }),
      shows('DescribeRouteTables', routes, { RouteTables: [{ Routes: { $size: 1 } }] }),
    ],
  },
  {
    name: 'route tables are found by the prefix list of a route',
    page: api('DescribeRouteTables'),
    motoDiffers: 'moto breaks',
    steps: [
      ...ground,
      does('CreateRoute', route),
      shows(
        'DescribeRouteTables',
        { Filters: [filter('route.destination-prefix-list-id', prefixListId)] },
        { RouteTables: [{ RouteTableId: tableId }] },
      ),
    ],
  },
  {
    name: 'a route with a network and a prefix list is refused',
    page: api('CreateRoute'),
    motoDiffers: 'moto does it',
    steps: [...ground, refuses('*', 'CreateRoute', { ...route, DestinationCidrBlock: '0.0.0.0/0' })],
  },
  {
    name: 'a route for a prefix list that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto does it',
    steps: [
      ...ground,
      refuses(notFound.prefixList, 'CreateRoute', { ...route, DestinationPrefixListId: nothing.prefixList }),
    ],
  },
  {
    name: 'a prefix list counts all its places as routes',
    page: limits,
    motoDiffers: 'moto does it',
    steps: [
      vpc(),
      gateway(),
      attach(),
      table(),
      // 500 routes a table, one of which is the local one.
      ...sized(500),
      refuses('RouteLimitExceeded', 'CreateRoute', route),
    ],
  },
  {
    name: 'a prefix list of as many places as there are routes left fits',
    page: limits,
    steps: [vpc(), gateway(), attach(), table(), ...sized(499), does('CreateRoute', route)],
  },
  {
    name: 'a gateway route table takes no prefix list',
    page: guide('gateway-route-tables'),
    motoDiffers: 'moto does it',
    steps: [
      ...ground,
      does('AssociateRouteTable', { RouteTableId: tableId, GatewayId: gatewayId }),
      refuses('*', 'CreateRoute', route),
    ],
  },
  {
    name: 'a rule may have a prefix list as its source',
    page: api('AuthorizeSecurityGroupIngress'),
    motoDiffers: 'moto forgets the description',
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupIngress', rule(prefixListId, 443, 'offices')),
      shows(
        'DescribeSecurityGroups',
        { GroupIds: [groupId] },
        {
          SecurityGroups: [
            {
              IpPermissions: [
                {
                  IpProtocol: 'tcp',
                  FromPort: 443,
                  PrefixListIds: [{ PrefixListId: prefixListId, Description: 'offices' }],
                },
              ],
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a rule may have a prefix list as its destination',
    page: api('AuthorizeSecurityGroupEgress'),
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupEgress', rule()),
      shows(
        'DescribeSecurityGroupRules',
        { Filters: [filter('group-id', groupId)] },
        { SecurityGroupRules: { $has: [{ IsEgress: true, PrefixListId: prefixListId, FromPort: 443 }] } },
      ),
    ],
  },
  {
    name: 'the same rule for a prefix list is refused',
    page: errorCodes,
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupIngress', rule()),
      refuses('InvalidPermission.Duplicate', 'AuthorizeSecurityGroupIngress', rule()),
    ],
  },
  {
    name: 'a rule for a prefix list is revoked by it',
    page: api('RevokeSecurityGroupIngress'),
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupIngress', rule()),
      does('RevokeSecurityGroupIngress', rule()),
      shows(
        'DescribeSecurityGroups',
        { GroupIds: [groupId] },
        {
          SecurityGroups: [{ IpPermissions: { $absent: true } }],
        },
      ),
    ],
  },
  {
    name: 'security groups are found by the prefix list of a rule',
    page: api('DescribeSecurityGroups'),
    motoDiffers: 'moto breaks',
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupIngress', rule()),
      shows(
        'DescribeSecurityGroups',
        { Filters: [filter('ip-permission.prefix-list-id', prefixListId)] },
        { SecurityGroups: [{ GroupId: groupId }] },
      ),
      shows(
        'DescribeSecurityGroups',
        { Filters: [filter('egress.ip-permission.prefix-list-id', prefixListId)] },
        { SecurityGroups: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a rule for a prefix list that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto does it',
    steps: [
      ...grouped,
      refuses(notFound.prefixList, 'AuthorizeSecurityGroupIngress', rule(nothing.prefixList)),
    ],
  },
  {
    name: 'a prefix list counts all its places as rules',
    page: limits,
    motoDiffers: 'moto does it',
    steps: [
      vpc(),
      group(),
      ...sized(61),
      refuses('RulesPerSecurityGroupLimitExceeded', 'AuthorizeSecurityGroupIngress', rule()),
    ],
  },
  {
    name: 'a prefix list of as many places as a group has rules fits once',
    page: limits,
    motoDiffers: 'moto does it',
    steps: [
      vpc(),
      group(),
      ...sized(60),
      does('AuthorizeSecurityGroupIngress', rule()),
      refuses('RulesPerSecurityGroupLimitExceeded', 'AuthorizeSecurityGroupIngress', rule(prefixListId, 80)),
    ],
  },
  {
    name: "AWS's own prefix list of S3 counts as one rule",
    page: guide('working-with-aws-managed-prefix-lists'),
    steps: [
      vpc(),
      group(),
      s3,
      ...sized(59),
      does('AuthorizeSecurityGroupIngress', rule()),
      does('AuthorizeSecurityGroupIngress', rule(s3Id)),
    ],
  },
  {
    name: 'a prefix list does not grow beyond what a group can take',
    page: api('ModifyManagedPrefixList'),
    motoDiffers: 'moto does everything at once',
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupIngress', rule()),
      does('ModifyManagedPrefixList', { PrefixListId: prefixListId, MaxEntries: 61 }),
      listShows({ State: 'modify-failed', MaxEntries: 5, StateMessage: { $like: '{group.GroupId}' } }),
    ],
  },
  {
    name: 'a prefix list does not grow beyond what a route table can take',
    page: api('ModifyManagedPrefixList'),
    motoDiffers: 'moto does everything at once',
    steps: [
      ...ground,
      does('CreateRoute', route),
      does('ModifyManagedPrefixList', { PrefixListId: prefixListId, MaxEntries: 500 }),
      listShows({
        State: 'modify-failed',
        MaxEntries: 5,
        StateMessage: { $like: '{table.RouteTable.RouteTableId}' },
      }),
    ],
  },
  {
    name: 'a prefix list changes again after a change that failed',
    page: working,
    motoDiffers: 'moto does everything at once',
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupIngress', rule()),
      does('ModifyManagedPrefixList', { PrefixListId: prefixListId, MaxEntries: 61 }),
      listIs('modify-failed'),
      does('ModifyManagedPrefixList', { PrefixListId: prefixListId, MaxEntries: 10 }),
      listShows({ State: 'modify-complete', MaxEntries: 10, StateMessage: { $absent: true } }),
    ],
  },
  {
    name: 'a prefix list in a route is not deleted',
    page: api('DeleteManagedPrefixList'),
    unsettled:
      'the page says that references must go first, and the states of a list have delete-failed; no page says which it is',
    steps: [
      ...ground,
      does('CreateRoute', route),
      does('DeleteManagedPrefixList', { PrefixListId: prefixListId }),
      listShows({ State: 'delete-failed' }),
    ],
  },
  {
    name: 'a prefix list is deleted when nothing refers to it any more',
    page: working,
    motoDiffers: 'moto answers',
    steps: [
      ...grouped,
      does('AuthorizeSecurityGroupIngress', rule()),
      does('RevokeSecurityGroupIngress', rule()),
      does('DeleteManagedPrefixList', { PrefixListId: prefixListId }),
      refuses(notFound.prefixList, 'DescribeManagedPrefixLists', { PrefixListIds: [prefixListId] }),
    ],
  },
];
