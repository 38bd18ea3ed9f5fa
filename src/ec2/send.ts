// What every SDK client of this room has in common: no retries (the engine retries with knowledge), short time-outs (the SDK's
// default is none), and one way to send. Separate because EC2 and STS must not differ in any of this.
import type { CredentialsProvider } from './credentials.ts';

/** Chosen: a connection within AWS takes milliseconds; EC2's slowest answers here take a few seconds. */
const CONNECTION_TIMEOUT_MS = 4_000;
const REQUEST_TIMEOUT_MS = 30_000;
export type Timeouts = { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: true };
const ordinary: Timeouts = {
  connectionTimeout: CONNECTION_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  throwOnRequestTimeout: true,
};

export type ClientOptions = {
  /** Where it is not AWS's own. */
  endpoint?: string;
  userAgent: string;
  /** Milliseconds; the ordinary ones when left out. */
  timeouts?: Timeouts;
};

/** Of the first client; the others share its connections. */
export function handlerSettings({ timeouts = ordinary }: Pick<ClientOptions, 'timeouts'>): Timeouts {
  return timeouts;
}

export function clientSettings({ endpoint, userAgent }: ClientOptions) {
  return {
    maxAttempts: 1,
    customUserAgent: userAgent,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/**
 * Asked for each call: the cache is ours. The SDK would keep the first answer until its end, whatever was dropped or edited
 * meanwhile; `memoized` is its own word for providers that it must not wrap (AwsSdkSigV4Memoized in `@aws-sdk/core`).
 */
export function askedEachTime(provider: CredentialsProvider): CredentialsProvider & { memoized: true } {
  return Object.assign(() => provider(), { memoized: true } as const);
}

/** An SDK client, without the types of its service. */
type Client = { config: { systemClockOffset: number } };
type Sender = { send(command: object, options: { abortSignal?: AbortSignal }): Promise<unknown> };

/** The SDK's own measure for clocks that differ (`skewExceedsThreshold` in `@aws-sdk/core`), below the 5 minutes of services. */
const SKEW_MS = 240_000;

/**
 * A client learns from every answer how far AWS's clock is from ours, and signs the next call by it. Whether this call was
 * signed with a wrong time is noted as `$metadata.clockSkewCorrected`; the SDK notes that at every error once its clock differs.
 */
export async function sendOnce(client: Client, command: object, signal?: AbortSignal): Promise<unknown> {
  const before = client.config.systemClockOffset;
  try {
    return await (client as unknown as Sender).send(
      command,
      signal === undefined ? {} : { abortSignal: signal },
    );
  } catch (error) {
    const { $metadata } = error as { $metadata?: { clockSkewCorrected?: boolean } };
    if ($metadata !== undefined)
      $metadata.clockSkewCorrected = Math.abs(client.config.systemClockOffset - before) >= SKEW_MS;
    throw error;
  }
}
