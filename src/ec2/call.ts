// One call to AWS, read or write: a slot, the transport, duration and code measured, the error classified, the limiter
// told about throttles. Separate because reader and writer must not differ in any of this. No retries here.
import { Fault, OWN_LIMITER } from '../model/fault.ts';
import type { Disposition } from '../model/kind.ts';
import type { AwsTransport, Clock, Metrics } from '../model/ports.ts';
import type { Scope } from '../model/scope.ts';
import { toFault } from './errors.ts';
import type { Limits, Priority } from './limits.ts';

export type CallDeps = { transport: AwsTransport; clock: Clock; metrics: Metrics; limits: Limits };

export type Call = {
  scope: Scope;
  operation: string;
  input: object;
  priority: Priority;
  /** Whose objects it serves: stands in the session tags. */
  namespace?: string;
  signal?: AbortSignal;
  kindFaults?: Readonly<Record<string, Disposition>>;
  /** Runs when the slot is there, right before the call; what it throws is thrown. */
  before?(): void;
  /** Looks for failures inside a success. */
  inspect?(output: Readonly<Record<string, unknown>>): Fault | undefined;
};

export type Answer = {
  output: Readonly<Record<string, unknown>>;
  requestId: string;
  /** Monotonic milliseconds: an answer shows AWS as it was at some time after the start. */
  startedMs: number;
  durationMs: number;
};

/** What `vpcraft_aws_calls_total` calls a success. */
export const CODE_OK = 'OK';

/** The token must have been taken before. @throws Fault */
export function callAws(deps: CallDeps, call: Call): Promise<Answer> {
  return deps.limits.run(call.scope, call.priority, async () => {
    call.before?.();
    const startedMs = deps.clock.monotonic();
    try {
      const { output, requestId } = await deps.transport.send(
        call.namespace === undefined ? call.scope : { ...call.scope, namespace: call.namespace },
        call.operation,
        call.input,
        call.signal,
      );
      const fault = call.inspect?.(output);
      if (fault !== undefined) throw fault;
      const durationMs = measure(deps, call.operation, { startedMs, code: CODE_OK });
      return { output, requestId, startedMs, durationMs };
    } catch (error) {
      const fault = toFault(error, call);
      measure(deps, call.operation, { startedMs, code: fault.details.code });
      if (fault.details.disposition === 'throttled') deps.limits.noteThrottled(call.scope, call.operation);
      throw fault;
    }
  });
}

export function measure(
  deps: Pick<CallDeps, 'clock' | 'metrics'>,
  operation: string,
  { startedMs, code }: { startedMs: number; code: string },
): number {
  const durationMs = deps.clock.monotonic() - startedMs;
  deps.metrics.count('vpcraft_aws_calls_total', { operation, code });
  deps.metrics.observe('vpcraft_aws_call_seconds', durationMs / 1_000, { operation });
  return durationMs;
}

/** The own limiter has no token: nothing was sent. */
export function limiterFault(operation: string, retryAfterMs: number): Fault {
  return new Fault({
    disposition: 'throttled',
    reason: 'Throttled',
    message: `${operation}: waits for its share of the request limit.`,
    code: OWN_LIMITER,
    operation,
    outcomeUnknown: false,
    retryAfterMs,
  });
}
