import type { SchemaNode } from '../../schema/schema-node.ts';
import { FIXTURE, type FixtureNode } from '../fixture/fixture.ts';

/** Keeps whatever is in it. */
const ANYTHING: SchemaNode = { 'x-kubernetes-preserve-unknown-fields': true };

/** Types that write themselves: their form in OpenAPI does not say what they take. */
const OWN_FORM: Readonly<Record<string, SchemaNode>> = {
  'api.Quantity': { format: 'quantity', oneOf: [{ type: 'string' }, { type: 'number' }] },
  'util.IntOrString': { format: 'int-or-string', 'x-kubernetes-int-or-string': true },
  'meta.FieldsV1': { ...ANYTHING, type: 'object' },
  'pkg.RawExtension': { ...ANYTHING, type: 'object' },
  'apiextensions.JSON': { ...ANYTHING },
  'apiextensions.JSONSchemaPropsOrArray': { ...ANYTHING },
  'apiextensions.JSONSchemaPropsOrBool': { ...ANYTHING },
  'apiextensions.JSONSchemaPropsOrStringArray': { ...ANYTHING },
};

type Mutable = { -readonly [Key in keyof SchemaNode]: SchemaNode[Key] };

const definitions = new Map<string, SchemaNode>();
/** Their short names. */
const names = new Map<SchemaNode, string>(Object.entries(OWN_FORM).map(([name, node]) => [node, name]));
const references = new Map<SchemaNode, { readonly type: SchemaNode; readonly beside: Readonly<Record<string, unknown>> }>();

/** The node of a definition. It is put into the map before it is filled: types that contain themselves meet it again. */
function definition(name: string): SchemaNode {
  const known = definitions.get(name) ?? OWN_FORM[name];
  if (known !== undefined) return known;
  const node: Mutable = {};
  definitions.set(name, node);
  names.set(node, name);
  return Object.assign(node, resolved(FIXTURE.definitions[name] ?? {}));
}

/** References beside which more is said (a patch strategy) become a node of their own around the same fields. */
function resolved(source: FixtureNode): SchemaNode {
  const { $ref, go: _go, properties, items, additionalProperties, ...rest } = source;
  if ($ref !== undefined) {
    const target = definition($ref);
    if (Object.keys(rest).length === 0) return target;
    const node: SchemaNode = { ...target, ...(rest as SchemaNode) };
    references.set(node, { type: target, beside: rest });
    return node;
  }
  const node: Mutable = { ...(rest as SchemaNode) };
  if (properties !== undefined) {
    node.properties = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, resolved(one)]));
  }
  if (items !== undefined) node.items = resolved(items);
  if (additionalProperties !== undefined) {
    node.additionalProperties = typeof additionalProperties === 'boolean' ? additionalProperties : resolved(additionalProperties);
  }
  return node;
}

let schemas: Readonly<Record<string, SchemaNode>> | undefined;

/** The schemas of Kubernetes' own kinds, by kind. Types are shared nodes; the one of CustomResourceDefinition contains itself. */
export function builtinSchemas(): Readonly<Record<string, SchemaNode>> {
  schemas ??= Object.fromEntries(Object.entries(FIXTURE.kinds).map(([kind, name]) => [kind, definition(name)]));
  return schemas;
}

/** The schema of one kind; throws for one that the fixture does not have. */
export function builtinSchema(kind: string): SchemaNode {
  const schema = builtinSchemas()[kind];
  if (schema === undefined) throw new RangeError(`the fixture has no kind ${kind}`);
  return schema;
}

/** Where Kubernetes keeps types that do not stand at `io.k8s.api.….v1`. */
const PACKAGES: Readonly<Record<string, string>> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta.v1',
  api: 'io.k8s.apimachinery.pkg.api.resource',
  util: 'io.k8s.apimachinery.pkg.util.intstr',
  pkg: 'io.k8s.apimachinery.pkg.runtime',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  autoscaling: 'io.k8s.api.autoscaling.v2',
};

/**
 * What a node of these schemas is called in OpenAPI, such as `io.k8s.api.core.v1.PodSpec`; or, for a reference with more beside it, to which
 * node it refers. Undefined for nodes that are no types.
 */
export function builtinSchemaName(
  node: SchemaNode,
): string | { readonly type: SchemaNode; readonly beside: Readonly<Record<string, unknown>> } | undefined {
  const name = names.get(node);
  if (name === undefined) return references.get(node);
  const [family = '', type = ''] = name.split('.');
  return `${PACKAGES[family] ?? `io.k8s.api.${family}.v1`}.${type}`;
}
