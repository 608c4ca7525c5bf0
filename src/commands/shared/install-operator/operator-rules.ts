import { DEPLOYMENT, LEASE } from '../../../kernel/builtin-types.ts';
import type { OperatorRules } from '../../../manifests/operator/operator-values.ts';
import { neededRights } from '../auth/choose-rights.ts';
import { distinct, rulesOf, type Need, type Verb } from '../auth/rule.ts';
import type { KindIdentity } from '../kind-identity.ts';

function on(type: typeof LEASE, verbs: readonly Verb[]): readonly Need[] {
  return verbs.map((verb) => ({ group: type.group, resource: type.plural, verb, ofCluster: false }));
}

function isLease({ group, resource }: Need): boolean {
  return group === LEASE.group && resource === LEASE.plural;
}

/**
 * What a manager of these kinds may do: the rights of `reconcile`, which the reconcilers declare.
 */
export async function operatorRules(kinds: readonly KindIdentity[]): Promise<OperatorRules> {
  return rulesOfManager(await neededRights({ commands: ['reconcile'], kinds }, false));
}

/**
 * The rules of a manager for what `reconcile` needs. Leases are only written in its own namespace; that another operator or loop works on the
 * same objects is looked for in all it may see.
 */
export function rulesOfManager(needs: readonly Need[]): OperatorRules {
  const work = needs.filter((need) => !isLease(need));
  return {
    work: rulesOf(distinct([...work, ...on(DEPLOYMENT, ['list']), ...on(LEASE, ['list'])])),
    leases: rulesOf(on(LEASE, ['get', 'list', 'create', 'update'])),
  };
}
