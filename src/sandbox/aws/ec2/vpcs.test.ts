import type { Vpc } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, REGION, TestWorld } from '../testing.ts';

async function vpcsOf(world: TestWorld, input: object = {}): Promise<Vpc[]> {
  return (await world.call<{ Vpcs: Vpc[] }>('DescribeVpcs', input)).Vpcs;
}

describe('CreateVpc', () => {
  it('makes the default children with the VPC, and the VPC becomes available', async () => {
    const world = new TestWorld();
    const { Vpc } = await world.call<{ Vpc: Vpc }>('CreateVpc', { CidrBlock: '100.68.0.18/18' });
    expect(Vpc.State).toBe('pending');
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html: host bits are cleared.
    expect(Vpc.CidrBlock).toBe('100.68.0.0/18');
    await world.pass(1000);
    expect((await vpcsOf(world))[0]?.State).toBe('available');
    const region = world.region();
    const [table] = region.routeTables.values();
    expect(table?.Associations[0]?.Main).toBe(true);
    expect(table?.Routes.map((route) => route.DestinationCidrBlock)).toEqual(['100.68.0.0/18']);
    expect([...region.securityGroups.values()].map((group) => group.GroupName)).toEqual(['default']);
    expect([...region.securityGroupRules.values()].map((rule) => rule.IsEgress)).toEqual([true, false]);
    expect([...region.networkAcls.values()].map((acl) => acl.IsDefault)).toEqual([true]);
  });

  test.each([
    ['10.0.0.0/15', 'InvalidVpc.Range', 'larger than /16'],
    ['10.0.0.0/29', 'InvalidVpc.Range', 'smaller than /28'],
    ['169.254.0.0/16', 'InvalidVpc.Range', 'link local'],
    ['224.0.0.0/16', 'InvalidVpc.Range', 'multicast'],
    ['10.0.0.0', 'InvalidParameterValue', 'no block'],
    ['2001:db8::/56', 'InvalidParameterValue', 'IPv6 as primary block'],
    ['203.0.113.0/24', 'OK', 'public ranges are allowed'],
  ])('answers %s with %s: %s', async (CidrBlock, code) => {
    expect(await new TestWorld().code('CreateVpc', { CidrBlock })).toBe(code);
  });

  it('stops at the quota', async () => {
    const world = new TestWorld({ quotas: { vpcs: 2 } });
    await world.vpc('10.0.0.0/16');
    await world.vpc('10.1.0.0/16');
    expect(await world.code('CreateVpc', { CidrBlock: '10.2.0.0/16' })).toBe('VpcLimitExceeded');
  });

  it('shows an Amazon-provided IPv6 block only once it is associated, and opens the defaults to it', async () => {
    const world = new TestWorld();
    const input = { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true };
    const { Vpc } = await world.call<{ Vpc: Vpc }>('CreateVpc', input);
    expect(Vpc.Ipv6CidrBlockAssociationSet?.[0]).toMatchObject({
      Ipv6CidrBlock: '',
      Ipv6CidrBlockState: { State: 'associating' },
    });
    await world.pass(5000);
    const block = (await vpcsOf(world))[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock;
    expect(block).toMatch(/^2600:1f.*\/56$/);
    const region = world.region();
    expect(
      [...region.routeTables.values()][0]?.Routes.map((route) => route.DestinationIpv6CidrBlock),
    ).toContain(block);
    expect([...region.securityGroupRules.values()].map((rule) => rule.CidrIpv6)).toContain('::/0');
  });

  it('creates nothing when a tag is refused', async () => {
    const world = new TestWorld();
    const specification = (ResourceType: string, Tags: object[]) => ({
      CidrBlock: '10.0.0.0/16',
      TagSpecifications: [{ ResourceType, Tags }],
    });
    expect(await world.code('CreateVpc', specification('vpc', [{ Key: 'aws:x', Value: '' }]))).toBe(
      'InvalidParameterValue',
    );
    expect(await world.code('CreateVpc', specification('subnet', [{ Key: 'x', Value: '' }]))).toBe(
      'InvalidParameterValue',
    );
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    expect(await world.code('CreateVpc', specification('vpc', many))).toBe('TagLimitExceeded');
    expect(world.region().vpcs.size).toBe(0);
  });
});

describe('DeleteVpc', () => {
  it('is refused while a subnet exists, and takes the defaults along', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const SubnetId = await world.subnet(VpcId);
    expect(await world.code('DeleteVpc', { VpcId })).toBe('DependencyViolation');
    await world.call('DeleteSubnet', { SubnetId });
    await world.call('DeleteVpc', { VpcId });
    const region = world.region();
    const left = [
      region.vpcs,
      region.subnets,
      region.routeTables,
      region.securityGroups,
      region.securityGroupRules,
      region.networkAcls,
    ];
    expect(left.map((table) => table.size)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await world.code('DeleteVpc', { VpcId })).toBe('InvalidVpcID.NotFound');
    expect(await world.code('DeleteVpc', { VpcId: 'vpc-nonsense' })).toBe('InvalidVpcID.Malformed');
  });
});

