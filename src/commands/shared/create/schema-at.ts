import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { usageError } from '../../../output/cli-error.ts';
import { closest } from '../../../output/closest.ts';
import { fieldPath } from '../apply/field-path.ts';

type Path = readonly (string | number)[];

/** What anything may stand in. */
const OPAQUE: JsonObject = { 'x-kubernetes-preserve-unknown-fields': true };

function unknown(path: Path, depth: number, known: readonly string[]): Error {
  const at = fieldPath(['spec', ...path.slice(0, depth + 1)]);
  const suggestion = closest(String(path[depth]), known);
  const named = suggestion === undefined ? undefined : fieldPath([...path.slice(0, depth), suggestion]);
  const list = known.length === 0 ? 'nothing can be set below it' : `there is: ${known.join(', ')}`;
  return usageError(`there is no field ${at}`, named === undefined ? list : `did you mean "${named}"?`);
}

/**
 * The part of a structural schema of a spec that a path leads to. Throws a usage error with a suggestion for a field that there is not, and
 * for an index where there is no list, or none where there is one.
 */
export function schemaAt(schema: JsonObject, path: Path): JsonObject {
  let at = schema;
  for (const [depth, part] of path.entries()) {
    const { properties, additionalProperties, items } = at;
    const here = fieldPath(['spec', ...path.slice(0, depth)]);
    if (typeof part === 'number') {
      if (at['x-kubernetes-preserve-unknown-fields'] === true) at = OPAQUE;
      else if (isJsonObject(items)) at = items;
      else throw usageError(`${here} is no list`, 'leave the index out');
      continue;
    }
    if (isJsonObject(items)) throw usageError(`${here} is a list`, `name the item, as in ${here.replace(/^spec\./, '')}[0].${part}`);
    const named = isJsonObject(properties) ? properties[part] : undefined;
    if (isJsonObject(named)) at = named;
    else if (isJsonObject(additionalProperties)) at = additionalProperties;
    else if (at['x-kubernetes-preserve-unknown-fields'] === true) at = OPAQUE;
    else throw unknown(path, depth, isJsonObject(properties) ? Object.keys(properties) : []);
  }
  return at;
}
