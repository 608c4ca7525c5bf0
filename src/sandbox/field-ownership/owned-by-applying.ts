import type { SchemaNode } from '../schema/schema-node.ts';
import { EMPTY_SET, type FieldSet, isEmptySet, LEAF, setNode } from './field-set.ts';
import { listItems } from './list-items.ts';
import { fieldElement } from './path-element.ts';
import { asList, asMap, fieldOf, formOf, type ListForm, type MapForm, walkedForm } from './value-form.ts';

function mapSet(form: MapForm, value: unknown): FieldSet {
  const map = asMap(value);
  if (map === undefined) return EMPTY_SET;
  const children = new Map<string, FieldSet>();
  for (const name of Object.keys(map)) {
    const field = fieldOf(form, name);
    if (field === undefined) continue;
    const held = map[name];
    const below = ownedByApplying(field.schema, held);
    // Fields of a struct count by what is in them, keys of a map by themselves; null and an empty object are values of their own.
    const empty = held === null || (asMap(held) !== undefined && Object.keys(held as object).length === 0);
    const node = empty || !field.declared ? setNode(true, below.children) : below;
    if (!isEmptySet(node)) children.set(fieldElement(name), node);
  }
  return setNode(false, children);
}

function listSet(form: ListForm, value: unknown): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const { element, value: item } of listItems(form, asList(value) ?? [])) {
    children.set(element, setNode(true, ownedByApplying(form.item, item).children));
  }
  return setNode(false, children);
}

/** The fields that a manager owns who applies this value. */
export function ownedByApplying(schema: SchemaNode, value: unknown): FieldSet {
  const form = walkedForm(formOf(schema), value);
  if (form.form === 'scalar') return LEAF;
  if (form.form === 'map') return form.atomic ? LEAF : mapSet(form, value);
  return form.relation === 'atomic' ? LEAF : listSet(form, value);
}
