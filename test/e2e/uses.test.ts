// Each use that the samples show, with the real kubectl, the controller as a process of its own and the simulator over HTTP:
// applied, waited Ready, edited, drifted by another hand, deleted in one go with nothing left.
import * as EC2 from '@aws-sdk/client-ec2';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock, sleep } from '../../src/model/clock.ts';
import { sandbox } from '../../src/model/settings.ts';
import { CALM_LEASE } from '../support/controller-process.ts';
import { objectsOf, owned, readyOf, ROOT, setStage, type Stage } from '../support/stage.ts';
import { type Step, type There, thereOf, uses } from './uses.ts';

/** Longest wait for any one step; chosen: many times what each takes. */
const PATIENCE_MS = 90_000;
const SETTINGS = { ...sandbox, ...CALM_LEASE, sweepSeconds: 5 };
/** Longer than a sweep and than what EC2 takes to show a change in the sandbox, 5 s each: what is settled must stay so. */
const QUIET_MS = 7_000;

/** Uses at the same time, each on a stage of its own; the steps of one in their order. */
const AT_ONCE = { concurrent: true };
const IN_ORDER = { concurrent: false };

describe.each(uses)('$name', AT_ONCE, (use) => {
  let stage: Stage;
  let there: There;

  beforeAll(async () => {
    stage = await setStage({
      settings: SETTINGS,
      quotas: { vpcs: 50, internetGateways: 50, addresses: 50 },
    });
    there = thereOf(stage, (operation, input) => outside(stage, operation, input));
    await stage.kubectl('apply', '--server-side', '-f', join(ROOT, 'crds'));
    await stage.startController();
    await use.given?.(there);
  });
  afterAll(() => stage.clear());

  const file = join(ROOT, 'deploy/samples', use.file);

  it('becomes Ready, and stays so without another write', IN_ORDER, async () => {
    await stage.kubectl('apply', '-f', file);
    if (use.atFirst !== undefined) return carryOut(use.atFirst, there);
    await eventually(
      () => unready(stage).length === 0,
      () => unready(stage).join('; '),
    );
    const since = stage.aws.ledger.next;
    await sleep(realClock, QUIET_MS);
    expect(stage.aws.ledger.query({ mutating: true, since }).map(({ operation }) => operation)).toEqual([]);
  });

  it.each(use.steps)('$what', IN_ORDER, async (step) => {
    await carryOut(step, there);
    await eventually(
      () => unready(stage).length === 0,
      () => unready(stage).join('; '),
    );
  });

  it('is deleted in one go, and nothing is left', IN_ORDER, async () => {
    expect(use.never?.(there)).toBeUndefined();
    await stage.kubectl('delete', '-f', file, '--ignore-not-found', '--wait=false');
    await eventually(
      () => objectsOf(stage).length === 0,
      () => objectsOf(stage).map(describeObject).join('; '),
    );

    expect(owned(stage)).toEqual([]);
    expect(use.left?.(there)).toBeUndefined();
  });
});

async function carryOut(step: Step, there: There): Promise<void> {
  await step.act(there);
  await eventually(
    () => step.done(there),
    () => `${step.what}: not seen in AWS; ${unready(there.stage).join('; ')}`,
  );
}

async function eventually(isSo: () => boolean, why: () => string): Promise<void> {
  const started = realClock.monotonic();
  while (!isSo()) {
    if (realClock.monotonic() - started > PATIENCE_MS) throw new Error(why());
    await sleep(realClock, 100);
  }
}

function unready(stage: Stage): readonly string[] {
  return objectsOf(stage)
    .filter((object) => object.kind !== 'NetworkGrant' && readyOf(object)?.status !== 'True')
    .map(describeObject);
}

function describeObject(object: ReturnType<typeof objectsOf>[number]): string {
  const ready = readyOf(object);
  return `${object.kind} ${object.metadata.name}: ${ready?.reason ?? 'not looked at'} ${ready?.message ?? ''}`;
}

/** The public SDK as another client. */
async function outside(
  stage: Stage,
  operation: string,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const Command = (EC2 as unknown as Record<string, new (input: object) => never>)[`${operation}Command`];
  if (Command === undefined) throw new Error(`the SDK knows no ${operation}`);
  return (await stage.ec2.send(new Command(input))) as unknown as Readonly<Record<string, unknown>>;
}
