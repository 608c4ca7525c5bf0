import type { StatusDetails } from '../failures/api-failure.ts';
import type { RequestInfo } from './request-info.ts';
import type { Requester } from './requester.ts';

/** Whether a request may be. */
export interface Decision {
  readonly allowed: boolean;
  /**
   * Allowed: the reason as RBAC words it (it may be empty). Refused: the whole message of the 403, such as
   * `pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in the namespace "default"`.
   */
  readonly message: string;
  /** Refused: the `details` of the 403. */
  readonly details?: StatusDetails;
}

/** Decides about a request. */
export interface Authorizer {
  authorize(requester: Requester, info: RequestInfo): Decision;
}
