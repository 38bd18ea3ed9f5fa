import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import type { WriteOperation } from '../model/operations.ts';
import { VirtualClock } from '../model/virtual-clock.ts';
import type { Reservation, WriteCall } from '../model/writer.ts';
import { FakeAws, RecordingMetrics, awsError, home, recordingLog, testSettings } from './fake-aws.ts';
import { createLimits } from './limits.ts';
import { createWriter } from './writer.ts';

function world() {
  const clock = new VirtualClock();
  const aws = new FakeAws(clock);
  const metrics = new RecordingMetrics();
  const log = recordingLog();
  const audit = recordingLog();
  const lease = { held: true };
  const limits = createLimits({ clock, settings: testSettings, metrics });
  const writer = createWriter({
    transport: aws,
    clock,
    settings: testSettings,
    log,
    audit,
    metrics,
    limits,
    leadership: { isLeader: () => lease.held },
  });
  const reserve = (operation: WriteOperation = 'DeleteVpc'): Reservation => {
    const reservation = writer.reserve(home, operation, 'VPC/a/net');
    if ('retryAtMs' in reservation) throw new Error('no token');
    return reservation;
  };
  const perform = async (reservation: Reservation, more: Partial<WriteCall> = {}, faults = {}) => {
    const call: WriteCall = {
      operation: reservation.operation,
      input: { VpcId: 'vpc-1' },
      key: 'VPC/default/a',
      uid: 'u-1',
      why: 'deleted',
      ...more,
    };
    const outcome = writer.perform(reservation, call, faults).catch((error: unknown) => error as Fault);
    await clock.run(clock.monotonic() + 1_000);
    return outcome;
  };
  const free = () => {
    let count = 0;
    while (!('retryAtMs' in writer.reserve(home, 'DeleteVpc', 'VPC/a/net'))) count++;
    return count;
  };
  return { clock, aws, metrics, log, audit, lease, reserve, perform, free };
}

/** Tokens that are free in a world where nothing was taken, after the second that `perform` takes. */
async function freeAfterOneSecond(): Promise<number> {
  const untouched = world();
  const reservation = untouched.reserve();
  reservation.giveBack();
  await untouched.clock.run(1_000);
  return untouched.free();
}

