import type { Authorizer } from '../requests/authorizer.ts';
import { attributesOf } from './access-attributes.ts';
import type { AccessCheck } from './access-check.ts';
import { accessForbidden } from './access-forbidden.ts';

/** Decides about requests; the message of a refusal is the whole text of the 403. */
export function createAuthorizer(check: AccessCheck): Authorizer {
  return {
    authorize: (requester, info) => {
      const attributes = attributesOf(info);
      const { allowed, reason } = check(requester, attributes);
      if (allowed) return { allowed, message: reason };
      const { message, details = {} } = accessForbidden(requester, attributes, reason).status;
      return { allowed, message, details };
    },
  };
}
