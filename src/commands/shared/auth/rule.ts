import type { Right } from '../../../reconcile/engine/contract.ts';

/** A verb of the Kubernetes API that a command uses. */
export type Verb = Right['verbs'][number];

/** A right on one resource, subresources written as `agents/scale`, and whether objects of it belong to no namespace. */
export interface Need {
  readonly group: string;
  readonly resource: string;
  readonly verb: Verb;
  readonly ofCluster: boolean;
}

/** One rule of a Role as the API writes it. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly Verb[];
}

const VERBS: readonly Verb[] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** Needs as the fewest rules that allow exactly them: resources of a group with the same verbs share one. */
export function rulesOf(needs: readonly Need[]): readonly PolicyRule[] {
  const byResource = new Map<string, { group: string; resource: string; verbs: Set<Verb> }>();
  for (const { group, resource, verb } of needs) {
    const id = `${group} ${resource}`;
    const entry = byResource.get(id) ?? { group, resource, verbs: new Set() };
    entry.verbs.add(verb);
    byResource.set(id, entry);
  }
  const byVerbs = new Map<string, { group: string; resources: string[]; verbs: readonly Verb[] }>();
  for (const { group, resource, verbs } of byResource.values()) {
    const sorted = VERBS.filter((verb) => verbs.has(verb));
    const id = `${group} ${sorted.join(',')}`;
    const rule = byVerbs.get(id) ?? { group, resources: [], verbs: sorted };
    rule.resources.push(resource);
    byVerbs.set(id, rule);
  }
  return [...byVerbs.values()].map(({ group, resources, verbs }) => ({ apiGroups: [group], resources, verbs }));
}

/** Needs without those that are there twice, in their order. */
export function distinct(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [`${need.group} ${need.resource} ${need.verb}`, need])).values()];
}
