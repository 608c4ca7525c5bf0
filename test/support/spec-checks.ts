import type { Schema } from '../../src/kernel/kind-definition.ts';

/** What tests of a kind ask its schema. */
export interface SpecChecks {
  /** The value with its defaults; fails the test with the issues where it is refused. */
  accepted(spec: unknown): unknown;
  /** Where the value is wrong, as `a.b.0`; empty where it is accepted. */
  issuesOf(spec: unknown): readonly string[];
}

/** Makes the checks of one schema. */
export function specChecks(schema: Schema<unknown>): SpecChecks {
  return {
    accepted: (spec) => {
      const result = schema.safeParse(spec);
      if (!result.success) throw new Error(JSON.stringify(result.error.issues));
      return result.data;
    },
    issuesOf: (spec) => {
      const result = schema.safeParse(spec);
      return result.success ? [] : result.error.issues.map((issue) => issue.path.map(String).join('.'));
    },
  };
}
