// Every EC2 operation of the sandbox. One that is not here is answered with an error, never with silence.
import type { Operation } from '../core/operation.ts';
import { SUBNET_OPERATIONS } from './subnets.ts';
import { SUBNET_BLOCK_OPERATIONS } from './subnet-blocks.ts';
import { TAG_OPERATIONS } from './tags.ts';
import { VPC_BLOCK_OPERATIONS } from './vpc-blocks.ts';
import { VPC_OPERATIONS } from './vpcs.ts';
import { ZONE_OPERATIONS } from './zones.ts';

export const EC2_OPERATIONS: Readonly<Record<string, Operation>> = {
  ...VPC_OPERATIONS,
  ...VPC_BLOCK_OPERATIONS,
  ...SUBNET_OPERATIONS,
  ...SUBNET_BLOCK_OPERATIONS,
  ...TAG_OPERATIONS,
  ...ZONE_OPERATIONS,
};
