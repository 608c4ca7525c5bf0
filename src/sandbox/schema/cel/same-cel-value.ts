import { compareCelValues } from './compare-cel-values.ts';
import type { CelLibrary } from './cel-library.ts';
import { sameLists } from './list-types.ts';
import { CelDuration, CelOptional, CelTimestamp, CelTypeValue, CelUint } from './cel-value.ts';

function numberOf(value: unknown): number | bigint | undefined {
  if (value instanceof CelUint) return value.value;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

type Same = (left: unknown, right: unknown) => boolean;

function sameMaps(left: ReadonlyMap<unknown, unknown>, right: ReadonlyMap<unknown, unknown>, same: Same): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) if (!right.has(key) || !same(value, right.get(key))) return false;
  return true;
}

/** Equality in CEL: never fails, numbers are equal by value whatever their type, lists and maps by content. */
export function sameCelValues(library: CelLibrary): Same {
  const same: Same = (left, right) => {
    if (left === right) return true;
    const [a, b] = [numberOf(left), numberOf(right)];
    if (a !== undefined && b !== undefined) return compareCelValues(a, b) === 0;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
    if (left instanceof Map) return right instanceof Map && sameMaps(left, right, same);
    if (Array.isArray(left)) return Array.isArray(right) && sameLists(left, right, same);
    if (left instanceof CelDuration) return right instanceof CelDuration && left.nanos === right.nanos;
    if (left instanceof CelTimestamp) return right instanceof CelTimestamp && left.nanos === right.nanos;
    if (left instanceof CelTypeValue) return right instanceof CelTypeValue && left.name === right.name;
    if (left instanceof CelOptional) {
      return right instanceof CelOptional && left.present === right.present && same(left.value, right.value);
    }
    if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.from(left).equals(right);
    const type = library.classOf(left);
    return type?.isInstance(right) === true && type.isSame(left as never, right as never);
  };
  return same;
}
