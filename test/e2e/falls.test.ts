// Servers that fall and come back, and the controller with them, while a network is made: kube-apiserver, etcd, the controller
// itself, and history that is gone. The network must come out whole, and nothing twice.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { type AwsServer, startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import type { Binaries } from './binaries.ts';
import { theServers } from './cluster.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import {
  type Controlled,
  describeObject,
  isReady,
  type Listed,
  owners,
  root,
  sample,
  start,
  until,
} from './controlled.ts';

describe.skipIf(theServers.kind !== 'binaries')(
  'a network that is made while there falls and comes back',
  () => {
    let plane: ControlPlane;
    let own: Controlled;
    let aws: AwsSimulator;
    let server: AwsServer;

    beforeAll(async () => {
      aws = new AwsSimulator({ clock: realClock, random: realRandom });
      server = await startAwsServer({ simulator: aws });
      plane = await startControlPlane(theServers as Binaries);
      await must(plane, ['apply', '--server-side', '-f', join(root, 'crds')]);
      await must(plane, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
      own = start(plane.kubeconfig, server.url, { clusterID: 'e2e-falls' });
    });
    afterAll(async () => {
      await own?.kill();
      await server?.close();
      await plane?.stop();
    });

    const falls: readonly (readonly [string, () => Promise<void>])[] = [
      [
        'kube-apiserver',
        async () => {
          await plane.apiServer.kill();
          await plane.apiServer.start();
        },
      ],
      [
        'etcd',
        async () => {
          await plane.etcd.kill();
          await plane.etcd.start();
        },
      ],
      [
        'the controller',
        async () => {
          await own.kill();
          own = start(plane.kubeconfig, server.url, { clusterID: 'e2e-falls' });
        },
      ],
      [
        'kube-apiserver, with all history compacted',
        async () => {
          await plane.apiServer.kill();
          await compact(plane);
          await plane.apiServer.start();
        },
      ],
    ];

    it.each(falls)('%s', async (_name, fall) => {
      const since = aws.ledger.next;
      await must(plane, ['apply', '-f', sample('reference-network.yaml')]);
      await until(async () => (aws.ledger.count({ mutating: true, since }) > 5 ? [] : ['nothing made yet']));
      await fall();

      const open = async () => (await listed(plane)).filter((one) => !isReady(one));
      expect((await until(open)).map(describeObject), own.log()).toEqual([]);
      expect(twice(aws)).toEqual([]);
      await must(plane, ['delete', '-f', sample('reference-network.yaml'), '--wait=false']);
      expect((await until(() => listed(plane))).map(describeObject), own.log()).toEqual([]);
      expect(owners(aws)).toEqual([]);
    });
  },
);

async function listed(plane: ControlPlane): Promise<readonly Listed[]> {
  return (JSON.parse(await must(plane, ['get', 'vpcraft', '-A', '-o', 'json'])) as { items: Listed[] }).items;
}

async function must(plane: ControlPlane, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await plane.kubectl(args);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with code ${code}: ${stderr}`);
  return stdout;
}

/** Watches from before are answered with 410 afterwards. https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
async function compact({ etcdURL }: ControlPlane): Promise<void> {
  const ask = async (path: string, body: object) => {
    const response = await fetch(`${etcdURL}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd ${path}: ${await response.text()}`);
    return (await response.json()) as { header: { revision: string } };
  };
  const { header } = await ask('/v3/kv/range', { key: 'AA==' });
  await ask('/v3/kv/compaction', { revision: header.revision, physical: true });
}

function twice(aws: AwsSimulator): readonly string[] {
  const all = owners(aws);
  return all.filter((one, at) => all.indexOf(one) !== at);
}
