import { hasReason } from './privilege-reasons.ts';
import type { PrivilegeUse } from './privilege-use.ts';

/** By what the use of rights is judged. */
export interface PrivilegeBar {
  /** Names of the rights that each user was given. */
  readonly granted: Readonly<Record<string, readonly string[]>>;
  /** Names of rights of which one of these users must use each that has no reason. Absent: part of the tests ran. */
  readonly toUse?: { readonly by: readonly string[]; readonly rights: readonly string[] };
  /** Why rights are not used by any test, by name or by verb. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** What is wrong with the use of rights on several servers, a sentence each. */
export function privilegeComplaints(uses: readonly PrivilegeUse[], bar: PrivilegeBar): readonly string[] {
  const usedBy = (user: string): ReadonlySet<string> => new Set(uses.flatMap(({ used }) => used[user] ?? []));
  const refused = uses.flatMap((use) => use.refused).map((text) => `refused: ${text}`);
  const outside = Object.entries(bar.granted).flatMap(([user, rights]) =>
    [...usedBy(user)].filter((right) => !rights.includes(right)).map((right) => `outside of the generated rights: ${user}: ${right}`),
  );
  if (bar.toUse === undefined) return [...refused, ...outside];
  const { by, rights } = bar.toUse;
  const used = new Set(by.flatMap((user) => [...usedBy(user)]));
  const unused = rights
    .filter((right) => !used.has(right) && !hasReason(bar.reasons, right))
    .map((right) => `no test uses the right: ${right}`);
  const stale = Object.keys(bar.reasons).filter((right) => right.includes(' ') && !rights.includes(right));
  return [...refused, ...outside, ...unused, ...stale.map((right) => `a reason for a right that is not given: ${right}`)];
}
