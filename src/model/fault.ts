// What went wrong when something outside was asked: one class, made only where the outside is touched (ec2, kube).
import type { Disposition } from './kind.ts';
import type { Reason } from './reasons.ts';

export type FaultDetails = {
  disposition: Disposition;
  reason: Reason;
  /** For people, by itself: which operation, code, and what AWS or Kubernetes said, without request ids, times or counters. */
  message: string;
  /** AWS error code or Kubernetes status reason, as received; 'NoAnswer' when none came. */
  code: string;
  operation: string;
  /** True when the call may have taken effect although no success was seen. */
  outcomeUnknown: boolean;
  requestId?: string;
  /** Milliseconds after which asking again makes sense, where the other side said so. */
  retryAfterMs?: number;
  cause?: unknown;
};

/** `code` where no answer came. */
export const NO_ANSWER = 'NoAnswer';

/** `code` of a call that was not sent, because the own share of the request limit is used up until `retryAfterMs`. */
export const OWN_LIMITER = 'OwnLimiter';

export class Fault extends Error {
  readonly details: FaultDetails;

  constructor(details: FaultDetails) {
    super(details.message, { cause: details.cause });
    this.name = 'Fault';
    this.details = details;
  }
}

/** The fault in `error` or in one of its causes. */
export function faultOf(error: unknown): Fault | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof Fault) return current;
  }
  return undefined;
}
