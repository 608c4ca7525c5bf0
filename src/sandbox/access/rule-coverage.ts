import type { PolicyRule } from './policy-rule.ts';
import { holds, matchesPath } from './rule-match.ts';

const NOTHING: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** A rule as many rules that each name one thing: how the server compares rights (Kubernetes RBAC, `BreakdownRule`). */
export function simpleRules(rule: PolicyRule): readonly PolicyRule[] {
  const simple: PolicyRule[] = [];
  for (const group of rule.apiGroups) {
    for (const resource of rule.resources) {
      for (const verb of rule.verbs) {
        const one = { ...NOTHING, apiGroups: [group], resources: [resource], verbs: [verb] };
        if (rule.resourceNames.length === 0) simple.push(one);
        for (const name of rule.resourceNames) simple.push({ ...one, resourceNames: [name] });
      }
    }
  }
  for (const url of rule.nonResourceURLs) {
    for (const verb of rule.verbs) simple.push({ ...NOTHING, nonResourceURLs: [url], verbs: [verb] });
  }
  return simple;
}

function coversResource(held: readonly string[], resource: string): boolean {
  if (holds(held, resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && held.includes(`*${resource.slice(slash)}`);
}

function covers(held: PolicyRule, wanted: PolicyRule): boolean {
  return (
    wanted.verbs.every((verb) => holds(held.verbs, verb)) &&
    wanted.apiGroups.every((group) => holds(held.apiGroups, group)) &&
    wanted.resources.every((resource) => coversResource(held.resources, resource)) &&
    (held.resourceNames.length === 0 ||
      (wanted.resourceNames.length > 0 && wanted.resourceNames.every((name) => held.resourceNames.includes(name)))) &&
    wanted.nonResourceURLs.every((url) => matchesPath(held.nonResourceURLs, url))
  );
}

/** The parts of `wanted` that `held` does not give, one thing each. */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap(simpleRules).filter((rule) => !held.some((one) => covers(one, rule)));
}
