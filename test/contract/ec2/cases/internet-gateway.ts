// Internet gateways: creation, attachment, deletion.
import { api, type Case, does, errorCodes, filter, guide, refuses, shows } from '../case.ts';
import { attach, gateway, gatewayId, nothing, vpc, vpcId } from './common.ts';

const describe = { InternetGatewayIds: [gatewayId] };
const pair = { VpcId: vpcId, InternetGatewayId: gatewayId };

export const internetGatewayCases: readonly Case[] = [
  {
    name: 'a new internet gateway is attached to nothing',
    page: api('CreateInternetGateway'),
    steps: [
      gateway(),
      shows('DescribeInternetGateways', describe, {
        InternetGateways: [
          { InternetGatewayId: gatewayId, OwnerId: '{account.home}', Attachments: { $absent: true } },
        ],
      }),
    ],
  },
  {
    name: 'an attached internet gateway shows its VPC',
    page: api('InternetGatewayAttachment'),
    steps: [
      vpc(),
      gateway(),
      attach(),
      shows('DescribeInternetGateways', describe, {
        InternetGateways: [{ Attachments: [{ VpcId: vpcId, State: 'available' }] }],
      }),
    ],
  },
  {
    name: 'an attached internet gateway cannot be attached to a second VPC',
    page: errorCodes,
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      gateway(),
      attach(),
      refuses('Resource.AlreadyAssociated', 'AttachInternetGateway', {
        VpcId: '{second.Vpc.VpcId}',
        InternetGatewayId: gatewayId,
      }),
    ],
  },
  {
    name: 'a VPC cannot have a second internet gateway',
    page: guide('VPC_Internet_Gateway'),
    motoDiffers: 'moto attaches it',
    steps: [
      vpc(),
      gateway(),
      attach(),
      gateway('second'),
      refuses(['InvalidParameterValue', 'Resource.AlreadyAssociated'], 'AttachInternetGateway', {
        VpcId: vpcId,
        InternetGatewayId: '{second.InternetGateway.InternetGatewayId}',
      }),
    ],
  },
  {
    name: 'an internet gateway cannot be attached to a VPC that is not there',
    page: errorCodes,
    steps: [
      gateway(),
      refuses('InvalidVpcID.NotFound', 'AttachInternetGateway', {
        VpcId: nothing.vpc,
        InternetGatewayId: gatewayId,
      }),
    ],
  },
  {
    name: 'an internet gateway that is not there cannot be attached',
    page: errorCodes,
    steps: [
      vpc(),
      refuses('InvalidInternetGatewayID.NotFound', 'AttachInternetGateway', {
        VpcId: vpcId,
        InternetGatewayId: nothing.gateway,
      }),
    ],
  },
  {
    name: 'a detached internet gateway can be attached elsewhere',
    page: api('DetachInternetGateway'),
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      gateway(),
      attach(),
      does('DetachInternetGateway', pair),
      attach('{second.Vpc.VpcId}'),
      shows('DescribeInternetGateways', describe, {
        InternetGateways: [{ Attachments: [{ VpcId: '{second.Vpc.VpcId}' }] }],
      }),
    ],
  },
  {
    name: 'detaching what is not attached is refused',
    page: errorCodes,
    steps: [vpc(), gateway(), refuses('Gateway.NotAttached', 'DetachInternetGateway', pair)],
  },
  {
    name: 'detaching from another VPC than the one it is attached to is refused',
    page: errorCodes,
    steps: [
      vpc(),
      vpc('second', '10.1.0.0/16'),
      gateway(),
      attach(),
      refuses('Gateway.NotAttached', 'DetachInternetGateway', {
        VpcId: '{second.Vpc.VpcId}',
        InternetGatewayId: gatewayId,
      }),
    ],
  },
  {
    name: 'an attached internet gateway cannot be deleted',
    page: api('DeleteInternetGateway'),
    steps: [
      vpc(),
      gateway(),
      attach(),
      refuses('DependencyViolation', 'DeleteInternetGateway', { InternetGatewayId: gatewayId }),
    ],
  },
  {
    name: 'a deleted internet gateway is gone',
    page: errorCodes,
    steps: [
      gateway(),
      does('DeleteInternetGateway', { InternetGatewayId: gatewayId }),
      refuses('InvalidInternetGatewayID.NotFound', 'DescribeInternetGateways', describe),
      refuses('InvalidInternetGatewayID.NotFound', 'DeleteInternetGateway', { InternetGatewayId: gatewayId }),
    ],
  },
  {
    name: 'internet gateways are found by the VPC they are attached to',
    page: api('DescribeInternetGateways'),
    steps: [
      vpc(),
      gateway(),
      gateway('second'),
      attach(),
      shows(
        'DescribeInternetGateways',
        { Filters: [filter('attachment.vpc-id', vpcId)] },
        {
          InternetGateways: [{ InternetGatewayId: gatewayId }],
        },
      ),
    ],
  },
];
