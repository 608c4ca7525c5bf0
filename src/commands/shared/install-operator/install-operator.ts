import { inOrder } from '../../../manifests/operator/operator-manifests.ts';
import { applyOperator, checkOperator, type ApplyOperatorOptions } from './apply-operator.ts';
import { awaitOperator } from './await-operator.ts';
import type { PlannedOperator } from './operator-plan.ts';
import { selectorText } from './selector-text.ts';
import { warnOfOthers } from './warn-of-others.ts';

export interface InstallOperatorOptions extends ApplyOperatorOptions {
  readonly warn: (text: string) => void;
  /** A single look instead of a wait. */
  readonly once: boolean;
  /** Installs the definitions where they are wanted: a namespace comes before them, the operator after. */
  readonly definitions: () => Promise<void>;
  /** Waits, or does not, as the user wants it, and shows what for. */
  readonly waited: (wait: (tell: (what: string) => void) => Promise<void>) => Promise<void>;
}

/** Puts a manager into the cluster: namespace, definitions, rights, workload. All is looked at before anything is written. */
export async function installOperator(operator: PlannedOperator, options: InstallOperatorOptions): Promise<void> {
  const { identity, plan, manifests } = operator;
  const { session, signal, bin, once, definitions, waited } = options;
  await checkOperator(inOrder(manifests), options);
  await warnOfOthers(operator, options);
  await applyOperator([manifests.namespace], options);
  await definitions();
  await applyOperator([...manifests.rbac, ...manifests.workload], options);
  const { namespace } = plan;
  const { deployment, podLabels } = identity;
  await waited((tell) => awaitOperator({ session, namespace, deployment, selector: selectorText(podLabels), bin, signal, once, tell }));
}
