import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestWorld } from '../testing.ts';
import { isRegion } from './regions.ts';

test('the regions are those of the SDK', () => {
  const core = dirname(fileURLToPath(import.meta.resolve('@aws-sdk/core/package.json')));
  const text = readFileSync(
    join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'),
    'utf8',
  );
  const named = [...text.matchAll(/^ {16}"([a-z0-9-]+)": \{/gm)].map(([, name = '']) => name);
  const regions = named.filter((name) => !name.endsWith('-global'));
  expect(regions.length).toBeGreaterThan(40);
  expect(regions.filter((name) => !isRegion(name))).toEqual([]);
});

test('a request for a region that is none is refused as AWS does', async () => {
  const world = new TestWorld();
  await expect(world.call('DescribeVpcs', {}, { region: 'ap-northeast-9' })).rejects.toMatchObject({
    name: 'AuthFailure',
    message: "Credential should be scoped to a valid region, not 'ap-northeast-9'.",
  });
});
