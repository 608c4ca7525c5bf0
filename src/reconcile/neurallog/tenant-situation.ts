import type { KubeObject, ManifestMeta } from '../../kernel/kube-object.ts';
import { ownerPathOf } from '../../kernel/owner-annotation.ts';
import { tenant as kind } from '../../kinds/neurallog/tenant.ts';
import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import { referenceId } from '../../templates/neurallog/env-references.ts';
import { DEFAULT_HEALTH_PATH, HEALTH_PATH_ANNOTATION, SUSPENDED_ANNOTATION } from '../../templates/neurallog/facts.ts';
import { quotaShortage } from '../../templates/neurallog/quota-demand.ts';
import { redisStatefulSet } from '../../templates/neurallog/redis-stateful-set.ts';
import { REFERENCES_HASH_ANNOTATION, serverDeployment } from '../../templates/neurallog/server.ts';
import type { TenantValues } from '../../templates/neurallog/tenant-values.ts';
import { specChecksumOf } from '../../templates/shared/checksum.ts';
import { deploymentRollout, type Rollout } from '../../templates/shared/deployment-rollout.ts';
import { statefulSetRollout } from '../../templates/shared/stateful-set-rollout.ts';
import type { StepFailure } from '../engine/contract.ts';
import { componentFinding, type ComponentFinding, type Problem } from './component-finding.ts';
import type { TenantObserved } from './observe-tenant.ts';
import { podTrouble, type PodTrouble } from './pod-trouble.ts';
import { referenceProblem, type ReferenceFinding } from './reference-finding.ts';
import { specProblem, type SpecProblem } from './spec-problem.ts';
import { failuresByPart, stuckProblem, type FailedPart } from './step-failures.ts';
import { tenantNamespace, type TenantPrimary } from './tenant-key.ts';
import { volumeFinding, type VolumeFinding } from './volume-finding.ts';

/** Everything that steps, status and events are decided from. */
export interface TenantSituation {
  readonly primary: TenantPrimary;
  readonly stored: TenantStatus | undefined;
  readonly observed: TenantObserved;
  readonly values: TenantValues;
  readonly problem: SpecProblem | undefined;
  readonly volume: VolumeFinding;
  readonly server: ComponentFinding;
  readonly redis: ComponentFinding;
  /** Nothing of server and Redis runs any more. */
  readonly isAtRest: boolean;
  readonly troubles: readonly PodTrouble[];
  /** What server and Redis need beyond the tenant's budget. */
  readonly shortage: readonly string[];
  /** References that are certainly not as the server needs them. */
  readonly unusable: readonly ReferenceFinding[];
  readonly failures: Readonly<Partial<Record<FailedPart, readonly StepFailure[]>>>;
}

function runningHash(server: KubeObject | undefined): string | undefined {
  const spec = server?.['spec'] as { readonly template?: { readonly metadata?: ManifestMeta } } | undefined;
  return spec?.template?.metadata?.annotations?.[REFERENCES_HASH_ANNOTATION];
}

/** Checksums of what the server's environment names. While something cannot be seen there are none, and the running pods keep their hash. */
function checksums({ references }: TenantObserved): TenantValues['referenceChecksums'] {
  return Object.fromEntries(
    references.flatMap((finding) => (finding.checksum === undefined ? [] : [[referenceId(finding), finding.checksum.slice(0, 20)]])),
  );
}

/** The workload of the server. What is unknown or missing must not replace working pods by ones that cannot start. */
export function wantedServer({ observed, values }: Pick<TenantSituation, 'observed' | 'values'>): ReturnType<typeof serverDeployment> {
  const isWhole = observed.references.every(({ optional, state }) => state === 'usable' || (optional && state !== 'unknown'));
  const kept = runningHash(observed.server);
  return serverDeployment(values, isWhole ? undefined : kept);
}

/** While the spec cannot be followed, the live object is judged by itself. */
function byItself(rollout: Rollout, live: KubeObject | undefined): { readonly rollout: Rollout; readonly want: number } {
  const want = (live?.['spec'] as { readonly replicas?: number } | undefined)?.replicas ?? 0;
  return { rollout: { ...rollout, current: true, updatedReplicas: Math.max(rollout.updatedReplicas, want) }, want };
}

function componentProblem(component: 'server' | 'redis', problem: SpecProblem | undefined): Problem | undefined {
  return problem?.message.startsWith(`spec.${component}.`) === true ? problem : undefined;
}

function first(problems: readonly (Problem | undefined)[]): Problem | undefined {
  return problems.find((problem) => problem !== undefined);
}

/** Puts together what the pass has found. `now` is Unix milliseconds. */
export function tenantSituation(
  primary: TenantPrimary,
  observed: TenantObserved,
  stepFailures: readonly StepFailure[],
  now: number,
): TenantSituation {
  const { metadata, spec } = primary;
  const suspended = metadata.annotations?.[SUSPENDED_ANNOTATION] === 'true';
  const volume = volumeFinding(spec, observed);
  const values: TenantValues = {
    name: metadata.name,
    namespace: tenantNamespace(primary),
    spec,
    suspended,
    healthPath: metadata.annotations?.[HEALTH_PATH_ANNOTATION] ?? DEFAULT_HEALTH_PATH,
    redisVolume: volume.template,
    ownerPath: ownerPathOf(kind, { name: metadata.name }),
    referenceChecksums: checksums(observed),
  };
  const problem = specProblem(primary);
  const wants = { server: suspended ? 0 : spec.server.replicas, redis: suspended ? 0 : spec.redis.replicas };
  const rollouts = {
    server: deploymentRollout(observed.server, specChecksumOf(wantedServer({ observed, values })), wants.server),
    redis: statefulSetRollout(observed.redis, specChecksumOf(redisStatefulSet(values)), wants.redis),
  };
  const failures = failuresByPart(stepFailures);
  const shortage = quotaShortage(spec);
  const short: Problem | undefined = shortage[0] === undefined ? undefined : { reason: 'QuotaExceeded', message: shortage[0] };
  const unusable = observed.references.filter(({ optional, state }) => !optional && (state === 'absent' || state === 'incomplete'));
  const missing = unusable.map((finding) => referenceProblem(finding, values.namespace))[0];
  const troubles = { server: podTrouble(observed.pods, 'server', now), redis: podTrouble(observed.pods, 'redis', now) };
  const finding = (component: 'server' | 'redis', cause: Problem | undefined): ComponentFinding => {
    const judged =
      problem === undefined ? { rollout: rollouts[component], want: wants[component] } : byItself(rollouts[component], observed[component]);
    return componentFinding(
      {
        title: component === 'server' ? 'Server' : 'Redis',
        ...judged,
        suspended,
        failure: first([componentProblem(component, problem), stuckProblem(failures[component])]),
        trouble: troubles[component],
        cause,
      },
      now,
    );
  };
  return {
    primary,
    stored: primary.status,
    observed,
    values,
    problem,
    volume,
    server: finding('server', first([missing, short])),
    redis: finding('redis', short),
    isAtRest: suspended && rollouts.server.complete && rollouts.redis.complete,
    troubles: [troubles.server, troubles.redis].filter((trouble) => trouble !== undefined),
    shortage,
    unusable,
    failures,
  };
}
