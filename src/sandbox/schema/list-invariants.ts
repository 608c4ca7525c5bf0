import { isJsonObject } from '../../kernel/json.ts';
import type { FieldError } from '../failures/field-error.ts';
import { childPath, duplicateValue, invalidValue, keyPath } from '../failures/field-complaints.ts';
import { goJson } from '../values/go-text.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';

/** Positions at which a value comes for the second time. */
function secondTimes(values: readonly unknown[]): readonly number[] {
  const seen = new Map<string, number>();
  return values.flatMap((value, index) => {
    const text = goJson(value);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times === 2 ? [index] : [];
  });
}

function keysOf(node: SchemaNode, item: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(item)) return {};
  const keys = node['x-kubernetes-list-map-keys'] ?? [];
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(item, key)).map((key) => [key, item[key]]));
}

function listErrors(node: SchemaNode, value: readonly unknown[], path: string | undefined): readonly FieldError[] {
  const type = node['x-kubernetes-list-type'];
  if (type === 'set') return secondTimes(value).map((index) => duplicateValue(keyPath(path, index), value[index]));
  if (type !== 'map') return [];
  const stranger = value.findIndex((item) => item !== null && !isJsonObject(item));
  if (stranger >= 0) return [invalidValue(keyPath(path, stranger), value[stranger], 'must be an object for an array of list-type map')];
  const keys = value.map((item) => keysOf(node, item));
  return secondTimes(keys).map((index) => duplicateValue(keyPath(path, index), keys[index]));
}

/** Items of lists of type `set` and `map` that stand there twice, in the whole value. */
export function duplicateItems(node: SchemaNode, value: JsonValue, path?: string): readonly FieldError[] {
  if (Array.isArray(value)) {
    const { items } = node;
    const inside = items === undefined ? [] : value.flatMap((item, index) => duplicateItems(items, item, keyPath(path, index)));
    return [...listErrors(node, value, path), ...inside];
  }
  if (!isJsonObject(value)) return [];
  const errors: FieldError[] = [];
  const values = isJsonObject(node.additionalProperties) ? (node.additionalProperties as SchemaNode) : undefined;
  for (const key of Object.keys(value)) {
    const field = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    if (field !== undefined) errors.push(...duplicateItems(field, value[key], childPath(path, key)));
    else if (values !== undefined) errors.push(...duplicateItems(values, value[key], keyPath(path, key)));
  }
  return errors;
}
