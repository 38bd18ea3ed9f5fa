// What the whole controller promises about prefix lists beyond its scenarios: nothing is asked at rest, holders hold, a raw
// id in a destination needs leave as every raw id does, and bad input is refused where it is written.
// https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
import { describe, expect, it } from 'vitest';
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, REGION, World } from '../sim/world.ts';

type Spec = Readonly<Record<string, unknown>>;

function object(kind: string, name: string, spec: Spec, namespace = NAMESPACE): object {
  return { apiVersion: API_VERSION, kind, metadata: { name, namespace }, spec };
}

const list = object('ManagedPrefixList', 'office', {
  addressFamily: 'IPv4',
  entries: [{ cidr: '198.51.100.0/24' }],
});
const listKey = keyOf('ManagedPrefixList', NAMESPACE, 'office');
const vpc = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] });
const gateway = object('InternetGateway', 'igw', { vpcRef: { name: 'net' } });
const tableKey = keyOf('RouteTable', NAMESPACE, 'table');
const table = (destination: string) =>
  object('RouteTable', 'table', {
    vpcRef: { name: 'net' },
    routes: [{ destination, internetGatewayRef: { name: 'igw' } }],
  });

async function worldWith(objects: readonly object[]): Promise<World> {
  const world = new World({ seed: 5 });
  world.start();
  for (const one of objects) await world.apply(one);
  await world.until(() => world.objects().every(isReady), 60);
  expect(world.objects().filter((one) => !isReady(one))).toEqual([]);
  return world;
}

describe('a prefix list at rest', () => {
  it('costs no call for its entries, and drift of them is found all the same', async () => {
    const world = await worldWith([list]);
    await world.until(() => false, 30);
    const since = world.aws.ledger.next;
    await world.until(() => false, 600);
    expect(world.aws.ledger.count({ operation: 'GetManagedPrefixListEntries', since })).toBe(0);

    const id = String(world.get(listKey)?.status?.id);
    const change = { PrefixListId: id, CurrentVersion: 1, RemoveEntries: [{ Cidr: '198.51.100.0/24' }] };
    await world.as('ModifyManagedPrefixList', change);
    const rows = world.aws.region(ACCOUNT, REGION).prefixLists;
    const repaired = await world.until(() => rows.get(id)?.Version === 3, 300);

    expect(repaired).toBe(true);
    expect(rows.get(id)?.versions[3]).toEqual([{ Cidr: '198.51.100.0/24' }]);
    // Once per new version: the foreign one and the repaired one.
    await world.until(() => false, 30);
    expect(world.aws.ledger.count({ operation: 'GetManagedPrefixListEntries', since })).toBe(2);
  });
});

describe('a prefix list in a destination', () => {
  it('holds the list: it is not deleted before the route', async () => {
    const world = await worldWith([list, vpc, gateway, table('managedprefixlist/office')]);
    await world.delete(listKey);
    await world.until(() => false, 60);

    expect(conditionOf(world.get(listKey), 'DeletionBlocked')?.message).toMatch(/RouteTable table/);
    expect(world.aws.ledger.count({ operation: 'DeleteManagedPrefixList' })).toBe(0);

    await world.delete(tableKey);
    expect(await world.until(() => world.get(listKey) === undefined, 120)).toBe(true);
  });

  it('wakes the table when the list is there, and names what is missing until then', async () => {
    const world = await worldWith([vpc, gateway]);
    await world.apply(table('managedprefixlist/office'));
    await world.until(() => false, 30);
    expect(conditionOf(world.get(tableKey), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'DependencyNotFound',
      message: expect.stringMatching(/ManagedPrefixList office does not exist/) as string,
    });

    await world.apply(list);
    expect(await world.until(() => isReady(world.get(tableKey)), 10)).toBe(true);
  });

  it('that is a raw id needs the leave of its owner', async () => {
    const world = await worldWith([
      object('AWSAccount', 'prod', { accountID: ACCOUNT, allowedNamespaces: { names: [NAMESPACE] } }, ''),
      ...[vpc, gateway].map((one) => inProd(one)),
    ]);
    const { PrefixList } = (await world.as('CreateManagedPrefixList', {
      PrefixListName: 'theirs',
      AddressFamily: 'IPv4',
      MaxEntries: 1,
    })) as { PrefixList: { PrefixListId: string } };
    await world.apply(inProd(table(PrefixList.PrefixListId)));
    await world.until(() => false, 30);
    expect(conditionOf(world.get(tableKey), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReferenceNotGranted',
      message: expect.stringMatching(/vpcraft\.dev\/usable-by=sim\/default/) as string,
    });

    const Tags = [{ Key: 'vpcraft.dev/usable-by', Value: `sim/${NAMESPACE}` }];
    await world.as('CreateTags', { Resources: [PrefixList.PrefixListId], Tags });
    await world.until(() => false, 10);
    await world.annotate(tableKey, { 'vpcraft.dev/reconcile-requested-at': 'now' });
    expect(await world.until(() => isReady(world.get(tableKey)), 60)).toBe(true);
  });
});

