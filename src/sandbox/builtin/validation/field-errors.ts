import { isJsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { goQuote } from '../../values/go-text.ts';

/** A list that checks add to. */
export type Errors = FieldError[];

/** Go writes maps by their keys; what has only texts as values is one. */
function inOrder(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, inOrder(one)] as const);
  const isMap = entries.every(([, one]) => typeof one === 'string');
  return Object.fromEntries(isMap ? entries.toSorted(([left], [right]) => (left < right ? -1 : 1)) : entries);
}

/** A value as messages quote it. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? goQuote(value) : JSON.stringify(inOrder(value ?? null));
}

/** `Invalid value: <value>: why`. */
export function invalidField(field: string, value: unknown, why: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${quoted(value)}: ${why}` };
}

/** `Unsupported value: …: supported values: …`, in the order given. */
export function unsupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((one) => goQuote(one)).join(', ');
  return { type: 'FieldValueNotSupported', field, message: `Unsupported value: ${quoted(value)}: supported values: ${list}` };
}

/** `Duplicate value: <value>`. */
export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, message: `Duplicate value: ${quoted(value)}` };
}

/** `Not found: <value>`. */
export function notFoundField(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, message: `Not found: ${quoted(value)}` };
}

/** One error per complaint about a value. */
export function invalidFields(field: string, value: unknown, complaints: readonly string[]): readonly FieldError[] {
  return complaints.map((why) => invalidField(field, value, why));
}

/** Complains where a value is none of the supported ones. */
export function checkSupported(field: string, value: unknown, supported: readonly string[]): readonly FieldError[] {
  return supported.includes(String(value)) ? [] : [unsupported(field, value, supported)];
}

/** Complains about a number below zero; absent is fine. */
export function checkNotNegative(field: string, value: unknown): readonly FieldError[] {
  return typeof value === 'number' && value < 0 ? [invalidField(field, value, 'must be greater than or equal to 0')] : [];
}
