// The scenarios, by kind. Every kind has at least: create, each mutable field, drift, vanish, adopt, release, delete,
// delete while creating; a test that walks the registry says what is missing.
import type { Scenario } from './scenario.ts';
import { networkAclScenarios, subnetAclScenarios } from './scenarios-acl.ts';
import { dhcpOptionsScenarios, vpcDhcpScenarios } from './scenarios-dhcp.ts';
import { duplicateScenarios } from './scenarios-duplicates.ts';
import { endpointScenarios } from './scenarios-endpoint.ts';
import { heldScenarios } from './scenarios-held.ts';
import { internetGatewayScenarios, routeTableScenarios } from './scenarios-routing.ts';
import { flowLogScenarios } from './scenarios-flow-logs.ts';
import { networkInterfaceScenarios } from './scenarios-interfaces.ts';
import { securityGroupScenarios } from './scenarios-security.ts';
import { subnetScenarios, vpcScenarios } from './scenarios-vpc.ts';
import { egressOnlyInternetGatewayScenarios, managedPrefixListScenarios } from './scenarios-prefix-lists.ts';
import { routeTableRouteScenarios, securityGroupRuleScenarios } from './scenarios-contributions.ts';
import { elasticIPScenarios, natGatewayScenarios } from './scenarios-nat.ts';
import { peeringScenarios } from './scenarios-peering.ts';
import { successorScenarios } from './scenarios-successors.ts';
import { gateway, group, internetRoute, key, object, vpc, zone } from './scenario-kit.ts';

const wholeNetwork: Scenario = {
  kind: 'VPC',
  name: 'delete a whole network in one go',
  given: [
    vpc,
    gateway,
    object('RouteTable', 'table', { vpcRef: { name: 'net' }, routes: [internetRoute] }),
    object('Subnet', 'subnet', {
      vpcRef: { name: 'net' },
      cidrBlock: '10.20.1.0/24',
      availabilityZone: zone,
      routeTableRef: { name: 'table' },
    }),
    object('SecurityGroup', 'group', group),
  ],
  async when(world) {
    for (const [kind, name] of [
      ['VPC', 'net'],
      ['InternetGateway', 'igw'],
      ['RouteTable', 'table'],
      ['Subnet', 'subnet'],
      ['SecurityGroup', 'group'],
    ] as const) {
      await world.delete(key(kind, name));
    }
  },
  goal: (world) => world.objects().length === 0,
};

export const scenarios: readonly Scenario[] = [
  ...vpcScenarios,
  ...subnetScenarios,
  ...routeTableScenarios,
  ...internetGatewayScenarios,
  ...egressOnlyInternetGatewayScenarios,
  ...managedPrefixListScenarios,
  ...securityGroupScenarios,
  ...peeringScenarios,
  ...networkInterfaceScenarios,
  ...successorScenarios,
  ...flowLogScenarios,
  ...networkAclScenarios,
  ...subnetAclScenarios,
  ...dhcpOptionsScenarios,
  ...vpcDhcpScenarios,
  ...elasticIPScenarios,
  ...natGatewayScenarios,
  ...endpointScenarios,
  ...routeTableRouteScenarios,
  ...securityGroupRuleScenarios,
  wholeNetwork,
  ...duplicateScenarios,
  ...heldScenarios,
];
