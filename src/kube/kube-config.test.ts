import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../model/virtual-clock.ts';
import { loadKubeAccess } from './kube-config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kube-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(cluster: object, user: object = {}): string {
  const path = join(folder, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u', namespace: 'net' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

test('server, namespace, token and TLS come from the file', async () => {
  const ca = Buffer.from('PEM').toString('base64');
  const server = 'https://10.0.0.1:6443/';
  const cluster = { server, 'certificate-authority-data': ca, 'tls-server-name': 'api.internal' };
  const access = loadKubeAccess({ kubeconfig: write(cluster, { token: 'secret\n' }) }, new VirtualClock());
  expect(access).toMatchObject({ server: 'https://10.0.0.1:6443', namespace: 'net', proxy: undefined });
  expect(await access.credentials()).toEqual({
    headers: { authorization: 'Bearer secret' },
    tls: { ca: Buffer.from('PEM'), servername: 'api.internal' },
  });
});

test('plain http is allowed, as the sandbox uses it', async () => {
  const access = loadKubeAccess(
    { kubeconfig: write({ server: 'http://127.0.0.1:8001' }) },
    new VirtualClock(),
  );
  expect(access.server).toBe('http://127.0.0.1:8001');
  expect((await access.credentials()).headers).toEqual({});
});

test('user and password become basic authentication', async () => {
  const kubeconfig = write({ server: 'https://a' }, { username: 'me', password: 'pw' });
  const { headers } = await loadKubeAccess({ kubeconfig }, new VirtualClock()).credentials();
  expect(headers).toEqual({ authorization: `Basic ${Buffer.from('me:pw').toString('base64')}` });
});

test('an exec plugin is run for its token', async () => {
  const answer = { kind: 'ExecCredential', status: { token: 'from-plugin' } };
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'echo',
    args: [JSON.stringify(answer)],
  };
  const access = loadKubeAccess({ kubeconfig: write({ server: 'https://a' }, { exec }) }, new VirtualClock());
  expect((await access.credentials()).headers).toEqual({ authorization: 'Bearer from-plugin' });
});

test('files are read again when the API server refuses what was read', async () => {
  const clock = new VirtualClock();
  const kubeconfig = write({ server: 'https://a' }, { token: 'old' });
  const access = loadKubeAccess({ kubeconfig }, clock);
  await access.credentials();
  write({ server: 'https://a' }, { token: 'new' });
  await clock.run(60_000);
  expect((await access.credentials()).headers).toEqual({ authorization: 'Bearer old' });
  access.refused();
  expect((await access.credentials()).headers).toEqual({ authorization: 'Bearer new' });
});

test('a certificate that was renewed on disk is noticed', async () => {
  const clock = new VirtualClock();
  const ca = join(folder, 'ca.crt');
  writeFileSync(ca, 'first');
  const access = loadKubeAccess(
    { kubeconfig: write({ server: 'https://a', 'certificate-authority': 'ca.crt' }) },
    clock,
  );
  expect((await access.credentials()).tls.ca).toEqual(Buffer.from('first'));
  writeFileSync(ca, 'second');
  await clock.run(11_000);
  expect((await access.credentials()).tls.ca).toEqual(Buffer.from('second'));
});

test.each([
  [
    'a missing file',
    () => ({ kubeconfig: join(folder, 'none') }),
    /^kubeconfig .*none cannot be read: ENOENT.*--kubeconfig$/,
  ],
  [
    'an unknown context',
    () => ({ kubeconfig: write({ server: 'https://a' }), context: 'x' }),
    /no cluster for context 'x' \(it has: main\); choose one with --context$/,
  ],
  [
    'a server that is no URL',
    () => ({ kubeconfig: write({ server: 'a:6443' }) }),
    /clusters\[\]\.server is 'a:6443'/,
  ],
  [
    'a SOCKS proxy',
    () => ({ kubeconfig: write({ server: 'https://a', 'proxy-url': 'socks5://p' }) }),
    /proxy-url is 'socks5:\/\/p'; only http/,
  ],
  [
    'a file that is no kubeconfig',
    () => {
      writeFileSync(join(folder, 'config'), '{');
      return { kubeconfig: join(folder, 'config') };
    },
    /cannot be read: .*--kubeconfig$/,
  ],
])('%s is told in one line', (_, source, line) => {
  const load = () => loadKubeAccess(source(), new VirtualClock());
  expect(load).toThrow(line);
  expect(load).not.toThrow(/\n/);
});

test('a plugin that is missing is told in one line, and asked again the next time', async () => {
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: '/does/not/exist' };
  const access = loadKubeAccess({ kubeconfig: write({ server: 'https://a' }, { exec }) }, new VirtualClock());
  await expect(access.credentials()).rejects.toThrow(/^kubeconfig credentials: .*ENOENT/);
  await expect(access.credentials()).rejects.toThrow(/ENOENT/);
});
