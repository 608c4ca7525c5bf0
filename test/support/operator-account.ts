/** Where the accounts of the tests stand; no operator is ever installed there. */
export const SUITE_NAMESPACE = 'aistack-suite';

/** Who runs a reconcile loop of a test: the operator, with the rights that are generated for it; or for kinds that only tests have another one. */
export type LoopAccount = 'operator' | 'test-kinds';

export const LOOP_ACCOUNTS: readonly LoopAccount[] = ['operator', 'test-kinds'];

/** The user that the API server sees. */
export function accountUser(account: LoopAccount): string {
  return `system:serviceaccount:${SUITE_NAMESPACE}:${account}`;
}
