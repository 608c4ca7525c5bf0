/** Who asks, after authentication and impersonation. */
export interface Requester {
  readonly name: string;
  readonly uid?: string;
  /** `system:authenticated` or `system:unauthenticated` among them. */
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Member of it: everything is allowed (Kubernetes, "RBAC: default roles"). */
export const MASTERS_GROUP = 'system:masters';
