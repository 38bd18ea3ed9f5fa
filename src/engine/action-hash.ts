// An action is known by what it asks of AWS: the same call is the same action, in whichever pass.
import { createHash } from 'node:crypto';
import { canonicalText } from '../model/json.ts';
import type { Action } from '../model/kind.ts';

export function hashOf(action: Action): string {
  return createHash('sha256')
    .update(canonicalText([action.role, action.operation, action.input]))
    .digest('hex');
}
