// Sets of DHCP options, and which VPC uses which.
import {
  api,
  type Case,
  does,
  errorCodes,
  filter,
  guide,
  type Input,
  make,
  pagination,
  refuses,
  type Shape,
  shows,
  type Step,
  tagging,
} from '../case.ts';
import { notFound, nothing, vpc, vpcId } from './common.ts';

const page = api('CreateDhcpOptions');
const concepts = guide('DHCPOptionSetConcepts');
const options = (configurations: Readonly<Record<string, readonly string[]>>, more: Input = {}): Input => ({
  DhcpConfigurations: Object.entries(configurations).map(([Key, Values]) => ({ Key, Values })),
  ...more,
});
const domain = (name = 'corp.example.com'): Input => options({ 'domain-name': [name] });
const set = (save = 'set', input: Input = domain()): Step => make(save, 'CreateDhcpOptions', input);
const setId = '{set.DhcpOptions.DhcpOptionsId}';
const describe = { DhcpOptionsIds: [setId] };
const has = (Key: string, ...values: string[]): Step =>
  shows('DescribeDhcpOptions', describe, {
    DhcpOptions: [
      { DhcpConfigurations: { $has: [{ Key, Values: values.map((Value): Shape => ({ Value })) }] } },
    ],
  });
const takes = (
  name: string,
  key: string,
  given: readonly string[],
  shown: readonly string[] = given,
): Case => ({
  name,
  page,
  steps: [set('set', options({ [key]: given })), has(key, ...shown)],
});
const rejects = (name: string, configurations: Readonly<Record<string, readonly string[]>>): Case => ({
  name,
  page,
  steps: [refuses('*', 'CreateDhcpOptions', options(configurations))],
});
const differs = (motoDiffers: string, one: Case): Case => ({ ...one, motoDiffers });
const use = does('AssociateDhcpOptions', { VpcId: vpcId, DhcpOptionsId: setId });

