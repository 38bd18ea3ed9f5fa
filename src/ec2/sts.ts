// How STS is asked: becoming a role, and who the caller is. Separate from what its answers mean (credentials.ts,
// accounts.ts). Calls are measured and logged like those to EC2; a session that was opened stands in the audit log. One client
// per access and Region, kept, because it learns how far our clock is off; it asks the same provider after that was dropped.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { isRecord } from '../model/json.ts';
import type { Clock, Log, Metrics } from '../model/ports.ts';
import type { AccountAccess } from '../model/writer.ts';
import { CODE_OK, measure } from './call.ts';
import type { AwsCredentials, CredentialsProvider } from './credentials.ts';
import { toFault } from './errors.ts';
import { askedEachTime, type ClientOptions, clientSettings, handlerSettings, sendOnce } from './send.ts';

export type Sts = {
  assumeRole(
    access: AccountAccess,
    own: CredentialsProvider,
    namespace: string | undefined,
  ): Promise<AwsCredentials>;
  /** The account id of whom `provider` belongs to. */
  callerIdentity(access: AccountAccess, provider: CredentialsProvider): Promise<string>;
  close(): void;
};

export type StsOptions = ClientOptions & {
  clock: Clock;
  metrics: Metrics;
  log: Log;
  audit: Log;
  /** Cluster id, for session name and tags. */
  clusterID: string;
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: RoleSessionName holds 2 to 64 of these. */
const LONGEST_SESSION_NAME = 64;
/** For conditions such as aws:PrincipalTag/vpcraft.dev/namespace. */
const SESSION_NAMESPACE = 'vpcraft.dev/namespace';

export function createSts(options: StsOptions): Sts {
  const clients = new Map<string, STSClient>();
  // Connections carry no credentials: each request is signed on its own.
  const first = new STSClient({ ...clientSettings(options), requestHandler: handlerSettings(options) });
  const { requestHandler } = first.config;
  const clientOf = (key: string, region: string, provider: CredentialsProvider) => {
    const client =
      clients.get(key) ??
      new STSClient({
        ...clientSettings(options),
        region,
        credentials: askedEachTime(provider),
        requestHandler,
      });
    clients.set(key, client);
    return client;
  };
  return {
    async assumeRole(access, own, namespace) {
      await own();
      const client = clientOf(access.region, access.region, own);
      const command = new AssumeRoleCommand({
        RoleArn: access.roleARN,
        ...(access.externalID === undefined ? {} : { ExternalId: access.externalID }),
        ...sessionOf(options.clusterID, access, namespace),
      });
      const asked = { operation: 'AssumeRole', access, namespace };
      const output = await measured(options, asked, () => sendOnce(client, command));
      return credentialsIn(output);
    },
    async callerIdentity(access, provider) {
      await provider();
      const { via, roleARN = '', externalID = '', region } = access;
      const client = clientOf(JSON.stringify([via, roleARN, externalID, region]), region, provider);
      const asked = { operation: 'GetCallerIdentity', access };
      const output = await measured(options, asked, () => sendOnce(client, new GetCallerIdentityCommand({})));
      const account = isRecord(output) ? output['Account'] : undefined;
      return typeof account === 'string' ? account : '';
    },
    close() {
      first.destroy();
      clients.clear();
    },
  };
}

type Asked = { operation: string; access: AccountAccess; namespace?: string | undefined };

async function measured(options: StsOptions, asked: Asked, send: () => Promise<unknown>): Promise<unknown> {
  const { operation } = asked;
  const startedMs = options.clock.monotonic();
  try {
    const output = await send();
    const durationMs = measure(options, operation, { startedMs, code: CODE_OK });
    report(options, asked, { code: CODE_OK, durationMs, requestId: requestIdOf(output) });
    return output;
  } catch (error) {
    const { details } = toFault(error, { operation });
    const durationMs = measure(options, operation, { startedMs, code: details.code });
    const { code, disposition, requestId, message, outcomeUnknown } = details;
    const fields = { code, durationMs, requestId };
    report(options, asked, { ...fields, disposition, detail: message }, outcomeUnknown);
    throw error;
  }
}

type Reported = {
  code: string;
  durationMs: number;
  requestId: string | undefined;
  disposition?: string;
  detail?: string;
};

function report(options: StsOptions, asked: Asked, reported: Reported, isUnknown = false): void {
  const { operation, access, namespace } = asked;
  const { via, accountID, region, roleARN } = access;
  const place = { via, account: accountID, region, service: 'sts' };
  const fields = { ...place, operation, ...reported, role: roleARN };
  if (reported.disposition === undefined) options.log.debug(fields, 'asked STS');
  else options.log.warn(fields, 'STS did not answer what was asked');
  if (operation !== 'AssumeRole') return;
  const why = namespace === undefined ? 'to look' : `on behalf of namespace ${namespace}`;
  const result = reported.disposition === undefined ? 'done' : isUnknown ? 'unknown' : 'refused';
  options.audit.info({ ...fields, why, result }, 'session');
}

/** What the session is called, and what its tags say. */
export function sessionOf(clusterID: string, access: AccountAccess, namespace: string | undefined) {
  return {
    RoleSessionName: `vpcraft-${clusterID}-${access.via}`
      .replace(/[^\w+=,.@-]/g, '-')
      .slice(0, LONGEST_SESSION_NAME),
    Tags: [
      { Key: 'vpcraft.dev/cluster', Value: clusterID },
      { Key: 'vpcraft.dev/account', Value: access.via },
      ...(namespace === undefined || namespace === '' ? [] : [{ Key: SESSION_NAMESPACE, Value: namespace }]),
    ],
  };
}

function credentialsIn(output: unknown): AwsCredentials {
  const found = isRecord(output) ? output['Credentials'] : undefined;
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = isRecord(found) ? found : {};
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw new Error('AssumeRole was answered without credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {}),
    ...(Expiration instanceof Date ? { expiration: Expiration } : {}),
  };
}

function requestIdOf(output: unknown): string | undefined {
  const metadata = isRecord(output) ? output['$metadata'] : undefined;
  const requestId = isRecord(metadata) ? metadata['requestId'] : undefined;
  return typeof requestId === 'string' ? requestId : undefined;
}
