import { describe, expect, it } from 'vitest';
import { type Action, type AnyKind, type Held, type Plan, planOf } from '../model/kind.ts';
import type { Contributed } from './contributions.ts';
import { netKind } from './fake-kind.ts';
import { type AnyInput, inputOf } from './input.ts';
import { keptItems } from './leaving.ts';
import { net } from './fake-objects.ts';

type Value = { to: string };

const removal = (fields: readonly string[], more: object = {}): Action => ({
  role: 'home',
  operation: 'DisassociateVpcCidrBlock',
  does: 'remove',
  input: { AssociationId: '' },
  changes: fields.map((field) => ({ field, from: 'x', to: null, risk: 'Interrupts', why: '' })),
  ...more,
});

/** Takes out what no item names; `p?` is an item that cannot be resolved, and may be any that begins with p. */
function plan(input: AnyInput, standing: readonly string[]): Plan {
  const items = input.items<Value>('routes');
  const held = items
    .filter(({ value }) => value.to.endsWith('?'))
    .map(({ value, path, from }): Held => {
      const shields = `routes[${value.to.slice(0, -1)}`;
      return {
        path,
        reason: 'DependencyNotFound',
        message: 'm',
        shields,
        ...(from === undefined ? {} : { from }),
      };
    });
  const extra = standing.filter((one) => !items.some(({ value }) => value.to === one));
  return planOf(extra.length === 0 ? [] : [removal(extra.map((one) => `routes[${one}]`))], held);
}

const kind: AnyKind = { ...netKind(), plan };

const leaving = (to: string, more: Partial<Contributed> = {}): Contributed => ({
  from: `Item/a/${to}`,
  list: 'routes',
  value: { to },
  resolved: [],
  pathOf: (field) => field,
  mayAdd: true,
  stood: true,
  isLeaving: true,
  face: '',
  sight: '',
  ...more,
});

function kept(own: readonly string[], contributed: readonly Contributed[], standing: readonly string[]) {
  const input = inputOf(net({}), {
    want: 'present',
    spec: { routes: own.map((to) => ({ to })) },
    resolved: [],
    contributed,
    adopted: false,
    account: { name: undefined, flowLogRoleARN: undefined },
    now: 0,
    scope: () => ({ none: '' }),
    isOverdue: () => false,
    declaredBy: () => undefined,
  });
  const planned = plan(input, standing);
  const actions = planned.is === 'act' ? planned.actions : [];
  const held = planned.is === 'act' || planned.is === 'settled' ? planned.held : [];
  return [...keptItems({ kind, contributed }, { input, observed: standing, actions, held })];
}

describe('an item that leaves', () => {
  it.each<[string, readonly string[], readonly Contributed[], readonly string[], readonly string[]]>([
    ['is gone where nothing is held', ['b1'], [leaving('a1')], ['a1', 'b1'], []],
    ['is gone where what is held looks otherwise', ['b?'], [leaving('a1')], ['b1'], []],
    ['stands where what is held may be it', ['a?'], [leaving('a1')], ['a1'], ['Item/a/a1']],
    ['stands in a batch that cannot be divided', ['b?'], [leaving('a1')], ['a1', 'b1'], ['Item/a/a1']],
    ['is not what is kept of another', ['b?'], [leaving('a1')], ['b1', 'b2'], []],
    ['is not what another item keeps in place', ['a?', 'a1'], [leaving('a1')], ['a1', 'a2'], []],
    ['may be what is kept where it cannot be resolved', ['a?'], [leaving('a?')], ['a1'], ['Item/a/a?']],
    [
      'of two, each is told',
      ['a?'],
      [leaving('a1'), leaving('a2')],
      ['a1', 'a2'],
      ['Item/a/a1', 'Item/a/a2'],
    ],
    ['and one that stays is told nothing', ['a?'], [leaving('a1', { isLeaving: false })], ['a2'], []],
  ])('%s: own %j', (_what, own, contributed, standing, expected) => {
    expect(kept(own, contributed, standing).map(([from]) => from)).toEqual(expected);
  });

  it('learns what keeps it, and whose', () => {
    const other = leaving('a?', { from: 'Item/a/other', isLeaving: false });

    expect(kept(['a?'], [leaving('a1')], ['a1'])).toEqual([
      ['Item/a/a1', 'routes[a1] stays while routes[0] is held (m)'],
    ]);
    expect(kept([], [leaving('a1'), other], ['a1'])).toEqual([
      ['Item/a/a1', 'routes[a1] stays while routes[Item/a/other] of Item/a/other is held (m)'],
    ]);
  });
});
