// Bad input of every sort: a clear message that names the field and the cure, and nothing lost. The real controller on both
// halves of the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { API_VERSION } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, OTHER_ACCOUNT, REGION, World } from '../sim/world.ts';
import { type Spec, object, vpc, subnet, group, rule, worldWith, allReady } from './bad-input-kit.ts';

function keyOf(one: object): string {
  const { kind, metadata } = one as { kind: string; metadata: { namespace: string; name: string } };
  return `${kind}/${metadata.namespace}/${metadata.name}`;
}

async function condition(
  world: World,
  one: object,
  type = 'Ready',
): Promise<{ status: string; reason: string; message: string } | undefined> {
  await world.until(() => false, 30);
  return conditionOf(world.get(keyOf(one)), type);
}

describe('reported on the object, and good again when the declaration is', () => {
  type Case = readonly [
    name: string,
    given: readonly object[],
    bad: object,
    reason: string,
    message: RegExp,
    good: object,
  ];
  const cases: readonly Case[] = [
    [
      'blocks of one VPC that overlap',
      [],
      object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16', '10.20.128.0/17'] }),
      'InvalidSpec',
      /cidrBlocks.*overlap/,
      vpc,
    ],
    [
      'a subnet outside its VPC',
      [vpc],
      subnet({ cidrBlock: '10.99.0.0/24' }),
      'InvalidSpec',
      /10\.99\.0\.0\/24.*10\.20\.0\.0\/16/,
      vpc,
    ],
    [
      'an unknown zone',
      [vpc],
      object('Subnet', 'z', {
        vpcRef: { name: 'net' },
        cidrBlock: '10.20.1.0/24',
        availabilityZone: `${REGION}q`,
      }),
      'InvalidSpec',
      /^CreateSubnet: InvalidParameterValue: Value \(ap-northeast-1q\) for parameter availabilityZone [^:]*: [^:]*$/,
      vpc,
    ],
    [
      'a subnet block that another subnet has',
      [vpc, object('Subnet', 'first', (subnet({}) as { spec: Spec }).spec)],
      subnet({ cidrBlock: '10.20.0.0/20' }),
      'Conflict',
      /^cidrBlock: CreateSubnet: InvalidSubnet\.Conflict: .*in the way: subnet-[0-9a-f]+ \(Subnet\/default\/first\).*choose a network that overlaps no other/,
      vpc,
    ],
    [
      'a group name that another group has',
      [vpc, group({ groupName: 'web' }, 'first')],
      group({ groupName: 'web' }),
      'Conflict',
      /^groupName: CreateSecurityGroup: InvalidGroup\.Duplicate: .*in the way: sg-[0-9a-f]+ \(SecurityGroup\/default\/first\).*choose a groupName/,
      vpc,
    ],
    [
      'a reference that does not exist',
      [vpc],
      subnet({ vpcRef: { name: 'nowhere' } }),
      'DependencyNotFound',
      /vpcRef.*VPC nowhere does not exist/,
      object('VPC', 'nowhere', { cidrBlocks: ['10.20.0.0/16'] }),
    ],
  ];
  it.each(cases)('%s', async (_name, given, bad, reason, message, good) => {
    const world = await worldWith(given);
    await world.apply(bad);

    const ready = await condition(world, bad);

    expect(ready).toMatchObject({ status: 'False', reason });
    expect(ready?.message).toMatch(message);
    await world.apply(good);
    await world.until(() => isReady(world.get(keyOf(good))), 60);
    expect(isReady(world.get(keyOf(good)))).toBe(true);
  });

  it('cycles of references work, whatever their length', async () => {
    for (const length of [2, 3, 5]) {
      const ring = Array.from({ length }, (_, i) =>
        group(
          { ingress: [rule({ peers: [{ securityGroupRef: { name: `g${(i + 1) % length}` } }] })] },
          `g${i}`,
        ),
      );
      const world = await worldWith([vpc, ...ring]);
      for (const one of ring) await world.delete(keyOf(one));

      const gone = await world.until(() => ring.every((one) => world.get(keyOf(one)) === undefined), 120);

      expect(gone).toBe(true);
    }
  });

  it('a reference into another namespace needs a grant there, and says so', async () => {
    const world = await worldWith([vpc]);
    await world.namespace('team');
    const mine = object(
      'Subnet',
      's',
      {
        vpcRef: { name: 'net', namespace: NAMESPACE },
        cidrBlock: '10.20.1.0/24',
        availabilityZone: `${REGION}a`,
      },
      'team',
    );
    await world.apply(mine);

    const ready = await condition(world, mine);

    expect(ready).toMatchObject({ status: 'False', reason: 'ReferenceNotGranted' });
    expect(ready?.message).toMatch(/NetworkGrant in default/);
    await world.apply({
      apiVersion: API_VERSION,
      kind: 'NetworkGrant',
      metadata: { name: 'g', namespace: NAMESPACE },
      spec: {
        from: [{ namespace: 'team', kinds: ['Subnet'] }],
        to: [{ kind: 'VPC', name: 'net' }],
        verbs: ['change'],
      },
    });
    expect(await world.until(() => isReady(world.get(keyOf(mine))), 60)).toBe(true);
    await world.delete(`NetworkGrant/${NAMESPACE}/g`);
    await world.until(() => false, 30);
    expect(conditionOf(world.get(keyOf(mine)), 'ReferencesResolved')).toMatchObject({
      status: 'False',
      reason: 'ReferenceNotGranted',
    });
    expect(world.aws.region(ACCOUNT, REGION).subnets.filter(() => true)).toHaveLength(1);
  });

  it('an account that does not allow the namespace', async () => {
    const world = await worldWith([]);
    await world.apply({
      apiVersion: API_VERSION,
      kind: 'AWSAccount',
      metadata: { name: 'prod' },
      spec: { accountID: ACCOUNT, defaultRegion: REGION, allowedNamespaces: { names: ['other'] } },
    });
    const mine = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], accountRef: { name: 'prod' } });
    await world.apply(mine);

    const ready = await condition(world, mine);

    expect(ready).toMatchObject({ status: 'False', reason: 'AccountNotAllowed' });
    expect(ready?.message).toMatch(/AWSAccount prod does not allow namespace default/);
    expect(world.aws.ledger.count({ mutating: true })).toBe(0);
  });

  it('an account id that does not match the role', async () => {
    const world = await worldWith([]);
    const account = {
      apiVersion: API_VERSION,
      kind: 'AWSAccount',
      metadata: { name: 'prod' },
      spec: {
        accountID: ACCOUNT,
        roleARN: `arn:aws:iam::${OTHER_ACCOUNT}:role/vpcraft`,
        defaultRegion: REGION,
        allowedNamespaces: { names: [NAMESPACE] },
      },
    };
    await world.apply(account);
    const mine = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], accountRef: { name: 'prod' } });
    await world.apply(mine);

    const ready = await condition(world, mine);

    expect(ready).toMatchObject({ status: 'False', reason: 'AccountNotAllowed' });
    expect(ready?.message).toContain(OTHER_ACCOUNT);
    expect(world.aws.ledger.count({ mutating: true })).toBe(0);
  });

  it('an id that is adopted twice', async () => {
    const world = await worldWith([]);
    const { Vpc } = (await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16' })) as {
      Vpc: { VpcId: string };
    };
    const first = object('VPC', 'first', { adopt: { id: Vpc.VpcId } });
    const second = object('VPC', 'second', { adopt: { id: Vpc.VpcId } });
    await world.apply(first);
    await world.until(() => isReady(world.get(keyOf(first))), 60);
    await world.apply(second);

    const ready = await condition(world, second);

    expect(ready).toMatchObject({ status: 'False', reason: 'Conflict' });
    expect(ready?.message).toMatch(/VPC\/default\/first/);
    expect(isReady(world.get(keyOf(first)))).toBe(true);
  });

  it('an id of someone else', async () => {
    const world = await worldWith([]);
    const tags = [
      {
        ResourceType: 'vpc',
        Tags: [
          { Key: 'vpcraft.dev/cluster', Value: 'elsewhere' },
          { Key: 'vpcraft.dev/resource', Value: 'VPC/a/b' },
          { Key: 'vpcraft.dev/owner', Value: 'x' },
        ],
      },
    ];
    const { Vpc } = (await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16', TagSpecifications: tags })) as {
      Vpc: { VpcId: string };
    };
    const thief = object('VPC', 'thief', { adopt: { id: Vpc.VpcId } });
    const since = world.aws.ledger.next;
    await world.apply(thief);

    const ready = await condition(world, thief);

    expect(ready).toMatchObject({ status: 'False', reason: 'Conflict' });
    expect(world.aws.ledger.count({ mutating: true, since })).toBe(0);
  });
});

