// The in-process front: an AwsTransport without XML and sockets, for simulation. It shows errors as the SDK does, so
// that whoever uses it cannot tell it from the real one.
import type { AwsAnswer, AwsIdentity, AwsTransport } from '../../model/ports.ts';
import { AwsError } from './core/error.ts';
import type { Caller } from './core/operation.ts';
import type { AwsSimulator, Outcome } from './simulator.ts';

/** Whose credentials an identity really has; undefined: none that AWS knows. */
export type CredentialsOf = (
  identity: AwsIdentity,
) => { readonly account: string; readonly arn?: string } | undefined;

const UNAUTHORIZED = 401;
const SERVER_ERRORS = 500;

export function transport(
  simulator: AwsSimulator,
  credentialsOf: CredentialsOf = (identity) => identity,
): AwsTransport {
  return {
    send(identity, operation, input, signal) {
      return new Promise<AwsAnswer>((resolve, reject) => {
        if (signal?.aborted) return reject(aborted());
        const onAbort = () => reject(aborted());
        signal?.addEventListener('abort', onAbort, { once: true });
        const { region, service } = identity;
        const caller = callerOf(simulator, credentialsOf(identity));
        simulator.exchange(
          { caller, region, service, operation, input, userAgent: 'in-process' },
          (outcome) => {
            signal?.removeEventListener('abort', onAbort);
            settle(outcome, resolve, reject);
          },
        );
      });
    },
  };
}

function callerOf(simulator: AwsSimulator, given: ReturnType<CredentialsOf>): Caller | AwsError {
  if (given === undefined || !simulator.identities.knows(given.account)) {
    return new AwsError(
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      UNAUTHORIZED,
    );
  }
  const root = simulator.identities.rootCaller(given.account);
  return given.arn === undefined ? root : { ...root, arn: given.arn };
}

function settle(
  outcome: Outcome,
  resolve: (answer: AwsAnswer) => void,
  reject: (error: Error) => void,
): void {
  if (outcome.is === 'lost') reject(connectionReset());
  else if (outcome.is === 'error') reject(serviceError(outcome.error, outcome.requestId));
  else resolve({ output: outcome.output as AwsAnswer['output'], requestId: outcome.requestId });
}

function serviceError({ code, message, status }: AwsError, requestId: string): Error {
  return Object.assign(new Error(message), {
    name: code,
    $fault: status >= SERVER_ERRORS ? 'server' : 'client',
    $metadata: { httpStatusCode: status, requestId },
  });
}

/** As Node's sockets say it; without a status: nobody knows whether the call took effect. */
function connectionReset(): Error {
  return Object.assign(new Error('socket hang up'), {
    name: 'TimeoutError',
    code: 'ECONNRESET',
    $metadata: {},
  });
}

function aborted(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError', $metadata: {} });
}
