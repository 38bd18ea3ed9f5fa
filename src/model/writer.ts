// The port through which the engine changes AWS. Implemented by the ec2 room.
import type { ObjectKey } from './kind.ts';
import type { WriteInputs, WriteOperation } from './operations.ts';
import type { Scope } from './scope.ts';

export type WriteCall = {
  operation: WriteOperation;
  input: WriteInputs[WriteOperation];
  /** On whose behalf, for log, audit and session tags. */
  key: ObjectKey;
  uid: string;
  /** What a person reads in log and event: the fields and why. */
  why: string;
};

/** A token taken from the bucket; it must be used by `perform` or given back. */
export type Reservation = { readonly scope: Scope; readonly operation: WriteOperation; giveBack(): void };

export interface Writer {
  /**
   * Takes a token now, or says when one will be there (monotonic milliseconds). Never waits.
   * @param key whose turn is kept when it asks again earlier
   */
  reserve(scope: Scope, operation: WriteOperation, key: ObjectKey): Reservation | { retryAtMs: number };
  /**
   * Makes the call once: lease checked, concurrency bounded per account and region, logged, measured, audited.
   * Bulk answers that report failures inside a 200 are faults.
   * @throws Fault classified by the common table; `kindFaults` overrides it per code.
   */
  perform(
    reservation: Reservation,
    call: WriteCall,
    kindFaults: Readonly<Record<string, import('./kind.ts').Disposition>>,
  ): Promise<Readonly<Record<string, unknown>>>;
}

/** Who the caller is in AWS, and whether an account can be used at all. */
export interface Accounts {
  /**
   * The account id behind the own credentials or an AWSAccount's role, from GetCallerIdentity, cached.
   * @throws Fault CredentialsUnavailable, AccountNotAllowed when the id does not match the declared one (F6).
   */
  identify(account: AccountAccess): Promise<string>;
}

/** What an account is reached with: `via` is the AWSAccount object's name, '' for own credentials. */
export type AccountRole = {
  via: string;
  accountID?: string;
  roleARN?: string;
  externalID?: string;
};

/** … and from where: the Region whose STS is asked. */
export type AccountAccess = AccountRole & { region: string };