describe('an Elastic IP address in an entry', () => {
  const address = object('ElasticIP', 'out', {});
  const addressKey = keyOf('ElasticIP', NAMESPACE, 'out');
  const naming = (cidr: string) =>
    object('ManagedPrefixList', 'office', { addressFamily: 'IPv4', entries: [{ cidr }] });

  it('holds the address: it is not released before the entry', async () => {
    const world = await worldWith([address, naming('elasticip/out')]);
    await world.delete(addressKey);
    await world.until(() => false, 60);

    expect(conditionOf(world.get(addressKey), 'DeletionBlocked')?.message).toMatch(
      /ManagedPrefixList office/,
    );
    expect(world.aws.ledger.count({ operation: 'ReleaseAddress' })).toBe(0);

    await world.apply(list);
    expect(await world.until(() => world.get(addressKey) === undefined, 120)).toBe(true);
    expect(await world.until(() => isReady(world.get(listKey)), 30)).toBe(true);
  });

  it('wakes the list when it is there, and is named as missing until then', async () => {
    const world = await worldWith([]);
    await world.apply(naming('elasticip/out'));
    await world.until(() => false, 30);
    expect(conditionOf(world.get(listKey), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'DependencyNotFound',
      message: expect.stringMatching(/ElasticIP out does not exist/) as string,
    });

    await world.apply(address);
    expect(await world.until(() => isReady(world.get(listKey)), 10)).toBe(true);
  });

  it('of another namespace needs a grant there, and stays when it is withdrawn', async () => {
    const far = object('ElasticIP', 'out', {}, 'shop');
    const world = new World({ seed: 5 });
    world.start();
    await world.namespace('shop');
    for (const one of [far, naming('elasticip/shop/out')]) await world.apply(one);
    await world.until(() => false, 30);
    expect(conditionOf(world.get(listKey), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReferenceNotGranted',
    });

    const to = [{ kind: 'ElasticIP' }];
    await world.apply(
      object('NetworkGrant', 'addresses', { from: [{ namespace: NAMESPACE }], to, verbs: ['use'] }, 'shop'),
    );
    expect(await world.until(() => isReady(world.get(listKey)), 30)).toBe(true);

    const rows = world.aws.region(ACCOUNT, REGION).prefixLists;
    const before = rows.get(String(world.get(listKey)?.status?.id))?.Version;
    await world.delete(keyOf('NetworkGrant', 'shop', 'addresses'));
    await world.until(() => false, 120);
    expect(rows.get(String(world.get(listKey)?.status?.id))?.Version).toBe(before);
  });

  it('that is a raw id needs the leave of its owner', async () => {
    const world = await worldWith([
      object('AWSAccount', 'prod', { accountID: ACCOUNT, allowedNamespaces: { names: [NAMESPACE] } }, ''),
    ]);
    const { AllocationId, PublicIp } = await world.as('AllocateAddress', { Domain: 'vpc' });
    await world.apply(inProd(naming(String(AllocationId))));
    await world.until(() => false, 30);
    expect(conditionOf(world.get(listKey), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReferenceNotGranted',
      message: expect.stringMatching(/vpcraft\.dev\/usable-by=sim\/default/) as string,
    });

    const Tags = [{ Key: 'vpcraft.dev/usable-by', Value: `sim/${NAMESPACE}` }];
    await world.as('CreateTags', { Resources: [String(AllocationId)], Tags });
    await world.until(() => false, 10);
    await world.annotate(listKey, { 'vpcraft.dev/reconcile-requested-at': 'now' });
    expect(await world.until(() => isReady(world.get(listKey)), 60)).toBe(true);
    const row = world.aws.region(ACCOUNT, REGION).prefixLists.get(String(world.get(listKey)?.status?.id));
    expect(row?.versions[row.Version ?? 0]?.map(({ Cidr }) => Cidr)).toEqual([`${String(PublicIp)}/32`]);
  });
});

