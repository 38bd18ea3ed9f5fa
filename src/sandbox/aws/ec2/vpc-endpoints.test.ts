// What no contract case can show: times, failures, the owner's decision, and what comes of it in other tables.
import type { RouteTable, VpcEndpoint } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { SETTLED_MS, TestWorld } from '../testing.ts';
import { awsPrefixLists } from './aws-prefix-lists.ts';

const PARTNER = '333333333333';
const S3 = 'com.amazonaws.us-east-1.s3';
const SSM = 'com.amazonaws.us-east-1.ssm';
const partner = (number: number) => `com.amazonaws.vpce.us-east-1.vpce-svc-0000000000000000${number}`;
const [s3List] = awsPrefixLists('us-east-1');

type Made = { VpcEndpoint: VpcEndpoint & { VpcEndpointId: string } };

async function ground(options: ConstructorParameters<typeof TestWorld>[0] = {}) {
  const world = new TestWorld(options);
  const VpcId = await world.vpc();
  const SubnetId = await world.subnet(VpcId);
  const { RouteTable } = await world.call<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', {
    VpcId,
  });
  const make = async (input: object) =>
    (await world.call<Made>('CreateVpcEndpoint', { VpcId, ...input })).VpcEndpoint;
  const state = (id: string) => world.region().vpcEndpoints.get(id)?.State;
  return { world, VpcId, SubnetId, RouteTableId: RouteTable.RouteTableId, make, state };
}

const ofSSM = { VpcEndpointType: 'Interface', ServiceName: SSM };
const balancer = { VpcEndpointType: 'GatewayLoadBalancer', ServiceName: partner(3) };