describe('attributes', () => {
  it('are changed one per request, host names only with DNS support', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const on = { Value: true };
    expect(
      await world.code('ModifyVpcAttribute', { VpcId, EnableDnsSupport: on, EnableDnsHostnames: on }),
    ).toBe('InvalidParameterCombination');
    await world.call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: false } });
    expect(await world.code('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: on })).toBe(
      'InvalidParameterValue',
    );
    await world.call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: on });
    await world.call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: on });
    const answer = await world.call('DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsHostnames' });
    expect(answer).toEqual({ VpcId, EnableDnsHostnames: on });
  });

  it('sets DHCP options by id or default', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    expect((await vpcsOf(world))[0]?.DhcpOptionsId).toMatch(/^dopt-/);
    await world.call('AssociateDhcpOptions', { VpcId, DhcpOptionsId: 'default' });
    expect((await vpcsOf(world))[0]?.DhcpOptionsId).toBe('default');
    expect(await world.code('AssociateDhcpOptions', { VpcId, DhcpOptionsId: 'dopt-00000000000000000' })).toBe(
      'InvalidDhcpOptionID.NotFound',
    );
  });
});

describe('further blocks', () => {
  // The table "CIDR block association restrictions", https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
  test.each([
    ['10.2.0.0/16', '10.3.0.0/16', 'OK', 'same private range'],
    ['10.1.0.0/16', '10.0.0.0/20', 'InvalidVpc.Range', 'a block in 10.0.0.0/15 forbids 10.0.0.0/16'],
    ['10.2.0.0/16', '10.0.0.0/20', 'OK', 'no block in 10.0.0.0/15'],
    ['10.2.0.0/16', '172.16.0.0/16', 'InvalidVpc.Range', 'other private range'],
    ['10.2.0.0/16', '198.19.0.0/20', 'InvalidVpc.Range', 'benchmark range'],
    ['10.2.0.0/16', '100.64.0.0/16', 'OK', 'shared range always'],
    ['172.16.0.0/16', '172.31.0.0/20', 'InvalidVpc.Range', '172.31.0.0/16 beside 172.16.0.0/12'],
    ['192.168.0.0/20', '192.168.16.0/20', 'OK', 'same private range'],
    ['198.19.0.0/20', '192.168.0.0/20', 'InvalidVpc.Range', 'private beside benchmark'],
    ['203.0.113.0/24', '10.0.0.0/16', 'InvalidVpc.Range', 'private beside public'],
    ['10.2.0.0/16', '10.2.1.0/24', 'InvalidVpc.Range', 'overlap'],
  ])('%s then %s: %s, %s', async (first, second, code) => {
    const world = new TestWorld();
    const VpcId = await world.vpc(first);
    expect(await world.code('AssociateVpcCidrBlock', { VpcId, CidrBlock: second })).toBe(code);
  });

  it('associate in their own time, add local routes, and leave again when unused', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const { CidrBlockAssociation } = await world.call<{ CidrBlockAssociation: { AssociationId: string } }>(
      'AssociateVpcCidrBlock',
      { VpcId, CidrBlock: '10.1.0.0/16' },
    );
    const input = { VpcId, CidrBlock: '10.1.0.0/24' };
    expect(await world.code('CreateSubnet', input)).toBe('InvalidSubnet.Range');
    await world.pass(2000);
    const subnetId = await world.subnet(VpcId, '10.1.0.0/24');
    const routes = () =>
      [...world.region().routeTables.values()].flatMap((table) =>
        table.Routes.map((r) => r.DestinationCidrBlock),
      );
    expect(routes().sort()).toEqual(['10.0.0.0/16', '10.1.0.0/16']);
    const { AssociationId } = CidrBlockAssociation;
    expect(await world.code('DisassociateVpcCidrBlock', { AssociationId })).toBe('InvalidCidrBlock.InUse');
    await world.call('DeleteSubnet', { SubnetId: subnetId });
    await world.call('DisassociateVpcCidrBlock', { AssociationId });
    expect(routes()).toEqual(['10.0.0.0/16']);
    await world.pass(120_000);
    expect((await vpcsOf(world))[0]?.CidrBlockAssociationSet).toHaveLength(1);
    const primary = (await vpcsOf(world))[0]?.CidrBlockAssociationSet?.[0]?.AssociationId;
    expect(await world.code('DisassociateVpcCidrBlock', { AssociationId: primary })).toBe(
      'OperationNotPermitted',
    );
  });

  it('must not swallow the destination of a route', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const [table] = world.region().routeTables.values();
    const { InternetGateway } = await world.call<{ InternetGateway: { InternetGatewayId: string } }>(
      'CreateInternetGateway',
    );
    await world.call('AttachInternetGateway', {
      VpcId,
      ...InternetGateway,
      Tags: undefined,
      Attachments: undefined,
      OwnerId: undefined,
    });
    const route = {
      RouteTableId: table?.RouteTableId,
      DestinationCidrBlock: '10.1.5.0/24',
      GatewayId: InternetGateway.InternetGatewayId,
    };
    await world.call('CreateRoute', route);
    expect(await world.code('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.1.0.0/16' })).toBe(
      'InvalidVpc.Range',
    );
    expect(await world.code('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.1.5.0/25' })).toBe('OK');
  });
});

