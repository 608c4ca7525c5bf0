import { isJsonObject, type JsonObject } from '../../kernel/json.ts';

/** One rule of a Role (`rbac.authorization.k8s.io/v1`, `PolicyRule`), with absent lists as empty ones. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

const NO_RULES: readonly PolicyRule[] = [];
const read = new WeakMap<object, readonly PolicyRule[]>();

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function ruleOf(value: unknown): PolicyRule {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = isJsonObject(value) ? value : {};
  return {
    verbs: texts(verbs),
    apiGroups: texts(apiGroups),
    resources: texts(resources),
    resourceNames: texts(resourceNames),
    nonResourceURLs: texts(nonResourceURLs),
  };
}

/** The rules of a Role or ClusterRole. Read once per object: objects never change. */
export function rulesOf(role: JsonObject): readonly PolicyRule[] {
  const { rules } = role;
  if (!Array.isArray(rules)) return NO_RULES;
  const known = read.get(rules);
  if (known !== undefined) return known;
  const fresh = rules.map(ruleOf);
  read.set(rules, fresh);
  return fresh;
}

/** A rule as objects hold it: empty lists are left out. */
export function ruleObject(rule: PolicyRule): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(rule).filter(([field, list]) => field === 'verbs' || (list as readonly string[]).length > 0));
}
