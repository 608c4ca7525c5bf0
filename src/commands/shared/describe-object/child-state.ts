import type {
  V1CronJob,
  V1Deployment,
  V1Ingress,
  V1Job,
  V1NetworkPolicy,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodDisruptionBudget,
  V1PodStatus,
  V1ResourceQuota,
  V1Service,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { findCondition, type Condition } from '../../../kernel/condition.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { partsOf } from './parts-of.ts';

function replicas(object: KubeObject): string {
  const { spec, status } = partsOf<V1Deployment>(object);
  return `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} ready`;
}

function waitingReason(status: V1PodStatus | undefined): string | undefined {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return statuses.map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason).find((reason) => reason !== undefined);
}

function podState(object: KubeObject): string {
  const { status } = partsOf<V1Pod>(object);
  const phase = status?.phase ?? 'Pending';
  const conditions = status?.conditions ?? [];
  if (conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True')) return `${phase}, ready`;
  const unplaced = conditions.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False');
  const why = unplaced?.reason ?? waitingReason(status);
  if (phase === 'Succeeded') return phase;
  return why === undefined ? `${phase}, not ready` : `${phase}: ${why}`;
}

function claimState(object: KubeObject): string {
  const { spec, status } = partsOf<V1PersistentVolumeClaim>(object);
  const size = status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage'];
  return [status?.phase ?? 'Pending', size].filter((part) => part !== undefined).join(', ');
}

function serviceState(object: KubeObject): string {
  const { spec } = partsOf<V1Service>(object);
  const ports = (spec?.ports ?? []).map(({ port }) => port).join(',');
  const address = spec?.clusterIP === 'None' ? 'headless' : (spec?.clusterIP ?? '');
  return `${spec?.type ?? 'ClusterIP'} ${address}${ports === '' ? '' : `:${ports}`}`.trim();
}

function jobState(object: KubeObject): string {
  const { spec, status } = partsOf<V1Job>(object);
  const ended = status?.conditions?.find((condition) => condition.status === 'True' && ['Complete', 'Failed'].includes(condition.type));
  if (ended !== undefined) return ended.type === 'Failed' && ended.reason !== undefined ? `Failed: ${ended.reason}` : ended.type;
  return spec?.suspend === true ? 'Suspended' : `${status?.succeeded ?? 0} of ${spec?.completions ?? 1} done`;
}

function cronJobState(object: KubeObject): string {
  const { spec, status } = partsOf<V1CronJob>(object);
  const last = status?.lastSuccessfulTime;
  const schedule = `${spec?.suspend === true ? 'suspended, ' : ''}${spec?.schedule ?? ''}`;
  return last === undefined ? `${schedule}, never succeeded` : `${schedule}, last success ${String(last)}`;
}

function autoscalerState(object: KubeObject): string {
  const { spec, status } = partsOf<V2HorizontalPodAutoscaler>(object);
  const off = status?.conditions?.find(({ type, status: is }) => type === 'ScalingActive' && is === 'False')?.reason;
  return `${status?.currentReplicas ?? 0} pods, ${spec?.minReplicas ?? 1} to ${spec?.maxReplicas ?? 1}${off === undefined ? '' : `: ${off}`}`;
}

function budgetState(object: KubeObject): string {
  const { status } = partsOf<V1PodDisruptionBudget>(object);
  return `${status?.disruptionsAllowed ?? 0} of ${status?.expectedPods ?? 0} pods may go`;
}

function quotaState(object: KubeObject): string {
  const { hard = {}, used = {} } = partsOf<V1ResourceQuota>(object).status ?? {};
  return Object.keys(hard)
    .toSorted()
    .map((resource) => `${resource} ${used[resource] ?? '0'} of ${hard[resource] ?? ''}`)
    .join(', ');
}

function policyState(object: KubeObject): string {
  const { ingress = [], egress = [], policyTypes = [] } = partsOf<V1NetworkPolicy>(object).spec ?? {};
  const rules: Readonly<Record<string, number>> = { Ingress: ingress.length, Egress: egress.length };
  return policyTypes
    .map((type) => {
      const count = rules[type] ?? 0;
      return `${type}: ${count === 0 ? 'nothing allowed' : `${count} rule${count === 1 ? '' : 's'}`}`;
    })
    .join(', ');
}

function ingressState(object: KubeObject): string {
  const { spec, status } = partsOf<V1Ingress>(object);
  const hosts = (spec?.rules ?? []).map(({ host }) => host ?? '*').join(',');
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '').join(',');
  return `${hosts}, ${addresses === '' ? 'no address yet' : addresses}`;
}

function dataKeys(object: KubeObject): string {
  const data = isJsonObject(object['checksums']) ? object['checksums'] : object['data'];
  const keys = isJsonObject(data) ? Object.keys(data).toSorted() : [];
  return keys.length === 0 ? 'no keys' : `keys ${keys.join(', ')}`;
}

const STATES: Readonly<Record<string, (object: KubeObject) => string>> = {
  Deployment: replicas,
  StatefulSet: replicas,
  ReplicaSet: replicas,
  Pod: podState,
  PersistentVolumeClaim: claimState,
  Service: serviceState,
  Job: jobState,
  CronJob: cronJobState,
  Secret: dataKeys,
  ConfigMap: dataKeys,
  HorizontalPodAutoscaler: autoscalerState,
  PodDisruptionBudget: budgetState,
  ResourceQuota: quotaState,
  NetworkPolicy: policyState,
  Ingress: ingressState,
};

function generalState(object: KubeObject): string {
  const status = isJsonObject(object['status']) ? object['status'] : {};
  const phase = typeof status['phase'] === 'string' ? status['phase'] : undefined;
  const conditions: readonly Condition[] = Array.isArray(status['conditions']) ? (status['conditions'] as readonly Condition[]) : [];
  const ready = findCondition(conditions, 'Ready');
  const isReady = ready === undefined ? undefined : ready.status === 'True' ? 'ready' : `not ready: ${ready.reason}`;
  return [phase, isReady].filter((part) => part !== undefined).join(', ');
}

/** How an object is, in a few words: what its kind's status says; of a Secret or ConfigMap the names of its keys. */
export function childState(object: KubeObject): string {
  if (object.metadata.deletionTimestamp !== undefined) return 'being deleted';
  return (STATES[object.kind] ?? generalState)(object);
}
