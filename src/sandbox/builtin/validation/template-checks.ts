import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { objectIn, textIn } from '../../values/read-values.ts';
import { invalidField, unsupported, type Errors } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';
import { checkPodSpec } from './pod-spec-checks.ts';
import { checkLabelSelector, checkLabels, isEmptySelector, selects } from './selector-checks.ts';

/** A selector as messages quote it: Go leaves its empty parts out. */
function shownSelector(selector: unknown): unknown {
  return selector ?? null;
}

/** What is wrong with a selector; `kind` where an empty one is refused. */
export function checkSelector(spec: JsonObject, at: string, kind: string): readonly FieldError[] {
  const { selector } = spec;
  if (selector === undefined || selector === null) return [requiredValue(`${at}.selector`)];
  const errors: Errors = [...checkLabelSelector(selector, `${at}.selector`)];
  if (isEmptySelector(selector)) {
    errors.push(invalidField(`${at}.selector`, shownSelector(selector), `empty selector is invalid for ${kind}`));
  }
  return errors;
}

const OPERATORS = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

function isReadable(selector: unknown): boolean {
  const { matchExpressions } = objectIn(selector);
  const expressions = Array.isArray(matchExpressions) ? (matchExpressions as readonly JsonObject[]) : [];
  return expressions.every(({ operator, values }) => {
    const given = Array.isArray(values) ? values.length : 0;
    if (!OPERATORS.has(textIn(operator))) return false;
    return operator === 'In' || operator === 'NotIn' ? given > 0 : given === 0;
  });
}

/** What is wrong with a template that a selector must select and whose pods always restart. */
export function checkTemplate(spec: JsonObject, at: string): readonly FieldError[] {
  const { selector } = spec;
  if (!isReadable(selector)) return [invalidField(`${at}.selector`, shownSelector(selector), 'invalid label selector')];
  const template = objectIn(spec['template']);
  const here = `${at}.template`;
  const labels = objectIn(template['metadata'])['labels'];
  const errors: Errors = [];
  if (!isEmptySelector(selector) || selector === undefined || selector === null) {
    if (!selects(selector, labels)) {
      errors.push(invalidField(`${here}.metadata.labels`, labels ?? null, '`selector` does not match template `labels`'));
    }
  }
  errors.push(...checkTemplateSpec(template, here));
  const policy = textIn(objectIn(template['spec'])['restartPolicy']);
  if (policy !== 'Always' && policy !== '') errors.push(unsupported(`${here}.spec.restartPolicy`, policy, ['Always']));
  return errors;
}

/** What is wrong with a pod template as such. */
export function checkTemplateSpec(template: JsonObject, at: string): readonly FieldError[] {
  return [
    ...checkLabels(objectIn(template['metadata'])['labels'], `${at}.metadata.labels`),
    ...checkPodSpec(objectIn(template['spec']), `${at}.spec`),
  ];
}
