// What AWS's error codes mean for us: one table, and suffix families for codes that are built from an id's name.
// Separate from errors.ts because it is data that people look up. A code that is nowhere here is transient.
//
// disposition  what the engine does          | examples
// throttled    the limiter slows down        | RequestLimitExceeded
// transient    back-off by key               | InternalError, a thing just made that is not visible yet
// waiting      something else must go first  | DependencyViolation, IncorrectState
// denied       the cure lies outside         | UnauthorizedOperation, VpcLimitExceeded
// refused      only the declaration helps    | InvalidVpc.Range
// stale        our picture was old           | InvalidPermission.Duplicate
// bug          we asked in a wrong way       | InvalidAction
//
// Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
import type { Disposition } from '../model/kind.ts';
import type { Reason } from '../model/reasons.ts';

/** cure: what people can do, where AWS's own text does not say it. */
export type CodeMeaning = { disposition: Disposition; reason: Reason; cure?: string };

type Group = CodeMeaning & { source: string; codes: readonly string[] };

const ERRORS_PAGE = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html';
const COMMON_ERRORS_PAGE = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html';
const THROTTLING_PAGE = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html';
const CONSISTENCY_PAGE = 'https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html';
const IDEMPOTENCY_PAGE = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html';
const STS_PAGE = 'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html';

/** The signature's time is too far from AWS's: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html */
export const WRONG_CLOCK: CodeMeaning = {
  disposition: 'transient',
  reason: 'AWSError',
  cure: 'the clock of this machine differs from that of AWS by minutes: set it, by NTP; until then calls are signed with AWS’s time',
};

