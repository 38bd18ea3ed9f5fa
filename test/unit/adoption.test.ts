// What an object may adopt, how it is found, and who has to consent. The real controller on both halves of the sandbox, in
// process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { tagKeys } from '../../src/model/names.ts';
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, REGION, World } from '../sim/world.ts';

type Spec = Readonly<Record<string, unknown>>;

const object = (kind: string, name: string, spec: Spec) => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, namespace: NAMESPACE },
  spec,
});
const key = (kind: string, name: string) => keyOf(kind, NAMESPACE, name);
const pass = (world: World, seconds = 60) => world.until(() => false, seconds);
const region = (world: World) => world.aws.region(ACCOUNT, REGION);
const reasonOf = (world: World, of: string) => conditionOf(world.get(of), 'Ready')?.reason;

/** Consent by tag is asked for as soon as there is an AWSAccount. */
const tagged = {
  apiVersion: API_VERSION,
  kind: 'AWSAccount',
  metadata: { name: 'prod' },
  spec: {
    accountID: ACCOUNT,
    defaultRegion: REGION,
    allowedNamespaces: { names: [NAMESPACE] },
    defaultFor: [NAMESPACE],
  },
};

async function started(objects: readonly object[] = []): Promise<World> {
  const world = new World({ seed: 11 });
  world.start();
  for (const one of objects) await world.apply(one);
  await pass(world, 5);
  return world;
}

