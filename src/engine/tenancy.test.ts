import { describe, expect, it } from 'vitest';
import type { Verb } from '../model/kind.ts';
import { other } from './fake-objects.ts';
import { FakeWorld } from './fake-world.ts';
import { accountOf, allowsNamespace, consents, defaultAccountsFor, grantedVerbs } from './tenancy.ts';

const account = (spec: object) => other('AWSAccount', { name: 'prod' }, spec);
const label = 'kubernetes.io/metadata.name';

describe('which namespaces may use an account', () => {
  it.each<[string, object | undefined, boolean]>([
    ['left out: none', undefined, false],
    ['empty: none', {}, false],
    ['an empty list: none', { names: [] }, false],
    ['named', { names: ['b', 'a'] }, true],
    ['another one named', { names: ['aa', 'A'] }, false],
    ['a star is a name, not a pattern', { names: ['*'] }, false],
    ['by the label that Kubernetes sets', { selector: { matchLabels: { [label]: 'a' } } }, true],
    ['by another value of it', { selector: { matchLabels: { [label]: 'b' } } }, false],
    ['by a label that a tenant can set', { selector: { matchLabels: { team: 'a' } } }, false],
    ['by an empty selector', { selector: {} }, false],
    [
      'by an expression on that label',
      { selector: { matchExpressions: [{ key: label, operator: 'In', values: ['a'] }] } },
      true,
    ],
    [
      'by an expression on another label',
      { selector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }] } },
      false,
    ],
    [
      'by a negative expression',
      { selector: { matchExpressions: [{ key: label, operator: 'NotIn', values: ['b'] }] } },
      false,
    ],
    [
      'by an expression without values',
      { selector: { matchExpressions: [{ key: label, operator: 'In' }] } },
      false,
    ],
  ])('%s', (_what, allowedNamespaces, expected) => {
    expect(allowsNamespace(account(allowedNamespaces === undefined ? {} : { allowedNamespaces }), 'a')).toBe(
      expected,
    );
  });
});

describe('an account says what it leaves out', () => {
  it('consent by tag, no regions, no role', () => {
    expect(accountOf(account({ accountID: '111111111111' }))).toEqual({
      name: 'prod',
      accountID: '111111111111',
      roleARN: undefined,
      externalID: undefined,
      defaultRegion: undefined,
      allowedRegions: undefined,
      rawIDs: 'Tagged',
      adoption: 'Tagged',
      defaultTags: {},
    });
  });

  it('two defaults for one namespace are both found', () => {
    const world = new FakeWorld();
    world.put(
      other('AWSAccount', { name: 'one' }, { defaultFor: ['a'] }),
      other('AWSAccount', { name: 'two' }, { defaultFor: ['b', 'a'] }),
      other('AWSAccount', { name: 'three' }, {}),
    );

    expect(defaultAccountsFor(world.deps.store, 'a').map(({ metadata }) => metadata.name)).toEqual([
      'one',
      'two',
    ]);
  });
});

describe('what a NetworkGrant allows', () => {
  type Given = { from?: object[]; to?: object[]; verbs?: string[]; namespace?: string; deleted?: boolean };
  const verbs = (...grants: readonly Given[]): readonly Verb[] => {
    const world = new FakeWorld();
    grants.forEach((one, i) => {
      const { from = [{ namespace: 'a' }], to = [{ kind: 'Net' }], namespace = 'b', deleted } = one;
      const metadata = {
        name: `g${i}`,
        namespace,
        ...(deleted === true ? { deletionTimestamp: 'now' } : {}),
      };
      world.put(other('NetworkGrant', metadata, { from, to, verbs: one.verbs ?? ['use'] }));
    });
    return grantedVerbs(world.deps.store, {
      from: { namespace: 'a', kind: 'Net' },
      to: { namespace: 'b', kind: 'Net', name: 'n' },
    });
  };

  it.each<[string, readonly Given[], readonly string[]]>([
    ['nothing without one', [], []],
    ['what it says', [{}], ['use']],
    ['change includes use', [{ verbs: ['change'] }], ['change', 'use']],
    ['accept includes use, not change', [{ verbs: ['accept'] }], ['accept', 'use']],
    ['several add up', [{ verbs: ['change'] }, { verbs: ['accept'] }], ['change', 'use', 'accept']],
    ['nothing to another namespace', [{ from: [{ namespace: 'c' }] }], []],
    ['a star is no namespace', [{ from: [{ namespace: '*' }] }], []],
    ['nothing to another kind of asker', [{ from: [{ namespace: 'a', kinds: ['Other'] }] }], []],
    ['something to that kind of asker', [{ from: [{ namespace: 'a', kinds: ['Net'] }] }], ['use']],
    ['nothing when no kind is listed', [{ from: [{ namespace: 'a', kinds: [] }] }], []],
    ['nothing on another kind', [{ to: [{ kind: 'Other' }] }], []],
    ['nothing on another name', [{ to: [{ kind: 'Net', name: 'm' }] }], []],
    ['something on that name', [{ to: [{ kind: 'Net', name: 'n' }] }], ['use']],
    ['nothing from empty lists', [{ from: [], to: [] }], []],
    ['nothing when the asker gives it to himself', [{ namespace: 'a' }], []],
    ['nothing when a third one gives it', [{ namespace: 'c' }], []],
    ['nothing when it is being deleted', [{ deleted: true }], []],
    ['nothing by a verb that is none', [{ verbs: ['own', 'constructor', '__proto__', 'toString'] }], []],
  ])('%s', (_what, grants, expected) => {
    expect(verbs(...grants)).toEqual(expected);
  });

  it('everything within one namespace', () => {
    const { store } = new FakeWorld().deps;
    const question = {
      from: { namespace: 'a', kind: 'Net' },
      to: { namespace: 'a', kind: 'Net', name: 'n' },
    };

    expect(grantedVerbs(store, question)).toEqual(['use', 'change', 'accept']);
  });
});

describe('a tag of consent', () => {
  it.each<[string, string | undefined, boolean]>([
    ['no tag', undefined, false],
    ['an empty one', '', false],
    ['the exact path', 'c1/a', true],
    ['one of several, over spaces and lines', 'c1/x  c2/y\n c1/a', true],
    ['any cluster', '*/a', true],
    ['any namespace', 'c1/*', true],
    ['anybody', '*/*', true],
    ['a single star', '*', false],
    ['another namespace', 'c1/b', false],
    ['another cluster', 'c2/a', false],
    ['a prefix of the namespace', 'c1/a*', false],
    ['more than the path', 'c1/a/n', false],
    ['less than the path', 'c1', false],
    ['a path with an empty part', 'c1/', false],
    ['other letters', 'C1/A', false],
    ['separated by a comma', 'c1/a,c1/b', false],
  ])('%s', (_what, value, expected) => {
    expect(consents(value, ['c1', 'a'])).toBe(expected);
  });
});
