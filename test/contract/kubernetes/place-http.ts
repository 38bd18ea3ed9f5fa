// Any Kubernetes API over HTTP: the embedded server on loopback, or a real kube-apiserver with a token and its CA.
import { Agent, request as send } from 'undici';
import { realClock, sleep } from '../../../src/model/clock.ts';
import type { Answered } from './normalise.ts';
import { answered } from './place-in-process.ts';
import type { OpenWatch, Place, Request } from './runner.ts';

/** Milliseconds that a reader of a watch waits for the events it wants. */
const READ_LIMIT_MS = 30_000;

export type HttpPlace = Place & { close(): Promise<void> };
export type HttpOptions = { url: string; token?: string; ca?: string };

export function overHttp({ url, token, ca }: HttpOptions): HttpPlace {
  const dispatcher = new Agent(ca === undefined ? {} : { connect: { ca } });
  const start = async (request: Request, signal?: AbortSignal) => {
    const query = new URLSearchParams(request.query).toString();
    const { statusCode, headers, body } = await send(
      `${url}${request.path}${query === '' ? '' : `?${query}`}`,
      {
        method: request.method as 'GET',
        headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        body: textOf(request.body),
        dispatcher,
        bodyTimeout: 0,
        ...(signal === undefined ? {} : { signal }),
      },
    );
    return { code: statusCode, headers: flat(headers), body };
  };
  return {
    async ask(request) {
      const { code, headers, body } = await start(request);
      return answered(code, headers, parsed(await body.text()));
    },
    async open(request): Promise<OpenWatch | Answered> {
      const ended = new AbortController();
      const { code, headers, body } = await start(request, ended.signal);
      if (code !== 200) return answered(code, headers, parsed(await body.text()));
      return watchOf(body, ended);
    },
    wait: (ms) => sleep(realClock, ms),
    close: () => dispatcher.destroy(),
  };
}

/** A string is sent as it is: bodies that are no JSON, or YAML. */
function textOf(body: unknown): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function parsed(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : text;
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function watchOf(body: AsyncIterable<Buffer>, connection: AbortController): OpenWatch {
  const events: unknown[] = [];
  let ended = false;
  let wake = (): void => {};
  const follow = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of body) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') events.push(JSON.parse(line));
      wake();
    }
  };
  // Closing aborts the stream, which is how it ends without the server.
  const following = follow().then(
    () => (ended = true),
    (error: unknown) => {
      ended = true;
      if (!connection.signal.aborted) events.push({ broken: String(error) });
    },
  );
  void following.then(() => wake());
  return {
    async read(count) {
      const started = realClock.monotonic();
      const enough = () => ended || (count !== 'all' && events.length >= count);
      while (!enough() && realClock.monotonic() - started < READ_LIMIT_MS) {
        await new Promise<void>((resolve) => {
          const cancel = realClock.after(READ_LIMIT_MS, resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
      }
      return events.splice(0, count === 'all' ? events.length : count);
    },
    close: () => connection.abort(),
  };
}
