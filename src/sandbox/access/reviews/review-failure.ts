import { type ApiFailure, apiFailure } from '../../failures/api-failure.ts';
import type { FieldError } from '../../failures/field-error.ts';

/** 422 of an access review: the server does not name kind and object there. */
export function reviewInvalid(errors: readonly FieldError[]): ApiFailure {
  const texts = errors.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return apiFailure(422, 'Invalid', `.authorization.k8s.io "" is invalid: ${list}`, {
    group: 'authorization.k8s.io',
    causes: errors.map(({ type, message, field }) => ({ reason: type, message, field })),
  });
}
