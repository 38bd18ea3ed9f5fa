import type { RouteTable } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { SETTLED_MS, TestWorld } from '../testing.ts';

type Network = {
  world: TestWorld;
  VpcId: string;
  RouteTableId: string;
  main: string;
  gateway: string;
  SubnetId: string;
};

/** A VPC with one subnet, an attached gateway, and a table of its own beside the main one. */
async function network(): Promise<Network> {
  const world = new TestWorld();
  const VpcId = await world.vpc();
  const SubnetId = await world.subnet(VpcId);
  const main = [...world.region().routeTables.values()][0]?.RouteTableId ?? '';
  const { RouteTable } = await world.call<{ RouteTable: RouteTable }>('CreateRouteTable', { VpcId });
  const created = await world.call<{ InternetGateway: { InternetGatewayId: string } }>(
    'CreateInternetGateway',
  );
  const gateway = created.InternetGateway.InternetGatewayId;
  await world.call('AttachInternetGateway', { VpcId, InternetGatewayId: gateway });
  return { world, VpcId, RouteTableId: RouteTable.RouteTableId ?? '', main, gateway, SubnetId };
}

async function tableOf(world: TestWorld, id: string): Promise<RouteTable> {
  const { RouteTables } = await world.call<{ RouteTables: RouteTable[] }>('DescribeRouteTables', {
    RouteTableIds: [id],
  });
  return RouteTables[0] ?? {};
}

describe('routes', () => {
  it('are created once, replaced in place, deleted', async () => {
    const { world, RouteTableId, gateway, SubnetId } = await network();
    const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway };
    await world.call('CreateRoute', route);
    expect(await world.code('CreateRoute', route)).toBe('RouteAlreadyExists');
    const { NetworkInterface } = await world.call<{ NetworkInterface: { NetworkInterfaceId: string } }>(
      'CreateNetworkInterface',
      { SubnetId },
    );
    const { NetworkInterfaceId } = NetworkInterface;
    await world.call('ReplaceRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId });
    expect((await tableOf(world, RouteTableId)).Routes).toHaveLength(2);
    await world.call('DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' });
    expect(await world.code('DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' })).toBe(
      'InvalidRoute.NotFound',
    );
    expect(await world.code('ReplaceRoute', route)).toBe('InvalidParameterValue');
  });

  it('become blackholes when their target goes, and active again when it comes back', async () => {
    const { world, VpcId, RouteTableId, gateway } = await network();
    await world.call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway });
    const state = async () =>
      (await tableOf(world, RouteTableId)).Routes?.find((route) => route.GatewayId === gateway)?.State;
    expect(await state()).toBe('active');
    await world.call('DetachInternetGateway', { VpcId, InternetGatewayId: gateway });
    expect(await state()).toBe('blackhole');
    await world.call('AttachInternetGateway', { VpcId, InternetGatewayId: gateway });
    expect(await state()).toBe('active');
  });

  // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
  test.each<[object, string, string, string]>([
    [
      { DestinationCidrBlock: '10.0.0.0/24' },
      'gateway',
      'InvalidParameterValue',
      'more specific than local to a gateway',
    ],
    [{ DestinationCidrBlock: '10.0.0.0/24' }, 'interface', 'OK', 'a whole subnet to an interface'],
    [{ DestinationCidrBlock: '10.0.0.0/25' }, 'interface', 'InvalidParameterValue', 'part of a subnet'],
    [{ DestinationCidrBlock: '10.0.0.0/16' }, 'interface', 'RouteAlreadyExists', 'the local route itself'],
    [{ DestinationCidrBlock: '169.254.169.0/24' }, 'gateway', 'InvalidParameterValue', 'reserved range'],
    [{ DestinationCidrBlock: '169.254.0.0/16' }, 'gateway', 'OK', 'a larger range around the reserved one'],
    [{ DestinationIpv6CidrBlock: '::/0' }, 'gateway', 'OK', 'IPv6'],
    [
      { DestinationIpv6CidrBlock: 'fd00:ec2::254/128' },
      'gateway',
      'InvalidParameterValue',
      'reserved IPv6 range',
    ],
    [{}, 'gateway', 'MissingParameter', 'no destination'],
    [
      { DestinationCidrBlock: '1.0.0.0/8', DestinationIpv6CidrBlock: '::/0' },
      'gateway',
      'InvalidParameterCombination',
      'two destinations',
    ],
    [{ DestinationCidrBlock: '1.0.0.0/8' }, 'both', 'InvalidParameterCombination', 'two targets'],
    [{ DestinationCidrBlock: '1.0.0.0/8' }, 'none', 'MissingParameter', 'no target'],
    [
      { DestinationCidrBlock: '1.0.0.0/8' },
      'nat',
      'InvalidNatGatewayID.NotFound',
      'a target that does not exist',
    ],
  ])('%j to %s: %s, %s', async (destination, target, code) => {
    const { world, RouteTableId, gateway, SubnetId } = await network();
    const { NetworkInterface } = await world.call<{ NetworkInterface: { NetworkInterfaceId: string } }>(
      'CreateNetworkInterface',
      { SubnetId },
    );
    const { NetworkInterfaceId } = NetworkInterface;
    const targets: Record<string, object> = {
      gateway: { GatewayId: gateway },
      interface: { NetworkInterfaceId },
      both: { GatewayId: gateway, NetworkInterfaceId },
      none: {},
      nat: { NatGatewayId: 'nat-00000000000000000' },
    };
    expect(await world.code('CreateRoute', { RouteTableId, ...destination, ...targets[target] })).toBe(code);
  });

  it('cannot lose the local one', async () => {
    const { world, RouteTableId } = await network();
    expect(await world.code('DeleteRoute', { RouteTableId, DestinationCidrBlock: '10.0.0.0/16' })).toBe(
      'InvalidParameterValue',
    );
  });

  it('cannot lead to a gateway of another network', async () => {
    const { world, gateway } = await network();
    const VpcId = await world.vpc('10.9.0.0/16');
    const { RouteTable } = await world.call<{ RouteTable: RouteTable }>('CreateRouteTable', { VpcId });
    const route = {
      RouteTableId: RouteTable.RouteTableId,
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: gateway,
    };
    expect(await world.code('CreateRoute', route)).toBe('InvalidParameterValue');
  });
});

