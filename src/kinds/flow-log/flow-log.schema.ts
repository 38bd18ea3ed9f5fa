// Spec and status of a flow log.
import type { Static } from 'typebox';
import type { Rule } from '../../model/kind.ts';
import {
  enumOf,
  exactlyOne,
  exactlyOneInside,
  flag,
  integer,
  objectOf,
  optional,
  ref,
  required,
  schemaOf,
  text,
} from '../../model/schema.ts';

/** A bucket has up to 63 characters, a key in it up to 1,024. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_ARN_MAX = 1_124;
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const LOG_GROUP_MAX = 512;
const STREAM_ARN_MAX = 256;
/** All fields of today make about 800 characters; chosen. https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const FORMAT_MAX = 2_048;
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html: one minute or ten. */
const SHORT_INTERVAL = 60;
const LONG_INTERVAL = 600;

const replaced =
  'It can change at any time: AWS cannot change a flow log, so a new one is made and, once it is active, the old one goes';

const s3 = objectOf(
  {
    bucketARN: text(
      'ARN of the bucket, with a folder behind it if need be, such as arn:aws:s3:::logs/network/. Its policy must let delivery.logs.amazonaws.com write; AWSLogs cannot be one of the folders.',
      {
        max: BUCKET_ARN_MAX,
        form: {
          like: '^arn:[a-z-]+:s3:::[^/]+(/.*)?$',
          says: 'must be the ARN of a bucket, with or without a folder, such as arn:aws:s3:::logs/network/',
        },
        rules: [
          {
            rule: "!self.matches('^[^/]+/(.*/)?AWSLogs(/|$)')",
            message: 'AWSLogs is the folder that AWS makes itself: choose another',
          },
        ],
      },
    ),
    format: optional(
      enumOf(
        ['PlainText', 'Parquet'],
        'Format of the files; Parquet costs more to write and less to query. Left out: PlainText.',
      ),
    ),
    hivePartitions: optional(
      flag('Whether folders are named as Hive wants (year=2025/month=…). Left out: false.'),
    ),
    hourlyPartitions: optional(flag('Whether there is a folder for each hour. Left out: one for each day.')),
  },
  'A bucket in S3.',
);

const cloudWatchLogs = objectOf(
  {
    logGroupName: text(
      'Name of the log group; AWS makes it with the first records when it does not exist. The role that writes into it is the flowLogRoleARN of the AWSAccount.',
      { min: 1, max: LOG_GROUP_MAX, pattern: '^[.\\-_/#A-Za-z0-9]+$' },
    ),
  },
  'A log group in CloudWatch Logs.',
);

const firehose = objectOf(
  {
    streamARN: text('ARN of the delivery stream, which must be in the account of the network.', {
      max: STREAM_ARN_MAX,
      pattern: '^arn:[a-z-]+:firehose:[a-z0-9-]+:[0-9]{12}:deliverystream/.+$',
    }),
  },
  'A delivery stream of Amazon Data Firehose.',
);

const destination = objectOf(
  { s3: optional(s3), cloudWatchLogs: optional(cloudWatchLogs), firehose: optional(firehose) },
  `Where the records go: exactly one of s3, cloudWatchLogs and firehose. AWS charges for what is delivered. Required, unless adopt is set. ${replaced}; where only the folders or files of a bucket change, AWS refuses two at once and the old one goes first, with a gap in the records.`,
  { rules: [exactlyOneInside(['s3', 'cloudWatchLogs', 'firehose'])] },
);

const about = (what: string, records: string) =>
  `${what} of which traffic is recorded: ${records}. Exactly one of vpcRef, subnetRef and networkInterfaceRef is needed, unless adopt is set. ${replaced}.`;

const spec = objectOf(
  {
    ...ref('vpc', {
      kind: 'VPC',
      prefix: 'vpc',
      about: about('The VPC', 'every network interface in it, also future ones'),
    }),
    ...ref('subnet', {
      kind: 'Subnet',
      prefix: 'subnet',
      about: about('The subnet', 'every network interface in it, also future ones'),
    }),
    ...ref('networkInterface', {
      kind: 'NetworkInterface',
      prefix: 'eni',
      about: about('The network interface', 'this one alone'),
    }),
    trafficType: optional(
      enumOf(
        ['Accept', 'Reject', 'All'],
        `Which traffic is recorded: what security groups and network ACLs admit, what they reject, or all. ${replaced}. Left out: All; on an adopted flow log it is left alone.`,
      ),
    ),
    destination: optional(destination),
    logFormat: optional(
      text(
        `Fields of a record in their order, such as \${srcaddr} \${dstaddr} \${action}, one blank between two. ${replaced}. Left out: AWS's default format (version 2); on an adopted flow log it is left alone.`,
        {
          min: 1,
          max: FORMAT_MAX,
          pattern: '^\\$\\{[a-z0-9-]+\\}( \\$\\{[a-z0-9-]+\\})*$',
        },
      ),
    ),
    maxAggregationIntervalSeconds: optional(
      integer(
        'Seconds for which packets of one flow are counted into one record: 60 or 600. Instances on the Nitro system always have 60. It can change at any time: AWS refuses two such flow logs at once, so the old one goes before the new one is made, with a gap in the records. Left out: 600; on an adopted flow log it is left alone.',
        {
          min: SHORT_INTERVAL,
          max: LONG_INTERVAL,
          rules: [
            {
              rule: `self == ${SHORT_INTERVAL} || self == ${LONG_INTERVAL}`,
              message: `must be ${SHORT_INTERVAL} or ${LONG_INTERVAL}`,
            },
          ],
        },
      ),
    ),
  },
  'A flow log: records of the IP traffic of a VPC, a subnet or a network interface. AWS allows two on each.',
);

const status = objectOf(
  {
    resourceID: optional(text('Id of the VPC, subnet or network interface.', { max: 64 })),
    destinationARN: optional(text('ARN of where the records go.', { max: BUCKET_ARN_MAX })),
    trafficType: optional(text("Which traffic is recorded, in EC2's own word.", { max: 16 })),
    logFormat: optional(text('Fields of a record.', { max: FORMAT_MAX })),
    maxAggregationIntervalSeconds: optional(
      integer('Seconds for which packets of one flow are counted into one record.', {
        min: 0,
        max: LONG_INTERVAL,
      }),
    ),
    delivery: optional(text("Whether records arrive, in EC2's own word: SUCCESS or FAILED.", { max: 16 })),
    deliveryMessage: optional(text('Why records do not arrive.', { max: 1_024 })),
  },
  'Observed state of the flow log.',
);

export type FlowLogSpec = Static<typeof spec>;
export type FlowLogStatus = Static<typeof status>;

const rules: readonly Rule[] = [
  exactlyOne(['vpcRef', 'vpcID', 'subnetRef', 'subnetID', 'networkInterfaceRef', 'networkInterfaceID']),
  required('destination'),
];

export const flowLogSchema = { spec: schemaOf(spec), status: schemaOf(status), rules };
