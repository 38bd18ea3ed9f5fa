import { describe, expect, it } from 'vitest';
import { blockersKey, blockersOf, isInUse } from './blockers.ts';
import { Fault } from '../model/fault.ts';
import type { Action } from '../model/kind.ts';
import { netKind } from './fake-kind.ts';
import { fault, net } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { performAll } from './perform.ts';
import { dependency } from './undo.ts';

function given(thing: Parameters<FakeWorld['thing']>[1] = {}, kind = netKind()) {
  const world = new FakeWorld({ kind });
  world.put(net({ record: { ids: { main: 'net-1' } } }));
  world.thing('net-1', { users: ['user-1'] });
  world.thing('net-2', thing);
  return { world, pass: world.pass() };
}

function cannotTell() {
  const { blockers: _cannot, ...kind } = netKind();
  return kind;
}

describe('what stands in the way', () => {
  it('is asked of the object’s own thing', async () => {
    const { pass } = given();

    expect(await blockersOf(pass)).toEqual([{ id: 'user-1', type: 'user', owner: 'somebody' }]);
  });

  it('is asked under a name that is forgotten at once', async () => {
    const { world, pass } = given();
    const forgotten: string[] = [];
    world.deps.reader.forget = (key) => void forgotten.push(key);
    await blockersOf(pass);

    expect(forgotten).toEqual([blockersKey('Net/a/n')]);
  });

  it('is nothing where the kind cannot tell', async () => {
    expect(await blockersOf(given({}, cannotTell()).pass)).toEqual([]);
  });
});

describe('a call that AWS refuses for what depends on the thing', () => {
  const refusal = () =>
    fault('DependencyViolation', { disposition: 'waiting', reason: 'DependencyNotReady', message: 'busy.' });
  const action = (does: 'add' | 'remove'): Action => ({
    role: 'home',
    operation: 'DisassociateVpcCidrBlock',
    does,
    input: { AssociationId: 'link-1' },
    changes: [{ field: 'link', from: 'link-1', to: null, risk: 'Interrupts', why: 'it is not declared' }],
  });
  const refused = (does: 'add' | 'remove', kind = netKind()) => {
    const all = given({}, kind);
    all.world.fail('DisassociateVpcCidrBlock', refusal());
    return performAll(all.pass, [action(does)]);
  };

  it.each<['add' | 'remove', string]>([
    ['remove', 'busy; in the way: user user-1 (somebody)'],
    ['add', 'busy.'],
  ])('of a living object, and that is to %s, is no blocked deletion: %s', async (does, message) => {
    const outcome = await refused(does);

    expect(outcome).toMatchObject({ is: 'faulted', fault: { details: { reason: 'DependencyNotReady' } } });
    expect(outcome).toHaveProperty('fault.details.message', message);
  });

  it('says what AWS says where the kind cannot tell more', async () => {
    expect(await refused('remove', cannotTell())).toHaveProperty('fault.details.message', 'busy.');
  });

  it('says what AWS refused where it cannot be asked what is in the way', async () => {
    const { world, pass } = given();
    world.fail('DisassociateVpcCidrBlock', refusal());
    world.deps.reader.observe = () => Promise.reject(fault('RequestLimitExceeded'));

    expect(await performAll(pass, [action('remove')])).toHaveProperty('fault.details.message', 'busy.');
  });

  it.each([
    [
      'names it',
      netKind(),
      'DeleteVpc was refused with DependencyViolation; in the way: user user-1 (somebody)',
    ],
    ['says what AWS says', cannotTell(), 'busy.'],
  ])('of an object that is being deleted blocks the deletion, and %s', async (_what, kind, message) => {
    const { pass } = given({}, kind);
    const { details } = refusal();
    const outcome = await dependency(pass, new Fault({ ...details, operation: 'DeleteVpc' }));

    expect(outcome).toMatchObject({ is: 'blocked', reason: 'DeletionBlocked', message });
  });
});

describe('another thing of the same part', () => {
  it.each<[string, Parameters<FakeWorld['thing']>[1], boolean]>([
    ['empty', {}, false],
    ['with something in the way', { users: ['user-2'] }, true],
    ['with something to undo first', { links: ['link-1'] }, true],
  ])('%s', async (_what, thing, expected) => {
    expect(await isInUse(given(thing).pass, 'main', 'net-2')).toBe(expected);
  });

  it('is in use where its kind cannot tell', async () => {
    expect(await isInUse(given({}, cannotTell()).pass, 'main', 'net-2')).toBe(true);
  });
});
