import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';

/**
 * The types of children that the reconciler of a kind names, and those of the kinds of ours among them: a job's cluster has children too. Undefined
 * where this version does not know what a kind makes.
 */
export function treeTypes(kind: Pick<KindIdentity, 'group' | 'kind'>, knowledgeOf: KnowledgeOf): readonly ResourceType[] | undefined {
  const { reconciler } = knowledgeOf(kind);
  if (reconciler === undefined) return undefined;
  const types = reconciler.children.map(({ type }) => type);
  const known = new Set(types.map(resourceNameOf));
  for (const type of types) {
    const own = KIND_IDENTITIES.find((one) => resourceNameOf(one) === resourceNameOf(type));
    for (const child of own === undefined ? [] : (knowledgeOf(own).reconciler?.children ?? [])) {
      if (known.has(resourceNameOf(child.type))) continue;
      known.add(resourceNameOf(child.type));
      types.push(child.type);
    }
  }
  return types;
}
