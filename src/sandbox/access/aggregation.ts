import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { selects } from '../builtin/validation/selector-checks.ts';
import { type PolicyRule, ruleObject, rulesOf } from './policy-rule.ts';

/** The selectors of a ClusterRole's aggregation rule; undefined where it has none. */
export function aggregationSelectors(role: JsonObject): readonly unknown[] | undefined {
  const { aggregationRule } = role;
  if (!isJsonObject(aggregationRule)) return undefined;
  const { clusterRoleSelectors } = aggregationRule;
  return Array.isArray(clusterRoleSelectors) ? clusterRoleSelectors : [];
}

/** The rules of an aggregated role: selector by selector, the roles in the order of their names, each rule once. */
export function aggregatedRules(selectors: readonly unknown[], self: string, roles: readonly KubeObject[]): readonly PolicyRule[] {
  const ordered = roles.toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  const rules = new Map<string, PolicyRule>();
  for (const selector of selectors) {
    for (const role of ordered) {
      if (role.metadata.name === self || !selects(selector, role.metadata.labels)) continue;
      for (const rule of rulesOf(role)) {
        const text = JSON.stringify(ruleObject(rule));
        if (!rules.has(text)) rules.set(text, rule);
      }
    }
  }
  return [...rules.values()];
}
