import { SECRET } from '../../../kernel/builtin-types.ts';
import { conditionChanged, nextConditions, type ConditionIntent } from '../../../kernel/condition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { EventNote, Plan, Step, StepFailure } from '../../engine/contract.ts';
import { adminProblem } from './admin-problem.ts';
import { tenantEffect } from './effect-types.ts';
import { failureProblems } from './failure-problems.ts';
import { instanceProblem } from './instance-problem.ts';
import { KEYS_FINALIZER } from './key-secret.ts';
import { identityOf, instanceOf, type MaiaTenantObserved, type MaiaTenantPrimary } from './observe-tenant.ts';
import { planKeys } from './plan-keys.ts';
import { storedTenantStatus } from './stored-tenant-status.ts';
import { worstProblem, type TenantProblem } from './tenant-problem.ts';
import { keyContext, TENANT_FINALIZER } from './tenant-work.ts';

type TenantStep = Step<MaiaTenantStatus>;

/** `"true"`: the tenant goes even where the server cannot be asked; what it holds on the server may stay there. */
export const FORCE_DELETE_ANNOTATION = 'maia.cuemby.com/force-delete';

/** Milliseconds between looks at what holds a deletion up; an event brings it back sooner. */
const RECHECK_MS = 30_000;

/** Whether a person asked to let the tenant go whatever its server says. */
export function isForced({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[FORCE_DELETE_ANNOTATION] === 'true';
}

/** The last steps: without its finalizer a Secret of ours goes with the tenant, by garbage collection. */
export function farewellSteps({ metadata }: KubeObject, secrets: readonly string[]): readonly TenantStep[] {
  const namespace = metadata.namespace ?? 'default';
  const isHeld = metadata.finalizers?.includes(TENANT_FINALIZER) ?? false;
  if (!isHeld) return [];
  return [
    ...secrets.map((name): TenantStep => ({ do: 'release', finalizer: KEYS_FINALIZER, from: { type: SECRET, namespace, name } })),
    { do: 'release', finalizer: TENANT_FINALIZER },
  ];
}

function heldSecrets({ secrets }: MaiaTenantObserved): readonly string[] {
  return secrets.flatMap((secret) => (secret.state === 'present' && secret.finalizers.includes(KEYS_FINALIZER) ? [secret.name] : []));
}

/** First the keys: the server does not take them away with the tenant, and a key without one opens the default tenant. Then the tenant. */
function serverSteps(primary: MaiaTenantPrimary, observed: MaiaTenantObserved, now: number): readonly TenantStep[] {
  const { instance, server } = observed;
  if (instance.state !== 'present' || server.state !== 'answered') return [];
  const effects = planKeys(keyContext(primary, observed, instance, server, now)).steps.flatMap((step) =>
    step.do === 'effect' ? [step.effect] : [],
  );
  const { tenant } = server;
  if (tenant !== undefined) {
    const note = `tenant ${tenant.name} (${tenant.id}) is deleted on the server; its memories stay in the store, out of reach`;
    effects.push(tenantEffect('delete-tenant', { server: instance.server, tenantId: tenant.id, note }));
  }
  const optional = isForced(primary) ? { optional: true as const } : {};
  return effects.map((effect): TenantStep => ({ do: 'effect', effect, ...optional }));
}

function problemsOf(primary: MaiaTenantPrimary, observed: MaiaTenantObserved, failures: readonly StepFailure[]): readonly TenantProblem[] {
  const { instance, secrets, server } = observed;
  const waiting = instanceProblem(instance, instanceOf(primary));
  if (waiting !== undefined || instance.state !== 'present') return waiting === undefined ? [] : [waiting];
  const asked = server.state === 'failed' ? [adminProblem(server.reason, server.message, instance.server)] : [];
  const hidden = secrets.flatMap((secret): readonly TenantProblem[] =>
    secret.state === 'unknown'
      ? [{ kind: 'waits', reason: 'APIKeySyncFailed', message: `its API keys cannot be revoked: ${secret.why}` }]
      : [],
  );
  return [...asked, ...failureProblems(failures, instance.server), ...hidden];
}

/** Told where the tenant goes with these steps. */
function endNotes(primary: MaiaTenantPrimary, isGone: boolean, isDone: boolean): readonly EventNote[] {
  const { namespace, name } = instanceOf(primary);
  if (isGone) {
    const message = `MaiaInstance/${namespace}/${name} is gone, and what the tenant had on its server with it`;
    return [{ type: 'Normal', reason: 'InstanceGone', message }];
  }
  if (isDone) return [];
  const message = `let go because of ${FORCE_DELETE_ANNOTATION}: the tenant and its API keys may still be on the server`;
  return [{ type: 'Warning', reason: 'ForceDeleted', message }];
}

function deletionPlan(
  primary: MaiaTenantPrimary,
  steps: readonly TenantStep[],
  problem: TenantProblem | undefined,
  now: number,
): Plan<MaiaTenantStatus> {
  const stored = storedTenantStatus(primary);
  const { name, namespace } = identityOf(primary);
  const reason = problem === undefined ? 'Deleting' : 'DeletionBlocked';
  const message =
    problem === undefined ? 'the tenant is being deleted on the server' : `the tenant cannot be deleted on the server: ${problem.message}`;
  const ready: ConditionIntent = { type: 'Ready', status: 'False', reason, message };
  const others = stored.conditions.filter(({ type }) => type !== 'Ready');
  const generation = primary.metadata.generation ?? 0;
  const force = `kubectl annotate maiatenant ${name} -n ${namespace} ${FORCE_DELETE_ANNOTATION}=true`;
  const isNews = problem !== undefined && conditionChanged(stored.conditions, ready);
  return {
    steps,
    status: {
      ...stored,
      observedGeneration: generation,
      conditions: nextConditions(stored.conditions, [...others, ready], generation, now),
    },
    events: isNews ? [{ type: 'Warning', reason, message }] : [],
    recheckAfter: RECHECK_MS,
    blocked: {
      kind: 'waits',
      ...(problem?.on === undefined ? {} : { on: problem.on }),
      reason,
      message,
      ...(problem === undefined ? {} : { fix: force }),
    },
  };
}

/**
 * The plan for a tenant that is being deleted: keys, tenant, finalizers. It ends at once where the instance is gone, for then the server is;
 * where the server cannot be asked it waits, unless a person forces it.
 */
export function planTenantDeletion(
  primary: MaiaTenantPrimary,
  observed: MaiaTenantObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<MaiaTenantStatus> {
  const { instance, secrets, server } = observed;
  const isGone = instance.state === 'absent' || instance.state === 'terminating';
  const isHidden = secrets.some((secret) => secret.state === 'unknown');
  const problem = isGone ? undefined : worstProblem(problemsOf(primary, observed, failures));
  const mayEnd = isGone || isForced(primary) || (server.state === 'answered' && !isHidden);
  if (!mayEnd) return deletionPlan(primary, [], problem, now);
  const work = isGone ? [] : serverSteps(primary, observed, now);
  const plan = deletionPlan(primary, [...work, ...farewellSteps(primary, heldSecrets(observed))], problem, now);
  const endsNow = work.every(({ optional }) => optional === true);
  const isDone = server.state === 'answered' && work.length === 0;
  return endsNow ? { ...plan, events: endNotes(primary, isGone, isDone) } : plan;
}
