// Two ways to write one policy are one policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isFullAccess, samePolicy } from './policy-document.ts';

const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const policy = (statement: unknown, more: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statement, ...more });

test.each([
  ['order of members', policy([{ Resource: '*', Action: 's3:GetObject', Principal: '*', Effect: 'Allow' }])],
  ['a statement that stands alone', policy(allow)],
  ['one value in a list', policy([{ ...allow, Action: ['s3:GetObject'], Resource: ['*'] }])],
  ['a value twice', policy([{ ...allow, Action: ['s3:GetObject', 's3:GetObject'] }])],
  ['everybody as AWS', policy([{ ...allow, Principal: { AWS: '*' } }])],
  ['everybody in a list', policy([{ ...allow, Principal: { AWS: ['*'] } }])],
  ['case of actions', policy([{ ...allow, Action: 'S3:getobject' }])],
  ['an empty Sid and Id', policy([{ ...allow, Sid: '' }], { Id: '' })],
  ['white space', JSON.stringify(JSON.parse(policy([allow])), null, 2)],
])('%s makes no difference', (_, text) => {
  expect(samePolicy(policy([allow]), text)).toBe(true);
});

test.each([
  ['the account by its number', { AWS: '111122223333' }, { AWS: 'arn:aws:iam::111122223333:root' }],
  [
    'the account in another partition',
    { AWS: '111122223333' },
    { AWS: ['arn:aws-cn:iam::111122223333:root'] },
  ],
])('%s makes no difference', (_, one, other) => {
  expect(samePolicy(policy([{ ...allow, Principal: one }]), policy([{ ...allow, Principal: other }]))).toBe(
    true,
  );
});

test.each([
  ['true as text', { Bool: { 'aws:SecureTransport': true } }, { Bool: { 'aws:SecureTransport': ['true'] } }],
  [
    'case of keys',
    { StringEquals: { 'AWS:sourceVpc': 'vpc-1' } },
    { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
  ],
  [
    'order of values',
    { StringEquals: { 'aws:PrincipalAccount': ['1', '2'] } },
    { StringEquals: { 'aws:PrincipalAccount': ['2', '1'] } },
  ],
])('in a condition, %s makes no difference', (_, one, other) => {
  expect(samePolicy(policy([{ ...allow, Condition: one }]), policy([{ ...allow, Condition: other }]))).toBe(
    true,
  );
});

test.each([
  ['another effect', policy([{ ...allow, Effect: 'Deny' }])],
  ['another action', policy([{ ...allow, Action: 's3:*' }])],
  ['another resource, by case', policy([{ ...allow, Resource: 'arn:aws:s3:::A' }])],
  ['another principal', policy([{ ...allow, Principal: { AWS: '111122223333' } }])],
  ['one more statement', policy([allow, { ...allow, Effect: 'Deny' }])],
  ['a condition', policy([{ ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }])],
  ['a named statement', policy([{ ...allow, Sid: 'Read' }])],
  ['the old version', JSON.stringify({ Statement: [allow] })],
  ['no policy', 'no policy'],
])('%s makes a difference', (_, text) => {
  expect(samePolicy(policy([allow]), text)).toBe(false);
});

describe('full access', () => {
  const everything = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

  it('is known in either version, as AWS writes it and as people do', () => {
    for (const text of [
      policy([everything]),
      policy(everything, { Version: '2008-10-17' }),
      JSON.stringify({ Statement: [{ ...everything, Principal: { AWS: '*' }, Action: ['*'] }] }),
    ])
      expect(isFullAccess(text)).toBe(true);
  });

  it('is not what has a denial, a condition or less', () => {
    for (const statement of [
      [everything, { ...everything, Effect: 'Deny', Action: 's3:*' }],
      [{ ...everything, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      [allow],
      [],
    ])
      expect(isFullAccess(policy(statement))).toBe(false);
    expect(isFullAccess('')).toBe(false);
  });
});

const words = fc.uniqueArray(fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:List*', 'sts:*'), {
  minLength: 1,
});
const statements = fc.array(
  fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.constantFrom('*', { AWS: ['111122223333', '444455556666'] }),
    Action: words,
    Resource: fc.uniqueArray(fc.constantFrom('*', 'arn:aws:s3:::a', 'arn:aws:s3:::a/*'), { minLength: 1 }),
    Condition: fc.constantFrom(undefined, { StringEquals: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] } }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The same policy, written in another way by chance. */
function rewritten(value: unknown, chance: () => boolean): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => rewritten(item, chance));
    const turned = chance() ? items.toReversed() : items;
    return turned.length === 1 && typeof turned[0] === 'string' && chance() ? turned[0] : turned;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, rewritten(member, chance)] as const);
  return Object.fromEntries(chance() ? members.toReversed() : members);
}

it('holds for every rewriting of every policy', () => {
  fc.assert(
    fc.property(statements, fc.infiniteStream(fc.boolean()), (Statement, coins) => {
      const chance = () => coins.next().value === true;
      const other = JSON.stringify(rewritten({ Version: '2012-10-17', Statement }, chance));
      expect(samePolicy(policy(Statement), other)).toBe(true);
      expect(samePolicy(policy([...Statement, { ...allow, Action: 'kms:*' }]), other)).toBe(false);
    }),
  );
});
