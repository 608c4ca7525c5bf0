import { COMMAND_RIGHTS } from '../../src/commands/shared/auth/command-rights.ts';
import { needsOf } from '../../src/commands/shared/auth/needs-of.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { planOperator } from '../../src/commands/shared/install-operator/operator-plan.ts';
import { rulesOfManager } from '../../src/commands/shared/install-operator/operator-rules.ts';
import { identityOf } from '../../src/commands/shared/kind-identity.ts';
import { PORT_FORWARD_RIGHTS, SERVICE_PROXY_RIGHTS } from '../../src/cluster/reach/way-rights.ts';
import type { OperatorRule, OperatorRules } from '../../src/manifests/operator/operator-values.ts';
import { erased } from './engine-rig.ts';
import { gadgetReconciler } from './gadget.ts';
import type { LoopAccount } from './operator-account.ts';

/** The rules of one account. */
export interface AccountRules {
  /** What `install operator` gives an operator: in its ClusterRole, and for leases in its own namespace. */
  readonly generated: readonly OperatorRule[];
  /**
   * What a loop needs besides that runs outside of the cluster, as those of tests do: it asks the systems' servers through the API server, and
   * the operator inside goes straight to them.
   */
  readonly ways: readonly OperatorRule[];
}

function generated({ leases, work }: OperatorRules): readonly OperatorRule[] {
  return [...work, ...leases];
}

/** The rules of the accounts; those of the kinds that only tests have come out of the same generator. */
export async function accountRules(): Promise<Readonly<Record<LoopAccount, AccountRules>>> {
  const { plan } = await planOperator({ entry: entryPointOf('kubectl-aistack'), version: '0.0.0' });
  const reconciler = erased(gadgetReconciler());
  const options = { kinds: [identityOf(reconciler.kind)], reconcilers: [reconciler], optional: false };
  const ways = [...SERVICE_PROXY_RIGHTS, ...PORT_FORWARD_RIGHTS].map(({ group, resource, verbs }): OperatorRule => ({
    apiGroups: [group],
    resources: [resource],
    verbs,
  }));
  return {
    operator: { generated: generated(plan.rules), ways },
    'test-kinds': { generated: generated(rulesOfManager(needsOf(COMMAND_RIGHTS['reconcile'] ?? {}, options))), ways: [] },
  };
}
