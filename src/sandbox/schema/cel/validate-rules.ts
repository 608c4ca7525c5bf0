import { isJsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import type { Correlation } from '../correlation.ts';
import { itemsByKey } from '../correlation.ts';
import {
  childPath,
  duplicateValue,
  forbiddenValue,
  invalidValue,
  keyPath,
  OMITTED,
  requiredValue,
} from '../../failures/field-complaints.ts';
import type { JsonValue, SchemaNode, ValidationRule } from '../schema-node.ts';
import { CelFailure } from './cel-failure.ts';
import { type CelProgram, celProgram } from './cel-program.ts';
import { ABSENT, CelOptional } from './cel-value.ts';
import { fieldOfRule } from './field-of-rule.ts';
import { createToCel, type ToCel } from './schema-values.ts';
import { nodeHasRules } from '../schema-features.ts';

/** What rules said. Warnings are failures of parts that an update did not change. */
export interface RuleOutcome {
  readonly errors: FieldError[];
  readonly warnings: string[];
}

/** Where the rules stand in an update: whether a failure is tolerated because nothing changed there. */
interface Ratchet {
  readonly current: Correlation | undefined;
  readonly parent: Correlation | undefined;
}

interface Run {
  readonly outcome: RuleOutcome;
  readonly toCel: ToCel;
  readonly oldToCel: ToCel;
}

const MAX_MESSAGE = 5 * 1024;

function failureText(rule: ValidationRule): string {
  return (rule.message === undefined || rule.message === '' ? rule.rule : rule.message).trim();
}

function isUnchanged({ current, parent }: Ratchet): boolean {
  return (current ?? parent)?.isUnchanged() === true;
}

function below(ratchet: Ratchet, find: (correlation: Correlation) => Correlation | undefined, isTypeMeta = false): Ratchet {
  if (ratchet.current === undefined) return ratchet;
  if (ratchet.parent === undefined && isTypeMeta) return { current: undefined, parent: undefined };
  return { current: find(ratchet.current), parent: ratchet.current };
}

function messageOf(rule: ValidationRule, variables: Parameters<CelProgram['run']>[0]): string {
  const byRule = rule.message === undefined || rule.message === '' ? `failed rule: ${failureText(rule)}` : rule.message.trim();
  if (rule.messageExpression === undefined || rule.messageExpression === '') return byRule;
  try {
    const message = celProgram(rule.messageExpression).run(variables);
    if (typeof message !== 'string') return byRule;
    const trimmed = message.trim();
    return trimmed === '' || trimmed.length > MAX_MESSAGE || trimmed.includes('\n') ? byRule : trimmed;
  } catch {
    return byRule;
  }
}

function errorOf(rule: ValidationRule, path: string | undefined, value: unknown, message: string): FieldError {
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenValue(path, message);
    case 'FieldValueRequired':
      return requiredValue(path, message);
    case 'FieldValueDuplicate':
      return duplicateValue(path, value);
    default:
      return invalidValue(path, value, message);
  }
}

function failed(error: CelFailure, rule: ValidationRule, node: SchemaNode, path: string | undefined): FieldError {
  const type = node.type ?? '';
  if (!error.message.startsWith('no such overload'))
    return invalidValue(path, type, `${error.message} evaluating rule: ${failureText(rule)}`);
  const why = 'call arguments did not match a supported operator, function or macro signature for rule';
  return invalidValue(path, type, `'${error.message}': ${why}: ${failureText(rule)}`);
}

function runRule(
  run: Run,
  rule: ValidationRule,
  node: SchemaNode,
  value: JsonValue,
  old: JsonValue,
  path: string | undefined,
  ratchet: Ratchet,
): void {
  const program = celProgram(rule.rule);
  const hasOld = old !== undefined && old !== null;
  if (program.usesOldSelf && !hasOld && rule.optionalOldSelf !== true) return;
  const self = run.toCel(node, value);
  const before = program.usesOldSelf && hasOld ? run.oldToCel(node, old) : undefined;
  const optional = hasOld ? new CelOptional(true, before) : ABSENT;
  const variables = { self, oldSelf: rule.optionalOldSelf === true ? optional : before };
  let verdict: unknown;
  try {
    verdict = program.run(variables);
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error;
    run.outcome.errors.push(failed(error, rule, node, path));
    return;
  }
  if (verdict === true) return;
  const field = rule.fieldPath === undefined || rule.fieldPath === '' ? undefined : fieldOfRule(rule.fieldPath, node);
  const place = field === undefined || typeof field === 'string' ? path : childPath(path, field.path);
  const shown = node.type === 'object' || node.type === 'array' ? OMITTED : value;
  const found = errorOf(rule, place, shown, messageOf(rule, variables));
  if (!program.usesOldSelf && isUnchanged(ratchet)) run.outcome.warnings.push(`${found.field}: ${found.message}`);
  else run.outcome.errors.push(found);
}

function visit(run: Run, node: SchemaNode, value: JsonValue, old: JsonValue, path: string | undefined, ratchet: Ratchet): void {
  if (value === null || value === undefined || !nodeHasRules(node)) return;
  for (const rule of node['x-kubernetes-validations'] ?? []) runRule(run, rule, node, value, old, path, ratchet);
  if (Array.isArray(value)) {
    const { items } = node;
    if (items === undefined || !nodeHasRules(items)) return;
    const before = itemsByKey(node, old);
    for (const [index, item] of value.entries()) {
      const deeper = below(ratchet, (one) => one.index(index));
      visit(run, items, item, before?.(item), keyPath(path, index), deeper);
    }
  } else if (isJsonObject(value)) {
    const values = isJsonObject(node.additionalProperties) ? (node.additionalProperties as SchemaNode) : undefined;
    const previous = isJsonObject(old) ? old : {};
    for (const key of Object.keys(value)) {
      const property = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
      const child = property ?? values;
      if (child === undefined || !nodeHasRules(child)) continue;
      const deeper = below(ratchet, (one) => one.key(key), key === 'apiVersion' || key === 'kind');
      visit(
        run,
        child,
        value[key],
        Object.hasOwn(previous, key) ? previous[key] : undefined,
        property === undefined ? keyPath(path, key) : childPath(path, key),
        deeper,
      );
    }
  }
}

/** The object as rules at its root see it: of the metadata only the names. */
function rootView(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || !isJsonObject(value['metadata'])) return value;
  const { name, generateName } = value['metadata'];
  const metadata = { ...(name === undefined ? {} : { name }), ...(generateName === undefined ? {} : { generateName }) };
  return { ...value, metadata };
}

/**
 * Evaluates the rules of a schema and of everything below it. With `old`, transition rules are evaluated too, and failures of what did not
 * change are warnings.
 */
export function validateRules(
  schema: SchemaNode,
  value: JsonValue,
  old: JsonValue,
  correlation: Correlation | undefined,
  path?: string,
): RuleOutcome {
  const outcome: RuleOutcome = { errors: [], warnings: [] };
  const run: Run = { outcome, toCel: createToCel(), oldToCel: createToCel() };
  const isObject = path === undefined;
  visit(run, schema, isObject ? rootView(value) : value, isObject ? rootView(old) : old, path, { current: correlation, parent: undefined });
  return outcome;
}
