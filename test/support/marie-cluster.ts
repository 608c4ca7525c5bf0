import { DEPLOYMENT } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest, Ref } from '../../src/kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../src/kernel/resource-type.ts';
import type { MarieClusterStatus } from '../../src/kinds/marie/cluster-status.ts';
import type { Plan, StepFailure } from '../../src/reconcile/engine/contract.ts';
import type { MarieClusterPrimary } from '../../src/reconcile/marie/cluster/cluster-key.ts';
import { GatewayError, type WaitingWork } from '../../src/reconcile/marie/gateway.ts';
import { marieClusterReconciler } from '../../src/reconcile/marie/marie-cluster.ts';
import { fakeWorld, liveForm, type FakeCluster } from './fake-world.ts';
import { marieClusterPrimary } from './marie-clusters.ts';

export type ClusterPlan = Plan<MarieClusterStatus>;

/** 2026-03-01T12:00:00Z */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** What the gateway would say: work, or why it says nothing. */
export type GatewayWords = Partial<WaitingWork> | Error;

/** What a planner is given beside the cluster. */
export interface ClusterScene extends FakeCluster {
  readonly gateway?: GatewayWords;
  readonly failures?: readonly StepFailure[];
  readonly now?: number;
}

/** A gateway before which nothing waits. */
export const NO_WORK: WaitingWork = { waiting: {}, active: {}, slots: {} };

/** A gateway that does not answer. */
export const UNREACHABLE = new GatewayError('Unreachable', 'GET /api/jobs/created: connection refused');

/** What the planner of MarieCluster says about a cluster. */
export async function planned(primary: MarieClusterPrimary, scene: ClusterScene = {}): Promise<ClusterPlan> {
  const { failures = [], gateway = NO_WORK, now = NOON, ...world } = scene;
  const reconciler = marieClusterReconciler(
    { waitingWork: async () => (gateway instanceof Error ? Promise.reject(gateway) : Promise.resolve({ ...NO_WORK, ...gateway })) },
    { annotatePod: () => Promise.reject(new Error('a plan does nothing')) },
  );
  return reconciler.plan(primary, await reconciler.observe(primary, fakeWorld(world)), now, failures);
}

/** Everything that a plan applies, in the order of the steps. */
export function applied(plan: ClusterPlan): readonly Manifest[] {
  return plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave.map(({ manifest }) => manifest) : []));
}

/** Everything that a plan removes, as `Kind/name`. */
export function removed(plan: ClusterPlan): readonly string[] {
  const refs = plan.steps.flatMap((step): readonly Ref[] => (step.do === 'remove' ? step.refs : []));
  return refs.map(({ name, type }) => `${type.kind}/${name}`);
}

/** The one applied manifest of a type and name. */
export function appliedAs(plan: ClusterPlan, type: ResourceType, name: string): Manifest {
  const found = applied(plan).find((manifest) => isOfType(manifest, type) && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`the plan applies no ${type.kind} called ${name}`);
  return found;
}

/** Status of a Deployment with `ready` of its replicas ready. */
export function readyStatus(replicas: number, ready: number = replicas): unknown {
  return { observedGeneration: 1, replicas, updatedReplicas: replicas, readyReplicas: ready, availableReplicas: ready };
}

function replicasOf(manifest: Manifest): number {
  return (manifest['spec'] as { readonly replicas: number }).replicas;
}

/** What a plan applies, as the server would hold it once everything runs. `ready`: ready pods of Deployments that have others. */
export function settled(plan: ClusterPlan, ready: Readonly<Record<string, number>> = {}): readonly KubeObject[] {
  return applied(plan).map((manifest) => {
    if (!isOfType(manifest, DEPLOYMENT)) return liveForm(manifest);
    const replicas = replicasOf(manifest);
    return liveForm(manifest, { status: readyStatus(replicas, ready[manifest.metadata.name] ?? replicas) });
  });
}

/** The pods that a plan's Deployments would have, all ready. */
export function podsOf(plan: ClusterPlan): readonly KubeObject[] {
  return applied(plan)
    .filter((manifest) => isOfType(manifest, DEPLOYMENT))
    .flatMap((manifest) => {
      const { template } = manifest['spec'] as { readonly template: { readonly metadata: { readonly labels: Record<string, string> } } };
      return Array.from({ length: replicasOf(manifest) }, (_, index) =>
        liveForm(
          {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: `${manifest.metadata.name}-${index}`, namespace: 'apps', labels: template.metadata.labels },
          },
          { status: { podIP: `10.0.0.${index}`, conditions: [{ type: 'Ready', status: 'True' }] } },
        ),
      );
    });
}

/** A cluster that runs: its primary with the status of today, and its objects. */
export async function running(
  spec: unknown,
  scene: ClusterScene = {},
): Promise<{ readonly primary: MarieClusterPrimary; readonly children: readonly KubeObject[]; readonly plan: ClusterPlan }> {
  const first = await planned(marieClusterPrimary(spec), scene);
  const children = settled(first);
  const plan = await planned(marieClusterPrimary(spec, { status: first.status }), { ...scene, children, derived: podsOf(first) });
  return { primary: marieClusterPrimary(spec, { status: plan.status }), children, plan };
}

/** The replicas that a plan gives to a group of `docs`. */
export function sizeOf(plan: ClusterPlan, group: string): number {
  return replicasOf(appliedAs(plan, DEPLOYMENT, `docs-executor-${group}`));
}

/** The condition of a type that a plan stores, as `status/reason`. */
export function conditionOf(plan: ClusterPlan, type: string): string | undefined {
  const found = plan.status.conditions.find((condition) => condition.type === type);
  return found === undefined ? undefined : `${found.status}/${found.reason}`;
}

/** A failed step as the engine would tell it. */
export function failedStep(kind: string, name: string, more: Partial<StepFailure> = {}): StepFailure {
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

/** A MarieJob of the namespace. */
export function jobObject(name: string, spec: object, status: object = {}): KubeObject {
  return { ...liveForm({ apiVersion: 'marie.ai/v1alpha1', kind: 'MarieJob', metadata: { name, namespace: 'apps' } }), spec, status };
}
