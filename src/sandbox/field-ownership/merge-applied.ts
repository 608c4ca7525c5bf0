import type { JsonObject } from '../../kernel/json.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { mergedOrder } from './merged-order.ts';
import { asList, asMap, fieldOf, formOf, type ListForm, type MapForm, walkedForm } from './value-form.ts';
import { listItems } from './list-items.ts';

function mergeMaps(form: MapForm, live: unknown, applied: unknown): unknown {
  const [old, next] = [asMap(live) ?? {}, asMap(applied) ?? {}];
  const names = Object.keys(next);
  if (form.atomic || (names.length === 0 && Object.keys(old).length === 0)) return applied;
  const result: Record<string, unknown> = { ...old };
  let changed = asMap(live) === undefined;
  for (const name of names) {
    const before = Object.hasOwn(old, name) ? old[name] : undefined;
    const after = mergeApplied(fieldOf(form, name)?.schema, before, next[name]);
    if (after === before && before !== undefined) continue;
    result[name] = after;
    changed = true;
  }
  return changed ? result : live;
}

function mergeLists(form: ListForm, live: unknown, applied: unknown): unknown {
  const [old, next] = [asList(live) ?? [], asList(applied) ?? []];
  if (form.relation === 'atomic' || (old.length === 0 && next.length === 0)) return applied;
  if (next.length === 0) return live;
  const [before, after] = [listItems(form, old), listItems(form, next)];
  const found = new Map<string, unknown>();
  const twice = new Set<string>();
  for (const { element, value } of before) {
    if (found.has(element)) twice.add(element);
    else found.set(element, value);
  }
  const merged = mergedOrder(before, after).map(({ element, value, applied: isApplied }) =>
    isApplied ? mergeApplied(form.item, twice.has(element) ? undefined : found.get(element), value) : value,
  );
  return merged.length === old.length && merged.every((item, index) => item === old[index]) ? live : merged;
}

/**
 * The live value with an applied one laid over it: scalars, atomic objects and lists are replaced, objects merge by field, sets and keyed lists
 * by item. Gives `live` itself where nothing changes; `undefined` is absence.
 */
export function mergeApplied(schema: SchemaNode | undefined, live: unknown, applied: unknown): unknown {
  if (applied === undefined || live === applied) return live;
  if (live === undefined || schema === undefined) return applied;
  const form = walkedForm(formOf(schema), applied);
  if (form.form === 'map') return mergeMaps(form, live, applied);
  return form.form === 'list' ? mergeLists(form, live, applied) : applied;
}

/** {@link mergeApplied} of whole objects. */
export function mergeAppliedObject(schema: SchemaNode, live: JsonObject, applied: JsonObject): JsonObject {
  return mergeApplied(schema, live, applied) as JsonObject;
}
