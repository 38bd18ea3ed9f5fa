// Does the recording of test/contract/kubernetes still say what a real kube-apiserver says? All cases, on the real server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { allGroups } from '../contract/kubernetes/cases/all.ts';
import { allDefinitions, ownDefinitions } from '../contract/kubernetes/definitions.ts';
import { type RealServer, startRealServer } from '../contract/kubernetes/real-server.ts';
import { readRecording } from '../contract/kubernetes/recording.ts';
import { runCase } from '../contract/kubernetes/runner.ts';
import type { Binaries } from './binaries.ts';
import { theServers } from './cluster.ts';

/** The version whose answers are recorded; what another one words otherwise is no fault of ours. */
const RECORDED = /^v1\.36\./;
const RECORD = 'record anew: node .ci/launch.mjs test/contract/kubernetes/record.ts';
const crds = join(import.meta.dirname, '..', '..', 'crds');

if (theServers.kind === 'existing')
  process.stderr.write('the recorded Kubernetes answers are not checked: USE_EXISTING_CLUSTER is set\n');

describe.skipIf(theServers.kind !== 'binaries')('a real kube-apiserver', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer(theServers as Binaries, allDefinitions());
  });
  afterAll(() => server.stop());

  it('is of the recorded version', () => {
    expect(server.version).toMatch(RECORDED);
  });

  describe.each(allGroups)('$name', ({ name, cases }) => {
    it.each(cases)('$name', async (one) => {
      expect(await runCase(one, server.place), RECORD).toEqual(readRecording(name)[one.name]);
    });
  });
});

it('was recorded with the definitions as they are', () => {
  const files = readdirSync(crds)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const now: unknown[] = files.map((file) => parse(readFileSync(join(crds, file), 'utf8')));
  expect(ownDefinitions(), RECORD).toEqual(now);
});
