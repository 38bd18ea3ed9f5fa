// What people may say about how an object is handled, and what the controller then does and does not do to AWS. The real
// controller on both halves of the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { tagKeys } from '../../src/model/names.ts';
import { API_VERSION } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, REGION, World } from '../sim/world.ts';

type Spec = Readonly<Record<string, unknown>>;

const net = `VPC/${NAMESPACE}/net`;
const cidrBlocks = ['10.20.0.0/16'];

function vpc(spec: Spec, annotations: Readonly<Record<string, string>> = {}): object {
  return {
    apiVersion: API_VERSION,
    kind: 'VPC',
    metadata: { name: 'net', namespace: NAMESPACE, annotations },
    spec,
  };
}

function rows(world: World) {
  return world.aws.region(ACCOUNT, REGION).vpcs.filter(() => true);
}

function tagsOf(world: World): Readonly<Record<string, string>> {
  return Object.fromEntries((rows(world)[0]?.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}

function writes(world: World, since = 0): readonly string[] {
  return world.aws.ledger.query({ mutating: true, since }).map((entry) => entry.operation);
}

const pass = (world: World, seconds = 60) => world.until(() => false, seconds);
const gone = (world: World) => world.until(() => world.get(net) === undefined, 120);

async function started(): Promise<World> {
  const world = new World({ seed: 5 });
  world.start();
  await pass(world, 5);
  return world;
}

async function ready(spec: Spec): Promise<World> {
  const world = await started();
  await world.apply(vpc(spec));
  expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);
  await pass(world, 15);
  return world;
}

async function foreignVPC(world: World): Promise<string> {
  const answer = (await world.as('CreateVpc', { CidrBlock: '10.50.0.0/16' })) as { Vpc: { VpcId: string } };
  await pass(world, 5);
  return answer.Vpc.VpcId;
}

async function adopted(spec: Spec = {}): Promise<World> {
  const world = await started();
  const id = await foreignVPC(world);
  await world.apply(vpc({ adopt: { id }, ...spec }));
  expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);
  await pass(world, 15);
  return world;
}

function planHash(world: World): string | undefined {
  return (world.get(net)?.status?.plan as { hash: string } | undefined)?.hash;
}

async function approve(world: World): Promise<string> {
  expect(await world.until(() => conditionOf(world.get(net), 'PlanPending') !== undefined, 120)).toBe(true);
  const hash = planHash(world) ?? '';
  await world.annotate(net, { 'vpcraft.dev/approve-plan': hash });
  return hash;
}

async function wipeStatus(world: World): Promise<void> {
  const path = `/apis/${API_VERSION}/namespaces/${NAMESPACE}/vpcs/net/status`;
  const answer = world.user.request({
    method: 'PATCH',
    path,
    body: { status: null },
    contentType: 'application/merge-patch+json',
  });
  await pass(world, 1);
  expect((await answer).status).toBe(200);
}

