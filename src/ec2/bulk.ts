// Failures inside a success: some operations answer 200 and say in the body that all or part of the work was not done.
// Separate because every such shape has its own AWS page.
import { Fault } from '../model/fault.ts';
import type { Disposition } from '../model/kind.ts';
import { isRecord, memberAt } from '../model/json.ts';
import { cleaned, toFault } from './errors.ts';

type Failure = { code: string; message: string };

/**
 * The fault in a 200, or undefined. Its outcome is unknown, because part of the work may have been done, unless everything
 * that the request names by id is among the failures: then nothing was done.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UnsuccessfulItem.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html (Return, unknownIpPermissionSet)
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html (ReturnValue)
 */
export function failureInside(
  call: { operation: string; input: object },
  output: Readonly<Record<string, unknown>>,
  kindFaults: Readonly<Record<string, Disposition>>,
): Fault | undefined {
  const { operation, input } = call;
  const failures = [...unsuccessful(output), ...unknownPermissions(output), ...falseReturn(output)];
  const [first] = failures;
  if (first === undefined) return undefined;
  const message = cleaned([...new Set(failures.map((failure) => failure.message))].join('; '));
  const error = Object.assign(new Error(message), { name: first.code, $metadata: { httpStatusCode: 200 } });
  return new Fault({
    ...toFault(error, { operation, kindFaults }).details,
    outcomeUnknown: !failedWhole(input, output),
  });
}

function failedWhole(input: object, output: Readonly<Record<string, unknown>>): boolean {
  const ids = Object.values(input).flatMap((value: unknown) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? [value.length] : [],
  );
  const named = Math.max(0, ...ids);
  return named > 0 && unsuccessful(output).length >= named;
}

function unsuccessful(output: Readonly<Record<string, unknown>>): Failure[] {
  const items = output['Unsuccessful'];
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) => {
    const code = memberAt(item, 'Error.Code');
    const text = memberAt(item, 'Error.Message');
    const id = isRecord(item) ? (item['ResourceId'] ?? '') : '';
    return {
      code: typeof code === 'string' ? code : 'Unsuccessful',
      message: `${String(id)}: ${String(text)}`,
    };
  });
}

/** A default VPC answers 200 to a revoke of rules that it does not have. */
function unknownPermissions(output: Readonly<Record<string, unknown>>): Failure[] {
  const unknown = output['UnknownIpPermissions'];
  if (!Array.isArray(unknown) || unknown.length === 0) return [];
  return [
    {
      code: 'InvalidPermission.NotFound',
      message: 'some rules were not revoked because the group does not have them',
    },
  ];
}

function falseReturn(output: Readonly<Record<string, unknown>>): Failure[] {
  if (output['Return'] !== false && output['ReturnValue'] !== false) return [];
  return [{ code: 'ReturnedFalse', message: 'AWS answered that it did not do it' }];
}
