import { nextConditions } from '../../kernel/condition.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import { serviceEndpoint } from '../../templates/maia/server-facts.ts';
import { imageVersion } from '../../templates/shared/image-reference.ts';
import type { Plan, StepFailure } from '../engine/contract.ts';
import { instanceBlocker } from './instance-blocker.ts';
import { instanceConditions } from './instance-conditions.ts';
import { instanceEvents } from './instance-events.ts';
import { instancePhase, type InstancePhase } from './instance-phase.ts';
import { instanceProblems, type InstanceProblem } from './instance-problems.ts';
import { instanceSituation, type InstanceSituation } from './instance-situation.ts';
import { instanceSteps } from './instance-steps.ts';
import type { MaiaInstanceObserved, MaiaInstancePrimary } from './observe-instance.ts';
import { planDeletion } from './plan-deletion.ts';

/** Milliseconds after which a look is repeated that nothing would wake: a Secret that cannot be seen, a type that is not served yet. */
const RECHECK_MS = 60_000;

/** Milliseconds after which the server is asked for its counts again. */
const STATISTICS_MS = 30_000;

function imageOf(deployment: KubeObject | undefined): string | undefined {
  let node: unknown = deployment?.['spec'];
  for (const field of ['template', 'spec']) node = isJsonObject(node) ? node[field] : undefined;
  const containers: unknown = isJsonObject(node) ? node['containers'] : undefined;
  const first: unknown = Array.isArray(containers) ? containers[0] : undefined;
  const image = isJsonObject(first) ? first['image'] : undefined;
  return typeof image === 'string' ? image : undefined;
}

function statusFields(situation: InstanceSituation, phase: InstancePhase): Omit<MaiaInstanceStatus, 'conditions'> {
  const { observed, primary, rollout, stored, values } = situation;
  const image = rollout.complete ? imageOf(observed.live.deployment) : undefined;
  const version = image === undefined ? stored?.version : imageVersion(image);
  const schedule = observed.live.backupCronJob?.['status'] as { readonly lastSuccessfulTime?: string } | undefined;
  const lastBackup = schedule?.lastSuccessfulTime ?? stored?.lastBackup;
  const { statistics } = observed;
  // What was counted last stands until it can be counted again.
  const counts = statistics?.state === 'known' ? statistics.counts : undefined;
  const storageUsed = counts === undefined ? stored?.storageUsed : String(counts.storageBytes);
  return {
    phase,
    replicas: rollout.replicas,
    readyReplicas: rollout.readyReplicas,
    // Zeros are written, so that the columns show 0 and not blanks.
    tenantCount: counts?.tenants ?? stored?.tenantCount ?? 0,
    totalMemories: counts?.memories ?? stored?.totalMemories ?? 0,
    ...(storageUsed === undefined ? {} : { storageUsed }),
    ...(lastBackup === undefined ? {} : { lastBackup }),
    ...(version === undefined ? {} : { version }),
    endpoint: serviceEndpoint(values, primary.spec.security.tlsSecretRef !== undefined),
    observedGeneration: primary.metadata.generation ?? 0,
  };
}

function recheckAfter({ observed, pods }: InstanceSituation, problems: readonly InstanceProblem[], now: number): number | undefined {
  const { secrets, statistics } = observed;
  const isUnseen = secrets.some(({ state }) => state === 'unknown') || problems.some(({ reason }) => reason === 'ServiceMonitorCRDMissing');
  const delays = [
    ...(pods.patienceEnds === undefined ? [] : [pods.patienceEnds - now]),
    ...(statistics === undefined ? [] : [STATISTICS_MS]),
    ...(statistics === undefined && isUnseen ? [RECHECK_MS] : []),
  ];
  return delays.length === 0 ? undefined : Math.min(...delays);
}

/** Decides what is to be done for an instance and what its status says. Pure. */
export function planInstance(
  primary: MaiaInstancePrimary,
  observed: MaiaInstanceObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<MaiaInstanceStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(primary, observed.live.backupClaim, now);
  const situation = instanceSituation(primary, observed, failures, now);
  const phase = instancePhase(situation);
  const blocked = instanceBlocker(situation, phase);
  const problems = instanceProblems(situation);
  const conditions = instanceConditions(situation, phase, blocked, problems);
  const fields = statusFields(situation, phase);
  const generation = primary.metadata.generation ?? 0;
  const again = recheckAfter(situation, problems, now);
  return {
    steps: instanceSteps(situation),
    status: { ...fields, conditions: nextConditions(situation.stored?.conditions, conditions, generation, now) },
    events: instanceEvents(situation, conditions, problems, fields.endpoint ?? ''),
    ...(again === undefined ? {} : { recheckAfter: again }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}
