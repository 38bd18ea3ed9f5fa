import type { TagDescription } from '@aws-sdk/client-ec2';
import { expect, it, test } from 'vitest';
import { TestWorld } from '../testing.ts';

it('sets, overwrites and deletes tags by key or by key and value', async () => {
  const world = new TestWorld();
  const id = await world.vpc();
  const tags = () =>
    Object.fromEntries((world.region().vpcs.get(id)?.Tags ?? []).map((tag) => [tag.Key, tag.Value]));
  await world.call('CreateTags', {
    Resources: [id],
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
    ],
  });
  await world.call('CreateTags', { Resources: [id], Tags: [{ Key: 'a', Value: '2' }] });
  expect(tags()).toEqual({ a: '2', b: '' });
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
  await world.call('DeleteTags', { Resources: [id], Tags: [{ Key: 'a', Value: '1' }] });
  expect(tags()).toEqual({ a: '2', b: '' });
  await world.call('DeleteTags', { Resources: [id], Tags: [{ Key: 'a' }, { Key: 'b', Value: '' }] });
  expect(tags()).toEqual({});
});

test.each([
  [['vpc-00000000000000000'], 'InvalidVpcID.NotFound', 'unknown'],
  [['vpc-x'], 'InvalidVpcID.Malformed', 'malformed'],
  [['thing-00000000000000000'], 'InvalidID', 'of no kind'],
  [[], 'MissingParameter', 'none'],
])('refuses to tag %j: %s', async (Resources, code) => {
  const world = new TestWorld();
  const own = await world.vpc();
  const all = Resources.length === 0 ? [] : [own, ...Resources];
  expect(await world.code('CreateTags', { Resources: all, Tags: [{ Key: 'a', Value: '' }] })).toBe(code);
  expect(world.region().vpcs.get(own)?.Tags).toEqual([]);
});

it('lists tags of every kind in pages', async () => {
  const world = new TestWorld();
  const id = await world.vpc();
  const Tags = Array.from({ length: 7 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
  const group = [...world.region().securityGroups.values()][0]?.GroupId;
  await world.call('CreateTags', { Resources: [id, group], Tags });
  let NextToken: string | undefined;
  const found: TagDescription[] = [];
  do {
    const input = { MaxResults: 5, Filters: [{ Name: 'key', Values: ['k*'] }], NextToken };
    const page = await world.call<{ Tags: TagDescription[]; NextToken?: string }>('DescribeTags', input);
    found.push(...page.Tags);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(found).toHaveLength(14);
  expect(new Set(found.map((tag) => tag.ResourceType))).toEqual(new Set(['vpc', 'security-group']));
});
