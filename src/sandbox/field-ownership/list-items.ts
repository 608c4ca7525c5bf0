import { keyElement, valueElement } from './path-element.ts';
import { asMap, type ListForm } from './value-form.ts';

/** An item of a set or a keyed list under its path element. */
export interface ListItem {
  readonly element: string;
  readonly value: unknown;
}

/** Items are asked for their keys again and again, and never change. */
const elements = new WeakMap<object, { readonly form: ListForm; readonly element: string | undefined }>();

/** The path element of an item; undefined where a keyed item has no key. */
export function itemElement(form: ListForm, value: unknown): string | undefined {
  if (form.relation === 'set') return valueElement(value);
  const item = asMap(value);
  if (item === undefined) return undefined;
  const known = elements.get(item);
  if (known?.form === form) return known.element;
  const element = keyElement(item, form.keys, form.item);
  elements.set(item, { form, element });
  return element;
}

/** The items of a set or a keyed list in their order. Items without a key get their index: they stand for themselves. */
export function listItems(form: ListForm, list: readonly unknown[]): readonly ListItem[] {
  return list.map((value, index) => ({ element: itemElement(form, value) ?? `i:${String(index)}`, value }));
}
