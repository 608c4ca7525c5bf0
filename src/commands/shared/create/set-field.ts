import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { usageError } from '../../../output/cli-error.ts';
import { fieldPath } from '../apply/field-path.ts';
import type { SpecField } from './create-flag.ts';

function set(target: unknown, { path, value }: SpecField, depth: number): unknown {
  const part = path[depth];
  if (part === undefined) return value;
  if (typeof part === 'string') {
    const object: JsonObject = isJsonObject(target) ? target : {};
    return { ...object, [part]: set(object[part], { path, value }, depth + 1) };
  }
  const list: readonly unknown[] = Array.isArray(target) ? target : [];
  if (part > list.length) {
    const at = fieldPath(['spec', ...path.slice(0, depth)]);
    throw usageError(`${at}[${part}] leaves a gap: the list has ${list.length} items so far`, `go on with ${at}[${list.length}]`);
  }
  const next = [...list];
  next[part] = set(list[part], { path, value }, depth + 1);
  return next;
}

/** A spec with one more field set; objects and lists on the way are made. Throws a usage error for an index that leaves a gap. */
export function setField(spec: JsonObject, field: SpecField): JsonObject {
  return set(spec, field, 0) as JsonObject;
}
