// The refusal of a schema: every problem at once, each as `path: text`, in the order of the schema. Separate because
// structural rules, list types, defaults and CEL rules all report into the same list.

export type SchemaProblem = { readonly path: string; readonly text: string };

export class SchemaError extends Error {
  readonly problems: readonly SchemaProblem[];

  constructor(problems: readonly SchemaProblem[]) {
    super(problems.map(({ path, text }) => `${path}: ${text}`).join(', '));
    this.name = 'SchemaError';
    this.problems = problems;
  }
}
