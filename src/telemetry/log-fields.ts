// What a log line may carry: the fixed list of fields, and how a value is made fit for a log. Separate from the logger so
// that the list can be read, and documented, at a glance. Always holds: a field outside the list never reaches the
// output, and known shapes of secrets are cut out of every text, however deep.

export const logFields = {
  kind: 'Kind of the object.',
  key: 'Kind/namespace/name of the object.',
  uid: 'uid of the object.',
  generation: 'metadata.generation of the object.',
  pass: 'Number of the visit to the object; one pass has one number.',
  round: 'Number of the look-and-act within the pass.',
  awsId: 'Id of the thing in AWS.',
  via: 'AWSAccount object whose role was used; empty for own credentials.',
  account: 'AWS account id.',
  role: 'ARN of the role that is assumed.',
  region: 'AWS region.',
  service: 'AWS service.',
  table: 'Describe table that was read.',
  operation: 'AWS operation, or verb and path of a Kubernetes request.',
  requestId: 'AWS request id, for AWS support and CloudTrail.',
  code: 'AWS error code or Kubernetes status reason.',
  reason: 'Condition or event reason.',
  disposition: 'How the fault was classified.',
  detail: 'What was done or said, for people.',
  field: 'Field of the spec.',
  why: 'Why the change is made.',
  result: 'How it ended.',
  cause: 'What made it necessary.',
  resource: 'Plural of the Kubernetes resource.',
  status: 'HTTP status.',
  durationMs: 'Duration, milliseconds.',
  delayMs: 'Delay until the next try, milliseconds.',
  count: 'How many.',
  identity: 'Who holds the lease.',
  setting: 'Name of a setting.',
  value: 'Its value.',
  version: 'Version of vpcraft.',
  port: 'TCP port.',
  address: 'URL or address.',
  signal: 'Signal that was received.',
  stream: 'audit on the lines of the audit log: every call to AWS with its request id.',
  error: 'Error: name, message, code, stack, cause.',
} as const;

/** Shapes of secrets in texts of AWS, of URLs and of headers, and what stays of them. */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
  [/(encoded authorization failure message:\s*)\S+/gi, '$1[removed]'],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  [/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"']+/gi, '$1[removed]'],
  [/\b(Bearer|AWS4-HMAC-SHA256)\s+[^"']+/g, '$1 [removed]'],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids: access key ids
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1[removed]'],
  [
    /("?(?:secretAccessKey|sessionToken|preSharedKey|password|token)"?\s*[:=]\s*"?)[^\s",}]+/gi,
    '$1[removed]',
  ],
];

/** Members of a logged value beneath this depth are left out: an object of Kubernetes is not that deep where it matters. */
const DEEPEST = 6;

/** Digits that a reader of durations needs; the clock gives a dozen. */
const THOUSANDTHS = 1_000;

/** The text without secrets. */
export function withoutSecrets(text: string): string {
  return secretShapes.reduce((rest, [shape, kept]) => rest.replace(shape, kept), text);
}

function loggable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value === 'number') return Math.round(value * THOUSANDTHS) / THOUSANDTHS;
  if (value === null || typeof value !== 'object') return value;
  if (depth > DEEPEST) return '[deeper]';
  if (value instanceof Error) return loggableError(value, depth);
  if (Array.isArray(value)) return value.map((item) => loggable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, loggable(member, depth + 1)]),
  );
}

function loggableError(error: Error, depth: number): Record<string, unknown> {
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: loggable(error.cause, depth + 1) };
  const stack = error.stack === undefined ? {} : { stack: withoutSecrets(error.stack) };
  return { name: error.name, message: withoutSecrets(error.message), ...code, ...stack, ...cause };
}

/** The fields that may be logged, without secrets; the names of the others stand in `undeclared`. */
export function fitFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fitting: Record<string, unknown> = {};
  const undeclared: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (Object.hasOwn(logFields, name)) fitting[name] = loggable(value, 0);
    else undeclared.push(name);
  }
  return undeclared.length === 0 ? fitting : { ...fitting, undeclared };
}
