// The rules of storage, deletion and ownership that controllers rely on, each as a real API server has it.
import { expect, test } from 'vitest';
import { makeCluster, PATH, widget } from './cluster-harness.ts';

const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';
const NAMESPACE = '/api/v1/namespaces/team';
const IN_TEAM = '/apis/test.dev/v1/namespaces/team/widgets';

test('a new object gets uid, generation 1 and defaults, and its status is dropped', () => {
  const { ask } = makeCluster();
  const { code, body } = ask('POST', PATH, { body: { ...widget('a'), status: { phase: 'Up' } } });
  expect(code).toBe(201);
  expect(body.metadata?.generation).toBe(1);
  expect(body.spec).toEqual({ size: 1, color: 'red' });
  expect(body.status).toBeUndefined();
});

test('only a change of the spec counts as a generation, and each endpoint keeps to its half', () => {
  const { ask } = makeCluster();
  ask('POST', PATH, { body: widget('a') });
  const patch = { spec: { size: 2 }, status: { phase: 'Up' }, metadata: { labels: { x: 'y' } } };
  const status = ask('PATCH', `${PATH}/a/status`, { body: patch, contentType: MERGE }).body;
  expect(status).toMatchObject({ spec: { size: 1 }, status: { phase: 'Up' }, metadata: { generation: 1 } });
  expect(status.metadata?.labels).toBeUndefined();
  const main = ask('PATCH', `${PATH}/a`, {
    body: { ...patch, status: { phase: 'Down' } },
    contentType: MERGE,
  }).body;
  expect(main).toMatchObject({ spec: { size: 2 }, status: { phase: 'Up' }, metadata: { generation: 2 } });
});

test('a write that changes nothing keeps the resourceVersion', () => {
  const { ask } = makeCluster();
  const before = ask('POST', PATH, { body: widget('a') }).body.metadata?.resourceVersion;
  const after = ask('PATCH', `${PATH}/a`, { body: { spec: { size: 1 } }, contentType: MERGE }).body.metadata
    ?.resourceVersion;
  expect(after).toBe(before);
});

test('a stale resourceVersion is a conflict on PUT and on PATCH', () => {
  const { ask } = makeCluster();
  const first = ask('POST', PATH, { body: widget('a') }).body;
  ask('PATCH', `${PATH}/a`, { body: { spec: { size: 2 } }, contentType: MERGE });
  expect(ask('PUT', `${PATH}/a`, { body: first })).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
  const metadata = { resourceVersion: first.metadata?.resourceVersion };
  expect(ask('PATCH', `${PATH}/a`, { body: { metadata }, contentType: MERGE }).code).toBe(409);
});

test.each([
  [
    'unknown fields are refused under Strict',
    widget('a', { size: 1, wrong: 1 }),
    400,
    'unknown field "spec.wrong"',
  ],
  [
    'a missing required field is named',
    widget('a', {}),
    422,
    'Widget.test.dev "a" is invalid: spec.size: Required value',
  ],
  ['names are DNS subdomains', widget('A_b'), 422, 'metadata.name: Invalid value: "A_b"'],
])('%s', (_, body, code, message) => {
  const { ask } = makeCluster();
  const answer = ask('POST', PATH, { body, query: { fieldValidation: 'Strict' } });
  expect(answer.code).toBe(code);
  expect(answer.body.message).toContain(message);
});

test('JSON patches apply, strategic merge patches of custom resources are refused', () => {
  const { ask } = makeCluster();
  ask('POST', PATH, { body: widget('a') });
  const patch = [
    { op: 'test', path: '/spec/size', value: 1 },
    { op: 'replace', path: '/spec/size', value: 5 },
  ];
  expect(
    ask('PATCH', `${PATH}/a`, { body: patch, contentType: 'application/json-patch+json' }).body.spec,
  ).toMatchObject({ size: 5 });
  expect(ask('PATCH', `${PATH}/a`, { body: patch, contentType: 'application/json-patch+json' }).code).toBe(
    422,
  );
  expect(
    ask('PATCH', `${PATH}/a`, { body: {}, contentType: 'application/strategic-merge-patch+json' }).code,
  ).toBe(415);
});

