import { ApiFailure } from '../failures/api-failure.ts';
import type { Authenticator } from '../requests/authenticator.ts';
import { type AccessAttributes, attributesOf } from './access-attributes.ts';
import type { AccessCheck } from './access-check.ts';
import { impersonatedUser } from './impersonated-user.ts';
import { IMPERSONATION_MODES, type ImpersonationMode } from './impersonation-mode.ts';

const NO_REQUEST: AccessAttributes = { verb: 'get', path: '/' };

/**
 * Decides who a request with `Impersonate-*` headers is from. The server remembers for each user which way worked last and tries it first,
 * and a refusal tells what the first way tried lacked: so its text changes once a user has succeeded. That memory is kept here as well.
 */
export function createImpersonation(check: AccessCheck): Authenticator['impersonate'] {
  const lastWay = new Map<string, ImpersonationMode>();
  return (requester, headers, info) => {
    const wanted = impersonatedUser(headers);
    if (wanted === undefined) return requester;
    const attempt = { requester, wanted, attributes: info === undefined ? NO_REQUEST : attributesOf(info), check };
    const known = lastWay.get(requester.name);
    const ways = known === undefined ? IMPERSONATION_MODES : [known, ...IMPERSONATION_MODES.filter((way) => way !== known)];
    let refusal: ApiFailure | undefined;
    for (const way of ways) {
      const outcome = way(attempt);
      if (outcome === undefined) continue;
      if (!(outcome instanceof ApiFailure)) {
        lastWay.set(requester.name, way);
        return outcome;
      }
      refusal ??= outcome;
    }
    throw refusal ?? new Error('no way to impersonate applies');
  };
}
