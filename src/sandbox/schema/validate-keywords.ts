import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { FieldError } from '../failures/field-error.ts';
import type { Correlation } from './correlation.ts';
import { childPath, invalidValue, notSupported, requiredValue, tooLong, tooMany, typeInvalid } from '../failures/field-complaints.ts';
import { goJson } from '../values/go-text.ts';
import { goRegExp } from './go-regexp.ts';
import { numberProblems } from './number-keywords.ts';
import { sameValue } from '../values/same-value.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';
import { hasFormat, isKnownFormat } from './string-formats.ts';
import { typeProblem } from './type-keyword.ts';

/** Where a value is: the path in messages starts at the value that is validated, the one of errors at the object. */
export interface Place {
  /** As messages name it: `spec.a[0]`, `''` for the value itself. */
  readonly path: string;
  /** What stands before that path in `field`. */
  readonly prefix: string | undefined;
}

/** What came of one schema. `matches` counts checks, by which the server picks the best of several alternatives. */
interface Outcome {
  readonly errors: FieldError[];
  matches: number;
}

function fieldOf({ prefix, path }: Place): string | undefined {
  const trimmed = path.startsWith('.') ? path.slice(1) : path;
  return trimmed === '' ? prefix : childPath(prefix, trimmed);
}

function merge(target: Outcome, from: Outcome): void {
  for (const error of from.errors) {
    if (!target.errors.some(({ field, message }) => field === error.field && message === error.message)) target.errors.push(error);
  }
  target.matches += from.matches;
}

/** An error without a place of its own: the server puts it on the whole object. */
function whole(place: Place, text: string): FieldError {
  return invalidValue(place.prefix, '', text);
}

function stringErrors(node: SchemaNode, value: string, place: Place): readonly FieldError[] {
  const length = (node.maxLength ?? node.minLength) === undefined ? 0 : Array.from(value).length;
  const field = fieldOf(place);
  if (node.maxLength !== undefined && length > node.maxLength) return [tooLong(field, node.maxLength)];
  if (node.minLength !== undefined && length < node.minLength) {
    return [invalidValue(field, value, `${place.path} in body should be at least ${String(node.minLength)} chars long`)];
  }
  if (node.pattern === undefined || node.pattern === '') return [];
  const pattern = goRegExp(node.pattern);
  if (typeof pattern === 'string') {
    return [invalidValue(field, value, `${place.path} in body should match '${node.pattern}, but pattern is invalid: ${pattern}'`)];
  }
  return pattern.test(value) ? [] : [invalidValue(field, value, `${place.path} in body should match '${node.pattern}'`)];
}

function formatErrors(node: SchemaNode, value: string, place: Place): readonly FieldError[] {
  const { format } = node;
  if (format === undefined || !isKnownFormat(node.type, format) || hasFormat(value, format)) return [];
  return [typeInvalid(fieldOf(place), value, `${place.path} in body must be of type ${format}: ${JSON.stringify(value)}`)];
}

function enumErrors(node: SchemaNode, value: JsonValue, place: Place): readonly FieldError[] {
  if (node.enum === undefined || node.enum.length === 0) return [];
  if (value !== null && node.enum.some((one) => sameValue(one, value))) return [];
  const supported = node.enum.map((one) => (typeof one === 'string' ? one : goJson(one)));
  return [notSupported(fieldOf(place), value, supported)];
}

function sliceOutcome(node: SchemaNode, value: readonly unknown[], place: Place, correlation: Correlation | undefined): Outcome {
  const outcome: Outcome = { errors: [], matches: 0 };
  const { items } = node;
  if (items !== undefined) {
    value.forEach((item, index) => {
      const at = { ...place, path: `${place.path}[${String(index)}]` };
      merge(outcome, validateKeywords(items, item, at, correlation?.index(index)));
    });
  }
  const field = fieldOf(place);
  if (node.minItems !== undefined && value.length < node.minItems) {
    outcome.errors.push(invalidValue(field, value.length, `${place.path} in body should have at least ${String(node.minItems)} items`));
  }
  if (node.maxItems !== undefined && value.length > node.maxItems) outcome.errors.push(tooMany(field, value.length, node.maxItems));
  outcome.matches += 1;
  return outcome;
}

function objectOutcome(node: SchemaNode, value: JsonObject, place: Place, correlation: Correlation | undefined): Outcome {
  const outcome: Outcome = { errors: [], matches: 0 };
  const keys = Object.keys(value);
  const field = fieldOf(place);
  if (node.minProperties !== undefined && keys.length < node.minProperties) {
    const detail = `${place.path} in body should have at least ${String(node.minProperties)} properties`;
    outcome.errors.push(invalidValue(field, keys.length, detail));
  }
  if (node.maxProperties !== undefined && keys.length > node.maxProperties) {
    outcome.errors.push(tooMany(field, keys.length, node.maxProperties));
  }
  const properties = node.properties ?? {};
  for (const key of keys) {
    const isProperty = Object.hasOwn(properties, key);
    const child = isProperty ? properties[key] : node.additionalProperties;
    if (child === false) {
      outcome.errors.push(invalidValue(field, key, `${place.path}.${key} in body is a forbidden property`));
    } else if (isJsonObject(child)) {
      const path = isProperty && place.path === '' ? key : `${place.path}.${key}`;
      const isTypeMeta = place.path === '' && (key === 'apiVersion' || key === 'kind');
      merge(outcome, validateKeywords(child, value[key], { ...place, path }, isTypeMeta ? undefined : correlation?.key(key)));
    }
  }
  for (const name of node.required ?? []) {
    if (!Object.hasOwn(value, name)) outcome.errors.push(requiredValue(fieldOf({ ...place, path: `${place.path}.${name}` })));
  }
  return outcome;
}

