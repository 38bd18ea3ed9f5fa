// CEL functions on URLs: absolute URIs and absolute paths, as Go's url.ParseRequestURI accepts them.
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library
import type { Environment } from '@marcbachmann/cel-js';
import { define } from './library-definition.ts';

class CelUrl {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  constructor(match: readonly (string | undefined)[]) {
    [, this.scheme = '', this.host = '', this.path = '', this.query = ''] = match;
  }
}

const PATTERN =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/(?:[^/?#@]*@)?([^/?#]*))?)?(\/[^?#]*|(?<=:[^/?#]*\/\/[^/?#]*))?(?:\?(.*))?$/;
const HOST = /^(\[[0-9a-fA-F:.]+\]|[^[\]:\s]*)(?::(\d*))?$/;

function parse(text: string): CelUrl | undefined {
  const match = PATTERN.exec(text);
  if (match === null || /[\s\p{Cc}]/u.test(text) || /%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  if (match[1] === undefined && match[3] === undefined) return undefined;
  const url = new CelUrl(match);
  return HOST.test(url.host) ? url : undefined;
}

function toUrl(text: string): CelUrl {
  const url = parse(text);
  if (url === undefined)
    throw new Error(
      `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
    );
  return url;
}

function queryOf(url: CelUrl): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(url.query))
    values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

export function registerUrls(environment: Environment): void {
  environment.registerType('kubernetes.URL', { ctor: CelUrl, fields: {} });
  define(environment, 'url(string): kubernetes.URL', toUrl);
  define(environment, 'isURL(string): bool', (text: string) => parse(text) !== undefined);
  define(environment, 'kubernetes.URL.getScheme(): string', (url: CelUrl) => url.scheme.toLowerCase());
  define(environment, 'kubernetes.URL.getHost(): string', (url: CelUrl) => url.host);
  define(environment, 'kubernetes.URL.getHostname(): string', (url: CelUrl) =>
    (HOST.exec(url.host)?.[1] ?? '').replace(/^\[|\]$/g, ''),
  );
  define(environment, 'kubernetes.URL.getPort(): string', (url: CelUrl) => HOST.exec(url.host)?.[2] ?? '');
  define(environment, 'kubernetes.URL.getEscapedPath(): string', (url: CelUrl) =>
    url.path.replaceAll(' ', '%20'),
  );
  define(environment, 'kubernetes.URL.getQuery(): map<string, list<string>>', queryOf);
}
