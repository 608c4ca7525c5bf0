import type { JsonObject } from '../../kernel/json.ts';
import type { SchemaNode } from '../schema/schema-node.ts';

/** A field, or a key of a map. */
export function fieldElement(name: string): string {
  return `f:${name}`;
}

/** An item of a set. */
export function valueElement(value: unknown): string {
  return `v:${JSON.stringify(value)}`;
}

/**
 * An item of a list that is keyed by fields: `k:{"containerPort":80,"protocol":"TCP"}`, keys in alphabetical order. Keys that the item lacks
 * take their default from the schema. Undefined where it has no key at all.
 */
export function keyElement(item: JsonObject, keys: readonly string[], schema: SchemaNode | undefined): string | undefined {
  const parts: string[] = [];
  for (const key of keys) {
    const value = item[key] ?? schema?.properties?.[key]?.default;
    if (value !== undefined && value !== null) parts.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  }
  return parts.length === 0 ? undefined : `k:{${parts.join(',')}}`;
}

const KINDS = 'fkvi';

function parsed(text: string): unknown {
  return JSON.parse(text) as unknown;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function rank(value: unknown): number {
  return typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : typeof value === 'boolean' ? 2 : 3;
}

function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return rank(left) - rank(right) || compareText(JSON.stringify(left), JSON.stringify(right));
}

function compareKeys(left: string, right: string): number {
  const [ours, theirs] = [Object.entries(parsed(left) as JsonObject), Object.entries(parsed(right) as JsonObject)];
  for (const [index, [name, value]] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    const order = compareText(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return ours.length - theirs.length;
}

/** The server's order of path elements: fields, keys, values, indices, each among themselves. */
export function compareElements(left: string, right: string): number {
  const kind = left[0] ?? '';
  if (kind !== right[0]) return KINDS.indexOf(kind) - KINDS.indexOf(right[0] ?? '');
  const [ours, theirs] = [left.slice(2), right.slice(2)];
  if (kind === 'f') return compareText(ours, theirs);
  return kind === 'k' ? compareKeys(ours, theirs) : compareValues(parsed(ours), parsed(theirs));
}

/** As the server writes it in paths of messages: `.name`, `[name="a",port=80]`, `[="x"]`, `[0]`. */
export function elementText(element: string): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const fields = Object.entries(parsed(rest) as JsonObject).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      return `[${fields.join(',')}]`;
    }
    case 'v':
      return `[=${rest}]`;
    default:
      return `[${rest}]`;
  }
}

/** Whether a text is an element that FieldsV1 may hold. */
export function isPathElement(text: string): boolean {
  const [kind, rest] = [text.slice(0, 2), text.slice(2)];
  if (kind === 'f:') return true;
  if (kind === 'i:') return /^\d+$/.test(rest);
  if (kind !== 'k:' && kind !== 'v:') return false;
  try {
    const value = parsed(rest);
    return kind === 'v:' || (typeof value === 'object' && value !== null && !Array.isArray(value));
  } catch {
    return false;
  }
}