async function foreignVPC(world: World, tags: Readonly<Record<string, string>>): Promise<string> {
  const answer = (await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16' })) as { Vpc: { VpcId: string } };
  const { VpcId } = answer.Vpc;
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (list.length > 0) await world.as('CreateTags', { Resources: [VpcId], Tags: list });
  await pass(world, 5);
  return VpcId;
}

async function removeDefaultVPC(world: World, id: string): Promise<void> {
  const { subnets, internetGateways } = region(world);
  for (const { SubnetId } of subnets.filter(({ VpcId }) => VpcId === id))
    await world.as('DeleteSubnet', { SubnetId });
  for (const { InternetGatewayId } of internetGateways.filter(() => true)) {
    await world.as('DetachInternetGateway', { InternetGatewayId, VpcId: id });
    await world.as('DeleteInternetGateway', { InternetGatewayId });
  }
  await world.as('DeleteVpc', { VpcId: id });
}

const ownerOf = (world: World, id: string) =>
  region(world)
    .vpcs.get(id)
    ?.Tags?.find((tag) => tag.Key === tagKeys.resource)?.Value;

describe('adoption by tags', () => {
  const adopt = { tags: { team: 'net', stage: 'prod' } };

  it('takes the one thing that carries all of them', async () => {
    const world = await started();
    await foreignVPC(world, { team: 'net' });
    const id = await foreignVPC(world, adopt.tags);

    await world.apply(object('VPC', 'mine', { adopt }));

    expect(await world.until(() => isReady(world.get(key('VPC', 'mine'))), 120)).toBe(true);
    expect(world.get(key('VPC', 'mine'))?.status?.id).toBe(id);
    expect(ownerOf(world, id)).toBe(key('VPC', 'mine'));
  });

  it('waits while nothing carries them, and takes what appears', async () => {
    const world = await started();
    await world.apply(object('VPC', 'mine', { adopt }));
    await pass(world, 10);
    expect(reasonOf(world, key('VPC', 'mine'))).toBe('DependencyNotFound');

    await foreignVPC(world, adopt.tags);

    expect(await world.until(() => isReady(world.get(key('VPC', 'mine'))), 180)).toBe(true);
  });

  it('takes none of several, and names them', async () => {
    const world = await started();
    const ids = [await foreignVPC(world, adopt.tags), await foreignVPC(world, adopt.tags)];

    await world.apply(object('VPC', 'mine', { adopt }));
    await pass(world, 10);

    const ready = conditionOf(world.get(key('VPC', 'mine')), 'Ready');
    expect(ready).toMatchObject({ status: 'False', reason: 'Conflict' });
    for (const id of ids) expect(ready?.message).toContain(id);
    expect(ids.map((id) => ownerOf(world, id))).toEqual([undefined, undefined]);
  });

  it('keeps what it has found when another thing is tagged alike', async () => {
    const world = await started();
    const id = await foreignVPC(world, adopt.tags);
    await world.apply(object('VPC', 'mine', { adopt }));
    await world.until(() => isReady(world.get(key('VPC', 'mine'))), 120);

    await foreignVPC(world, adopt.tags);
    await world.annotate(key('VPC', 'mine'), { 'vpcraft.dev/reconcile-requested-at': 'now' });
    await pass(world, 30);

    expect(isReady(world.get(key('VPC', 'mine')))).toBe(true);
    expect(world.get(key('VPC', 'mine'))?.status?.id).toBe(id);
  });

  it('takes the one that consents, whatever others put the same tags on', async () => {
    const world = await started([tagged]);
    const consent = { [tagKeys.adoptableBy]: `sim/${NAMESPACE}/mine` };
    await foreignVPC(world, adopt.tags);
    const id = await foreignVPC(world, { ...adopt.tags, ...consent });
    await foreignVPC(world, { ...adopt.tags, [tagKeys.adoptableBy]: `sim/${NAMESPACE}/other` });

    await world.apply(object('VPC', 'mine', { adopt }));

    expect(await world.until(() => isReady(world.get(key('VPC', 'mine'))), 120)).toBe(true);
    expect(world.get(key('VPC', 'mine'))?.status?.id).toBe(id);
  });

  it('needs consent where the account asks for it', async () => {
    const world = await started([tagged]);
    const id = await foreignVPC(world, adopt.tags);

    await world.apply(object('VPC', 'mine', { adopt }));
    await pass(world, 10);

    expect(reasonOf(world, key('VPC', 'mine'))).toBe('NotOwned');
    expect(ownerOf(world, id)).toBeUndefined();
  });
});

describe('what AWS makes by itself', () => {
  it('is adopted and released without being changed: the default VPC and the default subnet of a zone', async () => {
    const world = await started([tagged]);
    await world.as('CreateDefaultVpc', {});
    await pass(world, 5);
    const before = JSON.stringify(facesOf(world));

    await world.apply(object('VPC', 'default', { adopt: { defaultVPC: true } }));
    const zone = `${REGION}a`;
    await world.apply(
      object('Subnet', 'default-a', { adopt: { defaultForAZ: true }, availabilityZone: zone }),
    );
    const both = [key('VPC', 'default'), key('Subnet', 'default-a')];
    expect(await world.until(() => both.every((one) => isReady(world.get(one))), 120)).toBe(true);
    expect(world.get(key('Subnet', 'default-a'))?.status?.availabilityZone).toBe(zone);
    expect(JSON.stringify(facesOf(world))).toBe(before);

    for (const one of both) await world.delete(one);
    expect(await world.until(() => both.every((one) => world.get(one) === undefined), 120)).toBe(true);
    expect(JSON.stringify(facesOf(world))).toBe(before);
    expect(region(world).vpcs.filter((row) => (row.Tags ?? []).length > 0)).toEqual([]);
  });

  it.each([{}, { managementPolicy: 'Observe' }])(
    'is looked for anew when it is gone, and until then the object says so: %o',
    async (more) => {
      const world = await started();
      await world.as('CreateDefaultVpc', {});
      await pass(world, 5);
      await world.apply(object('VPC', 'default', { adopt: { defaultVPC: true }, ...more }));
      expect(await world.until(() => isReady(world.get(key('VPC', 'default'))), 120)).toBe(true);
      const first = String(world.get(key('VPC', 'default'))?.status?.id);
      await removeDefaultVPC(world, first);

      const isGone = () => reasonOf(world, key('VPC', 'default')) === 'DependencyNotFound';
      expect(await world.until(isGone, 300)).toBe(true);
      expect(world.get(key('VPC', 'default'))?.status).not.toHaveProperty('state');

      await world.as('CreateDefaultVpc', {});
      const isAnother = () => {
        const found = world.get(key('VPC', 'default'));
        return isReady(found) && found?.status?.id !== first;
      };
      expect(await world.until(isAnother, 300)).toBe(true);
    },
  );

  it('needs no consent where it belongs to a VPC that is ours', async () => {
    const world = await started([tagged]);
    await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
    await world.apply(object('RouteTable', 'main', { adopt: { defaultOf: { name: 'net' } } }));
    await world.apply(object('SecurityGroup', 'default', { adopt: { defaultOf: { name: 'net' } } }));
    const three = [key('VPC', 'net'), key('RouteTable', 'main'), key('SecurityGroup', 'default')];

    expect(await world.until(() => three.every((one) => isReady(world.get(one))), 120)).toBe(true);

    const vpcID = world.get(key('VPC', 'net'))?.status?.id;
    const group = region(world).securityGroups.find(
      (row) => row.VpcId === vpcID && row.GroupName === 'default',
    );
    expect(world.get(key('SecurityGroup', 'default'))?.status?.id).toBe(group?.GroupId);
    for (const one of three) await world.delete(one);
    expect(await world.until(() => world.objects().every(({ kind }) => kind === 'AWSAccount'), 180)).toBe(
      true,
    );
  });

  it('needs consent where the VPC is only observed', async () => {
    const world = await started([tagged]);
    const id = await foreignVPC(world, { [tagKeys.usableBy]: `sim/${NAMESPACE}` });
    await world.apply(object('VPC', 'seen', { managementPolicy: 'Observe', adopt: { id } }));
    expect(await world.until(() => isReady(world.get(key('VPC', 'seen'))), 60)).toBe(true);

    await world.apply(object('SecurityGroup', 'default', { adopt: { defaultOf: { name: 'seen' } } }));
    await pass(world, 10);

    expect(reasonOf(world, key('SecurityGroup', 'default'))).toBe('NotOwned');
    expect(region(world).securityGroups.filter((row) => (row.Tags ?? []).length > 0)).toEqual([]);
  });
});

describe('a whole network that somebody made by hand', () => {
  it('is adopted part by part without being changed, edited, and let go of again', async () => {
    const world = await started();
    const ids = await networkByHand(world);
    const before = JSON.stringify(facesOf(world));

    for (const one of adopting(ids)) await world.apply(one);
    const all = ['VPC', 'Subnet', 'InternetGateway', 'RouteTable', 'SecurityGroup'].map((kind) =>
      key(kind, 'old'),
    );
    expect(await world.until(() => all.every((one) => isReady(world.get(one))), 120)).toBe(true);
    expect(JSON.stringify(facesOf(world))).toBe(before);

    await world.apply(
      object('RouteTable', 'old', {
        adopt: { id: ids.table },
        routes: [
          { destination: '0.0.0.0/0', internetGatewayRef: { name: 'old' } },
          { destination: '192.0.2.0/24', internetGatewayRef: { name: 'old' } },
        ],
      }),
    );
    const routes = () => region(world).routeTables.get(ids.table)?.Routes ?? [];
    expect(await world.until(() => routes().length === 3, 120)).toBe(true);
    await world.until(() => all.every((one) => isReady(world.get(one))), 60);

    for (const one of all) await world.delete(one);
    expect(await world.until(() => world.objects().length === 0, 120)).toBe(true);
    expect(routes()).toHaveLength(3);
    const tagged = [...region(world).vpcs.values(), ...region(world).subnets.values()].filter(({ Tags }) =>
      (Tags ?? []).some(({ Key }) => Key?.startsWith('vpcraft.dev/')),
    );
    expect(tagged).toEqual([]);
  });
});

type ByHand = { vpc: string; subnet: string; gateway: string; table: string; group: string };

async function networkByHand(world: World): Promise<ByHand> {
  const made = async (operation: string, input: object, ...path: string[]) => {
    const answer: unknown = await world.as(operation, input);
    return String(path.reduce<unknown>((at, member) => (at as Record<string, unknown>)[member], answer));
  };
  const vpc = await made('CreateVpc', { CidrBlock: '10.60.0.0/16' }, 'Vpc', 'VpcId');
  await pass(world, 5);
  const subnet = await made('CreateSubnet', { VpcId: vpc, CidrBlock: '10.60.1.0/24' }, 'Subnet', 'SubnetId');
  const gateway = await made('CreateInternetGateway', {}, 'InternetGateway', 'InternetGatewayId');
  await world.as('AttachInternetGateway', { InternetGatewayId: gateway, VpcId: vpc });
  const table = await made('CreateRouteTable', { VpcId: vpc }, 'RouteTable', 'RouteTableId');
  await world.as('CreateRoute', {
    RouteTableId: table,
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: gateway,
  });
  await world.as('AssociateRouteTable', { RouteTableId: table, SubnetId: subnet });
  const group = await made(
    'CreateSecurityGroup',
    { VpcId: vpc, GroupName: 'old', Description: 'by hand' },
    'GroupId',
  );
  await pass(world, 10);
  return { vpc, subnet, gateway, table, group };
}

function adopting(ids: ByHand): readonly object[] {
  const vpcRef = { name: 'old' };
  return [
    object('VPC', 'old', { adopt: { id: ids.vpc }, cidrBlocks: ['10.60.0.0/16'] }),
    object('Subnet', 'old', {
      adopt: { id: ids.subnet },
      vpcRef,
      cidrBlock: '10.60.1.0/24',
      routeTableRef: { name: 'old' },
    }),
    object('InternetGateway', 'old', { adopt: { id: ids.gateway }, vpcRef }),
    object('RouteTable', 'old', {
      adopt: { id: ids.table },
      routes: [{ destination: '0.0.0.0/0', internetGatewayRef: { name: 'old' } }],
    }),
    object('SecurityGroup', 'old', { adopt: { id: ids.group }, vpcRef }),
  ];
}

describe('observing', () => {
  it('counts as a raw id: without the tag of use nothing of it is shown', async () => {
    const world = await started([tagged]);
    const id = await foreignVPC(world, {});

    await world.apply(object('VPC', 'seen', { managementPolicy: 'Observe', adopt: { id } }));
    await pass(world, 10);

    expect(reasonOf(world, key('VPC', 'seen'))).toBe('ReferenceNotGranted');
    expect(world.get(key('VPC', 'seen'))?.status?.cidrBlocks).toBeUndefined();
  });
});

describe('what may not be adopted', () => {
  const subnet = object('Subnet', 'into', {
    vpcRef: { name: 'mine' },
    cidrBlock: '10.50.1.0/24',
    availabilityZone: `${REGION}a`,
  });

  it.each(['Manage', 'Observe', 'Preview'])(
    'lends its id to nothing else, under %s',
    async (managementPolicy) => {
      const world = await started([tagged]);
      const id = await foreignVPC(world, {});
      const group = object('SecurityGroup', 'group', { vpcRef: { name: 'mine' }, description: 'group' });
      const gateway = object('InternetGateway', 'igw', { vpcRef: { name: 'mine' } });

      for (const one of [object('VPC', 'mine', { adopt: { id }, managementPolicy }), subnet, group, gateway])
        await world.apply(one);
      await pass(world, 60);

      expect(isReady(world.get(key('VPC', 'mine')))).toBe(false);
      expect(world.get(key('VPC', 'mine'))?.status).not.toHaveProperty('id');
      expect(world.get(key('VPC', 'mine'))?.status).not.toHaveProperty('cidrBlocks');
      expect(region(world).subnets.filter((row) => row.VpcId === id)).toEqual([]);
      expect(region(world).securityGroups.filter((row) => row.VpcId === id)).toHaveLength(1);
    },
  );

  it('cannot be kept from the object that may by one that only looks', async () => {
    const world = await started([tagged]);
    const id = await foreignVPC(world, {
      [tagKeys.adoptableBy]: `sim/${NAMESPACE}/rightful`,
      [tagKeys.usableBy]: `sim/${NAMESPACE}`,
    });
    await world.apply(object('VPC', 'seen', { managementPolicy: 'Observe', adopt: { id } }));
    expect(await world.until(() => isReady(world.get(key('VPC', 'seen'))), 60)).toBe(true);

    await world.apply(object('VPC', 'rightful', { adopt: { id } }));

    expect(await world.until(() => isReady(world.get(key('VPC', 'rightful'))), 120)).toBe(true);
  });

  it('cannot be kept from the object that may', async () => {
    const world = await started([tagged]);
    const id = await foreignVPC(world, { [tagKeys.adoptableBy]: 'sim/default/rightful' });
    await world.apply(object('VPC', 'mine', { adopt: { id } }));
    await pass(world, 10);

    await world.apply(object('VPC', 'rightful', { adopt: { id } }));

    expect(await world.until(() => isReady(world.get(key('VPC', 'rightful'))), 120)).toBe(true);
  });
});

describe('the default group of a VPC that is to be empty', () => {
  const empty = { cidrBlocks: ['10.20.0.0/16'], defaultSecurityGroup: 'Empty' };
  const rulesOf = (world: World) => {
    const vpcID = world.get(key('VPC', 'net'))?.status?.id;
    const group = region(world).securityGroups.find(
      (row) => row.VpcId === vpcID && row.GroupName === 'default',
    );
    return region(world).securityGroupRules.filter((row) => row.GroupId === group?.GroupId);
  };

  it('has no rules, and loses those that come back', async () => {
    const world = await started();
    await world.apply(object('VPC', 'net', empty));
    await world.until(() => isReady(world.get(key('VPC', 'net'))), 120);
    expect(rulesOf(world)).toEqual([]);

    const vpcID = world.get(key('VPC', 'net'))?.status?.id;
    const group = region(world).securityGroups.find(
      (row) => row.VpcId === vpcID && row.GroupName === 'default',
    );
    await world.as('AuthorizeSecurityGroupIngress', {
      GroupId: group?.GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });

    expect(await world.until(() => rulesOf(world).length === 0, 120)).toBe(true);
  });

  it('is in conflict with an object that has adopted it with rules, and changes nothing', async () => {
    const world = await started();
    await world.apply(object('VPC', 'net', { ...empty, defaultSecurityGroup: 'Keep' }));
    await world.apply(object('SecurityGroup', 'default', { adopt: { defaultOf: { name: 'net' } } }));
    await world.until(() => isReady(world.get(key('SecurityGroup', 'default'))), 120);
    const before = rulesOf(world).length;

    await world.apply(object('VPC', 'net', empty));
    await pass(world, 30);

    expect(before).toBe(2);
    expect(rulesOf(world)).toHaveLength(before);
    expect(reasonOf(world, key('VPC', 'net'))).toBe('Conflict');
  });
});

/** Everything of the region but tags, as EC2 has it. */
function facesOf(world: World): readonly unknown[] {
  const { vpcs, subnets, routeTables, securityGroups, internetGateways } = region(world);
  return [vpcs, subnets, routeTables, securityGroups, internetGateways].map((table) =>
    [...table.values()].map(({ Tags: _, ...row }) => row),
  );
}
