import { describe, expect, it } from 'vitest';
import type { Action, Held } from '../model/kind.ts';
import { allowedActions, inOrder, type ListMemory, shieldedRemovals } from './policy.ts';

function action(does: Action['does'], field = 'routes[x]', more: object = {}): Action {
  return {
    role: 'home',
    operation: 'DeleteRoute',
    does,
    input: {},
    changes: [{ field, from: null, to: null, risk: 'None', why: '' }],
    ...more,
  } as unknown as Action;
}

const exclusive: ListMemory = { spec: { routes: [] }, adopted: false, ours: [], held: [] };
const additive = { ...exclusive, spec: { routes: [], policy: 'Additive' } };
const held: readonly Held[] = [{ path: 'routes[0]', reason: 'DependencyNotFound', message: 'm' }];

describe('removals', () => {
  it.each([
    ['Exclusive', exclusive, 1],
    ['Additive, ours', { ...additive, ours: ['routes[x]'] }, 1],
    ['Additive, not ours', additive, 0],
    ['adopted, list left out', { ...exclusive, adopted: true, spec: {} }, 0],
    ['an item of the list is held', { ...exclusive, held }, 0],
    [
      'an item of another list is held',
      { ...exclusive, held: [{ ...held[0], path: 'ingress[0]' } as Held] },
      1,
    ],
  ] as const)('%s', (_name, memory, left) => {
    expect(allowedActions([action('remove')], memory)).toHaveLength(left);
    expect(allowedActions([action('add')], memory)).toHaveLength(1);
  });
});

describe('what held items keep', () => {
  const shields = 'routes[x';
  const one = action('remove', 'routes[x1]');
  const other = action('remove', 'routes[y]');
  const batch = action('remove', '', { changes: [...one.changes, ...other.changes] });

  it.each<[string, Action, readonly string[]]>([
    ['what looks like it', one, ['routes[x1]']],
    ['nothing else', other, []],
    ['of a batch, what looks like it', { ...batch, split: [one, other] }, ['routes[x1]']],
    ['all of a batch that cannot be divided', batch, ['routes[x1]', 'routes[y]']],
    ['nothing that is added', action('add', 'routes[x1]'), []],
  ])('is %s', (_what, removal, expected) => {
    const by = { ...held[0], shields } as Held;

    expect(shieldedRemovals([removal], [by])).toEqual(expected.map((field) => ({ field, by })));
  });
});

describe('a call that replaces one item by another', () => {
  const replacing = action('replace', 'ingress[old]', {
    changes: [
      { field: 'ingress[new]', from: null, to: 'new', risk: 'None', why: '' },
      { field: 'ingress[old]', from: 'old', to: null, risk: 'Interrupts', why: '' },
    ],
    split: [action('add', 'ingress[new]')],
  });

  it.each([
    ['Exclusive', exclusive, 'replace'],
    ['Additive, the old one ours', { ...additive, ours: ['ingress[old]'] }, 'replace'],
    ['Additive, the old one not ours', additive, 'add'],
    [
      'an item of the list is held',
      { ...exclusive, held: [{ ...held[0], path: 'ingress[0]' } as Held] },
      'add',
    ],
  ] as const)('%s', (_name, memory, does) => {
    expect(allowedActions([replacing], memory).map((one) => one.does)).toEqual([does]);
  });
});

describe('order', () => {
  it('makes before it breaks, but for what EC2 demands first', () => {
    const actions = [
      action('remove', 'a'),
      action('set', 'b'),
      action('add', 'c'),
      action('remove', 'd', { breakFirst: 'why' }),
    ];

    expect(inOrder(actions).map((one) => one.changes[0]?.field)).toEqual(['d', 'c', 'b', 'a']);
  });
});