test('a finalizer holds a deleted object; none can be added; the last one releases it', () => {
  const { ask, cluster } = makeCluster();
  ask('POST', PATH, { body: widget('a', { size: 1 }, { finalizers: ['test.dev/hold'] }) });
  const deleting = ask('DELETE', `${PATH}/a`).body;
  expect(deleting.metadata).toMatchObject({
    deletionGracePeriodSeconds: 0,
    generation: 2,
    finalizers: ['test.dev/hold'],
  });
  const more = { metadata: { finalizers: ['test.dev/hold', 'test.dev/more'] } };
  expect(ask('PATCH', `${PATH}/a`, { body: more, contentType: MERGE }).code).toBe(422);
  expect(
    ask('PATCH', `${PATH}/a`, { body: { metadata: { finalizers: null } }, contentType: MERGE }).code,
  ).toBe(200);
  expect(cluster.objects('test.dev', 'widgets')).toEqual([]);
});

test('DELETE honours the preconditions of its options', () => {
  const { ask } = makeCluster();
  ask('POST', PATH, { body: widget('a') });
  expect(ask('DELETE', `${PATH}/a`, { body: { preconditions: { uid: 'other' } } }).code).toBe(409);
});

test('a namespace empties itself before it goes and takes nothing new meanwhile', async () => {
  const { ask, run } = makeCluster({ namespaces: ['team'] });
  ask('POST', IN_TEAM, { body: widget('a', { size: 1 }, { finalizers: ['test.dev/hold'] }) });
  ask('DELETE', NAMESPACE);
  await run(1000);
  const refused = ask('POST', IN_TEAM, { body: widget('b') });
  expect(refused).toMatchObject({
    code: 403,
    body: { details: { causes: [{ reason: 'NamespaceTerminating' }] } },
  });
  expect(ask('GET', NAMESPACE).body.status).toMatchObject({
    phase: 'Terminating',
    conditions: expect.arrayContaining([
      expect.objectContaining({ type: 'NamespaceFinalizersRemaining', status: 'True' }),
    ]),
  });
  ask('PATCH', `${IN_TEAM}/a`, { body: { metadata: { finalizers: null } }, contentType: MERGE });
  await run(1000);
  expect(ask('GET', NAMESPACE).code).toBe(404);
});

test('the garbage collector takes what an absent owner leaves', async () => {
  const { ask, cluster, run } = makeCluster();
  const owner = ask('POST', PATH, { body: widget('owner') }).body.metadata;
  const reference = { apiVersion: 'test.dev/v1', kind: 'Widget', name: 'owner', uid: owner?.uid };
  ask('POST', PATH, { body: widget('child', { size: 1 }, { ownerReferences: [reference] }) });
  await run(1000);
  expect(cluster.objects('test.dev', 'widgets')).toHaveLength(2);
  ask('DELETE', `${PATH}/owner`);
  await run(1000);
  expect(cluster.objects('test.dev', 'widgets')).toEqual([]);
});

function applied(manager: string, spec: object, force = false) {
  return {
    body: widget('a', { ...spec }),
    contentType: APPLY,
    query: { fieldManager: manager, ...(force ? { force: 'true' } : {}) },
  };
}

test('server-side apply refuses what another manager owns, and takes it by force', () => {
  const { ask } = makeCluster();
  expect(ask('PATCH', `${PATH}/a`, applied('one', { size: 1 })).code).toBe(201);
  const refused = ask('PATCH', `${PATH}/a`, applied('two', { size: 2 }));
  expect(refused.code).toBe(409);
  expect(refused.body.details).toEqual({
    causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.size' }],
  });
  expect(ask('PATCH', `${PATH}/a`, applied('two', { size: 2 }, true)).body.spec).toMatchObject({ size: 2 });
});

test('managers own items of a keyed list apart, and dropping one leaves the other', () => {
  const { ask } = makeCluster();
  ask('PATCH', `${PATH}/a`, applied('one', { size: 1, routes: [{ to: 'x', via: '1' }] }));
  ask('PATCH', `${PATH}/a`, applied('two', { size: 1, routes: [{ to: 'y', via: '2' }] }));
  const { body } = ask('PATCH', `${PATH}/a`, applied('one', { size: 1 }));
  expect(body.spec).toMatchObject({ routes: [{ to: 'y', via: '2' }] });
});
