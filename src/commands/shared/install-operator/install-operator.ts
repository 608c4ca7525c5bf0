import { inOrder } from '../../../manifests/operator/operator-manifests.ts';
import { DEPLOYMENT, POD_DISRUPTION_BUDGET } from '../../../kernel/builtin-types.ts';
import { shardName } from '../../../kernel/shard.ts';
import { shardLabels } from '../../../manifests/operator/manager-labels.ts';
import { shardsOf } from '../../../manifests/operator/manager-workload.ts';
import { applyOperator, checkOperator, type ApplyOperatorOptions } from './apply-operator.ts';
import { awaitOperator } from './await-operator.ts';
import { managerPart, shardParts, type OperatorPart } from './find-installed-operator.ts';
import { isOfOurs } from './object-owners.ts';
import type { PlannedOperator } from './operator-plan.ts';
import { removeParts } from './remove-operator.ts';
import { selectorText } from './selector-text.ts';
import { warnOfOthers } from './warn-of-others.ts';
import { wayBackWarnings } from './way-back.ts';

export interface InstallOperatorOptions extends ApplyOperatorOptions {
  readonly warn: (text: string) => void;
  /** A single look instead of a wait. */
  readonly once: boolean;
  /** Installs the definitions where they are wanted: a namespace comes before them, the operator after. */
  readonly definitions: () => Promise<void>;
  /** Waits, or does not, as the user wants it, and shows what for. */
  readonly waited: (wait: (tell: (what: string) => void) => Promise<void>) => Promise<void>;
}

/** What an earlier installation of the manager has and this one has not: Deployments of another number of shards, budgets of one replica. */
async function leftOver({ identity, plan, manifests }: PlannedOperator, options: InstallOperatorOptions): Promise<readonly OperatorPart[]> {
  const { session, signal, fieldManager } = options;
  const { namespace } = plan;
  const wanted = new Set(manifests.workload.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const found = await Promise.all(
    [DEPLOYMENT, POD_DISRUPTION_BUDGET].flatMap((type) => [
      shardParts(type, identity, namespace, { session, signal }),
      managerPart(type, { namespace, name: identity.deployment }, { session, signal }),
    ]),
  );
  return found.flat().filter(({ type, object }) => !wanted.has(`${type.kind} ${object.metadata.name}`) && isOfOurs(object, fieldManager));
}

/** Puts a manager into the cluster: namespace, definitions, rights, workload. All is looked at before anything is written. */
export async function installOperator(operator: PlannedOperator, options: InstallOperatorOptions): Promise<void> {
  const { identity, plan, manifests } = operator;
  const { session, signal, bin, once, definitions, waited } = options;
  const replaced = await checkOperator(inOrder(manifests), options);
  for (const warning of wayBackWarnings(replaced, bin)) options.warn(warning);
  await warnOfOthers(operator, options);
  const left = await leftOver(operator, options);
  await applyOperator([manifests.namespace], options);
  await definitions();
  await applyOperator([...manifests.rbac, ...manifests.workload], options);
  // The new ones are there, and wait for the leases that these give back.
  await removeParts(session, left, options);
  const { namespace } = plan;
  for (const shard of shardsOf(plan)) {
    const deployment = shardName(identity.deployment, shard);
    const selector = selectorText({ ...identity.podLabels, ...shardLabels(shard) });
    await waited((tell) => awaitOperator({ session, namespace, deployment, selector, bin, signal, once, tell }));
  }
}
