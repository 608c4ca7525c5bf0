import type { JsonObject } from '../../src/kernel/json.ts';
import type { Fill, Hints } from './largest-object.ts';
import { listOf, mapOf } from './largest-object.ts';
import { longestString } from './longest-string.ts';
import type { SchemaNode } from './schema-nodes.ts';
import { schemaNodes, withValueAt } from './schema-nodes.ts';

/** A spec with one value exactly at a bound, or one past it. */
export interface BoundCase {
  readonly what: string;
  readonly spec: unknown;
  readonly accepted: boolean;
}

interface BoundValue {
  readonly what: string;
  readonly value: unknown;
  readonly accepted: boolean;
}

const at = (what: string, value: unknown): BoundValue => ({ what: `at ${what}`, value, accepted: true });
const past = (what: string, value: unknown): BoundValue => ({ what: `past ${what}`, value, accepted: false });

function stringBounds(schema: JsonObject): readonly BoundValue[] {
  const { maxLength, minLength, pattern } = schema;
  const regex = typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined;
  const result: BoundValue[] = [];
  if (typeof maxLength === 'number') {
    result.push(at('maxLength', longestString(regex, maxLength)), past('maxLength', longestString(undefined, maxLength + 1)));
    // Code points count, not UTF-16 units.
    if (regex === undefined) result.push(at('maxLength with wide characters', '\u{1F9E0}'.repeat(maxLength)));
  }
  if (typeof minLength === 'number' && minLength > 0) result.push(past('minLength', ''));
  return result;
}

function numberBounds(schema: JsonObject): readonly BoundValue[] {
  const { maximum, minimum } = schema;
  return [
    ...(typeof maximum === 'number' ? [at('maximum', maximum), past('maximum', maximum + 1)] : []),
    ...(typeof minimum === 'number' ? [at('minimum', minimum), past('minimum', minimum - 1)] : []),
  ];
}

function sizeBounds(node: SchemaNode, fill: Fill): readonly BoundValue[] {
  const { path, schema } = node;
  const { maxItems, minItems, maxProperties } = schema;
  return [
    ...(typeof maxItems === 'number'
      ? [at('maxItems', listOf(schema, path, fill, maxItems)), past('maxItems', listOf(schema, path, fill, maxItems + 1))]
      : []),
    ...(typeof minItems === 'number' ? [past('minItems', [])] : []),
    ...(typeof maxProperties === 'number'
      ? [at('maxProperties', mapOf(schema, path, fill, maxProperties)), past('maxProperties', mapOf(schema, path, fill, maxProperties + 1))]
      : []),
  ];
}

function boundsOf(node: SchemaNode, fill: Fill): readonly BoundValue[] {
  const { schema } = node;
  if (schema['x-kubernetes-int-or-string'] === true) return [...stringBounds(schema), ...numberBounds(schema)];
  if (schema['type'] === 'string') return schema['enum'] === undefined ? stringBounds(schema) : [past('enum', 'no-such-choice')];
  if (schema['type'] === 'integer') return numberBounds(schema);
  return sizeBounds(node, fill);
}

/** For every bound of a spec's OpenAPI schema: an object that lies on it and one that lies past it, small elsewhere. */
export function boundCases(spec: JsonObject, hints: Hints): readonly BoundCase[] {
  const fill: Fill = { longest: 24, hints };
  return schemaNodes(spec, 'spec').flatMap((node) =>
    boundsOf(node, fill).map((bound) => {
      const what = `${node.path} ${bound.what}`;
      const impossible = hints.refused?.some((place) => what.includes(place)) ?? false;
      return { what, spec: withValueAt(node, bound.value, hints), accepted: bound.accepted && !impossible };
    }),
  );
}
