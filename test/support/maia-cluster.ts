import { CRON_JOB, DEPLOYMENT, PERSISTENT_VOLUME_CLAIM } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest, Ref } from '../../src/kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../src/kernel/resource-type.ts';
import type { MaiaInstanceStatus } from '../../src/kinds/maia/instance-status.ts';
import type { Plan, StepFailure } from '../../src/reconcile/engine/contract.ts';
import { maiaInstance } from './maia-reconciler.ts';
import type { MaiaInstancePrimary } from '../../src/reconcile/maia/observe-instance.ts';
import { fakeWorld, liveForm, type FakeCluster } from './fake-world.ts';

export type InstancePlan = Plan<MaiaInstanceStatus>;

/** 2026-03-01T12:00:00Z */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** What the planner of MaiaInstance says about an instance in a cluster. */
export async function planned(
  primary: MaiaInstancePrimary,
  cluster: FakeCluster = {},
  failures: readonly StepFailure[] = [],
  now: number = NOON,
): Promise<InstancePlan> {
  return maiaInstance.plan(primary, await maiaInstance.observe(primary, fakeWorld(cluster)), now, failures);
}

/** Everything that a plan applies. */
export function applied(plan: InstancePlan): readonly Manifest[] {
  return plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave.map(({ manifest }) => manifest) : []));
}

/** Everything that a plan removes. */
export function removed(plan: InstancePlan): readonly Ref[] {
  return plan.steps.flatMap((step) => (step.do === 'remove' ? step.refs : []));
}

/** The one applied manifest of a type and name. */
export function appliedAs(plan: InstancePlan, type: ResourceType, name: string): Manifest | undefined {
  return applied(plan).find((manifest) => isOfType(manifest, type) && manifest.metadata.name === name);
}

/** The spec of the one applied manifest of a type and name. */
export function appliedSpec(plan: InstancePlan, type: ResourceType, name: string): unknown {
  const manifest = appliedAs(plan, type, name);
  if (manifest === undefined) throw new Error(`the plan applies no ${type.kind} called ${name}`);
  return manifest['spec'];
}

/** Deployment status with every replica ready. */
export function readyStatus(replicas: number): unknown {
  return {
    observedGeneration: 1,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    conditions: [{ type: 'Available', status: 'True', message: 'Deployment has minimum availability.' }],
  };
}

/** What a plan applies, as the server would hold it once everything runs. `deploymentStatus` replaces the ready one. */
export function settled(plan: InstancePlan, deploymentStatus?: unknown): readonly KubeObject[] {
  return applied(plan).map((manifest) => {
    if (isOfType(manifest, DEPLOYMENT)) {
      const { replicas } = manifest['spec'] as { readonly replicas: number };
      return liveForm(manifest, { status: deploymentStatus ?? readyStatus(replicas) });
    }
    if (isOfType(manifest, PERSISTENT_VOLUME_CLAIM)) return liveForm(manifest, { status: { phase: 'Bound' } });
    if (isOfType(manifest, CRON_JOB)) return liveForm(manifest, { status: { lastSuccessfulTime: '2026-02-28T02:00:00Z' } });
    return liveForm(manifest);
  });
}

/** The condition of a type that a plan stores, as `status/reason`. */
export function conditionOf(plan: InstancePlan, type: string): string | undefined {
  const found = plan.status.conditions.find((condition) => condition.type === type);
  return found === undefined ? undefined : `${found.status}/${found.reason}`;
}

/** A failed apply as the engine would tell it. */
export function failedApply(kind: string, name: string, more: Partial<StepFailure> = {}): StepFailure {
  return {
    step: 'apply',
    subject: `${kind}/apps/${name}`,
    kind,
    name,
    reason: 'Forbidden',
    code: 403,
    message: 'not allowed',
    causes: [],
    stuck: true,
    ...more,
  };
}
