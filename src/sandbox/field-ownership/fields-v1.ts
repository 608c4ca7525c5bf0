import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { EMPTY_SET, type FieldSet, LEAF, setNode } from './field-set.ts';
import { compareElements, isPathElement } from './path-element.ts';

function ordered(children: ReadonlyMap<string, FieldSet>): readonly (readonly [string, FieldSet])[] {
  return children.size < 2 ? [...children] : [...children].toSorted(([left], [right]) => compareElements(left, right));
}

/** A set as `fieldsV1` of `metadata.managedFields[]`: nested elements in the server's order, `.` for a path that has others below it. */
export function encodeFieldsV1(set: FieldSet): JsonObject {
  const result: Record<string, unknown> = {};
  if (set.owned && set.children.size > 0) result['.'] = {};
  for (const [element, child] of ordered(set.children)) result[element] = encodeFieldsV1(child);
  return result;
}

function decodeNode(value: unknown): FieldSet | undefined {
  if (!isJsonObject(value)) return undefined;
  const names = Object.keys(value);
  if (names.length === 0) return LEAF;
  const children = new Map<string, FieldSet>();
  for (const name of names) {
    if (name === '.') continue;
    const child = isPathElement(name) ? decodeNode(value[name]) : undefined;
    if (child === undefined) return undefined;
    children.set(name, child);
  }
  return setNode(Object.hasOwn(value, '.'), children);
}

/** The set that a `fieldsV1` holds; undefined where it is malformed. */
export function decodeFieldsV1(value: unknown): FieldSet | undefined {
  const set = decodeNode(value);
  return set === LEAF ? EMPTY_SET : set;
}

/** The paths of a set, each as its elements: those of a level before those of the levels below it, in the server's order. */
export function* pathsOf(set: FieldSet, prefix: readonly string[] = []): Generator<readonly string[], void, void> {
  const children = ordered(set.children);
  for (const [element, child] of children) if (child.owned) yield [...prefix, element];
  for (const [element, child] of children) yield* pathsOf(child, [...prefix, element]);
}
