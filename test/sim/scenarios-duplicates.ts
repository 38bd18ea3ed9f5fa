// Scenarios of things that carry the tags of an object which has recorded another one: as after an answer that was lost for
// longer than every window. Only what is proven to be an empty duplicate goes; everything that looks like one stays.
import { tagKeys } from '../../src/model/names.ts';
import type { Scenario } from './scenario.ts';
import { allReady, idOf, key, text, vpc } from './scenario-kit.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

const net = key('VPC', 'net');

/** A VPC made by another hand that carries the tags of `net`, but for those given. */
async function plant(
  world: World,
  name: string,
  tags: Readonly<Record<string, string>> = {},
): Promise<string> {
  const id = text(await world.as('CreateVpc', { CidrBlock: '10.60.0.0/16' }), 'Vpc', 'VpcId');
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

function isThere(world: World, name: string): boolean {
  return world.aws.region(ACCOUNT, REGION).vpcs.get(world.planted.get(name) ?? '') !== undefined;
}

const remaining = ['in use', 'of another cluster', 'of another uid', 'adopted'];

export const duplicateScenarios: readonly Scenario[] = [
  {
    kind: 'VPC',
    name: 'an empty duplicate goes, what is no proven one stays',
    given: [vpc],
    async when(world) {
      const used = await plant(world, 'in use');
      await world.as('CreateSubnet', { VpcId: used, CidrBlock: '10.60.1.0/24' });
      await plant(world, 'of another cluster', { [tagKeys.cluster]: 'another' });
      await plant(world, 'of another uid', { [tagKeys.owner]: 'another' });
      await plant(world, 'adopted', { [tagKeys.adopted]: 'true' });
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
