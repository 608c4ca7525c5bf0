import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../kernel/json.ts';
import type { FieldError } from '../failures/field-error.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import { type PolicyRule, rulesOf } from './policy-rule.ts';
import { RBAC_GROUP } from './rbac-types.ts';
import { roleRefOf } from './role-binding.ts';
import { selectorProblems } from './selector-validation.ts';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const SUBDOMAIN_PATTERN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/u;

/** What is wrong with a name of a role or binding: nearly everything is allowed that fits into a path (`ResourceStrategy.nameProblem`). */
export function rbacNameProblem(name: string): string | undefined {
  if (name === '.' || name === '..') return `may not be '${name}'`;
  const found = ['/', '%'].find((character) => name.includes(character));
  return found === undefined ? undefined : `may not contain '${found}'`;
}

function required(field: string, why = ''): FieldError {
  return { type: 'FieldValueRequired', field, message: why === '' ? 'Required value' : `Required value: ${why}` };
}

function invalidValue(field: string, value: unknown, why: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}

function unsupported(field: string, value: string, supported: readonly string[]): FieldError {
  const list = supported.map((one) => JSON.stringify(one)).join(', ');
  return { type: 'FieldValueNotSupported', field, message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}` };
}

function ruleErrors(rule: PolicyRule, at: string, namespaced: boolean): readonly FieldError[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const errors: FieldError[] = [];
  if (verbs.length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const urls = `${at}.nonResourceURLs`;
    if (namespaced) errors.push(invalidValue(urls, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      errors.push(invalidValue(urls, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return errors;
  }
  if (apiGroups.length === 0) errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

/** What is wrong with a Role. */
export function validateRole(role: Draft): readonly FieldError[] {
  return rulesOf(role).flatMap((rule, index) => ruleErrors(rule, `rules[${String(index)}]`, true));
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
    return [...rules, required(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return [...rules, ...selectors.flatMap((selector, index) => selectorProblems(selector, `${field}[${String(index)}]`))];
}

function subjectErrors(subject: unknown, at: string, namespaced: boolean): readonly FieldError[] {
  const { kind, name, namespace, apiGroup } = isJsonObject(subject) ? subject : {};
  const errors: FieldError[] = [];
  const hasName = typeof name === 'string' && name !== '';
  if (!hasName) errors.push(required(`${at}.name`));
  const group = typeof apiGroup === 'string' ? apiGroup : '';
  if (kind === 'ServiceAccount') {
    if (hasName && !SUBDOMAIN_PATTERN.test(name)) errors.push(invalidValue(`${at}.name`, name, SUBDOMAIN));
    if (group !== '') errors.push(unsupported(`${at}.apiGroup`, group, ['']));
    if (!namespaced && (namespace === undefined || namespace === '')) errors.push(required(`${at}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (group !== RBAC_GROUP) errors.push(unsupported(`${at}.apiGroup`, group, [RBAC_GROUP]));
  } else {
    errors.push(unsupported(`${at}.kind`, typeof kind === 'string' ? kind : '', ['ServiceAccount', 'User', 'Group']));
  }
  return errors;
}

function bindingErrors(binding: Draft, namespaced: boolean): readonly FieldError[] {
  const { kind, name, apiGroup } = roleRefOf(binding);
  const errors: FieldError[] = [];
  if (apiGroup !== RBAC_GROUP) errors.push(unsupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP]));
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(kind)) errors.push(unsupported('roleRef.kind', kind, kinds));
  const problem = rbacNameProblem(name);
  if (name === '') errors.push(required('roleRef.name'));
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
