import type { Clock } from '../../../kernel/clock.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';
import type { AccessCheck } from '../access-check.ts';
import type { Rbac } from '../rbac.ts';
import type { TokenTable } from '../token-table.ts';
import { localSubjectAccessReview, selfSubjectAccessReview, subjectAccessReview } from './access-reviews.ts';
import { selfSubjectReview, tokenReview } from './authentication-reviews.ts';
import { selfSubjectRulesReview } from './rules-review.ts';

/** What the reviews ask. */
export interface ReviewSources {
  readonly check: AccessCheck;
  readonly rbac: Rbac;
  readonly tokens: TokenTable;
  readonly clock: Clock;
}

/** Every review of `authorization.k8s.io/v1` and `authentication.k8s.io/v1`, in the order of discovery. */
export function createReviews({ check, rbac, tokens, clock }: ReviewSources): readonly ReviewResource[] {
  return [
    selfSubjectReview(clock),
    tokenReview(tokens),
    localSubjectAccessReview(check),
    selfSubjectAccessReview(check),
    selfSubjectRulesReview(rbac),
    subjectAccessReview(check),
  ];
}
