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
import { instanceProblems } from './instance-problems.ts';
import { instanceSituation, type InstanceSituation } from './instance-situation.ts';
import { instanceSteps } from './instance-steps.ts';
import type { MaiaInstanceObserved, MaiaInstancePrimary } from './observe-instance.ts';
import { planDeletion } from './plan-deletion.ts';

/** Milliseconds after which a look is repeated that nothing would wake: a Secret that cannot be seen, a type that is not served yet. */
const RECHECK_MS = 60_000;

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
  return {
    phase,
    replicas: rollout.replicas,
    readyReplicas: rollout.readyReplicas,
    // Zeros are written, so that the columns show 0 and not blanks.
    tenantCount: 0,
    totalMemories: 0,
    ...(lastBackup === undefined ? {} : { lastBackup }),
    ...(version === undefined ? {} : { version }),
    endpoint: serviceEndpoint(values, primary.spec.security.tlsSecretRef !== undefined),
    observedGeneration: primary.metadata.generation ?? 0,
  };
}

/** Decides what is to be done for an instance and what its status says. Pure. */
export function planInstance(
  primary: MaiaInstancePrimary,
  observed: MaiaInstanceObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<MaiaInstanceStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(primary, observed.live.backupClaim, now);
  const situation = instanceSituation(primary, observed, failures);
  const phase = instancePhase(situation);
  const blocked = instanceBlocker(situation, phase);
  const problems = instanceProblems(situation);
  const conditions = instanceConditions(situation, phase, blocked, problems);
  const fields = statusFields(situation, phase);
  const generation = primary.metadata.generation ?? 0;
  const mustLookAgain =
    observed.secrets.some(({ state }) => state === 'unknown') || problems.some(({ reason }) => reason === 'ServiceMonitorCRDMissing');
  return {
    steps: instanceSteps(situation),
    status: { ...fields, conditions: nextConditions(situation.stored?.conditions, conditions, generation, now) },
    events: instanceEvents(situation, conditions, problems, fields.endpoint ?? ''),
    ...(mustLookAgain ? { recheckAfter: RECHECK_MS } : {}),
    ...(blocked === undefined ? {} : { blocked }),
  };
}
