import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { qualifiedNameProblems } from '../../values/name-rules.ts';
import { listIn, numberIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { checkSupported, invalidField, invalidFields, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { checkLabelSelector } from './selector-checks.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function checkNodeRequirement(requirement: JsonObject, at: string): readonly FieldError[] {
  const operator = textIn(requirement['operator']);
  const values = textsIn(requirement['values']);
  const errors: Errors = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.push(requiredValue(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(forbiddenValue(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) errors.push(requiredValue(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else {
    errors.push(invalidField(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  const key = textIn(requirement['key']);
  return [...errors, ...invalidFields(`${at}.key`, key, qualifiedNameProblems(key))];
}

function checkNodeTerm(term: JsonObject, at: string): readonly FieldError[] {
  return listIn(term['matchExpressions']).flatMap((one, index) => checkNodeRequirement(one, `${at}.matchExpressions[${String(index)}]`));
}

function checkWeight(term: JsonObject, at: string): readonly FieldError[] {
  const weight = numberIn(term['weight']);
  return weight >= 1 && weight <= 100 ? [] : [invalidField(`${at}.weight`, weight, 'must be in the range 1-100')];
}

function checkNodeAffinity(affinity: JsonObject, at: string): readonly FieldError[] {
  const errors: Errors = [];
  if (affinity[REQUIRED] !== undefined) {
    const terms = listIn(objectIn(affinity[REQUIRED])['nodeSelectorTerms']);
    const here = `${at}.${REQUIRED}.nodeSelectorTerms`;
    if (terms.length === 0) errors.push(requiredValue(here, 'must have at least one node selector term'));
    terms.forEach((term, index) => errors.push(...checkNodeTerm(term, `${here}[${String(index)}]`)));
  }
  listIn(affinity[PREFERRED]).forEach((term, index) => {
    const here = `${at}.${PREFERRED}[${String(index)}]`;
    errors.push(...checkWeight(term, here), ...checkNodeTerm(objectIn(term['preference']), `${here}.preference`));
  });
  return errors;
}

/** What is wrong with a topology key. */
function checkTopologyKey(key: string, at: string): readonly FieldError[] {
  return [...(key === '' ? [requiredValue(at, 'can not be empty')] : []), ...invalidFields(at, key, qualifiedNameProblems(key))];
}

function checkPodTerm(term: JsonObject, at: string): readonly FieldError[] {
  return [
    ...checkLabelSelector(term['labelSelector'], `${at}.labelSelector`),
    ...checkTopologyKey(textIn(term['topologyKey']), `${at}.topologyKey`),
  ];
}

function checkPodAffinity(affinity: JsonObject, at: string): readonly FieldError[] {
  return [
    ...listIn(affinity[REQUIRED]).flatMap((term, index) => checkPodTerm(term, `${at}.${REQUIRED}[${String(index)}]`)),
    ...listIn(affinity[PREFERRED]).flatMap((term, index) => {
      const here = `${at}.${PREFERRED}[${String(index)}]`;
      return [...checkWeight(term, here), ...checkPodTerm(objectIn(term['podAffinityTerm']), `${here}.podAffinityTerm`)];
    }),
  ];
}

/** What is wrong with the affinity of a pod's spec. */
export function checkAffinity(given: unknown, at: string): readonly FieldError[] {
  const affinity = objectIn(given);
  return [
    ...checkNodeAffinity(objectIn(affinity['nodeAffinity']), `${at}.nodeAffinity`),
    ...checkPodAffinity(objectIn(affinity['podAffinity']), `${at}.podAffinity`),
    ...checkPodAffinity(objectIn(affinity['podAntiAffinity']), `${at}.podAntiAffinity`),
  ];
}

/** What is wrong with how pods are spread. */
export function checkSpread(constraints: readonly JsonObject[], at: string): readonly FieldError[] {
  return constraints.flatMap((constraint, index) => {
    const here = `${at}[${String(index)}]`;
    const skew = numberIn(constraint['maxSkew']);
    const key = textIn(constraint['topologyKey']);
    return [
      ...(skew > 0 ? [] : [invalidField(`${here}.maxSkew`, skew, 'must be greater than zero')]),
      ...(key === ''
        ? [requiredValue(`${here}.topologyKey`, 'can not be empty')]
        : invalidFields(`${here}.topologyKey`, key, qualifiedNameProblems(key))),
      ...checkSupported(`${here}.whenUnsatisfiable`, textIn(constraint['whenUnsatisfiable']), ['DoNotSchedule', 'ScheduleAnyway']),
      ...checkLabelSelector(constraint['labelSelector'], `${here}.labelSelector`),
    ];
  });
}
