// The real `send` to AWS: one SDK client per role, namespace and region, made once; their connections are shared. No retries (the engine retries with
// knowledge), short time-outs (the SDK's default is none), no interpretation of errors.
import { EC2Client } from '@aws-sdk/client-ec2';
import { isRecord } from '../model/json.ts';
import type { AwsIdentity, AwsTransport } from '../model/ports.ts';
import { commands, isOperation } from './commands.ts';
import type { Credentials } from './credentials.ts';
import { meaningOf } from './error-codes.ts';

/** Chosen: a connection within AWS takes milliseconds; EC2's slowest answers here take a few seconds. */
const CONNECTION_TIMEOUT_MS = 4_000;
const REQUEST_TIMEOUT_MS = 30_000;
export const timeouts = {
  connectionTimeout: CONNECTION_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  throwOnRequestTimeout: true,
};

export type AwsTransportOptions = {
  credentials: Credentials;
  /** EC2 endpoint, where it is not AWS's own. */
  endpoint?: string;
  userAgent: string;
};

type Sender = { send(command: object, options: { abortSignal?: AbortSignal }): Promise<unknown> };

export function createAwsTransport(options: AwsTransportOptions): AwsTransport & { close(): void } {
  const clients = new Map<string, EC2Client>();
  // Connections carry no credentials: each request is signed on its own.
  const first = new EC2Client({ ...clientSettings(options), requestHandler: timeouts });
  const { requestHandler } = first.config;
  return {
    async send(identity, operation, input, signal) {
      if (identity.service !== 'ec2' || !isOperation(operation)) {
        throw new Error(`${identity.service} ${operation} is not among the operations of commands.ts`);
      }
      const { via, account, region, namespace = '' } = identity;
      const key = `${via}/${account}/${region}/${namespace}`;
      const client = clients.get(key) ?? clientFor(options, identity, requestHandler);
      clients.set(key, client);
      const Command = commands[operation] as unknown as new (input: object) => object;
      try {
        const output = await (client as unknown as Sender).send(
          new Command(input),
          signal === undefined ? {} : { abortSignal: signal },
        );
        return answerOf(output);
      } catch (error) {
        if (error instanceof Error && meaningOf(error.name)?.reason === 'CredentialsUnavailable') {
          options.credentials.drop(identity.via);
          // Not destroyed: that would cut other calls under way, and a cut write has an unknown outcome.
          clients.delete(key);
        }
        throw error;
      }
    },
    close() {
      first.destroy();
      clients.clear();
    },
  };
}

function clientFor(
  options: AwsTransportOptions,
  identity: AwsIdentity,
  requestHandler: EC2Client['config']['requestHandler'],
): EC2Client {
  return new EC2Client({
    ...clientSettings(options),
    region: identity.region,
    credentials: () => options.credentials.of(identity.via, identity.region, identity.namespace)(),
    requestHandler,
  });
}

function clientSettings(options: AwsTransportOptions) {
  return {
    maxAttempts: 1,
    customUserAgent: options.userAgent,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  };
}

function answerOf(output: unknown): { output: Record<string, unknown>; requestId: string } {
  if (!isRecord(output)) return { output: {}, requestId: '' };
  const { $metadata, ...members } = output;
  const requestId = isRecord($metadata) ? $metadata['requestId'] : undefined;
  return { output: members, requestId: typeof requestId === 'string' ? requestId : '' };
}
