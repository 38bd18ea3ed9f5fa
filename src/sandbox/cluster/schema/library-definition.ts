// How library functions are registered: always synchronous, with arguments of the types that the signature promises.
// Separate so that the one unchecked step, from the library's untyped handlers to ours, is written once.
import type { Environment } from '@marcbachmann/cel-js';

/** The signature's types are checked by the library before the call; A names them for TypeScript. */
export function define<A extends readonly unknown[]>(
  environment: Environment,
  signature: string,
  handler: (...args: A) => unknown,
): void {
  environment.registerFunction(signature, (...args: unknown[]) => handler(...(args as unknown as A)), {
    async: false,
  });
}

/** A name in front of functions, as in `ip.isCanonical(x)`. */
export function defineNamespace(environment: Environment, name: string, type: string): void {
  const namespace = class {};
  environment.registerType(type, { ctor: namespace, fields: {} });
  environment.registerConstant(name, type, new namespace());
}
