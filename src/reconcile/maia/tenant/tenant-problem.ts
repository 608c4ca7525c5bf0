import type { Blocker } from '../../engine/contract.ts';

/** Something that keeps a tenant from being as its spec says: a blocker whose reason is one of the condition Synced. */
export type TenantProblem = Blocker;

/** How bad it is, so that the worst is told first. */
const ORDER: readonly Blocker['kind'][] = ['failed', 'stuck', 'waits'];

/** The problem to tell first: what has failed before what a person must mend, and that before what time mends. */
export function worstProblem(problems: readonly TenantProblem[]): TenantProblem | undefined {
  return problems.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))[0];
}
