import { isJsonObject } from '../../kernel/json.ts';
import type { SchemaNode } from './schema-node.ts';

function childrenOf(node: SchemaNode): readonly SchemaNode[] {
  return [
    ...Object.values(node.properties ?? {}),
    ...(node.items === undefined ? [] : [node.items]),
    ...(isJsonObject(node.additionalProperties) ? [node.additionalProperties as SchemaNode] : []),
  ];
}

/** Whether a schema or one below it has something; answers are kept. Schemas may be cyclic. */
function somewhere(has: (node: SchemaNode) => boolean): (node: SchemaNode) => boolean {
  const known = new WeakMap<SchemaNode, boolean>();
  const search = (node: SchemaNode, open: Set<SchemaNode>): boolean => {
    const answer = known.get(node);
    if (answer !== undefined) return answer;
    if (open.has(node)) return false;
    open.add(node);
    return has(node) || childrenOf(node).some((child) => search(child, open));
  };
  return (node) => {
    let answer = known.get(node);
    if (answer === undefined) {
      answer = search(node, new Set());
      known.set(node, answer);
    }
    return answer;
  };
}

/** Whether there are CEL rules at or below a schema. */
export const nodeHasRules: (node: SchemaNode) => boolean = somewhere((node) => (node['x-kubernetes-validations']?.length ?? 0) > 0);

/** Whether there are lists of type `set` or `map` at or below a schema. */
export const nodeHasKeyedLists: (node: SchemaNode) => boolean = somewhere(
  ({ 'x-kubernetes-list-type': type }) => type === 'set' || type === 'map',
);

/** Whether there are embedded objects at or below a schema. */
export const nodeHasEmbedded: (node: SchemaNode) => boolean = somewhere((node) => node['x-kubernetes-embedded-resource'] === true);
