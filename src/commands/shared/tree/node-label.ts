import { foldedName } from './folded-name.ts';
import type { FoldedNode } from './fold-tree.ts';

/** `Pod/vision-{0,1}`: what a folded node is called; with the namespace where that is not `home`. */
export function nodeLabel({ nodes }: FoldedNode, home: string | undefined): string {
  const [{ kind, namespace }] = nodes;
  const at = namespace === undefined || namespace === home ? '' : `${namespace}/`;
  return `${kind}/${at}${foldedName(nodes.map(({ name }) => name))}`;
}
