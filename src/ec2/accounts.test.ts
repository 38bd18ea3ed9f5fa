import { describe, expect, it } from 'vitest';
import type { Fault } from '../model/fault.ts';
import { VirtualClock } from '../model/virtual-clock.ts';
import type { AccountAccess } from '../model/writer.ts';
import { createAccounts } from './accounts.ts';
import { type AwsCredentials, createCredentials } from './credentials.ts';
import { awsError } from './fake-aws.ts';
import { sessionOf } from './sts.ts';

const prod: AccountAccess = {
  via: 'prod',
  accountID: '222233334444',
  roleARN: 'arn:aws:iam::222233334444:role/net',
  externalID: 'x',
  region: 'eu-central-1',
};

function world(answers: (string | Error)[]) {
  const clock = new VirtualClock();
  let asked = 0;
  let assumed = 0;
  const dropped: string[] = [];
  const expiring = (): AwsCredentials => ({
    accessKeyId: `k${assumed}`,
    secretAccessKey: 's',
    expiration: new Date(clock.now() + 3_600_000),
  });
  const credentials = createCredentials({
    clock,
    roles: (via) => (via === 'prod' ? prod : undefined),
    own: async () => ({ accessKeyId: 'own', secretAccessKey: 's' }),
    assume: async () => {
      assumed++;
      return expiring();
    },
  });
  const accounts = createAccounts({
    credentials: { ...credentials, drop: (via) => void dropped.push(via) },
    callerIdentity: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer ?? '';
    },
  });
  return { clock, credentials, accounts, dropped, asked: () => asked, assumed: () => assumed };
}

describe('F6: the account behind a role is compared before it is used', () => {
  it('answers the account id, asking once', async () => {
    const { accounts, asked } = world(['222233334444']);
    expect(await accounts.identify(prod)).toBe('222233334444');
    expect(await accounts.identify(prod)).toBe('222233334444');
    expect(asked()).toBe(1);
  });

  it('refuses another account, naming both', async () => {
    const { accounts } = world(['999999999999']);
    const fault = (await accounts.identify(prod).catch((error: unknown) => error)) as Fault;
    expect(fault.details).toMatchObject({ disposition: 'denied', reason: 'AccountNotAllowed' });
    expect(fault.message).toMatch(/AWSAccount prod.*999999999999.*222233334444/);
  });

  it('asks again after a failure, with new credentials', async () => {
    const { accounts, dropped, asked } = world([awsError('ExpiredToken', 400), '222233334444']);
    await expect(accounts.identify(prod)).rejects.toMatchObject({
      details: { reason: 'CredentialsUnavailable' },
    });
    expect(dropped).toEqual(['prod']);
    expect(await accounts.identify(prod)).toBe('222233334444');
    expect(asked()).toBe(2);
  });

  it('own credentials need no declared account', async () => {
    const { accounts } = world(['111122223333']);
    expect(await accounts.identify({ via: '', region: 'eu-central-1' })).toBe('111122223333');
  });
});

