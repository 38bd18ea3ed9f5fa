import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { realClock } from '../model/clock.ts';
import type { Credentials, KubeAccess } from './kube-config.ts';
import { createKubeTransport } from './kube-transport.ts';
import { selfSigned } from './self-signed.ts';

/** HTTP/2's compatibility classes do the same, as far as these tests ask. */
type Ask = IncomingMessage;
type Reply = ServerResponse;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function listening(server: Server, scheme: string) {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on(scheme === 'https' ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${scheme}://127.0.0.1:${port}`, connections: () => connections, sockets };
}

const plain = (answer: (ask: Ask, reply: Reply) => void) =>
  listening(
    createServer((ask, reply) => answer(ask, reply)),
    'http',
  );
const secure = (answer: (ask: Ask, reply: Reply) => void, pair = selfSigned()) => {
  const server = createSecureServer({ ...pair }, (ask, reply) =>
    answer(ask as unknown as Ask, reply as unknown as Reply),
  );
  return listening(server, 'https');
};

function transportTo(
  server: string,
  more: Partial<KubeAccess> & { credentials?: () => Promise<Credentials> } = {},
) {
  const access: KubeAccess = {
    server,
    proxy: undefined,
    namespace: undefined,
    credentials: async () => ({ headers: { authorization: 'Bearer t' }, tls: {} }),
    refused: () => undefined,
    ...more,
  };
  const transport = createKubeTransport(access, realClock);
  open.push(() => transport.close());
  return transport;
}

const ok = (_: Ask, reply: Reply) => void reply.end('{"kind":"Status"}');

test('a thousand requests, twenty at a time, and twelve watches share one HTTP/2 connection', async () => {
  const pair = selfSigned();
  const server = await secure((ask, reply) => {
    if (ask.url?.includes('watch=1')) reply.write('{"type":"BOOKMARK"}\n');
    else ok(ask, reply);
  }, pair);
  const transport = transportTo(server.url, {
    credentials: async () => ({ headers: {}, tls: { ca: pair.cert } }),
  });
  const watches = await Promise.all(
    Array.from({ length: 12 }, () =>
      transport.stream({ method: 'GET', path: '/w', query: { watch: '1' } }, 60_000),
    ),
  );
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let i = 0; i < 50; i++) {
        expect(await transport.request({ method: 'GET', path: '/x' })).toMatchObject({
          status: 200,
          body: { kind: 'Status' },
        });
      }
    }),
  );
  for (const watch of watches) watch.close();
  expect(server.connections()).toBe(1);
}, 30_000);

test('a thousand requests one after the other use one or two HTTP/1.1 connections', async () => {
  const server = await plain(ok);
  const transport = transportTo(server.url);
  for (let i = 0; i < 1_000; i++) await transport.request({ method: 'GET', path: '/x' });
  expect(server.connections()).toBeLessThanOrEqual(2);
}, 30_000);

test('a request carries method, path, query, credentials, body and its type; the answer its headers', async () => {
  const seen: { head: string; body: string; headers: Ask['headers'] }[] = [];
  const server = await plain((ask, reply) => {
    let body = '';
    ask.on('data', (chunk) => {
      body += String(chunk);
    });
    ask.on('end', () => {
      seen.push({ head: `${ask.method} ${ask.url}`, body, headers: ask.headers });
      reply.writeHead(429, { 'Retry-After': '3' });
      reply.end('{"code":429}');
    });
  });
  const transport = transportTo(`${server.url}/prefix`);
  const answer = await transport.request({
    method: 'PATCH',
    path: '/api/v1/x',
    query: { a: 'b c' },
    body: { n: 1 },
    contentType: 'application/merge-patch+json',
  });
  expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '3' }, body: { code: 429 } });
  expect(seen).toMatchObject([
    {
      head: expect.stringMatching(/^PATCH \/prefix\/api\/v1\/x\?a=b(\+|%20)c$/),
      body: '{"n":1}',
      headers: {
        'content-type': 'application/merge-patch+json',
        authorization: 'Bearer t',
        accept: 'application/json',
      },
    },
  ]);
});

test('lines are handed out whole, however the bytes are divided', async () => {
  const bytes = Buffer.from('{"a":"größe"}\n\n{"b":2}\n{"cut":');
  const server = await plain((_, reply) => {
    let at = 0;
    const next = () => {
      if (at === bytes.length) return void reply.end();
      reply.write(bytes.subarray(at, ++at));
      setImmediate(next);
    };
    next();
  });
  const stream = await transportTo(server.url).stream({ method: 'GET', path: '/w' }, 10_000);
  const lines: string[] = [];
  for await (const line of stream.lines) lines.push(line);
  expect(lines).toEqual(['{"a":"größe"}', '', '{"b":2}', '{"cut":']);
});

test('a stream on which nothing arrives fails after its limit', async () => {
  const server = await plain((_, reply) => void reply.write('{"one":1}\n'));
  const stream = await transportTo(server.url).stream({ method: 'GET', path: '/w' }, 300);
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of stream.lines) lines.push(line);
  })();
  await expect(reading).rejects.toThrow(/timeout/i);
  expect(lines).toEqual(['{"one":1}']);
}, 10_000);

