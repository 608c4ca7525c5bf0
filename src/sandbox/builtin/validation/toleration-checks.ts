import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { labelValueProblems, qualifiedNameProblems } from '../../values/name-rules.ts';
import { textIn } from '../../values/read-values.ts';
import { checkSupported, invalidField, invalidFields, unsupported, type Errors } from './field-errors.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function checkOperator(toleration: JsonObject, at: string): readonly FieldError[] {
  const operator = textIn(toleration['operator']);
  const value = textIn(toleration['value']);
  if (operator === '' || operator === 'Equal') return invalidFields(`${at}.operator`, value, labelValueProblems(value));
  if (operator === 'Exists')
    return value === '' ? [] : [invalidField(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'")];
  return [unsupported(`${at}.operator`, operator, ['Equal', 'Exists'])];
}

/** What is wrong with the tolerations of a pod's spec. */
export function checkTolerations(tolerations: readonly JsonObject[], at: string): readonly FieldError[] {
  return tolerations.flatMap((toleration, index) => {
    const here = `${at}[${String(index)}]`;
    const { key, operator, effect } = {
      key: textIn(toleration['key']),
      operator: textIn(toleration['operator']),
      effect: textIn(toleration['effect']),
    };
    const errors: Errors = [];
    if (key !== '') errors.push(...invalidFields(`${here}.key`, key, qualifiedNameProblems(key)));
    if (key === '' && operator !== 'Exists') {
      const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalidField(`${here}.operator`, operator, why));
    }
    if (toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute') {
      errors.push(invalidField(`${here}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    errors.push(...checkOperator(toleration, here));
    if (effect !== '') errors.push(...checkSupported(`${here}.effect`, effect, EFFECTS));
    return errors;
  });
}
