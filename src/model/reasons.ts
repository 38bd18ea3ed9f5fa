// The closed list of condition reasons: programs switch on them, so a published one never changes its meaning.
// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties

export const reasons = {
  Available: 'The AWS resource is as declared and in use.',
  Creating: 'The AWS resource is being made.',
  Updating: 'Changes are being applied.',
  Deleting: 'The AWS resource is being removed.',
  Pending: 'AWS is still working on it.',
  DependencyNotFound: 'A referenced object does not exist.',
  DependencyNotReady:
    'A referenced object has no AWS resource yet or is not usable yet, or what depends on the AWS resource has to go first; the message names it.',
  ReferenceNotGranted:
    'A reference into another namespace has no NetworkGrant there, or a raw id is not allowed.',
  InvalidSpec: 'The declaration cannot be carried out; the message names the field and the cure.',
  ImmutableField:
    'A field was changed that AWS cannot change; put the old value back, or delete and create anew.',
  Conflict: 'Another object or owner claims the same thing.',
  QuotaExceeded: 'A quota of the AWS account is used up.',
  AccessDenied: 'AWS refused the call: the role lacks a permission, named in the message.',
  AccountNotAllowed: 'The AWSAccount does not allow this namespace, region, or use.',
  CredentialsUnavailable: 'No credentials for the account: missing, expired, or not to be assumed.',
  Throttled: 'AWS or the own limiter slows calls down; it goes on by itself.',
  AWSError: 'AWS answered with an error; the message has its code and text.',
  Failed: 'AWS reports that the resource failed.',
  Vanished: 'The resource disappeared from AWS by another hand and recreatePolicy says Never.',
  ExpectationFailed: 'A standing check found something else than declared.',
  Paused: 'The annotation vpcraft.dev/paused holds this object.',
  Frozen:
    'Too much disappeared at once in this account and region; nothing is created or destroyed until it is seen again.',
  WatchStale:
    'The watch of Kubernetes is interrupted; nothing is taken away until it is known again what is declared.',
  Observing: 'managementPolicy is Observe: nothing is changed.',
  ApprovalRequired: 'A change set waits for its approval; its hash is in status.plan.',
  DeletionBlocked: 'Something stands in the way of the deletion; the message names it.',
  DeletionProtected: 'The annotation vpcraft.dev/deletion-protection holds the deletion.',
  NotOwned:
    "The AWS resource does not carry this object's owner tags, or its owner has not consented to adoption.",
  InternalError: 'A defect of the controller; the log has the details.',
} as const;

export type Reason = keyof typeof reasons;
