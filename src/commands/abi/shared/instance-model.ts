import type { V1PodSpec } from '@kubernetes/client-node';
import { DEPLOYMENT, PERSISTENT_VOLUME_CLAIM, STATEFUL_SET } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { abiInstanceSpec } from '../../../kinds/abi/instance-spec.ts';
import type { AbiInstanceSpec } from '../../../kinds/abi/instance-spec.ts';
import { instanceKey, type AbiInstancePrimary } from '../../../reconcile/abi/observe-instance.ts';
import { podOverrides } from '../../../reconcile/abi/pod-overrides.ts';
import { replicaChoice } from '../../../reconcile/abi/replica-choice.ts';
import { workloadChoice } from '../../../reconcile/abi/workload-choice.ts';
import type { InstanceValues } from '../../../templates/abi/instance-values.ts';
import { workloadLabels } from '../../../templates/abi/metadata.ts';
import { childNames } from '../../../templates/abi/names.ts';
import { podTemplate } from '../../../templates/abi/pod-template.ts';
import { ABI_SERVER } from '../../../templates/abi/server-facts.ts';
import type { Session } from '../../shared/session.ts';
import type { PlacedPod } from './fit/node-state.ts';
import { podRequests } from './fit/pod-requests.ts';
import { getIfAllowed } from './read-if-allowed.ts';

/** The live objects by which it is decided what an instance's pods are. */
export interface LiveWorkload {
  readonly deployment?: KubeObject;
  readonly statefulSet?: KubeObject;
  readonly sharedClaim?: KubeObject;
}

/** What the operator would make of an instance: its pods, and how many. */
export interface InstanceModel {
  readonly primary: AbiInstancePrimary;
  readonly values: InstanceValues;
  /** A pod as it would be. */
  readonly pod: PlacedPod;
  /** Pods that there are to be now. */
  readonly replicas: number;
  /** Pods that there may be: more than `replicas` with an autoscaler. */
  readonly mostReplicas: number;
}

/** The spec of an instance with its defaults; undefined where it does not fit the schema. */
export function specOf(instance: KubeObject): AbiInstanceSpec | undefined {
  const parsed = abiInstanceSpec.safeParse(instance['spec'] ?? {});
  return parsed.success ? parsed.data : undefined;
}

/** Reads the workload of an instance and the volume that its pods share. */
export async function readWorkload(session: Session, instance: KubeObject, signal: AbortSignal): Promise<LiveWorkload> {
  const { name, namespace } = instanceKey(instance);
  const [deployment, statefulSet, sharedClaim] = await Promise.all(
    [
      { type: DEPLOYMENT, child: childNames.workload(name) },
      { type: STATEFUL_SET, child: childNames.workload(name) },
      { type: PERSISTENT_VOLUME_CLAIM, child: childNames.sharedClaim(name) },
    ].map(({ type, child }) => getIfAllowed(session, type, { namespace, name: child }, signal)),
  );
  return {
    ...(deployment !== undefined && { deployment }),
    ...(statefulSet !== undefined && { statefulSet }),
    ...(sharedClaim !== undefined && { sharedClaim }),
  };
}

/** What the operator would make of an instance as it is desired, by its own rules; undefined where the spec does not fit its schema. */
export function instanceModel(instance: KubeObject, live: LiveWorkload): InstanceModel | undefined {
  const spec = specOf(instance);
  if (spec === undefined) return undefined;
  const primary: AbiInstancePrimary = { apiVersion: instance.apiVersion, kind: instance.kind, metadata: instance.metadata, spec };
  const key = instanceKey(instance);
  const choice = workloadChoice(spec, { live });
  const isSet = choice.kind === 'StatefulSet';
  const [wanted, other] = isSet ? [live.statefulSet, live.deployment] : [live.deployment, live.statefulSet];
  const { replicas } = replicaChoice({ spec, wanted, other, before: 0 });
  const read = podOverrides(primary);
  const { livenessPath, readinessPath } = ABI_SERVER;
  const values: InstanceValues = {
    ...key,
    spec,
    workload: choice.kind,
    replicas,
    ...(choice.volume !== undefined && { volume: choice.volume }),
    ownerPath: '',
    secretChecksums: {},
    overrides: 'overrides' in read ? read.overrides : { livenessPath, readinessPath },
  };
  const podSpec: V1PodSpec = podTemplate(values).spec ?? { containers: [] };
  const labels = workloadLabels(key.name, choice.kind);
  const pod: PlacedPod = { ...key, labels, spec: podSpec, requests: podRequests(podSpec) };
  const { autoscaling } = spec;
  const isScaled = autoscaling?.enabled === true && spec.replicas > 0;
  // Another minimum or maximum takes effect as soon as the autoscaler looks.
  const now = isScaled ? Math.min(Math.max(replicas, autoscaling.minReplicas), autoscaling.maxReplicas) : replicas;
  return { primary, values, pod, replicas: now, mostReplicas: isScaled ? Math.max(autoscaling.maxReplicas, now) : now };
}
