// Changes AWS, one call at a time: token reserved or refused, lease re-checked right before the call, the call made
// once, logged, measured, written to the audit log, its error classified. Separate from the engine, which decides what
// to do; here nothing is decided. What always holds: no call without a reservation, none without the lease, no retry.
import { Fault } from '../model/fault.ts';
import type { Disposition } from '../model/kind.ts';
import { partsOfKey } from '../model/object.ts';
import type { Leadership } from '../model/objects.ts';
import type { AwsTransport, Clock, Log, Metrics } from '../model/ports.ts';
import type { Scope } from '../model/scope.ts';
import type { Settings } from '../model/settings.ts';
import type { Reservation, WriteCall, Writer } from '../model/writer.ts';
import type { WriteOperation } from '../model/operations.ts';
import { failureInside } from './bulk.ts';
import { type Answer, callAws } from './call.ts';
import { toFault } from './errors.ts';
import type { Limits } from './limits.ts';

export type WriterOptions = {
  transport: AwsTransport;
  clock: Clock;
  settings: Settings;
  log: Log;
  /** Append-only stream: one line per call that was sent, with AWS's request id. */
  audit: Log;
  metrics: Metrics;
  limits: Limits;
  leadership: Leadership;
};

type KindFaults = Readonly<Record<string, Disposition>>;

export function createWriter(options: WriterOptions): Writer {
  const { limits } = options;
  /** Reservations whose token is neither used nor given back. */
  const open = new WeakSet<Reservation>();
  return {
    reserve(scope, operation, key) {
      const refused = limits.take(scope, operation, key);
      if (refused !== undefined) return refused;
      const reservation: Reservation = {
        scope,
        operation,
        giveBack: () => {
          if (open.delete(reservation)) limits.giveBack(scope, operation);
        },
      };
      open.add(reservation);
      return reservation;
    },
    async perform(reservation, call, kindFaults) {
      if (!open.has(reservation) || reservation.operation !== call.operation)
        throw unreserved(call.operation);
      return perform(options, { reservation, call, kindFaults, use: () => open.delete(reservation) });
    },
  };
}

type Work = { reservation: Reservation; call: WriteCall; kindFaults: KindFaults; use: () => void };

async function perform(
  options: WriterOptions,
  { reservation, call, kindFaults, use }: Work,
): Promise<Answer['output']> {
  const { scope } = reservation;
  const startedMs = options.clock.monotonic();
  let sent = false;
  try {
    const answer = await callAws(options, {
      scope,
      operation: call.operation,
      input: call.input,
      priority: 'write',
      namespace: partsOfKey(call.key).namespace,
      kindFaults,
      before() {
        if (!options.leadership.isLeader()) throw notLeader(call.operation);
        sent = true;
        use();
      },
      inspect: (output) => failureInside(call, output, kindFaults),
    });
    report(options, { scope, call, code: 'OK', requestId: answer.requestId, durationMs: answer.durationMs });
    return answer.output;
  } catch (error) {
    const { details } = toFault(error, { operation: call.operation });
    if (sent)
      report(options, {
        scope,
        call,
        code: details.code,
        requestId: details.requestId,
        durationMs: options.clock.monotonic() - startedMs,
        fault: details,
      });
    else reservation.giveBack();
    throw error;
  }
}

type Report = {
  scope: Scope;
  call: WriteCall;
  code: string;
  requestId: string | undefined;
  durationMs: number;
  fault?: Fault['details'];
};

function report(options: WriterOptions, { scope, call, code, requestId, durationMs, fault }: Report): void {
  const { kind } = partsOfKey(call.key);
  const awsId = idIn(call.input);
  const fields = { kind, key: call.key, operation: call.operation, awsId, code, durationMs, requestId };
  if (fault === undefined) options.log.info({ ...fields, why: call.why }, 'changed AWS');
  else
    options.log.warn(
      { ...fields, disposition: fault.disposition, detail: fault.message },
      'AWS did not make the change',
    );
  const { via, account, region, service } = scope;
  options.audit.info(
    {
      ...fields,
      uid: call.uid,
      via,
      account,
      region,
      service,
      why: call.why,
      result: fault === undefined ? 'done' : fault.outcomeUnknown ? 'unknown' : 'refused',
    },
    'write',
  );
}

/** The first id among the input's own members: enough to find the call again. */
function idIn(input: object): string | undefined {
  const found = Object.entries(input).find(
    ([name, value]) => /Ids?$|^Resources$/.test(name) && (typeof value === 'string' || Array.isArray(value)),
  );
  const value: unknown = found?.[1];
  return Array.isArray(value) ? value.map(String).join(',') : value === undefined ? undefined : String(value);
}

function notLeader(operation: WriteOperation): Fault {
  return new Fault({
    disposition: 'transient',
    reason: 'Pending',
    message: `${operation} was not sent: this replica is not the leader any more; the new leader carries on.`,
    code: 'NotLeader',
    operation,
    outcomeUnknown: false,
  });
}

function unreserved(operation: WriteOperation): Fault {
  return new Fault({
    disposition: 'bug',
    reason: 'InternalError',
    message: `${operation} was not sent: its reservation was used before, given back, or made for another operation.`,
    code: 'NotReserved',
    operation,
    outcomeUnknown: false,
  });
}
