import type { Requester } from '../requests/requester.ts';
import { MASTERS_GROUP } from '../requests/requester.ts';
import type { AccessAttributes } from './access-attributes.ts';
import type { Rbac, RbacDecision } from './rbac.ts';

/** Decides about an access, whatever it comes from: a request, a review, an impersonation. */
export type AccessCheck = (requester: Requester, attributes: AccessAttributes) => RbacDecision;

/** The server's chain of authorizers: members of `system:masters` may do everything (and no reason is given), then RBAC. */
export function createAccessCheck(rbac: Rbac): AccessCheck {
  return (requester, attributes) =>
    requester.groups.includes(MASTERS_GROUP) ? { allowed: true, reason: '' } : rbac.decide(requester, attributes);
}
