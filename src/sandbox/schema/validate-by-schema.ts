import type { FieldError, FieldErrorType } from '../failures/field-error.ts';
import { validateRules } from './cel/validate-rules.ts';
import { type Correlation, correlate } from './correlation.ts';
import { embeddedResourceErrors } from './embedded-resources.ts';
import { invalidValue } from '../failures/field-complaints.ts';
import { duplicateItems } from './list-invariants.ts';
import { nodeHasEmbedded, nodeHasKeyedLists, nodeHasRules } from './schema-features.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';
import { validateKeywords } from './validate-keywords.ts';

/** What is wrong with a value. */
export interface SchemaVerdict {
  readonly errors: readonly FieldError[];
  /** Rules that a part breaks which an update did not change: for `Warning:` headers. */
  readonly warnings: readonly string[];
}

/** Errors after which rules are not evaluated. */
const BLOCKING: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const NOT_CHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

function listErrors(schema: SchemaNode, value: JsonValue, old: JsonValue, path: string | undefined): readonly FieldError[] {
  if (!nodeHasKeyedLists(schema)) return [];
  const errors = duplicateItems(schema, value, path);
  // Lists that were broken already do not hold up an update.
  return errors.length > 0 && old !== undefined && duplicateItems(schema, old, path).length > 0 ? [] : errors;
}

/** How a write is judged, beyond the value itself. */
export interface Judgement {
  /** What was there before; undefined for a create. */
  readonly old?: JsonValue;
  /** The part that the keywords of the schema are checked on: `status` for writes of the status. Default: all of it. */
  readonly part?: string;
  /** Errors that something else found and that stand between those of keywords and those of rules. */
  readonly others?: readonly FieldError[];
}

function partErrors(schema: SchemaNode, value: JsonValue, part: string | undefined, whole: Correlation | undefined): readonly FieldError[] {
  if (part === undefined) return validateKeywords(schema, value, { path: '', prefix: undefined }, whole).errors;
  const node = schema.properties?.[part];
  const inner: unknown = (value as Readonly<Record<string, unknown>>)[part];
  if (node === undefined || inner === undefined) return [];
  return validateKeywords(node, inner, { path: '', prefix: part }, whole?.key(part)).errors;
}

/** As {@link validateBySchema}, with warnings, and for a part of an object. */
export function judgeBySchema(schema: SchemaNode, value: JsonValue, { old, part, others = [] }: Judgement = {}): SchemaVerdict {
  const correlation = old === undefined ? undefined : correlate(schema, value, old);
  const embedded = part === undefined && nodeHasEmbedded(schema) ? embeddedResourceErrors(schema, value) : [];
  const errors = [...partErrors(schema, value, part, correlation), ...others, ...embedded, ...listErrors(schema, value, old, undefined)];
  if (!nodeHasRules(schema)) return { errors, warnings: [] };
  if (errors.some(({ type }) => BLOCKING.has(type)))
    return { errors: [...errors, invalidValue(undefined, null, NOT_CHECKED)], warnings: [] };
  const rules = validateRules(schema, value, old, correlation);
  return { errors: [...errors, ...rules.errors], warnings: rules.warnings };
}

/**
 * What is wrong with an object by its structural schema: keywords, embedded objects, keys of lists, then rules in CEL. Worded as the server
 * words it. With `old` the value is an update: what was wrong before and did not change is tolerated, and transition rules are evaluated.
 */
export function validateBySchema(schema: SchemaNode, value: JsonValue, old?: JsonValue): readonly FieldError[] {
  return judgeBySchema(schema, value, old === undefined ? {} : { old }).errors;
}
