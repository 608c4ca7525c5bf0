import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { PART_OF, PART_OF_LABEL } from '../../../manifests/operator/manager-labels.ts';
import { holderOf } from '../../../reconcile/engine/lease.ts';
import { takenOverOf } from '../../../reconcile/engine/taken-over.ts';
import type { System } from '../../../registry.ts';
import { findOperator } from '../operators/find-operator.ts';
import type { Session } from '../session.ts';
import { keyOfDeployment, nameOfDeployment, replicasOf, worksIn } from '../take-over/deployment-facts.ts';
import { migratedReplicas } from './migrated.ts';
import type { Finding, LeaseItem, OperatorItem } from './migration-plan.ts';

/** What there is of a system's operator, and the Deployments that a migration stops. */
export interface PlannedOperators {
  readonly items: readonly OperatorItem[];
  readonly leases: readonly LeaseItem[];
  readonly toStop: readonly KubeObject[];
  readonly findings: readonly Finding[];
}

function imageOf({ spec }: KubeObject): string {
  const template = isJsonObject(spec) ? spec['template'] : undefined;
  const pod = isJsonObject(template) ? template['spec'] : undefined;
  const containers = isJsonObject(pod) && Array.isArray(pod['containers']) ? pod['containers'].filter(isJsonObject) : [];
  const image = (containers.find(({ name }) => name === 'manager') ?? containers[0])?.['image'];
  return typeof image === 'string' ? image : '';
}

function readyOf({ status }: KubeObject): number {
  const ready = isJsonObject(status) ? status['readyReplicas'] : undefined;
  return typeof ready === 'number' ? ready : 0;
}

/** Whether this program runs in a Deployment, and not the operator before it. */
function isOurs({ metadata }: KubeObject): boolean {
  return metadata.labels?.[PART_OF_LABEL] === PART_OF;
}

function itemOf(deployment: KubeObject): OperatorItem {
  const isStopped = migratedReplicas(deployment) !== undefined && replicasOf(deployment) === 0;
  return {
    ...keyOfDeployment(deployment),
    image: imageOf(deployment),
    replicas: replicasOf(deployment),
    ready: readyOf(deployment),
    is: isOurs(deployment) ? 'ours' : isStopped ? 'stopped' : 'upstream',
  };
}

export interface PlanOperatorsOptions {
  /** Only what works there. Absent: all. */
  readonly namespace: string | undefined;
  /** Unix milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Looks for the operators of a system and their leases. Writes nothing. */
export async function planOperators(
  session: Session,
  system: System,
  { namespace, now, signal }: PlanOperatorsOptions,
): Promise<PlannedOperators> {
  const found = await session.during({ verb: 'list' }, () => findOperator(session.api, system.operator, { now, signal }));
  const about = `operator of ${system.title}`;
  const hidden: readonly Finding[] = found.deployments === undefined ? [hiddenFinding(about, system)] : [];
  const within = namespace === undefined ? undefined : [namespace];
  const deployments = (found.deployments ?? []).filter((deployment) => worksIn(deployment, within));
  const toStop = deployments.filter((deployment) => itemOf(deployment).is === 'upstream');
  const taken = toStop.flatMap((deployment): readonly Finding[] => {
    const by = takenOverOf(deployment);
    if (by === undefined) return [];
    const message = `${nameOfDeployment(keyOfDeployment(deployment))} is taken over by ${by.by}: that run may be at work`;
    return [{ weight: 'note', about, message, fix: 'end that run first' }];
  });
  const leases = (found.leases ?? []).map((lease) => ({
    namespace: lease.metadata.namespace ?? '',
    name: lease.metadata.name,
    holder: holderOf(lease, now)?.identity ?? null,
  }));
  return { items: deployments.map(itemOf), leases, toStop, findings: [...hidden, ...taken] };
}

function hiddenFinding(about: string, { operator }: System): Finding {
  return {
    weight: 'blocks',
    about,
    message: `you may not look at deployment ${operator.deployment} in namespace ${operator.namespace}: whether it runs cannot be said`,
    fix: 'ask for the right to get, list and patch deployments',
  };
}
