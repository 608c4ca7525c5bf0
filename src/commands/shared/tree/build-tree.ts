import type { KubeObject } from '../../../kernel/kube-object.ts';
import { apiVersionOf, resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { naturalOrder } from '../../../output/natural-order.ts';
import type { Lookup } from '../../../reconcile/engine/contract.ts';
import type { OwnedObject } from '../describe-object/owned-objects.ts';
import type { Reference } from '../describe-object/references.ts';
import { objectNode } from './object-node.ts';
import type { TreeNode } from './tree-node.ts';

/** An object that the root names, and what was found of it. */
export interface UsedObject {
  readonly reference: Pick<Reference, 'type' | 'namespace' | 'name' | 'field' | 'optional'>;
  readonly found: Lookup<KubeObject>;
  /** The data keys that are needed and not there. */
  readonly missingKeys: readonly string[];
}

/** What a tree is made of. */
export interface TreeParts {
  readonly root: KubeObject;
  readonly owned: readonly OwnedObject[];
  /** The types in which children were looked for: the order of kinds. */
  readonly types: readonly ResourceType[];
  readonly uses: readonly UsedObject[];
  /** Objects that name the root, with the field that does. */
  readonly usedBy: readonly { readonly object: KubeObject; readonly field?: string }[];
}

function byName(left: TreeNode, right: TreeNode): number {
  return naturalOrder(left.namespace ?? '', right.namespace ?? '') || naturalOrder(left.name, right.name);
}

/**
 * What an object names, as a node. A name that no field holds is one that its operator looks for: while the object is well (`isWell`), nothing waits for it.
 */
function usedNode({ reference, found, missingKeys }: UsedObject, isWell: boolean): TreeNode {
  const { type, namespace, name, field, optional } = reference;
  const place = { relation: 'uses', ...(field !== undefined && { field }) } as const;
  if (found.state === 'present') {
    const node = objectNode(found.object, place);
    return missingKeys.length === 0
      ? node
      : { ...node, presence: 'incomplete', health: 'failed', state: `there is no key ${missingKeys.join(', ')} in it` };
  }
  const absent = found.state === 'absent';
  const spare = optional ? ' (optional)' : field === undefined && isWell ? ' (not needed)' : '';
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    ...(namespace !== undefined && { namespace }),
    name,
    ...place,
    presence: found.state,
    health: absent && spare === '' ? 'failed' : 'none',
    state: absent ? `missing${spare}` : 'may not be read',
    conditions: [],
    children: [],
  };
}

/**
 * The tree of an object: below it what belongs to it, kinds in the order of `types`, names in natural order; then what it names, in the order of its
 * fields; then who names it. Pure: the same parts, in whatever order the lists came, give the same tree.
 */
export function buildTree({ root, owned, types, uses, usedBy }: TreeParts): TreeNode {
  const rank = new Map(types.map((type, index) => [resourceNameOf(type), index] as const));
  const rankOf = ({ type }: OwnedObject): number => rank.get(resourceNameOf(type)) ?? types.length;
  // What was made to outlive its owner goes all the same with a namespace that goes with the owner.
  const going = new Set(
    owned
      .filter(({ type, ownership }) => type.kind === 'Namespace' && ownership === 'controlled')
      .map(({ object }) => object.metadata.name),
  );
  const ownershipOf = ({ ownership, object }: OwnedObject): OwnedObject['ownership'] =>
    ownership === 'retained' && going.has(object.metadata.namespace ?? '') ? 'derived' : ownership;
  const byParent = Map.groupBy(owned, ({ parentUid }) => parentUid);
  const below = (uid: string): readonly TreeNode[] =>
    (byParent.get(uid) ?? [])
      .map((one) => ({ one, node: objectNode(one.object, { relation: 'child', ownership: ownershipOf(one) }) }))
      .toSorted((a, b) => rankOf(a.one) - rankOf(b.one) || naturalOrder(a.node.kind, b.node.kind) || byName(a.node, b.node))
      .map(({ one, node }) => ({ ...node, children: below(one.object.metadata.uid) }));
  const users = usedBy
    .map(({ object, field }) => objectNode(object, { relation: 'usedBy', ...(field !== undefined && { field }) }))
    .toSorted((a, b) => naturalOrder(a.kind, b.kind) || byName(a, b));
  const node = objectNode(root, { relation: 'root' });
  const isWell = node.health === 'healthy' || node.health === 'suspended';
  const used = uses.map((one) => usedNode(one, isWell));
  return { ...node, children: [...below(root.metadata.uid), ...used, ...users] };
}
