import type { CelLibrary } from './cel-library.ts';
import type { CelType } from './cel-type.ts';
import { CelDuration, CelOptional, CelTimestamp, CelTypeValue, CelUint } from './cel-value.ts';

/** The name of the type of a value, as `type(x)` and messages give it. */
export function kindOf(value: unknown, library: CelLibrary): string {
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    default:
  }
  if (value === null || value === undefined) return 'null_type';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'map';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelTypeValue) return 'type';
  if (value instanceof CelOptional) return 'optional_type';
  return library.classOf(value)?.name ?? 'dyn';
}

/** Whether a value can stand where a type is declared. Elements of lists and maps are not looked at. */
export function isOfType(value: unknown, type: CelType, library: CelLibrary): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'param':
      return true;
    case 'list':
      return Array.isArray(value);
    case 'map':
    case 'object':
      return value instanceof Map;
    case 'optional':
      return value instanceof CelOptional;
    case 'simple':
      return kindOf(value, library) === type.name || (type.name === 'null' && value === null);
  }
}
