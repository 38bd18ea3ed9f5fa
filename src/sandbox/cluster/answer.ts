// What the server gives back for one request: a document, or a watch to be started when the front is ready for lines.
import type { Obj } from './json.ts';
import type { Watch, WatchSink } from './watch.ts';

export type Headers = Readonly<Record<string, string>>;
export type Document = { kind: 'document'; code: number; body: Obj | string; headers: Headers };
export type Opening = { kind: 'watch'; code: 200; headers: Headers; open(sink: WatchSink): Watch };
export type Answer = Document | Opening;

export function document(code: number, body: Obj | string, headers: Headers = {}): Document {
  return { kind: 'document', code, body, headers };
}
