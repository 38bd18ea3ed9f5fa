// The CEL environment of a Kubernetes API server: the language, optionals and the Kubernetes libraries. Separate from
// rules because it knows nothing of schemas; it is built once and cloned per schema. Missing on purpose: semver,
// JSON patch and two-variable comprehensions, which nothing here uses: a rule with them does not compile.
// https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries
import { Environment } from '@marcbachmann/cel-js';
import { registerFormats } from './library-formats.ts';
import { registerLists, registerSets } from './library-lists.ts';
import { registerAddresses } from './library-addresses.ts';
import { registerOptionals } from './library-optionals.ts';
import { registerQuantities } from './library-quantities.ts';
import { registerStrings } from './library-strings.ts';
import { registerUrls } from './library-urls.ts';

let shared: Environment | undefined;

/** The same environment for all: clone it before adding to it. */
export function kubernetesEnvironment(): Environment {
  shared ??= build();
  return shared;
}

function build(): Environment {
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: true });
  for (const register of [
    registerAddresses,
    registerLists,
    registerSets,
    registerStrings,
    registerFormats,
    registerUrls,
    registerQuantities,
    registerOptionals,
  ]) {
    register(environment);
  }
  return environment;
}
