// Endpoint services, and AWS's own prefix lists.
import { api, type Case, errorCodes, filter, make, pagination, refuses, shows } from '../case.ts';
import { DYNAMODB, gateways, more, S3, SSM } from './vpc-endpoint-common.ts';

export const vpcEndpointServiceCases: readonly Case[] = [
  {
    name: 'S3 can be reached through a gateway and through interfaces, Systems Manager through interfaces',
    page: gateways,
    motoDiffers: 'moto does not know the filter service-name here',
    steps: [
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-name', S3)] },
        {
          ServiceNames: [S3],
          ServiceDetails: [
            { ServiceName: S3, ServiceType: [{ ServiceType: 'Gateway' }], Owner: 'amazon' },
            { ServiceName: S3, ServiceType: [{ ServiceType: 'Interface' }], Owner: 'amazon' },
          ],
        },
      ),
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-name', SSM)] },
        {
          ServiceDetails: [
            {
              ServiceType: [{ ServiceType: 'Interface' }],
              PrivateDnsName: 'ssm.us-east-1.amazonaws.com',
              AcceptanceRequired: false,
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'a service that is not there is refused by name, and not found by filter',
    page: errorCodes,
    motoDiffers: 'moto does not know the filter service-name here',
    steps: [
      refuses('InvalidServiceName', 'DescribeVpcEndpointServices', {
        ServiceNames: ['com.amazonaws.us-east-1.nothing'],
      }),
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-name', 'com.amazonaws.us-east-1.nothing')] },
        { ServiceDetails: { $absent: true } },
      ),
    ],
  },
  {
    name: 'services can be told by type',
    page: api('DescribeVpcEndpointServices'),
    motoDiffers: 'moto does not know the filter service-type',
    steps: [
      shows(
        'DescribeVpcEndpointServices',
        { Filters: [filter('service-type', 'Gateway'), filter('service-name', S3, DYNAMODB, SSM)] },
        { ServiceDetails: [{ ServiceName: S3 }, { ServiceName: DYNAMODB }] },
      ),
    ],
  },
  {
    name: 'services come in pages',
    page: pagination,
    steps: [
      { ...make('page', 'DescribeVpcEndpointServices', { MaxResults: 2 }), expect: { shape: more } },
      shows('DescribeVpcEndpointServices', { MaxResults: 2 }, { ServiceDetails: { $size: 2 } }),
      shows(
        'DescribeVpcEndpointServices',
        { MaxResults: 1000, NextToken: '{page.NextToken}' },
        { ServiceDetails: { $not: { $has: [{ ServiceId: '{page.ServiceDetails.0.ServiceId}' }] } } },
      ),
    ],
  },
  {
    name: 'AWS keeps a prefix list for each gateway service',
    page: api('DescribePrefixLists'),
    steps: [
      shows(
        'DescribePrefixLists',
        { Filters: [filter('prefix-list-name', S3)] },
        { PrefixLists: [{ PrefixListName: S3, PrefixListId: { $like: '^pl-' } }] },
      ),
    ],
  },
  {
    name: 'a prefix list that is not there is refused',
    page: errorCodes,
    motoDiffers: 'moto answers nothing instead',
    steps: [
      refuses(['InvalidPrefixListId.NotFound', 'InvalidPrefixListID.NotFound'], 'DescribePrefixLists', {
        PrefixListIds: ['pl-0123456789abcdef0'],
      }),
    ],
  },
];
