// Whether the build is whole: it is built here and started as it would be in the image.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './sources.ts';

/** Milliseconds; a build takes two seconds on an idle machine. */
const PATIENCE_MS = 120_000;
const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
const dist = join(root, 'dist');
const bundle = join(dist, 'vpcraft.mjs');

describe('the bundle', { timeout: PATIENCE_MS }, () => {
  beforeAll(() => {
    const { status, stderr } = run(join(root, '.ci', 'build.mjs'), '--quiet');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, PATIENCE_MS);

  it('says its version', () => {
    const { status, stdout } = run(bundle, 'version', '--output', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ vpcraft: expect.stringMatching(/^\d/) });
  });

  it('has the clients of Kubernetes and AWS in it: it gets as far as looking for a cluster', () => {
    const { status, stderr } = run(
      bundle,
      'run',
      '--cluster-id',
      'test',
      '--kubeconfig',
      'nowhere',
      '--log-level',
      'silent',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('give another one with --kubeconfig');
  });

  it('shows the help of the controller', () => {
    expect(run(bundle, 'run', '--help').stdout).toContain('--cluster-id');
  });

  it('has a file of its own for the controller, which the image compiles ahead', () => {
    expect(existsSync(join(dist, 'run-controller.mjs'))).toBe(true);
  });

  it('is ASCII, so that V8 keeps one byte per character', () => {
    const sources = readdirSync(dist).filter((name) => name.endsWith('.mjs'));
    const others = sources.filter((name) => readFileSync(join(dist, name)).some((byte) => byte > 0x7f));
    expect({ some: sources.length > 1, others }).toEqual({ some: true, others: [] });
  });

  it('has the whole EC2 client in it, for the sandbox', async () => {
    const sandbox = spawn(process.execPath, [bundle, 'sandbox', '--no-controller'], { cwd: root });
    try {
      let printed = '';
      for await (const text of sandbox.stdout) {
        printed += String(text);
        if (printed.includes('(simulated)')) break;
      }
      const ec2 = new EC2Client({
        region: 'eu-west-1',
        endpoint: /EC2 +(\S+)/.exec(printed)?.[1] ?? '',
        credentials: { accessKeyId: 'AKIASANDBOX111111111', secretAccessKey: 'sandbox' },
        maxAttempts: 1,
      });
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
      expect(Vpc?.VpcId).toMatch(/^vpc-/);
    } finally {
      sandbox.kill('SIGKILL');
      await once(sandbox, 'exit');
    }
  });

  it('has the CRDs beside it, for the sandbox', () => {
    expect(existsSync(join(dist, 'crds', 'vpcs.yaml'))).toBe(true);
  });
});
