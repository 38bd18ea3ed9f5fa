// Tags, and filters by them.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  filtering,
  make,
  refuses,
  shows,
  tagging,
} from '../case.ts';
import { gateway, gatewayId, nothing, subnet, subnetId, vpc, vpcId } from './common.ts';

const describe = { VpcIds: [vpcId] };
const tag = (key: string, value = '') => ({ Key: key, Value: value });
const tags = (...list: object[]) => does('CreateTags', { Resources: [vpcId], Tags: list });
const untag = (...list: object[]) => does('DeleteTags', { Resources: [vpcId], Tags: list });
const has = (...list: { Key: string; Value: string }[]) =>
  shows('DescribeVpcs', describe, { Vpcs: [{ Tags: list.length === 0 ? { $absent: true } : list }] });
const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => tag(`key-${from + index}`, 'x'));
const refusesTag = (code: string | readonly string[], key: string, value = '') =>
  refuses(code, 'CreateTags', { Resources: [vpcId], Tags: [tag(key, value)] });
/** The two lists of AWS's pages name a code each. */
const badKey = ['InvalidParameterValue', 'InvalidTagKey.Malformed'];

export const tagCases: readonly Case[] = [
  {
    name: 'a tag can be added, and its value overwritten',
    page: api('CreateTags'),
    steps: [
      vpc(),
      tags(tag('a', '1'), tag('b', '2')),
      has(tag('a', '1'), tag('b', '2')),
      tags(tag('a', '3')),
      has(tag('a', '3'), tag('b', '2')),
    ],
  },
  {
    name: 'keys that differ in case are two keys',
    page: api('Tag'),
    steps: [vpc(), tags(tag('Name', '1'), tag('name', '2')), has(tag('Name', '1'), tag('name', '2'))],
  },
  {
    name: 'several resources are tagged in one call',
    page: api('CreateTags'),
    steps: [
      vpc(),
      subnet(),
      does('CreateTags', { Resources: [vpcId, subnetId], Tags: [tag('a', '1')] }),
      has(tag('a', '1')),
      shows('DescribeSubnets', { SubnetIds: [subnetId] }, { Subnets: [{ Tags: [tag('a', '1')] }] }),
    ],
  },
  {
    name: 'tagging what is not there is refused',
    page: errorCodes,
    steps: [
      refuses(['InvalidVpcID.NotFound', 'InvalidID'], 'CreateTags', {
        Resources: [nothing.vpc],
        Tags: [tag('a', '1')],
      }),
    ],
  },
  {
    name: 'one unknown resource spoils the tagging of all',
    page: errorCodes,
    unsettled: 'no page says that CreateTags on several resources is all or nothing',
    steps: [
      vpc(),
      refuses(['InvalidVpcID.NotFound', 'InvalidID'], 'CreateTags', {
        Resources: [vpcId, nothing.vpc],
        Tags: [tag('a', '1')],
      }),
      has(),
    ],
  },
  {
    name: 'fifty tags are taken, one more is refused',
    page: errorCodes,
    steps: [vpc(), tags(...many(0, 50)), refusesTag('TagLimitExceeded', 'one-more')],
  },
  {
    name: 'overwriting one of fifty tags is no fifty-first',
    page: tagging,
    steps: [vpc(), tags(...many(0, 50)), tags(tag('key-7', 'new'))],
  },
  {
    name: 'a key that begins with aws: is refused',
    page: tagging,
    motoDiffers: 'moto takes it',
    steps: [vpc(), refusesTag(badKey, 'aws:mine', 'x')],
  },
  {
    name: 'a key of 129 characters is refused',
    page: tagging,
    motoDiffers: 'moto takes it',
    steps: [vpc(), refusesTag('*', 'k'.repeat(129))],
  },
  {
    name: 'a value of 257 characters is refused',
    page: tagging,
    motoDiffers: 'moto takes it',
    steps: [vpc(), refusesTag('*', 'a', 'v'.repeat(257))],
  },
  {
    name: 'a tag is taken away by its key, whatever its value',
    page: api('DeleteTags'),
    steps: [vpc(), tags(tag('a', '1'), tag('b', '2')), untag({ Key: 'a' }), has(tag('b', '2'))],
  },
  {
    name: 'a tag is taken away by key and value only if it has that value',
    page: api('DeleteTags'),
    steps: [
      vpc(),
      tags(tag('a', '1')),
      untag(tag('a', '2')),
      has(tag('a', '1')),
      untag(tag('a', '1')),
      has(),
    ],
  },
  {
    name: 'an empty value takes away only a tag with an empty value',
    page: api('DeleteTags'),
    steps: [vpc(), tags(tag('a', '1'), tag('b', '')), untag(tag('a', ''), tag('b', '')), has(tag('a', '1'))],
  },
  {
    name: 'taking away a tag that is not there does no harm',
    page: api('DeleteTags'),
    steps: [vpc(), tags(tag('a', '1')), untag({ Key: 'z' }), has(tag('a', '1'))],
  },
  {
    name: 'without keys all tags are taken away',
    page: api('DeleteTags'),
    motoDiffers: 'moto takes none away',
    steps: [vpc(), tags(tag('a', '1'), tag('b', '2')), does('DeleteTags', { Resources: [vpcId] }), has()],
  },
  {
    name: 'tags are listed by resource, by key and by type',
    page: api('DescribeTags'),
    steps: [
      vpc(),
      gateway(),
      does('CreateTags', { Resources: [vpcId, gatewayId], Tags: [tag('a', '1'), tag('b', '2')] }),
      shows(
        'DescribeTags',
        { Filters: [filter('resource-id', vpcId)] },
        {
          Tags: [
            { ResourceId: vpcId, ResourceType: 'vpc', Key: 'a', Value: '1' },
            { ResourceId: vpcId, ResourceType: 'vpc', Key: 'b', Value: '2' },
          ],
        },
      ),
      shows(
        'DescribeTags',
        { Filters: [filter('key', 'a')] },
        { Tags: [{ ResourceId: vpcId }, { ResourceId: gatewayId }] },
      ),
      shows(
        'DescribeTags',
        { Filters: [filter('resource-type', 'internet-gateway'), filter('value', '2')] },
        {
          Tags: [{ ResourceId: gatewayId, Key: 'b' }],
        },
      ),
    ],
  },
  {
    name: 'the tags of a deleted resource are gone',
    page: tagging,
    motoDiffers: 'moto keeps them',
    steps: [
      gateway(),
      does('CreateTags', { Resources: [gatewayId], Tags: [tag('a', '1')] }),
      does('DeleteInternetGateway', { InternetGatewayId: gatewayId }),
      shows('DescribeTags', { Filters: [filter('resource-id', gatewayId)] }, { Tags: { $absent: true } }),
    ],
  },
  {
    name: 'resources are found by a tag, by one of several values, and by the key alone',
    page: filtering,
    steps: [
      make('vpc', 'CreateVpc', {
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [tag('team', 'red')] }],
      }),
      make('blue', 'CreateVpc', {
        CidrBlock: '10.1.0.0/16',
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [tag('team', 'blue')] }],
      }),
      shows('DescribeVpcs', { Filters: [filter('tag:team', 'red')] }, { Vpcs: [{ VpcId: vpcId }] }),
      shows('DescribeVpcs', { Filters: [filter('tag:team', 'red', 'blue')] }, { Vpcs: { $size: 2 } }),
      shows('DescribeVpcs', { Filters: [filter('tag-key', 'team')] }, { Vpcs: { $size: 2 } }),
      shows('DescribeVpcs', { Filters: [filter('tag:team', 'Red')] }, { Vpcs: { $absent: true } }),
    ],
  },
  {
    name: 'an asterisk stands for any text and a question mark for one character',
    page: filtering,
    steps: [
      make('vpc', 'CreateVpc', {
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [tag('team', 'red-1')] }],
      }),
      shows('DescribeVpcs', { Filters: [filter('tag:team', 'red*')] }, { Vpcs: [{ VpcId: vpcId }] }),
      shows('DescribeVpcs', { Filters: [filter('tag:team', 'red-?')] }, { Vpcs: [{ VpcId: vpcId }] }),
      shows('DescribeVpcs', { Filters: [filter('tag:team', 'red?')] }, { Vpcs: { $absent: true } }),
    ],
  },
  {
    name: 'several filters must all hold',
    page: filtering,
    steps: [
      vpc(),
      tags(tag('team', 'red')),
      shows(
        'DescribeVpcs',
        { Filters: [filter('tag:team', 'red'), filter('vpc-id', nothing.vpc)] },
        { Vpcs: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a filter that AWS does not have is refused',
    page: errorCodes,
    motoDiffers: 'moto answers an HTML page with status 500',
    steps: [refuses('InvalidParameterValue', 'DescribeVpcs', { Filters: [filter('no-such-filter', 'x')] })],
  },
];
