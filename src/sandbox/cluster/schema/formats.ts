// The string formats a CRD may ask for. Separate because they are a closed list with rules of their own; a format that
// is not here is ignored, as the real server ignores it.
// https://github.com/kubernetes/apiextensions-apiserver/blob/master/pkg/apiserver/validation/formats.go
import { parseAddress, parseCidr } from '../../../model/cidr.ts';

export type FormatCheck = (text: string) => boolean;

const hex = (pattern: string): FormatCheck => matching(new RegExp(`^${pattern}$`, 'i'));

function matching(pattern: RegExp): FormatCheck {
  return (text) => pattern.test(text);
}

/** RFC 3339, section 5.6. */
export function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})$/.exec(
    text,
  );
  if (match === null) return false;
  const [, date = '', hour, minute, second] = match;
  return isDate(date) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 61;
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** time.ParseDuration, or a number and a unit word with a space between. */
const DURATION =
  /^([+-]?(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$|^0$|^\d+(\.\d+)?\s*(nanos?|ns|micros?|us|millis?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w)$/;
const HOSTNAME =
  /^([a-zA-Z0-9_]|[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})(\.([a-zA-Z0-9_]|[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}))*\.?$/;
const HOSTNAME_MAX = 255;
const SHORT_NAME_MAX = 63;
const LONG_NAME_MAX = 253;

export function isUri(text: string): boolean {
  return text.startsWith('/') || /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s]*$/.test(text);
}

export function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}

export const isUuid: FormatCheck = hex('[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}');

/** Keys are normalised: without hyphens. */
const FORMATS: ReadonlyMap<string, FormatCheck> = new Map([
  ['bsonobjectid', hex('[0-9a-f]{24}')],
  ['uri', isUri],
  ['email', matching(/^[^\s@<>]+@[^\s@<>]+$/)],
  ['hostname', (text) => text.length <= HOSTNAME_MAX && HOSTNAME.test(text)],
  ['ipv4', (text) => parseAddress(text)?.family === 4],
  ['ipv6', (text) => parseAddress(text)?.family === 6],
  ['cidr', (text) => parseCidr(text) !== undefined],
  ['mac', hex('([0-9a-f]{2}[:-]){5}[0-9a-f]{2}|([0-9a-f]{4}\\.){2}[0-9a-f]{4}')],
  ['uuid', isUuid],
  ['uuid3', hex('[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}')],
  ['uuid4', hex('[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}')],
  ['uuid5', hex('[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}')],
  ['hexcolor', hex('#?([0-9a-f]{3}|[0-9a-f]{6})')],
  ['ssn', matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/)],
  ['byte', isBase64],
  ['password', () => true],
  ['date', isDate],
  ['duration', matching(DURATION)],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => text.length <= SHORT_NAME_MAX && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text)],
  [
    'k8slongname',
    (text) =>
      text.length <= LONG_NAME_MAX &&
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text),
  ],
]);

const NUMBER_FORMATS: Record<string, readonly string[]> = {
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
};

/** The format as far as the server knows it for this type: unknown formats count as none. */
export function knownFormat(
  format: string,
  type: string,
): { format: string; check: FormatCheck | undefined } {
  const numeric = NUMBER_FORMATS[type];
  if (numeric !== undefined) return { format: numeric.includes(format) ? format : '', check: undefined };
  const check = type === '' || type === 'string' ? FORMATS.get(format.replaceAll('-', '')) : undefined;
  return { format: check === undefined ? '' : format, check };
}
