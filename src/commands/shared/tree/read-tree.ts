import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import { dependency } from '../describe-object/description.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { referencesOf } from '../describe-object/references.ts';
import { childTypesOf, readBelongings } from '../describe-object/surroundings.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { buildTree, type UsedObject } from './build-tree.ts';
import { readUsers } from './read-users.ts';
import { objectHealth } from './object-health.ts';
import type { TreeNode } from './tree-node.ts';
import { treeTypes } from './tree-types.ts';

/** What a tree is read with. */
export interface ReadTreeOptions {
  readonly reader: ClusterReader;
  readonly knowledgeOf: KnowledgeOf;
  /** Kinds among whose objects users are looked for; absent: neither those nor what the object names. */
  readonly dependenciesAmong?: readonly KindIdentity[];
}

/** Reads the tree of an object. What may not be read is left out; the reader says what that was. */
export async function readTree(options: ReadTreeOptions, kind: KindIdentity, root: KubeObject): Promise<TreeNode> {
  const { reader, knowledgeOf, dependenciesAmong } = options;
  const { definition, reconciler } = knowledgeOf(kind);
  const declared = treeTypes(kind, knowledgeOf);
  const isWell = objectHealth(root) === 'healthy';
  const named = dependenciesAmong === undefined ? [] : referencesOf(root, definition, reconciler);
  const [{ owned }, uses, usedBy] = await Promise.all([
    readBelongings(reader, kind, root, declared),
    Promise.all(
      named.map(async (reference): Promise<UsedObject> => {
        const [{ missingKeys = [] }, found] = await Promise.all([dependency(reader, reference, isWell), reader.get(reference)]);
        return { reference, found, missingKeys };
      }),
    ),
    dependenciesAmong === undefined ? [] : readUsers(reader, dependenciesAmong, knowledgeOf, kind, root),
  ]);
  return buildTree({ root, owned, types: childTypesOf(kind, declared), uses, usedBy });
}
