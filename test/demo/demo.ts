// `npm run demo`: the whole story in one command, each step verified against the state of the world. Exits 0 only if every
// one of them was.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteCommand,
} from '@aws-sdk/client-ec2';
import { realClock, sleep } from '../../src/model/clock.ts';
import { annotations } from '../../src/model/names.ts';
import type { KubeObject } from '../../src/model/object.ts';
import { production, sandbox } from '../../src/model/settings.ts';
import { block, chapter, command, Progress, say, styled, table, verified } from './screen.ts';
import { ended } from '../support/controller-process.ts';
import {
  ACCOUNT,
  duplicates,
  longestPauseMs,
  objectsOf,
  owned,
  readyOf,
  REGION,
  ROOT,
  setStage,
  type Stage,
} from '../support/stage.ts';

/** Longest wait for any one step, milliseconds; chosen: several times what each takes. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

const figures: string[][] = [];
const now = () => realClock.monotonic();
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function until(what: string, done: () => boolean, look: () => void = () => {}): Promise<number> {
  const started = now();
  while (!done()) {
    if (now() - started > PATIENCE_MS) throw new Error(`${what}: not within ${seconds(PATIENCE_MS)}`);
    look();
    await sleep(realClock, LOOK_MS);
  }
  look();
  return now() - started;
}

async function main(stage: Stage): Promise<void> {
  chapter(1, 'A sandbox and a controller');
  say(`Kubernetes API ${stage.urls.kube}, EC2 ${stage.urls.aws} (both on loopback, nothing else is reached)`);
  say(`kubectl from ${stage.kubectlFrom}`);
  await stage.kubectl('apply', '--server-side', '-f', join(ROOT, 'crds'));
  const controller = await stage.startController();
  verified('the custom resources are installed, the controller is running');
  await createNetwork(stage);
  await repairDrift(stage);
  await previewAndApprove(stage);
  await survive(stage, controller);
  await blockedDeletion(stage);
  await deleteEverything(stage);
}

const network = () => readFileSync(join(ROOT, 'deploy/samples/network.yaml'), 'utf8');

async function createNetwork(stage: Stage): Promise<void> {
  chapter(2, 'A declared network becomes a real one');
  command('kubectl apply -f deploy/samples/network.yaml');
  const calls = stage.aws.ledger.next;
  const started = now();
  await stage.apply(network());
  await progressTo(stage, () => objectsOf(stage));
  const took = now() - started;
  verifyOrder(stage, calls);
  const writes = stage.aws.ledger.count({ mutating: true, since: calls });
  const all = stage.aws.ledger.next - calls;
  figures.push(
    ['apply → all Ready', seconds(took)],
    ['AWS calls to create the network', `${all}, of them ${writes} writes`],
  );
  command('kubectl get vpcraft');
  block(await stage.kubectl('get', 'vpcraft'));
  verified(`${objectsOf(stage).length} objects Ready in ${seconds(took)}, in dependency order`);
}

/** What needs another thing was made after it. */
function verifyOrder(stage: Stage, since: number): void {
  const done = stage.aws.ledger
    .query({ mutating: true, tookEffect: true, since })
    .map((entry) => entry.operation);
  const pairs = [
    ['CreateVpc', 'CreateSubnet'],
    ['CreateVpc', 'CreateRouteTable'],
    ['CreateVpc', 'CreateSecurityGroup'],
    ['AttachInternetGateway', 'CreateRoute'],
  ] as const;
  for (const [first, then] of pairs) {
    if (done.indexOf(first) < 0 || done.indexOf(first) > done.indexOf(then))
      throw new Error(`${then} came before ${first}`);
  }
}

async function progressTo(_stage: Stage, wanted: () => readonly KubeObject[]): Promise<void> {
  const progress = new Progress();
  const isReady = (object: KubeObject) => readyOf(object)?.status === 'True';
  await until(
    'everything Ready',
    () => wanted().length > 0 && wanted().every(isReady),
    () => {
      const objects = wanted();
      const ready = objects.filter(isReady);
      const waiting = objects.find((object) => !isReady(object));
      const text =
        waiting === undefined
          ? 'all Ready'
          : `${waiting.kind} ${waiting.metadata.name}: ${readyOf(waiting)?.reason ?? 'new'}`;
      progress.show(ready.length, objects.length, text);
    },
  );
  progress.end();
}

function tableWithRoute(stage: Stage): { object: KubeObject; id: string; destination: string } {
  const object = objectsOf(stage).find(
    (one) => one.kind === 'RouteTable' && ((one.spec?.routes as unknown[] | undefined)?.length ?? 0) > 0,
  );
  const route = (object?.spec?.routes as { destination: string }[] | undefined)?.[0];
  if (object === undefined || route === undefined)
    throw new Error('the sample has no route table with a route');
  return { object, id: String(object.status?.id), destination: route.destination };
}

