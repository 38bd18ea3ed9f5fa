// What keeps the process from starting although the command line is right: one line for people, with the cure. Separate
// because main prints it without a stack, and everything else is a defect and keeps its stack.

export class StartError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'StartError';
  }
}

/** The reason in one line, down to the innermost cause: fetch and undici hide it there. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message.split('\n', 1)[0]?.trim() || error.name;
}
