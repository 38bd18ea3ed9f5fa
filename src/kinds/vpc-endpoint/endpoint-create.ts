// Making an endpoint. It waits until everything that it names is there: with a part of its groups it would admit the wrong
// clients, and each change afterwards costs one of few calls. Private DNS is switched on when the endpoint is available, because
// the names lead to it at once: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
import { type Action, type Input, type Plan, planOf } from '../../model/kind.ts';
import type { WriteInputs } from '../../model/operations.ts';
import type { VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { change, changesOf, creation, idAt, linkOf, refuse, waitFor } from '../planning.ts';
import { addressProblem, configurationsOf, type Fixed, fixedAddresses } from './endpoint-addresses.ts';
import { planModify } from './endpoint-changes.ts';
import { fieldOf, type LinkName, wantedIDs } from './endpoint-links.ts';
import { namedService, serviceProblem } from './endpoint-service.ts';
import { tableProblem, tableRisk } from './endpoint-tables.ts';
import { addressTypes, recordTypes, type Surroundings } from './modify-part.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

const FULL_ACCESS = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

export function planCreate(input: Input<VPCEndpointSpec>, around: Surroundings): Plan {
  const { type } = input.spec;
  const vpcID = idAt(input, 'vpcRef');
  const service = namedService(input);
  if (vpcID === undefined) return waitFor('The VPC has no id yet.', 'DependencyNotReady');
  if (service === undefined || type === undefined)
    return refuse('service', 'type and service must be set: name the type and the service');
  const early = serviceProblem(service, type, around.offers ?? []) ?? notThere(input);
  if (early !== undefined) return early;
  const row = asMade(input, { vpcID, serviceName: service.name, type });
  if (type === 'GatewayLoadBalancer' && row.subnetIDs.length !== 1)
    return refuse(
      'subnetRefs',
      `an endpoint of type ${type} has exactly one subnet, not ${row.subnetIDs.length}`,
    );
  const tables = { field: fieldOf(input, 'routeTable'), add: row.routeTableIDs };
  const { missing: addresses } = fixedAddresses(input, []);
  const misfit = addressProblem(input, addresses, { wanted: row.subnetIDs, subnets: around.subnets });
  if (misfit !== undefined) return misfit;
  const next = planModify(input, row, { ...around, interfaces: interfacesOf(addresses) });
  const refusal = tableProblem(row, tables, around.dns.siblings) ?? (next.is === 'refuse' ? next : undefined);
  if (refusal !== undefined) return refusal;
  const action: Action = {
    role: 'home',
    operation: 'CreateVpcEndpoint',
    does: 'create',
    part: 'main',
    input: inputOf(input, row, addresses),
    changes: [
      ...creation(
        {
          service: service.name,
          type,
          vpcRef: vpcID,
          ...listed(input, 'subnet', row.subnetIDs),
          ...listed(input, 'securityGroup', row.securityGroupIDs),
        },
        'the endpoint does not exist yet',
      ),
      ...row.routeTableIDs.map((id) =>
        change(`${tables.field}[${id}]`, { from: null, to: id, ...tableRisk(id, around.tables, 'takes') }),
      ),
    ],
  };
  const held = next.is === 'settled' || next.is === 'act' ? next.held : [];
  return planOf([action], held, changesOf(next));
}

/** The first thing that the endpoint names and that is not there or not usable. */
function notThere(input: Input<VPCEndpointSpec>): Plan | undefined {
  for (const name of ['routeTable', 'subnet', 'securityGroup'] as const) {
    for (const ref of input.refs(`${name}Refs`)) {
      const link = linkOf(ref, `${fieldOf(input, name)}[${ref.name}]`, name === 'subnet' ? 'usable' : 'id');
      if (link.is === 'held') return waitFor(`${link.held.path}: ${link.held.message}`, link.held.reason);
      if (link.is === 'linked' && !link.mayUse && ref.is !== 'missing')
        return waitFor(
          `${fieldOf(input, name)}[${ref.name}]: ${ref.why}`,
          ref.is === 'withdrawn' ? 'ReferenceNotGranted' : 'DependencyNotReady',
        );
    }
  }
  return undefined;
}

function listed(input: Input<VPCEndpointSpec>, name: LinkName, ids: readonly string[]) {
  return Object.fromEntries(ids.map((id) => [`${fieldOf(input, name)}[${id}]`, id]));
}

function inputOf(
  { spec }: Input<VPCEndpointSpec>,
  row: VpcEndpointRow,
  addresses: readonly Fixed[],
): WriteInputs['CreateVpcEndpoint'] {
  const records = spec.dnsOptions?.dnsRecordIPType;
  const policy = spec.policyDocument ?? {};
  return {
    VpcId: row.vpcID,
    ...(spec.type === undefined ? {} : { VpcEndpointType: spec.type }),
    ServiceName: row.serviceName,
    ...(spec.serviceRegion === undefined ? {} : { ServiceRegion: spec.serviceRegion }),
    ...(row.routeTableIDs.length === 0 ? {} : { RouteTableIds: [...row.routeTableIDs] }),
    ...(row.subnetIDs.length === 0 ? {} : { SubnetIds: [...row.subnetIDs] }),
    ...(row.securityGroupIDs.length === 0 ? {} : { SecurityGroupIds: [...row.securityGroupIDs] }),
    ...(addresses.length === 0 ? {} : { SubnetConfigurations: configurationsOf(addresses) }),
    ...(spec.ipAddressType === undefined ? {} : { IpAddressType: addressTypes[spec.ipAddressType] }),
    ...(records === undefined ? {} : { DnsOptions: { DnsRecordIpType: recordTypes[records] } }),
    // API_CreateVpcEndpoint.html names no default; said outright it cannot be another one.
    ...(spec.type === 'Interface' ? { PrivateDnsEnabled: false } : {}),
    ...(Object.keys(policy).length === 0 ? {} : { PolicyDocument: JSON.stringify(policy) }),
  };
}

/** The endpoint as EC2 will make it. */
function asMade(
  input: Input<VPCEndpointSpec>,
  { vpcID, serviceName, type }: { vpcID: string; serviceName: string; type: string },
): VpcEndpointRow {
  const { spec } = input;
  const ipAddressType = addressTypes[spec.ipAddressType ?? 'IPv4'];
  const records = spec.dnsOptions?.dnsRecordIPType;
  const policy = spec.policyDocument ?? {};
  return {
    id: 'new',
    ownerID: '',
    vpcID,
    type,
    serviceName,
    serviceRegion: spec.serviceRegion ?? '',
    state: 'available',
    why: '',
    policy:
      Object.keys(policy).length === 0
        ? type === 'GatewayLoadBalancer'
          ? ''
          : FULL_ACCESS
        : JSON.stringify(policy),
    routeTableIDs: wantedIDs(input, 'routeTable').toSorted(),
    subnetIDs: wantedIDs(input, 'subnet').toSorted(),
    securityGroupIDs: wantedIDs(input, 'securityGroup').toSorted(),
    networkInterfaceIDs: [],
    ipAddressType,
    dnsRecordIPType:
      records === undefined ? (type === 'Gateway' ? 'service-defined' : ipAddressType) : recordTypes[records],
    privateDNSOnlyForInboundResolverEndpoint: false,
    privateDNSEnabled: false,
    dnsEntries: [],
    tags: {},
  };
}

function interfacesOf(addresses: readonly Fixed[]): Surroundings['interfaces'] {
  return addresses.map(({ subnetID, ipv4 = '', ipv6 = '' }) => ({
    id: 'new',
    subnetID,
    privateIP: ipv4,
    ipv6Address: ipv6,
  }));
}
