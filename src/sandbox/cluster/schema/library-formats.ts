// CEL's named formats: `format.dns1123Label().validate(text)` is none for a valid text, else the list of complaints.
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library; texts of k8s.io/apimachinery/pkg/util/validation.
import { type Environment, Optional } from '@marcbachmann/cel-js';
import { isBase64, isDate, isDateTime, isUri, isUuid } from './formats.ts';
import { define, defineNamespace } from './library-definition.ts';

class NamedFormat {
  readonly check: (text: string) => string[];
  constructor(check: (text: string) => string[]) {
    this.check = check;
  }
}

/** Longest DNS label and DNS subdomain. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const LABEL_MAX = 63;
const SUBDOMAIN_MAX = 253;

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_TEXT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function named(pattern: string, max: number, text: string): (value: string) => string[] {
  const matcher = new RegExp(`^${pattern}$`);
  return (value) => [
    ...(value.length > max ? [`must be no more than ${max} bytes`] : []),
    ...(matcher.test(value) ? [] : [text]),
  ];
}

function prefixOf(check: (value: string) => string[]): (value: string) => string[] {
  return (value) => check(value.length > 1 && value.endsWith('-') ? `${value.slice(0, -1)}a` : value);
}

function predicate(isValid: (value: string) => boolean, text: string): (value: string) => string[] {
  return (value) => (isValid(value) ? [] : [text]);
}

const dns1123Label = named(LABEL, LABEL_MAX, LABEL_TEXT);
const dns1123Subdomain = named(SUBDOMAIN, SUBDOMAIN_MAX, SUBDOMAIN_TEXT);
const dns1035Label = named('[a-z]([-a-z0-9]*[a-z0-9])?', LABEL_MAX, LABEL_1035_TEXT);
const qualifiedPart = named('([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]', LABEL_MAX, QUALIFIED_TEXT);

function qualifiedName(value: string): string[] {
  const slash = value.indexOf('/');
  if (slash < 0) return qualifiedPart(value);
  return [
    ...dns1123Subdomain(value.slice(0, slash)).map((text) => `prefix part ${text}`),
    ...qualifiedPart(value.slice(slash + 1)),
  ];
}

const FORMATS: ReadonlyMap<string, NamedFormat> = new Map(
  Object.entries({
    dns1123Label,
    dns1123Subdomain,
    dns1035Label,
    qualifiedName,
    dns1123LabelPrefix: prefixOf(dns1123Label),
    dns1123SubdomainPrefix: prefixOf(dns1123Subdomain),
    dns1035LabelPrefix: prefixOf(dns1035Label),
    labelValue: named(VALUE, LABEL_MAX, VALUE_TEXT),
    uri: predicate(isUri, 'must be a valid URI'),
    uuid: predicate(isUuid, 'does not match the UUID format'),
    byte: predicate(isBase64, 'invalid base64'),
    date: predicate(isDate, 'invalid date'),
    datetime: predicate(isDateTime, 'invalid datetime'),
  }).map(([name, check]) => [name, new NamedFormat(check)]),
);

export function registerFormats(environment: Environment): void {
  environment.registerType('kubernetes.NamedFormat', { ctor: NamedFormat, fields: {} });
  defineNamespace(environment, 'format', 'FormatNamespace');
  define(
    environment,
    'FormatNamespace.named(string): optional<kubernetes.NamedFormat>',
    (_: unknown, name: string) => {
      const found = FORMATS.get(name);
      return found === undefined ? Optional.none() : Optional.of(found);
    },
  );
  for (const [name, format] of FORMATS)
    define(environment, `FormatNamespace.${name}(): kubernetes.NamedFormat`, () => format);
  define(
    environment,
    'kubernetes.NamedFormat.validate(string): optional<list<string>>',
    (format: NamedFormat, text: string) => {
      const complaints = format.check(text);
      return complaints.length === 0 ? Optional.none() : Optional.of(complaints);
    },
  );
}
