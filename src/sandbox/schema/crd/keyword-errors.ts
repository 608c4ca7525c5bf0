import { isJsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { fieldOfRule } from '../cel/field-of-rule.ts';
import { compileRule } from '../cel/compile-rule.ts';
import { celTypeOf } from '../cel/schema-types.ts';
import {
  childPath,
  forbiddenValue,
  invalidText,
  invalidValue,
  keyPath,
  notSupported,
  requiredValue,
} from '../../failures/field-complaints.ts';
import type { SchemaNode, ValidationRule } from '../schema-node.ts';
import { objectIn } from '../../values/read-values.ts';
import { ruleText } from './internal-text.ts';
import { listKeywordErrors } from './list-keyword-errors.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const UNSUPPORTED = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];
const META_FIELDS: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** What holds at a place in the schema because of what is around it. */
interface Surroundings {
  readonly isRoot: boolean;
  readonly insideMeta: boolean;
  /** Why there may be no defaults. */
  readonly noDefaults: string | undefined;
  /** The nearest place above whose old and new items cannot be told apart. */
  readonly uncorrelated: string | undefined;
  /** Whether rules are compiled here: not below `anyOf` and the like. */
  readonly compiles: boolean;
}

/** Errors of schemas come before those of rules. */
interface Found {
  readonly schema: FieldError[];
  readonly rules: FieldError[];
}

function plainErrors(node: SchemaNode, path: string, { noDefaults, insideMeta }: Surroundings): readonly FieldError[] {
  const raw = node as Readonly<Record<string, unknown>>;
  const errors: FieldError[] = [];
  const { type = '' } = node as { readonly type?: string };
  if (type !== '' && !TYPES.includes(type)) errors.push(notSupported(childPath(path, 'type'), type, TYPES));
  if (node.default !== undefined && noDefaults !== undefined)
    errors.push(forbiddenValue(childPath(path, 'default'), `must not be set ${noDefaults}`));
  for (const keyword of UNSUPPORTED) {
    if (raw[keyword] !== undefined && raw[keyword] !== '')
      errors.push(forbiddenValue(childPath(path, keyword), `${keyword} is not supported`));
  }
  if (type === 'null') errors.push(forbiddenValue(childPath(path, 'type'), 'type cannot be set to null, use nullable as an alternative'));
  if (Array.isArray(raw['items'])) errors.push(forbiddenValue(childPath(path, 'items'), 'items must be a schema object and not an array'));
  if (insideMeta && node['x-kubernetes-embedded-resource'] === true) {
    errors.push(forbiddenValue(childPath(path, 'x-kubernetes-embedded-resource'), 'must not be used inside of resource meta'));
  }
  if (node.uniqueItems === true) {
    const why = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(forbiddenValue(childPath(path, 'uniqueItems'), why));
  }
  const { additionalProperties, properties = {} } = node;
  if (additionalProperties !== undefined && additionalProperties !== true && Object.keys(properties).length > 0) {
    errors.push(forbiddenValue(childPath(path, 'additionalProperties'), 'additionalProperties and properties are mutual exclusive'));
  }
  return errors;
}

function childErrors(node: SchemaNode, path: string, around: Surroundings, found: Found): void {
  const inside: Surroundings = { ...around, isRoot: false };
  const nested: Surroundings = { ...inside, compiles: false };
  const { additionalProperties, items } = node;
  if (isJsonObject(additionalProperties)) {
    const values = around.insideMeta ? { ...inside, noDefaults: 'inside additionalProperties applying to object metadata' } : inside;
    visit(additionalProperties, childPath(path, 'additionalProperties'), values, found);
  }
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const isMeta = (around.isRoot || node['x-kubernetes-embedded-resource'] === true) && META_FIELDS.has(name);
    const forbids = isMeta && around.isRoot ? { noDefaults: `in top-level ${name}` } : {};
    const field = { ...inside, insideMeta: inside.insideMeta || isMeta, ...forbids };
    visit(child, keyPath(childPath(path, 'properties'), name), field, found);
  }
  if (node.not !== undefined) visit(node.not, childPath(path, 'not'), nested, found);
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const) {
    node[name]?.forEach((one, index) => visit(one, keyPath(childPath(path, name), index), nested, found));
  }
  if (items !== undefined && !Array.isArray(items)) {
    const uncorrelated = node['x-kubernetes-list-type'] === 'map' ? around.uncorrelated : (around.uncorrelated ?? path);
    visit(items, childPath(path, 'items'), { ...inside, uncorrelated }, found);
  }
}