describe('createWriter', () => {
  it('makes the call once, measures it, and writes log and audit with the request id', async () => {
    const { aws, reserve, perform, metrics, log, audit } = world();

    expect(await perform(reserve())).toEqual({});

    expect(aws.sent).toHaveLength(1);
    expect(metrics.values.get('vpcraft_aws_calls_total DeleteVpc OK')).toBe(1);
    expect(log.lines[0]?.fields).toEqual({
      kind: 'VPC',
      key: 'VPC/default/a',
      operation: 'DeleteVpc',
      awsId: 'vpc-1',
      code: 'OK',
      durationMs: 40,
      requestId: 'req-1',
      why: 'deleted',
    });
    expect(audit.lines[0]?.fields).toMatchObject({
      requestId: 'req-1',
      account: home.account,
      uid: 'u-1',
      result: 'done',
    });
  });

  it('does not repeat a call that failed, and says when its outcome is unknown', async () => {
    const { aws, reserve, perform, audit } = world();
    aws.failures.set('DeleteVpc', [new Error('socket hang up')]);

    const fault = (await perform(reserve())) as Fault;

    expect(fault.details).toMatchObject({ code: 'NoAnswer', outcomeUnknown: true });
    expect(aws.sent).toHaveLength(1);
    expect(audit.lines[0]?.fields).toMatchObject({ code: 'NoAnswer', result: 'unknown' });
  });

  it("acts in the session of the object's namespace", async () => {
    const { aws, reserve, perform } = world();
    await perform(reserve(), { key: 'VPC/team-a/net' });

    expect(aws.sent.map(({ namespace }) => namespace)).toEqual(['team-a']);
  });

  it('sends nothing without the lease, and gives the token back', async () => {
    const { aws, lease, reserve, perform, free, audit } = world();
    const reservation = reserve();
    lease.held = false;

    expect(((await perform(reservation)) as Fault).details).toMatchObject({
      code: 'NotLeader',
      outcomeUnknown: false,
    });

    expect(aws.sent).toEqual([]);
    expect(audit.lines).toEqual([]);
    expect(free()).toBe(await freeAfterOneSecond());
  });

  it('a reservation serves one call', async () => {
    const { aws, reserve, perform } = world();
    const reservation = reserve();
    await perform(reservation);

    expect(((await perform(reservation)) as Fault).details).toMatchObject({
      disposition: 'bug',
      code: 'NotReserved',
    });
    expect(aws.sent).toHaveLength(1);
  });

  it('a reservation that was given back twice counts once, and serves no call', async () => {
    const { reserve, perform, free } = world();
    const reservation = reserve();
    reservation.giveBack();
    reservation.giveBack();

    expect(((await perform(reservation)) as Fault).details.code).toBe('NotReserved');
    expect(free()).toBe(await freeAfterOneSecond());
  });

  it('slows down when AWS throttles', async () => {
    const { aws, reserve, perform, free } = world();
    aws.failures.set('DeleteVpc', [awsError('RequestLimitExceeded', 503)]);

    expect(((await perform(reserve())) as Fault).details).toMatchObject({
      disposition: 'throttled',
      outcomeUnknown: false,
    });
    expect(free()).toBeLessThan(3);
  });

  it.each([
    {
      what: 'Unsuccessful items',
      output: {
        Unsuccessful: [{ ResourceId: 'x-1', Error: { Code: 'DependencyViolation', Message: 'in use' } }],
      },
      disposition: 'waiting',
    },
    {
      what: 'rules that were unknown',
      output: { Return: true, UnknownIpPermissions: [{ IpProtocol: 'tcp' }] },
      disposition: 'stale',
    },
    { what: 'Return false', output: { Return: false }, disposition: 'transient' },
    { what: 'ReturnValue false', output: { ReturnValue: false }, disposition: 'transient' },
  ])('finds failures inside a success: $what', async ({ output, disposition }) => {
    const { aws, reserve, perform } = world();
    aws.answers.set('RevokeSecurityGroupIngress', output);

    const fault = (await perform(reserve('RevokeSecurityGroupIngress'), {
      input: { GroupId: 'sg-1' },
    })) as Fault;

    expect(fault).toBeInstanceOf(Fault);
    expect(fault.details).toMatchObject({ disposition, outcomeUnknown: true });
  });

  it('knows that nothing was done when all that the request names is among the failures', async () => {
    const { aws, reserve, perform } = world();
    const Unsuccessful = [{ ResourceId: 'vpc-1', Error: { Code: 'FlowLogAlreadyExists', Message: 'again' } }];
    aws.answers.set('CreateFlowLogs', { FlowLogIds: [], Unsuccessful });
    const asked = async (ids: string[]) =>
      (
        (await perform(reserve('CreateFlowLogs'), {
          operation: 'CreateFlowLogs',
          input: { ResourceIds: ids, ResourceType: 'VPC', TrafficType: 'ALL' },
        })) as Fault
      ).details;

    expect(await asked(['vpc-1'])).toMatchObject({ code: 'FlowLogAlreadyExists', outcomeUnknown: false });
    expect(await asked(['vpc-1', 'vpc-2'])).toMatchObject({ outcomeUnknown: true });
  });

  it('an empty list of failures is a success', async () => {
    const { aws, reserve, perform } = world();
    aws.answers.set('DeleteVpc', { Unsuccessful: [], UnknownIpPermissions: [], Return: true });

    expect(await perform(reserve())).toMatchObject({ Return: true });
  });

  it("uses the kind's own judgement of a code", async () => {
    const { aws, reserve, perform } = world();
    aws.failures.set('DeleteVpc', [awsError('OperationNotPermitted', 400)]);

    expect(
      ((await perform(reserve(), {}, { OperationNotPermitted: 'waiting' })) as Fault).details.disposition,
    ).toBe('waiting');
  });
});
