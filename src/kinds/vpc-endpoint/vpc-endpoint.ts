// A VPC endpoint: a private way to a service, by routes (Gateway), network interfaces (Interface), or as the target of routes
// (GatewayLoadBalancer). VPC, service and type are fixed at creation; everything else changes in place.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
import {
  type Blocker,
  defineKind,
  type Input,
  type Plan,
  planOf,
  type Reference,
  type View,
} from '../../model/kind.ts';
import { routeTables } from '../../tables/route-tables.ts';
import type { VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { blockerOf } from '../blockers.ts';
import { idAt, refuse } from '../planning.ts';
import { planModify } from './endpoint-changes.ts';
import { planCreate } from './endpoint-create.ts';
import { namedService } from './endpoint-service.ts';
import { main, observe, type VPCEndpointObserved } from './endpoint-view.ts';
import { vpcEndpointSchema, type VPCEndpointSpec } from './vpc-endpoint.schema.ts';

/** Seconds between two looks at a request that somebody else must accept. Chosen: sweeps show the answer sooner. */
const ACCEPTANCE_LOOK_SECONDS = 60;

const link: Pick<Reference, 'missing' | 'holdsTarget' | 'verb'> = {
  missing: 'holdItem',
  holdsTarget: true,
  verb: 'use',
};

export const vpcEndpoint = defineKind({
  names: {
    kind: 'VPCEndpoint',
    plural: 'vpcendpoints',
    singular: 'vpcendpoint',
    shortName: 'vpce',
    columns: [
      {
        name: 'Type',
        jsonPath: '.status.type',
        type: 'string',
        priority: 0,
        description: 'Type of the endpoint.',
      },
      {
        name: 'Service',
        jsonPath: '.status.serviceName',
        type: 'string',
        priority: 0,
        description: 'Full name of the service.',
      },
      {
        name: 'State',
        jsonPath: '.status.state',
        type: 'string',
        priority: 1,
        description: "EC2's own word for the state.",
      },
      { name: 'VPC', jsonPath: '.status.vpcID', type: 'string', priority: 1, description: 'Id of the VPC.' },
      {
        name: 'PrivateDNS',
        jsonPath: '.status.privateDNSEnabled',
        type: 'string',
        priority: 1,
        description: "Whether the service's own names lead to it.",
      },
    ],
  },
  about:
    'A private way from a VPC to a service of AWS or of others: gateway, interface, gateway load balancer.',
  schema: vpcEndpointSchema,
  defaults: { routeTableRefs: [], subnetRefs: [], policyDocument: {} },
  // An empty list of groups stands for the VPC's default group, empty options for those that AWS begins with.
  resets: {
    routeTableRefs: [],
    routeTableIDs: [],
    subnetRefs: [],
    subnetIDs: [],
    securityGroupRefs: [],
    securityGroupIDs: [],
    policyDocument: {},
    dnsOptions: {},
    ipAddressType: 'IPv4',
  },
  immutable: ['vpcRef', 'vpcID', 'type', 'service', 'serviceRegion'],
  references: [
    {
      path: 'vpcRef',
      to: ['VPC'],
      needs: 'usable',
      missing: 'wait',
      holdsTarget: true,
      releasable: false,
      verb: 'change',
      places: true,
    },
    // An endpoint on a table changes the table's traffic.
    { ...link, path: 'routeTableRefs', to: ['RouteTable'], needs: 'id', releasable: true, verb: 'change' },
    { ...link, path: 'subnetRefs', to: ['Subnet'], needs: 'usable', releasable: false },
    { ...link, path: 'securityGroupRefs', to: ['SecurityGroup'], needs: 'id', releasable: false },
    { ...link, path: 'subnetConfigurations[].subnetRef', to: ['Subnet'], needs: 'id', releasable: false },
  ],
  parts: [main],
  writes: ['CreateVpcEndpoint', 'ModifyVpcEndpoint', 'DeleteVpcEndpoints', 'CreateTags', 'DeleteTags'],
  // Another endpoint of the service may leave the table; the plan knows which, this is the race.
  faults: { RouteAlreadyExists: 'waiting' },
  observe,
  plan,
  project,
  blockers,
});

function plan(input: Input<VPCEndpointSpec>, { endpoint, around }: VPCEndpointObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  if (endpoint === undefined) return planCreate(input, around);
  const fixed = fixedProblem(input, endpoint);
  if (fixed !== undefined) return fixed;
  if (endpoint.state === 'pendingAcceptance') {
    const message = `${endpoint.id} waits until the owner of ${endpoint.serviceName} accepts the connection.`;
    return { is: 'wait', reason: 'Pending', message, seconds: ACCEPTANCE_LOOK_SECONDS };
  }
  return planModify(input, endpoint, around);
}

/** What CreateVpcEndpoint alone can set. */
function fixedProblem(input: Input<VPCEndpointSpec>, row: VpcEndpointRow): Plan | undefined {
  const service = namedService(input);
  const { type, serviceRegion } = input.spec;
  const fixed = [
    ['vpcRef', row.vpcID, idAt(input, 'vpcRef')],
    ['type', row.type, type],
    ['service', row.serviceName, service?.name],
    ['serviceRegion', row.serviceRegion, serviceRegion],
  ] as const;
  for (const [field, has, wants] of fixed) {
    if (wants === undefined || has === '' || wants === has) continue;
    return refuse(
      field,
      `${field} of ${row.id} is ${has} and cannot become ${wants}: put the old value back, or delete this endpoint and create a new one`,
      'ImmutableField',
    );
  }
  return undefined;
}

function project({ endpoint: row, around }: VPCEndpointObserved) {
  if (row === undefined) return {};
  return {
    vpcID: row.vpcID,
    type: row.type,
    serviceName: row.serviceName,
    ...(row.type === 'Interface'
      ? { privateDNSEnabled: row.privateDNSEnabled, securityGroupIDs: [...row.securityGroupIDs] }
      : {}),
    ...(row.type === 'Gateway' ? { routeTableIDs: [...row.routeTableIDs] } : {}),
    ...(row.dnsEntries.length === 0
      ? {}
      : {
          dnsEntries: row.dnsEntries.map(({ dnsName, hostedZoneID }) => ({
            dnsName,
            ...(hostedZoneID === '' ? {} : { hostedZoneID }),
          })),
        }),
    ...(around.interfaces === undefined
      ? {}
      : {
          networkInterfaces: around.interfaces.map(({ id, subnetID, privateIP, ipv6Address }) => ({
            id,
            subnetID,
            ...(privateIP === '' ? {} : { privateIP }),
            ...(ipv6Address === '' ? {} : { ipv6Address }),
          })),
        }),
  };
}

// Routes to a Gateway Load Balancer endpoint must go first.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
function blockers(_: unknown, { endpoint }: VPCEndpointObserved, view: View): readonly Blocker[] {
  if (endpoint === undefined) return [];
  return view
    .by('home', routeTables, 'vpc-id', endpoint.vpcID)
    .filter((table) =>
      table.routes.some((route) => route.target?.id === endpoint.id && !route.destination.startsWith('pl-')),
    )
    .map((table) => blockerOf('route-table whose routes lead to it', table));
}