describe('trouble on the side of AWS', () => {
  it('no permission for one kind: that kind says which operation, the others go on', async () => {
    const world = await worldWith([vpc]);
    world.aws.faults.add({ operation: 'CreateSubnet', kind: 'deny' });
    await world.apply(subnet({}));
    await world.apply(group({}));

    const ready = await condition(world, subnet({}));

    expect(ready).toMatchObject({ status: 'False', reason: 'AccessDenied' });
    expect(ready?.message).toMatch(/CreateSubnet/);
    expect(isReady(world.get(keyOf(group({}))))).toBe(true);
    world.aws.faults.clear();
    expect(await world.until(() => isReady(world.get(keyOf(subnet({})))), 60)).toBe(true);
  });

  it('a full quota: which one, and what to do', async () => {
    const world = new World({ seed: 3, aws: { quotas: { vpcs: 1 } } });
    await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16' });
    world.start();
    await world.apply(vpc);

    const ready = await condition(world, vpc);

    expect(ready).toMatchObject({ status: 'False', reason: 'QuotaExceeded' });
    expect(ready?.message).toMatch(
      /CreateVpc: VpcLimitExceeded: .*delete what is not needed, or have the quota/,
    );
  });

  it('expired credentials are shown on the objects, and heal', async () => {
    const world = await worldWith([vpc]);
    world.aws.faults.expireCredentials(ACCOUNT);
    await world.apply(subnet({}));

    const ready = await condition(world, subnet({}));

    expect(ready).toMatchObject({ status: 'False', reason: 'CredentialsUnavailable' });
    world.aws.faults.clear();
    expect(await world.until(() => isReady(world.get(keyOf(subnet({})))), 120)).toBe(true);
  });

  it('an unknown error code is tried again, and shown when it stays', async () => {
    const world = await worldWith([vpc]);
    world.aws.faults.add({
      operation: 'CreateSubnet',
      kind: 'error',
      code: 'SomethingNew',
      message: 'nobody knows',
      status: 400,
    });
    await world.apply(subnet({}));

    const ready = await condition(world, subnet({}));

    expect(ready?.status).toBe('False');
    expect(ready?.message).toMatch(/SomethingNew/);
    world.aws.faults.clear();
    expect(await world.until(() => isReady(world.get(keyOf(subnet({})))), 300)).toBe(true);
  });

  it('empty answers rebuild nothing', async () => {
    const subnets = Array.from({ length: 12 }, (_, i) =>
      object('Subnet', `s${i}`, {
        vpcRef: { name: 'net' },
        cidrBlock: `10.20.${i}.0/24`,
        availabilityZone: `${REGION}a`,
      }),
    );
    const world = await worldWith([vpc, ...subnets]);
    world.aws.faults.add({ operation: 'DescribeSubnets', kind: 'empty' });
    const since = world.aws.ledger.next;
    await world.until(() => false, 300);

    expect(
      world.aws.ledger.query({ mutating: true, since }).filter((entry) => entry.operation === 'CreateSubnet'),
    ).toEqual([]);
    world.aws.faults.clear();
    expect(await world.until(() => allReady(world), 120)).toBe(true);
    expect(world.aws.ledger.count({ mutating: true, since })).toBe(0);
  });
});

