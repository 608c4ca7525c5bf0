import { isJsonObject } from '../../src/kernel/json.ts';

/** The part of JSON Schema that describes what a program prints: what each value is, and which fields are always there. */
export interface JsonShape {
  readonly type: readonly string[];
  readonly properties?: Readonly<Record<string, JsonShape>>;
  readonly required?: readonly string[];
  /** Of a map, whose keys are data. */
  readonly additionalProperties?: JsonShape;
  readonly items?: JsonShape;
  /** Of `apiVersion` and `kind` of a report: the values there are. */
  readonly enum?: readonly string[];
  readonly description?: string;
}

/** Fields whose keys are data. */
const MAPS: ReadonlySet<string> = new Set(['annotations', 'data', 'labels', 'skipped']);
/** The words of a report that tell which it is. */
const NAMING: ReadonlySet<string> = new Set(['apiVersion', 'kind']);

const KUBE_OBJECT: JsonShape = {
  type: ['object'],
  description: 'an object as Kubernetes has it',
  required: ['apiVersion', 'kind', 'metadata'],
};

function isReport(value: Readonly<Record<string, unknown>>): boolean {
  const { apiVersion, kind } = value;
  return typeof apiVersion === 'string' && typeof kind === 'string' && (apiVersion.startsWith('cli.') || kind === 'List');
}

function shapeOfObject(value: Readonly<Record<string, unknown>>, name: string | undefined): JsonShape {
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (name !== undefined && MAPS.has(name)) {
    const additional = entries.map(([, each]) => shapeOf(each)).reduce<JsonShape | undefined>(mergeShapes, undefined);
    return { type: ['object'], ...(additional !== undefined && { additionalProperties: additional }) };
  }
  const report = isReport(value);
  if (!report && 'apiVersion' in value && 'kind' in value && 'metadata' in value) return KUBE_OBJECT;
  const properties = entries.map(([key, each]) => {
    const shape = shapeOf(each, key);
    return [key, report && NAMING.has(key) && typeof each === 'string' ? { ...shape, enum: [each] } : shape] as const;
  });
  const required = entries.map(([key]) => key);
  return { type: ['object'], ...(required.length > 0 && { properties: Object.fromEntries(properties) }), required };
}

/** The shape of one value. Objects of Kubernetes are not looked into: their own definitions describe them. */
export function shapeOf(value: unknown, name?: string): JsonShape {
  if (value === null) return { type: ['null'] };
  if (Array.isArray(value)) {
    const items = value.map((each) => shapeOf(each)).reduce<JsonShape | undefined>(mergeShapes, undefined);
    return { type: ['array'], ...(items !== undefined && { items }) };
  }
  if (isJsonObject(value)) return shapeOfObject(value, name);
  return { type: [typeof value] };
}

function union(one: readonly string[] | undefined, other: readonly string[] | undefined): readonly string[] {
  return [...new Set([...(one ?? []), ...(other ?? [])])].toSorted();
}

function optionally(one: JsonShape | undefined, other: JsonShape | undefined): JsonShape | undefined {
  return one === undefined ? other : other === undefined ? one : mergeShapes(one, other);
}

/** The shape that both fit. A value fits a shape if this changes nothing. */
export function mergeShapes(one: JsonShape | undefined, other: JsonShape): JsonShape {
  if (one === undefined) return other;
  const names = union(Object.keys(one.properties ?? {}), Object.keys(other.properties ?? {}));
  const properties = names.flatMap((name) => {
    const merged = optionally(one.properties?.[name], other.properties?.[name]);
    return merged === undefined ? [] : [[name, merged] as const];
  });
  const bothAreObjects = one.required !== undefined && other.required !== undefined;
  const required = bothAreObjects ? one.required?.filter((name) => other.required?.includes(name)) : (one.required ?? other.required);
  const items = optionally(one.items, other.items);
  const additional = optionally(one.additionalProperties, other.additionalProperties);
  const description = one.description ?? other.description;
  return {
    type: union(one.type, other.type),
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required !== undefined && { required }),
    ...(additional !== undefined && { additionalProperties: additional }),
    ...(items !== undefined && { items }),
    ...((one.enum !== undefined || other.enum !== undefined) && { enum: union(one.enum, other.enum) }),
    ...(description !== undefined && { description }),
  };
}
