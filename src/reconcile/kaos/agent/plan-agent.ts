import { DEPLOYMENT, SERVICE } from '../../../kernel/builtin-types.ts';
import { nextConditions, type ConditionIntent } from '../../../kernel/condition.ts';
import type { Manifest, Ref } from '../../../kernel/kube-object.ts';
import type { AgentStatus } from '../../../kinds/kaos/agent-status.ts';
import { agentName } from '../../../kinds/kaos/agent.ts';
import { normaliseAgent, type NormalAgent } from '../../../kinds/kaos/normalise-agent.ts';
import { agentCard } from '../../../templates/kaos/agent-card.ts';
import { agentPod } from '../../../templates/kaos/agent-pod.ts';
import type { AgentValues } from '../../../templates/kaos/agent-values.ts';
import { deployment } from '../../../templates/kaos/deployment.ts';
import { HTTP_ROUTE } from '../../../templates/kaos/http-route.ts';
import { service, WEB_PORTS } from '../../../templates/kaos/service.ts';
import { AGENT_ROLE, serviceUrl, workloadName } from '../../../templates/kaos/workload-role.ts';
import type { Plan, Step, StepFailure } from '../../engine/contract.ts';
import { essentialProblem } from '../child-problem.ts';
import { readyCondition, settingsCondition, warningCondition, workloadCondition } from '../common-conditions.ts';
import { deploymentMirror } from '../deployment-mirror.ts';
import { objectKey } from '../object-key.ts';
import { planDeletion } from '../plan-deletion.ts';
import type { Problem } from '../problem.ts';
import { recheckAfter } from '../recheck.ts';
import { routePlan } from '../route-plan.ts';
import { storedStatus } from '../stored-status.ts';
import { transitionEvents } from '../transition-events.ts';
import { releaseUpstream } from '../upstream-finalizers.ts';
import { verdict } from '../verdict.ts';
import { workloadFinding } from '../workload-finding.ts';
import { agentStatus } from '../../../kinds/kaos/agent-status.ts';
import { agentValues } from './agent-values.ts';
import { agentWarnings, modelProblem, variableProblem } from './agent-warnings.ts';
import { dependencyFinding } from './dependency-wait.ts';
import type { AgentObserved, AgentPrimary } from './observe-agent.ts';
import { peerFinding } from './peer-wait.ts';

type AgentStep = Step<AgentStatus>;

function specProblem(name: string, spec: NormalAgent, values: AgentValues, observed: AgentObserved): Problem | undefined {
  const wrong = agentName.problem(name);
  if (wrong !== undefined) return { reason: 'InvalidName', message: wrong };
  const model = observed.settings.strictModels ? modelProblem(spec, values, observed) : undefined;
  return (
    variableProblem('spec.config.instructions', spec.instructions) ?? variableProblem('spec.config.description', spec.description) ?? model
  );
}

interface Wanted {
  readonly card: Manifest;
  readonly workload: Manifest | undefined;
  readonly service: Manifest | undefined;
  readonly route: Manifest | undefined;
}

function steps(primary: AgentPrimary, { card, route, service: front, workload }: Wanted, { live }: AgentObserved): readonly AgentStep[] {
  const { namespace } = objectKey(primary);
  const controlled = (manifests: readonly (Manifest | undefined)[]): AgentStep[] => {
    const wave = manifests.flatMap((manifest) => (manifest === undefined ? [] : [{ manifest, ownership: 'controlled' as const }]));
    return wave.length === 0 ? [] : [{ do: 'apply', wave, optional: true }];
  };
  const gone: Ref[] = [];
  if (front === undefined && live.service !== undefined) gone.push({ type: SERVICE, namespace, name: live.service.metadata.name });
  if (route === undefined && live.route !== undefined) gone.push({ type: HTTP_ROUTE, namespace, name: live.route.metadata.name });
  return [
    ...releaseUpstream(primary),
    // Pods mount it: where it belongs to somebody else, there must be none.
    { do: 'apply', wave: [{ manifest: card, ownership: 'controlled' }] },
    ...controlled([workload, front]),
    ...controlled([route]),
    ...(gone.length === 0 ? [] : [{ do: 'remove', refs: gone, propagation: 'Background', optional: true } as const]),
  ];
}

