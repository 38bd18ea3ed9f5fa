// The form of a contract case: calls as data, the answer that AWS's documentation promises, and the page that promises
// it. Separate from running them, because the same cases judge the simulator, other emulators and, in principle, AWS.
// Accounts are roles, not numbers: each run gives every case accounts of its own, so that cases cannot disturb each other.

export type Account = 'home' | 'other';
/** Default: account `home`, region `us-east-1`. */
export type By = { account?: Account; region?: string };

/**
 * Part of an answer. Objects match when each named member matches; arrays match in any order (EC2 promises none) and
 * completely. Special forms, each alone in its object:
 * `{$has: [...]}` each of these is among the array; `{$size: n}` array of n; `{$absent: true}` member missing or an
 * empty array (the wire cannot tell them apart); `{$like: 'regex'}` text; `{$not: x}`; `{$one: [...]}` one of these.
 */
export type Shape = string | number | boolean | readonly Shape[] | { readonly [member: string]: Shape };

/** Text of inputs and shapes may hold `{name.path.to.0.member}`: an earlier saved output, or `{account.other}`. */
export type Input = { readonly [member: string]: unknown };
export type Step = {
  call: string;
  input?: Input;
  by?: By;
  /** Keeps the output under this name. */
  save?: string;
  /** Default: any success. `code`: refused with one of these codes; `*` is any code, where AWS documents none. */
  expect?: { code?: string | readonly string[]; shape?: Shape };
};

export type Case = {
  name: string;
  /** The AWS page that settles the expected answer. */
  page: string;
  steps: readonly Step[];
  /** AWS's pages do not settle it: it is run and shown, and counts neither way. */
  unsettled?: string;
  /** What moto 5.2.5 is known to do otherwise; `page` settles it against moto. */
  motoDiffers?: string;
};

/** A step that must succeed, saved under a name. */
export function make(save: string, call: string, input: Input = {}, by: By = {}): Step {
  return { call, input, by, save };
}

/** A step that must succeed. */
export function does(call: string, input: Input = {}, by: By = {}): Step {
  return { call, input, by };
}

/** A step that must be refused with one of the codes. */
export function refuses(
  code: string | readonly string[],
  call: string,
  input: Input = {},
  by: By = {},
): Step {
  return { call, input, by, expect: { code } };
}

/** A step whose answer must show this, now or within the settling time. */
export function shows(call: string, input: Input, shape: Shape, by: By = {}): Step {
  return { call, input, by, expect: { shape } };
}

/** A page of the EC2 API reference. */
export function api(operation: string): string {
  return `https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_${operation}.html`;
}

/** A page of the VPC user guide. */
export function guide(page: string): string {
  return `https://docs.aws.amazon.com/vpc/latest/userguide/${page}.html`;
}

export const errorCodes = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html';
export const filtering = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html';
export const pagination = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html';
export const idempotency = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html';
export const tagging = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html';

export function filter(name: string, ...values: string[]): { Name: string; Values: string[] } {
  return { Name: name, Values: values };
}
