// A cluster that is built anew from Git: the same cluster id and manifests, no status, new uids. What stands in AWS is the
// cluster's own, although a plan that knows nothing of it would wait for it or refuse because of it.
import { expect, it } from 'vitest';
import { watchedResources } from '../../src/controller.ts';
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import { everyKind, living, pass, standing } from './attack-kit.ts';

/** Many virtual minutes of a network of forty things, on a loaded machine. */
const PATIENCE_MS = 60_000;

it(
  'gets back what is its own, of every kind',
  async () => {
    const { attack, world } = await standing(everyKind);
    const before = [...living(world).keys()].sort();
    world.running.at(-1)?.process.kill();
    for (const { kind, metadata } of world.objects()) {
      const plural = watchedResources.find((one) => one.kind === kind)?.plural;
      const answer = world.user.request({
        method: 'PATCH',
        path: `/apis/${API_VERSION}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`,
        body: { metadata: { finalizers: null } },
        contentType: 'application/merge-patch+json',
      });
      await pass(world, 0.1);
      await answer;
      await world.delete(keyOf(kind, metadata.namespace, metadata.name));
    }
    await attack.apply(everyKind);
    world.start();

    expect(await attack.settles(1800)).toBe('');
    expect([...living(world).keys()].sort()).toEqual(before);
  },
  PATIENCE_MS,
);
