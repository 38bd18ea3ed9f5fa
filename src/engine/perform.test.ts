import { describe, expect, it } from 'vitest';
import type { Action } from '../model/kind.ts';
import { FINALIZER } from '../model/names.ts';
import { fault, net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { eventReason, performAll } from './perform.ts';
import { withoutRefused } from './refusals.ts';

const set = (cidr: string, more: Partial<Action> = {}): Action =>
  ({
    role: 'home',
    operation: 'AssociateVpcCidrBlock',
    does: 'add',
    input: { VpcId: 'net-1', CidrBlock: cidr },
    changes: [{ field: `cidrs[${cidr}]`, from: null, to: cidr, risk: 'None', why: 'it is missing' }],
    ...more,
  }) as Action;

const remove = (cidr: string, more: Partial<Action> = {}): Action =>
  set(cidr, {
    operation: 'DisassociateVpcCidrBlock',
    does: 'remove',
    input: { AssociationId: cidr, CidrBlock: cidr },
    ...more,
  } as Partial<Action>);

function given(finalizers: readonly string[] = []) {
  const world = new FakeWorld();
  world.put(net({ finalizers, record: { ids: { main: 'net-1' } } }));
  world.thing('net-1');
  return { world, pass: world.pass() };
}
const inputs = (world: FakeWorld) => world.written.map(({ input }) => input.CidrBlock);
const refusal = () => fault('InvalidParameterValue', { disposition: 'refused', reason: 'InvalidSpec' });

describe('actions', () => {
  it('run in order, each noted in an event and as authored', async () => {
    const { world, pass } = given();

    expect(await performAll(pass, [set('2'), set('1')])).toBeUndefined();
    expect(inputs(world)).toEqual(['2', '1']);
    expect(world.events).toEqual(['AssociatedVpcCidrBlock', 'AssociatedVpcCidrBlock']);
    expect(pass.record.items).toEqual(['cidrs[1]', 'cidrs[2]']);
  });

  it.each<[string, boolean, Action, string]>([
    ['what was changed and why', false, set('1'), 'cidrs[1]: – → 1 (it is missing)'],
    [
      'that another hand had changed it',
      true,
      set('1'),
      'Put back what another hand changed in AWS: cidrs[1]: – → 1 (it is missing)',
    ],
    [
      'why a mark of ours was set',
      true,
      set('1', { changes: [], why: 'It was adopted.' }),
      'It was adopted.',
    ],
  ])('tell %s', async (_what, drifted, action, note) => {
    const { world, pass } = given();
    pass.memo.drifted = drifted;
    await performAll(pass, [action]);

    expect(world.notes).toEqual([note]);
  });

  it('are authored no more when they were removed; tags and plain fields never are', async () => {
    const { pass } = given();
    const tag = set('t', { changes: [{ field: 'tags[a]', from: null, to: 'b', risk: 'None', why: '' }] });
    const plain = set('p', { changes: [{ field: 'size', from: 1, to: 2, risk: 'None', why: '' }] });
    await performAll(pass, [
      set('1'),
      set('2'),
      tag,
      plain,
      set('1', { does: 'remove', role: 'home', input: {} }),
    ]);

    expect(pass.record.items).toEqual(['cidrs[2]']);
  });

  it('are not repeated while AWS may not show them yet', async () => {
    const { world, pass } = given();
    await performAll(pass, [set('1')]);

    expect(await performAll(pass, [set('1')])).toMatchObject({ is: 'working' });
    expect(inputs(world)).toEqual(['1']);
    await world.wait(301);
    expect(await performAll(pass, [set('1')])).toBeUndefined();
    expect(inputs(world)).toEqual(['1', '1']);
  });

  it('end where the limiter has no token', async () => {
    const { world, pass } = given();
    world.deps.writer.reserve = () => ({ retryAtMs: 700 });

    expect(await performAll(pass, [set('1')])).toEqual({
      is: 'limited',
      retryAtMs: 700,
      operation: 'AssociateVpcCidrBlock',
    });
  });

  it('end where nobody can act', async () => {
    const { world, pass } = given();

    expect(await performAll(pass, [set('1', { role: 'peer' })])).toMatchObject({
      is: 'waiting',
      reason: 'CredentialsUnavailable',
    });
    expect(world.written).toEqual([]);
  });
});

describe('a failure', () => {
  it.each([
    ['transient', ['1', '2']],
    ['denied', ['1', '2']],
    ['refused', ['1', '2']],
    ['waiting', ['1', '2']],
    ['throttled', ['1']],
    ['bug', ['1']],
  ] as const)(
    'of an item that is %s ends the pass with the fields that it is about, after %j',
    async (disposition, sent) => {
      const { world, pass } = given();
      world.fail('AssociateVpcCidrBlock', fault('x', { disposition }));

      expect(await performAll(pass, [set('1'), set('2')])).toMatchObject({
        is: 'faulted',
        fields: ['cidrs[1]'],
      });
      expect(inputs(world)).toEqual(sent);
    },
  );

  it('of what is no item ends the pass', async () => {
    const { world, pass } = given();
    world.fail('AssociateVpcCidrBlock', refusal());
    const changes = [{ field: 'size', from: 1, to: 2, risk: 'None', why: '' }] as const;

    expect(await performAll(pass, [set('1', { changes }), set('2')])).toMatchObject({ fields: ['size'] });
    expect(inputs(world)).toEqual(['1']);
  });

  it('is not shown before what waits for its turn was tried', async () => {
    const { world, pass } = given();
    world.fail('AssociateVpcCidrBlock', refusal());
    const { reserve } = world.deps.writer;
    let asked = 0;
    world.deps.writer.reserve = (scope, operation, key) =>
      asked++ === 0 ? reserve(scope, operation, key) : { retryAtMs: 700 };

    expect(await performAll(pass, [set('1'), set('2')])).toMatchObject({ is: 'limited' });
  });

  it.each<[string, Parameters<typeof fault>[1], readonly string[]]>([
    ['refused for good: the list is cleared of the others', { disposition: 'refused' }, ['1', '2', '8', '9']],
    ['refused for now: the list keeps the others', { disposition: 'waiting' }, ['1', '2']],
    ['refused by permissions: the same', { disposition: 'denied', reason: 'AccessDenied' }, ['1', '2']],
    [
      'that names what AWS does not know: the same at first',
      { disposition: 'transient', reason: 'DependencyNotFound' },
      ['1', '2'],
    ],
  ])('of an added item %s', async (_what, details, sent) => {
    const { world, pass } = given();
    world.fail('AssociateVpcCidrBlock', fault('x', details));

    await performAll(pass, [set('1'), set('2'), remove('8'), remove('9')]);
    expect(inputs(world)).toEqual(sent);
  });

  it('of an added item does not take away what stands for the same item', async () => {
    const { world, pass } = given();
    world.fail('AssociateVpcCidrBlock', refusal());
    const { changes } = set('1');

    await performAll(pass, [set('1'), remove('8', { changes }), remove('9')]);
    expect(inputs(world)).toEqual(['1', '9']);
  });

  it('of a full list makes room for one item, and plans anew', async () => {
    const { world, pass } = given();
    const full = () => fault('RuleLimitExceeded', { disposition: 'denied', reason: 'QuotaExceeded' });
    world.fail('AssociateVpcCidrBlock', full(), full());

    expect(await performAll(pass, [set('1'), set('2'), remove('8'), remove('9')])).toBeUndefined();
    expect(inputs(world)).toEqual(['1', '8']);
    expect(await performAll(pass, [set('1'), set('2')])).toMatchObject({
      is: 'faulted',
      fault: { details: { reason: 'QuotaExceeded' } },
    });
  });

  it('of an item whose target AWS does not know is for good after the settling time', async () => {
    const { world, pass } = given();
    const unknown = fault('x', { disposition: 'transient', reason: 'DependencyNotFound' });
    world.fail('AssociateVpcCidrBlock', unknown, unknown, unknown);
    expect(await performAll(pass, [set('1')])).toMatchObject({
      fault: { details: { disposition: 'transient' } },
    });
    await world.wait(world.settings.settlingBoundSeconds - 1);
    await performAll(pass, [set('1')]);
    await world.wait(2);

    expect(await performAll(pass, [set('1'), remove('9')])).toMatchObject({
      fault: { details: { disposition: 'refused', reason: 'DependencyNotFound' } },
    });
    expect(inputs(world)).toEqual(['1', '1', '1', '9']);
  });

  it('is not risked by a call that would add once more what the process before this one may have added', async () => {
    const { world, pass } = given([FINALIZER]);

    expect(await performAll(pass, [set('1', { addsAgain: true })])).toMatchObject({ is: 'working' });
    await world.wait(world.settings.settlingBoundSeconds + 1);
    expect(await performAll(pass, [set('1', { addsAgain: true })])).toBeUndefined();
    expect(inputs(world)).toEqual(['1']);
  });

  it('without an answer, of a call that would add once more: not repeated before its effect must be seen', async () => {
    const { world, pass } = given();
    const lost = fault('NoAnswer', { outcomeUnknown: true });
    world.fail('AssociateVpcCidrBlock', lost, lost);
    await performAll(pass, [set('1', { addsAgain: true })]);

    expect(await performAll(pass, [set('1', { addsAgain: true })])).toMatchObject({ is: 'working' });
    await performAll(pass, [set('2')]);
    await performAll(pass, [set('2')]);
    expect(inputs(world)).toEqual(['1', '2', '2']);
    await world.wait(world.settings.settlingBoundSeconds + 1);
    await performAll(pass, [set('1', { addsAgain: true })]);
    expect(inputs(world)).toEqual(['1', '2', '2', '1']);
  });

  it('because our picture was old: looked at again, and a second time waited for', async () => {
    const { world, pass } = given();
    const stale = fault('RouteAlreadyExists', { disposition: 'stale' });
    world.fail('AssociateVpcCidrBlock', stale, stale);

    expect(await performAll(pass, [set('1')])).toBeUndefined();
    expect(await performAll(pass, [set('1')])).toMatchObject({
      is: 'faulted',
      fault: { details: { disposition: 'waiting', code: 'RouteAlreadyExists' } },
    });
  });

  it.each<[string, Parameters<typeof fault>[1], boolean]>([
    ['of unknown outcome makes older rows worthless', { outcomeUnknown: true }, true],
    ['that shows an old picture makes older rows worthless', { disposition: 'stale' }, true],
    ['that changed nothing leaves them', { disposition: 'refused' }, false],
  ])('%s', async (_what, details, expected) => {
    const { world, pass } = given();
    await world.wait(1);
    world.fail('AssociateVpcCidrBlock', fault('x', details));
    await performAll(pass, [set('1')]);

    expect(pass.memo.lastWriteAt > 0).toBe(expected);
  });

  it('that is a defect is thrown', async () => {
    const { world, pass } = given();
    world.deps.writer.perform = async () => {
      throw new TypeError('a defect');
    };

    await expect(performAll(pass, [set('1')])).rejects.toThrow('a defect');
  });

  it('of a batch: one by one, so that the good ones do not suffer', async () => {
    const { world, pass } = given();
    const batch = set('all', { split: [set('1'), set('2'), set('3')] });
    const original = world.deps.writer.perform;
    world.deps.writer.perform = async (reservation, call, faults) => {
      const cidr = (call.input as { CidrBlock: string }).CidrBlock;
      if (cidr === 'all' || cidr === '2') throw refusal();
      return original(reservation, call, faults);
    };

    expect(await performAll(pass, [batch])).toMatchObject({ is: 'faulted', fields: ['cidrs[2]'] });
    expect(inputs(world)).toEqual(['1', '3']);
  });
});

describe('an item that another object contributes', () => {
  const from = 'Item/a/x';

  it.each([
    ['refused', 300],
    ['denied', 300],
    ['waiting', 5],
  ] as const)(
    'and that is %s holds up nothing else, and is tried again after %i s',
    async (disposition, seconds) => {
      const { world, pass } = given();
      world.fail('AssociateVpcCidrBlock', fault('x', { disposition, reason: 'InvalidSpec' }));

      expect(await performAll(pass, [set('1', { from }), set('2')])).toBeUndefined();
      expect(inputs(world)).toEqual(['1', '2']);
      const first = withoutRefused(pass, [set('1', { from }), set('2')]);
      expect(first.tried).toEqual([set('2')]);
      expect(first.refusals.map(({ held }) => [held.from, held.path, held.reason])).toEqual([
        [from, 'cidrs[1]', 'InvalidSpec'],
      ]);

      await world.wait(seconds + 1);
      expect(withoutRefused(pass, [set('1', { from })])).toEqual({
        tried: [set('1', { from })],
        refusals: [],
      });
    },
  );

  it('and that names what AWS does not know holds up nothing else, and is tried again ever more slowly', async () => {
    const { world, pass } = given();
    const unknown = fault('x', { disposition: 'transient', reason: 'DependencyNotFound' });
    for (const seconds of [5, 10, 20]) {
      world.fail('AssociateVpcCidrBlock', unknown);
      expect(await performAll(pass, [set('1', { from })])).toBeUndefined();
      await world.wait(seconds - 1);
      expect(withoutRefused(pass, [set('1', { from })]).tried).toEqual([]);
      await world.wait(2);
      expect(withoutRefused(pass, [set('1', { from })]).tried).toHaveLength(1);
    }
  });

  it('that AWS shows otherwise twice holds up nothing else either', async () => {
    const { world, pass } = given();
    const stale = fault('RouteAlreadyExists', { disposition: 'stale' });
    world.fail('AssociateVpcCidrBlock', stale, stale);
    await performAll(pass, [set('1', { from })]);

    expect(await performAll(pass, [set('1', { from }), set('2')])).toBeUndefined();
    expect(inputs(world)).toEqual(['1', '1', '2']);
    expect(withoutRefused(pass, [set('1', { from })]).refusals).toHaveLength(1);
  });

  it('that nobody has heard of for long holds up nothing else either', async () => {
    const { world, pass } = given();
    const unknown = fault('InvalidGroup.NotFound', {
      disposition: 'transient',
      reason: 'DependencyNotFound',
    });
    world.fail('AssociateVpcCidrBlock', unknown);

    expect(await performAll(pass, [set('1', { from }), set('2')])).toBeUndefined();
    expect(inputs(world)).toEqual(['1', '2']);
  });

  it('that is no longer declared is forgotten with its refusal', async () => {
    const { world, pass } = given();
    world.fail('AssociateVpcCidrBlock', refusal());
    await performAll(pass, [set('1', { from })]);
    await world.wait(601);
    withoutRefused(pass, []);

    expect([...pass.memo.refusals]).toHaveLength(0);
  });

  it('is taken out of a batch', async () => {
    const { world, pass } = given();
    world.fail('AssociateVpcCidrBlock', refusal());
    await performAll(pass, [set('1', { from })]);
    const batch = set('all', { split: [set('1', { from }), set('2')] });

    expect(withoutRefused(pass, [batch]).tried).toEqual([set('2')]);
  });

  it('fails the pass where AWS does not answer', async () => {
    const { world, pass } = given();
    world.fail('AssociateVpcCidrBlock', fault('InternalError', { outcomeUnknown: true }));
    expect(await performAll(pass, [set('1', { from })])).toMatchObject({ is: 'faulted' });

    world.fail('AssociateVpcCidrBlock', fault('NoAnswer'));
    expect(await performAll(pass, [set('1', { from })])).toMatchObject({ is: 'faulted' });
  });

  it('and that AWS refuses with a code that nobody knows holds up nothing else, in a batch too', async () => {
    const { world, pass } = given();
    const strange = fault('SomethingNew');
    world.fail('AssociateVpcCidrBlock', strange, strange);
    const batch = set('all', { split: [set('1', { from }), set('2')] });

    expect(await performAll(pass, [batch])).toBeUndefined();
    expect(inputs(world)).toEqual(['all', '1', '2']);
    expect(withoutRefused(pass, [set('1', { from })]).refusals).toHaveLength(1);
  });
});

it.each([
  ['CreateRoute', 'CreatedRoute'],
  ['DeleteVpc', 'DeletedVpc'],
  ['ModifyVpcAttribute', 'ModifiedVpcAttribute'],
  ['AuthorizeSecurityGroupIngress', 'AuthorizedSecurityGroupIngress'],
  ['AttachInternetGateway', 'AttachedInternetGateway'],
])('%s is told as %s', (operation, reason) => {
  expect(eventReason(operation)).toBe(reason);
});
