import type { SchemaNode } from '../schema/schema-node.ts';

/** A schema as a document carries it. */
export type SchemaDocument = Readonly<Record<string, unknown>>;

/** A node that says more than the type that it refers to. */
export interface ReferenceWithMore {
  /** The node of the type itself. */
  readonly type: SchemaNode;
  readonly beside: SchemaDocument;
}

/** Names a type that stands for itself, such as `io.k8s.api.core.v1.PodSpec`; undefined where a node has no name. */
export type NameOf = (node: SchemaNode) => string | ReferenceWithMore | undefined;

/** Turns nodes into documents, and collects what becomes a component of its own. */
export interface SchemaComponents {
  /** The document of a node: a reference where it is a component. */
  document(node: SchemaNode): SchemaDocument;
  /** Puts a component there under a name of its own. */
  add(name: string, document: SchemaDocument): void;
  /** A reference to a component. */
  reference(name: string): SchemaDocument;
  readonly schemas: Readonly<Record<string, SchemaDocument>>;
}

function childrenOf(node: SchemaNode): readonly SchemaNode[] {
  const { properties = {}, additionalProperties, items, allOf = [], anyOf = [], oneOf = [], not } = node;
  const values = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [
    ...Object.values(properties),
    ...values,
    ...(items === undefined ? [] : [items]),
    ...allOf,
    ...anyOf,
    ...oneOf,
    ...(not === undefined ? [] : [not]),
  ];
}

/** The nodes with fields that are reached more than once, recursive ones among them. */
function sharedNodes(roots: readonly SchemaNode[]): ReadonlySet<SchemaNode> {
  const seen = new Set<SchemaNode>();
  const shared = new Set<SchemaNode>();
  const visit = (node: SchemaNode): void => {
    if (seen.has(node)) {
      if (node.properties !== undefined || node.items !== undefined) shared.add(node);
      return;
    }
    seen.add(node);
    childrenOf(node).forEach(visit);
  };
  roots.forEach(visit);
  return shared;
}

function mapped(nodes: Readonly<Record<string, SchemaNode>>, document: (node: SchemaNode) => SchemaDocument): SchemaDocument {
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, document(node)]));
}

function convert(node: SchemaNode, document: (node: SchemaNode) => SchemaDocument): SchemaDocument {
  const { properties, additionalProperties, items, allOf, anyOf, oneOf, not, ...rest } = node;
  const either = node['x-kubernetes-int-or-string'] === true && anyOf === undefined && oneOf === undefined;
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: mapped(properties, document) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: typeof additionalProperties === 'object' ? document(additionalProperties) : additionalProperties }),
    ...(items === undefined ? {} : { items: document(items) }),
    ...(either ? { anyOf: [{ type: 'integer' }, { type: 'string' }] } : {}),
    ...(allOf === undefined ? {} : { allOf: allOf.map(document) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(document) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(document) }),
    ...(not === undefined ? {} : { not: document(not) }),
  };
}

/**
 * Documents of schemas whose nodes may be shared and recursive: what has a name, or is reached more than once, becomes a component.
 * `prefix` stands before the numbers of components without a name.
 */
export function schemaComponents(roots: readonly SchemaNode[], prefix: string, nameOf: NameOf): SchemaComponents {
  const shared = sharedNodes(roots);
  const names = new Map<SchemaNode, string>();
  const schemas: Record<string, SchemaDocument> = {};
  const reference = (name: string): SchemaDocument => ({ $ref: `#/components/schemas/${name}` });
  const document = (node: SchemaNode): SchemaDocument => {
    const known = names.get(node);
    if (known !== undefined) return reference(known);
    const named = nameOf(node);
    if (typeof named === 'object') return { ...named.beside, allOf: [document(named.type)] };
    const name = named ?? (shared.has(node) ? `${prefix}.Type${String(names.size + 1)}` : undefined);
    if (name === undefined) return convert(node, document);
    names.set(node, name);
    schemas[name] = {};
    schemas[name] = convert(node, document);
    return reference(name);
  };
  return {
    document,
    reference,
    schemas,
    add: (name, added) => {
      schemas[name] = added;
    },
  };
}