function formErrors(rule: ValidationRule, node: SchemaNode, at: string): readonly FieldError[] {
  const { message = '', messageExpression = '', fieldPath = '', reason } = rule;
  const source = typeof rule.rule === 'string' ? rule.rule : '';
  const [text, said] = [source.trim(), message.trim()];
  const errors: FieldError[] = [];
  if (text === '') errors.push(requiredValue(childPath(at, 'rule'), 'rule is not specified'));
  else if (message !== '' && said === '') errors.push(invalidValue(childPath(at, 'message'), message, 'must be non-empty if specified'));
  else if (/[\n\r]/.test(said)) errors.push(invalidValue(childPath(at, 'message'), message, 'must not contain line breaks'));
  else if (/[\n\r]/.test(text) && said === '') {
    errors.push(requiredValue(childPath(at, 'message'), 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(requiredValue(childPath(at, 'messageExpression'), 'messageExpression must be non-empty if specified'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(childPath(at, 'reason'), reason, REASONS));
  const place = childPath(at, 'fieldPath');
  if (fieldPath !== '' && fieldPath.trim() === '') errors.push(invalidValue(place, fieldPath, 'must be non-empty if specified'));
  if (/[\n\r]/.test(fieldPath)) errors.push(invalidValue(place, fieldPath, 'must not contain line breaks'));
  if (fieldPath !== '' && typeof fieldOfRule(fieldPath, node) === 'string')
    errors.push(invalidValue(place, fieldPath, 'must be a valid path'));
  return errors;
}

function compileErrors(rule: ValidationRule, node: SchemaNode, at: string, around: Surroundings): readonly FieldError[] {
  const isResource = around.isRoot || node['x-kubernetes-embedded-resource'] === true;
  const type = celTypeOf(node, isResource);
  if (type === undefined) return [];
  const errors: FieldError[] = [];
  const { problem, messageProblem, usesOldSelf } = compileRule(rule, type);
  const shown = ruleText(objectIn(rule));
  if (problem !== undefined) errors.push(invalidText(childPath(at, 'rule'), shown, problem));
  if (messageProblem !== undefined) errors.push(invalidText(childPath(at, 'messageExpression'), shown, messageProblem));
  if (usesOldSelf && around.uncorrelated !== undefined) {
    const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${around.uncorrelated}`;
    errors.push(invalidValue(childPath(at, 'rule'), rule.rule, why));
  } else if (!usesOldSelf && problem === undefined && rule.optionalOldSelf !== undefined) {
    errors.push(invalidValue(childPath(at, 'optionalOldSelf'), rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'));
  }
  return errors;
}

function visit(node: SchemaNode, path: string, around: Surroundings, found: Found): void {
  // Rules are compiled only where nothing at or below them is wrong otherwise.
  const own: Found = { schema: [], rules: [] };
  own.schema.push(...plainErrors(node, path, around));
  childErrors(node, path, around, own);
  if (node['x-kubernetes-preserve-unknown-fields'] === false) {
    own.schema.push(invalidValue(childPath(path, 'x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'));
  }
  own.schema.push(...listKeywordErrors(node, path));
  const rules = node['x-kubernetes-validations'] ?? [];
  const place = (index: number): string => keyPath(childPath(path, 'x-kubernetes-validations'), index);
  rules.forEach((rule, index) => own.schema.push(...formErrors(rule, node, place(index))));
  if (own.schema.length === 0 && around.compiles) {
    rules.forEach((rule, index) => own.rules.push(...compileErrors(rule, node, place(index), around)));
  }
  found.schema.push(...own.schema);
  found.rules.push(...own.rules);
}

/**
 * What is wrong with the keywords of a schema of a definition, and with its rules (apiextensions,
 * `ValidateCustomResourceDefinitionOpenAPISchema`). `compiles`: the schema is structural, so its rules can be compiled.
 */
export function keywordErrors(schema: SchemaNode, path: string, compiles: boolean): readonly FieldError[] {
  const found: Found = { schema: [], rules: [] };
  visit(schema, path, { isRoot: true, insideMeta: false, noDefaults: undefined, uncorrelated: undefined, compiles }, found);
  return [...found.schema, ...found.rules];
}
