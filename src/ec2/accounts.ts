// Who the caller is in AWS: GetCallerIdentity, compared with the account that the AWSAccount declares before anything
// else is asked there, so that a wrong role can never change another account (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Fault } from '../model/fault.ts';
import type { AccountAccess, Accounts } from '../model/writer.ts';
import { timeouts } from './aws-transport.ts';
import type { Credentials } from './credentials.ts';
import { toFault } from './errors.ts';

const OPERATION = 'GetCallerIdentity';

export type AccountsOptions = {
  credentials: Credentials;
  /** STS endpoint, where it is not AWS's own. */
  endpoint?: string;
  userAgent: string;
  /** The account id behind an access; STS when left out. */
  callerIdentity?: (access: AccountAccess) => Promise<string>;
};

export function createAccounts(options: AccountsOptions): Accounts {
  const ask = options.callerIdentity ?? ((access: AccountAccess) => askSts(options, access));
  const answers = new Map<string, Promise<string>>();
  const identified = (access: AccountAccess) => {
    const key = JSON.stringify([access.via, access.roleARN ?? '', access.externalID ?? '']);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(access).catch((error: unknown) => {
      answers.delete(key);
      options.credentials.drop(access.via);
      throw toFault(error, { operation: OPERATION });
    });
    answers.set(key, answer);
    return answer;
  };
  return {
    async identify(access) {
      const accountID = await identified(access);
      if (access.accountID === undefined || access.accountID === accountID) return accountID;
      throw otherAccount(access, accountID);
    },
  };
}

async function askSts(options: AccountsOptions, access: AccountAccess): Promise<string> {
  const client = new STSClient({
    region: access.region,
    credentials: options.credentials.ofAccess(access),
    maxAttempts: 1,
    customUserAgent: options.userAgent,
    requestHandler: timeouts,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  });
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    return Account ?? '';
  } finally {
    client.destroy();
  }
}

function otherAccount(access: AccountAccess, accountID: string): Fault {
  const who = access.via === '' ? 'the own credentials' : `AWSAccount ${access.via}`;
  return new Fault({
    disposition: 'denied',
    reason: 'AccountNotAllowed',
    message: `${who}: the credentials belong to account ${accountID}, but accountID says ${access.accountID ?? ''}; correct accountID or the role.`,
    code: 'AccountMismatch',
    operation: OPERATION,
    outcomeUnknown: false,
  });
}
