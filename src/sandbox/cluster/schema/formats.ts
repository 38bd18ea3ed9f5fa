// The string formats a CRD may ask for. Separate because they are a closed list with rules of their own; a format that
// is not here is ignored, as the real server ignores it.
// https://github.com/kubernetes/apiextensions-apiserver/blob/master/pkg/apiserver/validation/formats.go
import { parseAddress, parseCidr } from '../../../model/cidr.ts';
import { secondsOf } from './duration.ts';
import { isCreditCard, isIsbn10, isIsbn13 } from './check-digits.ts';

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

/** HostnamePattern in k8s.io/kube-openapi/pkg/validation/strfmt/default.go. */
const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;
/** A decimal octet, with zeros before it as the server's library takes them. */
const IPV4 = /^(0*(25[0-5]|2[0-4]\d|1?\d?\d))(\.0*(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const RGB = '(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])';
const RGB_COLOR = new RegExp(`^rgb\\(\\s*${RGB}\\s*,\\s*${RGB}\\s*,\\s*${RGB}\\s*\\)$`);
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
  ['ipv4', matching(IPV4)],
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
  ['duration', (text) => secondsOf(text) !== undefined],
  ['creditcard', isCreditCard],
  ['rgbcolor', matching(RGB_COLOR)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
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