describe('odd but legal', () => {
  it('1,000 rules: more than a group can hold, and it says so without losing the group', async () => {
    const peers = (from: number) =>
      Array.from({ length: 100 }, (_, i) => ({ cidrBlock: `10.${from}.${i}.0/24` }));
    const many = group({ ingress: Array.from({ length: 10 }, (_, i) => rule({ peers: peers(i) })) });
    const world = await worldWith([vpc]);
    await world.apply(many);

    const ready = await condition(world, many);

    expect(ready).toMatchObject({ status: 'False', reason: 'QuotaExceeded' });
    await world.apply(group({ ingress: [rule({ peers: [{ cidrBlock: '10.0.0.0/8' }] })] }));
    expect(await world.until(() => isReady(world.get(keyOf(many))), 60)).toBe(true);
  });

  it('unicode and prototype-named keys are only names', async () => {
    const text = '{"名前": "値 ✓", "constructor": "c", "toString": "t", "__proto__": "p"}';
    const tags: Record<string, string> = JSON.parse(text);
    const world = await worldWith([object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], tags })]);
    const [row] = world.aws.region(ACCOUNT, REGION).vpcs.filter(() => true);

    expect((row?.Tags ?? []).map((tag) => [tag.Key, tag.Value])).toEqual(
      expect.arrayContaining(Object.entries(tags)),
    );
    expect(Object.entries(tags)).toHaveLength(4);
  });
});