it('holds that the order of tags, filters and filter values does not matter', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }), async (keys) => {
      const world = new TestWorld();
      const Tags = keys.map((Key) => ({ Key, Value: `${Key}-value` }));
      const VpcId = await world.vpc(
        '10.0.0.0/16',
        {},
        { TagSpecifications: [{ ResourceType: 'vpc', Tags }] },
      );
      await world.vpc('10.1.0.0/16');
      const Filters = keys.map((key) => ({ Name: `tag:${key}`, Values: keys.map((other) => `${other}-v*`) }));
      expect((await vpcsOf(world, { Filters })).map((vpc) => vpc.VpcId)).toEqual([VpcId]);
      const [vpc] = await vpcsOf(world, { VpcIds: [VpcId] });
      expect(
        [...(vpc?.Tags ?? [])].sort((a, b) => (`${a.Key}` < `${b.Key}` ? -1 : 1)).map((tag) => tag.Key),
      ).toEqual(['a', 'b', 'c', 'd']);
    }),
    { numRuns: 20 },
  );
});

it('keeps accounts and regions apart', async () => {
  const world = new TestWorld();
  await world.vpc();
  expect(world.region({ region: 'eu-west-1' }).vpcs.size).toBe(0);
  expect(world.region({ account: '222222222222' }).vpcs.size).toBe(0);
  expect(world.region({ account: ACCOUNT, region: REGION }).vpcs.size).toBe(1);
});
