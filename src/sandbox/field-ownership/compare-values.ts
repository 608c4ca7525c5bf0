import type { SchemaNode } from '../schema/schema-node.ts';
import { EMPTY_SET, type FieldSet, isEmptySet, LEAF, setNode, union } from './field-set.ts';
import { listItems } from './list-items.ts';
import { fieldElement } from './path-element.ts';
import { sameValue } from '../values/same-value.ts';
import { asList, asMap, fieldOf, formOf, type ListForm, type MapForm, walkedForm, type WalkedForm } from './value-form.ts';

/** What distinguishes two values, as paths. What is added or removed as a whole counts with everything in it. */
export interface ValueComparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const SAME: ValueComparison = { added: EMPTY_SET, modified: EMPTY_SET, removed: EMPTY_SET };
const ADDED: ValueComparison = { ...SAME, added: LEAF };
const MODIFIED: ValueComparison = { ...SAME, modified: LEAF };
const REMOVED: ValueComparison = { ...SAME, removed: LEAF };

function leaf(before: unknown, after: unknown): ValueComparison {
  if (before === undefined) return ADDED;
  if (after === undefined) return REMOVED;
  return sameValue(before, after) ? SAME : MODIFIED;
}

/** Collects the comparisons of the parts of a value. */
class Parts {
  readonly #added = new Map<string, FieldSet>();
  readonly #modified = new Map<string, FieldSet>();
  readonly #removed = new Map<string, FieldSet>();

  put(element: string, { added, modified, removed }: ValueComparison): void {
    if (!isEmptySet(added)) this.#added.set(element, added);
    if (!isEmptySet(modified)) this.#modified.set(element, modified);
    if (!isEmptySet(removed)) this.#removed.set(element, removed);
  }

  /** The comparison of the whole: a value that only one side has is itself added or removed. */
  close(before: unknown, after: unknown): ValueComparison {
    if (this.#added.size + this.#modified.size + this.#removed.size === 0 && before !== undefined && after !== undefined) return SAME;
    return {
      added: setNode(before === undefined, this.#added),
      modified: setNode(false, this.#modified),
      removed: setNode(after === undefined, this.#removed),
    };
  }
}

function compareMaps(form: MapForm, before: unknown, after: unknown): ValueComparison {
  const [old, next] = [asMap(before) ?? {}, asMap(after) ?? {}];
  const names = Object.keys(next);
  const gone = Object.keys(old).filter((name) => !Object.hasOwn(next, name));
  // Null and empty are told apart only where there is nothing else to tell.
  if (form.atomic || (names.length === 0 && gone.length === 0)) return leaf(before, after);
  const parts = new Parts();
  for (const name of [...names, ...gone]) {
    const field = fieldOf(form, name);
    const [left, right] = [Object.hasOwn(old, name) ? old[name] : undefined, next[name]];
    if (field !== undefined && left !== right) parts.put(fieldElement(name), compareValues(field.schema, left, right));
  }
  return parts.close(before, after);
}

function grouped(form: ListForm, list: readonly unknown[]): Map<string, readonly unknown[]> {
  const groups = new Map<string, readonly unknown[]>();
  for (const { element, value } of listItems(form, list)) groups.set(element, [...(groups.get(element) ?? []), value]);
  return groups;
}

/** Items under one key. More than one under the same (other writers can bring that about) are compared as a whole. */
function compareItems(form: ListForm, before: readonly unknown[], after: readonly unknown[]): ValueComparison {
  if (before.length <= 1 && after.length <= 1) return compareValues(form.item, before[0], after[0]);
  return leaf(before.length === 0 ? undefined : before, after.length === 0 ? undefined : after);
}

function compareLists(form: ListForm, before: unknown, after: unknown): ValueComparison {
  const [old, next] = [asList(before) ?? [], asList(after) ?? []];
  if (form.relation === 'atomic' || (old.length === 0 && next.length === 0)) return leaf(before, after);
  const [left, right] = [grouped(form, old), grouped(form, next)];
  const parts = new Parts();
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    parts.put(element, compareItems(form, left.get(element) ?? [], right.get(element) ?? []));
  }
  return parts.close(before, after);
}

function compareBy(form: WalkedForm, before: unknown, after: unknown): ValueComparison {
  if (form.form === 'map') return compareMaps(form, before, after);
  return form.form === 'list' ? compareLists(form, before, after) : leaf(before, after);
}

/** Compares two values of one schema; undefined is absence. The order of items in sets and keyed lists is no difference. */
export function compareValues(schema: SchemaNode, before: unknown, after: unknown): ValueComparison {
  if (before === after) return SAME;
  const form = formOf(schema);
  const [old, next] = [walkedForm(form, before ?? after), walkedForm(form, after ?? before)];
  if (before === undefined || after === undefined || old.form === next.form)
    return compareBy(before === undefined ? next : old, before, after);
  // A value of another type: what was in the old one goes, what is in the new one comes.
  const [left, right] = [compareBy(old, before, after), compareBy(next, before, after)];
  return {
    added: union(left.added, right.added),
    modified: union(left.modified, right.modified),
    removed: union(left.removed, right.removed),
  };
}