function hasRoute(stage: Stage, id: string, destination: string): boolean {
  const row = stage.aws.region(ACCOUNT, REGION).routeTables.get(id);
  return row?.Routes.some((route) => route.DestinationCidrBlock === destination) ?? false;
}

async function repairDrift(stage: Stage): Promise<void> {
  chapter(3, 'Another client deletes a route behind the controller’s back');
  const { object, id, destination } = tableWithRoute(stage);
  say(`aws-sdk: DeleteRoute ${destination} from ${id} (RouteTable ${object.metadata.name})`);
  await stage.ec2.send(new DeleteRouteCommand({ RouteTableId: id, DestinationCidrBlock: destination }));
  if (hasRoute(stage, id, destination)) throw new Error('the route is still there');
  const took = await until('the route put back', () => hasRoute(stage, id, destination));
  figures.push([
    'drift repaired after',
    `${seconds(took)} (sweep every ${sandbox.sweepSeconds} s here, ${production.sweepSeconds} s in production)`,
  ]);
  verified(`the route was put back after ${seconds(took)}`);
}

async function previewAndApprove(stage: Stage): Promise<void> {
  chapter(4, 'A change is previewed, then approved by its hash');
  const { object, id } = tableWithRoute(stage);
  const name = object.metadata.name;
  const routes = object.spec?.routes as object[];
  const added = { ...routes[0], destination: '192.0.2.0/24' };
  const patch = JSON.stringify({ spec: { approval: 'Manual', routes: [...routes, added] } });
  command(
    `kubectl patch rtb ${name} --type merge -p '{"spec": {"approval": "Manual", "routes": [ …, 192.0.2.0/24 ]}}'`,
  );
  await stage.kubectl('patch', 'routetables.vpcraft.dev', name, '--type', 'merge', '-p', patch);
  const self = () => objectsOf(stage).find((one) => one.kind === 'RouteTable' && one.metadata.name === name);
  const planned = () =>
    self()?.status?.plan as
      | { hash: string; changes: { field: string; from: unknown; to: unknown; risk: string }[] }
      | undefined;
  await until('the preview', () => planned() !== undefined);
  await sleep(realClock, 1000);
  if (hasRoute(stage, id, '192.0.2.0/24')) throw new Error('the change was made without approval');
  const plan = planned();
  block(
    table(
      ['FIELD', 'FROM', 'TO', 'RISK'],
      (plan?.changes ?? []).map((one) => [one.field, short(one.from), short(one.to), one.risk]),
    ),
  );
  verified('nothing was changed yet');
  command(`kubectl annotate rtb ${name} ${annotations.approvePlan}=${plan?.hash} --overwrite`);
  await stage.kubectl(
    'annotate',
    'routetables.vpcraft.dev',
    name,
    `${annotations.approvePlan}=${plan?.hash}`,
    '--overwrite',
  );
  await until('the approved change', () => hasRoute(stage, id, '192.0.2.0/24'));
  await until('Ready again', () => readyOf(self() as KubeObject)?.status === 'True');
  await stage.kubectl(
    'patch',
    'routetables.vpcraft.dev',
    name,
    '--type',
    'merge',
    '-p',
    '{"spec":{"approval":"Automatic"}}',
  );
  verified('after the approval the route is there');
}

function short(value: unknown): string {
  const text =
    value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 36 ? `${text.slice(0, 35)}…` : text;
}

async function survive(
  stage: Stage,
  controller: Awaited<ReturnType<Stage['startController']>>,
): Promise<void> {
  chapter(5, 'The controller is killed in the middle of creating a second network');
  const before = new Set(
    objectsOf(stage).map((object) => `${object.metadata.namespace}/${object.kind}/${object.metadata.name}`),
  );
  await stage.kubectl('create', 'namespace', 'second');
  const second = () => objectsOf(stage).filter((object) => object.metadata.namespace === 'second');
  const since = stage.aws.ledger.next;
  stage.aws.faults.add({ operation: '*', kind: 'delay', delayMs: 300, times: 12 });
  command('kubectl apply -n second -f deploy/samples/network.yaml');
  await stage.kubectl('apply', '-n', 'second', '-f', join(ROOT, 'deploy/samples/network.yaml'));
  await until(
    'some of the writes',
    () => stage.aws.ledger.count({ mutating: true, tookEffect: true, since }) >= 4,
  );
  await ended(controller, 'SIGKILL');
  stage.aws.faults.clear();
  say(styled('yellow', 'SIGKILL; another one is started'));
  const started = now();
  await stage.startController();
  await progressTo(stage, second);
  figures.push(['all Ready again after SIGKILL', seconds(now() - started)]);
  const twice = duplicates(stage);
  if (twice.length > 0) throw new Error(`there twice: ${twice.join(', ')}`);
  verified(
    `${second().length} more objects Ready, nothing is there twice (${before.size + second().length} in all)`,
  );
}

