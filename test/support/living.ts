// What a row of the simulated EC2 says of its life.

/** States in which EC2 still shows a thing that is none any more, or that was never one. */
const GONE = new Set(['delete-complete', 'deleting', 'deleted', 'rejected', 'expired', 'failed']);

export function isLiving(row: object): boolean {
  const { Status: status, State: state } = row as { Status?: { Code?: string }; State?: unknown };
  return !GONE.has(status?.Code ?? String(state ?? ''));
}