function linked(spec: NormalAgent): Readonly<Record<string, string>> {
  return {
    modelapi: spec.modelApi,
    ...(spec.mcpServers.length === 0 ? {} : { mcpservers: spec.mcpServers.join(',') }),
    ...(spec.peers.length === 0 ? {} : { agents: spec.peers.join(',') }),
  };
}

/** Decides what is to be done for an agent and what its status says. Pure. */
export function planAgent(
  primary: AgentPrimary,
  observed: AgentObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<AgentStatus> {
  const stored = storedStatus(agentStatus, primary);
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(primary, stored, now);
  const owner = objectKey(primary);
  const spec = normaliseAgent(primary.spec);
  const { live, pods, settings } = observed;
  const values = agentValues(owner, spec, observed);
  const dependencies = dependencyFinding(observed, owner.namespace);
  const peers = peerFinding(observed, owner.namespace);
  const made = deployment({
    role: AGENT_ROLE,
    owner,
    replicas: spec.replicas,
    podSpec: agentPod(values),
    annotations: {},
    overrides: spec.overrides,
  });
  const override: Problem | undefined = 'problem' in made ? { reason: 'InvalidPodSpec', message: made.problem } : undefined;
  const problem = specProblem(owner.name, spec, values, observed) ?? override;
  const manifest = problem === undefined && 'manifest' in made ? made.manifest : undefined;
  // What runs is brought in step whatever its dependencies do; only the first pods wait for them.
  const isDue = dependencies.wait === undefined || live.deployment !== undefined || !spec.waitForDependencies;
  const isExposed = spec.expose ?? settings.exposeByDefault;
  const route = routePlan({
    role: AGENT_ROLE,
    owner,
    settings,
    isServed: observed.servesRoutes,
    port: isExposed ? WEB_PORTS.port : undefined,
    timeout: spec.overrides.routeTimeout ?? settings.gateway.timeouts.agent,
    failures,
  });
  const workload = workloadFinding(live.deployment, manifest, pods, now);
  const judged = verdict({
    problem,
    failure: essentialProblem(failures),
    dependency: dependencies.wait,
    workload,
    peer: peers.wait,
    on: { kind: DEPLOYMENT.kind, namespace: owner.namespace, name: workloadName(AGENT_ROLE, owner.name) },
  });
  const intents: readonly ConditionIntent[] = [
    readyCondition(judged),
    dependencies.condition,
    ...peers.conditions,
    workloadCondition(workload),
    ...route.conditions,
    ...warningCondition(agentWarnings(owner.name, spec, values, observed)),
    ...settingsCondition(settings),
  ];
  const generation = primary.metadata.generation ?? 0;
  const wanted: Wanted = {
    card: agentCard(values),
    workload: isDue ? manifest : undefined,
    service: isExposed ? service(AGENT_ROLE, owner, WEB_PORTS) : undefined,
    route: route.manifest,
  };
  const recheck = recheckAfter(judged, workload, now);
  return {
    steps: problem === undefined ? steps(primary, wanted, observed) : releaseUpstream(primary),
    status: {
      phase: judged.phase,
      ready: judged.ready,
      ...(isExposed ? { endpoint: serviceUrl(AGENT_ROLE, owner, settings.clusterDomain) } : {}),
      message: judged.message,
      ...(live.deployment === undefined ? {} : { deployment: deploymentMirror(live.deployment) }),
      observedGeneration: generation,
      conditions: nextConditions(stored?.conditions, intents, generation, now),
      observedReplicas: workload.readyReplicas,
      linkedResources: linked(spec),
    },
    events: transitionEvents(judged, intents, stored),
    ...(recheck === undefined ? {} : { recheckAfter: recheck }),
    ...(judged.blocked === undefined ? {} : { blocked: judged.blocked }),
  };
}
