// The harness itself: does it start a real API server, survive a crash of each piece, and clean up?
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Binaries } from './binaries.ts';
import { theServers as servers } from './cluster.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

if (servers.kind === 'existing')
  process.stderr.write('tests of the own control plane skipped: USE_EXISTING_CLUSTER is set\n');

describe.skipIf(servers.kind !== 'binaries')('a control plane of our own', () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane(servers as Binaries);
  });
  afterAll(async () => {
    await plane.stop();
  });

  it('answers kubectl, and says its version', async () => {
    const namespaces = await plane.kubectl(['get', 'namespaces', '-o', 'name']);
    expect(namespaces.stdout.split('\n')).toContain('namespace/kube-system');
    const version = JSON.parse((await plane.kubectl(['get', '--raw', '/version'])).stdout);
    expect(version).toMatchObject({ major: '1', minor: expect.stringMatching(/^\d+\+?$/) });
  });

  it('keeps its data when the API server and etcd crash and come back', async () => {
    await plane.kubectl(['create', 'configmap', 'kept', '--from-literal=a=b']);
    const before = plane.apiServer.pid();
    await plane.apiServer.kill();
    await plane.etcd.kill();
    expect(plane.apiServer.pid()).toBeUndefined();
    await plane.etcd.start();
    await plane.apiServer.start();
    expect(plane.apiServer.pid()).not.toBe(before);
    const kept = await plane.kubectl(['get', 'configmap', 'kept', '-o', 'jsonpath={.data.a}']);
    expect(kept).toEqual({ code: 0, stdout: 'b', stderr: '' });
  });

  it.skipIf(servers.kind !== 'binaries' || servers.controllerManager === undefined)(
    'empties and removes a deleted namespace',
    async () => {
      await plane.kubectl(['create', 'namespace', 'leaving']);
      await plane.kubectl(['create', 'configmap', 'inside', '-n', 'leaving']);
      const deleted = await plane.kubectl(['delete', 'namespace', 'leaving', '--timeout=60s']);
      expect(deleted.code).toBe(0);
      expect(
        (await plane.kubectl(['get', 'namespace', 'leaving', '--ignore-not-found', '-o', 'name'])).stdout,
      ).toBe('');
    },
  );

  it('leaves no process and no folder behind', async () => {
    const extra = await startControlPlane(servers as Binaries, { controllerManager: false });
    const pids = [extra.etcd.pid(), extra.apiServer.pid()];
    await extra.stop();
    expect(existsSync(extra.folder)).toBe(false);
    for (const pid of pids) expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
