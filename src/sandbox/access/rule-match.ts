import { type AccessAttributes, isPath, type ResourceAttributes } from './access-attributes.ts';
import type { PolicyRule } from './policy-rule.ts';

/** Whether a list of a rule holds a value or the wildcard. */
export function holds(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

/** Whether a path is one of these: a trailing `*` stands for any rest, `*` alone for all. */
export function matchesPath(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));
}

function matchesResource(resources: readonly string[], { resource, subresource }: ResourceAttributes): boolean {
  if (subresource === '') return holds(resources, resource);
  return holds(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

/** Whether one rule allows what is asked for (Kubernetes RBAC, `RuleAllows`). */
export function ruleAllows(rule: PolicyRule, attributes: AccessAttributes): boolean {
  if (!holds(rule.verbs, attributes.verb)) return false;
  if (isPath(attributes)) return matchesPath(rule.nonResourceURLs, attributes.path);
  return (
    holds(rule.apiGroups, attributes.group) &&
    matchesResource(rule.resources, attributes) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(attributes.name))
  );
}
