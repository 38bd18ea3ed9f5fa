// CEL's authorizer: what a policy asks about the permissions of whoever makes the request. Answers come from the same
// function that lets requests in. Missing on purpose: paths, service accounts and selectors, which that function does not
// know; an expression with them does not compile.
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library
import type { Environment } from '@marcbachmann/cel-js';
import { define } from '../schema/library-definition.ts';

export type Question = {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
};
export type Decide = (question: Question) => boolean;

export class Authorizer {
  readonly decide: Decide;
  /** CEL's authorizer.requestResource: a check about what the request is about. */
  readonly requestResource: ResourceCheck;

  constructor(decide: Decide, request: Question) {
    this.decide = decide;
    this.requestResource = new ResourceCheck(decide, request);
  }
}

class GroupCheck {
  readonly decide: Decide;
  readonly group: string;
  constructor(decide: Decide, group: string) {
    this.decide = decide;
    this.group = group;
  }
}

class ResourceCheck {
  readonly decide: Decide;
  readonly question: Question;
  constructor(decide: Decide, question: Question) {
    this.decide = decide;
    this.question = question;
  }
}

class Decision {
  readonly isAllowed: boolean;
  constructor(isAllowed: boolean) {
    this.isAllowed = isAllowed;
  }
}

const AUTHORIZER = 'kubernetes.authorization.Authorizer';
const GROUP_CHECK = 'kubernetes.authorization.GroupCheck';
const RESOURCE_CHECK = 'kubernetes.authorization.ResourceCheck';
const DECISION = 'kubernetes.authorization.Decision';
const NO_QUESTION: Question = {
  verb: '',
  group: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
};

/** Types and functions, and the variable `authorizer` itself. */
export function registerAuthorizer(environment: Environment): void {
  environment.registerType(DECISION, { ctor: Decision, fields: {} });
  environment.registerType(RESOURCE_CHECK, { ctor: ResourceCheck, fields: {} });
  environment.registerType(GROUP_CHECK, { ctor: GroupCheck, fields: {} });
  environment.registerType(AUTHORIZER, { ctor: Authorizer, fields: { requestResource: RESOURCE_CHECK } });
  environment.registerVariable('authorizer', AUTHORIZER);
  define(
    environment,
    `${AUTHORIZER}.group(string): ${GROUP_CHECK}`,
    ({ decide }: Authorizer, group: string) => new GroupCheck(decide, group),
  );
  define(
    environment,
    `${GROUP_CHECK}.resource(string): ${RESOURCE_CHECK}`,
    ({ decide, group }: GroupCheck, resource: string) =>
      new ResourceCheck(decide, { ...NO_QUESTION, group, resource }),
  );
  for (const part of ['subresource', 'namespace', 'name'] as const)
    define(
      environment,
      `${RESOURCE_CHECK}.${part}(string): ${RESOURCE_CHECK}`,
      ({ decide, question }: ResourceCheck, value: string) =>
        new ResourceCheck(decide, { ...question, [part]: value }),
    );
  define(
    environment,
    `${RESOURCE_CHECK}.check(string): ${DECISION}`,
    ({ decide, question }: ResourceCheck, verb: string) => new Decision(decide({ ...question, verb })),
  );
  define(environment, `${DECISION}.allowed(): bool`, ({ isAllowed }: Decision) => isAllowed);
  define(environment, `${DECISION}.reason(): string`, () => '');
  define(environment, `${DECISION}.errored(): bool`, () => false);
  define(environment, `${DECISION}.error(): string`, () => '');
}
