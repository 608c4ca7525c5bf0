import { CONFIG_MAP, DEPLOYMENT } from '../../kernel/builtin-types.ts';
import { nextConditions, type Condition, type ConditionIntent } from '../../kernel/condition.ts';
import type { KubeObject, Manifest, Ref } from '../../kernel/kube-object.ts';
import type { SpecWarning } from '../../kinds/kaos/spec-warning.ts';
import { HTTP_ROUTE } from '../../templates/kaos/http-route.ts';
import { service, type PortPair } from '../../templates/kaos/service.ts';
import { serviceUrl, workloadName, type WorkloadRole } from '../../templates/kaos/workload-role.ts';
import type { EventNote, Blocker, Step, StepFailure } from '../engine/contract.ts';
import { essentialProblem } from './child-problem.ts';
import { readyCondition, settingsCondition, warningCondition, workloadCondition } from './common-conditions.ts';
import { deploymentMirror, type DeploymentMirror } from './deployment-mirror.ts';
import { objectKey } from './object-key.ts';
import type { WorkloadObserved } from './observe-workload.ts';
import type { Problem } from './problem.ts';
import { recheckAfter } from './recheck.ts';
import { routePlan } from './route-plan.ts';
import { transitionEvents } from './transition-events.ts';
import { releaseUpstream } from './upstream-finalizers.ts';
import { verdict, type Wait } from './verdict.ts';
import { workloadFinding } from './workload-finding.ts';

/** What one ModelAPI or MCPServer decides about itself. */
export interface WorkloadFacts {
  readonly role: WorkloadRole;
  readonly primary: KubeObject;
  readonly observed: WorkloadObserved;
  readonly failures: readonly StepFailure[];
  readonly now: number;
  readonly stored: { readonly phase: string; readonly conditions: readonly Condition[] } | undefined;
  /** The spec cannot be carried out: nothing is written. */
  readonly problem: Problem | undefined;
  /** Absent with a problem. */
  readonly workload: Manifest | undefined;
  readonly configMap?: Manifest | undefined;
  /** The Deployment is neither made nor changed for now. */
  readonly hold?: Wait | undefined;
  readonly ports: PortPair;
  readonly routeTimeout: string;
  readonly conditions: readonly ConditionIntent[];
  readonly warnings: readonly SpecWarning[];
}

/** A plan without what only one of the kinds has. */
export interface WorkloadPlan {
  readonly steps: readonly Step<never>[];
  readonly status: {
    readonly phase: 'Pending' | 'Ready' | 'Failed';
    readonly ready: boolean;
    readonly endpoint: string;
    readonly message: string;
    readonly deployment?: DeploymentMirror;
    readonly observedGeneration: number;
    readonly conditions: readonly Condition[];
  };
  readonly events: readonly EventNote[];
  readonly recheckAfter?: number;
  readonly blocked?: Blocker;
}

function steps(facts: WorkloadFacts, route: Manifest | undefined): readonly Step<never>[] {
  const { configMap, hold, observed, ports, primary, role, workload } = facts;
  const owner = objectKey(primary);
  const { live } = observed;
  const controlled = (manifest: Manifest): { manifest: Manifest; ownership: 'controlled' } => ({ manifest, ownership: 'controlled' });
  const main = [...(workload === undefined || hold !== undefined ? [] : [workload]), service(role, owner, ports)];
  const gone: Ref[] = [];
  // While the Deployment is held back its pods still need their file.
  if (configMap === undefined && hold === undefined && live.litellmConfig !== undefined) {
    gone.push({ type: CONFIG_MAP, namespace: owner.namespace, name: live.litellmConfig.metadata.name });
  }
  if (route === undefined && live.route !== undefined) {
    gone.push({ type: HTTP_ROUTE, namespace: owner.namespace, name: live.route.metadata.name });
  }
  return [
    ...releaseUpstream(primary),
    // Pods mount it: where it belongs to somebody else, there must be none.
    ...(configMap === undefined ? [] : [{ do: 'apply', wave: [controlled(configMap)] } as const]),
    { do: 'apply', wave: main.map(controlled), optional: true },
    ...(route === undefined ? [] : [{ do: 'apply', wave: [controlled(route)], optional: true } as const]),
    ...(gone.length === 0 ? [] : [{ do: 'remove', refs: gone, propagation: 'Background', optional: true } as const]),
  ];
}

/** What ModelAPI and MCPServer have in common: children, phase, conditions, events. Pure. */
export function workloadPlan(facts: WorkloadFacts): WorkloadPlan {
  const { failures, hold, now, observed, ports, primary, problem, role, stored, warnings } = facts;
  const owner = objectKey(primary);
  const { live, pods, servesRoutes, settings } = observed;
  const route = routePlan({
    role,
    owner,
    settings,
    isServed: servesRoutes,
    port: ports.port,
    timeout: facts.routeTimeout,
    failures,
  });
  const workload = workloadFinding(live.deployment, hold === undefined ? facts.workload : undefined, pods, now);
  const judged = verdict({
    problem,
    failure: essentialProblem(failures),
    hold,
    workload,
    on: { kind: DEPLOYMENT.kind, namespace: owner.namespace, name: workloadName(role, owner.name) },
  });
  const intents: readonly ConditionIntent[] = [
    readyCondition(judged),
    workloadCondition(workload),
    ...facts.conditions,
    ...route.conditions,
    ...warningCondition(warnings),
    ...settingsCondition(settings),
  ];
  const generation = primary.metadata.generation ?? 0;
  const recheck = recheckAfter(judged, workload, now);
  return {
    steps: problem === undefined ? steps(facts, route.manifest) : releaseUpstream(primary),
    status: {
      // Nothing that these kinds depend on makes them Waiting.
      phase: judged.phase === 'Waiting' ? 'Pending' : judged.phase,
      ready: judged.ready,
      endpoint: serviceUrl(role, owner, settings.clusterDomain, ports.port),
      message: judged.message,
      ...(live.deployment === undefined ? {} : { deployment: deploymentMirror(live.deployment) }),
      observedGeneration: generation,
      conditions: nextConditions(stored?.conditions, intents, generation, now),
    },
    events: transitionEvents(judged, intents, stored),
    ...(recheck === undefined ? {} : { recheckAfter: recheck }),
    ...(judged.blocked === undefined ? {} : { blocked: judged.blocked }),
  };
}
