import { type ApiFailure, apiFailure } from '../../failures/api-failure.ts';
import { badRequest } from '../../failures/common-failures.ts';
import type { FieldError } from '../../failures/field-error.ts';

/** 422 of query parameters: `CreateOptions.meta.k8s.io "" is invalid: …`. */
export function invalidOptions(kind: string, errors: readonly FieldError[]): ApiFailure {
  const texts = errors.map(({ field, message }) => `${field}: ${message}`);
  const listed = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
  return apiFailure(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${listed}`, {
    group: 'meta.k8s.io',
    kind,
    causes: errors.map(({ type: reason, field, message }) => ({ reason, message, field })),
  });
}

/** A whole number in a query; undefined where it is absent. Throws ApiFailure (400). */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}
