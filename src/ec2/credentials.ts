// Which credentials are used for an AWSAccount: the process's own (default chain: environment, IRSA, Pod Identity …), or
// a role assumed with them. Every Region asks its own STS, so that none depends on another. Every namespace has a session of
// its own, whose tags name it: the role's policy can then bind what a namespace changes, and CloudTrail shows it. Reads
// are shared by all and have a session without. What always holds: a custom resource never names a role; credentials of one
// account are never fallen back to for another; secrets are not logged.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { Fault } from '../model/fault.ts';
import type { Clock } from '../model/ports.ts';
import type { AccountAccess, AccountRole } from '../model/writer.ts';
import { cleaned, isOfClock, toFault } from './errors.ts';
import { handlerSettings } from './send.ts';

export type AwsCredentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
};
export type CredentialsProvider = () => Promise<AwsCredentials>;

export interface Credentials {
  /** region: whose STS is asked; namespace: on whose behalf. @throws Fault CredentialsUnavailable when no AWSAccount `via` is known. */
  of(via: string, region: string, namespace?: string): CredentialsProvider;
  ofAccess(access: AccountAccess, namespace?: string): CredentialsProvider;
  /** AWS did not accept them: ask for new ones the next time, also through the providers that were handed out before. */
  drop(via: string): void;
}

export type CredentialsOptions = {
  clock: Clock;
  /** The AWSAccount object of that name; '' is never asked. */
  roles: (via: string) => AccountRole | undefined;
  /** Own credentials; the default chain when left out. */
  own?: CredentialsProvider;
  /** Asks STS for a role's credentials. */
  assume: (
    access: AccountAccess,
    own: CredentialsProvider,
    namespace: string | undefined,
  ) => Promise<AwsCredentials>;
};

/** Credentials are renewed this long before they end: the SDK's own margin. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const RENEW_BEFORE_MS = 300_000;
/** Chosen: longer than one exchange with its time-outs (send.ts). */
const DEADLINE_MS = 45_000;
const OPERATION = 'AssumeRole';
const CLIENT_ERROR = 400;
const SERVER_ERROR = 500;

export function createCredentials(options: CredentialsOptions): Credentials {
  const own = cached(options.clock, options.own ?? defaultChain());
  const byAccess = new Map<string, { via: string; provider: Cached }>();
  const ofAccess = (access: AccountAccess, namespace?: string): CredentialsProvider => {
    if (access.roleARN === undefined) return own;
    const { via, roleARN, externalID = '', region } = access;
    const key = JSON.stringify([via, roleARN, externalID, region, namespace ?? '']);
    const known = byAccess.get(key);
    if (known !== undefined) return known.provider;
    const provider = cached(
      options.clock,
      named(access, () => options.assume(access, own, namespace)),
    );
    byAccess.set(key, { via, provider });
    return provider;
  };
  return {
    of(via, region, namespace) {
      if (via === '') return own;
      const role = options.roles(via);
      if (role === undefined) throw unavailable(`AWSAccount ${via} does not exist.`);
      return ofAccess({ ...role, region }, namespace);
    },
    ofAccess,
    drop(via) {
      if (via === '') own.drop();
      for (const known of byAccess.values()) if (known.via === via) known.provider.drop();
    },
  };
}

/** What it remembers by itself is not asked for: the cache is ours. STS, for roles of service accounts, has our time-outs. */
function defaultChain(): CredentialsProvider {
  const chain = fromNodeProviderChain({ clientConfig: { requestHandler: handlerSettings({}) } });
  return () => chain({ forceRefresh: true });
}

/** Says which role could not be assumed; a refusal is denied; no answer, a throttle and a wrong clock are transient. */
function named(access: AccountAccess, provider: CredentialsProvider): CredentialsProvider {
  return async () => {
    try {
      return await provider();
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      const isRefusal = status !== undefined && status >= CLIENT_ERROR && status < SERVER_ERROR;
      const heals =
        isOfClock(error) || toFault(error, { operation: OPERATION }).details.disposition === 'throttled';
      const text = isOfClock(error)
        ? toFault(error, { operation: OPERATION }).message
        : cleaned(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      const message = `AWSAccount ${access.via}: the role ${access.roleARN ?? ''} could not be assumed (${text}).`;
      throw unavailable(message, error, isRefusal && !heals ? 'denied' : 'transient');
    }
  };
}

function unavailable(
  message: string,
  cause?: unknown,
  disposition: 'denied' | 'transient' = 'denied',
): Fault {
  const code = 'CredentialsUnavailable';
  return new Fault({
    disposition,
    reason: code,
    message,
    code,
    operation: OPERATION,
    outcomeUnknown: false,
    cause,
  });
}

/** drop: forgets the last answer. Whoever holds the provider must not go on with it. */
type Cached = CredentialsProvider & { drop(): void };

/** One request at a time, none while the last answer is good, and none that is waited for longer than the deadline. */
function cached(clock: Clock, provider: CredentialsProvider): Cached {
  let good: AwsCredentials | undefined;
  let asking: Promise<AwsCredentials> | undefined;
  const isGood = (credentials: AwsCredentials) =>
    credentials.expiration === undefined || credentials.expiration.getTime() - RENEW_BEFORE_MS > clock.now();
  const get = () => {
    if (good !== undefined && isGood(good)) return Promise.resolve(good);
    asking ??= withinDeadline(clock, provider())
      .then((credentials) => {
        good = credentials;
        return credentials;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  return Object.assign(get, {
    drop: () => {
      good = undefined;
    },
  });
}

/** Whoever waits holds a place among the calls to that account: a source that never answers must not hold them all. */
function withinDeadline(clock: Clock, work: Promise<AwsCredentials>): Promise<AwsCredentials> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(DEADLINE_MS, () => {
      const message = `no credentials came within ${DEADLINE_MS / 1_000} s; check what this process gets them from, and its way to STS.`;
      reject(unavailable(message, undefined, 'transient'));
    });
    work.then(resolve, reject).finally(cancel);
  });
}
