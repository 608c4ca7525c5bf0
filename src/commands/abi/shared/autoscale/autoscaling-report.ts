import type { V2HorizontalPodAutoscalerSpec, V2HorizontalPodAutoscalerStatus } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { childNames } from '../../../../templates/abi/names.ts';
import { atPath } from '../../../shared/change/at-path.ts';
import { specOf } from '../instance-model.ts';
import { otherAutoscalers, replicaOwner, type ReplicaOwner } from './replica-owner.ts';

/** What an autoscaler says of itself. */
export interface AutoscalerState {
  readonly name: string;
  /** `Deployment/my-abi`. */
  readonly target: string;
  /** Whether the instance has asked for it. */
  readonly own: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** `cpu 35%/70%`; `?` where nothing was measured. */
  readonly metrics: readonly string[];
  readonly currentReplicas: number | undefined;
  readonly desiredReplicas: number | undefined;
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[];
}

/** Who sets the number of an instance's pods, and how that goes. */
export interface AutoscalingReport {
  readonly instance: { readonly name: string; readonly namespace: string };
  readonly enabled: boolean;
  readonly owner: ReplicaOwner;
  readonly specReplicas: number;
  readonly replicas: number | undefined;
  readonly readyReplicas: number | undefined;
  readonly autoscalers: readonly AutoscalerState[];
}

function metricTexts(spec: V2HorizontalPodAutoscalerSpec, status: V2HorizontalPodAutoscalerStatus): readonly string[] {
  return (spec.metrics ?? []).flatMap(({ resource, type }) => {
    if (resource === undefined) return [type];
    const { averageUtilization, averageValue } = resource.target;
    const current = (status.currentMetrics ?? []).find((metric) => metric?.resource?.name === resource.name)?.resource?.current;
    const wanted = averageUtilization === undefined ? (averageValue ?? '?') : `${averageUtilization}%`;
    const measured = averageUtilization === undefined ? current?.averageValue : current?.averageUtilization;
    const has = measured === undefined ? '?' : `${measured}${averageUtilization === undefined ? '' : '%'}`;
    return [`${resource.name} ${has}/${wanted}`];
  });
}

function stateOf(autoscaler: KubeObject, own: boolean): AutoscalerState {
  const spec = autoscaler['spec'] as V2HorizontalPodAutoscalerSpec;
  const status = (autoscaler['status'] as V2HorizontalPodAutoscalerStatus | undefined) ?? { desiredReplicas: 0 };
  const isKnown = autoscaler['status'] !== undefined && (status.conditions ?? []).length > 0;
  return {
    name: autoscaler.metadata.name,
    target: `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    own,
    minReplicas: spec.minReplicas ?? 1,
    maxReplicas: spec.maxReplicas,
    metrics: metricTexts(spec, status),
    currentReplicas: isKnown ? (status.currentReplicas ?? 0) : undefined,
    desiredReplicas: isKnown ? status.desiredReplicas : undefined,
    conditions: (status.conditions ?? []).map(({ type, status: value, reason, message }) => ({
      type,
      status: value,
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
    })),
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** What is to be said of the autoscaling of an instance; `autoscalers` are those of its namespace. */
export function autoscalingReport(instance: KubeObject, autoscalers: readonly KubeObject[]): AutoscalingReport {
  const { name, namespace = 'default', uid } = instance.metadata;
  const spec = specOf(instance);
  const own = autoscalers.filter(
    ({ metadata }) => metadata.name === childNames.autoscaler(name) && (metadata.ownerReferences ?? []).some((owner) => owner.uid === uid),
  );
  return {
    instance: { name, namespace },
    enabled: spec?.autoscaling?.enabled === true,
    owner: replicaOwner(instance, autoscalers),
    specReplicas: spec?.replicas ?? 1,
    replicas: count(atPath(instance, ['status', 'replicas'])),
    readyReplicas: count(atPath(instance, ['status', 'readyReplicas'])),
    autoscalers: [
      ...own.map((autoscaler) => stateOf(autoscaler, true)),
      ...otherAutoscalers(instance, autoscalers).map((autoscaler) => stateOf(autoscaler, false)),
    ],
  };
}
