// Where something in AWS lives and who may act there.
import type { AwsIdentity } from './ports.ts';

/** Which of an object's scopes; most kinds have only 'home'. */
export type Role = 'home' | 'peer';
export type Service = 'ec2';
/** An account (twelve digits) and region, reached through the AWSAccount object `via` ('' = own credentials). */
export type Scope = AwsIdentity & { service: Service };
/** `none`: nobody here can act there now (no grant, no credentials, a foreign account), with the reason. */
export type ScopeAnswer = Scope | { none: string };

export function isScope(answer: ScopeAnswer): answer is Scope {
  return !('none' in answer);
}

/** One text per scope, for maps and logs. */
export function scopeKey(scope: Scope): string {
  return `${scope.via}/${scope.account}/${scope.region}/${scope.service}`;
}
