// Who the caller is in AWS: GetCallerIdentity, compared with the account that the AWSAccount declares before anything
// else is asked there, so that a wrong role can never change another account (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
import { Fault } from '../model/fault.ts';
import type { AccountAccess, Accounts } from '../model/writer.ts';
import type { Credentials } from './credentials.ts';
import { areRejected, toFault } from './errors.ts';

const OPERATION = 'GetCallerIdentity';

export type AccountsOptions = {
  credentials: Credentials;
  /** The account id behind an access, as STS says it. */
  callerIdentity: (access: AccountAccess) => Promise<string>;
};

export function createAccounts(options: AccountsOptions): Accounts {
  const answers = new Map<string, Promise<string>>();
  const identified = (access: AccountAccess) => {
    const key = JSON.stringify([access.via, access.roleARN ?? '', access.externalID ?? '']);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = options.callerIdentity(access).catch((error: unknown) => {
      answers.delete(key);
      if (areRejected(error, OPERATION)) options.credentials.drop(access.via);
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
