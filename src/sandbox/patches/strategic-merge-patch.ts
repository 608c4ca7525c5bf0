import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { badRequest } from '../failures/common-failures.ts';
import { sameValue } from '../values/same-value.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { goJsonType, goValue } from '../values/go-values.ts';
import { checkOrder, holdObjects, keyValue, listOf, liveOrder, mergedScalars, ordered, PATCH, serverError } from './strategic-lists.ts';

const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE = '$deleteFromPrimitiveList/';

function unknownDirective(patch: JsonObject): Error {
  return serverError(`unknown patch type: ${goValue(patch[PATCH])} in map: ${goValue(patch)}`);
}

function fieldSchema(schema: SchemaNode | undefined, name: string): SchemaNode | undefined {
  const more = schema?.additionalProperties;
  return schema?.properties?.[name] ?? (typeof more === 'object' ? more : undefined);
}

function mergeKey(schema: SchemaNode | undefined): string | undefined {
  return schema?.['x-kubernetes-patch-merge-key'];
}

function strategies(schema: SchemaNode | undefined): readonly string[] {
  return (schema?.['x-kubernetes-patch-strategy'] ?? '').split(',');
}

const DROPPED = Symbol('dropped');

/** A value of a field that the live object does not have: without nulls, and without objects that hold a `$patch`. */
function fresh(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fresh).filter((item) => item !== DROPPED);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, PATCH)) return DROPPED;
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const kept = value[name] === null || isDirective(name) ? DROPPED : fresh(value[name]);
    if (kept !== DROPPED) result[name] = kept;
  }
  return result;
}

function isDirective(name: string): boolean {
  return name === PATCH || name === RETAIN || name.startsWith(ORDER) || name.startsWith(DELETE);
}

/** `$retainKeys`: the fields that stay. Everything that the patch sets must be among them. */
function retained(live: JsonObject, patch: JsonObject): JsonObject {
  if (!Object.hasOwn(patch, RETAIN)) return live;
  const keys = patch[RETAIN];
  const sets = Object.keys(patch).filter((name) => patch[name] !== null && !isDirective(name));
  if (!Array.isArray(keys) || !sets.every((name) => keys.includes(name))) throw badRequest('invalid patch format of retainKeys');
  return Object.fromEntries(Object.entries(live).filter(([name]) => keys.includes(name)));
}

/** Items with `$patch` act on the list; gives the other items, and the live items that are left to merge them into. */
function actedOn(
  live: readonly unknown[],
  patch: readonly unknown[],
  key: string,
): { readonly live: readonly unknown[]; readonly items: readonly JsonObject[] } {
  let left = live;
  let replaced = false;
  const items: JsonObject[] = [];
  for (const item of patch.filter(isJsonObject)) {
    const directive = item[PATCH];
    if (directive === undefined) items.push(item);
    else if (directive === 'delete') {
      const gone = keyValue(item, key);
      left = left.filter((other) => !(isJsonObject(other) && sameValue(other[key], gone)));
    } else if (directive === 'replace') replaced = true;
    else if (directive === 'merge') throw serverError('merging lists cannot yet be specified in the patch');
    else throw unknownDirective(item);
  }
  return { live: replaced ? [] : left, items };
}

function mergedObjects(schema: SchemaNode | undefined, live: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  const key = mergeKey(schema);
  if (key === undefined) throw serverError('cannot merge lists without merge key');
  const acted = actedOn(live, patch, key);
  const merged: unknown[] = [...acted.live];
  for (const item of acted.items) {
    const value = keyValue(item, key);
    const place = merged.findIndex((other) => isJsonObject(other) && sameValue(other[key], value));
    // What is new goes in as it is: whoever decodes the result meets its nulls and directives.
    if (place < 0) merged.push(item);
    else merged[place] = mergedMap(schema?.items, merged[place] as JsonObject, item);
  }
  return ordered(merged, acted.items, acted.live, key);
}

function mergedList(schema: SchemaNode | undefined, live: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  if (!strategies(schema).includes('merge')) return patch;
  if (live.length === 0 && patch.length === 0) return live;
  return holdObjects(live, patch) ? mergedObjects(schema, live, patch) : mergedScalars(live, patch);
}

/** A list for which the patch says, beside what changes in it, in what order its items stand. Undefined where there is none. */
function orderedList(schema: SchemaNode | undefined, live: unknown, patch: unknown, wanted: unknown): unknown {
  const order = listOf(wanted);
  const key = mergeKey(schema);
  if (patch !== undefined) checkOrder(listOf(patch), order, key);
  const merged = patch === undefined ? live : live === undefined ? fresh(patch) : mergedList(schema, listOf(live), listOf(patch));
  if (merged === undefined) return undefined;
  const [there, items] = [live, patch].map((list) => (list === undefined ? [] : listOf(list)));
  if (there === undefined || items === undefined || there.length + items.length === 0)
    throw serverError('no elements in any of the given slices');
  return ordered(listOf(merged), order, key === undefined ? there : liveOrder(there, items, key), key);
}

function mergedField(schema: SchemaNode | undefined, live: unknown, patch: unknown): unknown {
  if (live === undefined) return fresh(patch);
  if (isJsonObject(live) && isJsonObject(patch)) return strategies(schema).includes('replace') ? patch : mergedMap(schema, live, patch);
  if (Array.isArray(live) && Array.isArray(patch)) return mergedList(schema, live, patch);
  return fresh(patch);
}

function mergedMap(schema: SchemaNode | undefined, live: JsonObject, patch: JsonObject): JsonObject {
  if (Object.hasOwn(patch, PATCH)) {
    const { [PATCH]: directive, ...rest } = patch;
    if (directive === 'replace') return rest;
    if (directive === 'delete') return {};
    throw unknownDirective(patch);
  }
  const result: Record<string, unknown> = { ...retained(live, patch) };
  const put = (name: string, value: unknown): void => {
    if (value === DROPPED || value === undefined) delete result[name];
    else result[name] = value;
  };
  const done = new Set([RETAIN]);
  for (const name of Object.keys(patch).filter((one) => one.startsWith(ORDER))) {
    const field = name.slice(ORDER.length);
    put(field, orderedList(fieldSchema(schema, field), held(result, field), held(patch, field), patch[name]));
    done.add(name).add(field);
  }
  for (const name of Object.keys(patch).filter((one) => !done.has(one))) {
    if (name.startsWith(DELETE)) {
      const field = name.slice(DELETE.length);
      put(field, deletedFrom(held(result, field), patch[name]));
    } else put(name, patch[name] === null ? undefined : mergedField(fieldSchema(schema, name), held(result, name), patch[name]));
  }
  return result;
}

function held(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function deletedFrom(live: unknown, gone: unknown): unknown {
  return Array.isArray(live) && Array.isArray(gone) ? live.filter((item) => !gone.includes(item)) : live;
}

/**
 * Applies a strategic merge patch: lists merge where the schema says so (`x-kubernetes-patch-strategy`, `-merge-key`), with the directives `$patch`
 * (delete, replace), `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…`. Throws ApiFailure as the server answers: 400 for a body that is
 * no object, 500 for directives that it does not understand and items without their merge key.
 */
export function strategicMergePatch<T extends JsonObject>(schema: SchemaNode, live: T, body: unknown): T {
  if (body === null) return live;
  if (!isJsonObject(body)) throw badRequest(`json: cannot unmarshal ${goJsonType(body)} into Go value of type map[string]interface {}`);
  return mergedMap(schema, live, body) as T;
}
