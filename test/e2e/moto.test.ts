// The controller as a process of its own between two servers that are not ours: kube-apiserver, and moto as EC2 and STS. Every
// sample from nothing to Ready and to nothing again. Where moto differs from AWS, moto-gaps.ts says of which object, and how
// it goes on; an object that is not listed has to work, and a listed one has to show what is listed of it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock, sleep } from '../../src/model/clock.ts';
import { tagKeys } from '../../src/model/names.ts';
import { findMoto, type Moto, startMoto } from '../support/moto.ts';
import type { PlacedRow } from '../sim/end-state.ts';
import { type Cluster, clusterForTests, theServers } from './cluster.ts';
import { type Controlled, describeObject, isReady, type Listed, root, sample, start } from './controlled.ts';
import { type Gap, gaps, leavings } from './moto-gaps.ts';
import {
  type Client,
  clientOf,
  isLeaving,
  isOf,
  makeBucket,
  makeLogGroup,
  MOTO_SETTINGS,
  ownersIn,
  pictureOf,
  textOf,
} from './moto-picture.ts';
import { twiceIn } from './spoiling.ts';

const CLUSTER_ID = 'e2e-moto';
/** Longest wait for a phase; chosen: many times what it takes. */
const PATIENCE_MS = 180_000;
/** A gap must be shown for so long, milliseconds: longer than a sweep, so that no passing state is taken for it. */
const STEADY_MS = 5_000;
/** What is settled must stay so for longer than a sweep. */
const QUIET_MS = 5_000;

const moto = await findMoto();
const reason = theServers.kind === 'none' ? theServers.reason : 'reason' in moto ? moto.reason : undefined;
if (reason !== undefined) process.stderr.write(`not run on moto: ${reason}\n`);

const samples = readdirSync(join(root, 'deploy', 'samples')).filter((name) => name.endsWith('.yaml'));
const keyOf = ({ kind, metadata }: Listed) => `${kind}/${metadata.namespace}/${metadata.name}`;
const readyMessage = ({ status }: Listed) =>
  status?.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';

