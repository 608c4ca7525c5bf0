import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonValue, SchemaNode } from '../schema-node.ts';
import { escapedName } from './escaped-name.ts';
import { markedList } from './list-types.ts';
import { parseCelDuration, parseMoment } from './cel-value.ts';
import { celFailure } from './cel-failure.ts';

/** Values of an object as rules see them. One converter serves one validation: what was converted once is not converted again. */
export type ToCel = (node: SchemaNode, value: JsonValue) => unknown;

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw celFailure(what);
  return value;
}

/** `date-time` as the server reads it: the empty text is the epoch, and a text without a zone is in UTC. */
function moment(text: string): unknown {
  const zoned = /[Zz]$|[+-]\d{2}:\d{2}$/.test(text) ? text : `${text}Z`;
  return must(parseMoment(text === '' ? '1970-01-01T00:00:00Z' : zoned), `Invalid date-time ${text}`);
}

function scalar(node: SchemaNode, value: string): unknown {
  switch (node.type === 'string' ? node.format : undefined) {
    case 'date-time':
      return moment(value);
    case 'date':
      return must(parseMoment(`${value}T00:00:00Z`), `Invalid date ${value}`);
    case 'duration':
      return must(parseCelDuration(value), `Invalid duration ${value}`);
    case 'byte':
      return new Uint8Array(Buffer.from(value, 'base64'));
    default:
      return value;
  }
}

function untyped(value: JsonValue): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(untyped);
  return isJsonObject(value) ? new Map(Object.entries(value).map(([key, item]) => [key, untyped(item)])) : value;
}

/** A converter with a memory of its own. */
export function createToCel(): ToCel {
  const done = new Map<object, unknown>();
  const convert: ToCel = (node, value) => {
    if (typeof value === 'string') return scalar(node, value);
    if (typeof value === 'number') return node.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    const converted = Array.isArray(value) ? list(node, value) : object(node, value as Readonly<Record<string, unknown>>);
    done.set(value, converted);
    return converted;
  };
  const list = (node: SchemaNode, value: readonly unknown[]): unknown =>
    markedList(
      node,
      value.map((item) => (node.items === undefined ? untyped(item) : convert(node.items, item))),
    );
  const object = (node: SchemaNode, value: Readonly<Record<string, unknown>>): unknown => {
    const values = isJsonObject(node.additionalProperties) ? (node.additionalProperties as SchemaNode) : undefined;
    const map = new Map<string, unknown>();
    for (const key of Object.keys(value)) {
      const property = node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
      const child = property ?? values;
      map.set(
        property === undefined ? key : (escapedName(key) ?? key),
        child === undefined ? untyped(value[key]) : convert(child, value[key]),
      );
    }
    return map;
  };
  return convert;
}
