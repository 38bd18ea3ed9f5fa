// What the server gives back for one request: a document, or a watch to be started when the front is ready for lines.
import type { Obj } from './json.ts';
import { type ApiError, NO_SUCH_PATH_TEXT, NoSuchPath } from './status-errors.ts';
import type { Watch, WatchSink } from './watch.ts';

export type Headers = Readonly<Record<string, string>>;
export type Document = { kind: 'document'; code: number; body: Obj | string; headers: Headers };
export type Opening = { kind: 'watch'; code: 200; headers: Headers; open(sink: WatchSink): Watch };
export type Answer = Document | Opening;

export function document(code: number, body: Obj | string, headers: Headers = {}): Document {
  return { kind: 'document', code, body, headers };
}

export function plainText(code: number, body: string): Document {
  return document(code, body, { 'content-type': 'text/plain; charset=utf-8' });
}

/** A refusal as it goes out: a Status, or the text of a path that is not served at all. */
export function errorAnswer(error: ApiError): Document {
  if (error instanceof NoSuchPath) return plainText(error.status.code, NO_SUCH_PATH_TEXT);
  return document(error.status.code, error.status, error.headers);
}
