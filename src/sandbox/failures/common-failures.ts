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

/** 404 of a path that nothing serves. */
export function noSuchPath(): ApiFailure {
  return apiFailure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 405 of a path that takes other methods. */
export function methodNotAllowed(): ApiFailure {
  return apiFailure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** 415 of a body. */
export function unknownFormat(types: readonly string[]): ApiFailure {
  const message = `the body of the request was in an unknown format - accepted media types include: ${types.join(', ')}`;
  return apiFailure(415, 'UnsupportedMediaType', message);
}

/**
 * 422 as the server words it: `Kind.group "name" is invalid: spec.x: Invalid value: …`, each text once, in brackets when there are several. The
 * name is left out of the details when there is none.
 * @param subject the kind it speaks of; `kind` may be a plural, as where a resourceVersion is missing
 */
export function invalid(subject: Pick<Type, 'group' | 'kind'>, name: string, errors: readonly FieldError[]): ApiFailure {
  const kind = subject.group === '' ? subject.kind : `${subject.kind}.${subject.group}`;
  const texts = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const said = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return apiFailure(422, 'Invalid', `${kind} "${name}" is invalid: ${said}`, {
    ...(name === '' ? {} : { name }),
    ...(subject.group === '' ? {} : { group: subject.group }),
    ...(subject.kind === '' ? {} : { kind: subject.kind }),
    causes: errors.map(({ type, message, field }) => ({ reason: type, message, field })),
  });
}
