import { parse } from 'yaml';
import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';

/** What a text could not be read as: completes "must be …". */
export class UnreadableValueError extends Error {}

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function flow(text: string, what: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    throw new UnreadableValueError(`be ${what}, written as JSON or YAML`);
  }
}

function list(items: unknown, text: string): unknown {
  if (!text.trimStart().startsWith('[')) {
    const isScalar = isJsonObject(items) && items['type'] !== 'object' && items['type'] !== 'array';
    if (isScalar) return text === '' ? [] : text.split(',').map((part) => typedValue(items, part.trim()));
  }
  const value = flow(text, 'a list such as [{name: a}]');
  if (!Array.isArray(value)) throw new UnreadableValueError('be a list such as [{name: a}]');
  return value;
}

/**
 * A text as the value that a structural schema wants there: numbers, booleans, texts as they are, lists of scalars also with commas,
 * everything else as JSON or YAML. Throws UnreadableValueError; bounds and patterns are for the kind's own schema to check.
 */
export function typedValue(schema: JsonObject, text: string): unknown {
  if (schema['x-kubernetes-int-or-string'] === true) return WHOLE.test(text) ? Number(text) : text;
  switch (schema['type']) {
    case 'string':
      return text;
    case 'integer':
      if (!WHOLE.test(text)) throw new UnreadableValueError('be a whole number');
      return Number(text);
    case 'number':
      if (!NUMBER.test(text)) throw new UnreadableValueError('be a number');
      return Number(text);
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new UnreadableValueError('be true or false');
      return text === 'true';
    case 'array':
      return list(schema['items'], text);
    case 'object': {
      const value = flow(text, 'an object such as {name: a}');
      if (!isJsonObject(value)) throw new UnreadableValueError('be an object such as {name: a}');
      return value;
    }
    default:
      return flow(text, 'a value');
  }
}
