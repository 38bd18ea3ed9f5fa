// Whether the build is whole: it is built here and started as it would be in the image.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    expect(status).toBe(1);
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

  it('has the CRDs beside it, for the sandbox', () => {
    expect(existsSync(join(dist, 'crds', 'vpcs.yaml'))).toBe(true);
  });
});
