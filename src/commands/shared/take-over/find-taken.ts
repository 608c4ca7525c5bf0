import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { takenOverOf } from '../../../reconcile/engine/taken-over.ts';
import type { System } from '../../../registry.ts';
import { findOperator } from '../operators/find-operator.ts';
import { replicasOf, worksIn } from './deployment-facts.ts';
import type { Taker } from './taker.ts';

/** The Deployments of a system's operator. Throws a CliError where none may be read: what cannot be seen cannot be taken over. */
export async function operatorDeployments(taker: Taker, { operator }: System, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const { clock, session } = taker;
  return await session.during({ verb: 'list', type: DEPLOYMENT, namespace: operator.namespace }, async () => {
    const found = await findOperator(session.api, operator, { now: clock.now(), signal });
    // Asked once more for the refusal itself.
    return (
      found.deployments ?? [await session.api.get(DEPLOYMENT, { namespace: operator.namespace, name: operator.deployment }, { signal })]
    );
  });
}

/** Those that must be scaled down for a run over these namespaces (absent: all), or that a run before it has left at 0. */
export function toScaleDown(deployments: readonly KubeObject[], namespaces: readonly string[] | undefined): readonly KubeObject[] {
  return deployments.filter(
    (deployment) => worksIn(deployment, namespaces) && (replicasOf(deployment) > 0 || takenOverOf(deployment) !== undefined),
  );
}
