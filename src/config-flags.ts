// Every flag of `vpcraft run` as data: name, environment variable, shape, default, sentence. Separate from config.ts, which
// reads them, because the command line's help and the README's table are made from the same list. Always holds: the name
// of a duration ends in its unit, and every member of Settings has its flag.
import { production, type Settings } from './model/settings.ts';
import { logLevels } from './telemetry/log.ts';

export type Flag = {
  /** Long name on the command line, without dashes in front; its environment variable follows from it. */
  name: string;
  /** What stands behind the flag in the help. */
  value: string;
  about: string;
  shape:
    | { is: 'text'; pattern?: RegExp; cure?: string }
    | { is: 'url' }
    | { is: 'choice'; of: readonly string[] }
    | { is: 'boolean' }
    /** Given several times, or once with commas between. */
    | { is: 'limits' }
    | { is: 'integer' | 'number'; min: number; max: number };
  default?: string;
  required?: true;
};

/** One day: no wait or period of the controller makes sense beyond it. */
const DAY_SECONDS = 86_400;
/** Kubernetes' own bound on label values, so that the id can stand in labels too; AWS tag values allow more. */
const clusterID = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
export const REGION_PATTERN = /^[a-z]{2,}(-[a-z]+)+-[0-9]+$/;
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Where the process is and what it speaks to. */
export const connectionFlags: readonly Flag[] = [
  {
    name: 'cluster-id',
    value: 'ID',
    about:
      'Identifies this cluster in the owner tags of everything made in AWS. It must outlive the cluster; a change refuses to start.',
    shape: {
      is: 'text',
      pattern: clusterID,
      cure: 'use 1 to 63 letters, digits, dots, dashes and underscores, such as shop-prod',
    },
    required: true,
  },
  {
    name: 'default-region',
    value: 'REGION',
    about: 'Region of objects that neither themselves, their parent nor their AWSAccount place.',
    shape: { is: 'text', pattern: REGION_PATTERN, cure: 'use a region name such as ap-northeast-1' },
  },
  {
    name: 'flow-log-role-arn',
    value: 'ARN',
    about:
      'Role with which AWS writes flow logs into CloudWatch log groups, as long as there is no AWSAccount to name it (flowLogRoleARN).',
    shape: {
      is: 'text',
      pattern: /^arn:[a-z-]+:iam::[0-9]{12}:role\/.+$/,
      cure: 'use the ARN of a role, such as arn:aws:iam::123456789012:role/flow-logs',
    },
  },
  {
    name: 'kubeconfig',
    value: 'PATH',
    about: 'kubeconfig file. Left out: the pod’s service account, else $KUBECONFIG, else ~/.kube/config.',
    shape: { is: 'text' },
  },
  {
    name: 'context',
    value: 'NAME',
    about: 'Context of the kubeconfig. Left out: its current context.',
    shape: { is: 'text' },
  },
  {
    name: 'watch-namespace',
    value: 'NAME',
    about: 'Only look at objects of this namespace. Left out: all namespaces.',
    shape: { is: 'text', pattern: dnsLabel, cure: 'use one namespace name' },
  },
  {
    name: 'controller-namespace',
    value: 'NAME',
    about: 'Namespace of the lease and of the ConfigMap that remembers the cluster id.',
    shape: { is: 'text', pattern: dnsLabel, cure: 'use one namespace name' },
    default: 'vpcraft-system',
  },
  {
    name: 'identity',
    value: 'NAME',
    about:
      'Name of this process in the lease, different in each replica. Left out: host name and a random part.',
    shape: { is: 'text' },
  },
  {
    name: 'aws-endpoint',
    value: 'URL',
    about: 'Endpoint for every AWS service instead of AWS’s own: for emulators only.',
    shape: { is: 'url' },
  },
  {
    name: 'health-address',
    value: 'ADDRESS',
    about: 'Address of the health port; 0.0.0.0 in a pod, where the kubelet asks from outside.',
    shape: { is: 'text' },
    default: '127.0.0.1',
  },
  {
    name: 'health-port',
    value: 'PORT',
    about: 'Port of /healthz, /readyz and /metrics; 0: a free one.',
    shape: { is: 'integer', min: 0, max: 65_535 },
    default: '8080',
  },
  {
    name: 'log-level',
    value: 'LEVEL',
    about: 'Lowest level that is logged.',
    shape: { is: 'choice', of: logLevels },
    default: 'info',
  },
];

type Tuned = keyof typeof production;

/** What a tuning flag says beside its default, which is `production`'s. */
const tuned: Readonly<
  Record<Tuned, { about: string; value: string; min: number; max: number; whole?: true }>
