// What flow logs declare, and the account whose role writes them, for the tests beside it.
import { usable } from '../../../test/support/plan-table.ts';

export const role = 'arn:aws:iam::111111111111:role/flow-logs';
export const account = { name: 'prod', flowLogRoleARN: role };
export const logs = 'arn:aws:s3:::logs';
export const s3 = { destination: { s3: { bucketARN: logs } } };
export const cloudWatchLogs = { destination: { cloudWatchLogs: { logGroupName: 'network' } } };
export const vpcRef = usable('vpc-1');
export const base = { vpcRef, ...s3 };
