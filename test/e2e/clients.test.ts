// Clients that are not ours on our simulator, over HTTP and without a patch of theirs: boto3, AWS's command line and the AWS
// SDK for Go make the reference network, wait for it, list it in pages and by filters, and delete it. boto3 then judges
// every contract case.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../src/model/clock.ts';
import { realRandom } from '../../src/model/random.ts';
import { SeededRandom, VirtualClock } from '../../src/model/virtual-clock.ts';
import { type AwsServer, startAwsServer } from '../../src/sandbox/aws/http/server.ts';
import { AwsSimulator } from '../../src/sandbox/aws/simulator.ts';
import { sandboxCredentials } from '../../src/sandbox/run.ts';
import { allCases } from '../contract/ec2/cases/all.ts';
import { accountsOf, runCase } from '../contract/ec2/runner.ts';
import { run } from '../support/process.ts';
import { type Boto3Caller, boto3Caller } from './clients/boto3-caller.ts';
import { environmentOf } from './clients/environment.ts';
import { type Found, findBash, findGoClient, findPythonClients } from './clients/programs.ts';

const here = join(import.meta.dirname, 'clients');
const python = await findPythonClients();
const go = await findGoClient();
const bash = findBash();
for (const found of [python, go, bash])
  if (found.kind === 'none') process.stderr.write(`other clients skipped: ${found.reason}\n`);

/** Milliseconds of virtual time that a change may take to show, as in test/contract/ec2/simulator.test.ts. */
const SETTLE_MS = 60_000;
const SEED = 1;
/** What the clients provoke, or what they ask again after. */
const REFUSALS = [
  'DryRunOperation',
  'DependencyViolation',
  'InvalidPermission.Duplicate',
  'InvalidIPAddress.InUse',
  'InvalidVpcID.NotFound',
];

type Client = {
  name: string;
  needs: readonly Found[];
  /** What it says that it is, in each request. */
  userAgent: RegExp;
  command(): readonly [string, ...string[]];
};

function pathOf(found: Found): string {
  if (found.kind === 'none') throw new Error(found.reason);
  return found.path;
}

const clients: readonly Client[] = [
  {
    name: 'boto3',
    needs: [python],
    userAgent: /^Boto3\/1\.44\.3 /,
    command: () => [join(pathOf(python), 'python'), join(here, 'python', 'network.py')],
  },
  {
    name: 'the AWS CLI',
    needs: [python, bash],
    userAgent: /^aws-cli\/1\.46\.3 /,
    command: () => [pathOf(bash), join(here, 'cli', 'network.sh')],
  },
  {
    name: 'the AWS SDK for Go',
    needs: [go],
    userAgent: /^aws-sdk-go-v2\/1\.48\.0 /,
    command: () => [pathOf(go)],
  },
];

describe.each(clients)('$name', { concurrent: true }, ({ needs, userAgent, command }) => {
  it.skipIf(needs.some(({ kind }) => kind === 'none'))('makes, lists and deletes a network', async () => {
    const simulator = new AwsSimulator({ clock: realClock, random: realRandom });
    const server = await startAwsServer({ simulator });
    try {
      const [program, ...args] = command();
      const programs = python.kind === 'found' ? `${python.path}:` : '';
      const PATH = `${programs}${process.env.PATH ?? ''}`;
      const env = { ...environmentOf(server.url, sandboxCredentials.accessKeyId), PATH };
      expect(await run(program, args, { env })).toEqual({ code: 0, stdout: '', stderr: '' });
    } finally {
      await server.close();
    }
    expect(simulator.defects).toEqual([]);
    const { entries } = simulator.ledger;
    expect(new Set(entries.map((entry) => userAgent.test(entry.userAgent)))).toEqual(new Set([true]));
    const codes = new Set(entries.map(({ code }) => code));
    expect([...codes].filter((code) => code !== 'OK' && !REFUSALS.includes(code))).toEqual([]);
    const [region, ...others] = simulator.regions();
    expect(others).toEqual([]);
    const left = [region?.vpcs, region?.subnets, region?.routeTables, region?.internetGateways];
    const more = [region?.addresses, region?.securityGroups, region?.networkInterfaces];
    expect([...left, ...more].map((table) => table?.size)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe.skipIf(python.kind === 'none')('boto3 finds that the simulator answers as documented', () => {
  const judged = allCases
    .map((one, index) => ({ ...one, accounts: accountsOf(index) }))
    .filter((one) => one.unsettled === undefined);
  // The number of an account is an access key of it too.
  const accounts = judged.flatMap((one) => Object.values(one.accounts).map((id) => ({ id })));
  const clock = new VirtualClock();
  const simulator = new AwsSimulator({
    clock,
    random: new SeededRandom(SEED),
    options: { accounts, latency: { answer: [0, 0] } },
  });
  let server: AwsServer;
  let caller: Boto3Caller;

  beforeAll(async () => {
    server = await startAwsServer({ simulator });
    caller = boto3Caller(
      join(pathOf(python), 'python'),
      environmentOf(server.url, accounts[0]?.id ?? ''),
      async (ms) => void (await clock.run(clock.monotonic() + ms)),
    );
  });
  afterAll(async () => {
    await caller.stop();
    await server.close();
  });

  it.each(judged)('$name', async (one) => {
    expect(await runCase(one, one.accounts, { caller, settleMs: SETTLE_MS })).toEqual({ name: one.name });
  });
});
