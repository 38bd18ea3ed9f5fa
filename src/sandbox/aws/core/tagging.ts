// The rules of tags, for tags in create calls and for CreateTags alike. Tags in a create call are checked before
// anything is made: if tagging fails, nothing is created.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { fail } from './error.ts';

/** Same page: tags per resource, characters of a key and of a value. */
const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

export const TAG_SPECIFICATIONS = { ResourceType: true, Tags: { Key: true, Value: true } } as const;

/** The tags for a new resource of `type`; a specification for another type is refused. */
export function tagsFor(type: ResourceType, specifications: readonly TagSpecification[] | undefined): Tag[] {
  const tags: Tag[] = [];
  for (const { ResourceType, Tags } of specifications ?? []) {
    if (ResourceType !== type) {
      fail(
        'InvalidParameterValue',
        `'${ResourceType ?? ''}' is not a valid taggable resource type for this operation.`,
      );
    }
    tags.push(...(Tags ?? []));
  }
  return withTags([], tags);
}

/** `old` with `added` set; the same key takes the new value. */
export function withTags(old: readonly Tag[], added: readonly Tag[]): Tag[] {
  const merged = new Map(old.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
  const fresh = new Set<string>();
  for (const tag of added) {
    const key = tag.Key ?? '';
    checkTag(key, tag.Value ?? '');
    if (fresh.has(key)) fail('InvalidParameterValue', `Duplicate tag key '${key}' specified.`);
    fresh.add(key);
    merged.set(key, tag.Value ?? '');
  }
  const own = [...merged.keys()].filter((key) => !key.startsWith('aws:')).length;
  if (own > MOST_TAGS) fail('TagLimitExceeded', `More than ${MOST_TAGS} tags on one resource.`);
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}

function checkTag(key: string, value: string): void {
  if (key === '') fail('InvalidParameterValue', 'Tag key cannot be null or empty.');
  if (key.startsWith('aws:')) {
    fail(
      'InvalidParameterValue',
      `Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
    );
  }
  if ([...key].length > LONGEST_KEY)
    fail('InvalidParameterValue', `Tag key exceeds the maximum length of ${LONGEST_KEY} characters`);
  if ([...value].length > LONGEST_VALUE) {
    fail('InvalidParameterValue', `Tag value exceeds the maximum length of ${LONGEST_VALUE} characters`);
  }
}
