// Scenarios of things that carry the tags of an object which has recorded another one: as after an answer that was lost for
// longer than every window. Only what is proven to be an empty duplicate goes; everything that looks like one stays.
import { tagKeys } from '../../src/model/names.ts';
import type { Scenario } from './scenario.ts';
import { allReady, idOf, key, text, vpc } from './scenario-kit.ts';
import { API_VERSION } from '../../src/model/object.ts';
import { ACCOUNT, NAMESPACE, REGION, type World } from './world.ts';

const net = key('VPC', 'net');

/** A VPC made by another hand that carries the tags of `net`, but for those given. */
async function plant(
  world: World,
  name: string,
  tags: Readonly<Record<string, string>> = {},
  CidrBlock = '10.20.0.0/16',
): Promise<string> {
  const id = text(await world.as('CreateVpc', { CidrBlock }), 'Vpc', 'VpcId');
  world.planted.set(name, id);
  const all = {
    [tagKeys.cluster]: world.settings.clusterID,
    [tagKeys.resource]: net,
    [tagKeys.owner]: world.get(net)?.metadata.uid ?? '',
    Name: name,
    ...tags,
  };
  await world.as('CreateTags', {
    Resources: [id],
    Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
  });
  return id;
}

/** As after an answer that was lost: the create was begun a second time. */
async function beginTwice(world: World): Promise<void> {
  const answer = world.user.request({
    method: 'PATCH',
    path: `/apis/${API_VERSION}/namespaces/${NAMESPACE}/vpcs/net/status`,
    body: { status: { record: { attempts: { main: 2 } } } },
    contentType: 'application/merge-patch+json',
  });
  await world.until(() => false, 1);
  if ((await answer).status !== 200) throw new Error('the record was not changed');
}

function isThere(world: World, name: string): boolean {
  return world.aws.region(ACCOUNT, REGION).vpcs.get(world.planted.get(name) ?? '') !== undefined;
}

const remaining = ['in use', 'of another cluster', 'of another uid', 'adopted', 'of another block'];

export const duplicateScenarios: readonly Scenario[] = [
  {
    kind: 'VPC',
    name: 'what was made once has no duplicate: tags can be copied',
    given: [vpc],
    async when(world) {
      await plant(world, 'duplicate');
      await world.until(() => false, 200);
    },
    goal: (world) => allReady(world) && isThere(world, 'duplicate'),
  },
  {
    kind: 'VPC',
    name: 'an empty duplicate goes, what is no proven one stays',
    given: [vpc],
    async when(world) {
      const used = await plant(world, 'in use');
      await world.as('CreateSubnet', { VpcId: used, CidrBlock: '10.20.1.0/24' });
      await plant(world, 'of another cluster', { [tagKeys.cluster]: 'another' });
      await plant(world, 'of another uid', { [tagKeys.owner]: 'another' });
      await plant(world, 'adopted', { [tagKeys.adopted]: 'true' });
      await plant(world, 'of another block', {}, '10.60.0.0/16');
      await beginTwice(world);
      await plant(world, 'duplicate');
      await world.until(() => !isThere(world, 'duplicate'), 200);
    },
    goal: (world) =>
      allReady(world) &&
      !isThere(world, 'duplicate') &&
      remaining.every((name) => isThere(world, name)) &&
      idOf(world, net) !== world.planted.get('duplicate'),
    always: (world) =>
      remaining.every((name) => !world.planted.has(name) || isThere(world, name))
        ? undefined
        : 'something was deleted that is no proven duplicate',
  },
];
