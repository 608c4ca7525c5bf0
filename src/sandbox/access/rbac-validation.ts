import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../kernel/json.ts';
import { checkLabelSelector } from '../builtin/validation/selector-checks.ts';
import { fieldError, invalidValue, notSupported, requiredValue } from '../failures/field-complaints.ts';
import type { FieldError } from '../failures/field-error.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import { type PolicyRule, rulesOf } from './policy-rule.ts';
import { RBAC_GROUP } from './rbac-types.ts';
import { roleRefOf } from './role-binding.ts';
import { objectNameProblems, pathSegmentProblem } from '../values/name-rules.ts';

function ruleErrors(rule: PolicyRule, at: string, namespaced: boolean): readonly FieldError[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const errors: FieldError[] = [];
  if (verbs.length === 0) errors.push(requiredValue(`${at}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const urls = `${at}.nonResourceURLs`;
    if (namespaced) errors.push(invalidValue(urls, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      errors.push(invalidValue(urls, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return errors;
  }
  if (apiGroups.length === 0) errors.push(requiredValue(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(requiredValue(`${at}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

/** What is wrong with a Role. */
export function validateRole(role: Draft): readonly FieldError[] {
  return rulesOf(role).flatMap((rule, index) => ruleErrors(rule, `rules[${String(index)}]`, true));
}

/** A selector of an aggregation rule that cannot be read adds a last complaint about the whole, as the server does. */
function selectorErrors(selector: unknown, at: string): readonly FieldError[] {
  const errors = checkLabelSelector(selector, at);
  return errors.length === 0 ? [] : [...errors, fieldError('FieldValueInvalid', at, 'Invalid value: null: invalid label selector.')];
}

/** What is wrong with a ClusterRole. */
export function validateClusterRole(role: Draft): readonly FieldError[] {
  const rules = rulesOf(role).flatMap((rule, index) => ruleErrors(rule, `rules[${String(index)}]`, false));
  const { aggregationRule } = role;
  if (!isJsonObject(aggregationRule)) return rules;
  const field = 'aggregationRule.clusterRoleSelectors';
  const selectors: readonly unknown[] = Array.isArray(aggregationRule['clusterRoleSelectors'])
    ? aggregationRule['clusterRoleSelectors']
    : [];
  if (selectors.length === 0) {
    return [...rules, requiredValue(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return [...rules, ...selectors.flatMap((selector, index) => selectorErrors(selector, `${field}[${String(index)}]`))];
}

function subjectErrors(subject: unknown, at: string, namespaced: boolean): readonly FieldError[] {
  const { kind, name, namespace, apiGroup } = isJsonObject(subject) ? subject : {};
  const errors: FieldError[] = [];
  const hasName = typeof name === 'string' && name !== '';
  if (!hasName) errors.push(requiredValue(`${at}.name`));
  const group = typeof apiGroup === 'string' ? apiGroup : '';
  if (kind === 'ServiceAccount') {
    if (hasName) errors.push(...objectNameProblems(name).map((problem) => invalidValue(`${at}.name`, name, problem)));
    if (group !== '') errors.push(notSupported(`${at}.apiGroup`, group, ['']));
    if (!namespaced && (namespace === undefined || namespace === '')) errors.push(requiredValue(`${at}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (group !== RBAC_GROUP) errors.push(notSupported(`${at}.apiGroup`, group, [RBAC_GROUP]));
  } else {
    errors.push(notSupported(`${at}.kind`, typeof kind === 'string' ? kind : '', ['ServiceAccount', 'User', 'Group']));
  }
  return errors;
}

function bindingErrors(binding: Draft, namespaced: boolean): readonly FieldError[] {
  const { kind, name, apiGroup } = roleRefOf(binding);
  const errors: FieldError[] = [];
  if (apiGroup !== RBAC_GROUP) errors.push(notSupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds));
  const problem = pathSegmentProblem(name);
  if (name === '') errors.push(requiredValue('roleRef.name'));
  else if (problem !== undefined) errors.push(invalidValue('roleRef.name', name, problem));
  const { subjects } = binding;
  const list: readonly unknown[] = Array.isArray(subjects) ? subjects : [];
  return [...errors, ...list.flatMap((subject, index) => subjectErrors(subject, `subjects[${String(index)}]`, namespaced))];
}

/** What is wrong with a RoleBinding. Its defaults must be filled in. */
export function validateRoleBinding(binding: Draft): readonly FieldError[] {
  return bindingErrors(binding, true);
}

/** What is wrong with a ClusterRoleBinding. Its defaults must be filled in. */
export function validateClusterRoleBinding(binding: Draft): readonly FieldError[] {
  return bindingErrors(binding, false);
}

/** What an update of a binding may not change: the role. Comes after the errors of the binding itself. */
export function validateRoleRefUpdate(next: Draft, previous: Draft): readonly FieldError[] {
  const { apiGroup, kind, name } = roleRefOf(next);
  if (isDeepStrictEqual(roleRefOf(next), roleRefOf(previous))) return [];
  return [invalidValue('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef')];
}