describe('associations', () => {
  it('move between tables by replacement and never vanish in between', async () => {
    const { world, RouteTableId, main, SubnetId } = await network();
    const { AssociationId } = await world.call('AssociateRouteTable', { RouteTableId, SubnetId });
    expect(await world.code('AssociateRouteTable', { RouteTableId: main, SubnetId })).toBe(
      'Resource.AlreadyAssociated',
    );
    expect(await world.code('DeleteRouteTable', { RouteTableId })).toBe('DependencyViolation');
    const { NewAssociationId } = await world.call('ReplaceRouteTableAssociation', {
      AssociationId,
      RouteTableId: main,
    });
    expect(NewAssociationId).not.toBe(AssociationId);
    expect(await world.code('DisassociateRouteTable', { AssociationId })).toBe(
      'InvalidAssociationID.NotFound',
    );
    await world.call('DeleteRouteTable', { RouteTableId });
    await world.call('DisassociateRouteTable', { AssociationId: NewAssociationId });
  });

  it('lets another table become the main one', async () => {
    const { world, RouteTableId, main } = await network();
    const AssociationId = (await tableOf(world, main)).Associations?.[0]?.RouteTableAssociationId;
    expect(await world.code('DisassociateRouteTable', { AssociationId })).toBe('InvalidParameterValue');
    expect(await world.code('DeleteRouteTable', { RouteTableId: main })).toBe('DependencyViolation');
    await world.call('ReplaceRouteTableAssociation', { AssociationId, RouteTableId });
    expect((await tableOf(world, RouteTableId)).Associations?.[0]?.Main).toBe(true);
    expect(await world.code('DeleteRouteTable', { RouteTableId: main })).toBe('OK');
  });

  it('with a gateway allow only local and interface routes', async () => {
    const { world, RouteTableId, gateway, VpcId } = await network();
    await world.call('AssociateRouteTable', { RouteTableId, GatewayId: gateway });
    const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway };
    expect(await world.code('CreateRoute', route)).toBe('InvalidParameterValue');
    expect(await world.code('DetachInternetGateway', { VpcId, InternetGatewayId: gateway })).toBe(
      'DependencyViolation',
    );
  });

  it('end with their subnet', async () => {
    const { world, RouteTableId, SubnetId } = await network();
    await world.call('AssociateRouteTable', { RouteTableId, SubnetId });
    await world.call('DeleteSubnet', { SubnetId });
    expect((await tableOf(world, RouteTableId)).Associations).toEqual([]);
  });
});

