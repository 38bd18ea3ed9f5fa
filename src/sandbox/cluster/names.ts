// The rules for names, label keys and label values, and how the server words what breaks them
// (k8s.io/apimachinery/pkg/util/validation/validation.go).
import type { Resource } from './resource.ts';
import type { Cause } from './status-errors.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
/** Characters; DNS1123 limits, https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const SUBDOMAIN_LIMIT = 253;
const LABEL_LIMIT = 63;

const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

export function invalidValue(field: string, value: unknown, why: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}

function subdomainFaults(name: string): string[] {
  const long = name.length > SUBDOMAIN_LIMIT ? [`must be no more than ${SUBDOMAIN_LIMIT} characters`] : [];
  return [...long, ...(SUBDOMAIN.test(name) ? [] : [SUBDOMAIN_TEXT])];
}

function labelFaults(name: string): string[] {
  const long = name.length > LABEL_LIMIT ? [`must be no more than ${LABEL_LIMIT} characters`] : [];
  if (LABEL.test(name)) return long;
  return [...long, SUBDOMAIN.test(name) ? 'must not contain dots' : LABEL_TEXT];
}

function pathFaults(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((character) => name.includes(character)).map((one) => `may not contain '${one}'`);
}

/** @param prefix the name is the beginning of a generated one: a hyphen at its end is not its last character. */
export function nameFaults(names: Resource['names'], name: string, prefix = false): string[] {
  const whole = prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -1)}a` : name;
  if (names === 'path') return pathFaults(whole);
  return names === 'label' ? labelFaults(whole) : subdomainFaults(whole);
}

/** Keys of labels and annotations, finalizers: a name with an optional domain before a slash. */
export function qualifiedNameFaults(value: string): string[] {
  const parts = value.split('/');
  const faults: string[] = [];
  if (parts.length > 2) {
    return [
      `a valid label key ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const [first = '', second] = parts;
  if (second !== undefined) {
    if (first === '') faults.push('prefix part must be non-empty');
    else faults.push(...subdomainFaults(first).map((fault) => `prefix part ${fault}`));
  }
  const name = second ?? first;
  if (name === '') faults.push('name part must be non-empty');
  else if (name.length > LABEL_LIMIT) faults.push(`name part must be no more than ${LABEL_LIMIT} bytes`);
  if (!QUALIFIED_NAME.test(name)) faults.push(`name part ${QUALIFIED_TEXT}`);
  return faults;
}

export function labelValueFaults(value: string): string[] {
  const long = value.length > LABEL_LIMIT ? [`must be no more than ${LABEL_LIMIT} bytes`] : [];
  return [...long, ...(LABEL_VALUE.test(value) ? [] : [VALUE_TEXT])];
}
