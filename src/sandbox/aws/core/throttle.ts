// Request rate limits: one token bucket per account, region and API action, with AWS's published numbers.
// https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html (retrieved 2026-09)
import { AwsError } from './error.ts';
import type { SimulatorOptions } from './options.ts';

/** Tokens, and tokens per second. */
type Rate = readonly [capacity: number, refill: number];

const NON_MUTATING: Rate = [100, 20];
const UNFILTERED_UNPAGINATED: Rate = [50, 10];
const MUTATING: Rate = [50, 5];

const UNFILTERED = new Set(['DescribeNetworkInterfaces', 'DescribeSecurityGroups']);

const BY_ACTION: Readonly<Record<string, Rate>> = {
  CreateNetworkInterface: [100, 5],
  DeleteNetworkInterface: [100, 5],
  ModifyNetworkInterfaceAttribute: [100, 5],
  CreateNatGateway: [10, 1],
  DeleteNatGateway: [10, 1],
  AssociateNatGatewayAddress: [10, 1],
  DisassociateNatGatewayAddress: [10, 1],
  AssignPrivateNatGatewayAddress: [10, 1],
  UnassignPrivateNatGatewayAddress: [10, 1],
  CreateVpcEndpoint: [4, 0.3],
  ModifyVpcEndpoint: [4, 0.3],
  DeleteVpcEndpoints: [4, 0.3],
  CreateTags: [100, 10],
  DeleteTags: [100, 10],
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: listed under server errors. */
const THROTTLED_STATUS = 503;

export function throttled(): AwsError {
  return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', THROTTLED_STATUS);
}

type Limits = SimulatorOptions['throttling'];

export class Throttle {
  #limits: Limits;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Other limits from now on, with full buckets: what is only set up need not wait for tokens. */
  set(limits: Limits): void {
    this.#limits = limits;
    this.clear();
  }

  /** Takes one token; false when the bucket is empty. */
  take(place: string, operation: string, input: object, nowMs: number): boolean {
    const { enabled, scale } = this.#limits;
    if (!enabled) return true;
    const plain = UNFILTERED.has(operation) && isPlain(input);
    const [capacity, refill] = plain ? UNFILTERED_UNPAGINATED : rateOf(operation);
    const key = `${place}|${operation}${plain ? '|unfiltered' : ''}`;
    const bucket = this.#buckets.get(key) ?? { tokens: capacity * scale, atMs: nowMs };
    const refilled = bucket.tokens + ((nowMs - bucket.atMs) / 1000) * refill * scale;
    bucket.tokens = Math.min(capacity * scale, refilled);
    bucket.atMs = nowMs;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  clear(): void {
    this.#buckets.clear();
  }
}

function rateOf(operation: string): Rate {
  return BY_ACTION[operation] ?? (/^(Describe|Get|List|Search)/.test(operation) ? NON_MUTATING : MUTATING);
}

/** Neither filtered nor paginated: the page calls these calls unfiltered and gives them a smaller bucket. */
function isPlain(input: object): boolean {
  return (
    !('Filters' in input && Array.isArray(input.Filters) && input.Filters.length > 0) &&
    !('MaxResults' in input && input.MaxResults != null)
  );
}
