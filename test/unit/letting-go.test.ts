// Letting go of a thing while EC2 does not show yet that it was taken.
import { describe, expect, it } from 'vitest';
import { object } from '../sim/scenario-kit.ts';
import { ACCOUNT, lagging, REGION, World } from '../sim/world.ts';

describe('letting go right after it was taken', () => {
  const owned = (world: World) =>
    world.aws
      .region(ACCOUNT, REGION)
      .vpcs.filter(() => true)
      .some(({ Tags }) => (Tags ?? []).some(({ Key }) => Key === 'vpcraft.dev/owner'));

  it.each([
    ['adopted', 'the same', 0.2],
    ['adopted', 'the same', 2],
    ['adopted', 'another', 0.2],
    ['made', 'the same', 0.2],
    ['made', 'another', 0.2],
  ])('leaves no owner tag on what was %s, by %s process, %s s later', async (how, by, seconds) => {
    for (let seed = 1; seed <= 5; seed++) {
      const world = new World({ seed, aws: { lag: lagging } });
      const { process } = world.start();
      const { Vpc } = (how === 'made' ? {} : await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16' })) as {
        Vpc?: { VpcId: string };
      };
      await world.until(() => false, 6);
      const spec =
        Vpc === undefined
          ? { cidrBlocks: ['10.50.0.0/16'], deletionPolicy: 'Retain' }
          : { adopt: { id: Vpc.VpcId } };
      await world.apply(object('VPC', 'net', spec));
      expect(await world.until(() => owned(world), 60)).toBe(true);
      await world.until(() => false, seconds);
      if (by === 'another') process.kill();
      await world.delete('VPC/default/net');
      if (by === 'another') world.start({}, process.name);
      expect(await world.until(() => world.get('VPC/default/net') === undefined, 200)).toBe(true);
      await world.until(() => false, 10);

      expect(owned(world)).toBe(false);
      expect(world.defects).toEqual([]);
    }
  });
});