describe('what holds the controller back', () => {
  it('paused: nothing is made, and the object says so', async () => {
    const world = await started();
    await world.apply(vpc({ cidrBlocks }, { 'vpcraft.dev/paused': 'true' }));
    await pass(world);

    expect(writes(world)).toEqual([]);
    expect(conditionOf(world.get(net), 'Synced')).toMatchObject({ status: 'False', reason: 'Paused' });
  });

  it('paused after it was Ready: an edit is not called Ready', async () => {
    const world = await ready({ cidrBlocks });
    await world.annotate(net, { 'vpcraft.dev/paused': 'true' });
    await pass(world, 5);
    await world.apply(vpc({ cidrBlocks, tags: { team: 'net' } }, { 'vpcraft.dev/paused': 'true' }));
    await pass(world);

    expect(isReady(world.get(net))).toBe(false);
    expect(world.get(net)?.status?.observedGeneration).toBe(1);
    expect(tagsOf(world).team).toBeUndefined();
  });

  it('Observe: fills status and writes nothing, not even owner tags, and lets go without a write', async () => {
    const world = await started();
    const id = await foreignVPC(world);
    const since = world.aws.ledger.next;
    await world.apply(vpc({ managementPolicy: 'Observe', adopt: { id } }));
    await pass(world);

    expect(world.get(net)?.status).toMatchObject({ id, state: 'available' });
    await world.delete(net);
    expect(await gone(world)).toBe(true);
    expect(writes(world, since)).toEqual([]);
  });

  it.each(['Observe', 'Preview'])(
    '%s set on what was managed: its deletion writes nothing',
    async (managementPolicy) => {
      const world = await ready({ cidrBlocks });
      await world.apply(vpc({ cidrBlocks, managementPolicy }));
      await pass(world, 30);
      const since = world.aws.ledger.next;
      await world.delete(net);

      expect(await gone(world)).toBe(true);
      expect(writes(world, since)).toEqual([]);
      expect(rows(world)).toHaveLength(1);
    },
  );

  it('Preview: the plan stands in status and nothing is applied', async () => {
    const world = await started();
    await world.apply(vpc({ cidrBlocks, managementPolicy: 'Preview' }));
    await pass(world);

    expect(writes(world)).toEqual([]);
    expect(planHash(world)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('Preview: its hash approves the same change set under Manual, and no other', async () => {
    const world = await started();
    await world.apply(vpc({ cidrBlocks, managementPolicy: 'Preview' }));
    await pass(world, 30);
    const hash = planHash(world) ?? '';
    const approved = { 'vpcraft.dev/approve-plan': hash };
    await world.apply(vpc({ cidrBlocks, tags: { team: 'net' }, approval: 'Manual' }, approved));
    await pass(world, 30);
    expect(planHash(world)).not.toBe(hash);
    expect(conditionOf(world.get(net), 'PlanPending')?.message).toContain(`has the hash ${hash}`);

    await world.apply(vpc({ cidrBlocks, managementPolicy: 'Preview' }));
    await pass(world, 30);
    const previewed = { 'vpcraft.dev/approve-plan': planHash(world) ?? '' };
    expect(writes(world)).toEqual([]);
    await world.apply(vpc({ cidrBlocks, managementPolicy: 'Manage', approval: 'Manual' }, previewed));
    expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);
  });

  it('Manual: makes nothing without approval, and the same drift asks a second time', async () => {
    const world = await started();
    await world.apply(vpc({ cidrBlocks, approval: 'Manual', tags: { team: 'net' } }));
    await pass(world);
    expect(writes(world)).toEqual([]);
    await approve(world);
    expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);
    await pass(world, 15);
    const drift = async () => {
      await world.as('CreateTags', {
        Resources: [world.get(net)?.status?.id],
        Tags: [{ Key: 'team', Value: 'other' }],
      });
      const hash = await approve(world);
      expect(await world.until(() => tagsOf(world).team === 'net', 120)).toBe(true);
      await pass(world, 20);
      return hash;
    };

    const first = await drift();
    const second = await drift();

    expect(second).not.toBe(first);
  });

  it('Manual: what another hand changed is not called Ready while it waits for approval, one declared is', async () => {
    const world = await ready({ cidrBlocks, tags: { team: 'net' } });
    await world.apply(vpc({ cidrBlocks, approval: 'Manual', tags: { team: 'net' } }));
    await pass(world, 15);
    const Tags = [{ Key: 'team', Value: 'other' }];
    await world.as('CreateTags', { Resources: [world.get(net)?.status?.id], Tags });
    await pass(world, 60);

    expect(conditionOf(world.get(net), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ApprovalRequired',
    });
    expect(conditionOf(world.get(net), 'Drifted')).toMatchObject({ status: 'True' });
    await approve(world);
    expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);

    await world.apply(vpc({ cidrBlocks, approval: 'Manual', tags: { team: 'web' } }));
    await pass(world, 30);
    expect(conditionOf(world.get(net), 'PlanPending')).toBeDefined();
    expect(conditionOf(world.get(net), 'Ready')).toMatchObject({ status: 'True', observedGeneration: 2 });
  });

  it('Manual: a deletion is a change set too', async () => {
    const world = await started();
    await world.apply(vpc({ cidrBlocks, approval: 'Manual' }));
    await approve(world);
    expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);
    await world.delete(net);
    await pass(world);

    expect(rows(world)).toHaveLength(1);
    await approve(world);
    expect(await gone(world)).toBe(true);
    expect(rows(world)).toHaveLength(0);
  });
});

