// Every number of the controller that an operator may set, with its unit, default and source; config.ts reads them from
// flags, the sandbox and the simulation set their own, and everything that differs from `production` is printed there.

export type Settings = {
  /** Identifies this cluster in owner tags; outlives the cluster. */
  clusterID: string;
  /** Region of objects that nothing else places. */
  defaultRegion: string | undefined;
  /** Role that writes flow logs into CloudWatch, where there is no AWSAccount to name it. */
  flowLogRoleARN: string | undefined;
  /** Seconds between the starts of two sweeps of one scope. */
  sweepSeconds: number;
  /** Upper bound on every table's settling time, seconds. */
  settlingBoundSeconds: number;
  /** Seconds after an own lost answer during which discovery must stay empty before a create is repeated. */
  lostAnswerSeconds: number;
  /** The same for an intent that another process wrote: AWS accepts a signed request for 15 minutes. */
  otherProcessSeconds: number;
  /** Milliseconds for which questions by id are collected into one call. */
  mergeWindowMs: number;
  /** Part of the published token buckets that this controller takes. */
  limitShare: number;
  /** Calls to AWS under way at once, per account and region. */
  awsConcurrency: number;
  /** Passes under way at once. */
  workers: number;
  /** Seconds between two looks at an object for which nothing happened. */
  resyncSeconds: number;
  /** Seconds between two looks while AWS is still working on something. */
  settlingLookSeconds: number;
  /** First and longest back-off of one key after a fault, seconds. */
  backoffFirstSeconds: number;
  backoffLongestSeconds: number;
  /** Seconds between two looks after AWS denied a call. */
  deniedSeconds: number;
  /** Seconds between two garbage sweeps, and the age below which a thing is ignored. */
  garbageSeconds: number;
  garbageYoungSeconds: number;
  /** Lease: duration, renew deadline, retry period, seconds. */
  leaseSeconds: number;
  renewDeadlineSeconds: number;
  leaseRetrySeconds: number;
  /** Ceiling on the age of a VPC attribute before it is read again, seconds. */
  detailBoundSeconds: number;
};

export const production: Omit<Settings, 'clusterID' | 'defaultRegion' | 'flowLogRoleARN'> = {
  sweepSeconds: 52, // chosen: drift is seen within 60 s, jitter and sweep included
  settlingBoundSeconds: 300, // https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html: up to five minutes
  lostAnswerSeconds: 300, // the same
  otherProcessSeconds: 960, // 15 min validity of a signature, https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html, and one more
  mergeWindowMs: 30, // chosen: shorter than any call to EC2 takes
  limitShare: 0.5, // chosen: people and other controllers share the buckets
  awsConcurrency: 20, // chosen: below the SDK's 50 sockets
  workers: 64, // chosen: a pass waits for the network nearly all of its time
  resyncSeconds: 600, // chosen: costs no AWS call
  settlingLookSeconds: 5, // chosen: EC2's own waiters begin at 5 to 15 s
  backoffFirstSeconds: 1, // chosen
  backoffLongestSeconds: 300, // chosen
  deniedSeconds: 300, // chosen: the cure lies outside
  garbageSeconds: 3_600, // chosen
  garbageYoungSeconds: 600, // chosen: twice the settling bound
  leaseSeconds: 15, // client-go's defaults, https://pkg.go.dev/k8s.io/client-go/tools/leaderelection
  renewDeadlineSeconds: 10,
  leaseRetrySeconds: 2,
  detailBoundSeconds: 7_200, // chosen: 2 calls per VPC and 2 h
};

/** The sandbox's EC2 shows every change within 5 s, so waits that exist because of EC2's minutes may be short. */
export const sandbox: Partial<Settings> = {
  defaultRegion: 'ap-northeast-1',
  flowLogRoleARN: 'arn:aws:iam::111111111111:role/flow-logs',
  sweepSeconds: 10,
  settlingBoundSeconds: 5,
  lostAnswerSeconds: 6,
  otherProcessSeconds: 8,
  settlingLookSeconds: 1,
  leaseSeconds: 3,
  renewDeadlineSeconds: 2,
  leaseRetrySeconds: 0.5,
  deniedSeconds: 10,
  garbageSeconds: 30,
  garbageYoungSeconds: 15,
};
