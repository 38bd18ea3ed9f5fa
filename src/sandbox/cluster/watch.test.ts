// Lists and watches as reflectors use them: paging, resuming, bookmarks, 410, and what a broken network makes of them.
import { expect, test } from 'vitest';
import type { KubeStream } from '../../model/ports.ts';
import type { ClusterOptions } from './cluster.ts';
import { makeCluster, PATH, widget } from './cluster-harness.ts';
import { isObject } from './json.ts';
import { clusterTransport } from './transport.ts';

const MINUTE_MS = 60_000;

async function makeWatch(query: Record<string, string>, options: ClusterOptions = {}) {
  const made = makeCluster(options);
  const transport = clusterTransport(made.cluster, { latencyMs: 1 });
  const seen: string[] = [];
  let ending = 'open';
  const open = async () => {
    const opening = transport.stream(
      { method: 'GET', path: PATH, query: { watch: 'true', ...query } },
      2 * MINUTE_MS,
    );
    opening
      .then((stream) => read(stream, seen))
      .then(
        () => {
          ending = 'closed';
        },
        (error: Error) => {
          ending = error.message;
        },
      );
    await made.run(10);
  };
  return { ...made, transport, seen, open, ending: () => ending };
}

async function read(stream: KubeStream, seen: string[]): Promise<void> {
  for await (const line of stream.lines) {
    const event: unknown = JSON.parse(line);
    if (!isObject(event) || !isObject(event.object)) continue;
    const { metadata, code } = event.object;
    seen.push(`${event.type} ${(isObject(metadata) && metadata.name) || code || ''}`.trim());
  }
}

test('a watch resumes after the resourceVersion that it names', async () => {
  // Four namespaces and the definition took 1 to 5, `a` takes 6.
  const { ask, open, run, seen } = await makeWatch({ resourceVersion: '6' });
  ask('POST', PATH, { body: widget('a') });
  ask('POST', PATH, { body: widget('b') });
  await open();
  ask('DELETE', `${PATH}/a`);
  await run(10);
  expect(seen).toEqual(['ADDED b', 'DELETED a']);
});

test('a forgotten resourceVersion is an ERROR event with code 410 and the end', async () => {
  const { ask, cluster, open, seen, ending } = await makeWatch({ resourceVersion: '1' });
  ask('POST', PATH, { body: widget('a') });
  cluster.compact();
  await open();
  expect([seen, ending()]).toEqual([['ERROR 410'], 'closed']);
});

test('a streaming list ends its beginning with a bookmark, and bookmarks follow every minute', async () => {
  const query = {
    sendInitialEvents: 'true',
    resourceVersionMatch: 'NotOlderThan',
    allowWatchBookmarks: 'true',
  };
  const { ask, open, run, seen } = await makeWatch(query);
  ask('POST', PATH, { body: widget('a') });
  await open();
  expect(seen).toEqual(['ADDED a', 'BOOKMARK']);
  await run(MINUTE_MS);
  expect(seen).toEqual(['ADDED a', 'BOOKMARK', 'BOOKMARK']);
});

test('an object that enters or leaves a label selection appears as added or deleted', async () => {
  const { ask, open, run, seen } = await makeWatch({ labelSelector: 'on=yes' });
  ask('POST', PATH, { body: widget('a') });
  await open();
  for (const on of ['yes', 'no']) {
    ask('PATCH', `${PATH}/a`, {
      body: { metadata: { labels: { on } } },
      contentType: 'application/merge-patch+json',
    });
  }
  await run(10);
  expect(seen).toEqual(['ADDED a', 'DELETED a']);
});

test('a stalled watch stays silent until the reader gives up', async () => {
  const { ask, cluster, open, run, seen, ending } = await makeWatch({});
  await open();
  cluster.faults.add({ effect: { type: 'watchStall' } });
  ask('POST', PATH, { body: widget('a') });
  await run(3 * MINUTE_MS);
  expect([seen, ending()]).toEqual([[], 'nothing arrived for 120000 ms']);
});

test('pages show the state of the first page, until that is forgotten', () => {
  const { ask, cluster } = makeCluster();
  for (const name of ['a', 'b', 'c']) ask('POST', PATH, { body: widget(name) });
  const first = ask('GET', PATH, { query: { limit: '2' } }).body;
  const token = String((first.metadata as { continue?: string }).continue);
  ask('DELETE', `${PATH}/c`);
  const second = ask('GET', PATH, { query: { limit: '2', continue: token } }).body;
  expect(second.items).toMatchObject([{ metadata: { name: 'c' } }]);
  cluster.compact();
  expect(ask('GET', PATH, { query: { continue: token } })).toMatchObject({
    code: 410,
    body: { reason: 'Expired' },
  });
});

test('a connection that drops after the effect leaves the effect', async () => {
  const { cluster, transport, run } = await makeWatch({});
  cluster.faults.add({ match: { verbs: ['create'] }, effect: { type: 'dropAfter' }, times: 1 });
  let error = '';
  transport.request({ method: 'POST', path: PATH, body: widget('a') }).catch((caught: Error) => {
    error = caught.message;
  });
  await run(10);
  expect([error, cluster.objects('test.dev', 'widgets').length]).toEqual(['the connection was reset', 1]);
});
