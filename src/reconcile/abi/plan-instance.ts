import { nextConditions } from '../../kernel/condition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import { configHash } from '../../templates/abi/config-hash.ts';
import { endpoints } from '../../templates/abi/endpoints.ts';
import { shortVersion } from '../../templates/abi/image-version.ts';
import { workloadLabels } from '../../templates/abi/metadata.ts';
import type { Plan, StepFailure } from '../engine/contract.ts';
import { workloadRole } from './child-role.ts';
import { hasRefusedPolicy } from './eviction-policy.ts';
import { instanceBlocker } from './instance-blocker.ts';
import { instanceConditions } from './instance-conditions.ts';
import { instanceEvents } from './instance-events.ts';
import { instanceHealth, startEnds } from './instance-health.ts';
import { instancePhase, troubleEnds, type InstancePhase } from './instance-phase.ts';
import { instanceSituation, type InstanceSituation } from './instance-situation.ts';
import { instanceSteps } from './instance-steps.ts';
import type { AbiInstanceObserved, AbiInstancePrimary } from './observe-instance.ts';
import { planDeletion } from './plan-deletion.ts';

/** Milliseconds after which a Secret is looked at again that cannot be seen. */
const RECHECK_MS = 60_000;
/** After a refusal that the next plan takes into account. */
const SOON_MS = 1_000;

interface PodTemplate {
  readonly spec?: { readonly containers?: readonly { readonly image?: string }[] };
}

function imageOf(workload: KubeObject | undefined): string | undefined {
  const spec = workload?.['spec'] as { readonly template?: PodTemplate } | undefined;
  return spec?.template?.spec?.containers?.[0]?.image;
}

function selectorText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(',');
}

function countsOf(workload: KubeObject | undefined): Pick<AbiInstanceStatus, 'availableReplicas'> {
  const status = workload?.['status'] as { readonly availableReplicas?: number } | undefined;
  return { availableReplicas: status?.availableReplicas ?? 0 };
}

function statusFields(situation: InstanceSituation, phase: InstancePhase, now: number): Omit<AbiInstanceStatus, 'conditions'> {
  const { observed, primary, rollout, served, serving, stored, values } = situation;
  const workload = observed.live[workloadRole(serving)];
  const image = rollout.complete ? imageOf(workload) : undefined;
  const version = image === undefined ? stored?.version : shortVersion(image);
  const workloadKind = served.exists ? serving : stored?.workloadKind;
  return {
    phase,
    replicas: served.replicas,
    readyReplicas: served.readyReplicas,
    ...countsOf(workload),
    updatedReplicas: served.updatedReplicas,
    selector: selectorText(workloadLabels(values.name, serving)),
    ...(version === undefined ? {} : { version }),
    observedGeneration: primary.metadata.generation ?? 0,
    health: instanceHealth(situation, phase, now),
    enabledFeatures: Object.entries(primary.spec.features)
      .filter(([, isOn]) => isOn)
      .map(([name]) => name)
      .toSorted(),
    endpoints: endpoints(values, observed.live.service),
    configHash: configHash(values),
    ...(workloadKind === undefined ? {} : { workloadKind }),
  };
}

/** The moments at which time alone changes what is to be said. */
function nextMoment(situation: InstanceSituation, phase: InstancePhase, now: number): number | undefined {
  const { observed, pods } = situation;
  const moments = [
    troubleEnds(situation),
    pods.patienceEnds,
    phase === 'Creating' ? startEnds(situation, now) : undefined,
    observed.secrets.some(({ state }) => state === 'unknown') ? now + RECHECK_MS : undefined,
    hasRefusedPolicy(situation) ? now + SOON_MS : undefined,
  ];
  const ahead = moments.filter((moment) => moment !== undefined && moment > now).map((moment) => (moment ?? now) - now);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

/** Decides what is to be done for an instance and what its status says. Pure. */
export function planInstance(
  primary: AbiInstancePrimary,
  observed: AbiInstanceObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<AbiInstanceStatus> {
  const situation = instanceSituation(primary, observed, failures, now);
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(situation, now);
  const phase = instancePhase(situation, now);
  const fields = statusFields(situation, phase, now);
  const blocked = instanceBlocker(situation, phase, fields.health.status);
  const conditions = instanceConditions(situation, phase, blocked);
  const generation = primary.metadata.generation ?? 0;
  const recheckAfter = nextMoment(situation, phase, now);
  return {
    steps: instanceSteps(situation),
    status: { ...fields, conditions: nextConditions(situation.stored?.conditions, conditions, generation, now) },
    events: instanceEvents(situation, conditions, fields),
    ...(recheckAfter === undefined ? {} : { recheckAfter }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}
