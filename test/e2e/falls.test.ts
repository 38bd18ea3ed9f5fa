// Servers that fall and come back, and the controller with them, while a network is made: kube-apiserver, etcd, the controller
// itself. The network must come out whole, and nothing twice. And history that is gone while a network stands: it must keep
// standing, untouched.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { type AwsServer, startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { countsOf } from '../support/controller-process.ts';
import type { Binaries } from './binaries.ts';
import { type Cluster, mustOf, theServers } from './cluster.ts';
import { compact, type ControlPlane, startControlPlane } from './control-plane.ts';
import {
  type Controlled,
  describeObject,
  isReady,
  type Listed,
  listed,
  owners,
  PATIENT_LEASE,
  root,
  sample,
  start,
  twice,
  until,
} from './controlled.ts';

const NETWORK = sample('reference-network.yaml');
/** Kinds of the network that stands; each has a watch of its own. */
const KINDS = ['VPC', 'Subnet', 'RouteTable', 'NATGateway', 'SecurityGroup', 'VPCEndpoint'] as const;

/**
 * A watch that the falling server refuses three times lists anew without asking on, so that not every kind is told 410 by one
 * fall; measured: 16 of 20 are.
 */
const MOST_TURNS = 5;

describe.skipIf(theServers.kind !== 'binaries')('a network and servers that fall and come back', () => {
  let plane: ControlPlane;
  let must: Cluster['must'];
  let own: Controlled;
  let aws: AwsSimulator;
  let server: AwsServer;

  const startOwn = (settings = {}) =>
    start({ kubeconfig: plane.kubeconfig, awsURL: server.url, clusterID: 'e2e-falls', settings });
  const unready = async () => (await listed({ must })).filter((one) => !isReady(one));
  const nothingLeft = async (look: () => Promise<readonly Listed[]>) =>
    expect((await until(look)).map(describeObject), own.log()).toEqual([]);

  beforeAll(async () => {
    aws = new AwsSimulator({ clock: realClock, random: realRandom });
    server = await startAwsServer({ simulator: aws });
    plane = await startControlPlane(theServers as Binaries);
    must = mustOf(plane.kubectl);
    await must(['apply', '--server-side', '-f', join(root, 'crds')]);
    await must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    own = await startOwn();
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
        own = await startOwn();
      },
    ],
  ];

  it.each(falls)('is made whole while there falls and comes back: %s', async (_name, fall) => {
    const since = aws.ledger.next;
    await must(['apply', '-f', NETWORK]);
    await until(async () => (aws.ledger.count({ mutating: true, since }) > 5 ? [] : ['nothing made yet']));
    await fall();

    await nothingLeft(unready);
    expect(twice(aws)).toEqual([]);
    await must(['delete', '-f', NETWORK, '--wait=false']);
    await nothingLeft(() => listed({ must }));
    expect(owners(aws)).toEqual([]);
  });

  it('stays Ready, and nothing is written to AWS, when the server answers 410 to its watches', async () => {
    await own.kill();
    own = await startOwn(PATIENT_LEASE);
    await must(['apply', '-f', NETWORK]);
    await nothingLeft(unready);
    const before = await readiness(must);
    const since = aws.ledger.next;
    const old = latestVersion(await listed({ must }));

    const expired = new Set<string>();
    for (let turn = 1; expired.size === 0 && turn <= MOST_TURNS; turn++) {
      // Something else is written, so that what the watches have seen is older than what the server begins with.
      await must(['create', 'configmap', `later-${turn}`]);
      const listedBefore = await relistsOf(own);
      await plane.apiServer.kill();
      await compact(plane);
      await plane.apiServer.start();

      expect(await answersToWatch(must, old)).toContain(410);
      const notYet = async () => {
        const now = await relistsOf(own);
        return KINDS.filter((kind) => (now.get(kind) ?? 0) <= (listedBefore.get(kind) ?? 0));
      };
      expect(await until(notYet), own.log()).toEqual([]);
      for (const kind of (await relistsOf(own, 'cause="expired"')).keys()) expired.add(kind);
    }
    process.stdout.write(`410 to the controller's watches of ${[...expired].join(', ')}\n`);
    expect(KINDS.filter((kind) => expired.has(kind)).length).toBeGreaterThan(0);
    // A sweep that began after every kind was listed anew: what the controller then thinks of AWS has become known.
    await swept(aws);

    expect(own.starts()).toBe(1);
    expect(await readiness(must)).toEqual(before);
    expect(aws.ledger.query({ mutating: true, since }).map(({ operation }) => operation)).toEqual([]);
    await must(['delete', '-f', NETWORK, '--wait=false']);
    await nothingLeft(() => listed({ must }));
    expect(owners(aws)).toEqual([]);
  });
});

/** When each object became Ready: one that ceased to be for a moment has another time. */
async function readiness(must: Cluster['must']): Promise<Readonly<Record<string, string>>> {
  const objects = await listed({ must });
  return Object.fromEntries(
    objects.map(({ kind, metadata, status }) => {
      const ready = status?.conditions?.find(({ type }) => type === 'Ready');
      return [`${kind}/${metadata.name}`, `${ready?.status} since ${ready?.lastTransitionTime}`];
    }),
  );
}

/** The version that a watch of VPCs had seen last, but for bookmarks. */
function latestVersion(objects: readonly Listed[]): string {
  const versions = objects.flatMap(({ kind, metadata }) =>
    kind === 'VPC' ? [Number(metadata.resourceVersion)] : [],
  );
  return String(Math.max(...versions));
}

/** Codes of what the server says to a watch from `version` on, asked until it is up enough to say one. */
async function answersToWatch(must: Cluster['must'], version: string): Promise<readonly number[]> {
  const query = `watch=1&resourceVersion=${version}&timeoutSeconds=5`;
  const codes: number[] = [];
  await until(async () => {
    const answer = await must(['get', '--raw', `/apis/vpcraft.dev/v1alpha1/vpcs?${query}`]).catch(String);
    codes.push(...[...answer.matchAll(/"type":"ERROR".*"code":(\d+)/g)].map((found) => Number(found[1])));
    return codes.length > 0 ? [] : [answer];
  });
  return codes;
}

/** How often the controller listed each kind anew, as it counted it; `label`: for one cause only. */
async function relistsOf({ health }: Controlled, label = ''): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const line of await countsOf(health, 'vpcraft_relists_total', label)) {
    const kind = /kind="([A-Za-z]+)"/.exec(line)?.[1] ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1)));
  }
  return counts;
}

async function swept(aws: AwsSimulator): Promise<void> {
  const sweeps = () => aws.ledger.counts().DescribeVpcs ?? 0;
  const first = sweeps();
  // Two: the first may have begun before.
  expect(await until(async () => (sweeps() >= first + 2 ? [] : ['no sweep']))).toEqual([]);
}
