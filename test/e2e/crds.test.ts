// Whether a real API server takes our CRDs and samples: only it computes the cost of CEL rules and checks schemas to the
// letter. Without a controller, so that a failure here is one of the schema.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRANT_KIND } from '../../src/engine/tenancy.ts';
import { type Cluster, clusterForTests, theServers } from './cluster.ts';

const root = resolve(import.meta.dirname, '..', '..');
const crdFolder = join(root, 'crds');
const sampleFolder = join(root, 'deploy', 'samples');
const crdFiles = yamlFiles(crdFolder);
const sampleFiles = yamlFiles(sampleFolder);
/** Bytes; larger ones do not fit into the annotation that client-side `kubectl apply` writes (256 KiB for all of them). */
const LARGEST_CRD = 256 * 1024;
type Crd = {
  metadata: { name: string };
  status: { conditions: { type: string; status: string; message: string }[] };
};
type Listed = {
  items: { kind: string; metadata: { name: string }; status?: { observedGeneration?: number } }[];
};

function yamlFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
}

describe.skipIf(theServers.kind === 'none')('a real API server', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await clusterForTests();
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  it.each(crdFiles)('takes %s, its schema and the cost of its rules', async (file) => {
    expect(statSync(join(crdFolder, file)).size).toBeLessThan(LARGEST_CRD);
    const applied = await cluster.kubectl(['apply', '--server-side', '-f', join(crdFolder, file)]);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
  });

  it('serves every kind and finds no fault in its schema', async () => {
    await cluster.must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    const { items } = JSON.parse(await cluster.must(['get', 'crd', '-o', 'json'])) as { items: Crd[] };
    const faults = items.flatMap(({ metadata, status }) =>
      status.conditions
        .filter(({ type, status: value }) => type === 'NonStructuralSchema' && value === 'True')
        .map(({ message }) => `${metadata.name}: ${message}`),
    );
    expect(faults).toEqual([]);
    expect(items.length).toBe(crdFiles.length);
  });

  it.each(sampleFiles)('takes the sample %s', async (file) => {
    const applied = await cluster.kubectl(['apply', '--server-side', '-f', join(sampleFolder, file)]);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
  });

  it('gives every new object a status that nobody takes for finished, but for a grant, which is in force at once', async () => {
    const { items } = JSON.parse(await cluster.must(['get', 'vpcraft', '-A', '-o', 'json'])) as Listed;
    const grants = items.filter(({ kind }) => kind === GRANT_KIND);
    const others = items.filter(({ kind }) => kind !== GRANT_KIND);
    expect([grants.length, others.length]).not.toContain(0);
    const finished = others.filter(({ status }) => status?.observedGeneration !== -1);
    expect(finished.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([]);
    const waiting = ['wait', GRANT_KIND, '--all', '-A', '--for=condition=Ready', '--timeout=5s'];
    expect(await cluster.kubectl(waiting)).toMatchObject({ code: 0 });
  });

  it('explains the fields of a kind', async () => {
    expect(await cluster.must(['explain', 'vpcs.vpcraft.dev.spec'])).toContain('cidrBlocks');
  });
});
