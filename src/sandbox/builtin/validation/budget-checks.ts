import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { checkSupported, invalidField, type Errors } from './field-errors.ts';
import { checkCountOrPercent, checkNotAboveAll } from './percent-checks.ts';
import { checkLabelSelector } from './selector-checks.ts';

/** What is wrong with a PodDisruptionBudget's spec. */
export function checkBudget(spec: JsonObject): readonly FieldError[] {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy, selector } = spec;
  const errors: Errors = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = {
      MinAvailable: minAvailable,
      Selector: selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: policy ?? null,
    };
    errors.push(invalidField('spec', shown, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const [field, value] of [
    ['minAvailable', minAvailable],
    ['maxUnavailable', maxUnavailable],
  ] as const) {
    errors.push(...checkCountOrPercent(value, `spec.${field}`), ...checkNotAboveAll(value, `spec.${field}`));
  }
  errors.push(...checkLabelSelector(selector, 'spec.selector'));
  if (policy !== undefined) errors.push(...checkSupported('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']));
  return errors;
}
