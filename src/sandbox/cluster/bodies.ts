// From the bytes of a request to a value, and the words in which a server refuses what it cannot read
// (k8s.io/apiserver/pkg/endpoints/handlers/create.go, rest.go: transformDecodeError, summarizeData).
import { parse as parseYaml } from 'yaml';
import { UnreadableBody } from './request.ts';

/** Bytes of a body that a refusal repeats. */
const SUMMARY_BYTES = 30;

/** The body as a value; what is no JSON (or, where YAML is asked for, no YAML) is kept to be refused with its reason. */
export function readBody(text: string, contentType: string): unknown {
  const yaml = contentType.includes('yaml') && !text.trimStart().startsWith('{');
  try {
    return yaml ? parseYaml(text, { uniqueKeys: false }) : JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return new UnreadableBody(text, yaml ? `yaml: ${said.split('\n')[0]}` : goJsonError(text));
  }
}

/** encoding/json's word for the first fault of a text that is no JSON. */
function goJsonError(text: string): string {
  const body = text.trimStart();
  if (body === '' || /^[[{]/.test(body)) return 'unexpected end of JSON input';
  return `invalid character '${body[0]}' looking for beginning of value`;
}

export function summaryOf(text: string): string {
  if (text === '') return '<empty>';
  const shown = text.startsWith('{')
    ? text.slice(0, SUMMARY_BYTES)
    : Buffer.from(text).subarray(0, SUMMARY_BYTES).toString('hex');
  return text.length > SUMMARY_BYTES ? `${shown} ...` : shown;
}

/** Why a value that is no object cannot be told its kind. */
export function noKindText(body: unknown): string {
  const why =
    body instanceof UnreadableBody
      ? body.why
      : `json: cannot unmarshal ${goType(body)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  return `couldn't get version/kind; json parse error: ${why}`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

export function textOfBody(body: unknown): string {
  return body instanceof UnreadableBody ? body.text : JSON.stringify(body);
}