describe.skipIf(reason !== undefined)('the controller between kube-apiserver and moto', () => {
  let server: Moto;
  let aws: Client;
  let cluster: Cluster;
  let controller: Controlled;
  let before: readonly PlacedRow[];

  beforeAll(async () => {
    if ('reason' in moto) return;
    [server, cluster] = await Promise.all([startMoto(moto.path), clusterForTests()]);
    aws = clientOf(server.url);
    await makeBucket(server.url, 'example-network-logs');
    await makeBucket(server.url, 'example-other-logs');
    await makeLogGroup(server.url, '/vpcraft/edge');
    before = await pictureOf(aws);
    await cluster.must(['apply', '--server-side', '-f', join(root, 'crds')]);
    await cluster.must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    controller = await start({
      kubeconfig: cluster.kubeconfig,
      awsURL: server.url,
      clusterID: CLUSTER_ID,
      settings: MOTO_SETTINGS,
    });
  });

  afterAll(async () => {
    await controller?.kill();
    aws?.close();
    await Promise.all([cluster?.stop(), server?.stop()]);
  });

  async function objects(): Promise<readonly Listed[]> {
    const all = JSON.parse(await cluster.must(['get', 'vpcraft', '-A', '-o', 'json'])) as { items: Listed[] };
    return all.items.filter(({ kind }) => kind !== 'NetworkGrant');
  }

  async function goOn(object: Listed, gap: Gap): Promise<void> {
    const { kind, metadata, status } = object;
    const target = ['-n', metadata.namespace, `${kind.toLowerCase()}.vpcraft.dev/${metadata.name}`];
    if (gap.goesOn === 'stays') return;
    if ('declare' in gap.goesOn) {
      const spec = gap.goesOn.declare;
      await cluster.must(['patch', ...target, '--type=merge', '-p', JSON.stringify({ spec })]);
      return;
    }
    await gap.goesOn.hand({
      call: aws.call,
      annotate: async (key, value) => void (await cluster.must(['annotate', ...target, `${key}=${value}`])),
      letGo: async () => {
        const metadataOnly = JSON.stringify({ metadata: { finalizers: null } });
        await cluster.must(['patch', ...target, '--type=merge', '-p', metadataOnly]);
      },
      id: status?.record?.ids?.main ?? '',
      ownerTags: [
        { Key: tagKeys.cluster, Value: CLUSTER_ID },
        { Key: tagKeys.resource, Value: keyOf(object) },
        { Key: tagKeys.owner, Value: metadata.uid },
      ],
    });
  }

  /** Until nothing is open but what stays so; every listed object must have shown its gap, and no other may be left. */
  async function comesToAnEnd(phase: Gap['phase'], isOpen: (object: Listed) => boolean): Promise<void> {
    const ofPhase = gaps.filter((gap) => gap.phase === phase);
    const listed = new Map(
      ofPhase.flatMap((gap) => [...gap.objects, ...(gap.perhaps ?? [])].map((key) => [key, gap])),
    );
    const isSteady = steadiness();
    const shown = new Set<string>();
    const started = realClock.monotonic();
    let left: readonly Listed[] = [];
    do {
      await sleep(realClock, 500);
      const open = (await objects()).filter(isOpen);
      await Promise.all(
        open.map(async (object) => {
          const key = keyOf(object);
          const gap = listed.get(key);
          if (gap === undefined || shown.has(key) || !isSteady(object, gap)) return;
          shown.add(key);
          await goOn(object, gap);
        }),
      );
      left = open.filter((object) => {
        const key = keyOf(object);
        return !shown.has(key) || listed.get(key)?.goesOn !== 'stays';
      });
    } while (left.length > 0 && realClock.monotonic() - started < PATIENCE_MS);

    expect(left.map(describeObject), controller.log()).toEqual([]);
    const unshown = ofPhase.flatMap((gap) => gap.objects).filter((key) => !shown.has(key));
    expect(unshown, 'works on moto: take it out of moto-gaps.ts').toEqual([]);
  }

  it(`brings every sample to Ready: ${samples.join(', ')}`, async () => {
    process.stdout.write(tellGaps());
    await cluster.must(['apply', ...samples.flatMap((name) => ['-f', sample(name)])]);
    const spec = { vpcRef: { name: 'waiting' } };
    const waiting = ['patch', 'internetgateways.vpcraft.dev/waiting', '--type=merge'];
    await cluster.must([...waiting, '-p', JSON.stringify({ spec })]);

    await comesToAnEnd('made', (object) => !isReady(object));
  });

  it('writes nothing more to moto, and nothing is there twice', async () => {
    const writes = controller.writes();
    await sleep(realClock, QUIET_MS);

    expect(controller.writes() - writes, controller.log()).toBe(0);
    expect(writes).toBeGreaterThan(samples.length);
    const made = (await pictureOf(aws)).filter((one) => isOf(CLUSTER_ID, one));
    expect(made.length).toBeGreaterThan(samples.length);
    expect(twiceIn(ownersIn(made))).toEqual([]);
  });

  it('leaves nothing behind in moto, and the default VPC as it was', async () => {
    await cluster.must(['delete', 'vpcraft', '-A', '--all', '--wait=false']);

    await comesToAnEnd('deleted', () => true);
    const after = await pictureOf(aws);
    expect(after.filter((one) => isOf(CLUSTER_ID, one))).toEqual([]);
    const left = after.filter((one) => isLeaving(after, one));
    expect([...new Set(left.map(({ table }) => table))].sort()).toEqual(
      leavings.map(({ table }) => table).sort(),
    );
    expect(textOf(after.filter((one) => !left.includes(one)))).toEqual(textOf(before));
  });
});

/** Whether an object has shown its gap for long enough, asked again and again. */
function steadiness(): (object: Listed, gap: Gap) => boolean {
  const since = new Map<string, number>();
  return (object, { shows }) => {
    const key = keyOf(object);
    const nowMs = realClock.monotonic();
    if (!shows.test(readyMessage(object))) since.delete(key);
    else if (!since.has(key)) since.set(key, nowMs);
    return nowMs - (since.get(key) ?? nowMs) > STEADY_MS;
  };
}

function tellGaps(): string {
  const listed = gaps.map(({ moto: does, page, objects, goesOn }) => {
    const end = goesOn === 'stays' ? 'it stays so' : goesOn.what;
    return `moto ${does} (${page}): ${objects.join(', ')}: ${end}\n`;
  });
  return [...listed, ...leavings.map(({ moto: does, page }) => `moto ${does} (${page})\n`)].join('');
}
