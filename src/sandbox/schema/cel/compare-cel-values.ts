import { noOverload } from './cel-failure.ts';
import { CelDuration, CelTimestamp, CelUint } from './cel-value.ts';

function rank(value: unknown): readonly [string, bigint | number | string | boolean] {
  if (typeof value === 'bigint' || typeof value === 'number') return ['number', value];
  if (typeof value === 'string' || typeof value === 'boolean') return [typeof value, value];
  if (value instanceof CelUint) return ['number', value.value];
  if (value instanceof CelDuration) return ['duration', value.nanos];
  if (value instanceof CelTimestamp) return ['timestamp', value.nanos];
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('latin1')];
  throw noOverload();
}

/** Negative, zero or positive as the first value is smaller, equal or larger; fails for values that have no order. */
export function compareCelValues(left: unknown, right: unknown): number {
  const [[kind, a], [otherKind, b]] = [rank(left), rank(right)];
  if (kind !== otherKind) throw noOverload();
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
}
