// Turns whatever a call to AWS threw into a Fault: the only error that leaves this room. Separate from the callers so
// that reads, writes and STS are judged by the same table (error-codes.ts).
// What always holds: messages carry no request ids, no encoded authorization messages and no control characters, so
// that equal failures have equal messages; a call that may have taken effect says so (outcomeUnknown).
import { Fault, faultOf, NO_ANSWER } from '../model/fault.ts';
import type { Disposition } from '../model/kind.ts';
import type { Reason } from '../model/reasons.ts';
import { isRecord } from '../model/json.ts';
import { type CodeMeaning, meaningOf, WRONG_CLOCK } from './error-codes.ts';

/** Characters of a message that are kept: chosen, EC2's own are below 300; conditions allow 32,768. */
const LONGEST_MESSAGE = 512;
const CLIENT_ERROR = 400;
const SERVER_ERROR = 500;
/** What the SDK adds where a body is not what the service's model says: a hint for programmers. */
const SDK_HINT = /\s*Deserialization error: to see the raw response, inspect the hidden field.*$/s;
/** Node's codes for "no connection was made": nothing was sent. https://nodejs.org/api/errors.html#common-system-errors */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
const UNKNOWN_CODE: CodeMeaning = { disposition: 'transient', reason: 'AWSError' };

/** Codes for a time that AWS does not accept, among others: the SDK's own list (`CLOCK_SKEW_ERROR_CODES` in `@smithy/core`). */
const CODES_OF_CLOCK = [
  'AccessDeniedException',
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

/** For a code whose meaning a kind declares differently from the common table. */
const reasonByDisposition: Readonly<Record<Disposition, Reason>> = {
  throttled: 'Throttled',
  transient: 'AWSError',
  waiting: 'DependencyNotReady',
  denied: 'AWSError',
  refused: 'InvalidSpec',
  stale: 'AWSError',
  gone: 'Vanished',
  bug: 'InternalError',
};

export type FaultContext = { operation: string; kindFaults?: Readonly<Record<string, Disposition>> };

export function toFault(error: unknown, context: FaultContext): Fault {
  const known = faultOf(error);
  if (known !== undefined) return known;
  const { operation } = context;
  const status = statusOf(error);
  const code = codeOf(error, status);
  const meaning = meaningFor(code, context, error);
  const { disposition, reason } = meaning;
  return new Fault({
    disposition,
    reason,
    message: messageOf(error, { code, operation, meaning }),
    code,
    operation,
    outcomeUnknown: isOutcomeUnknown(error, status, meaning),
    ...optional('requestId', requestIdOf(error)),
    cause: error,
  });
}

/** Whether the credentials were sent and AWS does not accept them; false where there were none to send. */
export function areRejected(error: unknown, operation: string): boolean {
  return (
    faultOf(error) === undefined && toFault(error, { operation }).details.reason === 'CredentialsUnavailable'
  );
}

function meaningFor(code: string, context: FaultContext, error: unknown): CodeMeaning {
  if (isOfClock(error)) return WRONG_CLOCK;
  const common = isBusyVpn(code, error) ? UNKNOWN_CODE : (meaningOf(code) ?? UNKNOWN_CODE);
  const override =
    context.kindFaults !== undefined && Object.hasOwn(context.kindFaults, code)
      ? context.kindFaults[code]
      : undefined;
  if (override === undefined || override === common.disposition) return common;
  return { disposition: override, reason: reasonByDisposition[override] };
}

/** AWS answers so to wrong credentials too; whether the time in the signature was wrong, send.ts has found out. */
export function isOfClock(error: unknown): boolean {
  return (
    error instanceof Error &&
    CODES_OF_CLOCK.includes(error.name) &&
    metadataOf(error)['clockSkewCorrected'] === true
  );
}

/**
 * VpnConnectionLimitExceeded with this message is no quota: too many VPN objects are changing at once.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
function isBusyVpn(code: string, error: unknown): boolean {
  return (
    /^Vpn(Connection|Gateway)LimitExceeded$/.test(code) &&
    textOf(error).includes('maximum number of mutating objects')
  );
}

function codeOf(error: unknown, status: number | undefined): string {
  const name = error instanceof Error ? error.name : '';
  if (status !== undefined) return name === '' || name === 'Error' ? `HTTP${status}` : name;
  return meaningOf(name)?.reason === 'CredentialsUnavailable' ? name : NO_ANSWER;
}

/**
 * 4xx and throttles are refusals: nothing happened. No answer, a server error, or a success whose body breaks off: the call
 * may have taken effect.
 */
function isOutcomeUnknown(error: unknown, status: number | undefined, meaning: CodeMeaning): boolean {
  if (meaning.disposition === 'throttled' || meaning.reason === 'CredentialsUnavailable') return false;
  if (status !== undefined) return status < CLIENT_ERROR || status >= SERVER_ERROR;
  return !(isRecord(error) && NEVER_SENT.includes(String(error['code'])));
}

function messageOf(
  error: unknown,
  { code, operation, meaning }: { code: string; operation: string; meaning: CodeMeaning },
): string {
  const text = cleaned(textOf(error));
  const { reason, cure } = meaning;
  if (code === NO_ANSWER) return `${operation}: AWS did not answer (${text}).`;
  if (reason === 'AccessDenied')
    return `AWS refused ${operation}: the role lacks the permission for it, or a policy denies it (${code}: ${text}).`;
  if (reason === 'CredentialsUnavailable')
    return `${operation}: AWS does not accept the credentials (${code}: ${text}).`;
  const said = `${operation}: ${code}: ${text}`;
  return cure === undefined ? said : `${said.replace(/\.$/, '')}; ${cure}`;
}

/** Without what differs from call to call, and without what must not be shown. */
export function cleaned(text: string): string {
  return text
    .replace(SDK_HINT, '')
    .replace(/\s*Encoded authorization failure message:\s*\S+/gi, '')
    .replace(/[,;]?\s*\(?Request ?ID:?\s*[0-9a-f-]+\)?/gi, '')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, LONGEST_MESSAGE);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function metadataOf(error: unknown): Record<string, unknown> {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  return isRecord(metadata) ? metadata : {};
}

function statusOf(error: unknown): number | undefined {
  const status = metadataOf(error)['httpStatusCode'];
  return typeof status === 'number' ? status : undefined;
}

function requestIdOf(error: unknown): string | undefined {
  const requestId = metadataOf(error)['requestId'];
  return typeof requestId === 'string' ? requestId : undefined;
}

function optional<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: V });
}