describe('what deletion leaves', () => {
  it('Retain: the thing stays, without our owner tags', async () => {
    const world = await ready({ cidrBlocks, deletionPolicy: 'Retain' });
    await world.delete(net);

    expect(await gone(world)).toBe(true);
    expect(Object.keys(tagsOf(world)).filter((key) => key.startsWith('vpcraft.dev/'))).toEqual([]);
    expect(rows(world)).toHaveLength(1);
  });

  it.each([
    ['kept by default', {}, 1],
    ['deleted when Delete was written', { deletionPolicy: 'Delete' }, 0],
  ] as const)('adopted: %s', async (_name, spec, left) => {
    const world = await adopted(spec);
    await world.delete(net);

    expect(await gone(world)).toBe(true);
    expect(rows(world)).toHaveLength(left);
  });

  it.each([
    ['adopted: kept, without our owner tags', adopted, 1],
    ['made by us: deleted', () => ready({ cidrBlocks }), 0],
  ] as const)('record lost while paused, %s', async (_name, given, left) => {
    const world = await given();
    await world.annotate(net, { 'vpcraft.dev/paused': 'true' });
    await wipeStatus(world);
    await world.delete(net);
    await world.annotate(net, { 'vpcraft.dev/paused': null });

    expect(await gone(world)).toBe(true);
    expect(rows(world)).toHaveLength(left);
    expect(Object.keys(tagsOf(world)).filter((key) => key.startsWith('vpcraft.dev/'))).toEqual([]);
  });

  it('protected: held, and says how to go on', async () => {
    const world = await ready({ cidrBlocks });
    await world.annotate(net, { 'vpcraft.dev/deletion-protection': 'true' });
    await world.delete(net);
    await pass(world);

    expect(conditionOf(world.get(net), 'DeletionBlocked')).toMatchObject({ reason: 'DeletionProtected' });
    await world.annotate(net, { 'vpcraft.dev/deletion-protection': null });
    expect(await gone(world)).toBe(true);
  });

  it('abandon: lets go of exactly the named thing without a write', async () => {
    const world = await ready({ cidrBlocks });
    const id = String(world.get(net)?.status?.id);
    await world.annotate(net, {
      'vpcraft.dev/deletion-protection': 'true',
      'vpcraft.dev/abandon': 'vpc-other',
    });
    await world.delete(net);
    await pass(world, 20);
    expect(world.get(net)).toBeDefined();
    const since = world.aws.ledger.next;
    await world.annotate(net, { 'vpcraft.dev/abandon': id });

    expect(await gone(world)).toBe(true);
    expect(writes(world, since)).toEqual([]);
    expect(rows(world)).toHaveLength(1);
  });
});

