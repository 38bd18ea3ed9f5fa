// A real API server whose priority and fairness refuses the controller: requests of every sort get 429 with Retry-After, while
// a network is made and while it is deleted. Afterwards everything must be as if nothing had been, made once and whole.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { type AwsServer, startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { countsOf } from '../support/controller-process.ts';
import type { Binaries } from './binaries.ts';
import { type Cluster, mustOf, theServers, withToken } from './cluster.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
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
import { makeNoise, rejectedOf, squeeze } from './overload.ts';

const NETWORK = sample('reference-network.yaml');
const CONTROLLER = { namespace: 'vpcraft-system', name: 'vpcraft' };
const NOISE = { namespace: 'default', name: 'noise' };
/** Refusals of each sort of request that are waited for, before the other user becomes quiet. */
const FEWEST = 3;
const SETTINGS = { ...PATIENT_LEASE, backoffLongestSeconds: 10 };
/** What deploy/samples/reference-network.yaml says that it takes, of what must not be made a second time. */
const CREATES = {
  CreateVpc: 1,
  CreateSubnet: 6,
  CreateRouteTable: 4,
  CreateInternetGateway: 1,
  AllocateAddress: 3,
  CreateNatGateway: 3,
  CreateVpcEndpoint: 1,
  CreateSecurityGroup: 3,
};

describe.skipIf(theServers.kind !== 'binaries' || theServers.controllerManager === undefined)(
  'a controller that priority and fairness refuses',
  () => {
    let plane: ControlPlane;
    let must: Cluster['must'];
    let own: Controlled;
    let aws: AwsSimulator;
    let server: AwsServer;
    let folder: string;
    let noiseToken: string;
    const duplicates = new Set<string>();

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'vpcraft-e2e-'));
      aws = new AwsSimulator({ clock: realClock, random: realRandom });
      aws.onChange(() => {
        for (const one of twice(aws)) duplicates.add(one);
      });
      server = await startAwsServer({ simulator: aws });
      plane = await startControlPlane(theServers as Binaries);
      must = mustOf(plane.kubectl);
      await must(['apply', '--server-side', '-f', join(root, 'crds')]);
      await must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
      await must(['apply', '--server-side', '-k', join(root, 'deploy')]);
      await must(['create', 'serviceaccount', NOISE.name]);
      await must([
        ...['create', 'clusterrolebinding', 'noise', '--clusterrole=system:aggregate-to-view'],
        `--serviceaccount=${NOISE.namespace}:${NOISE.name}`,
      ]);
      await squeeze({ must }, CONTROLLER, NOISE);
      noiseToken = await tokenOf(NOISE);
      const kubeconfig = withToken(plane, await tokenOf(CONTROLLER), join(folder, 'kubeconfig'));
      own = await start({
        kubeconfig,
        awsURL: server.url,
        clusterID: 'e2e-overload',
        namespace: CONTROLLER.namespace,
        settings: SETTINGS,
      });
    });
    afterAll(async () => {
      await own?.kill();
      await server?.close();
      await plane?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const tokenOf = async ({ name, namespace }: typeof NOISE) =>
      (await must(['create', 'token', name, '-n', namespace])).trim();
    const nothingLeft = async (look: () => Promise<readonly Listed[]>) =>
      expect((await until(look)).map(describeObject), own.log()).toEqual([]);

    /** Does something while the other user takes the seat, until each of `sorts` was refused to the controller. */
    async function crowded(sorts: readonly string[], act: () => Promise<unknown>): Promise<void> {
      const noise = makeNoise(plane, noiseToken, NOISE.namespace);
      try {
        const before = await refusals(own);
        await act();
        const missing = async () => {
          const now = await refusals(own);
          return sorts.filter((sort) => (now.get(sort) ?? 0) - (before.get(sort) ?? 0) < FEWEST);
        };
        expect(await until(missing), own.log()).toEqual([]);
      } finally {
        await noise.stop();
      }
    }

    it('makes the network once and whole', async () => {
      await until(async () => ((await isUp(own)) ? [] : ['not started']));
      await crowded(['patch'], () => must(['apply', '-f', NETWORK]));
      await nothingLeft(async () => (await listed({ must })).filter((one) => !isReady(one)));

      expect([...duplicates]).toEqual([]);
      const made = Object.keys(CREATES).map((operation) => [
        operation,
        aws.ledger.count({ operation, tookEffect: true }),
      ]);
      expect(Object.fromEntries(made)).toEqual(CREATES);
    });

    it('lists and watches again after its server came back to a crowd', async () => {
      const since = aws.ledger.next;
      await crowded(['list', 'watch'], async () => {
        await plane.apiServer.kill();
        await plane.apiServer.start();
      });
      await must([
        'patch',
        'vpcs.vpcraft.dev/reference',
        '--type=merge',
        '-p',
        '{"spec":{"tags":{"seen":"after"}}}',
      ]);
      await until(async () => (aws.ledger.count({ mutating: true, since }) > 0 ? [] : ['not tagged yet']));
      await nothingLeft(async () => (await listed({ must })).filter((one) => !isReady(one)));
      expect(aws.ledger.query({ mutating: true, since }).map(({ operation }) => operation)).toEqual([
        'CreateTags',
      ]);
    });

    it('takes it away again without a rest', async () => {
      await crowded(['patch'], () => must(['delete', '-f', NETWORK, '--wait=false']));
      await nothingLeft(() => listed({ must }));
      expect(owners(aws)).toEqual([]);
      expect([...duplicates]).toEqual([]);
    });

    it('was refused as the server counts it, too', async () => {
      // The server's count began anew with the server.
      const counted = await rejectedOf({ must }, 'controller');
      const told = [...(await refusals(own)).values()].reduce((sum, count) => sum + count, 0);
      process.stdout.write(`429 to the controller: ${told}, of which the last server counts ${counted}\n`);
      expect(counted).toBeGreaterThanOrEqual(FEWEST);
      expect(told).toBeGreaterThanOrEqual(counted);
      expect(own.starts()).toBe(1);
    });
  },
);

/** Answers 429 that the controller got, by verb. */
async function refusals({ health }: Controlled): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const line of await countsOf(health, 'vpcraft_kube_requests_total', 'code="429"')) {
    const verb = /verb="([a-z]+)"/.exec(line)?.[1] ?? '';
    counts.set(verb, (counts.get(verb) ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1)));
  }
  return counts;
}

function isUp({ health }: Controlled): Promise<boolean> {
  return fetch(`${health}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