// https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
describe('states', () => {
  it('goes from pending to available, and back to pending with every change', async () => {
    const { world, SubnetId, make, state } = await ground();
    const { VpcEndpointId, State } = await make({ ...ofSSM, SubnetIds: [SubnetId] });
    expect(State).toBe('pending');
    const change = {
      VpcEndpointId,
      PolicyDocument: '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}',
    };
    expect(await world.code('ModifyVpcEndpoint', change)).toBe('IncorrectState');
    await world.pass(SETTLED_MS);
    expect(state(VpcEndpointId)).toBe('available');
    await world.call('ModifyVpcEndpoint', change);
    expect(state(VpcEndpointId)).toBe('pending');
    expect(await world.code('ModifyVpcEndpoint', { VpcEndpointId, ResetPolicy: true })).toBe(
      'IncorrectState',
    );
  });

  it('waits for the owner of a service that asks for it, who may take it back', async () => {
    const { world, SubnetId, make, state } = await ground();
    const asked = { VpcEndpointType: 'Interface', ServiceName: partner(2), SubnetIds: [SubnetId] };
    const { VpcEndpointId: id } = await make(asked);
    const answer = { ServiceId: 'vpce-svc-00000000000000002', VpcEndpointIds: [id] };
    const decide = (verb: string) =>
      world.call<{ Unsuccessful: object[] }>(`${verb}VpcEndpointConnections`, answer, { account: PARTNER });
    await world.pass(SETTLED_MS);
    expect(state(id)).toBe('pendingAcceptance');
    expect(await world.code('AcceptVpcEndpointConnections', answer)).toBe(
      'InvalidVpcEndpointServiceId.NotFound',
    );
    await decide('Accept');
    expect(state(id)).toBe('pending');
    await world.pass(SETTLED_MS);
    expect(state(id)).toBe('available');
    await decide('Reject');
    expect(state(id)).toBe('rejected');
    expect((await decide('Reject')).Unsuccessful).toMatchObject([{ ResourceId: id }]);
    await decide('Accept');
    await world.pass(SETTLED_MS);
    expect(state(id)).toBe('available');
  });

  it('expires when nobody decides', async () => {
    const { world, SubnetId, make, state } = await ground({ durations: { endpointAcceptance: 1000 } });
    const { VpcEndpointId } = await make({
      VpcEndpointType: 'Interface',
      ServiceName: partner(2),
      SubnetIds: [SubnetId],
    });
    await world.pass(SETTLED_MS);
    expect(state(VpcEndpointId)).toBe('expired');
  });

  it('fails where a subnet has no free address, and leaves no interface behind', async () => {
    const { world, VpcId, make, state } = await ground();
    const small = await world.subnet(VpcId, '10.0.9.0/28', { AvailabilityZone: 'us-east-1b' });
    for (let i = 0; i < 11; i++) await world.call('CreateNetworkInterface', { SubnetId: small });
    const { VpcEndpointId, LastError } = await make({ ...ofSSM, SubnetIds: [small] });
    expect([state(VpcEndpointId), LastError?.Code]).toEqual(['failed', 'InsufficientFreeAddressesInSubnet']);
    expect(world.region().networkInterfaces.filter((row) => row.RequesterManaged === true)).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
describe('deletion', () => {
  it('releases interfaces late: until then they block the subnet and the group', async () => {
    const { world, VpcId, SubnetId, make, state } = await ground();
    const { GroupId } = await world.call<{ GroupId: string }>('CreateSecurityGroup', {
      VpcId,
      GroupName: 'g',
      Description: 'g',
    });
    const { VpcEndpointId } = await make({ ...ofSSM, SubnetIds: [SubnetId], SecurityGroupIds: [GroupId] });
    await world.pass(SETTLED_MS);
    await world.call('DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpointId] });
    expect(state(VpcEndpointId)).toBe('deleting');
    await world.pass(2000);
    expect(state(VpcEndpointId)).toBe('deleted');
    expect(await world.code('DeleteSubnet', { SubnetId })).toBe('DependencyViolation');
    expect(await world.code('DeleteSecurityGroup', { GroupId })).toBe('DependencyViolation');
    await world.pass(SETTLED_MS);
    expect(await world.code('DeleteSubnet', { SubnetId })).toBe('OK');
    expect(await world.code('DeleteSecurityGroup', { GroupId })).toBe('OK');
    expect(world.region().vpcEndpoints.get(VpcEndpointId)).toBeDefined();
    await world.pass(60_000);
    expect(world.region().vpcEndpoints.get(VpcEndpointId)).toBeUndefined();
  });

  it('tells inside a success what it did not do, and does the rest', async () => {
    const { world, RouteTableId, make, state } = await ground();
    const { VpcEndpointId } = await make({ ServiceName: S3, RouteTableIds: [RouteTableId] });
    const unknown = 'vpce-0123456789abcdef0';
    const { Unsuccessful } = await world.call<{ Unsuccessful: object[] }>('DeleteVpcEndpoints', {
      VpcEndpointIds: [unknown, VpcEndpointId],
    });
    expect(Unsuccessful).toMatchObject([
      { ResourceId: unknown, Error: { Code: 'InvalidVpcEndpoint.NotFound' } },
    ]);
    expect(state(VpcEndpointId)).toBe('deleting');
  });

  it('is refused for a balancer endpoint that a route names, until the route is gone', async () => {
    const { world, SubnetId, RouteTableId, make, state } = await ground();
    const { VpcEndpointId } = await make({ ...balancer, SubnetIds: [SubnetId] });
    const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' };
    // A pending endpoint is no target yet. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
    expect(await world.code('CreateRoute', { ...route, VpcEndpointId })).toBe('InvalidParameterValue');
    await world.pass(SETTLED_MS);
    await world.call('CreateRoute', { ...route, VpcEndpointId });
    const refusal = await world.call<{ Unsuccessful: object[] }>('DeleteVpcEndpoints', {
      VpcEndpointIds: [VpcEndpointId],
    });
    expect(refusal.Unsuccessful).toMatchObject([{ Error: { Code: 'DependencyViolation' } }]);
    await world.call('DeleteRoute', route);
    await world.call('DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpointId] });
    expect(state(VpcEndpointId)).toBe('deleting');
  });
});

// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
describe('the route of a gateway endpoint', () => {
  const routesOf = async (world: TestWorld, id: string) => {
    const { RouteTables } = await world.call<{ RouteTables: RouteTable[] }>('DescribeRouteTables', {
      RouteTableIds: [id],
    });
    return (RouteTables[0]?.Routes ?? []).filter((route) => route.DestinationPrefixListId !== undefined);
  };

  it('stands in its tables, can neither be replaced nor deleted, and goes with the endpoint', async () => {
    const { world, RouteTableId, make } = await ground();
    const { VpcEndpointId } = await make({ ServiceName: S3, RouteTableIds: [RouteTableId] });
    const id = s3List?.id;
    expect(await routesOf(world, RouteTableId)).toEqual([
      { DestinationPrefixListId: id, GatewayId: VpcEndpointId, Origin: 'CreateRoute', State: 'active' },
    ]);
    const route = { RouteTableId, DestinationPrefixListId: id };
    expect(await world.code('DeleteRoute', route)).toBe('InvalidParameterValue');
    expect(await world.code('ReplaceRoute', { ...route, GatewayId: 'local' })).toBe('InvalidParameterValue');
    await world.call('DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpointId] });
    expect(await routesOf(world, RouteTableId)).toEqual([]);
  });

  it('goes with its table, which the endpoint then has no more', async () => {
    const { world, RouteTableId, make } = await ground();
    const { VpcEndpointId } = await make({ ServiceName: S3, RouteTableIds: [RouteTableId] });
    await world.call('DeleteRouteTable', { RouteTableId });
    expect(world.region().vpcEndpoints.get(VpcEndpointId)?.RouteTableIds).toEqual([]);
  });

  it('keeps its table from serving a gateway', async () => {
    const { world, VpcId, RouteTableId, make } = await ground();
    await make({ ServiceName: S3, RouteTableIds: [RouteTableId] });
    const { InternetGateway } = await world.call<{ InternetGateway: { InternetGatewayId: string } }>(
      'CreateInternetGateway',
    );
    const GatewayId = InternetGateway.InternetGatewayId;
    await world.call('AttachInternetGateway', { InternetGatewayId: GatewayId, VpcId });
    expect(await world.code('AssociateRouteTable', { RouteTableId, GatewayId })).toBe(
      'InvalidParameterValue',
    );
  });
});

describe('fixed addresses', () => {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SubnetConfiguration.html
  it('are given, and another one replaces the interface; the old one goes late', async () => {
    const { world, SubnetId, make } = await ground();
    const at = (Ipv4: string) => ({ SubnetConfigurations: [{ SubnetId, Ipv4 }] });
    const { VpcEndpointId, NetworkInterfaceIds = [] } = await make({
      ...ofSSM,
      SubnetIds: [SubnetId],
      ...at('10.0.0.40'),
    });
    await world.pass(SETTLED_MS);
    await world.call('ModifyVpcEndpoint', { VpcEndpointId, ...at('10.0.0.41') });
    const ids = world.region().vpcEndpoints.get(VpcEndpointId)?.NetworkInterfaceIds ?? [];
    expect(ids).not.toEqual(NetworkInterfaceIds);
    expect(world.region().networkInterfaces.get(ids[0] ?? '')?.PrivateIpAddress).toBe('10.0.0.41');
    expect(world.region().networkInterfaces.get(NetworkInterfaceIds[0] ?? '')).toBeDefined();
    await world.pass(SETTLED_MS);
    expect(world.region().networkInterfaces.get(NetworkInterfaceIds[0] ?? '')).toBeUndefined();
  });

  it('of IPv6 lie in the subnet, belong to nobody else, and are shown in canonical text', async () => {
    const { world, make } = await ground();
    const VpcId = await world.vpc('10.0.0.0/16', {}, { AmazonProvidedIpv6CidrBlock: true });
    const outer = world.region().vpcs.get(VpcId)?.Ipv6CidrBlockAssociationSet[0]?.Ipv6CidrBlock ?? '';
    const prefix = outer.replace('::/56', '');
    const SubnetId = await world.subnet(VpcId, '10.0.0.0/24', { Ipv6CidrBlock: `${prefix}::/64` });
    const at = (Ipv6: string) => ({
      ...ofSSM,
      VpcId,
      ServiceName: 'com.amazonaws.us-east-1.s3',
      IpAddressType: 'dualstack',
      SubnetIds: [SubnetId],
      SubnetConfigurations: [{ SubnetId, Ipv6 }],
    });
    await make(at(`${prefix}:0:0:0:0:10`));
    const shown = world.region().networkInterfaces.filter((row) => row.SubnetId === SubnetId);
    expect(shown.map((row) => row.Ipv6Addresses[0]?.Ipv6Address)).toEqual([`${prefix}::10`]);
    expect((await make(at(`${prefix}::10`))).LastError?.Code).toBe('InvalidIPAddress.InUse');
    expect((await make(at('2001:db8::10'))).LastError?.Code).toBe('InvalidParameterValue');
  });
});

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
test.each([
  ['gatewayEndpoints', { ServiceName: S3 }],
  ['interfaceEndpointsPerVpc', ofSSM],
] as const)('the quota %s is kept', async (quota, input) => {
  const { world, VpcId, make } = await ground({ quotas: { [quota]: 1 } });
  await make(input);
  expect(await world.code('CreateVpcEndpoint', { VpcId, ...input })).toBe('VpcEndpointLimitExceeded');
});

it('is throttled at the published rate', async () => {
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: a burst of 4, then one in 3.3 s.
  const { world, VpcId } = await ground({ throttling: { enabled: true } });
  const codes = [];
  for (let i = 0; i < 5; i++) codes.push(await world.code('CreateVpcEndpoint', { VpcId, ServiceName: S3 }));
  expect(codes).toEqual(['OK', 'OK', 'OK', 'OK', 'RequestLimitExceeded']);
  await world.pass(3400);
  expect(await world.code('CreateVpcEndpoint', { VpcId, ServiceName: S3 })).toBe('OK');
});
