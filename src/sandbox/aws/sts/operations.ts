// The two STS operations that a controller needs: who am I, and becoming a role.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
import type * as STS from '@aws-sdk/client-sts';
import { fail } from '../core/error.ts';
import { type Operation, reads } from '../core/operation.ts';
import type { Identities } from './identities.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: DurationSeconds, default and limits. */
const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 900;
const MOST_SECONDS = 43_200;

export function stsOperations(identities: Identities): Readonly<Record<string, Operation>> {
  return {
    GetCallerIdentity: reads<STS.GetCallerIdentityRequest, STS.GetCallerIdentityResponse>({
      accepts: {},
      run: ({ caller }) => ({ Account: caller.account, Arn: caller.arn, UserId: caller.userId }),
    }),
    AssumeRole: reads<STS.AssumeRoleRequest, STS.AssumeRoleResponse>({
      accepts: {
        RoleArn: true,
        RoleSessionName: true,
        DurationSeconds: true,
        ExternalId: true,
        Policy: true,
        Tags: { Key: true, Value: true },
        TransitiveTagKeys: true,
      },
      run: ({ caller, world }, input) => assumeRole(identities, caller, input, world.date().getTime()),
    }),
  };
}

function assumeRole(
  identities: Identities,
  caller: Parameters<Identities['assume']>[0],
  input: STS.AssumeRoleRequest,
  nowMs: number,
): STS.AssumeRoleResponse {
  const { RoleArn, RoleSessionName, ExternalId, DurationSeconds: seconds = DEFAULT_SECONDS } = input;
  if (RoleArn === undefined || RoleSessionName === undefined)
    fail('ValidationError', 'RoleArn and RoleSessionName are required');
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName))
    fail('ValidationError', `RoleSessionName ${RoleSessionName} is invalid`);
  if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
    fail('ValidationError', `DurationSeconds must be between ${LEAST_SECONDS} and ${MOST_SECONDS}`);
  }
  const request = { roleArn: RoleArn, sessionName: RoleSessionName, externalId: ExternalId, seconds };
  const session = identities.assume(caller, request, nowMs);
  return {
    AssumedRoleUser: { Arn: session.caller.arn, AssumedRoleId: session.caller.userId },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.endsMs),
    },
  };
}
