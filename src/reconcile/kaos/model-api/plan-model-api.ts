import { modelApiStatus, type ModelApiStatus } from '../../../kinds/kaos/model-api-status.ts';
import { modelApiName } from '../../../kinds/kaos/model-api.ts';
import { normaliseModelApi } from '../../../kinds/kaos/normalise-model-api.ts';
import { deployment } from '../../../templates/kaos/deployment.ts';
import { hostedPod } from '../../../templates/kaos/hosted-pod.ts';
import { LITELLM_PORTS, OLLAMA_PORTS } from '../../../templates/kaos/service.ts';
import { MODEL_API_ROLE } from '../../../templates/kaos/workload-role.ts';
import type { Plan, StepFailure } from '../../engine/contract.ts';
import { objectKey } from '../object-key.ts';
import { planDeletion } from '../plan-deletion.ts';
import type { Problem } from '../problem.ts';
import { storedStatus } from '../stored-status.ts';
import { workloadPlan } from '../workload-plan.ts';
import { modelApiWarnings } from './model-api-warnings.ts';
import type { ModelApiObserved, ModelApiPrimary } from './observe-model-api.ts';
import { proxyPlan, type BackendPlan } from './proxy-plan.ts';

function backendPlan(primary: ModelApiPrimary, observed: ModelApiObserved): BackendPlan {
  const spec = normaliseModelApi(primary.spec);
  const { backend } = spec;
  if (backend.mode === 'Proxy') return proxyPlan(objectKey(primary), spec, backend.proxy, observed);
  const podSpec = hostedPod({ spec, model: backend.model, settings: observed.settings });
  return { podSpec, annotations: {}, conditions: [], warnings: [] };
}

/** Decides what is to be done for a ModelAPI and what its status says. Pure. */
export function planModelApi(
  primary: ModelApiPrimary,
  observed: ModelApiObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<ModelApiStatus> {
  const stored = storedStatus(modelApiStatus, primary);
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(primary, stored, now);
  const owner = objectKey(primary);
  const spec = normaliseModelApi(primary.spec);
  const backend = backendPlan(primary, observed);
  const made =
    'problem' in backend
      ? undefined
      : deployment({
          role: MODEL_API_ROLE,
          owner,
          replicas: 1,
          podSpec: backend.podSpec,
          annotations: backend.annotations,
          overrides: spec.overrides,
        });
  const wrongName = modelApiName.problem(owner.name);
  const problem: Problem | undefined =
    wrongName !== undefined
      ? { reason: 'InvalidName', message: wrongName }
      : 'problem' in backend
        ? backend.problem
        : made !== undefined && 'problem' in made
          ? { reason: 'InvalidPodSpec', message: made.problem }
          : undefined;
  return workloadPlan({
    role: MODEL_API_ROLE,
    primary,
    observed,
    failures,
    now,
    stored,
    problem,
    workload: problem === undefined && made !== undefined && 'manifest' in made ? made.manifest : undefined,
    configMap: 'configMap' in backend ? backend.configMap : undefined,
    hold: 'hold' in backend ? backend.hold : undefined,
    ports: spec.backend.mode === 'Hosted' ? OLLAMA_PORTS : LITELLM_PORTS,
    routeTimeout: spec.overrides.routeTimeout ?? observed.settings.gateway.timeouts.modelApi,
    conditions: 'conditions' in backend ? backend.conditions : [],
    warnings: [...modelApiWarnings(spec, observed.settings), ...backend.warnings],
  });
}
