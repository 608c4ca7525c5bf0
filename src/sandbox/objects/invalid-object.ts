import type { ResourceType } from '../../kernel/resource-type.ts';
import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';
import type { FieldError, FieldErrorType } from '../failures/field-error.ts';

/** A field error with the value quoted as the server does: `Invalid value: "x": why`. */
export function invalidValue(field: string, value: unknown, why: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}

/** A field error of any other kind; `message` is the whole text after the path. */
export function fieldError(type: FieldErrorType, field: string, message: string): FieldError {
  return { type, field, message };
}

/**
 * 422 as the server words it: each text once, in brackets when there are several. The name is left out of the details when there is none.
 * @param about the kind it speaks of; `kind` may be a plural, as where a resourceVersion is missing
 */
export function invalidObject(about: Pick<ResourceType, 'group' | 'kind'>, name: string, errors: readonly FieldError[]): ApiFailure {
  const kind = about.group === '' ? about.kind : `${about.kind}.${about.group}`;
  const texts = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const said = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return apiFailure(422, 'Invalid', `${kind} "${name}" is invalid: ${said}`, {
    ...(name === '' ? {} : { name }),
    ...(about.group === '' ? {} : { group: about.group }),
    ...(about.kind === '' ? {} : { kind: about.kind }),
    causes: errors.map(({ type, message, field }) => ({ reason: type, message, field })),
  });
}

/** 404 of a path that nothing serves. */
export function noSuchPath(): ApiFailure {
  return apiFailure(404, 'NotFound', 'the server could not find the requested resource', {});
}
