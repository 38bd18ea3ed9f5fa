// Turns what Kubernetes answered, or that it did not, into a Fault: the only classifier of this room. The codes are the
// reasons of https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/types.go (StatusReason…).
import { Fault, NO_ANSWER } from '../model/fault.ts';
import { isRecord, memberAt } from '../model/json.ts';
import type { Disposition } from '../model/kind.ts';
import type { KubeResponse } from '../model/ports.ts';
import type { Reason } from '../model/reasons.ts';

type Meaning = { code: string; disposition: Disposition; reason: Reason };

/** What a status code means when the Status object gives no reason of its own. */
const meanings: Readonly<Record<number, Meaning>> = {
  400: { code: 'BadRequest', disposition: 'refused', reason: 'InternalError' },
  401: { code: 'Unauthorized', disposition: 'denied', reason: 'CredentialsUnavailable' },
  403: { code: 'Forbidden', disposition: 'denied', reason: 'AccessDenied' },
  404: { code: 'NotFound', disposition: 'gone', reason: 'InternalError' },
  409: { code: 'Conflict', disposition: 'stale', reason: 'Conflict' },
  410: { code: 'Gone', disposition: 'stale', reason: 'InternalError' },
  413: { code: 'RequestEntityTooLarge', disposition: 'refused', reason: 'InternalError' },
  422: { code: 'Invalid', disposition: 'refused', reason: 'InternalError' },
  429: { code: 'TooManyRequests', disposition: 'transient', reason: 'Throttled' },
};
const serverError: Meaning = { code: 'InternalError', disposition: 'transient', reason: 'InternalError' };
const clientError: Meaning = { code: 'Unknown', disposition: 'refused', reason: 'InternalError' };

const MS_PER_SECOND = 1_000;

export type Asked = { operation: string; writes: boolean };

/** The fault in an HTTP answer other than success. */
export function faultOfResponse(response: KubeResponse, asked: Asked): Fault {
  return faultOfStatus(response.body, asked, response.status, retryAfterMs(response));
}

/** The fault in a Status object, from an answer or from an ERROR event of a watch. */
export function faultOfStatus(status: unknown, asked: Asked, httpStatus?: number, retryMs?: number): Fault {
  const stated = memberAt(status, 'code');
  const http = httpStatus ?? (typeof stated === 'number' ? stated : 500);
  const meaning = meanings[http] ?? (http >= 500 ? serverError : clientError);
  const reason = memberAt(status, 'reason');
  const said = memberAt(status, 'message');
  return new Fault({
    disposition: meaning.disposition,
    reason: meaning.reason,
    code: typeof reason === 'string' && reason !== '' ? reason : meaning.code,
    message: `Kubernetes, ${asked.operation}: ${typeof said === 'string' && said !== '' ? said : `HTTP ${http}`}`,
    operation: asked.operation,
    outcomeUnknown: asked.writes && http >= 500,
    ...(retryMs === undefined ? {} : { retryAfterMs: retryMs }),
    cause: status,
  });
}

/** The fault when no answer came, or none that can be read. */
export function faultOfSilence(error: unknown, asked: Asked): Fault {
  const why = error instanceof Error ? error.message : String(error);
  return new Fault({
    disposition: 'transient',
    reason: 'InternalError',
    code: NO_ANSWER,
    message: `Kubernetes, ${asked.operation}: no answer (${why})`,
    operation: asked.operation,
    outcomeUnknown: asked.writes,
    cause: error,
  });
}

/** Whether the Status behind a fault names `reason` among its causes, such as NamespaceTerminating. */
export function hasStatusCause(fault: Fault, reason: string): boolean {
  const causes = memberAt(fault.details.cause, 'details.causes');
  return Array.isArray(causes) && causes.some((cause) => isRecord(cause) && cause['reason'] === reason);
}

/** The resourceVersion asked for is no longer, or not yet, known: only a new list helps. */
export function isExpired(fault: Fault): boolean {
  const { code } = fault.details;
  return code === 'Gone' || code === 'Expired' || hasStatusCause(fault, 'ResourceVersionTooLarge');
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after; API servers send seconds. */
function retryAfterMs(response: KubeResponse): number | undefined {
  const seconds = Number(
    response.headers['retry-after'] ?? memberAt(response.body, 'details.retryAfterSeconds'),
  );
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * MS_PER_SECOND : undefined;
}
