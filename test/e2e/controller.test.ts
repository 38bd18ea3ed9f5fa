// The controller as a process of its own on a real API server, with the EC2 simulator over HTTP: every sample from nothing to
// Ready, through an upgrade of a definition, and to nothing again, with the RBAC of the tests' administrator and the real
// kubectl.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { realClock } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { type AwsServer, startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { transport } from '../../src/sandbox/aws/in-process.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { CALM_LEASE } from '../support/controller-process.ts';
import { type Cluster, clusterForTests, theServers } from './cluster.ts';
import {
  type Controlled,
  describeObject,
  isReady,
  type Listed,
  owners,
  PLACE,
  root,
  sample,
  start,
  until,
} from './controlled.ts';

/** Stays without its internet gateway's VPC, on purpose: what it waits for is given to it at the end. */
const WAITING = 'nat-without-a-way-out.yaml';
const samples = readdirSync(join(root, 'deploy', 'samples')).filter((name) => name.endsWith('.yaml'));

describe.skipIf(theServers.kind === 'none')('the controller on a real API server', () => {
  let cluster: Cluster;
  let aws: AwsSimulator;
  let server: AwsServer;
  let controller: Controlled;

  beforeAll(async () => {
    cluster = await clusterForTests();
    await cluster.must(['apply', '--server-side', '-f', join(root, 'crds')]);
    await cluster.must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    aws = new AwsSimulator({
      clock: realClock,
      random: realRandom,
      options: { quotas: { vpcs: 50, internetGateways: 50, addresses: 50 } },
    });
    await outside(aws, 'CreateDefaultVpc', {});
    server = await startAwsServer({ simulator: aws });
    controller = await start({
      kubeconfig: cluster.kubeconfig,
      awsURL: server.url,
      clusterID: 'e2e',
      settings: CALM_LEASE,
    });
  });

  afterAll(async () => {
    await controller?.kill();
    await server?.close();
    await cluster?.stop();
  });

  async function objects(): Promise<readonly Listed[]> {
    const all = (
      JSON.parse(await cluster.must(['get', 'vpcraft', '-A', '-o', 'json'])) as { items: Listed[] }
    ).items;
    return all.filter(({ kind }) => kind !== 'NetworkGrant');
  }

  const unready = async () => (await objects()).filter((one) => !isReady(one));
  const nothingLeft = async (look: () => Promise<readonly Listed[]>) =>
    expect((await until(look)).map(describeObject), controller.log()).toEqual([]);

  it(`brings every sample to Ready: ${samples.join(', ')}`, async () => {
    for (const name of samples) await cluster.must(['apply', '-f', sample(name)]);

    await nothingLeft(async () => (await unready()).filter(({ metadata }) => metadata.name !== 'waiting'));
  });

  it(`says in ${WAITING} what the NAT gateway waits for, and makes it when that is there`, async () => {
    const [gateway] = (await unready()).filter(({ kind }) => kind === 'NATGateway');
    expect(JSON.stringify(gateway?.status?.conditions)).toContain('internet gateway');

    const spec = { vpcRef: { name: 'waiting' } };
    await cluster.must(patch('internetgateways.vpcraft.dev/waiting', spec));

    await nothingLeft(unready);
  });

  it('is waited for by kubectl as every other controller is', async () => {
    const ready = ['wait', '--for=condition=Ready', 'vpcs.vpcraft.dev', '--all', '--timeout=30s'];
    expect((await cluster.kubectl(ready)).code).toBe(0);
  });

  it('goes on when a new version of a definition adds an optional field, without one write to AWS', async () => {
    const since = aws.ledger.next;
    const definition = parse(readFileSync(join(root, 'crds', 'vpcs.yaml'), 'utf8'));
    definition.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.newer = {
      type: 'string',
      description: 'A field of the next version.',
    };
    await cluster.must(
      ['apply', '--server-side', '--force-conflicts', '-f', '-'],
      JSON.stringify(definition),
    );
    await until(async () =>
      (await cluster.kubectl(patch('vpcs.vpcraft.dev/waiting', { newer: 'word' }))).code === 0 &&
      (await cluster.must(['get', 'vpcs.vpcraft.dev/waiting', '-o', 'jsonpath={.spec.newer}'])) === 'word'
        ? []
        : ['not there yet'],
    );
    await nothingLeft(unready);
    expect(aws.ledger.query({ mutating: true, since }).map(({ operation }) => operation)).toEqual([]);

    await cluster.must(patch('vpcs.vpcraft.dev/waiting', { newer: null, tags: { seen: 'after' } }));
    await until(async () => (tagsOfVPCs(aws).includes('seen=after') ? [] : ['not tagged yet']));
    await nothingLeft(unready);
    expect(tagsOfVPCs(aws)).toContain('seen=after');
  });

  it('empties a namespace that is deleted with all that is in it', async () => {
    await cluster.must(['delete', 'namespace', 'shop-team', 'platform', '--wait=false']);

    const inThem = async () =>
      (await objects()).filter(({ metadata }) => ['shop-team', 'platform'].includes(metadata.namespace));
    await nothingLeft(inThem);
    await cluster.must([
      'wait',
      '--for=delete',
      'namespace/shop-team',
      'namespace/platform',
      '--timeout=60s',
    ]);
    await nothingLeft(unready);
  });

  it('leaves nothing behind, neither in Kubernetes nor in AWS, but the default VPC', async () => {
    await cluster.must(['delete', 'vpcraft', '--all', '--wait=false']);

    await nothingLeft(objects);
    expect(owners(aws)).toEqual([]);
    const vpcs = aws.regions().flatMap((region) => [...region.vpcs.values()]);
    expect(vpcs.map((vpc) => vpc.IsDefault)).toEqual([true]);
  });
});

function patch(target: string, spec: object): string[] {
  return ['patch', target, '--type=merge', '-p', JSON.stringify({ spec })];
}

function tagsOfVPCs(aws: AwsSimulator): readonly string[] {
  const vpcs = aws.regions().flatMap((region) => [...region.vpcs.values()]);
  return vpcs.flatMap(({ Tags }) => Tags.map(({ Key, Value }) => `${Key}=${Value}`));
}

async function outside(aws: AwsSimulator, operation: string, input: object): Promise<void> {
  await transport(aws).send({ via: '', ...PLACE, service: 'ec2' }, operation, input);
}
