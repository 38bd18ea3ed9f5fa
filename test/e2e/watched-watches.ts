// Stands between the Kubernetes room and a real API server: keeps what the server said in ERROR events, and cuts every watch,
// so that nothing arrives and nobody can ask again until it is mended. Separate from what the room must do about it.
import type { ClosableTransport } from '../../src/kube/kube-transport.ts';
import { memberAt } from '../../src/model/json.ts';

export type Told = { code: unknown; reason: unknown };

export type WatchedWatches = {
  through(transport: ClosableTransport): ClosableTransport;
  /** What ERROR events said, in their order. */
  errors: Told[];
  /** Ends every watch; who asks for one waits. */
  cut(): void;
  mend(): void;
};

export function watchedWatches(): WatchedWatches {
  const errors: Told[] = [];
  const open = new Set<() => void>();
  let gate = Promise.resolve();
  let mend = () => {};

  async function* noting(lines: AsyncIterable<string>): AsyncGenerator<string, void, void> {
    for await (const line of lines) {
      if (line.startsWith('{"type":"ERROR"')) {
        const said: unknown = JSON.parse(line);
        errors.push({ code: memberAt(said, 'object.code'), reason: memberAt(said, 'object.reason') });
      }
      yield line;
    }
  }

  return {
    errors,
    through: (transport) => ({
      request: (request) => transport.request(request),
      close: () => transport.close(),
      async stream(request, idleMs) {
        await gate;
        const stream = await transport.stream(request, idleMs);
        const close = () => {
          open.delete(close);
          stream.close();
        };
        open.add(close);
        return { ...stream, lines: noting(stream.lines), close };
      },
    }),
    cut() {
      gate = new Promise((resolve) => {
        mend = resolve;
      });
      for (const close of open) close();
    },
    mend: () => mend(),
  };
}