function inProd(one: object): object {
  const { spec, ...rest } = one as { spec: Spec };
  return { ...rest, spec: { ...spec, accountRef: { name: 'prod' } } };
}

describe('bad input is refused where it is written', () => {
  const entries = [{ cidr: '10.0.0.0/8' }, { cidr: '192.168.0.0/16' }];
  const listOf = (cidr: string) =>
    object('ManagedPrefixList', 'x', { addressFamily: 'IPv4', entries: [{ cidr }] });
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['a list without a family', object('ManagedPrefixList', 'x', {}), /addressFamily is required/],
    [
      'host bits in an entry',
      object('ManagedPrefixList', 'x', { addressFamily: 'IPv4', entries: [{ cidr: '10.0.0.1/8' }] }),
      /host bits/,
    ],
    ['no address behind the slash', listOf('elasticip/'), /elasticip\/NAME or elasticip\/NAMESPACE\/NAME/],
    ['too many slashes in an entry', listOf('elasticip/a/b/c'), /elasticip\/NAMESPACE\/NAME/],
    ['an address without a prefix length', listOf('198.51.100.7'), /must be a network/],
    ['an empty entry', listOf(''), /at least 1 char|must be a network/],
    [
      'an address twice',
      object('ManagedPrefixList', 'x', {
        addressFamily: 'IPv4',
        entries: [{ cidr: 'elasticip/a' }, { cidr: 'elasticip/a', description: 'again' }],
      }),
      /duplicate entries for key/,
    ],
    [
      'more entries than places',
      object('ManagedPrefixList', 'x', { addressFamily: 'IPv4', maxEntries: 1, entries }),
      /maxEntries must not be smaller/,
    ],
    [
      "a name of AWS's",
      object('ManagedPrefixList', 'x', { addressFamily: 'IPv4', prefixListName: 'com.amazonaws.mine' }),
      /reserved for AWS/,
    ],
    ['no list behind the slash', table('managedprefixlist/'), /managedprefixlist\/NAME/],
    ['too many slashes', table('managedprefixlist/a/b/c'), /managedprefixlist\/NAME/],
    [
      'a rule with a list and a service',
      object('SecurityGroup', 'x', {
        vpcRef: { name: 'net' },
        ingress: [{ protocol: 'all', peers: [{ awsService: 's3', prefixListRef: { name: 'office' } }] }],
      }),
      /exactly one/,
    ],
    ['an egress-only gateway without a VPC', object('EgressOnlyInternetGateway', 'x', {}), /vpcRef/],
  ];
  it.each(cases)('%s', async (_name, bad, message) => {
    const world = new World({ seed: 5 });

    await expect(world.apply(bad)).rejects.toThrow(message);
  });

  it('a family cannot change, nor the VPC of an egress-only gateway', async () => {
    const world = new World({ seed: 5 });
    const out = (name: string) => object('EgressOnlyInternetGateway', 'out', { vpcRef: { name } });
    for (const one of [list, out('net')]) await world.apply(one);

    const other = object('ManagedPrefixList', 'office', { addressFamily: 'IPv6' });
    await expect(world.apply(other)).rejects.toThrow(/addressFamily cannot be changed/);
    await expect(world.apply(out('far'))).rejects.toThrow(/vpcRef cannot be changed/);
  });
});
