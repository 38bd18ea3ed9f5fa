// Who exists: accounts, their access keys, roles that can be assumed, sessions and when they end. Separate because
// both fronts and STS ask it, and EC2 does not.
import type { Random } from '../../../model/ports.ts';
import { AwsError, fail } from '../core/error.ts';
import type { Caller } from '../core/operation.ts';
import type { AccountOptions } from '../core/options.ts';

/** HTTP status of errors about credentials. */
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
/** Bytes of randomness in session credentials; SDKs do not look inside. */
const KEY_BYTES = 8;
const SECRET_BYTES = 20;
const ROLE_ARN = /^arn:aws:iam::([0-9]{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/;

export type Session = {
  readonly caller: Caller;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Wall clock, milliseconds. */
  readonly endsMs: number;
};

export type RoleRequest = {
  roleArn: string;
  sessionName: string;
  externalId: string | undefined;
  seconds: number;
};

export class Identities {
  readonly #accounts: ReadonlyMap<string, AccountOptions>;
  readonly #keys = new Map<string, Caller>();
  readonly #sessions = new Map<string, Session>();
  readonly #random: Random;

  constructor(accounts: readonly AccountOptions[], random: Random) {
    this.#random = random;
    this.#accounts = new Map(accounts.map((account) => [account.id, account]));
    for (const { id, accessKeys = [] } of accounts) {
      // The account's own number is an access key too: convenient where a user has to name one by hand.
      for (const key of [...accessKeys, id]) this.#keys.set(key, rootOf(id));
    }
  }

  knows(account: string): boolean {
    return this.#accounts.has(account);
  }

  rootCaller(account: string): Caller {
    return rootOf(account);
  }

  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: AuthFailure, RequestExpired. */
  authenticate(
    accessKeyId: string,
    sessionToken: string | undefined,
    at: { service: string; nowMs: number },
  ): Caller {
    const session = this.#sessions.get(accessKeyId);
    if (session !== undefined && session.sessionToken === sessionToken) {
      if (at.nowMs >= session.endsMs) throw expiredCredentials(at.service);
      return session.caller;
    }
    const caller = sessionToken === undefined ? this.#keys.get(accessKeyId) : undefined;
    if (caller !== undefined) return caller;
    if (at.service === 'sts')
      fail('InvalidClientTokenId', 'The security token included in the request is invalid.', FORBIDDEN);
    fail('AuthFailure', 'AWS was not able to validate the provided access credentials', UNAUTHORIZED);
  }

  /** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: any role of a known account. */
  assume(caller: Caller, request: RoleRequest, nowMs: number): Session {
    const [, account = '', role = ''] = ROLE_ARN.exec(request.roleArn) ?? [];
    if (account === '') fail('ValidationError', `${request.roleArn} is invalid`);
    const known = this.#accounts.get(account);
    const wanted = known?.externalIds?.[role];
    if (known === undefined || (wanted !== undefined && wanted !== request.externalId)) {
      const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${request.roleArn}`;
      fail('AccessDenied', message, FORBIDDEN);
    }
    const roleId = `AROA${role
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .padEnd(16, '0')
      .slice(0, 16)}`;
    const session: Session = {
      caller: {
        account,
        arn: `arn:aws:sts::${account}:assumed-role/${role}/${request.sessionName}`,
        userId: `${roleId}:${request.sessionName}`,
      },
      accessKeyId: `ASIA${this.#random.id(KEY_BYTES).toUpperCase()}`,
      secretAccessKey: this.#random.id(SECRET_BYTES),
      sessionToken: this.#random.id(SECRET_BYTES),
      endsMs: nowMs + request.seconds * 1000,
    };
    this.#sessions.set(session.accessKeyId, session);
    return session;
  }

  clear(): void {
    this.#sessions.clear();
  }
}

/** EC2 and STS name the same thing differently: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 *  (RequestExpired) and https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html (ExpiredToken). */
export function expiredCredentials(service: string, code = ''): AwsError {
  const named = code === '' ? (service === 'sts' ? 'ExpiredToken' : 'RequestExpired') : code;
  const message =
    named === 'RequestExpired'
      ? 'Request has expired.'
      : 'The security token included in the request is expired';
  return new AwsError(named, message, service === 'sts' ? FORBIDDEN : undefined);
}

function rootOf(account: string): Caller {
  return {
    account,
    arn: `arn:aws:iam::${account}:user/sandbox`,
    userId: `AIDASANDBOX${account.slice(0, 10)}`,
  };
}
