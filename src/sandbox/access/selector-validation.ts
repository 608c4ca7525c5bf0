import { isJsonObject } from '../../kernel/json.ts';
import type { FieldError } from '../failures/field-error.ts';

const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const KEY = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/u;
const VALUE = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/u;
const VALUE_FORM =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function invalidValue(field: string, value: unknown, why: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}

function keyProblem(field: string, key: string): readonly FieldError[] {
  return KEY.test(key) ? [] : [invalidValue(field, key, NAME_PART)];
}

function expressionProblems(expression: unknown, at: string): readonly FieldError[] {
  const { key = '', operator = '', values } = isJsonObject(expression) ? expression : {};
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (list.length === 0) {
      const message = "Required value: must be specified when `operator` is 'In' or 'NotIn'";
      errors.push({ type: 'FieldValueRequired', field: `${at}.values`, message });
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (list.length > 0) {
      const message = "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      errors.push({ type: 'FieldValueForbidden', field: `${at}.values`, message });
    }
  } else {
    errors.push(invalidValue(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  errors.push(...keyProblem(`${at}.key`, String(key)));
  return errors;
}

/**
 * What is wrong with a label selector of an aggregation rule (apimachinery, `ValidateLabelSelector`). One that cannot be read adds a last
 * complaint about the whole, as the server does.
 */
export function selectorProblems(selector: unknown, at: string): readonly FieldError[] {
  const { matchLabels, matchExpressions } = isJsonObject(selector) ? selector : {};
  const labels = Object.entries(isJsonObject(matchLabels) ? matchLabels : {});
  const expressions: readonly unknown[] = Array.isArray(matchExpressions) ? matchExpressions : [];
  const errors = [
    ...labels.flatMap(([key, value]) => [
      ...keyProblem(`${at}.matchLabels`, key),
      ...(VALUE.test(String(value)) ? [] : [invalidValue(`${at}.matchLabels`, value, VALUE_FORM)]),
    ]),
    ...expressions.flatMap((expression, index) => expressionProblems(expression, `${at}.matchExpressions[${String(index)}]`)),
  ];
  return errors.length === 0
    ? []
    : [...errors, { type: 'FieldValueInvalid', field: at, message: 'Invalid value: null: invalid label selector.' }];
}
