import type { JsonValue, SchemaNode } from './schema-node.ts';
import { isKnownFormat } from './string-formats.ts';

/** The type that a value has and the one it must have, as messages name them. */
export interface TypeProblem {
  readonly expected: string;
  readonly got: string;
}

const MAX_INT64 = 2 ** 63;

/** Whether the server reads a JSON number as an integer of 64 bits. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -MAX_INT64 && value < MAX_INT64;
}

function typesOf(node: SchemaNode): readonly string[] {
  if (node['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return node.type === undefined ? [] : [node.type];
}

function typeOf(value: JsonValue): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return isInt64(value) ? 'integer' : 'number';
  return typeof value;
}

/** What the `type` of a schema has against a value (kube-openapi, `typeValidator`). */
export function typeProblem(node: SchemaNode, value: JsonValue): TypeProblem | undefined {
  const types = typesOf(node);
  const format = node.format !== undefined && isKnownFormat(node.type, node.format) ? node.format : '';
  if (types.length === 0) return undefined;
  const expected = types.join(',');
  const got = typeOf(value);
  if (got === 'null') return node.nullable === true ? undefined : { expected, got };
  const fits = types.includes(got) || (got === 'integer' && types.includes('number'));
  if (fits) return undefined;
  const isText = got === 'string' || got === 'array';
  // With a format the server compares formats, and a text may still have the format.
  if (format !== '' && !isText) return { expected: format, got: got === 'number' ? 'float64' : got === 'integer' ? 'int64' : '' };
  if (format !== '' && !types.includes('number') && !types.includes('integer')) return undefined;
  return { expected, got };
}
