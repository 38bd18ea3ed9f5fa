// The annotation that says where an object lives may be written by whoever may edit the object. It is forged here while no
// process runs, so that the next one learns everything from what it finds.
import { describe, expect, it } from 'vitest';
import { API_VERSION } from '../../src/model/object.ts';
import { object } from '../sim/scenario-kit.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, OTHER_ACCOUNT, REGION, World } from '../sim/world.ts';
import { pass, region } from './attack-kit.ts';

const account = (name: string, accountID: string, namespace: string) => ({
  apiVersion: API_VERSION,
  kind: 'AWSAccount',
  metadata: { name },
  spec: {
    accountID,
    roleARN: `arn:aws:iam::${accountID}:role/vpcraft`,
    defaultRegion: REGION,
    allowedNamespaces: { names: [namespace] },
    defaultFor: [namespace],
  },
});
const forged = { 'vpcraft.dev/placement': `victim/${OTHER_ACCOUNT}/${REGION}` };

/** Two networks in `prod`; whoever may edit them may not use `victim`. */
async function settled(): Promise<{ world: World; kill(): Promise<void> }> {
  const world = new World({ seed: 7 });
  await world.apply(account('prod', ACCOUNT, NAMESPACE));
  await world.apply(account('victim', OTHER_ACCOUNT, 'payments'));
  const { process } = world.start();
  await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
  await world.apply(object('VPC', 'far', { cidrBlocks: ['10.30.0.0/16'] }));
  const ready = () => ['net', 'far'].every((name) => isReady(world.get(`VPC/default/${name}`)));
  expect(await world.until(ready, 100)).toBe(true);
  return {
    world,
    async kill() {
      process.kill();
      await pass(world, 10);
    },
  };
}

describe('a forged placement', () => {
  it('frees no account whose things exist', async () => {
    const { world, kill } = await settled();
    await kill();
    for (const name of ['net', 'far']) await world.annotate(`VPC/default/${name}`, forged);
    await world.delete('AWSAccount//prod');
    world.start();
    await pass(world);

    expect(conditionOf(world.get('AWSAccount//prod'), 'DeletionBlocked')?.message).toContain('VPC/default/');
    expect(region(world).vpcs.size).toBe(2);
    expect(conditionOf(world.get('VPC/default/net'), 'Ready')?.message).toContain('changed by hand');
  });

  it.each([
    ['Observe', { managementPolicy: 'Observe', adopt: { id: 'vpc-0123456789abcdef0' } }],
    ['Manage', { cidrBlocks: ['10.40.0.0/16'] }],
  ])('holds no account in which nothing was placed: %s', async (_policy, spec) => {
    const { world, kill } = await settled();
    await kill();
    const one = object('VPC', 'trap', spec);
    await world.apply({
      ...one,
      metadata: { ...(one as { metadata: object }).metadata, annotations: forged },
    });
    await world.annotate('VPC/default/net', forged);
    await world.delete('AWSAccount//victim');
    world.start();
    await pass(world);

    expect(world.get('AWSAccount//victim')).toBeUndefined();
  });

  it('sends nothing to an account that does not allow the namespace', async () => {
    const { world, kill } = await settled();
    await kill();
    await world.annotate('VPC/default/far', forged);
    await world.apply(
      object('VPCPeeringConnection', 'pair', {
        requester: { vpcRef: { name: 'net' } },
        accepter: { vpcRef: { name: 'far' } },
      }),
    );
    const since = world.aws.ledger.next;
    world.start();
    await pass(world, 120);

    const writes = world.aws.ledger.query({ since, mutating: true });
    expect(writes.map(({ operation }) => operation)).toContain('CreateVpcPeeringConnection');
    expect(writes.filter((call) => JSON.stringify(call).includes(OTHER_ACCOUNT))).toEqual([]);
  });
});
