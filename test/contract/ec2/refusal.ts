// An AWS error, as the SDK and the controller's own port throw it, as an answer. Separate because both callers need it.
import type { Answer } from './runner.ts';

/** AWS's error code is the error's name; an error that did not come from an answer keeps its own name and has status 0. */
export function refusal(error: unknown): Answer {
  if (!(error instanceof Error)) throw error;
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : 0;
  return { ok: false, code: error.name, message: error.message, status: Number(status ?? 0) };
}