export const dhcpOptionsCases: readonly Case[] = [
  {
    name: 'a new set of DHCP options shows its options and its owner',
    page,
    motoDiffers: 'moto does not show the owner',
    steps: [
      set('set', options({ 'domain-name': ['corp.example.com'], 'domain-name-servers': ['10.2.5.1'] })),
      shows('DescribeDhcpOptions', describe, {
        DhcpOptions: [
          {
            DhcpOptionsId: { $like: '^dopt-[0-9a-f]{17}$' },
            OwnerId: '{account.home}',
            DhcpConfigurations: [
              { Key: 'domain-name', Values: [{ Value: 'corp.example.com' }] },
              { Key: 'domain-name-servers', Values: [{ Value: '10.2.5.1' }] },
            ],
          },
        ],
      }),
    ],
  },
  {
    name: 'the same set of DHCP options a second time is another set',
    page,
    steps: [
      set(),
      set('second'),
      shows(
        'DescribeDhcpOptions',
        { DhcpOptionsIds: [setId, '{second.DhcpOptions.DhcpOptionsId}'] },
        {
          DhcpOptions: { $size: 2 },
        },
      ),
    ],
  },
  takes('DHCP options take several name servers', 'domain-name-servers', ['10.2.5.1', '10.2.5.2']),
  takes('DHCP options take four name servers', 'domain-name-servers', [
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.3',
    '10.0.0.4',
  ]),
  {
    ...takes(
      'DHCP options take several name servers in one value',
      'domain-name-servers',
      ['10.2.5.1,10.2.5.2'],
      ['10.2.5.1', '10.2.5.2'],
    ),
    motoDiffers: 'moto keeps the commas',
  },
  takes('DHCP options take AmazonProvidedDNS', 'domain-name-servers', ['AmazonProvidedDNS']),
  {
    ...takes('DHCP options take AmazonProvidedDNS beside an address', 'domain-name-servers', [
      'AmazonProvidedDNS',
      '10.2.5.1',
    ]),
    unsettled: 'the page says addresses, or AmazonProvidedDNS, and not whether both',
  },
  takes('DHCP options take a domain name with spaces', 'domain-name', ['a.example.com b.example.com']),
  takes('DHCP options take time servers of both families', 'ntp-servers', [
    '169.254.169.123',
    'fd00:ec2::123',
  ]),
  takes('DHCP options take NetBIOS name servers', 'netbios-name-servers', ['10.2.5.1', '10.2.5.2']),
  takes('DHCP options take NetBIOS node type 1', 'netbios-node-type', ['1']),
  takes('DHCP options take NetBIOS node type 2', 'netbios-node-type', ['2']),
  takes('DHCP options take NetBIOS node type 4', 'netbios-node-type', ['4']),
  takes('DHCP options take NetBIOS node type 8', 'netbios-node-type', ['8']),
  differs(
    'moto does not know the option',
    takes('DHCP options take the shortest lease time', 'ipv6-address-preferred-lease-time', ['140']),
  ),
  differs(
    'moto does not know the option',
    takes('DHCP options take the longest lease time', 'ipv6-address-preferred-lease-time', ['2147483647']),
  ),
  rejects('DHCP options refuse five name servers', {
    'domain-name-servers': ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'],
  }),
  differs(
    'moto takes it',
    rejects('DHCP options refuse a name server that is no address', {
      'domain-name-servers': ['dns.example.com'],
    }),
  ),
  rejects('DHCP options refuse five IPv4 time servers', {
    'ntp-servers': ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'],
  }),
  rejects('DHCP options refuse five NetBIOS name servers', {
    'netbios-name-servers': ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'],
  }),
  rejects('DHCP options refuse NetBIOS node type 3', { 'netbios-node-type': ['3'] }),
  differs(
    'moto does not know the option',
    rejects('DHCP options refuse a lease time of less than 140 seconds', {
      'ipv6-address-preferred-lease-time': ['139'],
    }),
  ),
  differs(
    'moto does not know the option',
    rejects('DHCP options refuse a lease time of more than 2147483647 seconds', {
      'ipv6-address-preferred-lease-time': ['2147483648'],
    }),
  ),
  differs(
    'moto takes it',
    rejects('DHCP options refuse an option that there is not', { 'router-colour': ['blue'] }),
  ),
  {
    name: 'DHCP options without any option are refused',
    page,
    motoDiffers: 'moto makes an empty set',
    steps: [refuses('*', 'CreateDhcpOptions', { DhcpConfigurations: [] })],
  },
  {
    name: 'a set of DHCP options is made with its tags',
    page: tagging,
    motoDiffers: 'moto makes it without the tags',
    steps: [
      set('set', {
        ...domain(),
        TagSpecifications: [{ ResourceType: 'dhcp-options', Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      shows(
        'DescribeDhcpOptions',
        { Filters: [filter('tag:team', 'net')] },
        { DhcpOptions: [{ DhcpOptionsId: setId, Tags: [{ Key: 'team', Value: 'net' }] }] },
      ),
    ],
  },
  {
    name: 'tags for another type make no set of DHCP options',
    page: api('TagSpecification'),
    motoDiffers: 'moto makes it without the tags',
    steps: [
      refuses('InvalidParameterValue', 'CreateDhcpOptions', {
        ...domain(),
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'team', Value: 'net' }] }],
      }),
      shows(
        'DescribeDhcpOptions',
        { Filters: [filter('value', 'corp.example.com')] },
        { DhcpOptions: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a set of DHCP options can be tagged',
    page: api('CreateTags'),
    steps: [
      set(),
      does('CreateTags', { Resources: [setId], Tags: [{ Key: 'colour', Value: 'blue' }] }),
      shows(
        'DescribeTags',
        { Filters: [filter('resource-id', setId)] },
        { Tags: [{ ResourceType: 'dhcp-options', Key: 'colour', Value: 'blue' }] },
      ),
    ],
  },
  {
    name: 'asking whether a set of DHCP options could be made makes none',
    page,
    motoDiffers: 'moto makes it',
    steps: [
      refuses('DryRunOperation', 'CreateDhcpOptions', { ...domain(), DryRun: true }),
      shows(
        'DescribeDhcpOptions',
        { Filters: [filter('value', 'corp.example.com')] },
        { DhcpOptions: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a new VPC uses the set of DHCP options that AWS made for the region',
    page: concepts,
    motoDiffers: 'moto says `default`, and makes no set',
    steps: [
      vpc(),
      { ...shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: { $size: 1 } }), save: 'seen' },
      shows(
        'DescribeDhcpOptions',
        { DhcpOptionsIds: ['{seen.Vpcs.0.DhcpOptionsId}'] },
        {
          DhcpOptions: [
            {
              DhcpConfigurations: [
                { Key: 'domain-name', Values: [{ Value: 'ec2.internal' }] },
                { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
              ],
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'the set of DHCP options that AWS made names the domain of its region',
    page: concepts,
    motoDiffers: 'moto says `default`, and makes no set',
    steps: [
      make('vpc', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }, { region: 'eu-west-1' }),
      {
        ...shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: { $size: 1 } }, { region: 'eu-west-1' }),
        save: 'seen',
      },
      shows(
        'DescribeDhcpOptions',
        { DhcpOptionsIds: ['{seen.Vpcs.0.DhcpOptionsId}'] },
        {
          DhcpOptions: [
            {
              DhcpConfigurations: {
                $has: [{ Key: 'domain-name', Values: [{ Value: 'eu-west-1.compute.internal' }] }],
              },
            },
          ],
        },
        { region: 'eu-west-1' },
      ),
    ],
  },
  {
    name: 'a VPC uses the set of DHCP options that it is associated with',
    page: api('AssociateDhcpOptions'),
    steps: [
      vpc(),
      set(),
      use,
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ DhcpOptionsId: setId }] }),
      shows('DescribeVpcs', { Filters: [filter('dhcp-options-id', setId)] }, { Vpcs: [{ VpcId: vpcId }] }),
    ],
  },
  {
    name: 'a second set of DHCP options takes the place of the first',
    page: api('AssociateDhcpOptions'),
    motoDiffers: 'moto goes on counting the first as used',
    steps: [
      vpc(),
      set(),
      set('second', domain('next.example.com')),
      use,
      does('AssociateDhcpOptions', { VpcId: vpcId, DhcpOptionsId: '{second.DhcpOptions.DhcpOptionsId}' }),
      shows(
        'DescribeVpcs',
        { VpcIds: [vpcId] },
        { Vpcs: [{ DhcpOptionsId: '{second.DhcpOptions.DhcpOptionsId}' }] },
      ),
      does('DeleteDhcpOptions', { DhcpOptionsId: setId }),
    ],
  },
  {
    name: 'one set of DHCP options serves several VPCs',
    page: concepts,
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      set(),
      use,
      does('AssociateDhcpOptions', { VpcId: '{second.Vpc.VpcId}', DhcpOptionsId: setId }),
      shows(
        'DescribeVpcs',
        { Filters: [filter('dhcp-options-id', setId)] },
        { Vpcs: [{ VpcId: vpcId }, { VpcId: '{second.Vpc.VpcId}' }] },
      ),
    ],
  },
  {
    name: 'a VPC with the word default uses its former set of DHCP options no more',
    page: api('AssociateDhcpOptions'),
    steps: [
      vpc(),
      set(),
      use,
      does('AssociateDhcpOptions', { VpcId: vpcId, DhcpOptionsId: 'default' }),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ DhcpOptionsId: { $not: setId } }] }),
      does('DeleteDhcpOptions', { DhcpOptionsId: setId }),
    ],
  },
  {
    name: 'a VPC with the word default shows that word',
    page: api('AssociateDhcpOptions'),
    unsettled: 'the page does not say what DescribeVpcs answers then',
    steps: [
      vpc(),
      does('AssociateDhcpOptions', { VpcId: vpcId, DhcpOptionsId: 'default' }),
      shows('DescribeVpcs', { VpcIds: [vpcId] }, { Vpcs: [{ DhcpOptionsId: 'default' }] }),
    ],
  },
  {
    name: 'a VPC cannot use a set of DHCP options that is not there',
    page: errorCodes,
    steps: [
      vpc(),
      refuses(notFound.dhcp, 'AssociateDhcpOptions', { VpcId: vpcId, DhcpOptionsId: nothing.dhcp }),
    ],
  },
  {
    name: 'a VPC that is not there cannot use DHCP options',
    page: errorCodes,
    steps: [
      set(),
      refuses('InvalidVpcID.NotFound', 'AssociateDhcpOptions', {
        VpcId: nothing.vpc,
        DhcpOptionsId: setId,
      }),
    ],
  },
  {
    name: 'a set of DHCP options of another account cannot be used',
    page: errorCodes,
    steps: [
      vpc(),
      make('set', 'CreateDhcpOptions', domain(), { account: 'other' }),
      refuses(notFound.dhcp, 'AssociateDhcpOptions', { VpcId: vpcId, DhcpOptionsId: setId }),
    ],
  },
  {
    name: 'a set of DHCP options that a VPC uses cannot be deleted',
    page: api('DeleteDhcpOptions'),
    steps: [vpc(), set(), use, refuses('DependencyViolation', 'DeleteDhcpOptions', { DhcpOptionsId: setId })],
  },
  {
    name: 'a set of DHCP options can be deleted after its VPC',
    page: api('DeleteDhcpOptions'),
    motoDiffers: 'moto deletes the set with the VPC',
    steps: [
      vpc(),
      set(),
      use,
      does('DeleteVpc', { VpcId: vpcId }),
      does('DeleteDhcpOptions', { DhcpOptionsId: setId }),
    ],
  },
  {
    name: 'a deleted set of DHCP options is gone',
    page: errorCodes,
    steps: [
      set(),
      does('DeleteDhcpOptions', { DhcpOptionsId: setId }),
      refuses(notFound.dhcp, 'DescribeDhcpOptions', describe),
      refuses(notFound.dhcp, 'DeleteDhcpOptions', { DhcpOptionsId: setId }),
    ],
  },
  {
    name: 'an identifier that is none of DHCP options is refused',
    page: errorCodes,
    motoDiffers: 'moto says that there is none',
    steps: [
      refuses(['InvalidDhcpOptionID.Malformed', 'InvalidDhcpOptionsId.Malformed'], 'DescribeDhcpOptions', {
        DhcpOptionsIds: ['dopt-xyz'],
      }),
    ],
  },
  {
    name: 'DHCP options are found by an option and by a value',
    page: api('DescribeDhcpOptions'),
    motoDiffers: 'moto does not look at wildcards here',
    steps: [
      set('set', options({ 'netbios-node-type': ['2'], 'domain-name': ['corp.example.com'] })),
      set('second', domain('next.example.com')),
      shows(
        'DescribeDhcpOptions',
        { Filters: [filter('key', 'netbios-node-type')] },
        { DhcpOptions: [{ DhcpOptionsId: setId }] },
      ),
      shows(
        'DescribeDhcpOptions',
        { Filters: [filter('value', 'corp.*')] },
        { DhcpOptions: [{ DhcpOptionsId: setId }] },
      ),
    ],
  },
  {
    name: 'DHCP options are found by id, also an unknown one, with a filter',
    page: api('DescribeDhcpOptions'),
    steps: [
      set(),
      shows(
        'DescribeDhcpOptions',
        { Filters: [filter('dhcp-options-id', setId, nothing.dhcp)] },
        { DhcpOptions: [{ DhcpOptionsId: setId }] },
      ),
    ],
  },
  {
    name: 'a filter that DHCP options do not have is refused',
    page: api('DescribeDhcpOptions'),
    motoDiffers: 'moto does not look at it',
    steps: [refuses('InvalidParameterValue', 'DescribeDhcpOptions', { Filters: [filter('colour', 'blue')] })],
  },
  {
    name: 'DHCP options come in pages',
    page: pagination,
    motoDiffers: 'moto does not look at MaxResults',
    steps: [
      ...Array.from({ length: 6 }, (_, at) => set(`set${at}`)),
      {
        ...shows(
          'DescribeDhcpOptions',
          { MaxResults: 5, Filters: [filter('value', 'corp.example.com')] },
          { DhcpOptions: { $size: 5 }, NextToken: { $like: '.' } },
        ),
        save: 'first',
      },
      shows(
        'DescribeDhcpOptions',
        { MaxResults: 5, NextToken: '{first.NextToken}', Filters: [filter('value', 'corp.example.com')] },
        { DhcpOptions: { $size: 1 }, NextToken: { $absent: true } },
      ),
    ],
  },
  {
    name: 'a page of fewer than five sets of DHCP options is refused',
    page: api('DescribeDhcpOptions'),
    motoDiffers: 'moto does not look at MaxResults',
    steps: [refuses('*', 'DescribeDhcpOptions', { MaxResults: 4 })],
  },
];
