import type { Clock } from '../../kernel/clock.ts';
import type { AdmissionPlugin } from '../objects/admission.ts';
import type { ActionHandler } from '../requests/action-handler.ts';
import type { Authenticator } from '../requests/authenticator.ts';
import type { Authorizer } from '../requests/authorizer.ts';
import type { ReviewResource } from '../requests/review-handler.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { createAccessCheck } from './access-check.ts';
import { createAuthenticator } from './authenticator.ts';
import { createAuthorizer } from './authorizer.ts';
import { createEscalationCheck } from './escalation.ts';
import { createRbac } from './rbac.ts';
import { createReviews } from './reviews/reviews.ts';
import { createServiceAccountTokens } from './service-account-tokens.ts';
import { createTokenRequest } from './token-request.ts';
import { createTokenTable, type TokenTable, type TokenUser } from './token-table.ts';

/** What access control needs. */
export interface AccessOptions {
  readonly storage: ObjectStorage;
  readonly clock: Clock;
  /** In [0, 1), seeded. */
  readonly random: () => number;
  /** The users with a token, by token. Default: none. */
  readonly users?: Readonly<Record<string, TokenUser>>;
}

/** Everything about who may do what, put together over one storage. */
export interface Access {
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly reviews: readonly ReviewResource[];
  /** For `serviceaccounts/token`. */
  readonly tokenRequest: ActionHandler;
  /** Must be the last of the mutating plug-ins. */
  readonly escalationCheck: AdmissionPlugin;
  /** Takes more users at any time. */
  readonly tokens: TokenTable;
}

/** Authentication, RBAC, reviews and tokens over a storage. */
export function createAccess({ storage, clock, random, users = {} }: AccessOptions): Access {
  const rbac = createRbac(storage);
  const check = createAccessCheck(rbac);
  const accountTokens = createServiceAccountTokens({ storage, clock, random });
  const tokens = createTokenTable(users, accountTokens);
  return {
    authenticator: createAuthenticator({ tokens, check }),
    authorizer: createAuthorizer(check),
    reviews: createReviews({ check, rbac, tokens, clock }),
    tokenRequest: createTokenRequest({ storage, tokens: accountTokens }),
    escalationCheck: createEscalationCheck({ rbac, check }),
    tokens,
  };
}