test('a connection that is cut fails the stream and not the process', async () => {
  const server = await plain((_, reply) => void reply.write('{"one":1}\n'));
  const stream = await transportTo(server.url).stream({ method: 'GET', path: '/w' }, 10_000);
  const iterator = stream.lines[Symbol.asyncIterator]();
  await iterator.next();
  for (const socket of server.sockets) socket.destroy();
  await expect(iterator.next()).rejects.toThrow();
});

test('a stream that is closed or aborted ends, also while it is waited for', async () => {
  const server = await plain((_, reply) => void reply.write('\n'));
  const transport = transportTo(server.url);
  const stop = new AbortController();
  const stream = await transport.stream({ method: 'GET', path: '/w', signal: stop.signal }, 10_000);
  const iterator = stream.lines[Symbol.asyncIterator]();
  await iterator.next();
  const waiting = iterator.next();
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow();
  stream.close();
});

test('a refused watch carries the Status and no lines', async () => {
  const server = await plain((_, reply) => void reply.writeHead(410).end('{"reason":"Expired"}'));
  const stream = await transportTo(server.url).stream({ method: 'GET', path: '/w' }, 1_000);
  expect(stream).toMatchObject({ status: 410, body: { reason: 'Expired' } });
});

test('a watch that priority and fairness refuse carries when to come again, and a text that is no Status', async () => {
  const busy = 'Too many requests, please try again later.\n';
  const server = await plain((_, reply) => void reply.writeHead(429, { 'Retry-After': '7' }).end(busy));
  const stream = await transportTo(server.url).stream({ method: 'GET', path: '/w' }, 1_000);
  expect(stream).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: busy });
});

test('a server that never answers is given up after the time of the request', async () => {
  const server = await plain(() => undefined);
  const asking = transportTo(server.url).request({ method: 'GET', path: '/x', timeoutMs: 200 });
  await expect(asking).rejects.toThrow('no answer within 200 ms');
});

test('nobody listening is no answer', async () => {
  await expect(transportTo('http://127.0.0.1:1').request({ method: 'GET', path: '/x' })).rejects.toThrow(
    /ECONNREFUSED/,
  );
});

test('after 401 the credentials are read anew and the request is sent once more', async () => {
  let token = 'old';
  const server = await plain((ask, reply) => {
    if (ask.headers.authorization === 'Bearer new') ok(ask, reply);
    else reply.writeHead(401).end('{}');
  });
  const transport = transportTo(server.url, {
    credentials: async () => ({ headers: { authorization: `Bearer ${token}` }, tls: {} }),
    refused: () => {
      token = 'new';
    },
  });
  expect((await transport.request({ method: 'GET', path: '/x' })).status).toBe(200);
  token = 'old';
  expect((await transport.stream({ method: 'GET', path: '/w' }, 1_000)).status).toBe(200);
});

test('when the certificate authority changes, new connections trust the new one', async () => {
  const [before, after] = [selfSigned(), selfSigned()];
  const [first, second] = [await secure(ok, before), await secure(ok, after)];
  let ca = before.cert;
  const access = { credentials: async () => ({ headers: {}, tls: { ca } }) };
  const transport = transportTo(first.url, access);
  expect((await transport.request({ method: 'GET', path: '/x' })).status).toBe(200);
  const wrong = transportTo(second.url, access);
  await expect(wrong.request({ method: 'GET', path: '/x' })).rejects.toThrow(/self-signed|certificate/);
  ca = after.cert;
  expect((await wrong.request({ method: 'GET', path: '/x' })).status).toBe(200);
});

/** Passes bytes on until `swallow` is called; connections made later work. */
async function blackHole(target: string) {
  const pairs: Socket[][] = [];
  const server = createTcpServer((near) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1');
    near.pipe(far).on('error', () => near.destroy());
    far.pipe(near).on('error', () => far.destroy());
    pairs.push([near, far]);
  });
  const { port } = await new Promise<AddressInfo>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo));
  });
  open.push(async () => {
    for (const socket of pairs.flat()) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `https://127.0.0.1:${port}`,
    connections: () => pairs.length,
    swallow() {
      for (const socket of pairs.flat()) socket.unpipe().resume();
    },
  };
}

test('a dead connection costs one request: the next one, and then the watch, find out', async () => {
  const pair = selfSigned();
  const server = await secure((ask, reply) => {
    if (ask.url === '/w') reply.write('\n');
    else ok(ask, reply);
  }, pair);
  const hole = await blackHole(server.url);
  const transport = transportTo(hole.url, {
    credentials: async () => ({ headers: {}, tls: { ca: pair.cert } }),
  });
  const ask = () => transport.request({ method: 'GET', path: '/x', timeoutMs: 1_000 });
  await ask();
  const stream = await transport.stream({ method: 'GET', path: '/w' }, 60_000);
  const lines = stream.lines[Symbol.asyncIterator]();
  await lines.next();
  const watching = lines.next().catch((error: unknown) => String(error));
  hole.swallow();
  await expect(ask()).rejects.toThrow(/headers timeout/);
  expect((await ask()).status).toBe(200);
  expect(hole.connections()).toBe(2);
  expect(await watching).toContain('unresponsive');
}, 30_000);
