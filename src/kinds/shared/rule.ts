import type { z } from 'zod';
import type { CelRule } from '../../kernel/kind-definition.ts';

const VALIDATIONS = 'x-kubernetes-validations';

/** A rule in both languages: `check` says in TypeScript what `rule` says in CEL. A test asks both about the same values. */
export interface TwinRule<T> extends CelRule {
  readonly message: string;
  /** Not `FieldValueDuplicate`: with it the server drops the message. */
  readonly reason?: 'FieldValueInvalid' | 'FieldValueForbidden' | 'FieldValueRequired';
  readonly check: (value: T) => boolean;
  /** Where our own issue points to, relative to the schema. Default: derived from `fieldPath` (`.host`), else the schema itself. */
  readonly path?: readonly string[];
}

/**
 * Adds CEL rules that need no check of their own here: transition rules (`self == oldSelf`), which see the stored object, and the second
 * half of a rule whose check already says all.
 */
export function withCel<S extends z.ZodType>(schema: S, ...rules: readonly CelRule[]): S {
  const before = schema.meta()?.[VALIDATIONS];
  return schema.meta({ [VALIDATIONS]: [...(Array.isArray(before) ? before : []), ...rules] });
}

/**
 * Adds a rule that both this program and the API server enforce. Everything the rule touches must be bounded, or the server refuses the CRD
 * for its cost. CEL sees the object after the server's defaults, `check` after ours.
 */
export function withRule<S extends z.ZodType>(schema: S, twin: TwinRule<z.output<S>>): S {
  const { check, path, ...rule } = twin;
  const field = path ?? (rule.fieldPath === undefined ? [] : rule.fieldPath.split('.').slice(1));
  return withCel(schema.refine(check, { message: rule.message, path: [...field] }), rule);
}
