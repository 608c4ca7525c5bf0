import type { FieldError } from '../../failures/field-error.ts';
import { checkNotNegative, invalidField } from './field-errors.ts';

const PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** The number in `25%`; undefined for anything else. */
export function percentOf(value: unknown): number | undefined {
  const digits = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** What is wrong with a number of pods or a percentage of them. */
export function checkCountOrPercent(value: unknown, at: string): readonly FieldError[] {
  if (typeof value === 'number') return checkNotNegative(at, value);
  if (value === undefined) return [];
  return percentOf(value) === undefined ? [invalidField(at, value, PERCENT)] : [];
}

/** What is wrong with a percentage of more than everything. */
export function checkNotAboveAll(value: unknown, at: string): readonly FieldError[] {
  return (percentOf(value) ?? 0) > 100 ? [invalidField(at, value, 'must not be greater than 100%')] : [];
}
