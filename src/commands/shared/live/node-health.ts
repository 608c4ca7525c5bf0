import type { V1Deployment, V1Job, V1PersistentVolumeClaim, V1Pod } from '@kubernetes/client-node';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { LiveNode } from '../../../ui/live-source.ts';
import { partsOf } from '../describe-object/parts-of.ts';
import { statusItem } from '../status-report.ts';
import { conditionsIn } from './live-row.ts';

type NodeHealth = LiveNode['health'];

function replicas(object: KubeObject): NodeHealth {
  const { spec, status } = partsOf<V1Deployment>(object);
  return (status?.readyReplicas ?? 0) >= (spec?.replicas ?? 1) ? 'healthy' : 'pending';
}

function pod(object: KubeObject): NodeHealth {
  const { status } = partsOf<V1Pod>(object);
  if (status?.phase === 'Failed') return 'failed';
  if (status?.phase === 'Succeeded') return 'healthy';
  const isReady = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
  return isReady ? 'healthy' : 'pending';
}

function claim(object: KubeObject): NodeHealth {
  const phase = partsOf<V1PersistentVolumeClaim>(object).status?.phase;
  if (phase === 'Lost') return 'failed';
  return phase === 'Bound' ? 'healthy' : 'pending';
}

function job(object: KubeObject): NodeHealth {
  const { spec, status } = partsOf<V1Job>(object);
  const ended = status?.conditions?.find(({ type, status: value }) => value === 'True' && ['Complete', 'Failed'].includes(type));
  if (ended !== undefined) return ended.type === 'Failed' ? 'failed' : 'healthy';
  return spec?.suspend === true ? 'suspended' : 'pending';
}

const HEALTHS: Readonly<Record<string, (object: KubeObject) => NodeHealth>> = {
  Deployment: replicas,
  StatefulSet: replicas,
  ReplicaSet: replicas,
  Pod: pod,
  PersistentVolumeClaim: claim,
  Job: job,
};

/** How something that belongs to an object is, by its own status; `none` of what has none, such as a ConfigMap. */
export function nodeHealth(object: KubeObject): NodeHealth {
  if (object.metadata.deletionTimestamp !== undefined) return 'pending';
  const known = HEALTHS[object.kind];
  if (known !== undefined) return known(object);
  return conditionsIn(object).some(({ type }) => type === 'Ready') ? statusItem(object).health : 'none';
}
