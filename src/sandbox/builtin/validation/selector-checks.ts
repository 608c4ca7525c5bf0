import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { labelValueProblems, qualifiedNameProblems } from '../../values/name-rules.ts';
import { labelsIn, listIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { invalidField, invalidFields } from './field-errors.ts';
import { requiredValue, forbiddenValue } from '../../failures/field-complaints.ts';

/** What is wrong with a map of labels at a path. */
export function checkLabels(labels: unknown, at: string): readonly FieldError[] {
  return Object.entries(labelsIn(labels)).flatMap(([key, value]) => [
    ...invalidFields(at, key, qualifiedNameProblems(key)),
    ...invalidFields(at, value, labelValueProblems(value)),
  ]);
}

function checkExpression(expression: JsonObject, at: string): readonly FieldError[] {
  const operator = textIn(expression['operator']);
  const values = textsIn(expression['values']);
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.push(requiredValue(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(forbiddenValue(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else {
    errors.push(invalidField(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  const key = textIn(expression['key']);
  errors.push(...invalidFields(`${at}.key`, key, qualifiedNameProblems(key)));
  values.forEach((value, index) => errors.push(...invalidFields(`${at}.values[${String(index)}]`, value, labelValueProblems(value))));
  return errors;
}

/** What is wrong with a `metav1.LabelSelector` (apimachinery, `ValidateLabelSelector`). */
export function checkLabelSelector(selector: unknown, at: string): readonly FieldError[] {
  const { matchLabels, matchExpressions } = objectIn(selector);
  return [
    ...checkLabels(matchLabels, `${at}.matchLabels`),
    ...listIn(matchExpressions).flatMap((one, index) => checkExpression(one, `${at}.matchExpressions[${String(index)}]`)),
  ];
}

/** Whether a selector has no condition: it selects everything. */
export function isEmptySelector(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = objectIn(selector);
  return Object.keys(objectIn(matchLabels)).length === 0 && listIn(matchExpressions).length === 0;
}

function expressionHolds(expression: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[textIn(expression['key'])];
  const values = textsIn(expression['values']);
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** Whether a `metav1.LabelSelector` selects these labels. One that is absent selects nothing. */
export function selects(selector: unknown, labels: unknown): boolean {
  if (selector === undefined || selector === null) return false;
  const { matchLabels, matchExpressions } = objectIn(selector);
  const given = labelsIn(labels);
  const equal = Object.entries(labelsIn(matchLabels)).every(([key, value]) => given[key] === value);
  return equal && listIn(matchExpressions).every((expression) => expressionHolds(expression, given));
}
