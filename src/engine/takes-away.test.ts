import { expect, it } from 'vitest';
import type { Json } from '../model/json.ts';
import type { Action } from '../model/kind.ts';
import { loses, takesAway } from './takes-away.ts';

const reads = { Effect: 'Allow', Action: ['s3:Get*'] };
const lists = { Effect: 'Allow', Action: ['s3:List*'] };

it.each<[string, Json, Json, boolean]>([
  ['something new', null, 'a', false],
  ['nothing at all', null, null, false],
  ['what is not there any more', 'a', null, true],
  ['what is not there any more, although it was empty', '', null, true],
  ['another value', 'a', 'b', false],
  ['a switch', true, false, false],
  ['a longer list', ['a'], ['a', 'b'], false],
  ['a list in another order', ['a', 'b'], ['b', 'a'], false],
  ['a shorter list', ['a', 'b'], ['a'], true],
  ['a list with another element', ['a', 'b'], ['a', 'c'], true],
  ['no list any more', ['a'], 'a', true],
  ['a document with one more member', { a: 1 }, { a: 1, b: 2 }, false],
  ['a document with another member', { a: 1 }, { b: 1 }, true],
  ['a policy that allows more', { Statement: [reads] }, { Statement: [lists, reads] }, false],
  ['a policy that allows less', { Statement: [reads, lists] }, { Statement: [reads] }, true],
  ['no document any more', { a: 1 }, 'a', true],
])('%s: %j → %j loses something: %s', (_what, from, to, expected) => {
  expect(loses({ from, to })).toBe(expected);
});

const vpc = { role: 'home', operation: 'CreateVpc', input: {} } as const;
const change = (from: Json, to: Json) => ({ field: 'f', from, to, risk: 'None', why: '' }) as const;
const gone = [change('a', null)];
const added = [change(null, 'a')];

it.each<[string, Action, boolean]>([
  ['removes', { ...vpc, does: 'remove', changes: [] }, true],
  ['puts one thing in the place of another', { ...vpc, does: 'replace', changes: added }, true],
  [
    'adds before something else can go',
    { ...vpc, does: 'add', breakFirst: 'the order decides', changes: added },
    false,
  ],
  [
    'sets several things, one of them to nothing',
    { ...vpc, does: 'set', changes: [...added, ...gone] },
    true,
  ],
  ['adds', { ...vpc, does: 'add', changes: added }, false],
  ['makes what does not exist', { ...vpc, does: 'create', changes: added }, false],
  [
    'makes a thing that the old one gives way to afterwards',
    { ...vpc, does: 'create', replaces: 'after', changes: gone },
    false,
  ],
  [
    'makes a thing that the old one gives way to before',
    { ...vpc, does: 'create', replaces: 'before', changes: [] },
    true,
  ],
])('an action that %s takes something away: %o', (_what, action, expected) => {
  expect(takesAway(action)).toBe(expected);
});