describe('what others did', () => {
  it('a wiped status comes back by tags, without a write', async () => {
    const world = await ready({ cidrBlocks });
    const id = world.get(net)?.status?.id;
    const since = world.aws.ledger.next;
    await wipeStatus(world);
    await pass(world);

    expect(world.get(net)?.status?.id).toBe(id);
    expect(isReady(world.get(net))).toBe(true);
    expect(writes(world, since)).toEqual([]);
  });

  it('recreatePolicy Never: what vanished is reported and not made again', async () => {
    const world = await ready({ cidrBlocks, recreatePolicy: 'Never' });
    await world.as('DeleteVpc', { VpcId: world.get(net)?.status?.id });
    await pass(world);

    expect(conditionOf(world.get(net), 'Ready')).toMatchObject({ status: 'False', reason: 'Vanished' });
    expect(rows(world)).toHaveLength(0);
  });

  it('foreign tags are left alone', async () => {
    const world = await ready({ cidrBlocks });
    await world.as('CreateTags', {
      Resources: [world.get(net)?.status?.id],
      Tags: [{ Key: 'cost', Value: '7' }],
    });
    await world.apply(vpc({ cidrBlocks, tags: { team: 'net' } }));
    await pass(world);

    expect(tagsOf(world)).toMatchObject({ cost: '7', team: 'net' });
  });

  it('an owner tag taken off by hand: NotOwned, and nothing is written any more', async () => {
    const world = await ready({ cidrBlocks });
    await world.as('DeleteTags', {
      Resources: [world.get(net)?.status?.id],
      Tags: [tagKeys.cluster, tagKeys.resource, tagKeys.owner].map((Key) => ({ Key })),
    });
    const since = world.aws.ledger.next;
    await world.apply(vpc({ cidrBlocks, tags: { team: 'net' } }));
    await pass(world);

    expect(conditionOf(world.get(net), 'Ready')).toMatchObject({ status: 'False', reason: 'NotOwned' });
    expect(writes(world, since)).toEqual([]);
  });

  it('a placement changed by hand moves nothing, and makes nothing elsewhere', async () => {
    const world = await ready({ cidrBlocks });
    const since = world.aws.ledger.next;
    await world.annotate(net, { 'vpcraft.dev/placement': `/${ACCOUNT}/us-west-2` });
    await world.apply(vpc({ cidrBlocks, tags: { team: 'net' } }));
    await pass(world);

    expect(conditionOf(world.get(net), 'Ready')).toMatchObject({ status: 'False', reason: 'InvalidSpec' });
    expect(writes(world, since)).toEqual([]);
  });

  it("a placement written beforehand does not open the controller's own account", async () => {
    const world = await started();
    await world.apply({
      apiVersion: API_VERSION,
      kind: 'AWSAccount',
      metadata: { name: 'prod' },
      spec: { accountID: ACCOUNT, defaultRegion: REGION, allowedNamespaces: { names: ['other'] } },
    });
    await world.apply(vpc({ cidrBlocks }, { 'vpcraft.dev/placement': `/${ACCOUNT}/${REGION}` }));
    await pass(world);

    expect(conditionOf(world.get(net), 'Ready')).toMatchObject({ reason: 'AccountNotAllowed' });
    expect(writes(world)).toEqual([]);
  });

  it('reconcile-requested-at is acted on past the sweep, and echoed', async () => {
    const world = new World({ seed: 5, settings: { sweepSeconds: 3600 } });
    world.start();
    await world.apply(vpc({ cidrBlocks, tags: { team: 'net' } }));
    expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);
    await pass(world, 15);
    await world.as('CreateTags', {
      Resources: [world.get(net)?.status?.id],
      Tags: [{ Key: 'team', Value: 'x' }],
    });
    await world.annotate(net, { 'vpcraft.dev/reconcile-requested-at': 'now' });
    await pass(world, 20);

    expect(tagsOf(world).team).toBe('net');
    expect(world.get(net)?.status?.lastHandledReconcileAt).toBe('now');
  });
});

describe('a create whose answer was lost', () => {
  it.each([
    ['lost-answer', 'it took effect: found by its tags'],
    ['lost-request', 'it did not: made after the window'],
    ['late-effect', 'it takes effect later: still found'],
  ] as const)('%s: exactly one VPC; %s', async (kind, _why) => {
    const world = await started();
    world.aws.faults.add({ operation: 'CreateVpc', kind, times: 1, delayMs: 3000 });
    await world.apply(vpc({ cidrBlocks }));

    expect(await world.until(() => isReady(world.get(net)), 120)).toBe(true);
    expect(rows(world)).toHaveLength(1);
  });
});
