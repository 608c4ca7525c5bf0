import type { V1Pod } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionEvidence, conditionWith, eventEvidence, fieldEvidence } from '../evidence.ts';
import type { Link } from '../link.ts';
import { objectName, type Related, type RulesOfKind } from '../related.ts';
import { containerLink, missingSource } from './container.ts';
import { unschedulable } from './unschedulable.ts';

function deleting(pod: KubeObject): Link {
  const { name, namespace = 'default', deletionTimestamp = '', finalizers = [] } = pod.metadata;
  const held = finalizers.length === 0 ? '' : `; held by ${finalizers.join(', ')}`;
  return {
    object: objectName(pod),
    state: 'waits',
    reason: 'Deleting',
    message: `it is being deleted${held}`,
    evidence: [fieldEvidence('status', pod, `deletionTimestamp ${deletionTimestamp}`)],
    fix: `kubectl describe pod ${name} -n ${namespace}`,
  };
}

/** A volume that cannot be mounted, which only an event tells. */
function unmountable(pod: KubeObject, related: Related): Link | undefined {
  const event = related.events(pod).findLast(({ reason }) => reason === 'FailedMount' || reason === 'FailedAttachVolume');
  if (event === undefined) return undefined;
  const { name, namespace = 'default' } = pod.metadata;
  const source = missingSource(event.message, namespace);
  return {
    object: objectName(pod),
    state: source === undefined ? 'waits' : 'stuck',
    reason: event.reason,
    message: event.message,
    evidence: [eventEvidence(event)],
    fix: `kubectl describe pod ${name} -n ${namespace}`,
    ...source,
  };
}

function explain(object: KubeObject, related: Related): Link | undefined {
  const { spec, status } = partsOf<V1Pod>(object);
  if (object.metadata.deletionTimestamp !== undefined) return deleting(object);
  if (status?.phase === 'Succeeded' || conditionWith(object, 'Ready', 'True') !== undefined) return undefined;
  const unplaced = conditionWith(object, 'PodScheduled', 'False');
  if (unplaced !== undefined) return unschedulable(object, unplaced, related);
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const container of containers) {
    if (container.ready && container.state?.waiting === undefined) continue;
    // A step before the others that has done its part is "terminated" and fine.
    if (container.state?.terminated?.exitCode === 0) continue;
    const link = containerLink(object, container, related);
    if (link !== undefined && (link.state !== 'waits' || unmountable(object, related) === undefined)) return link;
  }
  const mount = unmountable(object, related);
  if (mount !== undefined) return mount;
  const { name, namespace = 'default' } = object.metadata;
  const notReady = conditionWith(object, 'Ready', 'False') ?? conditionWith(object, 'Ready', 'Unknown');
  const phase = status?.phase ?? 'Pending';
  return {
    object: objectName(object),
    state: phase === 'Failed' ? 'failed' : 'waits',
    reason: status?.reason ?? notReady?.reason ?? phase,
    message: status?.message ?? (phase === 'Failed' ? 'the pod failed' : 'it has yet to start'),
    evidence: [fieldEvidence('status', object, `phase ${phase}`), ...(notReady === undefined ? [] : [conditionEvidence(object, notReady)])],
    ...(notReady?.status === 'Unknown' && spec?.nodeName !== undefined ? { on: { kind: 'Node', name: spec.nodeName } } : {}),
    fix: `kubectl describe pod ${name} -n ${namespace}`,
  };
}

/** A pod: ready or done, or what its scheduler, volumes or containers wait for. */
export const podRules: RulesOfKind = { kind: 'Pod', explain };
