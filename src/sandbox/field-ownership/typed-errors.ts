import type { JsonObject } from '../../kernel/json.ts';
import { goType, goValue, goSyntax } from '../values/go-values.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { itemElement } from './list-items.ts';
import { elementText, fieldElement } from './path-element.ts';
import { asList, asMap, fieldOf, formOf, type ListForm, type MapForm, walkedForm } from './value-form.ts';

/** Where the walk is. The path is only spelt out for a complaint: mostly there is none. */
interface Walk {
  readonly above: Walk | undefined;
  readonly element: string;
  readonly found: string[];
}

function pathText({ above, element }: Walk): string {
  return above === undefined ? '' : pathText(above) + elementText(element);
}

function inside(walk: Walk, element: string): Walk {
  return { above: walk, element, found: walk.found };
}

function complain(walk: Walk, text: string): void {
  walk.found.push(`${pathText(walk)}: ${text}`);
}

function checkScalar(walk: Walk, type: 'string' | 'numeric' | 'boolean', value: unknown): void {
  if (value === null) return;
  if (type === 'string' && typeof value !== 'string')
    complain(walk, `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
  if (type === 'numeric' && typeof value !== 'number') complain(walk, `expected numeric (int or float), got ${goType(value)}`);
  if (type === 'boolean' && typeof value !== 'boolean') complain(walk, `expected boolean, got &{${goValue(value)}}`);
}

function checkMap(walk: Walk, form: MapForm, value: unknown): void {
  if (value === null) return;
  const map = asMap(value);
  if (map === undefined) return complain(walk, `expected map, got &{${goValue(value)}}`);
  for (const name of Object.keys(map).toSorted()) {
    const part = inside(walk, fieldElement(name));
    const field = fieldOf(form, name);
    // The server stops at the first one, too.
    if (field === undefined) return complain(part, 'field not declared in schema');
    check(part, field.schema, map[name]);
  }
}

function checkList(walk: Walk, form: ListForm, value: unknown): void {
  if (value === null) return;
  const list = asList(value);
  if (list === undefined) return complain(walk, `expected list, got &{${goValue(value)}}`);
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const element = form.relation === 'atomic' ? `i:${String(index)}` : itemElement(form, item);
    if (element === undefined) {
      const keys = form.keys.map((key) => JSON.stringify(key)).join(' ');
      complain(
        walk,
        asMap(item) === undefined
          ? `element ${String(index)}: associative list with keys may not have non-map elements`
          : `element ${String(index)}: associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`,
      );
      continue;
    }
    if (seen.has(element)) complain(walk, `duplicate entries for key ${elementText(element)}`);
    seen.add(element);
    check(inside(walk, element), form.item, item);
  }
}

function check(walk: Walk, schema: SchemaNode, value: unknown): void {
  const declared = formOf(schema);
  if (declared.form === 'deduced') return;
  const form = walkedForm(declared, value);
  if (form.form === 'scalar') checkScalar(walk, form.type, value);
  else if (form.form === 'map') checkMap(walk, form, value);
  else checkList(walk, form, value);
}

/** What keeps an applied object from being read by its schema, in the server's words; undefined where nothing does. */
export function typedErrors(schema: SchemaNode, applied: JsonObject): string | undefined {
  const found: string[] = [];
  check({ above: undefined, element: '', found }, schema, applied);
  return found.length <= 1 ? found[0] : `errors:\n${found.map((text) => `  ${text}`).join('\n')}`;
}
