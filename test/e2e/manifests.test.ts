// Whether deploy/ does what it says, asked of a real API server: the admission policies compile and refuse what they
// should, and the generated RBAC is enough for the controller, which here has nothing but its service account.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { type Sandbox, sandboxCredentials, startSandbox } from '../../src/sandbox/run.ts';
import { guard } from '../support/guardian.ts';
import { type Cluster, clusterForTests, theServers, withToken } from './cluster.ts';

const root = resolve(import.meta.dirname, '..', '..');
const vpc = (name: string, more: object = {}) =>
  JSON.stringify({
    apiVersion: 'vpcraft.dev/v1alpha1',
    kind: 'VPC',
    metadata: { name, namespace: 'default' },
    spec: { cidrBlocks: ['10.20.0.0/16'] },
    ...more,
  });
const AS_EDITOR = ['--as=ann', '--as-group=system:authenticated'];
const AS_APPROVER = ['--as=pat', '--as-group=system:authenticated'];

describe.skipIf(theServers.kind === 'none')('the manifests', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await clusterForTests();
    await cluster.must(['apply', '--server-side', '-f', join(root, 'crds')]);
    await cluster.must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    await cluster.must(['apply', '--server-side', '-k', join(root, 'deploy')]);
    await cluster.must(['create', 'clusterrolebinding', 'ann', '--clusterrole=vpcraft-edit', '--user=ann']);
    await cluster.must([
      'create',
      'clusterrolebinding',
      'ann-sees',
      '--clusterrole=vpcraft-view',
      '--user=ann',
    ]);
    for (const role of ['edit', 'view', 'approve']) {
      await cluster.must([
        'create',
        'clusterrolebinding',
        `pat-${role}`,
        `--clusterrole=vpcraft-${role}`,
        '--user=pat',
      ]);
    }
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  it('hold policies that the API server finds no fault in', async () => {
    const { items } = JSON.parse(await cluster.must(['get', 'validatingadmissionpolicies', '-o', 'json']));
    const warnings = items.flatMap(
      (item: { status?: { typeChecking?: { expressionWarnings?: unknown[] } } }) =>
        item.status?.typeChecking?.expressionWarnings ?? [],
    );
    expect(items).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it('refuse the deletion of a protected object until the protection is taken away', async () => {
    await cluster.must(['apply', '-f', '-'], vpc('kept'));
    await cluster.must(['annotate', 'vpcs.vpcraft.dev/kept', 'vpcraft.dev/deletion-protection=true']);
    // A new policy reaches every handler of the API server within seconds.
    await untilRefused(() => cluster.kubectl(['delete', 'vpcs.vpcraft.dev/kept', '--dry-run=server']));
    const refused = await cluster.kubectl(['delete', 'vpcs.vpcraft.dev/kept']);
    expect(refused.stderr).toContain('vpcraft.dev/deletion-protection forbids the deletion');
    await cluster.must(['annotate', 'vpcs.vpcraft.dev/kept', 'vpcraft.dev/deletion-protection-']);
    await cluster.must(['delete', 'vpcs.vpcraft.dev/kept']);
  });

  it('let an editor edit, but not approve, adopt, abandon or place', async () => {
    await cluster.must([...AS_EDITOR, 'create', '-f', '-'], vpc('edited'));
    const target = ['annotate', 'vpcs.vpcraft.dev/edited', '--overwrite'];
    await cluster.must([...AS_EDITOR, ...target, 'vpcraft.dev/reconcile-requested-at=now']);
    const approved = await cluster.kubectl([...AS_EDITOR, ...target, 'vpcraft.dev/approve-plan=abc']);
    expect(approved.stderr).toContain('needs the verb approve on this resource');
    const abandoned = await cluster.kubectl([...AS_EDITOR, ...target, 'vpcraft.dev/abandon=vpc-1']);
    expect(abandoned.stderr).toContain('needs the verb abandon on this resource');
    const placement = 'vpcraft.dev/placement=prod/111111111111/eu-west-1';
    const placed = await cluster.kubectl([...AS_EDITOR, ...target, placement]);
    expect(placed.stderr).toContain('vpcraft.dev/placement is the controller');
    const adopting = vpc('adopted', { spec: { adopt: { id: 'vpc-0123456789abcdef0' } } });
    const adopted = await cluster.kubectl([...AS_EDITOR, 'create', '-f', '-'], adopting);
    expect(adopted.stderr).toContain('needs the verb adopt on this resource');
    await cluster.must([...AS_APPROVER, 'create', '-f', '-'], adopting);
    await cluster.must([...AS_APPROVER, ...target, 'vpcraft.dev/approve-plan=abc']);
    // What an approver wrote does not stand in the way of an editor.
    await cluster.must([...AS_EDITOR, ...target, 'vpcraft.dev/reconcile-requested-at=later']);
    await cluster.must(['delete', 'vpcs.vpcraft.dev', '--all']);
  });

  it('give the service account what the controller needs, and nothing on secrets or specs', async () => {
    const asController = '--as=system:serviceaccount:vpcraft-system:vpcraft';
    const may = async (...words: string[]) =>
      (await cluster.kubectl(['auth', 'can-i', asController, ...words])).stdout.trim();
    expect(await may('patch', 'vpcs.vpcraft.dev/shop', '--subresource=status', '-n', 'default')).toBe('yes');
    expect(await may('place', 'vpcs.vpcraft.dev', '-n', 'default')).toBe('yes');
    expect(await may('get', 'secrets', '-n', 'default')).toBe('no');
    expect(await may('get', 'leases', '-n', 'default')).toBe('no');
    expect(await may('update', 'vpcs.vpcraft.dev', '-n', 'default')).toBe('no');
    expect(await may('delete', 'vpcs.vpcraft.dev', '-n', 'default')).toBe('no');
  });

  describe('with a controller that has only its service account', () => {
    let sandbox: Sandbox;
    let controller: ChildProcess | undefined;
    let folder: string;
    let log = '';
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'vpcraft-e2e-'));
      sandbox = await startSandbox({
        clock: realClock,
        random: realRandom,
        awsRandom: realRandom,
        kubePort: undefined,
        awsPort: 0,
      });
      const token = (await cluster.must(['create', 'token', 'vpcraft', '-n', 'vpcraft-system'])).trim();
      const kubeconfig = withToken(cluster, token, join(folder, 'kubeconfig'));
      controller = startController(kubeconfig, sandbox.aws?.url ?? '');
      controller.stdout?.on('data', (chunk) => {
        log += String(chunk);
      });
      controller.stderr?.on('data', (chunk) => {
        log += String(chunk);
      });
    });
    afterAll(async () => {
      const ended = new Promise((done) =>
        controller?.exitCode === null ? controller.on('close', done) : done(undefined),
      );
      controller?.kill('SIGTERM');
      await ended;
      await sandbox?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('makes a network and takes it away again, never denied anything', async () => {
      await cluster.must(['apply', '-f', '-'], vpc('shop'));
      const ready = await cluster.kubectl([
        'wait',
        '--for=condition=Ready',
        'vpcs.vpcraft.dev/shop',
        '--timeout=60s',
      ]);
      expect(ready.code, `${ready.stderr}\n${log}`).toBe(0);
      const vpcs = sandbox.aws?.simulator
        .regions()
        .flatMap((region) => region.vpcs.filter((row) => row.CidrBlock === '10.20.0.0/16'));
      expect(vpcs).toHaveLength(1);
      await cluster.must(['delete', 'vpcs.vpcraft.dev/shop', '--timeout=60s']);
      const events = await cluster.must([
        'get',
        'events',
        '-n',
        'default',
        '-o',
        'jsonpath={.items[*].reason}',
      ]);
      expect(events).toContain('CreatedVpc');
      expect(log).not.toMatch(/forbidden/i);
    });
  });
});

function startController(kubeconfig: string, endpoint: string): ChildProcess {
  const flags = {
    'cluster-id': 'e2e',
    'default-region': 'ap-northeast-1',
    kubeconfig,
    'aws-endpoint': endpoint,
  };
  const tuned = {
    'health-port': '0',
    'settling-bound-seconds': '1',
    'settling-look-seconds': '1',
    'sweep-seconds': '5',
  };
  const args = Object.entries({ ...flags, ...tuned }).flatMap(([name, value]) => [`--${name}`, value]);
  const { accessKeyId, secretAccessKey } = sandboxCredentials;
  const env = { ...process.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const child = spawn(process.execPath, [join(root, 'src', 'main.ts'), 'run', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard(child);
  return child;
}

/** Asks until the answer is a refusal, at most a minute: each question takes about as long as a new policy needs. */
async function untilRefused(ask: () => Promise<{ code: number | null }>): Promise<void> {
  const deadline = realClock.monotonic() + 60_000;
  while ((await ask()).code === 0) {
    if (realClock.monotonic() > deadline) throw new Error('the policy does not act');
  }
}
