import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/object.ts';
import { ACCOUNT, fault, net, type NetOptions } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { isReady, nextVisit, noteExpectation, report, saysAtRest, usability } from './finish.ts';
import { type Outcome, outcomeOfFault, refused, settling, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { look } from './look.ts';
import { place, present, resolve } from './prepare.ts';

const recorded = { ids: { main: 'net-1' } };
const settled: Outcome = { is: 'settled', held: [] };

/** A pass that has looked at what there is. */
async function seen(options: NetOptions = {}, thing?: Parameters<FakeWorld['thing']>[1]) {
  const world = new FakeWorld();
  world.put(net(options));
  if (thing !== undefined) world.thing('net-1', thing);
  const pass = world.pass();
  await place(pass);
  await look(pass, present(pass, pass.spec), 0);
  return { world, pass };
}

const statusOf = (world: FakeWorld) => world.objects.get('Net/a/n')?.status ?? {};

describe('the status', () => {
  it('shows the thing, its place, and what the kind says of it', async () => {
    const { world, pass } = await seen({ record: recorded }, { size: 7 });
    await report(pass, settled, 0);

    expect(statusOf(world)).toMatchObject({
      id: 'net-1',
      arn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:net/net-1`,
      state: 'available',
      size: 7,
      accountID: ACCOUNT,
      region: 'eu-west-1',
      observedGeneration: 1,
      record: { v: 1, ids: { main: 'net-1' }, usable: true },
    });
  });

  it('says which reference is missing, also where that one decides account and region', async () => {
    const world = new FakeWorld();
    world.put(net({ spec: { parentRef: { name: 'nope' } } }));
    const pass = world.pass();
    pass.placement = undefined;
    const outcome = await place(pass);
    expect(outcome).toBeDefined();
    await report(pass, outcome ?? settled, 0);

    expect(statusOf(world).conditions).toContainEqual(
      expect.objectContaining({
        type: 'ReferencesResolved',
        status: 'False',
        reason: 'DependencyNotFound',
        message: 'parentRef: Net nope does not exist: create it, or correct the reference',
      }),
    );
  });

  it.each([
    ['an id is enough where no more is needed', { routes: [{ netRef: { name: 'other' } }] }, 'True'],
    ['a reference that needs more is open until then', { parentRef: { name: 'other' } }, 'False'],
  ] as const)('%s', async (_what, spec, status) => {
    const world = new FakeWorld();
    world.put(net({ name: 'other', record: { ids: { main: 'net-9' }, usable: false } }), net({ spec }));
    const pass = world.pass();
    await place(pass);
    await resolve(pass, pass.spec);
    await report(pass, settled, 0);

    expect(statusOf(world).conditions).toContainEqual(
      expect.objectContaining({ type: 'ReferencesResolved', status }),
    );
  });

  it.each([
    ['cn-north-1', 'arn:aws-cn:ec2:'],
    ['us-gov-west-1', 'arn:aws-us-gov:ec2:'],
    ['us-isob-east-1', 'arn:aws-iso-b:ec2:'],
    ['eusc-de-east-1', 'arn:aws-eusc:ec2:'],
  ])('names the partition of %s', async (region, arn) => {
    const { world, pass } = await seen({ record: recorded, spec: { region } }, {});
    await report(pass, settled, 0);

    expect(String(statusOf(world).arn)).toContain(arn);
  });

  it('is left alone while the look at a settled object waits for a token or for another, but not where drift is known', async () => {
    const { world, pass } = await seen({ record: recorded }, {});
    await report(pass, settled, 0);
    const version = () => (world.objects.get('Net/a/n') as KubeObject).metadata.resourceVersion;
    const before = version();
    const again = world.pass('Net/a/n', pass);
    await report(again, { is: 'limited', retryAtMs: 0, operation: 'DescribeNets' }, 0);
    await report(again, { ...waiting('Pending', 'm'), keepReady: true, saysNothing: true }, 0);
    expect(version()).toBe(before);

    again.memo.drifted = true;
    await report(again, { is: 'limited', retryAtMs: 0, operation: 'ModifyNet' }, 0);

    expect(version()).not.toBe(before);
  });

  it('is written only when something changed', async () => {
    const { world, pass } = await seen({ record: recorded }, {});
    await report(pass, settled, 0);
    const { resourceVersion } = (world.objects.get('Net/a/n') as KubeObject).metadata;
    const again = world.pass('Net/a/n', pass);
    await place(again);
    await look(again, present(again, again.spec), 0);
    await report(again, settled, 0);

    expect(world.objects.get('Net/a/n')?.metadata.resourceVersion).toBe(resourceVersion);
  });

  it.each<[string, Outcome]>([
    ['gone', { is: 'gone' }],
    ['conflict', { is: 'conflict' }],
  ])('is not written when the pass ended in %s', async (_what, outcome) => {
    const { world, pass } = await seen({ record: recorded });
    await report(pass, outcome, 0);

    expect(world.objects.get('Net/a/n')?.metadata.resourceVersion).toBe('1');
  });

  it.each<[string, Outcome, number]>([
    ['settled', settled, 5],
    ['refused', refused('InvalidSpec', 'm'), 5],
    ['waiting', waiting('Pending', 'm'), 5],
    ['denied', { is: 'faulted', fault: fault('x', { disposition: 'denied' }), fields: [] }, 5],
    ['transient', { is: 'faulted', fault: fault('x'), fields: [] }, 4],
    ['a defect', { is: 'faulted', fault: fault('x', { disposition: 'bug' }), fields: [] }, 4],
    ['limited', { is: 'limited', retryAtMs: 0, operation: 'CreateVpc' }, 4],
    ['paused', { is: 'paused' }, 4],
  ])('%s: the generation that was looked at', async (_what, outcome, generation) => {
    const { world, pass } = await seen({ record: recorded, generation: 5 }, {});
    pass.object = {
      ...pass.object,
      status: {
        ...pass.object.status,
        observedGeneration: 4,
        conditions: [
          { type: 'Ready', status: 'True', reason: 'Available', message: '', observedGeneration: 4 },
        ],
      },
    };
    await report(pass, outcome, 1);

    expect(statusOf(world).observedGeneration).toBe(generation);
  });

  it('keeps a plan only as long as it is asked for', async () => {
    const { world, pass } = await seen({ record: recorded }, {});
    await report(
      pass,
      { is: 'planned', plan: { hash: 'h', generation: 1, changes: [], more: 0 }, why: 'w' },
      0,
    );
    expect(statusOf(world).plan).toMatchObject({ hash: 'h' });
    await report(pass, settled, 0);

    expect(statusOf(world).plan).toBeUndefined();
  });

  it('echoes a request to look', async () => {
    const annotations = { 'vpcraft.dev/reconcile-requested-at': 'now' };
    const { world, pass } = await seen({ record: recorded, annotations }, {});
    await report(pass, settled, 0);

    expect(statusOf(world).lastHandledReconcileAt).toBe('now');
  });

  it('does not hide that the record was lost', async () => {
    const { world, pass } = await seen();
    await report(pass, { is: 'faulted', fault: fault('x', { disposition: 'denied' }), fields: [] }, 1);

    expect(statusOf(world).record).toBeUndefined();
  });

  it('fails when somebody else changed the object', async () => {
    const { world, pass } = await seen({ record: recorded }, {});
    world.put({ ...net(), metadata: { ...net().metadata, resourceVersion: '9' } });

    await expect(report(pass, settled, 0)).rejects.toThrow('Conflict');
  });
});

describe('usability', () => {
  it.each<[string, NetOptions, Parameters<FakeWorld['thing']>[1] | undefined, boolean]>([
    ['nothing recorded', { record: {} }, undefined, false],
    ['a ready thing', { record: recorded }, {}, true],
    ['a thing that is being made', { record: recorded }, { state: 'pending' }, false],
    ['not looked at: as before', { record: { ...recorded, usable: true } }, undefined, true],
  ])('of %s', async (_what, options, thing, expected) => {
    const { pass } = await seen(options, thing);

    expect(usability(pass)).toEqual({ usable: expected });
  });
});

describe('the next visit', () => {
  const later = (ms: number, priority: string) => ({ is: 'after', ms, priority });
  const faulted = (
    disposition: 'denied' | 'refused' | 'transient' | 'throttled',
    retryAfterMs?: number,
  ): Outcome => ({
    is: 'faulted',
    fault: fault('x', { disposition, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
    fields: [],
  });

  it.each<[string, Outcome, object]>([
    ['working: soon', { is: 'working', message: '', seconds: 1 }, later(1000, 'dependent')],
    ['settling: as AWS takes', settling('Pending', '', 5), later(5000, 'dependent')],
    ['waiting: no later than a resync', waiting('Pending', '', 9999), later(600_000, 'dependent')],
    [
      'limited: when there is a token',
      { is: 'limited', retryAtMs: 700, operation: 'x' },
      later(700, 'dependent'),
    ],
    ['refused: seldom', refused('InvalidSpec', ''), later(300_000, 'dependent')],
    ['denied: seldom', faulted('denied'), later(300_000, 'drift')],
    ['refused by AWS: seldom', faulted('refused'), later(300_000, 'drift')],
    ['transient: back-off', faulted('transient'), { is: 'failed', atLeastMs: 0 }],
    ['throttled: back-off, not before AWS says', faulted('throttled', 900), { is: 'failed', atLeastMs: 900 }],
    ['conflict: when the newer object has come', { is: 'conflict' }, later(1_000, 'user')],
    ['gone: never', { is: 'gone' }, { is: 'none' }],
  ])('%s', (_what, outcome, expected) => {
    const world = new FakeWorld();
    world.put(net());

    expect(nextVisit(world.pass(), outcome)).toEqual(expected);
  });

  it('conflict: at once, where the newer object has come already', () => {
    const world = new FakeWorld();
    world.put(net());
    const pass = world.pass();
    world.put({ ...pass.object, metadata: { ...pass.object.metadata, resourceVersion: '2' } });

    expect(nextVisit(pass, { is: 'conflict' })).toEqual(later(0, 'user'));
  });

  it.each([
    [1_930, 5_000],
    [2_400, 5_000],
    [3_000, 10_000],
  ])('while AWS is at work: at moments that all objects share, asked at %d ms', async (nowMs, atMs) => {
    const world = new FakeWorld();
    world.put(net());
    await world.clock.run(nowMs);

    expect(nextVisit(world.pass(), settling('Pending', '', 5))).toEqual(later(atMs - nowMs, 'dependent'));
  });

  it.each<[string, Outcome]>([
    ['settled', settled],
    ['paused', { is: 'paused' }],
    ['observing', { is: 'observing' }],
    ['waiting for an event', waiting('DependencyNotFound', '')],
  ])('%s: at a resync, spread over 40 %% of its time', (_what, outcome) => {
    const world = new FakeWorld();
    world.put(net());
    const visits = Array.from({ length: 50 }, () => nextVisit(world.pass(), outcome));
    const times = visits.map((visit) => (visit.is === 'after' ? visit.ms / 1000 : 0));

    expect(Math.min(...times)).toBeGreaterThanOrEqual(480);
    expect(Math.max(...times)).toBeLessThanOrEqual(720);
    expect(new Set(times).size).toBeGreaterThan(40);
  });
});

describe('what the next pass needs', () => {
  const memoAfter = async (...outcomes: Outcome[]) => {
    const world = new FakeWorld();
    world.put(net());
    const pass = world.pass();
    for (const outcome of outcomes) {
      await world.clock.run(world.clock.monotonic() + 1_000);
      noteExpectation(pass, outcome);
    }
    const { expecting, lookedUntil } = pass.memo;
    return { expecting, lookedUntil };
  };
  const limited: Outcome = { is: 'limited', retryAtMs: 0, operation: 'x' };

  it('is a newer picture than the one that was not enough', async () => {
    expect(await memoAfter(waiting('Pending', ''))).toEqual({ expecting: true, lookedUntil: 1_000 });
    expect(await memoAfter(waiting('Pending', ''), settled)).toMatchObject({ expecting: false });
  });

  it('is the same as before, where a call waits for its token', async () => {
    expect(await memoAfter(settled, limited)).toEqual({ expecting: false, lookedUntil: 1_000 });
    expect(await memoAfter(waiting('Pending', ''), limited)).toEqual({ expecting: true, lookedUntil: 1_000 });
  });

  it('is nothing else than a token, where a read was not sent for want of it', () => {
    const short = fault('OwnLimiter', { disposition: 'throttled', retryAfterMs: 300 });
    expect(outcomeOfFault(short, 1_000)).toEqual({ is: 'limited', retryAtMs: 1_300, operation: 'Some' });
    const throttled = fault('RequestLimitExceeded', { disposition: 'throttled', retryAfterMs: 300 });
    expect(outcomeOfFault(throttled, 1_000)).toMatchObject({ is: 'faulted' });
  });
});

describe('Ready as last written', () => {
  const ready = { type: 'Ready', status: 'True', observedGeneration: 1 };
  const of = (pass: Pick<Pass, 'object'>, conditions: unknown) =>
    isReady({ ...pass.object, status: { conditions } });

  it.each<[string, unknown, boolean]>([
    ['of this generation', [ready], true],
    ['of an older generation', [{ ...ready, observedGeneration: 0 }], false],
    ['False', [{ ...ready, status: 'False' }], false],
    ['of another type', [{ ...ready, type: 'Synced' }], false],
    ['no list', 'True', false],
    ['no condition', [null, 'Ready'], false],
  ])('%s', (_what, conditions, expected) => {
    expect(of({ object: net() }, conditions)).toBe(expected);
  });
});

describe('at rest, as last written', () => {
  const condition = (type: string, status = 'True') => ({ type, status, observedGeneration: 1 });
  const resting = ['Ready', 'Synced', 'ReferencesResolved'].map((type) => condition(type));
  const record = { v: 1, ids: { main: 'net-1' }, usable: true };
  const intent = { part: 'main', attempt: 1, token: 't', at: '2026-01-01T00:00:00Z', process: 'p' };
  const failure = {
    id: 'n',
    generation: 1,
    targets: '',
    reason: 'Failed',
    message: '',
    heals: false,
    times: 1,
  };

  it.each<[string, { conditions?: unknown; record?: unknown; deleting?: boolean }, boolean]>([
    ['settled', {}, true],
    [
      'out of step',
      { conditions: [...resting.slice(0, 2), condition('ReferencesResolved', 'False')] },
      false,
    ],
    ['Synced no more', { conditions: [condition('Ready'), condition('Synced', 'False')] }, false],
    ['of an older generation', { conditions: [{ ...condition('Ready'), observedGeneration: 0 }] }, false],
    ['at work', { conditions: [...resting, condition('Reconciling')] }, false],
    ['waiting for approval', { conditions: [...resting, condition('PlanPending')] }, false],
    ['with what is no condition', { conditions: [...resting, null] }, false],
    ['being deleted', { deleting: true }, false],
    ['without a record', { record: undefined }, false],
    ['with an open intent', { record: { ...record, intent } }, false],
    ['with a failure', { record: { ...record, failure } }, false],
    [
      'with approved changes',
      { record: { ...record, approved: { hash: 'h', generation: 1, changes: [] } } },
      false,
    ],
    [
      'with a thing that gives way',
      { record: { ...record, former: [{ part: 'main', id: 'n', goes: 'now' }] } },
      false,
    ],
  ])('%s', (_what, { deleting = false, ...status }, expected) => {
    expect(saysAtRest({ ...net({ deleting }), status: { conditions: resting, record, ...status } })).toBe(
      expected,
    );
  });
});
