// The error that a handler throws: AWS's code, message and HTTP status. Separate because handlers, both fronts and the
// fault injector make and read it; only the fronts turn it into what a client sees.

/** HTTP status of a request that is at fault itself. */
const BAD_REQUEST = 400;

export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = BAD_REQUEST) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

export function fail(code: string, message: string, status?: number): never {
  throw new AwsError(code, message, status);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: InvalidParameterValue. */
export function invalidValue(parameter: string, value: unknown, why = ''): never {
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${String(value)}) for parameter ${parameter} is invalid. ${why}`.trim(),
  );
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: MissingParameter. */
export function missing(parameter: string): never {
  throw new AwsError('MissingParameter', `The request must contain the parameter ${parameter}`);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: InvalidParameterCombination. */
export function combination(message: string): never {
  throw new AwsError('InvalidParameterCombination', message);
}
