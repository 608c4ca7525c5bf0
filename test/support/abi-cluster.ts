import type { V1PodSpec } from '@kubernetes/client-node';
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, PERSISTENT_VOLUME_CLAIM, STATEFUL_SET } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest, Ref } from '../../src/kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../src/kernel/resource-type.ts';
import type { AbiInstanceStatus } from '../../src/kinds/abi/instance-status.ts';
import { abiInstance } from '../../src/reconcile/abi/abi-instance.ts';
import type { AbiInstancePrimary } from '../../src/reconcile/abi/observe-instance.ts';
import type { Child, Plan, StepFailure } from '../../src/reconcile/engine/contract.ts';
import { abiInstancePrimary } from './abi-instances.ts';
import { fakeWorld, liveForm, type FakeCluster } from './fake-world.ts';

export type AbiPlan = Plan<AbiInstanceStatus>;

/** 2026-03-01T12:00:00Z */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** What the planner of AbiInstance says about an instance in a cluster. */
export async function planned(
  primary: AbiInstancePrimary,
  cluster: FakeCluster = {},
  failures: readonly StepFailure[] = [],
  now: number = NOON,
): Promise<AbiPlan> {
  return abiInstance.plan(primary, await abiInstance.observe(primary, fakeWorld(cluster)), now, failures);
}

/** The children that a plan applies, in the order of the steps. */
export function children(plan: AbiPlan): readonly Child[] {
  return plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave : []));
}

/** Everything that a plan applies. */
export function applied(plan: AbiPlan): readonly Manifest[] {
  return children(plan).map(({ manifest }) => manifest);
}

/** Everything that a plan removes. */
export function removed(plan: AbiPlan): readonly Ref[] {
  return plan.steps.flatMap((step) => (step.do === 'remove' ? step.refs : []));
}

/** The one applied child of a type and name. */
export function childAs(plan: AbiPlan, type: ResourceType, name: string): Child | undefined {
  return children(plan).find(({ manifest }) => isOfType(manifest, type) && manifest.metadata.name === name);
}

/** The spec of the one applied manifest of a type and name. */
export function appliedSpec(plan: AbiPlan, type: ResourceType, name: string): unknown {
  const child = childAs(plan, type, name);
  if (child === undefined) throw new Error(`the plan applies no ${type.kind} called ${name}`);
  return child.manifest['spec'];
}

/** Status of a workload with every replica ready. */
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

function replicasOf(manifest: Manifest): number {
  return (manifest['spec'] as { readonly replicas: number }).replicas;
}

/** What a plan applies, as the server would hold it once everything runs. `workloadStatus` replaces the ready one. */
export function settled(plan: AbiPlan, workloadStatus?: unknown): readonly KubeObject[] {
  return applied(plan).map((manifest) => {
    if (isOfType(manifest, DEPLOYMENT) || isOfType(manifest, STATEFUL_SET)) {
      return liveForm(manifest, { status: workloadStatus ?? readyStatus(replicasOf(manifest)) });
    }
    if (isOfType(manifest, PERSISTENT_VOLUME_CLAIM)) return liveForm(manifest, { status: { phase: 'Bound' } });
    if (isOfType(manifest, HORIZONTAL_POD_AUTOSCALER)) {
      return liveForm(manifest, { status: { conditions: [{ type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' }] } });
    }
    return liveForm(manifest);
  });
}

/** The claims that Kubernetes makes from a StatefulSet's template, as they are found among the instance's objects. */
export function claimsOf(set: KubeObject | undefined, size?: string): readonly KubeObject[] {
  if (set === undefined) return [];
  const { replicas, volumeClaimTemplates } = set['spec'] as {
    readonly replicas: number;
    readonly volumeClaimTemplates: readonly { readonly metadata: Manifest['metadata']; readonly spec: Readonly<Record<string, unknown>> }[];
  };
  const [template] = volumeClaimTemplates;
  if (template === undefined) return [];
  const requests = size === undefined ? {} : { resources: { requests: { storage: size } } };
  return Array.from({ length: replicas }, (_, ordinal) =>
    liveForm(
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          ...template.metadata,
          name: `${template.metadata.name}-${set.metadata.name}-${ordinal}`,
          ...(set.metadata.namespace === undefined ? {} : { namespace: set.metadata.namespace }),
        },
        spec: { ...template.spec, ...requests },
      },
      { status: { phase: 'Bound' } },
    ),
  );
}

/** One object of a type among live ones. */
export function liveOf(objects: readonly KubeObject[], type: ResourceType): KubeObject | undefined {
  return objects.find((object) => isOfType(object, type));
}

/** A live object with other fields of its spec. */
export function withSpec(object: KubeObject, spec: Readonly<Record<string, unknown>>): KubeObject {
  return { ...object, spec: { ...(object['spec'] as object), ...spec } };
}

/** A pod of an instance's workload. */
export function podOf(name: string, workload: 'deployment' | 'statefulset', status: unknown, instance = 'brain'): KubeObject {
  return liveForm(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'apps',
        labels: {
          'app.kubernetes.io/name': 'abi',
          'app.kubernetes.io/instance': instance,
          'app.kubernetes.io/managed-by': 'abi-operator',
          'abi.io/workload': workload,
        },
      },
    },
    { status },
  );
}

/** The condition of a type that a plan stores, as `status/reason`. */
export function conditionOf(plan: AbiPlan, type: string): string | undefined {
  const found = plan.status.conditions.find((condition) => condition.type === type);
  return found === undefined ? undefined : `${found.status}/${found.reason}`;
}

/** The message of a condition that a plan stores. */
export function messageOf(plan: AbiPlan, type: string): string | undefined {
  return plan.status.conditions.find((condition) => condition.type === type)?.message;
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

/** What is looked at of a pod template. */
export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: V1PodSpec;
}

/** The pod template of the workload that a plan applies for the instance `brain`. */
export function templateOf(plan: AbiPlan, type = DEPLOYMENT): PodTemplate {
  return (appliedSpec(plan, type, 'brain') as { readonly template: PodTemplate }).template;
}

/** The plan for a new instance with a spec. */
export async function planFor(spec: unknown): Promise<AbiPlan> {
  return planned(abiInstancePrimary(spec));
}

/** The objects of an instance that runs. */
export async function running(spec: unknown): Promise<readonly KubeObject[]> {
  const live = settled(await planFor(spec));
  return [...live, ...claimsOf(liveOf(live, STATEFUL_SET))];
}

/** The replicas that a plan sets in the workload of `brain`. */
export function replicasIn(plan: AbiPlan, type = DEPLOYMENT): unknown {
  return (appliedSpec(plan, type, 'brain') as { readonly replicas: number }).replicas;
}