export const groups: readonly Group[] = [
  {
    ...WRONG_CLOCK,
    source: STS_PAGE,
    codes: ['RequestTimeTooSkewed', 'RequestInTheFuture'],
  },
  {
    disposition: 'throttled',
    reason: 'Throttled',
    source: THROTTLING_PAGE,
    codes: [
      'RequestLimitExceeded',
      'Client.RequestLimitExceeded',
      'EC2ThrottledException',
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestThrottled',
      'RequestThrottledException',
      'TooManyRequestsException',
      'SlowDown',
      'BandwidthLimitExceeded',
      'PriorRequestNotComplete',
    ],
  },
  {
    disposition: 'transient',
    reason: 'AWSError',
    source: ERRORS_PAGE,
    codes: [
      'Unavailable',
      'ServiceUnavailable',
      'InternalError',
      'InternalFailure',
      'InternalServerError',
      'ServerInternal',
      'ConcurrentTagAccess',
      'ConcurrentMutationLimitExceeded',
      'InsufficientCapacity',
      'InvalidPaginationToken',
      'InvalidNextToken',
    ],
  },
  {
    // Of an object that is being deleted the engine says DeletionBlocked; a living one is only changed.
    disposition: 'waiting',
    reason: 'DependencyNotReady',
    source: ERRORS_PAGE,
    codes: [
      'DependencyViolation',
      'InvalidCidrBlock.InUse',
      'InvalidGroup.InUse',
      'InvalidNetworkInterface.InUse',
      'CannotDelete',
    ],
  },
  {
    disposition: 'waiting',
    reason: 'Pending',
    source: ERRORS_PAGE,
    codes: [
      'IncorrectState',
      'InvalidState',
      'InvalidStateTransition',
      'InvalidVpcState',
      'InvalidVpcPeeringConnectionState.DnsHostnamesDisabled',
      'ResourceNotReady',
      'OperationInProgress',
    ],
  },
  {
    disposition: 'denied',
    reason: 'AccessDenied',
    source: COMMON_ERRORS_PAGE,
    codes: [
      'UnauthorizedOperation',
      'AccessDenied',
      'AccessDeniedException',
      'NotAuthorized',
      'OptInRequired',
      'PendingVerification',
      'Blocked',
      'AccountDisabled',
    ],
  },
  {
    disposition: 'denied',
    reason: 'CredentialsUnavailable',
    source: STS_PAGE,
    codes: [
      'AuthFailure',
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'UnrecognizedClient',
      'ExpiredToken',
      'ExpiredTokenException',
      'RequestExpired',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'InvalidIdentityToken',
      'IDPRejectedClaim',
      'RegionDisabledException',
      'CredentialsProviderError',
      'TokenProviderError',
      'ProviderError',
    ],
  },
  {
    disposition: 'denied',
    reason: 'QuotaExceeded',
    source: ERRORS_PAGE,
    codes: ['InsufficientFreeAddressesInSubnet', 'InsufficientCidrBlocks', 'TooManyTags'],
  },
  {
    disposition: 'refused',
    reason: 'InvalidSpec',
    cure: 'name a zone of the object’s region that this account may use (aws ec2 describe-availability-zones lists them)',
    source: ERRORS_PAGE,
    codes: ['InvalidAvailabilityZone', 'NotAvailableInZone', 'InvalidZone.NotFound'],
  },
  {
    disposition: 'refused',
    reason: 'InvalidSpec',
    source: ERRORS_PAGE,
    codes: [
      'InvalidParameter',
      'InvalidParameterValue',
      'InvalidParameterCombination',
      'InvalidParameterDependency',
      'MissingParameter',
      'ValidationError',
      'InvalidInput',
      'InvalidRequest',
      'InvalidID',
      'InvalidVpc.Range',
      'InvalidVpcRange',
      'InvalidSubnet.Range',
      'InvalidCidr.InUse',
      'InvalidServiceName',
      'InvalidPolicyDocument',
      'InvalidVpcEndpointType',
      'DuplicateSubnetsInSameZone',
      'InvalidTenancy',
      'InvalidRoute.InvalidState',
      'InvalidGroup.Reserved',
      'InvalidPermission.Malformed',
      'OperationNotPermitted',
      'Unsupported',
      'UnsupportedOperation',
      'UnsupportedTenancy',
      'TagPolicyViolation',
      'ResourceCountExceeded',
    ],
  },
  {
    disposition: 'refused',
    reason: 'Conflict',
    source: ERRORS_PAGE,
    codes: ['InvalidSubnet.Conflict', 'InvalidGroup.Duplicate', 'VpcPeeringConnectionAlreadyExists'],
  },
  {
    // The list was changed since we read it: read again, plan again (and a token whose first use differed: discover).
    disposition: 'stale',
    reason: 'AWSError',
    source: CONSISTENCY_PAGE,
    codes: [
      'InvalidPermission.Duplicate',
      'InvalidPermission.NotFound',
      'InvalidSecurityGroupRuleId.NotFound',
      'RouteAlreadyExists',
      'InvalidRoute.NotFound',
      'InvalidAssociationID.NotFound',
      'InvalidVpcCidrBlockAssociationID.NotFound',
      'InvalidVpcCidrBlockAssociationIdError.NotFound',
      'InvalidSubnetCidrBlockAssociationID.NotFound',
      'InvalidCidrBlock.NotFound',
      'Resource.AlreadyAssociated',
      'Resource.AlreadyAssigned',
      'Gateway.NotAttached',
      'NetworkAclEntryAlreadyExists',
      'InvalidNetworkAclEntry.NotFound',
      'PrefixListVersionMismatch',
      'InvalidPrefixListModification',
      'PrefixListMaxEntriesExceeded',
    ],
  },
  {
    disposition: 'stale',
    reason: 'AWSError',
    source: IDEMPOTENCY_PAGE,
    codes: ['IdempotentParameterMismatch'],
  },
  {
    disposition: 'bug',
    reason: 'InternalError',
    source: COMMON_ERRORS_PAGE,
    codes: [
      'InvalidAction',
      'MissingAction',
      'InvalidQueryParameter',
      'MalformedQueryString',
      'UnknownParameter',
      'InvalidFilter',
      'FilterLimitExceeded',
      'DryRunOperation',
    ],
  },
];

/** Tried in order when a code is not in the table. */
export const families: readonly (CodeMeaning & { suffix: string; source: string })[] = [
  // VpcLimitExceeded, SubnetLimitExceeded, RulesPerSecurityGroupLimitExceeded …: quotas of the account.
  {
    suffix: 'LimitExceeded',
    disposition: 'denied',
    reason: 'QuotaExceeded',
    cure: 'delete what is not needed, or have the quota raised (Service Quotas, for this account and region)',
    source: ERRORS_PAGE,
  },
  // A thing just made may be unknown to the next call for a while; a thing that is gone stays unknown.
  {
    suffix: '.NotFound',
    disposition: 'transient',
    reason: 'DependencyNotFound',
    cure: 'correct what is named, unless it was made just now: then it is found by itself',
    source: CONSISTENCY_PAGE,
  },
  { suffix: '.Malformed', disposition: 'refused', reason: 'InvalidSpec', source: ERRORS_PAGE },
];

const byCode = new Map(groups.flatMap((group) => group.codes.map((code) => [code, group] as const)));

/** What `code` means, or undefined when neither table nor families know it. */
export function meaningOf(code: string): CodeMeaning | undefined {
  return byCode.get(code) ?? families.find(({ suffix }) => code.endsWith(suffix));
}