function best(outcomes: readonly Outcome[]): Outcome | undefined {
  let chosen: Outcome | undefined;
  for (const outcome of outcomes) if (chosen === undefined || outcome.matches > chosen.matches) chosen = outcome;
  return chosen;
}

function combined(node: SchemaNode, value: JsonValue, place: Place, correlation: Correlation | undefined): Outcome {
  const outcome: Outcome = { errors: [], matches: 1 };
  const run = (alternatives: readonly SchemaNode[]): readonly Outcome[] =>
    alternatives.map((alternative) => keywordOutcome(alternative, value, place, correlation));
  const named = `"${place.path}"`;
  if (node.anyOf !== undefined && node.anyOf.length > 0) {
    const results = run(node.anyOf);
    const success = results.find(({ errors }) => errors.length === 0);
    if (success === undefined) outcome.errors.push(whole(place, `${named} must validate at least one schema (anyOf)`));
    const chosen = success ?? best(results);
    if (chosen !== undefined) merge(outcome, chosen);
  }
  if (node.oneOf !== undefined && node.oneOf.length > 0) {
    const results = run(node.oneOf);
    const valid = results.filter(({ errors }) => errors.length === 0);
    if (valid.length !== 1) {
      const found = valid.length === 0 ? 'Found none valid' : `Found ${String(valid.length)} valid alternatives`;
      outcome.errors.push(whole(place, `${named} must validate one and only one schema (oneOf). ${found}`));
    }
    const chosen = valid.length === 0 ? best(results) : valid.length === 1 ? valid[0] : undefined;
    if (chosen !== undefined) merge(outcome, chosen);
  }
  if (node.allOf !== undefined && node.allOf.length > 0) {
    const results = run(node.allOf);
    for (const result of results) merge(outcome, result);
    const validated = results.filter(({ errors }) => errors.length === 0).length;
    if (validated !== results.length) {
      outcome.errors.push(whole(place, `${named} must validate all the schemas (allOf)${validated === 0 ? '. None validated' : ''}`));
    }
  }
  if (node.not !== undefined && keywordOutcome(node.not, value, place, correlation).errors.length === 0) {
    outcome.errors.push(whole(place, `${named} must not validate the schema (not)`));
  }
  return outcome;
}

function keywordOutcome(node: SchemaNode, value: JsonValue, place: Place, correlation: Correlation | undefined): Outcome {
  const outcome: Outcome = { errors: [], matches: 0 };
  const problem = typeProblem(node, value);
  if (problem !== undefined) {
    const text = `${place.path} in body must be of type ${problem.expected}: "${problem.got}"`;
    outcome.errors.push(typeInvalid(fieldOf(place), problem.got, text));
  } else if (node.type !== undefined) outcome.matches += 1;
  if (value === null || value === undefined) {
    if (node.type === undefined || node.nullable !== true || node.enum !== undefined)
      outcome.errors.push(...enumErrors(node, value, place));
    return outcome;
  }
  if (node.anyOf ?? node.oneOf ?? node.allOf ?? node.not) merge(outcome, combined(node, value, place, correlation));
  if (typeof value === 'string') outcome.errors.push(...stringErrors(node, value, place), ...formatErrors(node, value, place));
  if (typeof value === 'number') {
    for (const found of numberProblems(node, value, place.path)) {
      outcome.errors.push(found.isGeneral ? whole(place, found.text) : invalidValue(fieldOf(place), found.value, found.text));
    }
  }
  if (Array.isArray(value)) merge(outcome, sliceOutcome(node, value, place, correlation));
  outcome.errors.push(...enumErrors(node, value, place));
  if (isJsonObject(value)) merge(outcome, objectOutcome(node, value, place, correlation));
  outcome.matches += 1;
  return outcome;
}

/**
 * What is wrong with a value by the keywords of its schema, as kube-openapi's validator words it. With a correlation, errors of a part that
 * did not change are dropped.
 */
export function validateKeywords(node: SchemaNode, value: JsonValue, place: Place, correlation: Correlation | undefined): Outcome {
  const outcome = keywordOutcome(node, value, place, correlation);
  return outcome.errors.length > 0 && correlation?.isUnchanged() === true ? { errors: [], matches: outcome.matches } : outcome;
}
