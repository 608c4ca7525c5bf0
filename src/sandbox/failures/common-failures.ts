import { resourceNameOf } from '../../kernel/resource-type.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { type ApiFailure, apiFailure, type StatusDetails } from './api-failure.ts';
import type { FieldError } from './field-error.ts';

type Type = Pick<ResourceType, 'group' | 'plural' | 'kind'>;

function about(type: Pick<Type, 'group'>, kind: string, name: string): StatusDetails {
  return { name, ...(type.group === '' ? {} : { group: type.group }), kind };
}

/** 404: `configmaps "x" not found`. */
export function notFound(type: Type, name: string): ApiFailure {
  return apiFailure(404, 'NotFound', `${resourceNameOf(type)} "${name}" not found`, about(type, type.plural, name));
}

/** 409 of a create. */
export function alreadyExists(type: Type, name: string): ApiFailure {
  return apiFailure(409, 'AlreadyExists', `${resourceNameOf(type)} "${name}" already exists`, about(type, type.plural, name));
}

/** 409 of an update; `why` is what follows the colon. */
export function conflict(type: Type, name: string, why: string): ApiFailure {
  const message = `Operation cannot be fulfilled on ${resourceNameOf(type)} "${name}": ${why}`;
  return apiFailure(409, 'Conflict', message, about(type, type.plural, name));
}

/** 403 of admission: `pods "x" is forbidden: why`. */
export function forbidden(type: Type, name: string, why: string): ApiFailure {
  return apiFailure(403, 'Forbidden', `${resourceNameOf(type)} "${name}" is forbidden: ${why}`, about(type, type.plural, name));
}

/** 400. */
export function badRequest(message: string): ApiFailure {
  return apiFailure(400, 'BadRequest', message);
}

/** 410: the version asked for is no longer kept. */
export function expired(message: string): ApiFailure {
  return apiFailure(410, 'Expired', message);
}

function listed(messages: readonly string[]): string {
  return messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`;
}

/** 422 with one cause per field error: `Kind.group "name" is invalid: spec.x: Invalid value: …`. */
export function invalid(type: Type, name: string, errors: readonly FieldError[]): ApiFailure {
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  const messages = errors.map(({ field, message }) => `${field}: ${message}`);
  return apiFailure(422, 'Invalid', `${kind} "${name}" is invalid: ${listed(messages)}`, {
    ...about(type, type.kind, name),
    causes: errors.map(({ type: reason, field, message }) => ({ reason, message, field })),
  });
}
