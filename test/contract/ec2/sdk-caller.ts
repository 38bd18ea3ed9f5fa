// Calls an endpoint with the real AWS SDK clients, so that the wire format is judged too. Each account is entered by
// AssumeRole, because emulators have no other notion of whose call it is. No retries: a case counts every answer.
import * as ec2 from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { realClock, sleep } from '../../../src/model/clock.ts';
import { refusal } from './refusal.ts';
import type { Answer, Caller, Who } from './runner.ts';

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };
/** No emulator checks signatures. */
const SECRET = 'test';
const STS_REGION = 'us-east-1';
/** All EC2 commands have one shape; which operation it is decides the case, at run time. */
type Ec2Command = new (input: object) => ec2.DescribeVpcsCommand;

export type SdkCaller = Caller & {
  /** Enters every account anew at its next call, for servers that were told to forget. */
  forget(): void;
  /** Ends the connections. */
  close(): void;
};

/** `accessKey`: whose it is may assume roles. */
export function sdkCaller(endpoint: string, accessKey: string): SdkCaller {
  const credentials = new Map<string, Promise<Credentials>>();
  const clients = new Map<string, ec2.EC2Client>();
  const sts = new STSClient({
    endpoint,
    region: STS_REGION,
    credentials: { accessKeyId: accessKey, secretAccessKey: SECRET },
    maxAttempts: 1,
  });

  const credentialsOf = (account: string): Promise<Credentials> => {
    const known = credentials.get(account) ?? assume(sts, account);
    credentials.set(account, known);
    return known;
  };
  const clientOf = async ({ account, region }: Who): Promise<ec2.EC2Client> => {
    const key = `${account} ${region}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const made = new ec2.EC2Client({
      endpoint,
      region,
      credentials: await credentialsOf(account),
      maxAttempts: 1,
    });
    clients.set(key, made);
    return made;
  };
  const forget = (): void => {
    for (const client of clients.values()) client.destroy();
    clients.clear();
    credentials.clear();
  };
  return {
    call: (who, operation, input) =>
      answerOf(async () => {
        if (operation === 'GetCallerIdentity')
          return callerIdentity(endpoint, await credentialsOf(who.account));
        return (await clientOf(who)).send(new (commandOf(operation))(input));
      }),
    wait: (ms) => sleep(realClock, ms),
    forget,
    close() {
      forget();
      sts.destroy();
    },
  };
}

async function assume(sts: STSClient, account: string): Promise<Credentials> {
  const role = { RoleArn: `arn:aws:iam::${account}:role/contract`, RoleSessionName: 'contract' };
  const { AccessKeyId, SecretAccessKey, SessionToken } =
    (await sts.send(new AssumeRoleCommand(role))).Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken)
    throw new Error(`AssumeRole for ${account} brought no credentials`);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

function callerIdentity(endpoint: string, credentials: Credentials): Promise<object> {
  const client = new STSClient({ endpoint, region: STS_REGION, credentials, maxAttempts: 1 });
  return client.send(new GetCallerIdentityCommand({})).finally(() => client.destroy());
}

function commandOf(operation: string): Ec2Command {
  const found: unknown = Reflect.get(ec2, `${operation}Command`);
  if (typeof found !== 'function')
    throw new Error(`@aws-sdk/client-ec2 has no ${operation}Command: is the case misspelt?`);
  return found as Ec2Command;
}

async function answerOf(ask: () => Promise<object>): Promise<Answer> {
  try {
    return { ok: true, output: { ...(await ask()) } };
  } catch (error) {
    return refusal(error);
  }
}
