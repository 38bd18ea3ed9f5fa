import { expect, test } from 'vitest';
import { faultOf } from '../model/fault.ts';
import { FINALIZER } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { fakeWorld } from './fake-world.ts';

async function world(more: Record<string, unknown> = {}) {
  const made = fakeWorld();
  made.api.put('nets', { namespace: 'net', name: 'a', spec: { cidrBlock: '10.0.0.0/16' }, ...more });
  made.reflector.start();
  await made.pass(0);
  made.api.requests.length = 0;
  return { ...made, object: made.store.get('Net/net/a') as KubeObject };
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return await work.then(
    () => undefined,
    (error: unknown) => faultOf(error)?.details.code,
  );
}

test('finalizer and placement are one merge patch with the version they were planned from', async () => {
  const { api, writer, object, store } = await world({ finalizers: ['other.io/keep'] });
  const answer = await writer.patchMetadata(object, {
    addFinalizer: FINALIZER,
    annotations: { 'vpcraft.dev/placement': '/1/r' },
  });
  expect(api.requests).toMatchObject([
    {
      method: 'PATCH',
      path: '/apis/vpcraft.dev/v1alpha1/namespaces/net/nets/a',
      contentType: 'application/merge-patch+json',
      body: {
        metadata: {
          resourceVersion: object.metadata.resourceVersion,
          finalizers: ['other.io/keep', FINALIZER],
          annotations: { 'vpcraft.dev/placement': '/1/r' },
        },
      },
    },
  ]);
  expect(answer.metadata.finalizers).toEqual(['other.io/keep', FINALIZER]);
  expect(store.get('Net/net/a')?.metadata.resourceVersion).toBe(answer.metadata.resourceVersion);
});

test('metadata that is already so is not sent', async () => {
  const { api, writer, object } = await world({ finalizers: [FINALIZER] });
  expect(await writer.patchMetadata(object, { addFinalizer: FINALIZER, annotations: { absent: null } })).toBe(
    object,
  );
  expect(api.requests).toEqual([]);
});

test('removing the last finalizer of a deleted object takes it out of the store at once', async () => {
  const { api, writer, object, store } = await world({
    finalizers: [FINALIZER],
    deletionTimestamp: '2026-01-01T00:00:00Z',
  });
  await writer.patchMetadata(object, { removeFinalizer: FINALIZER });
  expect(store.get('Net/net/a')).toBeUndefined();
  expect(api.stored('nets', 'net', 'a')).toBeUndefined();
});

test('status goes through its subresource, and members that vanished are removed', async () => {
  const { api, writer, object, pass, changes } = await world();
  const first = await writer.writeStatus(object, {
    vpcID: 'vpc-1',
    conditions: [{ type: 'Ready' }],
    plan: { hash: 'x', n: 1 },
  });
  const second = await writer.writeStatus(first, { vpcID: 'vpc-1', conditions: [], plan: { n: 2 } });
  expect(api.requests.map(({ path }) => path)).toEqual(
    Array(2).fill('/apis/vpcraft.dev/v1alpha1/namespaces/net/nets/a/status'),
  );
  expect(api.requests[1]?.body).toEqual({
    metadata: { resourceVersion: first.metadata.resourceVersion },
    status: { conditions: [], plan: { hash: null, n: 2 } },
  });
  expect(second.status).toEqual({ vpcID: 'vpc-1', conditions: [], plan: { n: 2 } });
  await pass(1);
  expect(changes.map(({ now }) => now?.status)).toEqual([undefined, first.status, second.status]);
});

test('a status that equals the present one is not sent, whatever the order of its members', async () => {
  const { api, writer, object } = await world();
  const written = await writer.writeStatus(object, { a: 1, b: { c: [1], d: undefined } });
  api.requests.length = 0;
  expect(await writer.writeStatus(written, { b: { c: [1] }, a: 1, e: null })).toBe(written);
  expect(api.requests).toEqual([]);
});

test('an object that changed meanwhile refuses the write with Conflict, and nothing is lost', async () => {
  const { api, writer, object } = await world();
  api.put('nets', { namespace: 'net', name: 'a', spec: { cidrBlock: '10.1.0.0/16' } });
  expect(await codeOf(writer.writeStatus(object, { vpcID: 'vpc-1' }))).toBe('Conflict');
  expect(await codeOf(writer.patchMetadata(object, { addFinalizer: FINALIZER }))).toBe('Conflict');
  expect(api.stored('nets', 'net', 'a')).toMatchObject({ spec: { cidrBlock: '10.1.0.0/16' } });
});

test('a write whose answer is lost has an unknown outcome, and is not repeated here', async () => {
  const { api, writer, object } = await world();
  api.fault = () => 'lost';
  const fault = await writer.writeStatus(object, { vpcID: 'vpc-1' }).catch(faultOf);
  expect(fault).toMatchObject({
    details: { code: 'NoAnswer', disposition: 'transient', outcomeUnknown: true },
  });
  expect(api.requests).toHaveLength(1);
  expect(api.stored('nets', 'net', 'a')?.status).toEqual({ vpcID: 'vpc-1' });
});

test('a live read is absorbed, is repeated when no answer comes, and undefined means that there is none', async () => {
  const { api, writer, store, pass } = await world();
  api.silenceWatches();
  api.put('nets', { namespace: 'net', name: 'a', spec: { cidrBlock: '10.2.0.0/16' } });
  let asked = 0;
  api.fault = () => (asked++ < 2 ? 'refused' : undefined);
  const reading = writer.read('Net/net/a');
  await pass(1);
  const live = await reading;
  expect(live?.spec).toEqual({ cidrBlock: '10.2.0.0/16' });
  expect(store.get('Net/net/a')).toBe(live);
  expect(await writer.read('Net/net/none')).toBeUndefined();
});

test.each([
  [
    { status: 403, reason: 'Forbidden' },
    { code: 'Forbidden', disposition: 'denied', reason: 'AccessDenied' },
  ],
  [
    { status: 422, reason: 'Invalid' },
    { code: 'Invalid', disposition: 'refused' },
  ],
  [
    { status: 404, reason: 'NotFound' },
    { code: 'NotFound', disposition: 'gone' },
  ],
  [
    { status: 429, reason: 'TooManyRequests', headers: { 'retry-after': '7' } },
    { code: 'TooManyRequests', disposition: 'transient', retryAfterMs: 7_000, outcomeUnknown: false },
  ],
  [{ status: 500 }, { code: 'InternalError', disposition: 'transient', outcomeUnknown: true }],
  [
    { status: 504, reason: 'Timeout' },
    { code: 'Timeout', disposition: 'transient', outcomeUnknown: true },
  ],
  [
    { status: 401, reason: 'Unauthorized' },
    { code: 'Unauthorized', disposition: 'denied' },
  ],
])('the answer %j becomes the fault %j', async (answer, details) => {
  const { api, writer, object } = await world();
  api.fault = () => answer;
  const fault = await writer.writeStatus(object, { vpcID: 'vpc-1' }).catch(faultOf);
  expect(fault).toMatchObject({ details });
});
