import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { decodeManagers, sameManagers } from './field-managers.ts';
import { sameValue } from '../values/same-value.ts';

function parts(object: JsonObject): { readonly rest: JsonObject; readonly metadata: JsonObject; readonly managedFields: unknown } {
  const { metadata, ...rest } = object;
  const { managedFields, ...others } = isJsonObject(metadata) ? metadata : {};
  return { rest, metadata: others, managedFields };
}

/**
 * Whether a write would change nothing, or nothing but the times of managed fields: the server then writes nothing and answers with what is
 * stored. Both objects complete (decoded, defaulted).
 */
export function onlyTimesDiffer(previous: JsonObject, next: JsonObject): boolean {
  const [old, young] = [parts(previous), parts(next)];
  if (!sameValue(old.metadata, young.metadata) || !sameValue(old.rest, young.rest)) return false;
  const [before, after] = [decodeManagers(old.managedFields), decodeManagers(young.managedFields)];
  return before !== undefined && after !== undefined && sameManagers(before, after);
}
