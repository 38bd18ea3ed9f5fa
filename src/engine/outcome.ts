// How a pass ended: one value, from which conditions, events and the next visit follow (finish.ts).
import { type Fault, OWN_LIMITER } from '../model/fault.ts';
import type { Held } from '../model/kind.ts';
import type { Reason } from '../model/reasons.ts';
import type { StatusPlan } from './approval.ts';

export type Blocked = {
  is: 'blocked';
  reason: Reason;
  message: string;
  seconds: number | undefined;
  /** It may well go by itself; before so much time has passed since the request to delete, nobody is alarmed. */
  patienceSeconds?: number;
};

export type Outcome =
  /** lookAgainSeconds: something of it is to be tried again then. */
  | { is: 'settled'; held: readonly Held[]; lookAgainSeconds?: number }
  /** Something was changed and has to be seen first; looked at again soon. */
  | { is: 'working'; message: string; seconds: number }
  /**
   * keepReady: the thing is in use and stays so meanwhile. settling: AWS is at work, only time helps. saysNothing: nothing
   * is known that was not said before.
   */
  | {
      is: 'waiting';
      reason: Reason;
      message: string;
      seconds: number | undefined;
      keepReady: boolean;
      settling?: true;
      saysNothing?: true;
    }
  | { is: 'refused'; reason: Reason; message: string; field: string | undefined }
  | { is: 'faulted'; fault: Fault; fields: readonly string[] }
  /** The own limiter has no token before this time (monotonic milliseconds). */
  | { is: 'limited'; retryAtMs: number; operation: string }
  | { is: 'paused' }
  | { is: 'observing' }
  | { is: 'planned'; plan: StatusPlan; why: string }
  | Blocked
  /** The object changed under us: the pass begins anew, silently. */
  | { is: 'conflict' }
  | { is: 'gone' };

/** A read that waits for a token of the own limiter has not failed: it comes back when there is one, without back-off. */
export function outcomeOfFault(fault: Fault, nowMs: number): Outcome {
  const { code, operation, retryAfterMs } = fault.details;
  if (code !== OWN_LIMITER || retryAfterMs === undefined) return { is: 'faulted', fault, fields: [] };
  return { is: 'limited', retryAtMs: nowMs + retryAfterMs, operation };
}

export function waiting(
  reason: Reason,
  message: string,
  seconds?: number,
): Extract<Outcome, { is: 'waiting' }> {
  return { is: 'waiting', reason, message, seconds, keepReady: false };
}

export function refused(reason: Reason, message: string, field?: string): Outcome {
  return { is: 'refused', reason, message, field };
}

/** AWS is still at work on a thing: looking again sooner would only cost calls. */
export function settling(reason: Reason, message: string, seconds: number): Outcome {
  return { is: 'waiting', reason, message, seconds, keepReady: false, settling: true };
}

/** A deletion that is held. */
export function blocked(reason: Reason, message: string, seconds?: number): Blocked {
  return { is: 'blocked', reason, message, seconds };
}