describe('client tokens', () => {
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
  it('make one table of two requests, and refuse other parameters', async () => {
    const { world, VpcId } = await network();
    const input = { VpcId, ClientToken: 'token' };
    const [first, second] = [
      await world.call('CreateRouteTable', input),
      await world.call('CreateRouteTable', input),
    ];
    expect(second).toEqual(first);
    expect(world.region().routeTables.size).toBe(3);
    const tagged = {
      ...input,
      TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'a', Value: '' }] }],
    };
    expect(await world.code('CreateRouteTable', tagged)).toBe('IdempotentParameterMismatch');
  });
});

describe('describing', () => {
  it('takes pages of 5 to 100 tables', async () => {
    const { world, VpcId } = await network();
    for (let i = 0; i < 6; i++) await world.call('CreateRouteTable', { VpcId });
    expect(await world.code('DescribeRouteTables', { MaxResults: 101 })).toBe('InvalidParameterValue');
    expect(await world.code('DescribeRouteTables', { MaxResults: 4 })).toBe('InvalidParameterValue');
    expect(await world.code('DescribeRouteTables', { NextToken: 'nonsense' })).toBe('InvalidNextToken');
    const first = await world.call<{ RouteTables: RouteTable[]; NextToken: string }>('DescribeRouteTables', {
      MaxResults: 5,
    });
    // A table that is deleted between two pages is missing, and nothing is shown twice.
    await world.call('DeleteRouteTable', { RouteTableId: first.RouteTables.at(-1)?.RouteTableId });
    const second = await world.call<{ RouteTables: RouteTable[]; NextToken?: string }>(
      'DescribeRouteTables',
      {
        MaxResults: 5,
        NextToken: first.NextToken,
      },
    );
    expect([first.RouteTables.length, second.RouteTables.length, second.NextToken]).toEqual([
      5,
      3,
      undefined,
    ]);
    const ids = [...first.RouteTables, ...second.RouteTables].map((table) => table.RouteTableId);
    expect(new Set(ids).size).toBe(8);
  });

  it('filters by association, route and main', async () => {
    const { world, RouteTableId, SubnetId, main } = await network();
    await world.call('AssociateRouteTable', { RouteTableId, SubnetId });
    const find = async (Name: string, ...Values: string[]) =>
      (
        await world.call<{ RouteTables: RouteTable[] }>('DescribeRouteTables', {
          Filters: [{ Name, Values }],
        })
      ).RouteTables.map((table) => table.RouteTableId);
    expect(await find('association.subnet-id', SubnetId)).toEqual([RouteTableId]);
    expect(await find('association.main', 'true')).toEqual([main]);
    expect(await find('route.destination-cidr-block', '10.?.0.0/16')).toEqual([main, RouteTableId]);
    expect(await world.code('DescribeRouteTables', { Filters: [{ Name: 'nonsense', Values: ['x'] }] })).toBe(
      'InvalidParameterValue',
    );
    const many = Array.from({ length: 201 }, (_, index) => `vpc-${index}`);
    expect(await world.code('DescribeRouteTables', { Filters: [{ Name: 'vpc-id', Values: many }] })).toBe(
      'FilterLimitExceeded',
    );
  });
});

it('attaches one gateway to one VPC', async () => {
  const { world, VpcId, gateway } = await network();
  const other = await world.vpc('10.7.0.0/16');
  const attach = { VpcId: other, InternetGatewayId: gateway };
  expect(await world.code('AttachInternetGateway', attach)).toBe('Resource.AlreadyAssociated');
  expect(await world.code('DeleteInternetGateway', { InternetGatewayId: gateway })).toBe(
    'DependencyViolation',
  );
  await world.call('DetachInternetGateway', { VpcId, InternetGatewayId: gateway });
  expect(await world.code('DetachInternetGateway', { VpcId, InternetGatewayId: gateway })).toBe(
    'Gateway.NotAttached',
  );
  expect(await world.code('AttachInternetGateway', attach)).toBe('OK');
  await world.pass(SETTLED_MS);
});
