import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';

/** 405 of a path that is there, for another method. */
export function methodNotAllowed(): ApiFailure {
  return apiFailure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}
