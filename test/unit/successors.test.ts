// What AWS wants to go before its successor can come: it stays where it serves while the successor cannot come, and then goes.
// The real controller on both halves of the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { text } from '../sim/scenario-kit.ts';
import { conditionOf, type World } from '../sim/world.ts';
import { base, idOf, key, object, pass, readyOf, region, standing, subnet } from './attack-kit.ts';

/** Five of 16 addresses are AWS's. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const FREE_IN_28 = 11;
const PATIENCE_MS = 120_000;
const inVPC = { vpcRef: { name: 'net' } };
const r = (name: string) => ({ name });

describe('an endpoint', () => {
  const endpoint = (more: object) =>
    object('VPCEndpoint', 'p', { ...inVPC, type: 'Interface', service: 'ssm', ...more });
  const fixed = (name: string, ipv4Address: string) => [{ subnetRef: r(name), ipv4Address }];
  const self = key('VPCEndpoint', 'p');
  const rowOf = (world: World) => region(world).vpcEndpoints.get(idOf(world, self));
  const place = (world: World, name: string) => idOf(world, key('Subnet', name));
  const one = subnet('one', '10.20.5.0/24');
  const two = subnet('two', '10.20.6.0/24');

  it(
    'makes its other changes, and no call that AWS refuses, while a subnet with a fixed address is full',
    async () => {
      const full = subnet('full', '10.20.7.0/28', { availabilityZone: 'ap-northeast-1c' });
      const { world } = await standing([...base, one, full, endpoint({ subnetRefs: [r('one')] })]);
      for (let made = 0; made < FREE_IN_28; made++)
        await world.as('CreateNetworkInterface', { SubnetId: place(world, 'full') });
      await pass(world, 90);
      const since = world.aws.ledger.next;
      await world.apply(
        endpoint({
          subnetRefs: [r('one'), r('full')],
          subnetConfigurations: fixed('full', '10.20.7.10'),
          policyDocument: {
            Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ssm:Get*', Resource: '*' }],
          },
        }),
      );
      await pass(world, 900);
      expect(rowOf(world)?.PolicyDocument).toContain('ssm:Get*');
      const calls = world.aws.ledger
        .query({ since })
        .filter(({ operation }) => operation === 'ModifyVpcEndpoint');
      expect(calls.length).toBe(1);
      expect(conditionOf(world.get(self), 'Synced')?.message).toContain('no free address');
    },
    PATIENCE_MS,
  );

  it(
    'keeps its subnet while the fixed address cannot be had in the one that takes its place',
    async () => {
      const { attack, world } = await standing([...base, one, two, endpoint({ subnetRefs: [r('one')] })]);
      const moved = (ip: string) =>
        endpoint({ subnetRefs: [r('two')], subnetConfigurations: fixed('two', ip) });
      await world.apply(moved('10.20.7.10'));
      await pass(world, 120);
      expect(rowOf(world)?.SubnetIds).toEqual([place(world, 'one')]);
      const made = await world.as('CreateNetworkInterface', {
        SubnetId: place(world, 'two'),
        PrivateIpAddress: '10.20.6.10',
      });
      await world.apply(moved('10.20.6.10'));
      await pass(world, 120);
      expect(rowOf(world)?.SubnetIds).toEqual([place(world, 'one')]);
      expect(readyOf(world, self)?.reason).toBe('Conflict');
      await world.as('DeleteNetworkInterface', {
        NetworkInterfaceId: text(made, 'NetworkInterface', 'NetworkInterfaceId'),
      });
      expect(await attack.settles(900)).toBe('');
      expect(rowOf(world)?.SubnetIds).toEqual([place(world, 'two')]);
    },
    PATIENCE_MS,
  );
});

describe('an internet gateway', () => {
  const net = (name: string) => object('VPC', name, { cidrBlocks: ['10.30.0.0/16'] });
  const gateway = (name: string, vpc: string) => object('InternetGateway', name, { vpcRef: r(vpc) });
  const placeOf = (world: World, name: string) =>
    region(world)
      .internetGateways.get(idOf(world, key('InternetGateway', name)))
      ?.Attachments?.map((one) => one.VpcId);
  const vpcID = (world: World, name: string) => idOf(world, key('VPC', name));
  const given = () => standing([net('one'), net('two'), gateway('a', 'one'), gateway('b', 'two')]);

  it(
    'stays attached while the declared VPC has another one, and moves when that is gone',
    async () => {
      const { attack, world } = await given();
      await world.apply(gateway('a', 'two'));
      await pass(world, 120);
      expect(placeOf(world, 'a')).toEqual([vpcID(world, 'one')]);
      expect(readyOf(world, key('InternetGateway', 'a'))?.reason).toBe('Conflict');
      await world.delete(key('InternetGateway', 'b'));
      expect(await attack.settles(900)).toBe('');
      expect(placeOf(world, 'a')).toEqual([vpcID(world, 'two')]);
    },
    PATIENCE_MS,
  );

  it(
    'swaps its VPC with another one',
    async () => {
      const { attack, world } = await given();
      await attack.apply([gateway('a', 'two'), gateway('b', 'one')]);
      expect(await attack.settles(900)).toBe('');
      expect(placeOf(world, 'a')).toEqual([vpcID(world, 'two')]);
    },
    PATIENCE_MS,
  );
});

describe('a network interface', () => {
  const on = (name: string, instanceID: string) =>
    object('NetworkInterface', name, {
      subnetRef: r('front'),
      attachment: { instanceID, deviceIndex: 1 },
    });
  const started = async (world: World) => {
    const made = await world.as('RunInstances', {
      ImageId: 'ami-12345678',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: idOf(world, key('Subnet', 'front')),
    });
    return text(made, 'Instances', '0', 'InstanceId');
  };
  const instanceOf = (world: World, name: string) =>
    region(world).networkInterfaces.get(idOf(world, key('NetworkInterface', name)))?.Attachment?.InstanceId;
  const given = async () => {
    const all = await standing(base);
    const instances = [await started(all.world), await started(all.world)] as const;
    await pass(all.world, 5);
    return { ...all, instances };
  };

  it(
    'stays attached while another one has its index at the next instance, and moves when that is gone',
    async () => {
      const { attack, world, instances } = await given();
      const [first, second] = instances;
      await attack.apply([on('c1', first), on('c2', second)]);
      expect(await attack.settles(300)).toBe('');
      await world.apply(on('c1', second));
      await pass(world, 300);
      expect(instanceOf(world, 'c1')).toBe(first);
      await world.delete(key('NetworkInterface', 'c2'));
      expect(await attack.settles(900)).toBe('');
      expect(instanceOf(world, 'c1')).toBe(second);
    },
    PATIENCE_MS,
  );

  it(
    'swaps its instance with another one',
    async () => {
      const { attack, world, instances } = await given();
      const [first, second] = instances;
      await attack.apply([on('c1', first), on('c2', second)]);
      expect(await attack.settles(300)).toBe('');
      await attack.apply([on('c1', second), on('c2', first)]);
      expect(await attack.settles(900)).toBe('');
      expect([instanceOf(world, 'c1'), instanceOf(world, 'c2')]).toEqual([second, first]);
    },
    PATIENCE_MS,
  );
});

describe('the IPv6 network of a subnet', () => {
  const numbered = (name: string, third: number, ipv6Index: number) =>
    subnet(name, `10.20.${third}.0/24`, { ipv6Index });
  const blocksOf = (world: World, name: string) =>
    region(world)
      .subnets.get(idOf(world, key('Subnet', name)))
      ?.Ipv6CidrBlockAssociationSet.filter((one) => one.Ipv6CidrBlockState?.State === 'associated')
      .map((one) => one.Ipv6CidrBlock);

  it(
    'stays while the declared one cannot be had',
    async () => {
      const { world } = await standing([...base, numbered('s', 5, 5), numbered('t', 6, 6)]);
      const before = blocksOf(world, 's');
      for (const spec of [{ ipv6CIDRBlock: '2001:db8::/64' }, { ipv6Index: 6 }]) {
        await world.apply(subnet('s', '10.20.5.0/24', spec));
        await pass(world, 120);
        expect(blocksOf(world, 's')).toEqual(before);
        expect(readyOf(world, key('Subnet', 's'))?.status).toBe('False');
      }
      expect(before).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it(
    'is swapped with that of another one',
    async () => {
      const { attack, world } = await standing([...base, numbered('s', 5, 5), numbered('t', 6, 6)]);
      const [five, six] = [blocksOf(world, 's'), blocksOf(world, 't')];
      await attack.apply([numbered('s', 5, 6), numbered('t', 6, 5)]);
      expect(await attack.settles(900)).toBe('');
      expect([blocksOf(world, 's'), blocksOf(world, 't')]).toEqual([six, five]);
    },
    PATIENCE_MS,
  );
});

it('nothing is made in a VPC that is being deleted, and what stands in it is kept until it goes itself', async () => {
  const { world } = await standing(base);
  await world.delete(key('VPC', 'net'));
  await world.apply(subnet('late', '10.20.9.0/24'));
  await pass(world, 60);

  expect(readyOf(world, key('Subnet', 'late'))).toMatchObject({
    status: 'False',
    reason: 'DependencyNotReady',
    message: expect.stringMatching(/vpcRef: VPC net is being deleted/),
  });
  expect(readyOf(world, key('Subnet', 'front'))).toMatchObject({ status: 'True' });
  expect(region(world).subnets.filter(({ CidrBlock }) => CidrBlock === '10.20.9.0/24')).toEqual([]);

  for (const [kind, name] of [
    ['Subnet', 'late'],
    ['Subnet', 'front'],
    ['RouteTable', 'public'],
    ['InternetGateway', 'igw'],
  ] as const)
    await world.delete(key(kind, name));
  expect(await world.until(() => world.get(key('VPC', 'net')) === undefined, 300)).toBe(true);
});
