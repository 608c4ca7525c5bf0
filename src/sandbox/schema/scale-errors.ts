import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { FieldError } from '../failures/field-error.ts';
import type { ScalePaths } from '../resources/served-resource.ts';
import { goType, goValue } from '../values/go-values.ts';
import { invalidValue } from '../failures/field-complaints.ts';

/** What stands at a dot path, or the error of the server's accessor. */
function found(object: JsonObject, path: string): { readonly value: unknown } | { readonly problem: string } {
  let value: unknown = object;
  let walked = '';
  for (const name of path.replace(/^\./, '').split('.')) {
    if (value === undefined) return { value };
    if (!isJsonObject(value)) {
      return {
        problem: `${walked}.${name} accessor error: ${goValue(value)} is of the type ${goType(value)}, expected map[string]interface{}`,
      };
    }
    value = Object.hasOwn(value, name) ? value[name] : undefined;
    walked += `.${name}`;
  }
  return { value };
}

function replicasErrors(object: JsonObject, path: string): readonly FieldError[] {
  const { value, problem } = { value: undefined, problem: undefined, ...found(object, path) };
  if (problem !== undefined) return [invalidValue(path, 0, problem)];
  if (value === undefined) return [];
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return [invalidValue(path, 0, `${path} accessor error: ${goValue(value)} is of the type ${goType(value)}, expected int64`)];
  }
  if (value < 0) return [invalidValue(path, value, 'should be a non-negative integer')];
  return value > 2 ** 31 - 1 ? [invalidValue(path, value, 'should be less than or equal to 2147483647')] : [];
}

/** What is wrong with the replicas of the spec that the scale subresource reads (apiextensions, `ValidateScaleSpec`). */
export function scaleSpecErrors(object: JsonObject, scale: ScalePaths | undefined): readonly FieldError[] {
  return scale === undefined ? [] : replicasErrors(object, scale.specReplicasPath);
}

/** What is wrong with the replicas and the selector of the status (apiextensions, `ValidateScaleStatus`). */
export function scaleStatusErrors(object: JsonObject, scale: ScalePaths | undefined): readonly FieldError[] {
  if (scale === undefined) return [];
  const { labelSelectorPath: path = '' } = scale;
  const { value, problem } = { value: undefined, problem: undefined, ...(path === '' ? {} : found(object, path)) };
  const isText = value === undefined || typeof value === 'string';
  const why =
    problem ?? (isText ? undefined : `${path} accessor error: ${goValue(value)} is of the type ${goType(value)}, expected string`);
  return [...replicasErrors(object, scale.statusReplicasPath), ...(why === undefined ? [] : [invalidValue(path, '', why)])];
}