describe('createCredentials', () => {
  it('asks for a role once, shared by all, and again before the end', async () => {
    const { credentials, clock, assumed } = world([]);
    await Promise.all([
      credentials.of('prod', 'eu-central-1')(),
      credentials.of('prod', 'eu-central-1')(),
      credentials.ofAccess(prod)(),
    ]);
    expect(assumed()).toBe(1);

    await clock.run(3_400_000);
    await credentials.of('prod', 'eu-central-1')();

    expect(assumed()).toBe(2);
  });

  it('has one session for each namespace, and one without for reads', async () => {
    const { credentials, assumed } = world([]);
    const keys = [];
    for (const namespace of ['a', 'b', 'a', undefined, undefined])
      keys.push((await credentials.of('prod', 'eu-central-1', namespace)()).accessKeyId);

    expect(assumed()).toBe(3);
    expect(keys).toEqual(['k1', 'k2', 'k1', 'k3', 'k3']);
  });

  it('asks the STS of each Region, on behalf of a namespace too', async () => {
    const asked: string[] = [];
    const credentials = createCredentials({
      clock: new VirtualClock(),
      roles: () => ({ via: 'prod', roleARN: 'arn:aws:iam::222233334444:role/net' }),
      own: async () => ({ accessKeyId: 'own', secretAccessKey: 's' }),
      assume: async ({ region }, _, namespace = '') => {
        asked.push(`${region} ${namespace}`);
        return { accessKeyId: 'k', secretAccessKey: 's' };
      },
    });
    for (const region of ['eu-central-1', 'us-east-1', 'eu-central-1'])
      for (const namespace of [undefined, 'a']) await credentials.of('prod', region, namespace)();

    expect(asked).toEqual(['eu-central-1 ', 'eu-central-1 a', 'us-east-1 ', 'us-east-1 a']);
  });

  it('drops the sessions of every namespace', async () => {
    const { credentials, assumed } = world([]);
    await credentials.of('prod', 'eu-central-1', 'a')();
    credentials.drop('prod');
    await credentials.of('prod', 'eu-central-1', 'a')();
    expect(assumed()).toBe(2);
  });

  it.each([
    ['a', [['vpcraft.dev/namespace', 'a']]],
    [undefined, []],
  ] as const)('names cluster, account and namespace %s in the tags of the session', (namespace, more) => {
    expect(sessionOf('c 1', prod, namespace)).toEqual({
      RoleSessionName: 'vpcraft-c-1-prod',
      Tags: [['vpcraft.dev/cluster', 'c 1'], ['vpcraft.dev/account', 'prod'], ...more].map(
        ([Key, Value]) => ({
          Key,
          Value,
        }),
      ),
    });
  });

  it('asks again after they were dropped, through a provider that was handed out before, too', async () => {
    const { credentials, assumed } = world([]);
    const handedOut = credentials.of('prod', 'eu-central-1');
    await handedOut();
    credentials.drop('prod');
    const keys = [
      (await handedOut()).accessKeyId,
      (await credentials.of('prod', 'eu-central-1')()).accessKeyId,
    ];

    expect(keys).toEqual(['k2', 'k2']);
    expect(assumed()).toBe(2);
  });

  it('gives up a source that never answers, and asks again', async () => {
    const clock = new VirtualClock();
    let asked = 0;
    const credentials = createCredentials({
      clock,
      roles: () => prod,
      own: () => {
        asked++;
        return asked === 1
          ? new Promise<never>(() => {})
          : Promise.resolve({ accessKeyId: 'own', secretAccessKey: 's' });
      },
      assume: async (_, own) => own(),
    });
    const first = credentials
      .of('', 'eu-central-1')()
      .catch((error: unknown) => error);
    await clock.run(60_000);

    expect(await first).toMatchObject({
      details: { disposition: 'transient', reason: 'CredentialsUnavailable' },
      message: expect.stringMatching(/no credentials came within 45 s/),
    });
    expect(await credentials.of('prod', 'eu-central-1', 'a')()).toMatchObject({ accessKeyId: 'own' });
  });

  it('never falls back from a missing account to the own credentials', () => {
    const { credentials } = world([]);
    expect(() => credentials.of('gone', 'eu-central-1')).toThrow(/AWSAccount gone does not exist/);
  });

  it.each([
    {
      error: awsError('AccessDenied', 403, 'not authorized to perform sts:AssumeRole'),
      disposition: 'denied',
    },
    { error: new Error('socket hang up'), disposition: 'transient' },
  ])('says which role could not be assumed: $disposition', async ({ error, disposition }) => {
    const credentials = createCredentials({
      clock: new VirtualClock(),
      roles: () => prod,
      own: async () => ({ accessKeyId: 'own', secretAccessKey: 's' }),
      assume: async () => {
        throw error;
      },
    });
    const fault = (await credentials
      .of('prod', 'eu-central-1')()
      .catch((caught: unknown) => caught)) as Fault;
    expect(fault.details).toMatchObject({
      disposition,
      reason: 'CredentialsUnavailable',
      outcomeUnknown: false,
    });
    expect(fault.message).toContain(prod.roleARN);
  });
});
