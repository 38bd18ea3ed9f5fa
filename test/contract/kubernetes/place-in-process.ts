// The embedded API server in process, on a virtual clock: a waiting step moves the clock, so nothing takes real time.
import { SeededRandom, VirtualClock } from '../../../src/model/virtual-clock.ts';
import { readBody } from '../../../src/sandbox/cluster/bodies.ts';
import { Cluster } from '../../../src/sandbox/cluster/cluster.ts';
import { exchange, openWatch } from '../../../src/sandbox/cluster/exchange.ts';
import { clone } from '../../../src/sandbox/cluster/json.ts';
import type { RawRequest } from '../../../src/sandbox/cluster/request.ts';
import { ApiError } from '../../../src/sandbox/cluster/status-errors.ts';
import type { Answered } from './normalise.ts';
import type { OpenWatch, Place, Request } from './runner.ts';

/** Milliseconds of the virtual clock that a reader of a watch waits for the events it wants. */
const READ_LIMIT_MS = 30_000;
const WATCH_STEP_MS = 100;
const USER = 'administrator';

export function inProcess(definitions: readonly object[]): Place {
  const clock = new VirtualClock();
  const cluster = new Cluster({ clock, random: new SeededRandom(1), options: { crds: definitions } });
  cluster.compact();
  const run = (ms: number): Promise<boolean> => clock.run(clock.monotonic() + ms);
  return {
    async ask(request) {
      const { answer } = await exchange(cluster, rawOf(request), USER);
      if (answer.kind === 'watch') throw new Error(`${request.path}: a watch is opened, not asked`);
      return answered(answer.code, answer.headers, clone(answer.body));
    },
    async open(request) {
      const exchanged = await exchange(cluster, rawOf(request), USER);
      if (exchanged.answer.kind === 'document') {
        const { code, headers, body } = exchanged.answer;
        return answered(code, headers, clone(body));
      }
      const lines: unknown[] = [];
      let ended = false;
      const watch = openWatch(cluster, exchanged, {
        line: (text) => void lines.push(JSON.parse(text)),
        end: () => (ended = true),
      });
      if (watch instanceof ApiError) return answered(watch.status.code, watch.headers, clone(watch.status));
      return reader(lines, () => ended, { wait: run, close: () => watch.stop('closed') });
    },
    wait: async (ms) => void (await run(ms)),
  };
}

function reader(
  lines: unknown[],
  ended: () => boolean,
  { wait, close }: { wait: (ms: number) => Promise<boolean>; close: () => void },
): OpenWatch {
  return {
    async read(count) {
      const enough = () => ended() || (count !== 'all' && lines.length >= count);
      for (let waited = 0; !enough() && waited < READ_LIMIT_MS; waited += WATCH_STEP_MS)
        await wait(WATCH_STEP_MS);
      return lines.splice(0, count === 'all' ? lines.length : count);
    },
    close,
  };
}

function rawOf({ method, path, query, headers, body }: Request): RawRequest {
  const type = headers['content-type'] ?? '';
  // A string is a body as it goes over the wire.
  const sent = typeof body === 'string' ? readBody(body, type) : clone(body);
  return { method, path, query, headers, ...(body === undefined ? {} : { body: sent }) };
}

export function answered(code: number, headers: Readonly<Record<string, string>>, body: unknown): Answered {
  const type = headers['content-type'] ?? 'application/json';
  const warnings = [...(headers.warning ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
  return {
    code,
    ...(type === 'application/json' ? {} : { contentType: type }),
    ...(warnings.length === 0 ? {} : { warnings }),
    body,
  };
}
