import type { PolicyRule } from './policy-rule.ts';

function list(title: string, values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : `${title}:[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`: a rule in refusals. */
function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): string {
  const parts = [
    list('NonResourceURLs', nonResourceURLs),
    list('APIGroups', apiGroups),
    list('Resources', resources),
    list('ResourceNames', resourceNames),
    list('Verbs', verbs),
  ];
  return `{${parts.filter((part) => part !== undefined).join(', ')}}`;
}

/** Simple rules one to a line, in order, the verbs for one resource together as the server's list has them. */
export function ruleLines(rules: readonly PolicyRule[]): string {
  const merged = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const isPath = rule.nonResourceURLs.length > 0;
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs, isPath ? rule.verbs : []]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, rule);
    else if (!isPath) merged.set(key, { ...known, verbs: [...known.verbs, ...rule.verbs] });
  }
  return [...merged.values()].map(ruleText).toSorted().join('\n');
}