async function blockedDeletion(stage: Stage): Promise<void> {
  chapter(6, 'A deletion that is blocked says by what');
  const subnet = objectsOf(stage).find((one) => one.kind === 'Subnet' && one.metadata.namespace === 'second');
  if (subnet === undefined) throw new Error('no subnet');
  const created = await stage.ec2.send(
    new CreateNetworkInterfaceCommand({
      SubnetId: String(subnet.status?.id),
      Description: 'left behind by a load balancer',
    }),
  );
  const id = created.NetworkInterface?.NetworkInterfaceId ?? '';
  say(`aws-sdk: CreateNetworkInterface in ${subnet.status?.id} → ${id}`);
  command(`kubectl delete subnet -n second ${subnet.metadata.name} --wait=false`);
  await stage.kubectl('delete', 'subnets.vpcraft.dev', '-n', 'second', subnet.metadata.name, '--wait=false');
  const self = () => objectsOf(stage).find((one) => one.metadata.uid === subnet.metadata.uid);
  const condition = () =>
    (self()?.status?.conditions as { type: string; message: string }[] | undefined)?.find(
      (one) => one.type === 'DeletionBlocked',
    );
  await until('the named blocker', () => condition()?.message.includes(id) === true);
  block(`DeletionBlocked: ${condition()?.message}`.replace(/(.{1,90})( |$)/g, '$1\n'));
  verified('the condition names the network interface');
  await stage.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }));
  const took = await until('the subnet gone', () => self() === undefined);
  verified(`the interface is deleted, and the subnet with it ${seconds(took)} later`);
}

async function deleteEverything(stage: Stage): Promise<void> {
  chapter(7, 'Everything is deleted, in one go and any order');
  command('kubectl delete vpcraft --all --all-namespaces --wait=false');
  const started = now();
  const total = objectsOf(stage).length;
  await stage.kubectl('delete', 'vpcraft', '--all', '--all-namespaces', '--wait=false');
  const progress = new Progress();
  await until(
    'everything gone',
    () => objectsOf(stage).length === 0,
    () => {
      const left = objectsOf(stage);
      progress.show(
        total - left.length,
        total,
        left[0] === undefined ? 'all gone' : `${left[0].kind} ${left[0].metadata.name}`,
      );
    },
  );
  progress.end();
  figures.push(['everything deleted', seconds(now() - started)]);
  const left = owned(stage);
  if (left.length > 0)
    throw new Error(`left in AWS: ${left.map((one) => `${one.table} ${one.owner}`).join(', ')}`);
  verified('nothing of it is left in AWS');
}

function differences(): string {
  const rows = Object.entries(sandbox).map(([member, value]) => [
    member,
    String(value),
    String(production[member as keyof typeof production] ?? 'not set'),
  ]);
  return table(['SETTING', 'HERE', 'PRODUCTION'], rows);
}

const begun = now();
const stage = await setStage();
let code = 1;
try {
  await main(stage);
  figures.push(
    ['AWS calls in all', String(stage.aws.ledger.next)],
    ['longest pause of the controller’s event loop', `${(await longestPauseMs(stage)).toFixed(0)} ms`],
    ['the demo took', seconds(now() - begun)],
  );
  process.stdout.write(`\n${styled('bold', 'Figures')}\n`);
  block(table(['WHAT', 'FIGURE'], figures));
  process.stdout.write(
    `\n${styled('bold', 'Settings that differ from production (the sandbox shows every change within 5 s, EC2 within minutes)')}\n`,
  );
  block(differences());
  code = 0;
} catch (error) {
  process.stdout.write(
    `\n${styled('red', 'FAILED')} ${error instanceof Error ? error.message : String(error)}\n`,
  );
  const stuck = objectsOf(stage).filter((object) => readyOf(object)?.status !== 'True');
  for (const object of stuck)
    say(
      `${object.kind} ${object.metadata.name}: ${JSON.stringify(object.status?.conditions ?? [])}`.slice(
        0,
        400,
      ),
    );
  say(`the controller’s log was:\n${readFileSync(stage.logFile, 'utf8').split('\n').slice(-15).join('\n')}`);
} finally {
  await stage.clear();
}
process.exit(code);
