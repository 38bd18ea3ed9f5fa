// What a log line may say, and that no secret gets into one.
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { jsonLog, memoryLog } from './log.ts';

function capture(): { lines: Record<string, unknown>[]; to: Writable } {
  const lines: Record<string, unknown>[] = [];
  const to = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return { lines, to };
}

describe('the JSON log', () => {
  it('prints level, time, message and declared fields, and those of the logger it came from', () => {
    const { lines, to } = capture();
    jsonLog('info', to)
      .child({ key: 'VPC/shop/main' })
      .info({ operation: 'CreateVpc', durationMs: 12 }, 'called AWS');
    expect(lines[0]).toMatchObject({
      level: 'info',
      message: 'called AWS',
      key: 'VPC/shop/main',
      operation: 'CreateVpc',
      durationMs: 12,
    });
    expect(lines[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('keeps back a field that is not declared, and says so', () => {
    const { lines, to } = capture();
    jsonLog('info', to).info({ headers: { authorization: 'Bearer abc' } }, 'asked');
    expect(lines[0]).toMatchObject({ undeclared: ['headers'] });
    expect(JSON.stringify(lines[0])).not.toContain('abc');
  });

  it('prints nothing below its level', () => {
    const { lines, to } = capture();
    jsonLog('warn', to).info({}, 'unimportant');
    expect(lines).toEqual([]);
  });

  it.each([
    [
      'an encoded authorization message, which names policies',
      'denied. Encoded authorization failure message: CANARY',
    ],
    ['the signature of a signed URL', 'GET https://ec2.amazonaws.com/?X-Amz-Signature=CANARY&X-Amz-Date=1'],
    ['a bearer token', 'header Bearer CANARY'],
    ['an access key id', `key AKIA${'CANARY'.padEnd(16, 'A')}`],
    ['a pre-shared key', '{"preSharedKey":"CANARY"}'],
  ])('cuts out %s, also from inside an error', (_, secret) => {
    const { lines, to } = capture();
    const log = jsonLog('info', to);
    log.error({ detail: secret, error: new Error('outer', { cause: new Error(secret) }) }, 'failed');
    expect(JSON.stringify(lines)).not.toContain('CANARY');
    expect(lines[0]).toMatchObject({ error: { message: 'outer', cause: { name: 'Error' } } });
  });
});

describe('the log of tests', () => {
  it('remembers lines', () => {
    const log = memoryLog();
    log.child({ key: 'VPC/a/b' }).warn({ code: 'UnauthorizedOperation' }, 'denied');
    expect(log.lines).toEqual([
      { level: 'warn', message: 'denied', fields: { key: 'VPC/a/b', code: 'UnauthorizedOperation' } },
    ]);
  });
  it('throws on a field that is not declared', () => {
    expect(() => memoryLog().info({ colour: 'red' }, 'seen')).toThrow('colour');
  });
});
