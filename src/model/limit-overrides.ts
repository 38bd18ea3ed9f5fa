// Request buckets that AWS Support changed for an account, as an operator writes them. Separate because the configuration reads
// them and the limiter of the ec2 room uses them.

/** How many calls a burst may hold, and how many come back per second. */
export type CallLimit = { capacityCalls: number; callsPerSecond: number };
/** By action. */
export type LimitOverrides = Readonly<Record<string, CallLimit>>;

/**
 * Reads `Action=capacity/perSecond`, such as `CreateVpc=200/20`, one text per action.
 * @throws Error naming the text and the form expected.
 */
export function parseLimitOverrides(texts: readonly string[]): LimitOverrides {
  const overrides: Record<string, CallLimit> = {};
  for (const text of texts) {
    const match = /^([A-Z][A-Za-z0-9]*)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text.trim());
    const [, action = '', capacity = '0', rate = '0'] = match ?? [];
    if (match === null || Number(capacity) < 1 || Number(rate) <= 0) {
      throw new Error(
        `'${text}' is no limit: expected Action=capacity/perSecond with numbers above zero, such as CreateVpc=200/20`,
      );
    }
    if (Object.hasOwn(overrides, action)) throw new Error(`${action} has two limits: leave one`);
    overrides[action] = { capacityCalls: Number(capacity), callsPerSecond: Number(rate) };
  }
  return overrides;
}
