import { conditionChanged, nextConditions, type ConditionIntent } from '../../kernel/condition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import { DELETION_POLICY_ANNOTATION } from '../../templates/neurallog/facts.ts';
import type { Blocker, EventNote, Plan } from '../engine/contract.ts';
import { storedStatus } from './stored-status.ts';
import { namespaceRef, TENANT_FINALIZER, tenantNamespace } from './tenant-key.ts';
import type { TenantSituation } from './tenant-situation.ts';
import { tenantSteps, type TenantStep } from './tenant-steps.ts';

/** How long a namespace may take to go before a person should look, in milliseconds. */
const STUCK_MS = 5 * 60_000;
/** How often it is looked whether it has gone, in milliseconds: at first, and after {@link STUCK_MS}. */
const RECHECK_MS = { first: 5_000, later: 30_000 };

function isHeld(primary: KubeObject): boolean {
  return primary.metadata.finalizers?.includes(TENANT_FINALIZER) ?? false;
}

/** Whether the user wants the namespace to outlive the Tenant. */
function keepsNamespace(primary: KubeObject): boolean {
  return primary.metadata.annotations?.[DELETION_POLICY_ANNOTATION] === 'Retain';
}

interface NamespaceCondition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** What Kubernetes says holds a namespace that is being deleted: the conditions of the namespace that are true. */
function holders(namespace: KubeObject | undefined): readonly string[] {
  const { conditions = [] } = (namespace?.['status'] as { readonly conditions?: readonly NamespaceCondition[] } | undefined) ?? {};
  return conditions.filter(({ status }) => status === 'True').map(({ message, type }) => `${type}: ${message ?? ''}`);
}

interface Progress {
  readonly reason: 'Deleting' | 'NamespaceTerminating' | 'NamespaceStuck';
  readonly message: string;
}

function progressOf(primary: KubeObject, namespace: KubeObject | undefined, now: number): Progress {
  const since = namespace?.metadata.deletionTimestamp;
  const name = tenantNamespace(primary);
  if (since === undefined) return { reason: 'Deleting', message: `the tenant is being deleted with Namespace/${name}` };
  const held = holders(namespace);
  const why = held.length === 0 ? '' : `: ${held.join('; ')}`;
  const message = `Namespace/${name} is being removed with all that is in it${why}`;
  return { reason: Date.parse(since) + STUCK_MS <= now ? 'NamespaceStuck' : 'NamespaceTerminating', message };
}

/** Status and events of a Tenant that is being deleted, with the steps that do it. `namespace`: ours, while it is there. */
export function deletionPlan(
  primary: KubeObject,
  steps: readonly TenantStep[],
  namespace: KubeObject | undefined,
  now: number,
): Plan<TenantStatus> {
  const stored = storedStatus(primary);
  const { reason, message } = progressOf(primary, namespace, now);
  const generation = primary.metadata.generation ?? 0;
  const told: readonly ConditionIntent[] = ['Ready', 'NamespaceReady'].map((type) => ({ type, status: 'False', reason, message }));
  const others = stored.conditions.filter(({ type }) => type !== 'Ready' && type !== 'NamespaceReady');
  const isStuck = reason === 'NamespaceStuck';
  const isNews = told.some((condition) => conditionChanged(stored.conditions, condition));
  const events: readonly EventNote[] = isNews && isStuck ? [{ type: 'Warning', reason, message }] : [];
  const name = tenantNamespace(primary);
  const blocked: Blocker = {
    kind: isStuck ? 'stuck' : 'waits',
    reason,
    message,
    on: { kind: 'Namespace', name },
    fix: `kubectl describe namespace ${name}`,
  };
  return {
    steps,
    status: {
      ...stored,
      phase: 'Terminating',
      observedGeneration: generation,
      conditions: [...nextConditions(stored.conditions, told, generation, now), ...others],
    },
    events,
    ...(steps.length === 0 ? {} : { recheckAfter: isStuck ? RECHECK_MS.later : RECHECK_MS.first }),
    blocked,
  };
}

/** Our owner reference goes from everything, so that nothing of it is collected as garbage; what is left is nobody's. */
function retained(situation: TenantSituation): readonly TenantStep[] {
  return tenantSteps(situation).flatMap((step): TenantStep[] =>
    step.do === 'apply' ? [{ ...step, wave: step.wave.map((child) => ({ ...child, ownership: 'retained' })) }] : [],
  );
}

/**
 * The plan for a Tenant that is being deleted: its namespace goes with all that is in it, and the Tenant stays until it has gone. Somebody
 * else's namespace is not touched.
 */
export function planDeletion(situation: TenantSituation, now: number): Plan<TenantStatus> {
  const { observed, primary } = situation;
  const live = observed.namespace.state === 'ours' ? observed.namespace.live : undefined;
  if (!isHeld(primary)) return deletionPlan(primary, [], live, now);
  const release: TenantStep = { do: 'release', finalizer: TENANT_FINALIZER };
  if (live === undefined) return deletionPlan(primary, [release], live, now);
  const isGoing = live.metadata.deletionTimestamp !== undefined;
  const steps: readonly TenantStep[] =
    keepsNamespace(primary) && !isGoing
      ? [...retained(situation), release]
      : [{ do: 'remove', refs: [namespaceRef(primary)], propagation: 'Background' }, release];
  return deletionPlan(primary, steps, live, now);
}
