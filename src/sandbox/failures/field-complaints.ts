import type { FieldError, FieldErrorType } from './field-error.ts';
import { goJson, goNumber, goQuote, goStructJson } from '../values/go-text.ts';

/** A value that the server leaves out of a message: it says `Invalid value: …` without quoting it. */
export const OMITTED: unique symbol = Symbol('omitted');

/** A value whose text in a message is known already. */
export interface QuotedText {
  readonly quoted: string;
}

function quoted(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  return goJson(value);
}

function body(title: string, value: unknown, detail: string): string {
  const shown = value === OMITTED ? '' : `: ${quoted(value)}`;
  return `${title}${shown}${detail === '' ? '' : `: ${detail}`}`;
}

/** The name of a field below another, as the server joins them; `undefined` is the object itself. */
export function childPath(path: string | undefined, name: string): string {
  return path === undefined ? name : `${path}.${name}`;
}

/** `path[key]`: an item of a list or of a map. */
export function keyPath(path: string | undefined, key: string | number): string {
  return `${path ?? ''}[${String(key)}]`;
}

/** An error of any kind; `message` is the whole text after the path. */
export function fieldError(type: FieldErrorType, field: string | undefined, message: string): FieldError {
  return { type, field: field ?? '<nil>', message };
}

/** `Invalid value: "x": why`. */
export function invalidValue(field: string | undefined, value: unknown, detail: string): FieldError {
  return fieldError('FieldValueInvalid', field, body('Invalid value', value, detail));
}

/** `Invalid value: {…}: why`, of a Go struct: its fields are in the order given, not in that of the alphabet. */
export function invalidStruct(field: string | undefined, value: unknown, detail: string): FieldError {
  return invalidText(field, { quoted: goStructJson(value) }, detail);
}

/** `Invalid value: "x": why`, of a value with a wrong type. */
export function typeInvalid(field: string | undefined, value: unknown, detail: string): FieldError {
  return fieldError('FieldValueTypeInvalid', field, body('Invalid value', value, detail));
}

/** `Invalid value: …: why` with the text of the value given. */
export function invalidText(field: string | undefined, text: QuotedText, detail: string): FieldError {
  return fieldError('FieldValueInvalid', field, `Invalid value: ${text.quoted}: ${detail}`);
}

/** `Required value`, with a reason where there is one. */
export function requiredValue(field: string | undefined, detail = ''): FieldError {
  return fieldError('FieldValueRequired', field, body('Required value', OMITTED, detail));
}

/** `Forbidden: why`. */
export function forbiddenValue(field: string | undefined, detail: string): FieldError {
  return fieldError('FieldValueForbidden', field, body('Forbidden', OMITTED, detail));
}

/** `Duplicate value: "x"`. */
export function duplicateValue(field: string | undefined, value: unknown): FieldError {
  return fieldError('FieldValueDuplicate', field, body('Duplicate value', value, ''));
}

/** `Unsupported value: "x": supported values: "A", "B"`. */
export function notSupported(field: string | undefined, value: unknown, supported: readonly string[]): FieldError {
  return fieldError(
    'FieldValueNotSupported',
    field,
    body('Unsupported value', value, supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`),
  );
}

/** `Too long: may not be more than 3 bytes`. */
export function tooLong(field: string | undefined, max: number): FieldError {
  return fieldError('FieldValueTooLong', field, `Too long: may not be more than ${String(max)} ${max === 1 ? 'byte' : 'bytes'}`);
}

/** `Too many: 2: must have at most 1 item`. */
export function tooMany(field: string | undefined, actual: number, max: number): FieldError {
  const items = max === 1 ? 'item' : 'items';
  return fieldError('FieldValueTooMany', field, `Too many: ${String(actual)}: must have at most ${String(max)} ${items}`);
}