> = {
  sweepSeconds: {
    about: 'Time between the starts of two sweeps of one account and region.',
    value: 'SECONDS',
    min: 1,
    max: DAY_SECONDS,
  },
  settlingBoundSeconds: {
    about: 'Longest time that EC2 may show an older picture.',
    value: 'SECONDS',
    min: 0,
    max: DAY_SECONDS,
  },
  lostAnswerSeconds: {
    about: 'Time that discovery must stay empty after a lost answer before a create is repeated.',
    value: 'SECONDS',
    min: 0,
    max: DAY_SECONDS,
  },
  otherProcessSeconds: {
    about: 'The same for an intent that another process wrote; AWS accepts a signed request for 15 minutes.',
    value: 'SECONDS',
    min: 0,
    max: DAY_SECONDS,
  },
  mergeWindowMs: {
    about: 'Time for which questions by id are collected into one call.',
    value: 'MILLISECONDS',
    min: 0,
    max: 1_000,
  },
  limitShare: {
    about: 'Part of AWS’s published rate limits that this controller takes.',
    value: 'SHARE',
    min: 0.01,
    max: 1,
  },
  awsConcurrency: {
    about: 'Calls to AWS under way at once, per account and region.',
    value: 'CALLS',
    min: 1,
    max: 200,
    whole: true,
  },
  workers: { about: 'Objects worked on at once.', value: 'COUNT', min: 1, max: 1_000, whole: true },
  resyncSeconds: {
    about: 'Time between two looks at an object for which nothing happened.',
    value: 'SECONDS',
    min: 1,
    max: DAY_SECONDS,
  },
  settlingLookSeconds: {
    about: 'Time between two looks while AWS is still working on something.',
    value: 'SECONDS',
    min: 0.1,
    max: 600,
  },
  backoffFirstSeconds: {
    about: 'First wait of an object after a fault; it doubles.',
    value: 'SECONDS',
    min: 0.01,
    max: DAY_SECONDS,
  },
  backoffLongestSeconds: {
    about: 'Longest wait of an object after a fault.',
    value: 'SECONDS',
    min: 0.01,
    max: DAY_SECONDS,
  },
  deniedSeconds: {
    about: 'Time between two looks after AWS denied a call.',
    value: 'SECONDS',
    min: 1,
    max: DAY_SECONDS,
  },
  garbageSeconds: {
    about: 'Time between two searches for things whose object no longer exists.',
    value: 'SECONDS',
    min: 1,
    max: DAY_SECONDS,
  },
  garbageYoungSeconds: {
    about: 'Age below which such a thing is ignored.',
    value: 'SECONDS',
    min: 0,
    max: DAY_SECONDS,
  },
  leaseSeconds: { about: 'Duration of the leader’s lease.', value: 'SECONDS', min: 1, max: 600 },
  renewDeadlineSeconds: {
    about: 'Time after its last renewal at which a leader stops changing AWS.',
    value: 'SECONDS',
    min: 0.5,
    max: 600,
  },
  leaseRetrySeconds: {
    about: 'Time between two tries to get or renew the lease.',
    value: 'SECONDS',
    min: 0.1,
    max: 600,
  },
  detailBoundSeconds: {
    about: 'Longest age of a VPC attribute before it is read again.',
    value: 'SECONDS',
    min: 1,
    max: DAY_SECONDS,
  },
};

/** `ARN` → `Arn`. */
function capitalized(word: string): string {
  return `${word.charAt(0)}${word.slice(1).toLowerCase()}`;
}

/** `sweepSeconds` → `sweep-seconds`, `clusterID` → `cluster-id`. */
export function flagNameOf(member: string): string {
  return member
    .replace(/(?<=[a-z])[A-Z]+$/, capitalized)
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `sweep-seconds` → `VPCRAFT_SWEEP_SECONDS`. */
export function variableOf(flag: string): string {
  return `VPCRAFT_${flag.replaceAll('-', '_').toUpperCase()}`;
}

const tunedMembers = Object.keys(tuned).filter((member): member is Tuned =>
  Object.hasOwn(production, member),
);

/** How fast, how often, how much. */
export const tuningFlags: readonly Flag[] = [
  ...tunedMembers.map((member) => {
    const { about, value, min, max, whole } = tuned[member];
    return {
      name: flagNameOf(member),
      value,
      about,
      shape: { is: whole ? 'integer' : 'number', min, max },
      default: String(production[member]),
    } satisfies Flag;
  }),
  {
    name: 'limit-override',
    value: 'ACTION=CAPACITY/RATE',
    about:
      'A request limit that AWS Support raised for your accounts, such as CreateVpc=200/20: calls in a burst, and calls per second. Several: repeat the flag, or put commas between. Of these too only --limit-share is taken. Left out: AWS’s published limits.',
    shape: { is: 'limits' },
  },
];

export const flags: readonly Flag[] = [...connectionFlags, ...tuningFlags];

/** Members of Settings that are no numbers. */
export const textMembers = ['clusterID', 'defaultRegion', 'flowLogRoleARN'] as const;

/** Members of Settings, in the order of their flags. */
export const settingMembers: readonly (keyof Settings)[] = [...textMembers, ...tunedMembers];
