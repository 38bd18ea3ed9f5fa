// The EC2 room over HTTP where clocks differ, roles are edited and STS refuses or is silent: what only real clients show.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/ec2/aws.ts';
import { toFault } from '../../src/ec2/errors.ts';
import { realClock } from '../../src/model/clock.ts';
import type { AccountRole } from '../../src/model/writer.ts';
import { memoryLog } from '../../src/telemetry/log.ts';
import { prometheusMetrics } from '../../src/telemetry/metrics.ts';

const ACCOUNT = '222222222222';
const REGION = 'eu-central-1';
const MINUTE_MS = 60_000;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html: five minutes */
const TOLERANCE_MS = 5 * MINUTE_MS;
const scope = { via: 'prod', account: ACCOUNT, region: REGION, service: 'ec2' } as const;
const ending: (() => void)[] = [];

afterEach(() => {
  for (const end of ending.splice(0)) end();
});

type Request = { action: string; key: string; parameters: URLSearchParams; signedMs: number };
type Answer = { status?: number; body: string; date?: Date } | 'silence';

/** What is asked of it, and an answer as AWS writes it. */
async function serverOf(answer: (request: Request) => Answer) {
  const asked: Request[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const parameters = new URLSearchParams(text);
    const one = {
      action: parameters.get('Action') ?? '',
      key: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
      parameters,
      signedMs: Date.parse(
        String(request.headers['x-amz-date']).replace(
          /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/,
          '$1-$2-$3T$4:$5:$6Z',
        ),
      ),
    };
    asked.push(one);
    const answered = answer(one);
    if (answered === 'silence') return;
    const { status = 200, body, date = new Date() } = answered;
    response.writeHead(status, { 'content-type': 'text/xml', date: date.toUTCString() }).end(body);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ending.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const error = (code: string, message: string) =>
  `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`;
const stsError = (code: string, message: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`;

let sessions = 0;
/** Everybody is let in; a session's key names its role. */
function wellDone({ action, parameters }: Request): Answer {
  if (action === 'AssumeRole') {
    const role = (parameters.get('RoleArn') ?? '').replace(/^.*\//, '');
    sessions += 1;
    return {
      body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${role}-${sessions}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult><ResponseMetadata><RequestId>r-2</RequestId></ResponseMetadata></AssumeRoleResponse>`,
    };
  }
  if (action === 'GetCallerIdentity')
    return {
      body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
  return { body: '<DescribeVpcsResponse><requestId>r-3</requestId><vpcSet/></DescribeVpcsResponse>' };
}

function room(endpoint: string, timeouts?: { connectionTimeout: number; requestTimeout: number }) {
  const role: AccountRole = {
    via: 'prod',
    accountID: ACCOUNT,
    roleARN: `arn:aws:iam::${ACCOUNT}:role/first`,
  };
  const log = memoryLog();
  const audit = memoryLog();
  const metrics = prometheusMetrics();
  const aws = createAws({
    clock: realClock,
    metrics,
    log,
    audit,
    clusterID: 'c1',
    userAgent: 'vpcraft/test',
    endpoint,
    roles: () => role,
    own: async () => ({ accessKeyId: 'own', secretAccessKey: 's' }),
    ...(timeouts === undefined ? {} : { timeouts: { ...timeouts, throwOnRequestTimeout: true } }),
  });
  ending.push(() => aws.close());
  return {
    ...aws,
    role,
    log,
    audit,
    metrics,
    look: (more: { via?: string; namespace?: string } = {}) =>
      aws.transport.send({ ...scope, ...more }, 'DescribeVpcs', {}),
    identify: () => aws.accounts.identify({ ...role, region: REGION }),
  };
}

const detailsOf = async (work: Promise<unknown>) =>
  toFault(await work.catch((caught: unknown) => caught), { operation: 'DescribeVpcs' }).details;

describe('a clock that is wrong by minutes', () => {
  it.each([
    { minutes: 20, code: 'RequestExpired' },
    { minutes: -20, code: 'RequestTimeTooSkewed' },
    { minutes: 20, code: 'AuthFailure' },
  ])('heals with the next call: $minutes minutes, $code', async ({ minutes, code }) => {
    const server = await serverOf((request) => {
      const date = new Date(realClock.now() + minutes * MINUTE_MS);
      const isWrong = Math.abs(date.getTime() - request.signedMs) > TOLERANCE_MS;
      const answer = wellDone(request);
      if (answer === 'silence') return answer;
      return isWrong ? { status: 400, date, body: error(code, 'Request has expired.') } : { ...answer, date };
    });
    const { look } = room(server.url);

    const details = await detailsOf(look({ via: '' }));
    expect(details).toMatchObject({ code, disposition: 'transient', outcomeUnknown: false });
    expect(details.message).toMatch(/the clock of this machine differs/);
    expect(details.message).not.toMatch(/credentials/);
    expect((await look({ via: '' })).requestId).toBe('');
  });

  it('heals for STS too, and for who the caller is', async () => {
    const server = await serverOf((request) => {
      const date = new Date(realClock.now() + 20 * MINUTE_MS);
      const isWrong = Math.abs(date.getTime() - request.signedMs) > TOLERANCE_MS;
      const answer = wellDone(request);
      if (answer === 'silence') return answer;
      return isWrong
        ? { status: 403, date, body: stsError('SignatureDoesNotMatch', 'Signature expired.') }
        : { ...answer, date };
    });
    const { identify } = room(server.url);

    const assumed = await detailsOf(identify());
    expect(assumed).toMatchObject({ operation: 'AssumeRole', disposition: 'transient' });
    expect(assumed.message).toMatch(/the clock of this machine differs/);
    const asked = await detailsOf(identify());
    expect(asked).toMatchObject({ operation: 'GetCallerIdentity', disposition: 'transient' });
    expect(await identify()).toBe(ACCOUNT);
  });

  it('is not to blame where a session has ended: that is opened anew', async () => {
    const server = await serverOf((request) =>
      request.key === `first-${old}`
        ? { status: 400, body: error('RequestExpired', 'Request has expired.') }
        : wellDone(request),
    );
    const { look } = room(server.url);
    const old = sessions + 1;

    expect(await detailsOf(look())).toMatchObject({
      disposition: 'denied',
      reason: 'CredentialsUnavailable',
    });
    await look();

    expect(server.asked.at(-1)?.key).toBe(`first-${old + 1}`);
  });
});

describe('a role that was edited', () => {
  it('signs the next call, though the old session lasts', async () => {
    const server = await serverOf(wellDone);
    const { look, role } = room(server.url);
    const keys: (string | undefined)[] = [];
    for (const name of ['first', 'second', 'second']) {
      role.roleARN = `arn:aws:iam::${ACCOUNT}:role/${name}`;
      await look({ namespace: 'team' });
      keys.push(server.asked.at(-1)?.key.replace(/-\d+$/, ''));
    }

    expect(keys).toEqual(['first', 'second', 'second']);
    expect(server.asked.filter(({ action }) => action === 'AssumeRole')).toHaveLength(2);
  });

  it('is asked for again with the external id that was edited', async () => {
    const server = await serverOf(wellDone);
    const { look, role } = room(server.url);
    for (const externalID of ['old', 'new']) {
      role.externalID = externalID;
      await look();
    }

    const ids = server.asked.flatMap(({ parameters }) => parameters.getAll('ExternalId'));
    expect(ids).toEqual(['old', 'new']);
  });
});

describe('STS', () => {
  it('that is silent holds a call no longer than its time-out', async () => {
    let isSilent = true;
    const server = await serverOf((request) => (isSilent ? 'silence' : wellDone(request)));
    const { look } = room(server.url, { connectionTimeout: 500, requestTimeout: 100 });

    expect(await detailsOf(look({ namespace: 'team' }))).toMatchObject({
      operation: 'AssumeRole',
      disposition: 'transient',
      reason: 'CredentialsUnavailable',
    });
    isSilent = false;
    await look({ namespace: 'team' });
    expect(server.asked.map(({ action }) => action)).toEqual(['AssumeRole', 'AssumeRole', 'DescribeVpcs']);
  });

  it('is measured, logged and audited, when it refuses too', async () => {
    let isRefusing = true;
    const server = await serverOf((request) =>
      isRefusing
        ? { status: 403, body: stsError('AccessDenied', 'not authorized to perform: sts:AssumeRole') }
        : wellDone(request),
    );
    const { look, identify, metrics, log, audit, role } = room(server.url);

    await detailsOf(look({ namespace: 'team' }));
    isRefusing = false;
    await look({ namespace: 'team' });
    await identify();

    const text = await metrics.text();
    for (const line of [
      'vpcraft_aws_calls_total{operation="AssumeRole",code="AccessDenied"} 1',
      'vpcraft_aws_calls_total{operation="AssumeRole",code="OK"} 2',
      'vpcraft_aws_calls_total{operation="GetCallerIdentity",code="OK"} 1',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/vpcraft_aws_call_seconds_count\{operation="AssumeRole"\} 3/);
    expect(log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields)).toMatchObject([
      { operation: 'AssumeRole', code: 'AccessDenied', via: 'prod', region: REGION, role: role.roleARN },
    ]);
    expect(audit.lines.map(({ fields }) => [fields['result'], fields['why']])).toEqual([
      ['refused', 'on behalf of namespace team'],
      ['done', 'on behalf of namespace team'],
      ['done', 'to look'],
    ]);
  });
});
