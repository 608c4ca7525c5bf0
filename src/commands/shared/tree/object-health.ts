import type { V1CronJob, V1Deployment, V1Job, V1PersistentVolumeClaim, V1Pod } from '@kubernetes/client-node';
import type { Condition } from '../../../kernel/condition.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { partsOf } from '../describe-object/parts-of.ts';
import { statusItem } from '../status-report.ts';
import type { TreeHealth } from './tree-node.ts';

function workload(object: KubeObject): TreeHealth {
  const { spec, status } = partsOf<V1Deployment>(object);
  const wanted = spec?.replicas ?? 1;
  if (wanted === 0) return object.kind === 'ReplicaSet' ? 'none' : 'suspended';
  const late = status?.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded') === true;
  if ((status?.readyReplicas ?? 0) >= wanted) return 'healthy';
  return late ? 'failed' : 'pending';
}

/** What a container waits with that no time mends (kubelet's reasons). */
const BROKEN: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'RunContainerError',
]);

function pod(object: KubeObject): TreeHealth {
  const { status } = partsOf<V1Pod>(object);
  if (status?.phase === 'Failed') return 'failed';
  if (status?.phase === 'Succeeded') return 'healthy';
  if (status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true) return 'healthy';
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return containers.some(({ state }) => BROKEN.has(state?.waiting?.reason ?? '')) ? 'degraded' : 'pending';
}

function claim(object: KubeObject): TreeHealth {
  const phase = partsOf<V1PersistentVolumeClaim>(object).status?.phase;
  if (phase === 'Lost') return 'failed';
  return phase === 'Bound' ? 'healthy' : 'pending';
}

function job(object: KubeObject): TreeHealth {
  const { spec, status } = partsOf<V1Job>(object);
  const ended = (type: string): boolean => status?.conditions?.some((one) => one.type === type && one.status === 'True') === true;
  if (ended('Failed')) return 'failed';
  if (ended('Complete')) return 'healthy';
  return spec?.suspend === true ? 'suspended' : 'pending';
}

const BY_KIND: Readonly<Record<string, (object: KubeObject) => TreeHealth>> = {
  Deployment: workload,
  StatefulSet: workload,
  ReplicaSet: workload,
  Pod: pod,
  PersistentVolumeClaim: claim,
  Job: job,
  CronJob: (object) => (partsOf<V1CronJob>(object).spec?.suspend === true ? 'suspended' : 'healthy'),
};

function hasVerdict(status: unknown): boolean {
  if (!isJsonObject(status)) return false;
  const conditions = Array.isArray(status['conditions']) ? (status['conditions'] as readonly Condition[]) : [];
  return typeof status['phase'] === 'string' || conditions.some(({ type }) => type === 'Ready');
}

/** Whether an object is as it should be, by its kind's status; `none` where nothing in it says so. */
export function objectHealth(object: KubeObject): TreeHealth {
  if (object.metadata.deletionTimestamp !== undefined) return 'pending';
  const ofKind = BY_KIND[object.kind];
  if (ofKind !== undefined) return ofKind(object);
  return hasVerdict(object['status']) ? statusItem(object).health : 'none';
}
