// Endpoint policies: the default one, and what EC2 refuses as a policy.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { fail } from '../core/error.ts';

/** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html: characters, white space included. */
const LONGEST = 20_480;
const VERSIONS = ['2008-10-17', '2012-10-17'];

/** The first page: the policy of an endpoint that was made without one. */
export const DEFAULT_POLICY = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

type Members = Readonly<Record<string, unknown>>;

/** The policy as EC2 stores it: a statement that stands alone becomes a list. */
export function storedPolicy(given: string): string {
  if (given.length > LONGEST)
    fail('InvalidPolicyDocument', `The policy is longer than ${LONGEST} characters.`);
  const policy = parsed(given);
  const { Version, Statement } = policy;
  if (Version !== undefined && !VERSIONS.includes(String(Version)))
    refused(`Version must be one of ${VERSIONS.join(', ')}`);
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0) refused('Statement is empty');
  for (const statement of statements) checkStatement(statement);
  return JSON.stringify({ Version: '2008-10-17', ...policy, Statement: statements });
}

function parsed(text: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refused('it is not JSON');
  }
  return isMembers(value) ? value : refused('it is not an object');
}

function checkStatement(statement: unknown): void {
  if (!isMembers(statement)) refused('a statement is not an object');
  const { Effect } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') refused('Effect must be Allow or Deny');
  for (const [one, other] of [
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
    ['Principal', 'NotPrincipal'],
  ] as const) {
    if ((statement[one] === undefined) === (statement[other] === undefined))
      refused(`a statement has exactly one of ${one} and ${other}`);
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(why: string): never {
  fail('InvalidPolicyDocument', `The policy document is invalid: ${why}.`);
}
