// The real `send` to AWS: one SDK client per AWSAccount, namespace and region, made once and kept, because it learns how far our
// clock is off; their connections are shared. Whose credentials sign is asked for each call. No interpretation of errors.
import { EC2Client } from '@aws-sdk/client-ec2';
import { isRecord } from '../model/json.ts';
import type { AwsIdentity, AwsTransport } from '../model/ports.ts';
import { commands, isOperation } from './commands.ts';
import type { Credentials } from './credentials.ts';
import { areRejected } from './errors.ts';
import { askedEachTime, type ClientOptions, clientSettings, handlerSettings, sendOnce } from './send.ts';

export type AwsTransportOptions = ClientOptions & { credentials: Credentials };

export function createAwsTransport(options: AwsTransportOptions): AwsTransport & { close(): void } {
  const clients = new Map<string, EC2Client>();
  // Connections carry no credentials: each request is signed on its own.
  const first = new EC2Client({ ...clientSettings(options), requestHandler: handlerSettings(options) });
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
        return answerOf(await sendOnce(client, new Command(input), signal));
      } catch (error) {
        if (areRejected(error, operation)) options.credentials.drop(identity.via);
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
    credentials: askedEachTime(() =>
      options.credentials.of(identity.via, identity.region, identity.namespace)(),
    ),
    requestHandler,
  });
}

function answerOf(output: unknown): { output: Record<string, unknown>; requestId: string } {
  if (!isRecord(output)) return { output: {}, requestId: '' };
  const { $metadata, ...members } = output;
  const requestId = isRecord($metadata) ? $metadata['requestId'] : undefined;
  return { output: members, requestId: typeof requestId === 'string' ? requestId : '' };
}
