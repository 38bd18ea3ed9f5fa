// The outside of this room as production puts it together: credentials, accounts and the `send` to AWS over one STS. Separate
// from its parts so that tests over HTTP run what production runs.
import type { AwsTransport, Clock, Log, Metrics } from '../model/ports.ts';
import type { AccountRole, Accounts } from '../model/writer.ts';
import { createAccounts } from './accounts.ts';
import { createAwsTransport } from './aws-transport.ts';
import { createCredentials, type CredentialsProvider } from './credentials.ts';
import type { ClientOptions } from './send.ts';
import { createSts } from './sts.ts';

export type AwsOptions = ClientOptions & {
  clock: Clock;
  metrics: Metrics;
  log: Log;
  audit: Log;
  clusterID: string;
  roles: (via: string) => AccountRole | undefined;
  /** Own credentials; the SDK's default chain when left out. */
  own?: CredentialsProvider;
};

export function createAws(options: AwsOptions): {
  transport: AwsTransport;
  accounts: Accounts;
  close(): void;
} {
  const sts = createSts(options);
  const credentials = createCredentials({ ...options, assume: sts.assumeRole });
  const transport = createAwsTransport({ ...options, credentials });
  return {
    transport,
    accounts: createAccounts({
      credentials,
      callerIdentity: (access) => sts.callerIdentity(access, credentials.ofAccess(access)),
    }),
    close() {
      transport.close();
      sts.close();
    },
  };
}
