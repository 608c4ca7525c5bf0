import { type Clock, timestamp } from '../../../kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { badRequest } from '../../failures/common-failures.ts';
import type { Requester } from '../../requests/requester.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';
import { ISSUER } from '../service-account-token.ts';
import type { TokenTable } from '../token-table.ts';
import { AUTHENTICATION_GROUP, reviewType } from './review-type.ts';

const API_VERSION = `${AUTHENTICATION_GROUP}/v1`;

function userInfo({ name, uid, groups, extra }: Requester): JsonObject {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    groups,
    ...(extra === undefined ? {} : { extra }),
  };
}

/** Who am I? */
export function selfSubjectReview(clock: Clock): ReviewResource {
  return {
    ...reviewType(AUTHENTICATION_GROUP, 'SelfSubjectReview'),
    answer: (_body, { requester }) => ({
      kind: 'SelfSubjectReview',
      apiVersion: API_VERSION,
      metadata: { creationTimestamp: timestamp(clock.now()) },
      status: { userInfo: userInfo(requester) },
    }),
  };
}

/** Whose token is this? */
export function tokenReview(tokens: TokenTable): ReviewResource {
  const found = (token: string, audiences: readonly string[]): JsonObject => {
    const verdict = tokens.verify(token, audiences.length === 0 ? [ISSUER] : audiences);
    if ('requester' in verdict) {
      return { authenticated: true, user: userInfo(verdict.requester), audiences: verdict.audiences };
    }
    const wrong = 'invalid bearer token';
    return { user: {}, error: verdict.why === '' ? wrong : `[${wrong}, ${verdict.why}]` };
  };
  return {
    ...reviewType(AUTHENTICATION_GROUP, 'TokenReview'),
    tellsManagers: true,
    answer: ({ metadata, spec }) => {
      const { token, audiences } = isJsonObject(spec) ? spec : {};
      if (typeof token !== 'string' || token === '') throw badRequest('token is required for TokenReview in authentication');
      const meant = Array.isArray(audiences) ? audiences.map(String) : [];
      return {
        kind: 'TokenReview',
        apiVersion: API_VERSION,
        metadata: isJsonObject(metadata) ? metadata : {},
        spec: { token, ...(meant.length === 0 ? {} : { audiences: meant }) },
        status: found(token, meant),
      };
    },
  };
}
