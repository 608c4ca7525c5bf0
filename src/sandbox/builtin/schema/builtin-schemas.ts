import type { SchemaNode } from '../../schema/schema-node.ts';
import { FIXTURE, type FixtureNode } from '../fixture/fixture.ts';

/** Keeps whatever is in it. */
const ANYTHING: SchemaNode = { 'x-kubernetes-preserve-unknown-fields': true };
const ANY_OBJECT: SchemaNode = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** Types that write themselves: their form in OpenAPI does not say what they take. */
const OWN_FORM: Readonly<Record<string, SchemaNode>> = {
  'api.Quantity': { format: 'quantity', oneOf: [{ type: 'string' }, { type: 'number' }] },
  'util.IntOrString': { format: 'int-or-string', 'x-kubernetes-int-or-string': true },
  'meta.FieldsV1': ANY_OBJECT,
  'pkg.RawExtension': ANY_OBJECT,
  'apiextensions.JSON': ANYTHING,
  'apiextensions.JSONSchemaPropsOrArray': ANYTHING,
  'apiextensions.JSONSchemaPropsOrBool': ANYTHING,
  'apiextensions.JSONSchemaPropsOrStringArray': ANYTHING,
};

type Mutable = { -readonly [Key in keyof SchemaNode]: SchemaNode[Key] };

const definitions = new Map<string, SchemaNode>();

/** The node of a definition. It is put into the map before it is filled: types that contain themselves meet it again. */
function definition(name: string): SchemaNode {
  const known = definitions.get(name) ?? OWN_FORM[name];
  if (known !== undefined) return known;
  const node: Mutable = {};
  definitions.set(name, node);
  return Object.assign(node, resolved(FIXTURE.definitions[name] ?? {}));
}

/** References beside which more is said (a patch strategy) become a node of their own around the same fields. */
function resolved(source: FixtureNode): SchemaNode {
  const { $ref, go: _go, properties, items, additionalProperties, ...rest } = source;
  if ($ref !== undefined) {
    const target = definition($ref);
    return Object.keys(rest).length === 0 ? target : { ...target, ...(rest as SchemaNode) };
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
